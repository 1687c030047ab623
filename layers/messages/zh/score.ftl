### 评分卡：目的、指标与结论；以及方案自有指标的问题。

## 目的

score-purpose-strategies = 战略区域
score-purpose-regions = 区域协调发展
score-purpose-sectors = 重点产业空间
score-purpose-trade = 贸易与通关
score-purpose-land = 土地利用
score-purpose-people = 覆盖人口

## 指标，按代码

score-indicator-covered-population = 覆盖人口
score-indicator-mean-km = 到最近片区的平均距离
score-indicator-p90-km = 90% 人口所在的距离
score-indicator-median-km = 半数人口所在的距离
score-indicator-gini = 距离的不均等程度（基尼系数）
score-indicator-strategy-population = 战略区域内的覆盖人口
score-indicator-strategy-clusters = 战略区域内覆盖的集群
score-indicator-strategy-land-km2 = 战略区域内的片区用地
score-indicator-worst-served-population = 最欠覆盖的十分之一{ -region }中的覆盖人口
score-indicator-lagging-population = 人均产值较低的一半{ -top-region }中的覆盖人口
score-indicator-least-covered-share = 覆盖最低的{ -top-region }的覆盖比例
score-indicator-theil-between = { -top-region }之间的不均衡（泰尔指数）
score-indicator-theil-within = { -top-region }内部的不均衡（泰尔指数）
score-indicator-sector-land-km2 = 指定产业的片区用地
score-indicator-matched-clusters = 位于指定其产业的片区内的集群
score-indicator-covered-clusters = 覆盖的集群
score-indicator-covered-weight = 覆盖集群的权重
score-indicator-gateways = 片区附近的口岸
score-indicator-gateways-inside = 位于片区内的口岸
score-indicator-mean-clearance-hours = 最近口岸的平均通关时间
score-indicator-customs-land-km2 = 海关特殊监管区域内的片区用地
score-indicator-policy-pilots = 适用的政策试点
score-indicator-above-cap-km2 = 超出面积上限的用地
score-indicator-outside-province-km2 = 位于所属{ -top-region }之外的用地
score-indicator-water-km2 = 新占水域
score-indicator-excluded-km2 = 位于禁建区的用地
score-indicator-blocks = 片区的独立地块数
score-indicator-polsby-popper = 紧凑度（Polsby–Popper）
score-indicator-zone-land-km2 = 片区用地
score-indicator-cap-used-share = 面积上限使用率
score-indicator-headroom-km2 = 面积上限余量
score-indicator-yield = 每平方公里{ $indicator }，{ $unit }
score-indicator-accepted-share = 已验收面积占比
score-indicator-built-share = 已建成面积占比
score-indicator-idle-share = 闲置面积占比
score-indicator-years-since-approval = 批准至今年数（按面积平均）
score-indicator-trade-lead-pct = 贸易增速高于全国
score-indicator-land-value = 片区内地块的价值
score-indicator-reached-by = { $kind ->
    [own] 由计入其所在{ -region }的{ -group }覆盖的
    [same-customs] 不隔海关边界而覆盖的
   *[second] 由两个及以上片区覆盖的
  }{ $attribute ->
    [population] 人口
   *[other] { $attribute }
  }

## 结论

score-verdict =
    { $verdict ->
        [better] 改善
        [worse] 变差
        [mixed] 有得有失
        [same] 无变化
        [undecided] 无法判定
       *[unknown] 未知
    }
score-title-verdicts = 各方案服务于什么
score-title-changes = 按目的列出的变化
score-title-ranks = 在所有目的权重中，各方案取得各名次的比例
score-col-purpose = 目的
score-col-indicator = 指标
score-col-today = 现状
score-col-scenario = { $scenario }
score-col-ranked = 方案
score-col-rank = 第 { $rank } 名
score-row = { $indicator }{ $unit ->
    [none] { "" }
   *[other] （{ $unit }）
}{ $within }
score-row-of-place = – { $place }{ $within }
score-within = { $radius ->
    [0] { "" }
   *[other] （{ NUMBER($radius, maximumFractionDigits: 2) } { $unit ->
        [min] 分钟
       *[km] 公里
    }）
}
score-order = 按给定权重（未给定时各目的相等）的排序：{ $scenarios }
score-turn-below = “{ $purpose }”的权重低于 { NUMBER($pct, maximumFractionDigits: 0) }% 时，{ $scenario } 居首。
score-turn-above = “{ $purpose }”的权重高于 { NUMBER($pct, maximumFractionDigits: 0) }% 时，{ $scenario } 居首。
score-caution = 含义相同的指标会重复计入，且得分取决于参与比较的方案。“?”表示现有数据无法判定。
score-weight-unclear = { $given } 不是“目的=权重”的形式，例如 strategies=0.4；请更正
score-needs = { $indicator }：需要 { $needs }

## 方案自有的目的与指标，以及所提问题

score-own-name = { $name ->
   *[other] { $name_zh }
}
score-own-key = 代码 { $key } 已被使用，或不是由字母、数字和 _ 组成；请另取一个
score-own-choice = { $column } 为 { $given }；请从 { $known } 中选择
score-own-radius = { $how } 需要一个半径；请填写 radius_km 或 radius_min
score-own-radius-unused = { $how } 不使用半径；请将 radius_km 和 radius_min 留空
score-own-count-by-road = { $layer } 的点只能按直线计数；请将 by 留空，或改为计集群
score-own-layer = 方案没有可计数的点图层 { $layer }；请选择 clusters、gateways、demand 或 reference_NAME
score-own-layer-of = { $how } 不能读取图层 { $layer }；请从 { $known } 中选择
score-own-column = 图层 { $layer } 没有列 { $column }；{ $hint }
score-own-figure = 规划的 performance 中没有公布数据 { $column }；{ $hint }
score-own-column-not-number = { $layer } 的列 { $column } 不是数字；请另选一列
score-reference = { $given } 不是 KEY、KEY:PLACE 或 KEY@RADIUS 形式的指标；请更正
score-reference-without-places = 指标 { $key } 不分地点；请写 { $key }，而不是 { $given }
score-indicator-unknown = 没有指标 { $given }；{ $hint }
score-scenario-twice = 两个方案的代码都是 { $scenario }；请改名其中一个
score-weight-unknown = 规划没有目的 { $given }；{ $hint }
score-weight-not-allowed = { $purpose } 的权重必须是不小于 0 的数字，不能是 { $given }
score-weights-zero = 所有权重都是 0；请为至少一个目的赋值
