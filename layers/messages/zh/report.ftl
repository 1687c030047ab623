### 报告。

report-title = 边界调整报告
report-title-baseline = 覆盖报告
report-baseline = 现状基线
report-fact-scenario = 方案
report-fact-day = 规划日期
report-review-number = 审图号：{ $number }。
report-of-revision = 方案 { $scenario }，第 { NUMBER($number, useGrouping: 0) } 版，{ $author }，{ $day }
report-person-local = 本机规划人员
report-of-file = “{ $title }”，不是已保存的版本

## 标题

report-head-summary = 摘要
report-head-overview = 总览
report-head-coverage = 覆盖
report-head-caps = 面积与上限
report-head-areas = 面积
report-head-versions = 版本
report-head-regions = { LEVEL($level, number: "many") }
report-head-sectors = 产业
report-head-rules = 规则
report-head-growth = 贸易增速
report-head-yield = 土地利用与产出
report-yield-disputed = 有 { NUMBER($count) } 个公布数字与同一地方、同一时期的另一数字不同；规划的表中均予保留。
report-head-strategies = 战略区域
report-head-tables = 计入、重叠与不均等
report-head-method = 方法与定义
report-head-sources = 来源
report-head-record = 决策记录
report-head-history = 形成过程
report-head-measured-from = 如何核对本文件
report-head-development = 地区生产总值与贸易
report-head-proposal = 提出理由

## 摘要中的句子

report-plan-holds = 规划共有 { NUMBER($zones) } 个片区，面积合计 { AREA($area_km2) }。
report-reach = 片区 { $within }内有 { $people } 人，占全部的 { $share }。
report-land-reach = 片区 { $within }内有 { $area } 平方公里土地，占全部的 { $share }。
report-zones-changed = 共调整 { NUMBER($count) } 个片区，合计新增 { AREA($gained_km2, $lost_km2) }，核减 { AREA($lost_km2, $gained_km2) }。
report-zone-renamed = { $was }更名为{ $now }。
report-zones-unchanged = 边界不变，各片区土地不变。
report-under-cap = { $ftz }在上限 { AREA($cap_km2, $area_km2) }之内，余 { AREA($area_km2, $cap_km2) }。
report-at-cap = { $ftz }恰为上限 { AREA($cap_km2) }。
report-quota = { $ftz }申请在上限 { AREA($cap_km2, $area_km2) }之外增加指标 { AREA($area_km2, $cap_km2) }。
report-over-cap = { $ftz }超出上限 { AREA($cap_km2, $area_km2) }，超出 { AREA($area_km2, $cap_km2) }。
report-over-cap-and-quota = 计入该指标后，{ $ftz }仍超出 { AREA($area_km2, $cap_km2) }。
report-rules-mended = 消除原有违规 { NUMBER($count) } 处。
report-rules-own = 方案自行设定了以下规则的级别或指标：{ $rules }。
report-stop = 。
report-proposal-result = { $objective }：之前 { $before }，计算值 { $measured }。
report-proposal-proof = { $status ->
    [optimal] 已证明是所试地块中的最优选择
   *[other] 尚未证明最优
}：所试地块的任何其他选择都不会优于 { $bound }；差距为增益的 { $gap }%。
report-not-verified = { $figure }未经核实的有：{ $names }。
report-figure = { $figure ->
    [gdp_2024] 2024 年地区生产总值
    [trade_2024] 2024 年进出口
   *[other] { $figure }
}
report-edits-rest = 其余 { NUMBER($count) } 项编辑合计

## 图与表

