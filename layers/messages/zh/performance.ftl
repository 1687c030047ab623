### 分组与片区的公布数字。

performance-trade = 进出口总额
performance-exports = 出口额
performance-imports = 进口额
performance-special-customs-trade = 海关特殊监管区域进出口额
performance-gdp = 地区生产总值
performance-revenue = 营业收入
performance-tax = 税收
performance-foreign-capital = 实际使用外资
performance-fixed-investment = 固定资产投资
performance-industrial-output = 工业总产值
performance-jobs = 就业人数
performance-enterprises = 企业数
performance-new-enterprises = 新设企业
performance-innovations = 制度创新成果
performance-cargo-t = 货物吞吐量
performance-throughput-teu = 集装箱吞吐量
performance-approved-km2 = 批准面积
performance-built-km2 = 建成面积
performance-land-use-rate = 土地利用率
performance-own = { $name }
performance-unit = { $unit ->
    [CNY] 元
    [USD] 美元
    [EUR] 欧元
    [count] 个
    [persons] 人
    [percent] %
    [km2] 平方公里
    [t] 吨
    [TEU] 标箱
    [percent_yoy] %，同比
    [CNY_13_key_parks] 元（13 个重点园区）
    [CNY_Jiangdong] 元（江东）
    [CNY_Tianzhu_bonded_zone] 元（天竺综保区）
    [CNY_Xinzheng_bonded_zone] 元（新郑综保区）
    [CNY_Yangpu] 元（洋浦）
    [CNY_Yangshan_special_bonded_zone] 元（洋山特殊综保区）
    [CNY_above_designated_size] 元（规模以上）
    [CNY_area_not_stated] 元（未说明范围）
    [CNY_cooperation_zone] 元（合作区）
    [CNY_cooperation_zone_lower_bound] 元（合作区，下限）
    [CNY_exports_Daxing_Airport_bonded_zone] 元（大兴机场综保区出口）
    [CNY_exports_Tianzhu_bonded_zone] 元（天竺综保区出口）
    [CNY_financial_city] 元（金融城）
    [CNY_fiscal_and_tax_revenue] 元（财税收入）
    [CNY_industrial_projects_with_land_transferred] 元（已供地产业项目）
    [CNY_larger_area] 元（更大范围）
    [CNY_oil_processing_only] 元（仅油品加工）
    [CNY_probably_three_platforms] 元（疑为三大平台）
    [CNY_province] 元（全省）
    [USD_province] 美元（全省）
    [CNY_special_area] 元（整个新片区）
    [CNY_special_areas] 元（海关特殊监管区域）
    [CNY_three_platforms] 元（三大平台）
    [CNY_top_30_areas] 元（前 30 个区域）
    [TEU_Luzhou_port] 标箱（泸州港）
    [TEU_Qinzhou_port] 标箱（钦州港）
    [TEU_port_area] 标箱（港区）
    [TEU_probably_whole_Beibu_Gulf_Port] 标箱（疑为整个北部湾港）
    [USD_Pudong_New_Area] 美元（浦东新区）
    [USD_area_not_stated] 美元（未说明范围）
    [USD_average_per_year] 美元（年均）
    [USD_looks_provincial] 美元（疑为全省）
    [count_area_not_stated] 个（未说明范围）
    [count_at_opening] 个（挂牌时）
    [count_comprehensive_bonded_zones_inside_ftz] 个（自贸试验区内综保区）
    [count_cooperation_zone] 个（合作区）
    [count_customs_registered] 个（海关备案）
    [count_digital_economy] 个（数字经济）
    [count_financial] 个（金融机构）
    [count_financial_city] 个（金融城）
    [count_foreign_funded] 个（外资企业）
    [count_foreign_trade] 个（外贸企业）
    [count_launched] 个（推出）
    [count_launched_in_period] 个（期内推出）
    [count_launched_special_area] 个（整个新片区推出）
    [count_market_entities] 个（市场主体）
    [count_national] 个（全国推广）
    [count_national_first] 个（全国首创）
    [count_national_in_period] 个（期内全国推广）
    [count_of_top_30_inside_ftz] 个（前 30 个中在自贸试验区内）
    [count_province] 个（全省推广）
    [count_province_in_period] 个（期内全省推广）
    [count_special_areas_inside_ftz] 个（自贸试验区内特殊监管区域）
    [count_with_branches] 个（含分支机构）
    [km2_Fuzhou_bonded_port] 平方公里（福州保税港区）
    [km2_Fuzhou_export_processing_zone] 平方公里（福州出口加工区）
    [km2_bonded_zone_first_phase] 平方公里（综保区一期）
    [km2_bonded_zone_planned] 平方公里（综保区规划）
    [km2_cooperation_zone] 平方公里（合作区）
    [km2_customs_enclosed_Fuzhou_bonded_port] 平方公里（福州保税港区已封关）
    [km2_customs_enclosed_Fuzhou_bonded_zone] 平方公里（福州保税区已封关）
    [km2_customs_enclosed_Fuzhou_export_processing_zone] 平方公里（福州出口加工区已封关）
    [percent_average_per_year] %，年均
    [percent_average_per_year_special_area] %，年均（整个新片区）
    [percent_growth_lower_bound] %，增长（下限）
    [percent_growth_since_2023M11] %，自 2023 年 11 月以来增长
    [percent_of_21_host_provinces] %，占 21 个所在省
    [percent_of_Pudong_New_Area] %，占浦东新区
    [percent_of_all_ftz] %，占全部自贸试验区
    [percent_of_city] %，占全市
    [percent_of_city_land] %，占全市土地
    [percent_of_city_lower_bound] %，占全市（下限）
    [percent_of_city_special_area] %，占全市（整个新片区）
    [percent_of_city_upper_bound] %，占全市（上限）
    [percent_of_national] %，占全国
    [percent_of_national_land_upper_bound] %，占全国土地（上限）
    [percent_of_national_land_upper_bound_special_areas] %，特殊监管区域占全国土地（上限）
    [percent_of_province] %，占全省
    [percent_of_province_cooperation_zone] %，占全省（合作区）
    [percent_of_province_four_bonded_zones] %，占全省（四个综保区）
    [percent_of_province_land] %，占全省土地
    [percent_of_province_land_upper_bound] %，占全省土地（上限）
    [percent_of_special_areas_top_30] %，前 30 个占特殊监管区域
    [percent_of_usable_plots_transferred_block_only] %，可用地块已转让（仅该地块）
    [percent_yoy_13_key_parks] %，同比（13 个重点园区）
    [percent_yoy_Yangpu] %，同比（洋浦）
    [percent_yoy_area_not_stated] %，同比（未说明范围）
    [percent_yoy_cooperation_zone] %，同比（合作区）
    [percent_yoy_larger_area] %，同比（更大范围）
    [percent_yoy_market_entities] %，同比（市场主体）
    [percent_yoy_special_area] %，同比（整个新片区）
    [t_Qinzhou_port] 吨（钦州港）
    [t_from_Laos] 吨（自老挝）
    [t_port_area] 吨（港区）
    [t_probably_whole_Beibu_Gulf_Port] 吨（疑为整个北部湾港）
    [t_to_Laos] 吨（至老挝）
    [times_before_founding] 倍（较设立前）
   *[other] { $text }
}
