### The command line: lines, titles and heads of tables, words of the schema, refusals.

## Words within sentences

cli-list = { $items }
cli-yes = 是
cli-no = 否
cli-none = { $title }：无
# A word of the schema in a cell or a line: a status, a level, a role, a kind….
cli-word = { $word ->
    [draft] 草稿
    [proposed] 已提交
    [approved] 已通过
    [rejected] 已否决
    [archived] 已归档
    [private] 仅自己
    [shared] 所有登录者
    [public] 所有人
    [withdrawn] 已撤回
    [hard] 强制
    [soft] 提示
    [added] 新增
    [removed] 移除
    [none] 不变
    [reshaped] 调整
    [expanded] 扩区
    [shrunk] 核减
    [moved] 移动
    [worse] 加重
    [improved] 减轻
    [mended] 消除
    [new] 新增
    [create] 创建
    [save] 保存
    [undo] 撤销
    [redo] 重做
    [branch] 派生
    [merge] 合并
    [status] 状态
    [viewer] 查看者
    [planner] 规划者
    [approver] 审批者
    [monitor] 监控者
    [admin] 管理员
    [live] 有效
    [expired] 已过期
    [revoked] 已撤销
    [token] 令牌
    [oidc] 统一身份认证
    [given] 指定
    [plan] 规划
    [default] 默认
    [biopharma] 生物医药
    [advanced_equipment] 高端装备
    [marine_economy] 海洋经济
    [shipping_logistics] 航运物流
    [finance_digital] 金融与数字经济
    [semiconductors] 半导体
    [new_energy_materials] 新能源与新材料
    [seaport] 海港
    [airport] 机场
    [railport] 铁路口岸
    [border] 陆路口岸
    [zones] 片区
    [clusters] 集群
    [population] 人口
    [people] 人口
    [covered] 覆盖人口
    [zone] 片区
    [rules] 规则
    [refused] 无法实施
    [order] 先后顺序
    [follows] 随前一冲突
    [unknown] 不明
    [appeared] 新出现
    [gone] 已不存在
    [changed] 已变化
    [result] 结果不同
    [copied] 复制
    [renamed] 改编号
    [part] 一部分
    [merged] 合并
   *[other] { $word }
}
cli-practice-note = 此为演练：没有令牌时，所有人都是本机规划人员，并无他人审批。如需由他人审批，请颁发令牌：zonewright token create PLAN NAME --role approver
cli-count-done = { $what }：{ NUMBER($done) } / { NUMBER($count) }

## While long work goes on

cli-applying = 正在应用
cli-building = 正在建立规划
cli-building-china = 正在建立中国规划
cli-checking = 正在检查
cli-checking-rules = 正在检查规则
cli-exporting = 正在导出
cli-measuring = 正在测算
cli-measuring-partitions = 正在分区测算
cli-merging = 正在合并
cli-reading-edits = 正在读取编辑
cli-rebasing = 正在移到新基线
cli-recording = 正在记录

## Lines