report-map-share = 各{ LEVEL($level) }在片区 { $within }内的人口占比
report-map-share-land = 各{ LEVEL($level) }在片区 { $within }内的土地占比
report-map-overview = { $title }：{ $what }
report-map-left-out = 另有 { NUMBER($count) } 个片区有调整，未单独制图。
report-map-overview-alt = 规划全图：{ $what }；共 { NUMBER($zones) } 个片区，其中 { NUMBER($changed) } 个有调整
report-map-zone-alt = { $zone } 调整前后对比图：新增 { AREA($gained_km2, $lost_km2) }，核减 { AREA($lost_km2, $gained_km2) }
report-chart-regions = 各{ LEVEL($level) }在片区 { $within }内的人口占比，由低到高
report-chart-regions-alt = { NUMBER($count) } 个占比的条形图，从 { $least } 到 { $most }
report-chart-edit = 编辑 { NUMBER($number) }
report-chart-sectors = 各产业在片区 { $within }内的集群占比，由低到高
report-titled = { $title }：{ $what }
report-map-before = 调整前边界
report-map-after = 调整后边界
report-map-gained = 新增土地
report-map-lost = 核减土地
report-map-handed = 片区之间划转的土地
report-map-hard = 违反强制规则
report-map-soft = 违反提示规则
report-map-together = 邻近地点的数目
report-map-changed = 有调整的片区
report-map-zone = 片区
report-map-dot = 片区（过小，以点表示）
report-map-north = 北
report-map-near = 兰勃特方位等积投影
report-map-day = 规划日期 { $day }
report-map-around = 周边：© OpenStreetMap 贡献者（ODbL）、GeoNames（CC BY）、GSHHG（LGPL）
report-map-km = 公里
report-map-km2 = 平方公里
report-map-inset = 南海诸岛
report-map-changes-alt = { NUMBER($count) } 个片区调整前后对比图：新增 { AREA($gained_km2, $lost_km2) }，核减 { AREA($lost_km2, $gained_km2) }
report-map-changes = 调整前后对照：各处土地变化的放大图
report-map-changes-largest = 调整前后对照：土地变化的 { NUMBER($places) } 处中最大 { NUMBER($shown) } 处的放大图
report-map-reach = 谁受益：{ $entering } 人进入片区 { $within }范围，{ $leaving } 人离开。变化最大的{ LEVEL($level) }：{ $most }。
report-map-reach-alt = 片区 { $within }覆盖范围调整前后对比图：{ $entering } 人进入，{ $leaving } 人离开
report-map-reached = 新进入覆盖范围
report-map-left = 不再覆盖
report-map-ring-before = 调整前覆盖范围
report-map-ring-after = 调整后覆盖范围
report-table-totals = { $by }各半径内的人口与土地
report-table-people = { $by }各半径内的人口（不测算覆盖土地）
report-table-caps = 计算面积与上限
report-table-areas = 计算面积
report-table-versions = 数值所依据的版本
report-renamed = { $name }（原名：{ $was }）
report-table-changed-zones = 有调整的片区
report-table-regions = { $by }各半径内的人口，与现状基线之差
report-table-sectors = { $by }各半径内的产业集群（0：片区之内）
report-table-clusters = { $by }进入或离开覆盖范围的产业集群
report-table-rules = 新违反的规则
report-table-rules-all = 违反的规则
report-table-mended = 现状基线违反、本方案不再违反的规则
report-table-worse = 比现状基线违反得更重的规则
report-table-improved = 仍违反但比现状基线减轻的规则
report-table-growth = 已公布的贸易增速与全国增速（%）
report-table-strategies = { $within }内的战略区域
report-table-of-weight = { $title }：{ $within }内的{ $weight ->
    [population] 人口
   *[other] {" "}{ $weight }
}
report-table-of-weight-radii = { $title }：{ $by }各半径内的{ $weight ->
    [population] 人口
   *[other] {" "}{ $weight }
}
report-table-sources = 数据来源
report-table-development = { $within }内的人口与地区生产总值、贸易
report-table-nation = 已公布的全国贸易
report-table-pieces = 调入与核减的土地，及其对目标的贡献
report-table-edits = 各项编辑依次的贡献
report-none = 无。
report-sectors-same = 方案与现状基线数值相同处从略。
report-more-rows = 另有 { NUMBER($rows) } 行从略。
report-col-scenario = 方案
report-col-radius = 半径（{ $unit ->
    [min] 分钟
   *[km] 公里
}）
report-col-persons = 人口
report-col-persons-share = 占全部（%）
report-col-weight = 覆盖 { $weight }
report-col-weight-share = { $weight } 比例（%）
report-col-difference = 变化
report-col-land = 土地（平方公里）
report-col-land-share = 占全部（%）
report-col-crossing = 进入或离开
report-col-comes = 进入
report-col-leaves = 离开
report-col-all = 全部
report-col-at-radius = { $within }
report-col-layer = 图层
report-col-records = 记录数
report-col-verified = 已核实
report-col-sources = 来源数
report-col-source = 最常见的来源
report-col-kind = 事项
report-col-by = 人员
report-col-at = 时间
report-col-why = 理由
report-col-instead = 改由何片区调入
report-col-worse = 缺少时最优解少
report-col-last = 最后增加
report-col-alone = 单独增加
report-col-releases = 核减
report-col-takes = 调入
report-col-figure-part = { $figure }，占全部（%）
report-col-figure = { $figure }（亿元）
report-col-covered-part = 占全部覆盖人口（%）
report-col-own-share = 占本地人口（%）
report-col-named-source = 来源
report-col-value = 金额（亿元）
report-col-clusters-at = 集群，{ $within }
report-col-persons-at = 人口，{ $within }
report-col-zone-land = 片区土地（平方公里）
report-col-edit = 编辑
report-col-hash = 哈希值
report-col-comment = 批注
report-comment-reply = 回复第 { NUMBER($number, useGrouping: 0) } 条：{ $text }
report-table-revisions = 版本
report-table-comments = 批注
report-table-measured-from = 测算所依据数据的哈希值
report-measured-again = { $holds ->
    [plan] 本文件包含规划、方案及方案库对该方案的记录，即本页的全部依据。运行“zonewright verify FILE”（FILE 为本文件）可重新测算并重新生成本页，逐处指出不一致的地方。规划与记录是否真实，须对照规划及其方案库核验：“zonewright verify FILE PLAN”（PLAN 为规划文件）。
   *[reach] 本文件包含方案；规划过大，仅含其中调整片区影响范围内的数据。运行“zonewright verify FILE”可重新测算该范围；范围以外的部分及本页，须用规划核对：“zonewright verify FILE PLAN”（FILE 为本文件，PLAN 为规划文件）。
}
report-made-with = 测算所用程序：{ $libraries }。
report-digest-what = 摘要值可发现意外或疏忽造成的改动，但不能防伪造：改动文件的人也能更新它。方案库的审计日志留有此值，也请另行留存，如记入会议纪要。
report-digest = 本文件的 SHA-256（其自身 64 位按零计）：
report-place-head = 文件头部
report-place-top = 首节之前
report-place-in-top = 首节之前，{ $part }
report-place-in-section = { $heading }，{ $part }
report-place-data = 文件所含数据
report-place-end = 末节之后
report-place-digest = 摘要值
report-place-record = 方案库的记录，{ $path }
report-place-log = 方案库审计日志中的摘要值
report-checked-figures = { NUMBER($count) } 项指标，按{ $on ->
    [plan] 规划
    [held] 文件所含规划
   *[reach] 文件所含的部分规划及文件给定的范围外常数
}重新测算
report-checked-page = 页面（文字、表格、地图）：按所含数据重新生成，逐字节比较
report-checked-plan = 各图层的哈希值与本规划是否一致
report-checked-record = 方案 { $scenario } 及其记录（何人何时因何编写、评论、审批）与方案库是否一致
report-checked-log = 摘要值与方案库审计日志中的导出记录是否一致
report-unchecked-page = 页面（文字、表格、地图）：{ $why ->
    [version] 由较早版本写出，所留数据不足以重新生成
   *[plan] 文件未包含整个规划；请同时给出规划文件
}
report-unchecked-version = 页面的差异是否源于程序、函数库或系统的版本不同（见上）；请在版本相同处核验
report-unchecked-plan = 文件所含规划是否真实；请同时给出规划文件
report-unchecked-record = 方案 { $scenario } 及其记录（何人何时因何编写、评论、审批）是否真实：{ $why ->
    [file] 方案来自文件，方案库中没有
    [plan] 请同时给出规划文件，以便查其方案库
    [store] 此处没有该规划的方案库
   *[scenario] 方案库中没有您可查看的此编号方案
}
report-unchecked-log = 摘要值与方案库审计日志：写出文件的版本未作记录
report-unchecked-edition = 数据日期、审图号与程序版本：仅见于文件本身

