### Measuring: coverage, tables, comparison, consensus, the ruler.

# One radius of a list of them.
measure-radius = { FIGURE($radius_km) }
measure-within = { $way ->
    [road] 沿公路{ " " }
    [rail] 沿铁路{ " " }
   *[line] { "" }
}{ FIGURE($radius) } { $unit ->
    [min] 分钟
   *[km] 公里
}
measure-radius-not-measured = 没有测算 { $given } { $unit ->
    [min] 分钟
   *[km] 公里
}半径（已测算 { $measured } { $unit ->
    [min] 分钟
   *[km] 公里
}）；请以该半径测算
measure-radius-not-allowed = 半径 { $given } { $unit ->
    [min] 分钟
   *[km] 公里
}：必须是 0，或 0.1 至 2,000 的数字
measure-radii-not-several = 半径 { $given } { $unit ->
    [min] 分钟
   *[km] 公里
}：必须是一个或几个数字，如 50 或 (25, 50)
measure-radii-none = 没有给出半径：请至少给一个，如 50 { $unit ->
    [min] 分钟
   *[km] 公里
}
measure-way-unknown = 没有 { $given } 这种测距方式；有：{ $known }
measure-network-empty = 按公路测算：规划周围没有公路；请按直线测算（line）
measure-rail-gone = 按铁路测算：已取消，因为那样处处可上车，而不只在车站；请按公路测算。铁路仍在地图上，用地也不跨越铁路
measure-radii-mixed = 半径既有公里又有分钟：请只给一种；分钟只能按公路测算
measure-minutes-by-line = 半径以分钟计：直线没有时间；请按公路（road）测算
measure-network-without-minutes = 按公路以分钟测算：规划的 network 图层没有时间；请给线加上 minutes 列，或以公里测算
measure-network-minutes = network.minutes：{ $rows } 条边没有时间；请填写，或去掉这些边
measure-far-from-network = { FIGURE($radius) } { $unit ->
    [min] 分钟
   *[km] 公里
}内的人口中，{ NUMBER($people, maximumFractionDigits: 0) } 人距最近的公路超过 { FIGURE($far_km) } 公里：其路程以直线接入，可能跨越水面，因此可能计入了实际无路可达的人；距离超过 { FIGURE($farthest_km) } 公里的不计入
measure-across-water = { FIGURE($radius) } { $unit ->
    [min] 分钟
   *[km] 公里
}内的人口中，{ NUMBER($people, maximumFractionDigits: 0) } 人与公路之间的直线跨越规划中的水面，因此可能计入了实际无路可达的人
measure-zone-far-from-network = { NAME($zone) }：有一部分距最近的公路 { NUMBER($egress_km, maximumFractionDigits: 1) } 公里。{ $beyond ->
    [yes] 路程不以这么长的直线开始：只有该部分可能到达的人，除居住在其中的以外，不计入
   *[no] 从该部分出发的路程以直线开始，可能跨越水面，因此可能计入了实际无路可达的地方
}
measure-by-line-alone = 按公路测算：这项指标只能按直线距离测算；请按直线（line）测算覆盖
measure-way-by-line = 按直线测算：直线没有可显示的路径；请按公路（road）测算
measure-coarse = { $zone }：变动 { AREA($changed_km2) }，当地一个人口点代表 { AREA($point_km2) }：人口数仅供判断量级。
measure-zones-not-measurable = zones：无法测算 { $type }；请给出 Scenario（Scenario.load 读取文件）或片区表

## Demand in partitions

measure-demand-in-partitions = 分区存放的需求：只按{ -region }汇总，没有逐点数据；请改为测算自带需求点的规划
measure-targets-in-partitions = 因需求分区存放，未测算：{ $targets }；人口类指标只有合计和分地区的数值，半径以 { OPTION("radius-km") } 所列为准
measure-worker-lost = { $part }：没有工作进程能测算它（{ $error }）；请给每个进程更多内存，或检查集群
measure-scheduler-not-reached = 调度器 { $scheduler }：无法连接（{ $reason }）；请给出 dask-scheduler 显示的地址，如 tcp://HOST:8786

## Growth

measure-growth-not-published = 没有公布的数字
measure-growth-trade-alone-published = 公布了贸易额，没有公布增速
measure-growth-nation-alone-published = 只公布了全国增速

## Tables

