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