## 演示

report-slide-planned = 调整后
report-slide-legend = 图例
report-slide-gains = 谁受益
report-slide-pays = 谁付出代价
report-slide-no-gain = 没有目的得到改善。
report-slide-rest = 另有 { NUMBER($count) } 项，见报告。
report-slide-next = 下一张
report-slide-previous = 上一张
report-slide-full = 全屏
report-slide-close = 关闭
report-slide-draft = 草稿，未保存
report-slide-of = 第 { NUMBER($number) } 张，共 { NUMBER($count) } 张
report-slide-from = 现状 { $before }，调整后 { $after }

## 方法

report-crs-china = 2000 国家大地坐标系
report-method-reach = 某地到最近片区在椭球面（{ $crs }）上的直线距离不超过半径即为覆盖；半径为 0 时指在片区之内。距离不是出行时间。
report-by = { $way ->
    [road] 沿公路{ " " }
   *[line] { "" }
}
report-method-way = 某地到最近片区沿公路的最短路径，加上从最近的公路到该地的直线，不超过半径即为覆盖；半径为 0 时指在片区之内。路网为{ $source ->
    [plan] 规划自有
   *[context] 世界地图的路网，简化为节点之间的直线（长度已知）
}，共 { NUMBER($edges) } 条边。距离不是出行时间。
report-method-minutes = 某地到最近片区沿公路最快所需的分钟数不超过半径，即为该半径所覆盖（由最近的公路到该地按直线、每小时 30 公里计）；半径为 0 时，指位于片区之内。时间取自规划自己的 network 图层，共 { NUMBER($edges) } 条边。
report-method-way-land = 按公路不测算覆盖的土地：路网不说明离路多远仍可到达。
report-method-people = 人口为需求点的人口，每点整体计入。土地面积在椭球面上计算。
report-method-land = 规划的土地指其全部{ LEVEL($level, number: "many") }。
report-method-cap = { -group(number: "many") }的上限与计算面积比较，容差 0.01%。
report-method-rules = 违反强制规则不能提交决策；违反提示规则会列出。
report-method-compare = 差值均与现状基线（规划中的片区）相比。
report-method-maps = 地图采用等积投影，比例尺在图幅中心处准确。颜色表示占比，从不表示数量。
report-method-edits = 一项编辑的贡献为其后的数值减其前的数值，按编辑次序计；合计等于全部变化。