cli-plan = 规划 { $plan }，{ $crs }，方案 { $scenario }，{ NUMBER($zones) } 个片区
cli-plan-scenario = 规划 { $plan }，方案 { $scenario }
cli-plan-scenarios = 规划 { $plan }，方案 { $scenarios }
cli-plan-layers = { $file }：{ $layers }
cli-layer-rows = { $layer } { NUMBER($rows) } 条
cli-baseline = 基线 { $baseline }
cli-result = 结果 { $result }
cli-by = { $unit ->
    [min] 时间（分钟）
   *[km] 距离
}按公路计算：{ $source ->
    [plan] 规划的 network 图层
   *[context] 世界地图（OpenStreetMap 贡献者，经简化；ODbL）
}，{ NUMBER($edges) } 条边，{ NUMBER($length_km, maximumFractionDigits: 0) } 公里，连通部分 { NUMBER($parts) } 个；两端以直线接入{ $unit ->
    [min] （每小时 30 公里）
   *[km] { "" }
}；不测算覆盖的土地面积
cli-no-way = 按公路有 { NUMBER($people, maximumFractionDigits: 0) } 人无路可达：其所在的那部分路网不与任何片区相连，或其居住地距路网超过 { FIGURE($farthest_km) } 公里
cli-compared-by = A 的距离按{ $a ->
    [road] 公路
   *[line] 直线
}，B 按{ $b ->
    [road] 公路
   *[line] 直线
}
cli-compared = { $a } 相对 { $b } 的变化
cli-edited = { $file } 图层 { $layer }（{ $crs }）中的编辑
cli-more-rows = 另有 { NUMBER($rows) } 行：{ OPTION("all-rows") } 打印全部，{ OPTION("json") } 给出全部
cli-more-scenarios = 另有 { NUMBER($rows) } 个方案：{ OPTION("after") } { $last } 列出其后的，{ OPTION("all-rows") } 打印全部
cli-zones-outside = 不在任何区划内的片区（{ NUMBER($count) } 个）：{ $zones }；各区划的数字不含其土地
cli-people-outside = 有 { NUMBER($people) } 人居住在所有区域之外（人口点：{ NUMBER($points) }）；他们只计入总计
cli-districts-without-demand = 没有人口数据的{ -region }：{ NUMBER($districts) } 个（{ NUMBER($area_km2, maximumFractionDigits: 0) } 平方公里）；它们没有人口比例
cli-not-verified = 未核实：{ $provinces }的 { $figure }
cli-plugin-written = { $file }：已写出；在 QGIS 中：插件—管理并安装插件—从 ZIP 安装
cli-written = { $file }：已写入
cli-decision-written = { $file }：已写入；SHA-256 { $sha256 }（请另行留存，如记入会议纪要）
cli-dossier-written = { $file }：已写入；共 { NUMBER($count) } 个文件。decision.html 的 SHA-256 为 { $sha256 }（请另行留存，如记入会议纪要）
cli-published = { $folder }：已写入；共 { NUMBER($files) } 个文件，{ NUMBER($kb, maximumFractionDigits: 0) } kB，其中首屏加载 { NUMBER($first_kb, maximumFractionDigits: 0) } kB
cli-decision-unchanged = { $file }：写出后未经改动；SHA-256 { $sha256 }
cli-decision-changed = { $file }：写出后经过改动：SHA-256 应为 { $stated }，实为 { $sha256 }
cli-decision-changed-unread = { $file }：写出后经过改动：SHA-256 应为 { $stated }，实为 { $sha256 }；所含数据无法读取，未作比较
cli-decision-library = { $name }：此处为 { $now }，决策文件测算时为 { $was }
cli-decision-result = 方案的片区
cli-decision-compared = 已比较：{ $what }
cli-decision-left-out = 未比较：{ $what }
cli-decision-equal = { $different ->
    [0] 所比较的内容无差异
   *[other] 所比较的内容有 { NUMBER($different) } 处差异
}
cli-decision-equal-figures = { $different ->
    [0] 所比较的内容无差异；页面未经比较，故文件未获核验
   *[other] 所比较的内容有 { NUMBER($different) } 处差异；页面未经比较
}
cli-verdict = { $verdict ->
    [equal] 相等
    [printed] 按所示位数相等
    [unstated] 文件未载
    [unknown] 须用规划测算
   *[other] 不相等：{ $here }
}
cli-written-edits = { $file }：已写入，{ NUMBER($edits) } 项编辑
cli-written-zones = { $file }：已写入，{ NUMBER($zones) } 个片区
cli-written-revision = { $scenario } 第 { NUMBER($revision, useGrouping: 0) } 版：已写入，{ NUMBER($edits) } 项编辑
cli-kept = { $scenario }：第 { NUMBER($revision, useGrouping: 0) } 版，{ $status }，可查看者：{ $visibility }
cli-status = { $scenario }：{ $status }，第 { NUMBER($revision, useGrouping: 0) } 版
cli-withdrawn = 已撤回
cli-other-baseline = { $scenario }：基于另一基线；scenario rebase 可把它移过来
cli-chain-revisions = { $scenario }：{ NUMBER($revisions) } 个版本，{ $hash }
cli-chain-notes = { $scenario }：{ NUMBER($notes) } 条附注，{ $hash }
cli-chain-audit = 审计日志：{ NUMBER($entries) } 条，{ $hash }
cli-history-holds = 历史无误：{ $scenarios }
cli-history-holds-none = 历史无误：还没有方案
cli-serving-start = { $plan } 尚不存在：请在 { $url } 用自己的文件建立（按 Ctrl+C 结束）
cli-serving = { $plan } 已在 { $url } 提供服务（按 Ctrl+C 结束）
cli-token-keep = { $name }，{ $role }：请妥善保存；它不会再显示
cli-token-revoked = { $token }：{ $name } 的令牌已失效
cli-account-linked = 账户 { $account } 今后以 { $name } 的身份登录
cli-sessions-ended = { $name }：已结束 { NUMBER($count) } 个会话；令牌或账号仍有效者可重新登录
cli-rewritten = 轮廓仅写法不同的片区：{ NUMBER($zones) } 个
cli-further-layers = { $file } 还有其他片区图层：{ $layers }；请用 --layer 指定
cli-not-in-file = 未写入 { $file }：{ $reason }
cli-regions-overlap = 区域有重叠：{ NUMBER($pairs) } 对，共 { AREA($area_km2, $most_km2) }被重复计算，最大的是 { $one } 与 { $other }（{ AREA($most_km2, $area_km2) }）；覆盖按各区域分别计算
cli-water-unknown = 水域不明：规划没有水域图层，土地可能是水面
cli-regions-gaps = 区域之间有窄于 100 米的缝隙：{ $regions }{ $more ->
    [0] { "" }
   *[other] {" "}等，另有 { NUMBER($more) } 处
}；这些土地不属于任何区域

