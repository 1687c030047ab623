## 笔记本中的地图

notebook-name = 名称
notebook-share = 覆盖比例
notebook-share-change = 覆盖比例之差
notebook-regions = 区域
notebook-zones = 片区
notebook-clusters = 产业集群
notebook-title = { $scenario }：{ $within }以内的{ $what ->
    [people] 人口
   *[land] 土地
}比例
notebook-title-difference = { $a } 与 { $b } 相比：{ $within }以内的{ $what ->
    [people] 人口
   *[land] 土地
}比例之差
notebook-height = 应为 CSS 长度，如 560px 或 80%，而不是 { $given }；请改正

## 笔记本中的卡片

notebook-card-plan = 规划，坐标参考系 { $crs } · 基准 { $baseline }
notebook-card-layer = 图层
notebook-card-rows = 行数
notebook-card-level = { LEVEL($level) }
notebook-card-levels = 区域分级：{ $levels }
notebook-card-coverage = { $scenario } 的覆盖 · { $zones } 个片区
notebook-card-within = 距离
notebook-card-people = 人口
notebook-card-land = 土地，km²
notebook-card-share = 占全部
notebook-card-rules = { $hard ->
    [0] 未违反硬性规则
   *[other] 违反硬性规则 { $hard } 处
}；软性规则 { $soft } 处
notebook-card-scenario = 方案 { $scenario } · 基准 { $baseline }
notebook-card-edit = 编辑
notebook-card-no-edits = 没有编辑
notebook-card-comparison = { $a } 与 { $b } 比较
notebook-card-zone = 片区
notebook-card-change = 变化
notebook-card-gained = 增加，km²
notebook-card-lost = 减少，km²
notebook-card-difference = 变化量
notebook-card-zone-change = { $change ->
    [added] 新增
    [removed] 删除
    [renamed] 改名
   *[reshaped] 边界改变
}
notebook-card-changed = 有变化的片区
notebook-card-more = 另有 { NUMBER($count) } 个
notebook-card-rule-changes = 规则：新违反 { NUMBER($new) } 处，加重 { NUMBER($worse) } 处，减轻 { NUMBER($improved) } 处，消除 { NUMBER($mended) } 处
