### The page's own words: what stands on it beside what the service says.

## General

page-skip = 跳到数据面板
page-semicolon = ；

## Header

page-header-scenario = 方案
page-header-against = 对比
page-header-radius = 服务半径
page-header-by = 测距方式
page-header-aim = 范围
page-header-more = 更多
page-reach = { $by } { $at ->
    [inside] { $radius }
   *[within] { $radius }内
}的{ $what ->
    [land] 土地
   *[people] 人口
}，{ $aim }{ $compared ->
    [yes] ，对比 { $against }
   *[no] { "" }
}
page-header-plan = 规划
page-aim-all = 全部
page-aim-group = { $name }{ -group }

## Scenario

page-scenario-baseline = 现状基线
page-scenario-more = 更多：请用搜索框查找

## Radius

page-radius-inside = 仅片区内
page-radius-other = 其他…
page-radius-km = 半径（公里）
page-radius-min = 半径（分钟）
page-by-line = 直线
page-by-road = 公路
page-by-road-min = 公路（分钟）
page-by = { $by ->
    [road] 沿公路{ " " }
   *[line] { "" }
}
page-by-land-unknown = 按公路不测算土地：路网不说明离路多远仍可到达
page-by-explained = 各片区覆盖多少，仅按直线说明。
page-over-show = 显示直线多计之处
page-over-title = 直线多计的人口
page-over-people = 多计
page-over-map = 地图显示其所在：区域按其人口比例着色，放大后显示人口点。
page-over-draft = 直线多计的人口只对已保存的方案显示。
page-legend-over-lost-2 = 直线多计较多
page-legend-over-lost-1 = 直线有多计
page-legend-over-0 = 无多计
page-legend-over-cluster = 仅直线计入的集群
page-legend-demand-over = 仅直线计入
page-by-propose = 距离{ $by }测算：没有公路进入的地块保持不变。
page-by-download = 报告、工作簿、QGIS 图层与决策文件均{ $by }测算。
page-over-clusters = 仅直线计入的集群
page-way-none = 没有公路从片区通到那里
page-way-from = 距{ $zone } { $within }；直线 { $line } 公里
page-way-extreme = 按直线为 { $share }。相差如此之大，原因在于公路网：路网经过简化，不含轮渡；水面、边界或此处缺失的道路会使{ $leads ->
    [no] 路程中断。
   *[yes] 路程变长。地图上可见所经路线。
}
page-way-to-place = 到所点位置：
page-way-to-people = 到其人口最多处：

## Status

page-status-draft = 草稿
page-status-proposed = 已提交
page-status-approved = 已通过
page-status-rejected = 已否决

## Language


## Button

page-button-language = { $language } – 切换语言
page-button-theme = 浅色或深色
page-button-download = 下载为文件
page-button-zoom-in = 放大
page-button-zoom-out = 缩小
page-button-whole = 显示全图
page-button-ruler = 测量长度和面积
page-button-basemap = 底图
page-button-sheet = 打印或保存地图

## Pointer

page-pointer-grid = x { $x }  y { $y }（3° 带第 { $band } 带）

## Ruler

page-ruler-how = 在地图上点击，或输入经度、纬度。
page-ruler-place = 位置
page-ruler-add = 添加
page-ruler-no-place = 请输入以度为单位的经度和纬度，例如 { $lon }, { $lat }
page-ruler-length = 长度
page-ruler-area = 面积
page-ruler-crossed = 自相交
page-ruler-back = 退一步
page-ruler-clear = 清除

## Basemap

page-basemap-none = 无
page-basemap-own = 自有文件
page-basemap-shifted = 底图已按偏移纠正显示；数据不变。
page-basemap-key = 您的密钥
page-basemap-keep = 使用
page-basemap-key-stays = 仅保存在本浏览器中，只发送给底图服务。

## Datum

page-datum-wgs84 = WGS 84{ $crs ->
    [none] { "" }
   *[other] { " / " }{ $crs }
}
page-datum-gcj02 = GCJ-02

## Sheet

page-download-title = 下载：{ $scenario }
page-download-what = 报告，或方案已保存的片区；各文件均注明所属规划和版本。
page-download-unsaved = 不含尚未保存的编辑。
page-download-making = 正在生成 { $suffix }…
page-download-done = { $name }：已保存
page-download-offline = 服务没有响应，请重试。
page-download-annex = 含附录
page-download-as-pdf = 报告，供阅读和打印
page-download-as-docx = 报告，可在 Word 中编辑
page-download-as-html = 报告，网页
page-download-as-decision-html = 决策文件：单个网页，任何人都可核对
page-download-as-slides-html = 演示：几张幻灯片，单个网页，可放映、可打印
page-download-as-dossier-zip = 申请材料：Word、PDF、界址点、图件、决策文件
page-download-as-xlsx = Excel：片区、全部指标、来源
page-download-as-gpkg = GeoPackage：整个规划和量算结果，已配好 QGIS 样式
page-download-as-geojson = GeoJSON
page-download-as-shp-zip = Shapefile，压缩包
page-download-as-gdb-zip = Esri 文件地理数据库，压缩包
page-download-as-kml = KML，供 Google Earth 使用
page-download-as-kmz = KML，压缩包
page-download-as-dxf = DXF，供 CAD 使用，经纬度坐标
page-download-as-txt = 界址点坐标 TXT
page-download-as-csv = 表格，图形为 WKT
page-download-as-fgb = FlatGeobuf
page-download-as-parquet = GeoParquet
page-download-as-pmtiles = PMTiles，网页地图的矢量瓦片

page-button-share = 分享
page-share-title = 分享：{ $scenario }
page-share-what = 链接包含方案及其版次、视图、半径和所关注的对象。
page-share-link = 链接
page-share-copy = 复制链接
page-share-copied = 链接已复制。
page-share-not-copied = 浏览器不允许复制：请从输入框中复制。
page-share-done = 现可查看者：{ $who }
page-share-owner = 由所有者{ $owner }决定谁可查看。
page-share-stale = 其间已有人保存；请先查看，再作选择。
page-share-refused = 没有您可查看的方案“{ $scenario }”，它可能未与您共享：请询问发送链接的人。现显示现状基线。

page-sheet-title = { $plan }：{ $scenario }，{ $within }
page-sheet-name = 标题
page-sheet-paper = 纸张
page-sheet-a4 = A4 横向
page-sheet-a3 = A3 横向
page-sheet-print = 保存为 PDF（供打印）
page-sheet-making = 正在绘制图幅……
page-sheet-offline = 图幅由服务绘制，而服务现在没有响应；请待其恢复后再试。
page-sheet-picture = 保存为 PNG

## Source


## Foot

page-foot-reviewed = 审图号：{ $number }
page-foot-draft = 工作草图 · 地图未经审核
page-foot-sources = 来源
page-foot-keys = 快捷键

## Map

page-map-label = 地图

## Panel

page-panel-label = 数据

## Tab

page-tab-coverage = 覆盖
page-tab-places = 片区与区域
page-tab-regions = 区域
page-tab-zones = 片区
page-tab-rules = 检查
page-tab-history = 历史
page-tab-compare = 对比
page-tab-propose = 选地
page-tab-sectors = 产业
page-tab-background = 背景资料

## Search

page-search-label = 搜索片区、{ -group }、区域和产业集群
page-search-placeholder = 按名称搜索
page-search-results = 搜索结果
page-search-none = 没有匹配的名称

## Kind

page-kind-zone = 片区
page-kind-ftz = { -group }
page-kind-region = { LEVEL($level) }
page-kind-cluster = 产业集群
page-kind-place = 地名（GeoNames）
page-kind-scenario = 方案
page-kind-create = 创建
page-kind-save = 保存
page-kind-undo = 撤销
page-kind-redo = 重做
page-kind-branch = 派生
page-kind-merge = 合并
page-kind-status = 状态