## What was done to an edited zone

cli-done-part = { $of }的一部分
cli-done-copied = 复制自{ $of }
cli-done-merged = 与{ $of }合并
cli-done-merged-away = 并入{ $of }
cli-done-renamed = 改了编号，原为{ $of }
cli-done-set = 更改 { $columns }
cli-done-set-many = 更改 { NUMBER($columns) } 个属性

## The demo

cli-demo-there = { $file }：已经存在
cli-demo-plan-same = { $file }：已经存在，且相同
cli-demo-plan-differs = { $file }：原有的规划与此不同，已改存为此名
cli-demo-kept = { $file }：{ $scenarios ->
    [0] 已有这些方案
   *[other] 保存了 { NUMBER($scenarios) } 个方案
}

## Titles of tables

cli-title-access = { $several ->
    [1] 到最近片区的距离（按人口加权）
   *[other] 到最近片区的距离
}
cli-title-changed-regions = { LEVEL($level) }：覆盖有变化
cli-title-changed-zones = 有变化的片区
cli-title-clusters-entering = 新覆盖的集群
cli-title-clusters-leaving = 不再覆盖的集群
cli-title-comments = { $scenario } 的评论
cli-title-conflicts = 冲突
cli-title-hashes = 哈希值
cli-title-figures = 指标
cli-title-places = 有差异之处
cli-title-consensus = 按包含的方案数划分的土地
cli-title-consensus-ftzs = 各方案中不相同的{ -group }
cli-title-crossing = 任一片区服务范围内（半径 0：片区之内）
cli-title-development = { -top-region }，{ $within }内：覆盖人口，及占全部的比例
cli-title-edited = 已编辑的片区
cli-title-explained = 覆盖它的片区，及仅由其覆盖的部分
cli-title-ftzs = { -group }
cli-title-growth = 贸易增速与全国对比
cli-title-history = { $scenario } 的历史
cli-title-region = 区域，{ $within }内
cli-title-regions = 各{ LEVEL($level) }的覆盖
cli-title-scenarios = 方案
cli-title-sectors = 产业集群（半径 0：片区之内；匹配：在该产业的片区之内）
cli-title-tokens = 令牌
cli-title-sessions = 会话
cli-title-audit = 更改以外发生的事
cli-title-over-counted = 直线距离多算的人口
cli-title-totals = 各半径内的覆盖
cli-title-weights = 需求点的其他权重
cli-title-targets = 目标
cli-title-violations = 违反的规则
cli-title-violations-mended = 不再违反的规则
cli-title-violations-worse = 违反加重的规则
cli-title-violations-improved = 仍违反但减轻的规则
cli-title-violations-new = 新违反的规则
cli-title-would = 怎样才能覆盖（0%：最先覆盖的一处）
cli-title-zone-crossing = 各变化片区服务范围内
cli-title-zones = 片区

## Heads of columns

