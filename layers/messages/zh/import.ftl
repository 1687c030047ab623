### What is assumed of a user's files, what becomes of their records, and what is wrong with a map of columns.

## Columns

import-map-column-form = { OPTION("map-column") } { $given }：不是“列=名称”的形式；请写成 zone_id=CODE 或 regions.name=NAME
import-map-column-unknown = { OPTION("map-column") } { $column }：规划的图层没有这个列，{ $hint }；若是自有列，请同时写明图层，如 demand.{ $column }=NAME
import-map-layer-unknown = { OPTION("map-column") } { $layer }：不是规划的图层，{ $hint }
import-map-column-twice = { OPTION("map-column") } { $column }：给了两次；请只给一次
import-column-missing = 缺少列 { $column }（现有：{ $there }）；请补上，或用 { OPTION("map-column", $column, "NAME") } 指明对应的列
import-points-missing = 没有几何；请提供 Point 图层，或在表格中指明坐标所在的列：{ OPTION("map-column", $lon, "列名") } { OPTION("map-column", $lat, "列名") }
import-geometry-invalid = { $rows }不是有效的多边形：{ $fault }；请修复（在 QGIS 中：修复几何图形），或给出 { OPTION("repair") }
import-column-taken = 列 { $given } 作为 { $column }；如有不同，请用 { OPTION("map-column", $column, "NAME") } 说明
import-column-set-aside = 列 { $column } 改名为 { $name } 保留：原名已被占用
import-rows-numbered = 没有以编号为名的列（如 id、code、编号）：以行号作为 { $column }；可用 { OPTION("map-column", $column, "NAME") } 指定
import-surveyed-unknown = 规划中没有代码为 { $zone } 的片区，{ $hint }；请更正代码，或给出全部片区的文件并去掉 { OPTION("surveyed") }
import-zones-without-group = 片区不属于任何{ -group(number: "many") }；可用 { OPTION("map-column", "zones.ftz_id", "NAME") } 指定列
import-level-form = { OPTION("level") } { $given }：请写成 名称=代码列 或 名称=代码列:名称列，如 county=GEOID 或 state=STATEFP:STATE_NAME
import-level-column = { OPTION("level", $level) }{ $column }：区域文件没有此列（现有：{ $there }）；请改正列名
import-level-names = { $level } 的名称取自 { $names }，其中每个 { $column } 各有一个名称；如需更改：{ OPTION("level", $level) }{ $column }:名称列
import-level-unnamed = { $level } 只有代码；请用 { OPTION("level", $level) }{ $column }:名称列 指明其名称所在的列

## CRS

import-crs-needed = zones 和 regions 都没有说明坐标系；请用 { OPTION("crs") } 指定规划的坐标系，如 EPSG:4326
import-crs-as-plan = 文件没有说明坐标系，坐标为度：视为与规划相同的 { $crs }；如有不同，请用 { OPTION("source-crs", $layer, "CRS") } 说明
import-crs-band = 没有坐标系，坐标像是 { $width } 度分带高斯-克吕格第 { $band } 带；请指明基准和带号：若为 CGCS2000，用 { OPTION("source-crs", $layer) }EPSG:{ NUMBER($epsg, useGrouping: 0) }
import-crs-unknown = 没有坐标系，坐标也不是度（东 { FIGURE($west) } 至 { FIGURE($east) }，北 { FIGURE($south) } 至 { FIGURE($north) }）；请用 { OPTION("source-crs", $layer, "EPSG:…") } 指明
import-axes-swapped = 没有坐标系，坐标像是纬度在前、经度在后；请用 { OPTION("axis-order", $layer) }north-first 说明
import-order-turned = 只有纬度在前时才与其他图层相接，已对调；如不对，请给出 { OPTION("axis-order") } east-first
import-order-undecided = { $layers } 与 { $others } 只有把其中一方的坐标对调才相接，无法判断是哪一方；请用 { OPTION("axis-order", $layer) }north-first 或 east-first 说明
import-offset-removed = 已去除 { $offset } 的偏移，精度约一米
import-network = { NUMBER($lines) } 条线：在相交或相接处打断，得到 { NUMBER($edges) } 条边；连通部分 { NUMBER($parts) } 个
import-cut-at-180 = { NUMBER($rows) } 个图形跨越或超出 180° 经线：在该处分割，经度保持在 ±180 以内