## Legend

page-legend-title = 图例与图层
page-legend-not-reached = 未覆盖
page-legend-locked = 已锁定
page-legend-nodata = 无数据
page-legend-demand = 人口分布，放大后显示
page-legend-demand-reached = { $within }内的人口，放大后显示
page-legend-demand-missed = 未覆盖
page-legend-close = 放大后显示
page-legend-broken-hard = 强制规则
page-legend-broken-soft = 提示规则
page-legend-reach = { $radius ->
    [0] 片区内
   *[other] 距最近片区 { $radius } 公里
}
page-legend-reach-gained = 新覆盖
page-legend-reach-lost = 不再覆盖
page-legend-change-gained-2 = 增加 10 个百分点及以上
page-legend-change-gained-1 = 增加不足 10 个百分点
page-legend-change-0 = 不变
page-legend-change-lost-1 = 减少不足 10 个百分点
page-legend-change-lost-2 = 减少 10 个百分点及以上
page-legend-entering = 集群进入覆盖范围
page-legend-leaving = 集群离开覆盖范围

## Layer

page-layer-districts = { -region }着色
page-layer-demand = 人口
page-layer-zones = 片区
page-layer-changes = 方案的变化
page-layer-clusters = 产业集群（按行业）
page-layer-gateways = 口岸
page-layer-customs = 海关特殊监管区域
page-layer-exclusions = 禁建区
page-layer-references = 参考图层
page-layer-labels = 名称
page-layer-gained = 新增土地
page-layer-lost = 核减土地
page-layer-violations = 违反的规则
page-layer-reach = 覆盖范围线
page-layer-explained = 所说明的区域
page-layer-consensus = 方案共识
page-layer-comments = 位置评论
page-layer-context = 陆地、水系与道路
page-context-water = 海岸、湖泊与河流
page-context-road = 主要道路（简化）
page-context-rail = 铁路（简化）
page-layer-proposed = 建议

## Clusters

page-clusters-together = { $count } 个集群
page-clusters-closer = 放大地图即可分开

## Tint

page-tint-label = 比例基准
page-tint-density = 人口密度
page-tint-change-people = 人口增减
page-tint-change-land = 土地增减
page-tint-zones = 片区按…着色
page-tint-use-accepted = 已验收土地比例
page-tint-use-built = 已建成土地比例
page-tint-use-idle = 闲置土地比例
page-tint-yield = 每平方公里{ $indicator }
page-tint-unknown = 未知
page-tint-people = 人口
page-tint-land = 土地

## Sector

page-sector-biopharma = 生物医药
page-sector-advanced-equipment = 高端装备
page-sector-marine-economy = 海洋经济
page-sector-shipping-logistics = 航运物流
page-sector-finance-digital = 金融与数字经济
page-sector-semiconductors = 半导体
page-sector-new-energy-materials = 新能源与新材料

## Gateway

page-gateway-seaport = 海港
page-gateway-airport = 机场
page-gateway-railport = 铁路口岸
page-gateway-border = 陆路口岸

## Boundary

page-line-coast = 海岸线
page-line-province = 省级行政区界
page-line-special = 特别行政区界
page-line-national = 国界
page-line-undetermined = 未定国界
page-line-south-sea = 南海断续线
page-boundary-schematic = 示意边界
page-boundary-surveyed = 勘测边界
page-boundary-imported = 导入的边界

## Figure

page-figure-covered-people = 覆盖人口比例
page-figure-people = 人口
page-figure-covered-land = 覆盖土地比例
page-figure-area = 面积
page-figure-sector = 行业
page-figure-sectors = 主导行业
page-figure-boundary = 边界
page-figure-kind = 类型
page-figure-zone = 片区
page-figure-name = 名称
page-figure-published-area = 公布面积
page-figure-source = 来源

## Nodata

page-nodata-census = 该区域没有人口普查数据

## Mark

page-mark-verified = 已核实
page-mark-unverified = 未核实

## Card

page-card-people = { $radius ->
    [0] 片区内人口
   *[other] { $within }内人口
}
page-card-weight = { $radius ->
    [0] 片区内 { $weight }
   *[other] { $within }内 { $weight }
}
page-card-land = { $radius ->
    [0] 片区内土地
   *[other] { $within }内土地
}
page-card-clusters = { $radius ->
    [0] 片区内产业集群
   *[other] { $within }内产业集群
}
page-card-cap-free = { $count } 个面积上限下的余量
page-card-cap-full = 一个片区增加，须有另一个核减
page-card-cap-of = { $ftz }面积上限
page-card-of = 占 { $whole }的 { $share }
page-card-of-clusters = / { $all } 个
page-card-of-sector = 仅计{ $sector }；
page-card-matched = { $matched } 个位于行业匹配的片区内
page-card-km2-over = 平方公里超限
page-card-km2-room = 平方公里余量
page-card-cap-used = 已用 { $area } / { $cap }

## Within

page-within-title = 所选片区的内部与周边
page-within-about = 形状与来源
page-within-radius = { $by }服务半径
page-within-density = 内部每平方公里
page-within-gone = 该方案没有这个片区。
page-within-most = 按比例变化最大：{ $what }，{ $radius }：{ $difference }
page-within-same = 变化的范围内没有人口点或集群点。
page-within-sectors = 行业：{ $sectors }
page-within-uses = 土地：{ $uses }
page-within-use = { $use ->
    [accepted] 已验收 { $share }
    [built] 已建成 { $share }
   *[idle] 闲置 { $share }
}
page-within-approved = { $date } 批准
page-within-yields = 每平方公里产出：{ $yields }
page-within-yield = { $indicator } { $period } { $amount } { $unit }{ $verified ->
    [true] { "" }
   *[false] （未核实）
}
page-within-yield-unknown = 每平方公里产出：土地已变动，未知
page-within-neighbours = 共用边界的片区：{ $zones }
page-within-outside = 不属于任何区域 { $area }
page-within-land = 所在土地：{ $land }{ $more ->
    [0] { "" }
   *[other] ，另有 { $more } 处
}

## Difference

page-difference-none = = 无变化

## Chart

page-chart-sectors = 各行业已覆盖的产业集群
page-clusters-of = { $sector }：{ $all } 个中有 { $missed } 个{ $radius ->
    [0] 不在片区内
   *[other] 不在片区 { $within }内
}
page-sectors-choose = 产业
page-sectors-missed = { $missed } / { $all }
page-sectors-farthest = 最远，{ $unit ->
    [min] 分钟
   *[km] 公里
}
page-sectors-all-reached = 集群均在覆盖范围内。
page-sectors-nowhere = 不在任何地区内
page-clusters-by = 仅计{ $by }的片区。
page-clusters-missed = 未覆盖
page-clusters-reached = 已覆盖
page-clusters-from = 距{ $zone } { $within }
page-clusters-inside = 位于{ $zone }内
page-clusters-no-zone = 没有片区
page-clusters-left-off = 另有 { $count } 个更近的未列出。
page-chart-regions = 各{ LEVEL($level) }覆盖比例

## Regions

page-regions-level = 层级
page-regions-filter = 按名称或{ -region-code }筛选
page-regions-none = 没有匹配的区域
page-regions-more = 已显示 { $shown } / { $all }，显示更多

## Level

page-level = { LEVEL($level, number: "many") }

## Column

page-column-name = 区域
page-column-people = 人口
page-column-covered = 覆盖人口
page-column-share = 比例
page-column-area = 面积，平方公里
page-column-land = 覆盖面积，平方公里
page-column-difference = 差值

## Zones