measure-table-unknown = 没有 { $name } 表；{ $hint }
measure-table-option = { $table } 表不接受 { OPTION($option) }；请去掉
measure-one-radius = 请只给一个半径
measure-lens-gone = lens { $name } 已取消；{ $name ->
    [travel] 请按分钟测算人口：zonewright measure PLAN --by road --radius-min 30（/api/measure、/api/compare）
    [weight] 各项测算已含需求点的每一列：zonewright measure PLAN（/api/measure）
    [strategies] 战略区域已是指标：zonewright score PLAN（/api/scorecard）
    [customs] 口岸已是指标，各片区最近的口岸见其所在行：zonewright score PLAN、zonewright measure PLAN（/api/scorecard、/api/measure）
    [own-radius] 片区的目标可有自己的半径（{"{"}measure: covered_population, zone: ID, radius_km: 150, at_least: 1{"}"}），规划的 indicators 表可为全部片区设定半径
   *[other] 请查询同名的表：zonewright table { $name } PLAN（/api/tables/{ $name }）
}
measure-aim-unknown = { $given } 不是规划中的{ -group }、行业或区域；请写 ftz:编号、sector:名称 或 region:代码
measure-region-unknown = 规划中没有{ -region-code }为 { $given } 的区域；请从 zonewright measure 的区域表中选择
measure-region-by-code = { -region-code } { $given } 不是代码；请用该名称区域的代码：{ $codes }
measure-cluster-unknown = 规划中没有编号为 { $given } 的产业集群
measure-level-unknown = 没有层级 { $given }；有：{ $known }
measure-most-not-allowed = most { $given }：必须是不小于 1 的整数
measure-margin-bounds = by_km { $given }：必须大于 0，至多 { FIGURE($most) } 公里
measure-gateway-kind-unknown = 规划中没有 { $given } 类的口岸；有：{ $known }
measure-province-figure-missing = regions：没有可与覆盖比较的{ -top-region }数据，如地区生产总值{ $level ->
    [province] ；请添加一列，如 province_gdp_2024_cny
   *[other] { "" }
}
measure-province-figure-not-number = regions.{ $column }：并非每行都是数字；请改正
measure-province-figure-ambiguous = regions.{ $column }：{ -top-region } { NAME($province) } 有几个不同的值，或有负值或无穷大；请给其所有{ -region }相同的值
measure-weight-unknown = 权重 { $given }：需求点没有这一列；有：{ $known }
measure-weight-not-number = 权重 { $given }：不是数字列；有：{ $known }
measure-weight-left-out = 未测算：{ $why }
measure-weight-named-as-figure = demand.{ $column }：与某项指标同名；请改列名
measure-weight-not-summed = 权重 { $column }：规划不汇总此列；请在更新规划时汇总此列，或改用其他列（{ $known }）
measure-weight-doubtful = 已汇总，但看起来是{ $kind ->
    [id] 编号或代码
    [year] 年份或日期
    [rate] 比率、占比或平均值
    [place] 位置或高程
   *[same] 各行相同的数
}：demand.{ $column }；请用 zonewright update PLAN --no-sum { $column } 排除，或用 --sum 确认
measure-weight-value-wrong = demand.{ $column }：{ $points }{ $more ->
    [0] { "" }
   *[other] { " " }等，另有 { $more } 个
}的值缺失、为负或无穷大；请改正，没有的写 0

## Comparison

measure-radii-differ = 两者的服务半径（{ $before } { $before_unit ->
    [min] 分钟
   *[km] 公里
} 与 { $after } { $after_unit ->
    [min] 分钟
   *[km] 公里
}）不同；请用相同半径测算
measure-plans-differ = 规划 { $before } 与 { $after } 不只是片区不同；请比较同一规划的方案
measure-consensus-of-too-few-or-many = { $count } 个方案的共识：请选择 2 至 { $most } 个不同的方案
measure-consensus-crs-differ = 各方案的坐标参考系不同；请选同一规划的方案

measure-place-off-the-globe = 第 { $number } 点（{ FIGURE($lon) }, { FIGURE($lat) }）：请以度为单位给出经度、纬度

## Limits

measure-limit-time = 用时超过 { FIGURE($seconds) } 秒的上限；请减少一次所问的内容、简化边界，或提高上限（ZONEWRIGHT_LIMIT_S）
measure-limit-vertices = 片区共有 { NUMBER($vertices) } 个顶点，超过 { NUMBER($limit) } 个的上限；请简化边界，或提高上限（ZONEWRIGHT_LIMIT_VERTICES）
measure-limit-cancelled = 已停止：无人再等待结果；请重新提问
measure-limit-memory = 所需内存超过可用内存；请简化边界，或减少一次所问的内容
measure-limit-not-number = { $name } { $given }：须为大于 0 的数
measure-geometry-failed = 几何库无法处理某条边界（{ $reason }）；请将其简化，或重新绘制

## The draft of a text of four bounds

measure-bounds = 四至草稿（按规划中的名称拟写，未经核定）：{ $blocks }
measure-bounds-block = 第 { $number } 块东{ $east }，南{ $south }，西{ $west }，北{ $north }
measure-bounds-along = 至{ $names }
measure-bounds-at = 至{ $region }
measure-bounds-inside = 至{ $region }境内
measure-bounds-outside = 至各{ -region }以外