## Areas, codes, people

import-area-unit-stated = 列 { $column } 按表头所注单位 { $unit } 读取，换算为平方公里
import-area-unit-found = 列 { $column } 视为以 { $unit } 为单位：如此才与计算的面积相符；如不对，请在表头后注明单位，如（公顷）
import-area-unit-unknown = 列 { $column } 未注单位，按任何单位都与计算的面积不符：视为平方公里；如不对，请在表头后注明单位，如（公顷）
import-codes-restored = 列 { $column } 有 { NUMBER($count) } 个代码补回了开头的零，与 { $layer } 一致
import-demand-of-polygons = { NUMBER($rows) } 行是面：其人口计在一个点上，即面的中心或面内一点；若关心近距离，请提供点，或更细的面
import-points-of-polygons = { NUMBER($rows) } 行是面：取其一点，即面的中心或面内一点；若位置重要，请提供点
import-people-of-regions = 列 { $column } 有人口，但人口只按需求计算：若要把每个区域的人口计在该区域内一个点上，请把同一文件也作为需求提供
import-demand-of-regions = 没有坐标，按列 { $column }（区域的{ $by ->
    [code] 代码
   *[name] 名称
}）与区域图层连接：每行人口计在该区域内一个点上；若关心近距离，请提供点
import-demand-no-region = 第 { $rows } 行没有对应的区域，或有几个区域同名；请改正或去掉这 { NUMBER($count) } 行

## Records

import-row-empty = 没有几何，未予采用
import-row-mended = 不是有效的多边形（{ $fault }）：已由原有边界线重新组成 { $parts } 个部分，顶点由 { NUMBER($vertices_before) } 个变为 { NUMBER($vertices) } 个；现为 { AREA($area_km2) }，与按环的奇偶围成的土地相比，减去 { AREA($taken_km2, $area_km2) }，补入 { AREA($given_km2, $area_km2) }
import-zone-outside = 不在任何区划内，各区划的数字不含它；若应在其中，请用 { OPTION("source-crs", "zones") }EPSG:… 说明文件的坐标系
import-zone-repeated = 与 { NAME($other) } 的土地相同；请去掉其中一个
import-people-unit = { $column } 的人口以 { NUMBER($factor) } 人为单位：已相乘
import-demand-summed = 作为数量与人口一同汇总：{ $columns }{ $more ->
    [0] { "" }
   *[other] 及另外 { NUMBER($more) } 列
}；如需排除，请用 { OPTION("no-sum") } 列名
import-demand-not-summed = 不汇总 { $columns }{ $more ->
    [0] { "" }
   *[other] 及另外 { NUMBER($more) } 列
}：{ $kind ->
    [id] 按列名或数值看是编号或代码
    [year] 是年份或日期
    [rate] 是比率、占比、平均值之类
    [place] 是位置或高程
    [same] 各行数值相同
   *[before] 与规划原来一致
}；如需汇总，请用 { OPTION("sum") } 列名
import-sum-unknown = { OPTION($option) } { $given }：需求点中没有名为此的其他数值列（现有：{ $there }）；请改正列名
import-sum-people = { OPTION($option) } population：人口总要汇总；请指定其他列
import-sum-both = { OPTION("sum") } 与 { OPTION("no-sum") } { $column }：或汇总或不汇总；请只给一个
import-sum-without-demand = { OPTION("sum") } 与 { OPTION("no-sum") } 针对需求点的列，而这里没有需求点；请用 { OPTION("demand") } 提供
import-and = { $one }；{ $other }
import-area-differs = 公布 { AREA($published_km2, $measured_km2) }，计算值 { AREA($measured_km2, $published_km2) }
import-performance-unit = { $column }：{ $given } 按 { $unit }{ $times ->
    [1] { "" }
   *[other] { " " }× { NUMBER($times, maximumFractionDigits: 6) }
} 读取
import-performance-column = 列 { $column } 为 { $indicator } 的数值
import-performance-none = 各列（{ $there }）中没有数值列；请给出 indicator、period、value 和 unit 列，或每个指标一列并在表头注明单位，如“税收（亿元）”
import-performance-names = { $column } 中有 { NUMBER($count) } 个以名称给出，已换为代码