page-zones-filter = 按名称或代码筛选片区
page-zones-cap = { $area } / { $cap } 平方公里
page-zones-no-cap = { $area } 平方公里，无上限
page-zones-headroom = 余量 { $area } 平方公里
page-zones-over = 超出上限 { $area } 平方公里
page-zones-no-group = 不属于任何{ -group }
page-zones-locked = 已锁定
page-zones-kept = 已由您锁定

## Change

page-change-added = 新增
page-change-removed = 移除
page-change-renamed = 改编号
page-change-reshaped = 调整
page-change-was = 原编号 { $zone }

## Rules

page-rules-newly = 新违反 { $fresh } 条规则，共 { $count } 条 – 查看
page-rules-group-new = 新违反
page-rules-group-worse = 比“{ $other }”违反得更重
page-rules-group-improved = 仍违反，但比“{ $other }”轻
page-rules-group-mended = 不再违反（“{ $other }”中违反）
page-rules-worse = { $fresh ->
    [0] 加重 { $worse } 条
   *[other] 新违反 { $fresh } 条、加重 { $worse } 条
}，共违反 { $count } 条规则 – 查看
page-targets = 目标
page-target-set = 设定目标
page-target-sentence = 每个{ $level }至少 { $share } % 的人口在 { $radius } { $way }之内
page-target-way = { $unit ->
    [min] 分钟
   *[km] 公里
}{ $way ->
    [road] （公路）
   *[line] （直线）
}
page-target-share = 比例，%
page-target-apply = 设定
page-target-clear = 删除各地区的目标
page-target-many = 一个方案最多 { NUMBER($most) } 项目标；请选较大的地区，或删除一些。
page-targets-met = { $count } 项目标已达到 { $met } 项
page-unit-persons = 人
page-own-rules = 仅此草稿适用的规则
page-own-rule = { $rule }：与规划的设置不同
page-own-rule-ignored = 不检查：{ $rule }
page-own-rule-level = { $rule }：{ $level }
page-own-rule-quota = { $ftz }：申请超出上限的指标 { $area }
page-own-rules-restore = 改用规划本身的规则
page-rules-none-new = 没有新违反的规则。
page-rules-none = 没有违反规则
page-rules-known-count = 现状基线的 { $count } 个已知问题
page-rules-as-before-count = { $count } 个问题与“{ $other }”中相同
page-rules-none-open = 除已知问题外，没有违反规则
page-rules-known-by = 已知：{ $who }，{ $at }：{ $why }
page-rules-known-worse = { $who } 曾于 { $at } 确认，现已加重：{ $why }
page-rules-known-withdraw = 撤销确认
page-rules-acknowledge = 标为已知
page-rules-acknowledge-why = 现状基线的这 { $count } 个问题为何维持现状？
page-rules-acknowledged = 已将 { $count } 个问题标为已知
page-rules-mend = 使其重新符合的编辑
page-rules-mends = 消除 { $mends } 项，不新增
page-rules-measured = 计算值
page-rules-limit = 限值
page-rules-cap-limit = 上限
page-rules-over = 超出
page-rules-headroom = 余量
page-rules-show = 显示位置
page-rules-short = 不足

## Rule

page-rule-hard = 强制
page-rule-soft = 提示

## About

page-about-close = 关闭
page-about-open = 定义与来源：{ $title }
page-about-sources = 来源
page-about-no-sources = 规划未注明来源。
page-about-plan = 规划
page-about-rows = { $count } 行
page-about-context-text = 规划周边的背景仅供定位，除公路距离外，量算都不用它。海岸精度约 200 米，河流约 1 公里；道路与铁路简化为节点之间的直线。数据由本服务提供，不访问任何外部主机。
page-about-sources-title = 数据来源
page-about-sources-text = 每项数据都保留来源。“已核实”指见于公开页面；“未核实”指未经查证的一般知识。
page-about-people-title = 半径内人口
page-about-people-text = 到最近片区的距离不超过服务半径的所有需求点人口之和：按直线（大地线，明示的简化），或按公路的最短路径。被两个片区覆盖的人口只计一次。没有普查数据的区域不计入，也不按零处理。
page-made-of-points = 由 { $points } 个点构成，平均每 { $area }一个；小于此面积的调整，其数字较粗略。
page-made-of-line = 按直线计算；按道路计算会更少。
page-made-of-way = 按简化的公路计算，不计交通状况。
page-about-land-title = 半径内土地
page-about-land-text = 所有区域中位于任一片区服务半径内的椭球面积，只计一次；只按直线测算。
page-about-clusters-title = 半径内产业集群
page-about-clusters-text = 到最近片区距离不超过服务半径的产业集群数。“行业匹配”指位于主导行业相同的片区之内。每个集群计为一，不论权重。
page-about-cap-title = 面积上限
page-about-cap-text = { -group }的上限为其批准面积，是各{ -group }的参数；没有上限的不受此限。余量等于上限减去片区量算面积。

## Announce

page-announce-language = 页面已切换为中文
page-announce-shown = 地图已显示{ $name }
page-announce-found = { $count } 个结果
page-announce-sorted = 按{ $column }排序
page-announce-figures = { $within }内 { $people }
page-announce-edited = { $edit }。按 z 撤销。
page-announce-waits = { $edit }。保存在本机，等待服务恢复。
page-announce-refused = 无法执行：{ $why }
page-announce-undone = 已撤销
page-announce-redone = 已重做
page-announce-no-step = 没有可撤销或重做的内容
page-announce-pointing = 请在地图上点击希望扩展的方向
page-announce-drawing = 在地图上绘制；双击结束；键入的数字为下一边的边长
page-announce-point = 已确定第 { $number } 点
page-announce-saved = { $title }已保存，第 { $revision } 版
page-announce-unchanged = 没有变化
page-announce-not-saved = 没有保存；编辑仍留在本设备上
page-announce-withdrawn = 已撤回“{ $title }”
page-announce-status = 现为{ $status }，第 { $revision } 版
page-announce-locked = { $zone }已锁定
page-announce-unlocked = { $zone }可再次编辑
page-announce-taken = 已选入{ $zone }
page-announce-left = 已取消{ $zone }
page-announce-explained = { $name }的覆盖说明在表格上方

## Problem

page-problem-offline = 服务没有响应，或被网络登录页等其他程序代为应答；当前显示保持不变。
page-problem-fault = 页面本身出错（{ $fault }）。请重新加载页面；未保存的编辑仍在本设备上。如再次出现，请反馈。

## Layername

page-layername-zones = 片区
page-layername-ftzs = { -group }
page-layername-clusters = 产业集群
page-layername-context = 陆地、水系、道路与地名
page-layername-regions = 区域
page-layername-demand = 需求点
page-layername-gateways = 口岸
page-layername-customs-blocks = 海关特殊监管区域
page-layername-exclusions = 禁建区
page-layername-references = 参考图层
page-layername-reference-lines = 参考线
page-layername-reference-points = 参考点
page-layername-caps = 分期面积上限
page-layername-performance = 运行数据
page-layername-trade = 贸易
page-layername-policies = 政策
page-layername-linked-areas = 联动创新区
page-layername-map-land = 周边陆地
page-layername-map-lines = 地图境界线
page-layername-map-names = 地图注记
page-layername-parcels = 地块
page-layername-strategies = 战略区域
page-layername-targets = 目标
page-layername-purposes = 目的
page-layername-indicators = 指标
page-layername-terms = 规划用语
page-layername-network = 公路和铁路
page-layername-waters = 水域

## Draft

