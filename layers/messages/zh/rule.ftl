### Rules: their names, what each asks and what may be set; then what is broken, and by how much.

## Names and descriptions

rule-cap-name = 面积上限
rule-cap-description = { -group }量算面积不超过其面积上限。
rule-cap-tolerance-description = 超出上限多少仍视为未超出（占上限的比例）。
rule-cap-quota-km2-description = 方案在上限之外申请的面积，按{ -group }列出。
rule-cap-year-description = 按哪一年取分期上限；0 表示所在阶段的年份，无阶段时取各上限中最小者。
rule-overlap-name = 重叠
rule-overlap-description = 任何两个片区不得重叠。
rule-exclusion-name = 禁建区
rule-exclusion-description = 片区不得占用禁建区。
rule-water-name = 水域
rule-water-description = 规划有水域图层时，片区不得新占水域；规划中各片区原有的水域不计。
rule-outside-province-name = 超出{ -top-region }
rule-outside-province-description = 片区应位于所属{ -group }的{ -top-region }的{ -region }内。
rule-locked-name = 锁定片区
rule-locked-description = 锁定的片区边界不得改变。
rule-customs-block-cut-name = 切割海关监管区
rule-customs-block-cut-description = 片区应整体包含或整体不含海关监管区，不得切割。
rule-min-block-km2-name = 地块过小
rule-min-block-km2-description = 片区的每个地块不得小于此面积。
rule-min-block-km2-area-km2-description = 地块的最小面积。
rule-max-blocks-name = 地块过多
rule-max-blocks-description = 片区的地块数不得超过此数。
rule-max-blocks-blocks-description = 一个片区最多的地块数。
rule-min-compactness-name = 形状不紧凑
rule-min-compactness-description = 片区的每个地块的紧凑度不得低于此值。
rule-min-compactness-polsby-popper-description = 地块的最低 Polsby–Popper 紧凑度：圆为 1，正方形为 π/4。
rule-swap-balance-name = 置换不平衡
rule-swap-balance-description = { -group }调入与核减的面积相等。
rule-swap-balance-tolerance-description = 调入与核减面积允许的差（占{ -group }基线面积的比例）。
rule-sliver-name = 碎片
rule-sliver-description = 片区内、片区之间不得有窄于此宽度的狭长条带或缝隙。
rule-sliver-width-m-description = 长度达此宽度十倍的条带或缝隙的最小宽度。
rule-use-before-expand-name = 先利用后扩区
rule-use-before-expand-description = 就规划所知，{ -group }须先建成现有土地、且没有同类闲置土地，方可调入土地。
rule-use-before-expand-built-share-description = { -group }土地的最低建成比例（0–1）。
rule-use-before-expand-idle-km2-description = 允许保留的同类闲置土地面积。
rule-exit-name = 退出
rule-exit-description = 建成期限已过的片区，建成比例不得低于此值；否则列为置换时可核减的土地。
rule-exit-built-share-description = 片区土地的最低建成比例（0–1）。
rule-exit-years-description = 未写明期限的片区，自批准起的年数。
rule-exit-year-description = 判断期限是否已过的年份；0 表示所在阶段的年份，无阶段时为规划数据的最近年份。

## Broken rules

rule-cap-and-quota-exceeded = { NAME($ftz) }面积 { AREA($area_km2, $cap_km2, $quota_km2, $over_km2) }，超出上限 { AREA($cap_km2, $area_km2, $quota_km2, $over_km2) }与所申请的 { AREA($quota_km2, $area_km2, $cap_km2, $over_km2) }之和达 { AREA($over_km2, $area_km2, $cap_km2, $quota_km2) }
rule-cap-exceeded = { NAME($ftz) }面积 { AREA($area_km2, $cap_km2, $over_km2) }，超出上限 { AREA($cap_km2, $area_km2, $over_km2) }达 { AREA($over_km2, $area_km2, $cap_km2) }
rule-swap-adds-more = { NAME($ftz) }调入 { AREA($added_km2, $released_km2, $more_km2) }，核减 { AREA($released_km2, $added_km2, $more_km2) }：多调入 { AREA($more_km2, $added_km2, $released_km2) }
rule-swap-releases-more = { NAME($ftz) }调入 { AREA($added_km2, $released_km2, $more_km2) }，核减 { AREA($released_km2, $added_km2, $more_km2) }：多核减 { AREA($more_km2, $added_km2, $released_km2) }
rule-locked-zone-gone = { NAME($zone) }已锁定却被去掉，共 { AREA($area_km2) }
rule-locked-zone-moved = { NAME($zone) }已锁定，但边界变动 { AREA($changed_km2) }

rule-zones-overlap = { NAME($zone) }与{ NAME($other) }重叠 { AREA($area_km2) }
rule-exclusion-held = { NAME($zone) }占用禁建区 { NAME($exclusion) } { AREA($area_km2) }
rule-exclusion-of-kind-held = { NAME($zone) }占用禁建区 { NAME($exclusion) }（{ $kind }）{ AREA($area_km2) }
rule-water-taken = { NAME($zone) }新占水域 { AREA($area_km2) }（占该片区 { FIGURE($pct, digits: 1) } %）
rule-kind-synthetic-example = 虚构示例
rule-land-outside-province = { NAME($zone) }有 { AREA($area_km2) }位于所属{ -top-region }（{ NAME($province) }）之外：{ $parts }
# The parts of the land outside.
rule-land-in-province = { NAME($province) } { AREA($area_km2) }
rule-land-in-another-province = 其他{ -top-region } { AREA($area_km2) }
rule-land-in-no-district = 不属于任何{ -region } { AREA($area_km2) }
rule-customs-block-cut = { NAME($zone) }切割海关监管区 { NAME($block) }：{ AREA($inside_km2, $outside_km2) }在内，{ AREA($outside_km2, $inside_km2) }在外