cli-col-adcode = { -region-code }
cli-col-after = 之后
cli-col-all-zones-at = 全部片区半径（公里）
cli-col-all-zones-at-min = 全部片区半径（分钟）
cli-col-amount = 违反规则的数值
cli-col-before = 之前
cli-col-alone = 仅由它
cli-col-answers = 回复
cli-col-area-after = 之后（平方公里）
cli-col-area-alone = 仅由它（平方公里）
cli-col-area-before = 之前（平方公里）
cli-col-area-share = 面积 { FIGURE($radius) } { $unit }（%）
cli-col-at-km = 相距（公里）
cli-col-at-km-min = 相距（分钟）
cli-col-by = 作者
cli-col-who = 人员
cli-col-address = 来源地址
cli-col-change = 变化
cli-col-phases = 阶段
cli-col-id-before = 原编号
cli-col-clearance = 通关（小时）
cli-col-cluster = 集群
cli-col-clusters-entering = 新覆盖集群
cli-col-conflict = 冲突
cli-col-covered-area = 覆盖（平方公里）
cli-col-covered-area-after = 之后面积（平方公里）
cli-col-covered-area-before = 之前面积（平方公里）
cli-col-covered-clusters = 覆盖集群
cli-col-covered-persons = 覆盖人口
cli-col-by-line = 按直线（人）
cli-col-by-way = 按路网
cli-col-over-counted = 多算
cli-col-over-counted-pct = %
cli-col-difference = 差值
cli-col-distance = 距离（公里）
cli-col-distance-min = 距离（分钟）
cli-col-done = 所做编辑
cli-col-expires = 到期
cli-col-farther = 再远（公里）
cli-col-farther-min = 再远（分钟）
cli-col-ftz = { -group }
cli-col-gained = 新增（平方公里）
cli-col-gateway = 口岸
cli-col-growth = 增速（%）
cli-col-kind = 类型
cli-col-land = 土地（平方公里）
cli-col-last-used = 最近使用
cli-col-lead = 领先（百分点）
cli-col-leaving = 不再覆盖
cli-col-level = 层级
cli-col-level-name = { LEVEL($level) }
cli-col-lost = 核减（平方公里）
cli-col-made = 创建（UTC）
cli-col-name = 名称
cli-col-nation = 全国（%）
cli-col-nearest-people = 最近人口（公里）
cli-col-nearest-people-min = 最近人口（分钟）
cli-col-nearest-zone = 最近片区
cli-col-note = 说明
cli-col-number = 序号
cli-col-of = 总数
cli-col-of-area = 总计（平方公里）
cli-col-of-figure = 占{ $figure }
cli-col-or-more = 至少（平方公里）
cli-col-owner = 所有者
cli-col-period = 时期
cli-col-persons = 人口
cli-col-persons-after = 之后人口
cli-col-persons-before = 之前人口
cli-col-persons-entering = 新覆盖人口
cli-col-persons-leaving = 不再覆盖人口
cli-col-population-share = 人口 { FIGURE($radius) } { $unit }（%）
cli-col-weight-share = { $weight } { FIGURE($radius) } { $unit }（%）
cli-col-radius = 半径（公里）
cli-col-radius-min = 半径（分钟）
cli-col-revision = 版本
cli-col-role = 角色
cli-col-figure = 指标
cli-col-wanted = 目标值
cli-col-outcome = 结果
cli-col-rule = 规则
cli-col-scenario = 方案
cli-col-scenarios = 方案数
cli-col-sector = 产业
cli-col-share = 比例
cli-col-share-of-all = 占全部
cli-col-share-of-persons = 人口比例
cli-col-share-of-weight = { $weight } 比例
cli-col-share-pct = 比例（%）
cli-col-status = 状态
cli-col-subject = 对象
cli-col-title = 标题
cli-col-token = 令牌
cli-col-signed-in-by = 登录方式
cli-col-since = 开始（UTC）
cli-col-until = 有效至（UTC）
cli-col-uncovered-persons = 未覆盖人口
cli-col-verified = 已核实
cli-col-stated = 文件所载
cli-col-place-in-file = 位置
cli-col-as-made = 应为
cli-col-then-before = 所载现状
cli-col-then-after = 所载方案
cli-col-verdict = 重新测算
cli-col-visibility = 可查看者
cli-col-what = 内容
cli-col-when = 时间（UTC）
cli-col-why = 理由
cli-col-zone = 片区
cli-col-zones = 片区数
cli-col-zone-alone = 或仅由此片区
cli-col-about = 说明
cli-col-assumed = 假设
cli-col-changed = 已修改
cli-col-column = 列
cli-col-columns = 列
cli-col-default = 默认值
cli-col-further-columns = 其他列
cli-col-layer = 图层
cli-col-noted = 需留意
cli-col-refused = 未采用
cli-col-required = 必填
cli-col-taken = 已采用
cli-col-unit = 单位
cli-col-value = 值