report-title-one = { $title }
report-head-decision = 决策要点
report-head-matrix = 方案对照
report-head-annex = 附录
report-annex-holds = 规划整体情况、数据来源，以及所测算内容的哈希值。
report-decision-who = 由谁决定
report-table-purposes = 为了什么：方案按目的带来的变化
report-table-purposes-today = 为了什么：现有片区按目的的现状
report-table-purposes-of = 为了什么：各方案按目的带来的变化
report-mark-notes = ▲：改善；▼：变差；=：无变化；?：现有数据无法判定。
report-most-moved-note = 每项目的列出各方案中改善最多和变差最多的指标，全部指标见下文各方案。
report-at-places = { NUMBER($count) } 处各 { $change }
report-col-today = 现状
report-col-verdict = 结论
report-undecided-note = “?”：现有数据无法判定。
report-row-first = 居首
report-ranks-note = 居首：在所有目的权重中的比例；其余权重下，由其他方案或现状居首。含义相同的指标会重复计入。
report-more-places = 另 { $count } 处
report-indicator = { $parts }
report-points = { $points } 个百分点
report-each = 各 { $change }
report-effect = { $indicator }：{ $change }（{ $purpose }）
report-table-decision = 方案带来的变化
report-table-matrix = 现状基线与各方案；{ $best } 为该行最优
report-col-figure-name = 指标
report-col-title = { $title }
report-row-people = { $within }内人口
report-row-weight = { $within }内 { $weight }
report-row-land-reach = { $within }内土地（平方公里）
report-row-clusters = { $within }内集群
report-row-zones = 全部片区面积（平方公里）
report-row-headroom = { $ftz }剩余面积（平方公里）
report-phase = 至 { $year } 年
report-phase-titled = { $year } · { $title }
report-phase-undated = 全部编辑
report-phase-land = { $phase }：累计 +{ $gained } 平方公里，−{ $lost } 平方公里
report-phase-carried-out = 已实施
report-row-edits = 编辑条数
report-table-phases = 分期：至各期末已实施的内容，及与现状相比的变化
report-phases-shown = 共 { $count } 期，此处列出前几期和最后一期，计 { $shown } 期。
report-map-phases = 各期在前一期之上新增的变化，取变化最大处
report-row-released = 核减土地（平方公里）
report-row-leaving = 离开 { $within }范围的人口
report-row-weight-leaving = 离开 { $within }范围的 { $weight }
report-row-gateways = 片区内的口岸
report-rule = { $level }：{ $what }
report-rules-rest = 另有 { NUMBER($count) } 条，见“规则”。
report-who-file = 尚无：该方案未存入规划，尚未提交审议。
report-who-draft = 尚无：该方案为草稿。提交审议后，由既未编写也未提交它的审批者决定。
report-who-proposed = 等待既未编写也未提交它的审批者决定。
report-who-decided = { $status }：{ $person }，{ $day }。理由：{ $why }
report-who-practice = 演练：没有令牌时，所有人都是本机规划人员，并无他人审批。{ $status }：{ $person }，{ $day }。理由：{ $why }
report-uncertain-way = 公路经过简化，覆盖也不反映交通状况；半径不同，计入的人口也不同。
report-uncertain-line = 覆盖按直线距离计算，按道路计算会更小；半径不同，计入的人口也不同。
report-uncertain-people = 人口以点表示，平均每 { AREA($area_km2) }一个点；小于此面积的调整，其人口数字较粗略。
report-uncertain-kept = 半径增减不超过 { FIGURE($shift_km) } 公里时，{ $within }内人口变化为 { $low } 至 { $high }；在各边界外扩或内收不超过 { FIGURE($boundary_km) } 公里的 { NUMBER($runs) } 次模拟中，平均变化为 { $mean }，最差为 { $worst }{ $kept ->
    [part] ，仍保留增量的 { FIGURE($pct, digits: 0) }%
    [nothing] ，增量全部丧失
   *[loss] {""}
}。
report-source-of = { $layer }：{ $source }（{ NUMBER($records) } 条中已核实 { NUMBER($verified) } 条）。
report-source-most = { $layer }：{ NUMBER($records) } 条，来源说明 { NUMBER($sources) } 种，已核实 { NUMBER($verified) } 条；引用最多的是：{ $source }。
report-made-by = 由 { $program } 生成。