page-draft-label = 编辑
page-draft-hint = 选择片区即可移动其边界
page-draft-hint-scenario = 选择片区以继续编辑此方案
page-draft-hint-zone = 请选择工具编辑该片区
page-draft-edits = { $count } 项编辑
page-draft-none = 没有编辑
page-draft-unsaved = 未保存：{ $edits }
page-draft-saved = 已保存：{ $edits }
page-draft-offline = 离线：编辑保存在本机，等待恢复
page-draft-waits = 离线：{ $count } 项编辑保存在本机，等待恢复，尚未计入指标
page-draft-undo = 撤销
page-draft-redo = 重做
page-draft-add-zone = 新增片区
page-draft-import = 导入…
page-draft-discard = 放弃
page-draft-sure = 确定放弃？
page-draft-save = 保存…

## Who is here

page-here-others = 同在此方案：{ $names }
page-here-editing = { $name }（正在编辑）
page-here-more = 另有 { $count } 人
page-here-unknown = 无法得知还有谁在此方案。

## Saved by others

page-saved-what = { $author }于 { $at } 保存了第 { $revision } 版。
page-saved-status = { $author }于 { $at } 将其设为“{ $status }”：第 { $revision } 版。
page-source-draft = 当前编辑
page-source-scenario = 方案 { $scenario }
page-person-local = 本机规划人员
page-saved-you = 您在另一窗口
page-saved-mine = 您的 { $count } 项编辑尚未保存，是在此前版本上所做。
page-saved-shown = 地图已更新。
page-saved-linked = 此链接建立于第 { $linked } 版；您所见为最新的第 { $revision } 版（{ $at }）。
page-saved-linked-shown = 您所见为此链接建立时的第 { $linked } 版；最新为第 { $revision } 版（{ $at }）。
page-saved-link = 查看第 { $revision } 版
page-saved-gone = 此方案已不再对您开放，所见内容为此前版本。
page-saved-look = 对照查看
page-saved-continue = 在其上继续…
page-saved-own = 我的另存为新方案…
page-saved-show = 显示新版本
page-saved-later = 稍后
page-saved-close = 关闭
page-saved-baseline = 返回现状基线

## Kept

page-kept-offer = 本机保存着 { $at } 未保存的编辑（{ $count } 项）。
page-kept-continue = 继续编辑
page-kept-forget = 丢弃

## Stuck

page-stuck-refused = { $edit }：此项编辑曾在等待，服务未予接受：{ $why }
page-stuck-out = 移除此项

## Tools

page-tools-label = 编辑{ $zone }
page-tools-row = 工具
page-tools-close = 关闭并取消选择
page-tools-all = 更多工具：调整面积、划转、移动、拆分、绘制、合并、移除、属性、锁定
page-tools-further = 更多
page-tools-cap = { $ftz }：{ $area } / { $cap } 平方公里
page-tools-unseen = 不在地图视野内：{ $zone } { $area }
page-tools-refused = 无法执行：{ $why }
page-field-not-more = { $place }必须大于 { FIGURE($limit) }
page-field-too-low = { $place }不得小于 { FIGURE($limit) }
page-field-too-high = { $place }不得大于 { FIGURE($limit) }
page-field-range = { $place }须在 { FIGURE($least) } 至 { FIGURE($most) } 之间
page-field-whole-range = { $place }须为 { FIGURE($least) } 至 { FIGURE($most) } 之间的整数
page-field-missing = 请填写{ $place }
page-field-not-number = { $place }须为数字
page-field-too-long = { $place }最多 { NUMBER($limit) } 个字符
page-field-one-line = { $place }须为一行，不含控制字符
page-field-too-few = { $place }：至少需要 { NUMBER($limit) } 项
page-edit-distance-too-small = { FIGURE($by_km) } 公里不足以移动边界；请填写 { FIGURE($least_km) } 公里或以上
page-edit-below-today = { FIGURE($target_km2) } 平方公里小于现有的 { FIGURE($today_km2) } 平方公里；请增大，或改用核减用地
page-edit-above-today = { FIGURE($target_km2) } 平方公里大于现有的 { FIGURE($today_km2) } 平方公里；请减小，或改用新增用地
page-edit-over-pole = 向北 { FIGURE($dy_km) } 公里会到达极点；请减小
page-edit-split-count = { NAME($zone) }会被切成 { NUMBER($count) } 部分（{ $areas }），但只命名了 { NUMBER($ids) } 部分；请换一种画法
page-edit-swap-unbalanced = 将从{ NAME($zone) }核减 { FIGURE($release_km2) } 平方公里，调入 { FIGURE($take_km2) } 平方公里；请画成等面积，或选择按等面积调整哪一侧
page-tools-more = 另有 { $count } 条，见“检查”
page-tools-locked = { $tool }：{ $why }

## Tool

page-tool-drag = 调整边界：拖动边界点
page-tool-grow = 增加用地：按方向和面积，或绘制
page-tool-cut = 核减用地：按方向和面积，或绘制
page-tool-draw = 重新绘制或输入坐标
page-tool-resize = 调整面积：到某一面积，或按距离
page-tool-move = 移动
page-tool-split = 拆分
page-tool-merge = 与其他片区合并
page-tool-transfer = 把土地划转给其他片区
page-tool-swap = 置换用地：一侧核减、另一侧等量调入，或绘制
page-tool-add = 新增片区
page-tool-set = 名称、行业、属性
page-tool-remove = 移除片区
page-tool-lock = 锁定边界
page-tool-locked = 已锁定

## Toolname

page-toolname-cut = 核减用地
page-toolname-drag = 调整边界
page-toolname-draw = 绘制
page-toolname-grow = 增加用地
page-toolname-lock = 锁定
page-toolname-merge = 合并
page-toolname-move = 移动
page-toolname-set = 属性
page-toolname-remove = 移除片区
page-toolname-resize = 调整面积
page-toolname-split = 拆分
page-toolname-swap = 置换用地
page-toolname-transfer = 划转

## Handle

page-handle-label = 边界点 { $number }/{ $all }

## Hint

page-hint-drag = 拖动边界点；拖动边的中点可新增；右键删除。键盘：Tab 到边界点，方向键移动，回车确定。按住 Shift 拖框可选多个点；空格键选点，Delete 删点。
page-hint-grow = 也可在地图上绘制要增加的土地。
page-hint-cut = 也可在地图上绘制要核减的土地。
page-hint-draw = 绘制轮廓，或每行写一个位置：经度 纬度。空行开始另一地块。
page-hint-split = 画一条横穿片区的线。较大的一部分在前。
page-hint-merge = 同一{ -group }的片区合为一个。勾选，或在地图上点选。
page-hint-transfer = 也可在地图上选择另一片区，并绘制划转的范围。{ -group }总面积不变。
page-hint-no-partner = 该{ -group }没有其他片区。
page-hint-swap = 也可分别绘制：此处核减，别处调入等量土地，面积不变。
page-hint-add = 绘制轮廓，或输入坐标。
page-hint-set = 更改片区的属性，不改变其土地。
page-hint-remove = 从方案中移除该片区。可撤销。
page-hint-lock = 该边界可移动。锁定后，相邻片区的编辑不得改动它。

## Lock

page-lock-plan = 该片区在规划中已锁定，边界不可改动。
page-lock-kept = 您已锁定该片区；解锁后方可编辑。
page-lock-viewer = 您的角色只能查看，不能编辑。

## Form