rule-expands-before-use = { NAME($ftz) }净调入 { AREA($more_km2) }，但{ $why }
# Why an expansion is too early.
rule-land-built = 现有土地仅建成 { FIGURE($pct, digits: 2) } %
rule-land-idle = 仍有同类闲置土地 { AREA($idle_km2) }
rule-exit-due = { NAME($zone) }应于 { $deadline } 年前建成；截至 { $year } 年，建成比例至多 { FIGURE($pct, digits: 2) } %，低于 { FIGURE($limit_pct, digits: 2) } %：可在置换中核减

rule-blocks-too-small = { NAME($zone) }有 { $blocks } 个地块小于 { AREA($limit_km2, $least_km2) }，最小的 { AREA($least_km2, $limit_km2) }
rule-blocks-too-many = { NAME($zone) }有 { $blocks } 个地块，比上限 { $limit } 多 { $over } 个
rule-blocks-not-compact = { NAME($zone) }有 { $blocks } 个地块的紧凑度（Polsby–Popper）低于 { FIGURE($limit) }，最低 { NUMBER($least, minimumFractionDigits: 3, maximumFractionDigits: 3) }

rule-sliver-parts = { NAME($zone) }有 { $count } 处狭条窄于 { FIGURE($limit_m) } 米：最窄处宽 { FIGURE($width_m, digits: 2) } 米，长 { NUMBER($length_m, maximumFractionDigits: 0) } 米
rule-sliver-gaps-within = { NAME($zone) }有 { $count } 处缝隙窄于 { FIGURE($limit_m) } 米：最窄处宽 { FIGURE($width_m, digits: 2) } 米，长 { NUMBER($length_m, maximumFractionDigits: 0) } 米
rule-sliver-gaps-between = { NAME($zone) }与{ NAME($other) }之间有 { $count } 处缝隙窄于 { FIGURE($limit_m) } 米：最窄处宽 { FIGURE($width_m, digits: 2) } 米，长 { NUMBER($length_m, maximumFractionDigits: 0) } 米
# Among three zones or more.
rule-sliver-gaps-among = { $zones }之间有 { $count } 处缝隙窄于 { FIGURE($limit_m) } 米：最窄处宽 { FIGURE($width_m, digits: 2) } 米，长 { NUMBER($length_m, maximumFractionDigits: 0) } 米
rule-sliver-zone = { NAME($zone) }

## In phases of a scenario

rule-in-phases = { $years } 年：{ $reason }

## 违规相对于所比较片区的变化

rule-change-new = 新违反
rule-change-worse = 加重 { $by }
rule-change-improved = 减轻 { $by }
rule-change-unchanged = 与之前相同
rule-change-mended = 不再违反
rule-by-km2 = { AREA($amount) }
rule-by-m = { FIGURE($amount, digits: 2) } 米
rule-by-blocks = { NUMBER($amount) } 块
rule-by-people = { NUMBER($amount, maximumFractionDigits: 0) } 人
rule-by-figure = { FIGURE($amount, digits: 2) }
rule-by-places = { NUMBER($count) } 处

## 目标

rule-target-name = 目标
rule-target-state = { $figure }：{ $value }，目标{ $wanted }，{ $outcome }
rule-target-figure = { $measure ->
    [covered_population] 覆盖人口
    [covered_area_km2] 覆盖面积
    [covered_clusters] 覆盖产业集群
    [covered_weight] 覆盖产业集群权重
    [matched_clusters] 位于对口片区内的产业集群
    [population] 人口
    [area_km2] 面积
    [cap_km2] 面积上限
    [headroom_km2] 面积余量
    [mean_km] 平均距离
    [mean_min] 平均时间
    [median_km] 距离中位数
    [median_min] 时间中位数
    [p90_km] 九成人口所在距离
    [p90_min] 九成人口所需时间
    [gini] 距离基尼系数
    [perimeter_km] 周长
    [polsby_popper] 紧凑度（Polsby–Popper）
    [reock] 紧凑度（Reock）
   *[other] { $label }
}
rule-target-of-place = { $figure }（{ $kind ->
    [sector] { $place }产业
   *[other] { NAME($place) }
}）
rule-target-within = { $within }内{ $figure }
rule-target-by = { $way ->
    [line] 按直线
    [road] 沿公路
   *[rail] 沿铁路
}{ $figure }
rule-target-at-least = 不低于 { $bound }
rule-target-at-most = 不高于 { $bound }
rule-target-between = { $least } 至 { $most }
rule-target-met = 已达到
rule-target-missed = 相差 { $missed }
rule-target-unknown = 未知
rule-target-amount = { $unit ->
    [km2] { SIGN($amount) ->
        [minus] −{ AREA(ABS($amount)) }
       *[other] { AREA($amount) }
    }
    [km] { FIGURE($amount, digits: 2) } 公里
    [min] { FIGURE($amount, digits: 2) } 分钟
    [persons] { NUMBER($amount, maximumFractionDigits: 0) } 人
    [count] { NUMBER($amount) }
   *[none] { FIGURE($amount, digits: 3) }
}

## Known violations of the baseline

rule-acknowledge-reason-missing = 未填写理由；请说明边界为何维持现状
rule-acknowledge-reason-long = 理由超过 { $most } 字；请缩短
rule-acknowledge-unknown = 现状基线在 { $subject } 处未违反规则 { $rule }，或尚未确认；“检查”栏和 `zonewright check` 列出其问题
rule-acknowledged = 已知问题：{ $violations }（{ $who }，{ $at }）：{ $why }
rule-acknowledged-worse = 曾确认（{ $who }，{ $at }：{ $why }），现已加重：{ $violations }