report-head-reasons = 片区、理由与影响
report-lettered = { $letter } · { $title }
report-fact-years = 数据年份
report-years = { $what ->
    [people] 人口
    [gdp] 地区生产总值
    [trade] 地区进出口
   *[growth] { -group(number: "many") }进出口
} { $years ->
    [1] { $first } 年
   *[other] { $first }–{ $last } 年
}
report-decision-costs = 代价
report-cost-land = 核减土地 { AREA($area_km2) }。
report-cost-hard = 违反强制规则 { NUMBER($count) } 处：{ $rules }。
report-cost-soft = 新违反或加重违反提示规则 { NUMBER($count) } 处：{ $rules }。
report-cost-targets = 新增 { NUMBER($count) } 项目标未达到。
report-cost-people = { $what }：{ $people } 人。
report-cost-amount = { $what }：{ $amount }。
report-cost-clusters = { NUMBER($count) } 个集群离开 { $within }范围：{ $names }。
report-cost-clusters-out = { NUMBER($count) } 个集群不再位于片区内：{ $names }。
report-cost-matched = { NUMBER($count) } 个集群不再位于指定其产业的片区内。
report-cost-gateways = { NUMBER($count) } 个口岸不再位于片区内：{ $names }。
report-cost-none = 未发现代价：未超出规则与上限，不核减土地，没有人口、集群或口岸离开片区及其覆盖范围。
report-names = { $names }{ $others ->
    [0] {""}
   *[other] 及其他 { NUMBER($others) } 处
}
report-decision-uncertain = 把握程度
report-banner-stop = 按现状不能决策
report-banner-conditions = 未违反强制规则，附 { NUMBER($count) } 项条件
report-banner-clear = 没有新增的违规
report-banner-purposes = { NUMBER($of) } 个目的中：{ $counts }
report-banner-count = { NUMBER($count) } 个{ $verdict ->
    [better] 改善
    [worse] 变差
   *[mixed] 有得有失
}
report-banner-no-purpose = 没有目的得到改善或变差
report-banner-served = { $verdict ->
    [better] 改善
    [worse] 变差
    [mixed] 有得有失
   *[undecided] 现有数据无法判定
}：{ $purposes }。
report-banner-disagree = 各半径结论不一
report-banner-people = 覆盖人口：{ $changes }。
report-banner-land = 覆盖土地（平方公里）：{ $changes }。
report-banner-change = { $within }内 { $by }
report-banner-title = 标题与计算值不符
report-banner-title-land = 标题为 { $stated }；计算值为新增 { AREA($gained_km2, $lost_km2) }，核减 { AREA($lost_km2, $gained_km2) }。
report-banner-title-people = 标题为 { $stated }；计算的各半径人口变化为 { $low } 至 { $high } 人。
report-settle-rules = 须先解决：所违反的强制规则。
report-settle-cap = 须先解决：超出上限的面积。
report-zone-sectors = { $zone }{ $how ->
    [added] 新增指定产业：{ $added }。
    [dropped] 不再指定产业：{ $dropped }。
   *[both] 新增指定产业：{ $added }；不再指定：{ $dropped }。
}
report-row-clusters-out = 不再位于片区内的集群
report-row-clusters-leaving = 离开 { $within }范围的集群
report-row-over-cap = 超出上限与指标的面积（平方公里）
report-row-quota = 申请增加的指标（平方公里）
report-unchanged = 不变：{ $names }。
report-row-hard = 新违反的强制规则
report-row-soft = 新违反的提示规则
report-caps-rest = 另有 { NUMBER($count) } 个有上限的{ -group(number: "many") }也有变化。
report-places = { $names }{ $others ->
    [0] {""}
   *[other] 及其他 { NUMBER($others) } 处
}{ $outside ->
    [yes] 以及所有区域之外
   *[no] {""}
}
report-places-of = { $names }{ $others ->
    [0] {""}
   *[other] 及其他 { NUMBER($others) } 处
}（{ $of }）{ $outside ->
    [yes] 以及所有区域之外
   *[no] {""}
}
report-zone-change = { $change ->
    [added] 新设{ $zone }，面积 { AREA($gained_km2) }{ $where ->
        [nowhere] 。
       *[somewhere] ，位于{ $places }。
    }
    [removed] 撤销{ $zone }，核减 { AREA($lost_km2) }{ $where ->
        [nowhere] 。
       *[somewhere] ，位于{ $places }。
    }
    [moved] { $zone }平移：{ LIST(edits-east, edits-north) }{ $where ->
        [nowhere] {""}
       *[somewhere] ，至{ $places }
    }，面积仍为 { AREA($is_km2) }。
   *[other] { $zone }{ $where ->
        [nowhere] {""}
       *[somewhere] 在{ $places }
    }{ $change ->
        [gained] 新增 { AREA($gained_km2) }
        [lost] 核减 { AREA($lost_km2) }
        [both] 新增 { AREA($gained_km2, $lost_km2) }、核减 { AREA($lost_km2, $gained_km2) }
       *[none] 土地不变
    }，面积由 { AREA($was_km2, $is_km2) }变为 { AREA($is_km2, $was_km2) }。
}
report-zones-rest = 其余 { NUMBER($count) } 个片区新增 { AREA($gained_km2, $lost_km2) }，核减 { AREA($lost_km2, $gained_km2) }。
report-map-roads = 公路
report-map-railways = 铁路
report-map-capital = 首都
report-map-lakes = 湖泊、宽阔河流
report-map-rivers = 河流
report-map-sea = 旧岸线以外的海域
report-map-panel = { $letter } · { $names }
report-map-largest = 各方案的最大变化：调整前后对照
report-map-places = 图示 { NUMBER($places) } 处中最大的 { NUMBER($shown) } 处。
report-row-gained = 新增土地（平方公里）
report-decision-who-of = { $letters }：{ $who }
report-map-share-change = 各{ LEVEL($level) }在片区 { $within }内人口占比的变化
report-map-share-land-change = 各{ LEVEL($level) }在片区 { $within }内土地占比的变化
report-map-where = 调整片区的位置与覆盖的变化：{ $what }