page-form-how = 方式
page-size-resize = { $size ->
    [by] 距离（公里）
   *[to] 面积（平方公里）
}
page-size-grow = 增加（平方公里）
page-size-cut = 核减（平方公里）
page-size-transfer = 划转（平方公里）
page-size-swap = 置换（平方公里）
page-sentence-grow = { $direction }增加 { $size } 平方公里，{ $others ->
    [0] { "" }
   *[other] 调剂片区：{ $partner }，{ "" }
}避让{ $off }{ $divided ->
    [yes] ；地块：{ $parts }
   *[no] { "" }
}
page-sentence-cut = { $direction }核减 { $size } 平方公里{ $others ->
    [0] { "" }
   *[other] ，调剂片区：{ $partner }
}{ $divided ->
    [yes] ；地块：{ $parts }
   *[no] { "" }
}
page-sentence-swap = { $direction }核减 { $size } 平方公里，{ $to }等量调入，避让{ $off }{ $divided ->
    [yes] ；地块：{ $parts }
   *[no] { "" }
}
page-sentence-resize = { $direction }{ $how }{ $by ->
    [by] { " " }{ $size } 公里
    [cap] ，至 { $size } 平方公里
   *[to] 至 { $size } 平方公里
}
page-sentence-transfer = 沿共同边界，将{ $from }的 { $size } 平方公里土地划转给{ $to }
page-sentence-move = 片区向东移动 { $east } 公里，向北移动 { $north } 公里；也可直接拖动
page-sentence-drag = 拖动边界点；或输入位置：经度 { $lng }，纬度 { $lat }，距前一点 { $side } 公里
page-form-several = { $first }及另外 { $more } 项
page-form-none-of-them = 无
page-form-direction = 方向
page-form-exchange = 调剂片区
page-form-exchange-none = 无
page-form-keep-off = 避让
page-form-off-neighbours = 其他片区
page-form-off-exclusions = 禁建区
page-form-off-waters = 水域
page-form-off-outside-province = 所属{ -top-region }之外的土地
page-form-parts = 哪个地块？
page-form-part-main = 主地块，{ $area }
page-form-part = { $area }，{ $direction } { $distance }
page-form-east = 向东（公里）
page-form-north = 向北（公里）
page-form-outline = 轮廓（坐标或 WKT）
page-form-line = 线（坐标或 WKT）
page-form-positions = { $lon } { $lat }
page-form-larger = 较大部分编号
page-form-smaller = 较小部分编号
page-form-release = 核减的土地
page-form-take = 调入的土地
page-form-with = 来自
page-form-free-land = 片区以外的土地
page-form-adjust = 按等面积调整
page-form-adjust-take = 调入的土地
page-form-adjust-release = 核减的土地
page-form-adjust-none = 都不调整
page-form-merge-with = 合并对象
page-form-into = 合并后保留名称
page-form-handed = 或所划转的土地（坐标或 WKT）
page-form-choose = 请选择片区
page-form-ftz = { -group }
page-form-no-ftz = 无
page-form-name = 名称
page-form-id = 编号
page-form-name-en = 英文名称
page-form-name-zh = 中文名称
page-form-column = 其他字段
page-form-value = 其值
page-form-simplify = 简化：略去 … 米以内的点
page-form-lng = 经度
page-form-lat = 纬度
page-form-side = 边长（公里）
page-form-point-none = 尚未选择边界点
page-bounds-open = 按公布的四至文字
page-bounds-how = 粘贴四至文字，地图显示各线围成的用地。按 Ctrl+回车查找。
page-bounds-words = 四至文字
page-bounds-example = 东至甲路，南至乙河，西至丙街，北至丁路
page-bounds-area = 公布面积（平方公里）
page-bounds-assume = 找不到的一侧暂按片区现状边界
page-bounds-find = 查找用地
page-bounds-finding = 正在查找……
page-bounds-several = 第 { NUMBER($part) } 块：有 { NUMBER($areas) } 块用地符合文字，是哪一块？
page-bounds-measured = { $area }；若各线均偏差至其容差，为 { $least } 至 { $most }。
page-bounds-off = { $length } ± { $metres } 米
page-bounds-published = 公布：{ $area }。
page-announce-bounds = 已找到用地，{ $area }。按“应用”成为编辑。
page-form-apply = 应用
page-form-cancel = 取消
page-form-draw = 在地图上绘制
page-form-draw-outline = 绘制土地
page-form-draw-direction = 在地图上指方向
page-form-draw-release = 绘制核减的土地
page-form-draw-take = 绘制调入的土地
page-form-finish = 结束绘制
page-form-start = 首点：经度、纬度
page-form-start-else = 地图中心
page-form-length = 下一边，m 或 km
page-form-bearing = 方位角（°）
page-form-set = 确定此点
page-form-lock = 锁定
page-form-unlock = 解锁

## Resize

page-resize-expand = 扩展边界
page-resize-shrink = 收缩边界
page-resize-to = 调整面积
page-resize-cap = 扩至所属{ -group }的面积上限

## Direction

page-direction-all = 向四周
page-direction-in = { $direction }
page-direction-0 = 向北
page-direction-45 = 向东北
page-direction-90 = 向东
page-direction-135 = 向东南
page-direction-180 = 向南
page-direction-225 = 向西南
page-direction-270 = 向西
page-direction-315 = 向西北
page-direction-pointed = 朝 { $bearing }°

## Transfer

page-transfer-from = 划出土地的片区
page-transfer-to = 划入土地的片区

## Refused

page-refused-crossing = 轮廓自相交，已恢复原状。
page-typed-length = 请输入边长，例如 250、250 m 或 1.2 km。
page-typed-bearing = 请指向该边的方向，或输入方位角：自正北顺时针的度数。
page-refused-step = 该点未移动：否则边界会自相交。
page-refused-offline-points = 服务没有应答；恢复后显示片区边界。此间可用其他表单编辑。
page-refused-offline-tool = 服务没有应答；恢复后方可编辑此方案。
page-refused-unanswered = 表单尚未填写完整。
page-refused-other-ftz = { NAME($zone) }属于另一{ -group }，各有批准面积。
page-refused-partner = { NAME($zone) }：{ $why }

## Unit

page-unit-blocks = { $amount ->
   *[other] 个地块
}

## Save

page-save-new = 另存为新方案
page-save-again = 保存“{ $title }”
page-save-rename = 重命名“{ $title }”
page-save-title = 标题
page-save-id = 编号（字母、数字、- 或 _）
page-save-visibility = 谁可以查看
page-save-why = 为什么？一句话。
page-save-decided = 该方案已有决定，不再改动；您的编辑将成为新方案。
page-save-saving = 正在保存…
page-save-waits = 服务没有应答，恢复后即保存。取消则不保存，编辑仍留在本设备上。
page-save-broken = 违反了强制规则：可以保存，但改正之前不能提交。
page-save-missing-title = 请填写标题。
page-save-missing-id = 编号须为 1 至 64 个字母、数字、- 或 _。
page-save-missing-message = 请用一句话说明理由。
page-save-save = 保存
page-save-as-new = 另存为新方案

## Visibility

page-visibility-private = 仅自己
page-visibility-shared = 所有登录者
page-visibility-public = 所有人

## Decide

page-decide-broken = 未提交：违反了强制规则。请先改正并保存。
page-decide-proposed = 提交审议
page-decide-approved = 批准
page-decide-rejected = 否决
page-decide-draft = 退回草稿
page-decide-own = 由您提交的，须由另一位审批者决定。
page-decide-wrote = 您参与编写了该方案或曾提交它，须由另一位审批者决定。
page-decide-as-practice = { $step }（演练）
page-practice-status = { $status }（演练）
page-practice-note = 演练：没有令牌时，这里所有人都是本机规划人员，并无他人审批。颁发令牌后（zonewright token create），由他人审批。

## Conflict