## Files that are taken

cli-template-written = { $file }：空的规划；请在 QGIS 中填入 zones 和 regions，再用 zonewright check { $file } 检查
cli-preview-unwritten = 预览：{ $file } 没有写入
cli-preview-goes = 预览地图仅供查看：在其中保存的内容会随预览结束而消失
cli-record = { $layer } 第 { NUMBER($row, useGrouping: 0) } 行{ $id ->
    [none] { "" }
   *[other] （{ $id }）
}：{ $why }
cli-records-more = { $layer }：另有 { NUMBER($more) } 行；全部见 { OPTION("report") } OUT.csv 的文件
cli-title-assumed = 读取时的假设
cli-title-files = 采用情况
cli-title-layer = 图层 { $layer }，{ $geometry }，{ $required }
cli-schema-no-geometry = 表
cli-schema-required = 必需
cli-schema-optional = 可选
cli-update-conflicts = 未作任何更改：{ $scenarios } 的编辑与新片区冲突；用 --keep-rest 略去这些编辑，或先修改这些方案
cli-update-kept = 原规划保存为：{ $file }
cli-update-rebased = { $scenario }：已移到新的片区上，{ NUMBER($edits) } 项编辑
cli-update-stays = { $scenario }：为{ $status ->
    [proposed] 已提交
    [approved] 已通过
    [rejected] 已否决
   *[other] { $status }
}状态，保持不变

## What is refused