page-conflict-title = 已有人先于您保存
page-conflict-what = { $author } 于 { $at } 保存了第 { $revision } 版，晚于您开始编辑。不会覆盖任何内容。
page-conflict-theirs = 现存版本
page-conflict-mine = 您的版本
page-conflict-clean = 两者可以合并：没有片区被双方同时编辑。
page-conflict-not-clean = 两者无法合并。请将您的修改另存为新方案，或载入对方的版本再编辑：
page-conflict-merge = 合并两者
page-conflict-continue = 合并后继续编辑
page-conflict-keep = 我的另存为新方案
page-conflict-reload = 载入现存版本
page-conflict-later = 稍后决定
page-conflict-merged = 与其间保存的内容合并

## Scenarios

page-scenarios-title = 全部方案
page-scenarios-filter = 按标题或编号搜索
page-scenarios-of = 显示
page-scenarios-all = 全部
page-scenarios-own = 我的
page-scenarios-awaiting = 待您审批
page-scenarios-withdrawn = 已撤回
page-scenarios-none = 没有符合条件的方案。
page-scenarios-empty = 还没有方案：选择片区、修改边界并保存即可。

## History

page-history-title = 历史
page-history-baseline = 基线没有历史：它就是现行规划。
page-history-take-out = 移除
page-history-take-out-edit = 移除：{ $edit }
page-history-taken-out = 已移除该编辑；可撤销
page-history-unsaved = 编辑，其中 { $count } 项尚未保存
page-history-edits = 此方案的编辑
page-phase-label = 分期
page-phase-year = 至 { $year } 年
page-phase-titled = 至 { $year } 年：{ $title }
page-phase-all = 全部编辑
page-phase-before = 现状
page-phase-undated = 未定年份
page-phase-held = { $phase } · { $of } 条编辑中的 { $count } 条
page-phase-of-edit = 所属分期：{ $edit }
page-phase-moved = 该编辑已移至另一期；可撤销
page-phase-head = 至 { $year } 年 { $title }
page-phase-title = 名称
page-phase-title-of = { $year } 年一期的名称
page-phase-year-of = { $year } 年一期的年份
page-phase-remove = 删除 { $year } 年一期，其编辑保留
page-phase-add-sentence = 至 { $year } 年底新设一期
page-phase-year-field = 新一期的年份
page-phase-add = 新增一期
page-phase-add-note = 最后一期包含未定年份的编辑；其余编辑可在上方列表中移动。
page-phase-year-taken = 请填写 1900 至 9999 之间、尚未设期的年份。
page-phase-year-between = 请填写 { $from } 至 { $to } 之间的年份：各期按年份先后排列。
page-history-by = { $author }，{ $at }
page-present = 演示
page-present-what = 几张幻灯片，可全屏放映、可打印
page-present-unsaved = 含未保存的编辑，并标明为草稿
page-present-new = 新方案
page-present-awaited = 正在生成幻灯片…
page-history-status = 状态
page-history-revision = 第 { $revision } 版
page-history-owner = { $owner }
page-history-why = 理由
page-history-undo = 撤销上次保存
page-history-redo = 重做
page-history-rename = 重命名…
page-history-duplicate = 复制…
page-history-withdraw = 撤回…
page-history-withdraw-sure = 确认撤回：此后仅管理员可见
page-history-save-first = 请先保存编辑。
page-history-stale = 已有人先于您保存，当前显示已过时。请重新选择该方案。

## Comments

page-comments-title = 评论
page-comments-none = 暂无评论
page-comments-text = 评论
page-comments-about = 关于
page-comments-scenario = 整个方案
page-comments-centre = 地图中心
page-comments-place = 某处
page-comments-typed = 经度，纬度
page-comments-point = 在地图上点选
page-comments-pointing = 请点击地图；按 Esc 取消。
page-comments-pins = { $count } 条评论
page-comments-to-pin = 前往第 { $number } 号图钉
page-comments-settle = 办结
page-comments-reopen = 重新打开
page-comments-settled = 由{ $name }办结
page-comments-withdraw = 撤回
page-comments-done = 评论已更新。
page-comments-send = 发表评论
page-comments-answer = 回复
page-comments-answering = 回复{ $author }
page-comments-withdrawn = 已撤回

## Signin

page-signin-title = 登录
page-signin-what = 本服务需要令牌，请向管理员索取。
page-signin-token = 令牌
page-signin-enter = 登录
page-signin-provider = 使用 { $provider } 登录

## Who

page-who-signed-in = { $name } · { $role }
page-who-sign-out = 退出登录
page-who-sign-out-drafts = 退出登录并丢弃 { $count } 份未保存的草稿？

## Role

page-role-monitor = 监控者
page-role-viewer = 查看者
page-role-planner = 规划者
page-role-approver = 审批者
page-role-admin = 管理员

## Help

page-help-title = 快捷键
page-help-single = 启用单键快捷键（z、e、/、?）

## Key

page-key-search = 搜索
page-key-undo = 撤销
page-key-redo = 重做
page-key-tools = 转到所选片区的工具
page-key-apply = 应用（文本框内：Ctrl+回车）
page-key-leave = 退出编辑、工具、片区
page-key-points = 在边界点之间移动
page-key-arrows = 移动边界点（加 Shift 十倍距离）；切换标签与工具
page-key-save = 保存
page-key-list = 此列表

## Explain

page-explain-chosen = 所选区域
page-explain-title = { $name }的覆盖情况
page-explain-share = 其人口的 { $share }（{ $people } / { $whole }）在某一片区{ $within }以内。
page-explain-land-share = 其土地的 { $share } 位于某一片区 { $within }内。
page-explain-who = { $radius } 公里以内的片区
page-explain-zones = 覆盖它的片区
page-explain-distance = 至其人口，公里
page-explain-sole = 仅由它覆盖
page-explain-land = 土地，平方公里
page-explain-none = 没有片区。
page-explain-nearest = 没有片区能覆盖它。最近的是{ $zone }，距其最近的人口 { $km } 公里。
page-explain-would = 怎样才能覆盖
page-explain-nobody = 此处没有已知人口
page-explain-first = 最先一批人
page-explain-part = 其人口的 { $share }
page-explain-covered = 已覆盖，半径 { $km } 公里即可
page-explain-radius = 半径由 { $radius } 公里改为 { $km } 公里
page-explain-or = 或仅由
page-explain-expand = 把它的边界外移 { $km } 公里
page-explain-farther = 再多覆盖 { $farther } 公里（共 { $km } 公里）
page-explain-inside = 已覆盖：居住在片区之内

## Compare

page-compare-mode = 两者的显示方式
page-compare-one = 一幅地图
page-compare-swipe = 卷帘
page-compare-two = 两幅地图
page-compare-swipe-label = 两幅地图的分界
page-compare-edited = 已编辑
page-compare-same = 请在上方另选方案或对比对象，差异将列于此处。
page-compare-what = { $a }，对比{ $b }
page-compare-in-km2 = { $figure }，平方公里
page-compare-figure = 指标
page-compare-totals = 合计
page-compare-zones = 有变化的片区
page-compare-people = 进入与离开覆盖范围的人口
page-compare-clusters = 进入与离开覆盖范围的集群
page-compare-sectors = 按行业：范围内的集群
page-compare-regions = 各{ LEVEL($level) }覆盖人口
page-compare-others = 未列出的没有变化。
page-compare-before = 之前
page-compare-after = 之后
page-compare-gained = 新增，平方公里
page-compare-lost = 核减，平方公里
page-compare-matched = 位于本行业片区内的集群
page-compare-cap = { $ftz }，平方公里（上限 { $cap }）
page-compare-rules = 违反的规则
page-compare-rules-same = 没有新违反、加重、减轻或不再违反的规则。
page-compare-rules-known = 与之前同样违反：{ NUMBER($count) } 条
page-compare-entering = 进入
page-compare-leaving = 离开
page-compare-no-zone = 这一侧没有该片区
page-compare-no-clusters = 没有集群进入或离开。
page-compare-let-go = 编辑完成后计算
page-compare-no-region = 各处覆盖人口均无变化。

## Consensus

page-several-maps = 各方案地图，范围一致
page-several-map = +{ $gained } 平方公里，−{ $lost } 平方公里
page-several-as-it-is = 维持现状
page-score-title = 布局服务于什么
page-score-part = { $whole } 中的 { $part }
page-score-waiting = 停止拖动后计算
page-score-change = 变化
page-score-draft = 草稿
page-score-first = 在所有目的权重中居首的比例
page-score-undecided = 现有数据无法判定
page-score-note = “?”表示现有数据无法判定。松开边界后重新计算。
page-several-title = 方案并列
page-several-above-caps = 超出面积上限
page-several-rules = 违反的规则（强制）
page-consensus-title = 多个方案的共识
page-consensus-scenarios = 方案
page-consensus-choose = 选择两个或更多方案：地图将显示每块土地被几个方案包含。
page-consensus-waiting = 正在计算……
page-consensus-steps = 按包含的方案数划分的土地
page-consensus-ftzs = 按{ -group }和方案数划分的土地
page-consensus-same = 所有方案的土地相同。
page-consensus-others = 未列出的{ -group }在所有方案中相同。
page-consensus-piece = { $all } 个方案中的 { $count } 个
page-consensus-which = 方案
page-consensus-announce = 已显示 { $count } 个方案的共识

## Growth

page-growth-title = 贸易增速与全国对比
page-growth-all = 全部{ -group }
page-growth-own = { -group }
page-growth-nation = 全国
page-growth-points = { $points } 个百分点
page-growth-no-nation = 该时期没有全国数据
page-growth-nation-alone = 全国 { $pct } %
page-growth-months = { $year } 年 { $first }至{ $last }
page-growth-month = { $year } 年 { $first }
page-growth-quarters = { $year } 年第 { $first } 至 { $last } 季度
page-growth-quarter = { $year } 年第 { $first } 季度
page-growth-first-half = { $year } 年上半年
page-growth-second-half = { $year } 年下半年
page-growth-silent = 没有公布的数据：
page-growth-partly = 公布了贸易额，未公布增速：

## Policy

page-policy-title = 政策试点
page-policy-choose = 在地图上显示
page-policy-none = 无
page-policy-has = { $all } 个{ -group }中的 { $count } 个：
page-policy-since = 自 { $since }

## Place

page-place-edit = 第 { $number } 项编辑
page-place-item = 第 { $number } 项

## Importing a file

page-upload-title = 导入文件
page-upload-what = 任何地图或表格文件中的片区。采用之前不保留任何内容。
page-upload-file = 文件
page-upload-as = 用作
page-upload-as-scenario = 编辑：从规划到文件中的片区
page-upload-as-zone = { $zone }的新边界
page-upload-as-new = 新片区的边界
page-upload-turned = 按新片区的轮廓读取。
page-upload-turned-back = 若仍要得到片区的编辑：请在下方指明编号所在的列，再在上方选择编辑。
page-upload-replaces = 文件中的编辑将取代草稿中的编辑；撤销即可恢复。
page-upload-reading = 正在读取 { $file }…
page-upload-read = 已读取 { $file }，并显示它会带来的变化
page-upload-several = 每个图层请选择一个文件；只有同一 shapefile 或 MapInfo 文件的各部分（.shp、.dbf、.shx、.prj、.cpg；.tab、.dat、.map、.id）可以一起选择
page-upload-unreadable = 无法从磁盘读取 { $file }：它已不在、选择后有改动，或是一个文件夹；请重新选择，或把文件夹拖到页面上
page-upload-offline = 服务没有响应，而文件在那里读取。待其恢复后再读取；不会丢失任何内容。
page-upload-otherwise = 换一种方式读取
page-option = “{ $field }”
page-upload-again = 重新读取
page-upload-take = 采用
page-upload-taken = 已采用 { $count } 项编辑：{ $named }{ $more ->
    [0] {""}
   *[other] 等，另有 { $more } 个片区
}；按 z 撤销
page-upload-of = { $zone }（{ $done }）
page-upload-assumed = 读取时的假设
page-upload-assumed-nothing = 没有假设：文件本身已说明一切。
page-upload-columns = 列
page-upload-columns-none = 文件中没有与规划对应的列。
page-upload-columns-further = 未使用：{ $columns }
page-upload-records = 记录
page-upload-head-what = 假设
page-upload-head-value = 值
page-upload-head-why = 理由
page-upload-head-row = 行
page-upload-head-zone = 片区
page-upload-head-done = 变化
page-upload-count-taken = 采用 { $count } 条
page-upload-count-changed = 修复 { $count } 条
page-upload-count-noted = 待核对 { $count } 条
page-upload-count-refused = 略去 { $count } 条
page-upload-record-changed = 已修复
page-upload-record-noted = 待核对
page-upload-record-refused = 已略去
page-upload-edits = { $count ->
    [0] 与规划没有差别
   *[other] { $count } 项编辑
}
page-upload-rewritten = { $count } 个片区写法不同，边界相同。
page-upload-missing = 文件中没有的片区
page-upload-missing-keep = { $count } 个保持规划中的原样
page-upload-missing-remove = { $count } 个删除
page-upload-outline = 边界
page-upload-outline-one = { $name } · { $km2 } 平方公里
page-upload-detected = 自动识别
page-upload-encoding = 文字编码
page-upload-crs = 坐标系（如 EPSG:4326）
page-upload-layer = 图层或工作表
page-upload-axes = 坐标顺序
page-upload-east-first = 东坐标在前
page-upload-north-first = 北坐标在前
page-upload-repair = 修复无效的多边形，略去空行
page-upload-column-zone-id = 编号所在列
page-upload-column-ftz-id = { -group }所在列
page-upload-column-adcode = 代码所在列
page-upload-column-name = 英文名称所在列
page-upload-column-name-zh = 中文名称所在列
page-upload-column-other = { $column } 所在列
page-upload-what-format = 格式
page-upload-what-layer = 图层
page-upload-what-encoding = 编码
page-upload-what-crs = 坐标系
page-upload-what-band = 高斯-克吕格带号
page-upload-what-axis-order = 坐标顺序
page-upload-what-header = 表头
page-upload-what-columns = 列
page-upload-what-geometry = 几何
page-upload-what-rings = 环
page-upload-what-text = 文字
page-upload-what-numbers = 数字
page-upload-what-unit = 单位
page-upload-what-codes = 代码
page-upload-done-renamed = 改了编号，原为{ $of }
page-upload-done-split = 拆分
page-upload-done-part = { $of }的一部分
page-upload-done-merged = 与{ $of }合并
page-upload-done-copied = 复制自{ $of }
page-upload-done-added = 新增
page-upload-done-moved = 移动
page-upload-done-reshaped = 边界改变
page-upload-done-transferred = 土地移交
page-upload-done-set = 更改 { $columns }
page-upload-done-merged-away = 并入{ $of }
page-upload-done-removed = 撤销

## Where there is no plan yet

page-start-title = 用自己的文件建立规划
page-start-what = 请给出片区文件和区域文件；如有其他图层，也可一并给出。建立规划之前不写入任何内容。
page-start-path = 将写入 { $path }
page-start-given = 已给出：{ $file }
page-start-more = 其他图层
page-start-plan = 规划
page-start-crs = 规划的地理坐标系
page-start-crs-zones = 与片区相同
page-start-needed = 请给出片区文件和区域文件
page-start-picture = 读入的 { $zones } 个片区和 { $regions } 个区域
page-start-ready = 可以建立规划
page-start-make = 建立规划
page-start-making = 正在写入规划…
page-form-choose-layer = 请选择图层

## Propose