cli-baseline-named = { $baseline }：是没有编辑的规划本身；请指定一个方案
cli-expires-endless = --expires { $day }：永久有效的令牌请不要填写
cli-expires-past = --expires { $day }：已经过去；请给今天或以后的日期
cli-expires-twice = --expires、--days 与 --hours：只能给出一个
cli-days-endless = --days { $days }：永久有效的令牌请不要填写
cli-audit-two-forms = --csv 与 --json：只能给出一个
cli-areas-off = { $crs }：图中有 { NUMBER($zones) } 个片区的面积偏差达 1 % 以上，其中 { $zone } 偏差 { NUMBER($pct, maximumFractionDigits: 0) } %；请选用适合片区所在位置的坐标系
cli-export-same-id = { $scenario }：另有方案也叫 { $id }；请分别导出到两个文件
cli-file-there = { $file }：已经存在；请换一个名称，或先把它移走
cli-file-there-force = { $file }：已经存在；请换一个名称，或用 { OPTION("force") } 覆盖
cli-head-gone = --head { $hash }：不在历史之中：所记的版本已被删去或重做，或属于另一方案库
cli-host-not-here = 主机 { $host }：不是本机的地址；请改用本机的地址
cli-host-unguarded = 主机 { $host }：他人可以访问，而 { $plan } 还没有令牌；请用 zonewright token create 创建，或只在本机 127.0.0.1 提供服务
cli-setting-unguarded = { $name }：他人可由此进入，而 { $plan } 还没有令牌；请用 zonewright token create 创建，或不作此设置
cli-public-address-none = 链接与跳转以各请求所报的主机为准；请用 { OPTION("public-address") } 设置用户访问的地址
cli-heads-known = 哈希：{ $place } 已有今日一行，此后没有新的审批
cli-heads-noted = 哈希已记入：{ $place }
cli-heads-not-taken = heads：{ $host } 未收下 { $date } 的一行（{ $why }）；请用 `scenario anchor` 重发
cli-heads-of-several = --heads：一个地址不能接收多个规划的哈希；请在规划名称处写 { $place }
cli-heads-url = --heads：应为文件，或带主机名的 http://…、https://… 地址；请更正
cli-host-unknown = 主机 { $host }：请给本机的地址，如 127.0.0.1（仅本机）或 0.0.0.0（所有网络）
cli-id-of-file = { $file }：方案的编号取自文件名：1 至 64 个字母、数字、- 或 _，且不能是 { $baseline }；请换一个名称{ $option ->
    [none] {""}
   *[other] ，或用 { OPTION($option) } 给出编号
}
cli-merge-needs-out = scenario merge：合并文件或使用 --base 时需要 -o OUT.yaml
cli-out-is-plan = { $file }：就是规划本身；请换一个名称
cli-plan-suffix = { $file }：规划是 GeoPackage；名称请以 .gpkg 结尾
cli-port-taken = 端口 { NUMBER($port, useGrouping: 0) }：已被其他程序占用；请用 --port 另选
cli-port-unusable = 端口 { NUMBER($port, useGrouping: 0) }：无法使用（{ $reason }）；请用 --port 另选
cli-save-decided = 方案 { $scenario } 现为“{ $status }”，不再更改；请从它派生新方案
cli-save-merges = { $scenario }：两者可以合并；加 --merge 可存为一个
cli-save-there = { $scenario }：已经存在，为第 { NUMBER($revision, useGrouping: 0) } 版；请用 --on 注明您的更改基于哪一版，或用 --replace
cli-scenario-no-store = 方案 { $scenario }：没有这个文件，也还没有方案库 { $store }
cli-scenario-twice = 有方案重复；每个方案只写一次
cli-scenario-unknown = 方案 { $scenario }：没有这个文件，方案库中也没有这个编号；有：{ $known }
cli-scheduler-alone = --scheduler：只用于分区的人口数据；请用 --demand-parts 指定
cli-store-missing = { $file }：没有方案库；zonewright scenario save 会建立它，{ OPTION("store") } 可指定别的
cli-store-not-yet = { $file }：还没有方案库；zonewright scenario save 会建立它
cli-tolerance = --tolerance-m { $given }：请给出大于 0、不超过 { NUMBER($most) } 的米数
cli-suffix = { $file }：名称请以 { $suffix } 结尾
cli-system-error = { $reason }；请检查文件及其文件夹
cli-program-fault = 程序自身出错，并非您的输入有误（{ $reason }，位于 { $where }）：请将此行连同所用命令提交到代码仓库的问题列表；设置 ZONEWRIGHT_DEBUG=1 可查看调用栈
cli-token-invalid = ZONEWRIGHT_TOKEN：不存在、已过期或已撤销；请更新
cli-axis-order = --axis-order { $given }：请写 east-first（东在前）或 north-first（北在前）
cli-layer-file-missing = --{ $layer }：规划需要这个图层；请指定文件
cli-option-layer = { $given }：没有给出该图层的文件，{ $hint }
cli-update-reference-alone = --name 和 --exclude 用于参考图层：请用 --reference 指定其文件
cli-update-reference-empty = 是空的；请换一个有区域、线或点的文件
cli-update-exclude-no-area = 没有区域，而 --exclude 只用于土地；请给出区域文件
cli-demand-summed = 与人口一同汇总：{ $columns }
cli-update-surveyed-alone = --surveyed 针对片区文件：请用 --zones 给出
cli-update-nothing = update：没有给出图层；请指定文件，如 --zones FILE
cli-update-not-rebased = { $scenario }：没有移到新的片区上，仍以原规划为准：{ $reason }
cli-backup-there = 文件已存在；请换名，或用 --force 覆盖
cli-backup-written = { $file } 保存了 { $scenarios } 个方案、{ $revisions } 个版本、{ $notes } 条批注和 { $tokens } 个令牌；历史完整。
cli-backup-restored = 已恢复 { $file }：{ $scenarios } 个方案、{ $revisions } 个版本、{ $notes } 条批注和 { $tokens } 个令牌；历史完整。
cli-workers-need-fork = --workers：多个进程通过 fork 共享已备好的规划，而本系统没有 fork；请去掉该选项
cli-access-log-unwritable = 无法写入：{ $reason }；请指定已有文件夹中的文件
cli-store-of-several = --store（ZONEWRIGHT_STORE）：只是一个方案库，而多个规划各有自己的方案库；请在其中写 { $place }（代表规划的名称），或去掉该选项
cli-plan-name-useless = 以文件名为地址提供服务，而该名称没有字母或数字，或与服务自身的地址（{ $own }）相同；请重命名文件及其旁边的方案库
cli-plan-names-same = 将在 /{ $name }/ 提供服务，与 { $other } 相同；请每个规划只写一次，或重命名其中一个文件及其旁边的方案库
cli-phases-unknown = 库中没有 { $scenario }，不知其分期：若有分期，请用 --phases-of 指明其文件
cli-as-of = { $scenario }：截至 { $year } 年，前 { $count } 条编辑（共 { $of } 条）
cli-as-of-without-phases = { $scenario } 没有分期：其全部编辑在 { $year } 年同样有效
cli-demo-sample = 示例方案
cli-demo-sample-again = 按现有规划重新生成