page-propose-ftzs = { CAPITAL(-group(number: "many")) }
page-propose-all = 全部有面积上限者
page-propose-none = 全不选
page-propose-province = 新片区所在{ CAPITAL(-top-region) }
page-propose-everywhere = 不限
page-propose-new = 新片区个数
page-propose-choose = 请选择
page-propose-objective = 服务目标
page-propose-objective-note = 0 表示位于片区之内。
page-propose-counted = 计入内容
page-propose-people = 人口
page-propose-worst = 服务水平最低的人口
page-propose-counted-own = { -group }计入区域内的{ $counted }
page-propose-counted-same-customs = 不跨海关边界的{ $counted }
page-propose-counted-second = 现仅一个片区覆盖、将新增另一片区覆盖的{ $counted }
page-propose-counted-least = 覆盖率最低的{ LEVEL($level) }的覆盖率（%）
page-propose-radius = 半径（{ $unit ->
    [min] 分钟
   *[km] 公里
}）
page-propose-weight = 权重
page-propose-more = 再加一项
page-propose-less = 去掉这一项
page-propose-land = 土地
page-propose-land-budget = 新增用地
page-propose-land-swap = 在上限内置换用地
page-propose-land-phases = 分期新增用地
page-propose-land-province = 新设片区
page-propose-sentence-budget = { $asked }，每个不超过 { $budget } 平方公里：
page-propose-sentence-phases = { $asked }：
page-propose-sentence-swap = { $asked }，核减{ $which }：
page-propose-sentence-province = { $asked } { $new } 个，各 { $budget } 平方公里，位于{ $province }
page-propose-swap-any = 任何土地
page-propose-swap-idle = 闲置土地优先
page-propose-serve = 以服务{" "}
page-propose-within = { $radius } { $unit ->
    [min] 分钟
   *[km] 公里
}内的{ $counted }
page-propose-show-one = 给出{ $many }。
page-propose-show-several = 给出{ $many }：{ $answers } 个，两两至少相差 { $differ } 平方公里。
page-propose-show-front = 给出{ $many }：
page-propose-more-kept = 边界有 { $boundary } 公里的不确定；100 次模拟中有 95 次尽可能保留 { $kept } % 的增益。
page-propose-more-width = 地块远端宽 { $width } 公里，与片区相接处宽 { $joint } 公里。
page-propose-more-size = 每块至少 { $least } 平方公里，深度的平方至多为面积的 { $compact } 倍，每个{ -group }至多 { $most } 块。
page-propose-more-made = 土地由{ $candidates }构成。
page-propose-more-residents = 土地上的每位居民按 { $residents } 个服务人口计。
page-propose-more-time = 搜索至多 { $time } 秒。
page-propose-more-weight = { $region }的人口和集群按 { $times } 倍计
page-propose-phases = 各{ -group }累计新增用地
page-propose-phase = 至 { $year } 年累计 { $km2 } 平方公里
page-propose-phase-year = 年份
page-propose-phase-area = 至 { $year } 年底累计平方公里
page-propose-phase-less = 去掉 { $year } 年
page-propose-phase-more = 增加一期
page-propose-no-phase = 各期年份须依次递增；面积（平方公里）须大于 0，且不小于前一期。
page-propose-idle = 置换时先核减闲置土地
page-propose-budget = 各增加（平方公里）
page-propose-area = 各占平方公里
page-propose-time = 最长秒数
page-propose-kept = 100 次模拟中 95 次保留的增益，%
page-propose-start = 寻找最优选址
page-propose-viewer = 只有规划人员可以发起。
page-propose-no-ftz = 请至少选择一个{ -group }。
page-propose-no-province = 请选择一个{ -top-region }。
page-propose-no-new = 请给出新片区个数：不小于 1。
page-propose-no-radius = 请给出不小于 0 的半径。
page-propose-no-weight = 请给出大于 0 的权重。
page-propose-no-budget = 请给出大于 0 的面积（平方公里）。
page-propose-no-time = 请给出大于 0 的秒数。
page-propose-progress = 求解完成的程度
page-propose-state-waiting = 排队等待
page-propose-state-running = 正在准备土地及其可及范围
page-propose-state-solving = 正在寻找最优选址
page-propose-state-cancelling = 以目前最好的结果结束
page-propose-state-cancelled = 已取消；当时还没有结果。
page-propose-cancel = 停止
page-propose-keep = 停止并保留目前最好的结果
page-propose-so-far = 目前最好，已在地图上
page-propose-done = 已完成 { NUMBER($share) } %
page-propose-prepared = 已准备 { NUMBER($share) } %
page-propose-left = { $done }，约剩 { NUMBER($left) } { $unit ->
    [s] 秒
   *[min] 分钟
}
page-propose-spent = 已用 { NUMBER($seconds) } 秒
page-propose-possible = 至多还可增加 { $more }。
page-propose-before = 原为 { $before }
page-propose-mean = 半径略短和略长时的平均增益：{ $gain }
page-propose-proof-optimal = { $found ->
    [exact] 已证明：所试图形的任何组合增益都不更大。
   *[other] 已证明：所试图形的任何组合至多还可增加 { $more }。
}
page-propose-proof-feasible = { $found ->
    [exact] 尚未证明最优。
   *[other] 尚未证明最优：所试图形的任何组合至多还可增加 { $more }。
}
page-propose-earlier = { $about }，{ $at }
page-propose-show = 显示
page-propose-kill = 立即停止
page-propose-found = 已找到建议
page-propose-result = 建议
page-propose-term = { $counted }（{ $within }内）
page-propose-term-beyond = { $counted }（{ $within }外）
page-propose-spread-of = { $term }，半径 ± { $spread }
page-propose-lay = 作为草稿放到地图上
page-propose-is-laid = 已在地图上
page-propose-lay-note = 与其他草稿一样：可测量、修改、对比、保存或撤销。
page-propose-laid = 已把 { NUMBER($count) } 项编辑放到地图上；可撤销
page-propose-pieces = 地块
page-propose-taken = 调入的土地
page-propose-released = 核减的土地
page-propose-why = 受何限制
page-propose-alone = 单独增益
page-propose-last = 最后增益
page-propose-per-km2 = 最后增益，每平方公里
page-propose-many = 答案个数
page-propose-many-one = 最好的一个答案
page-propose-many-several = 若干不同的答案
page-propose-many-front = 兼顾此目标与第二个目标的答案
page-propose-answers-field = 答案个数
page-propose-differ-field = 相差平方公里
page-propose-second = 第二个目标
page-propose-no-answers = 请给出不小于 2 的答案个数，以及大于 0 的面积（平方公里）。
page-propose-answers = 各个答案
page-propose-best = 最好
page-propose-differs = 相差 { $km2 } 平方公里
page-propose-often = 显示土地被选中的次数
page-propose-often-piece = { NUMBER($all) } 个答案中的 { NUMBER($times) } 个
page-propose-front = 两个目标之间
page-propose-front-of = { $one }，对比 { $other }
page-propose-width = 远端宽度，公里
page-propose-compact = 深度平方至多为面积的倍数
page-propose-joint = 与片区相接处宽度，公里
page-propose-boundary = 边界不确定，公里
page-propose-residents-weigh = 土地上每位居民的权重
page-advanced = 高级选项
page-propose-more-land = 更多土地要求
page-propose-least = 最小地块（平方公里）
page-propose-most = 最多地块数
page-propose-weights = 区域权重
page-propose-weighted = 区域
page-propose-times = 计为倍数
page-propose-weigh = 为区域加权
page-propose-land-value = 土地价值
page-propose-candidates = 土地的构成
page-propose-candidates-shapes = 任意图形
page-propose-candidates-parcels = 规划中的整块地块
