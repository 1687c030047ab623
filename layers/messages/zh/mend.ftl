### 修正违反的规则：编辑会做什么。

mend-shrink = 从{ NAME($zone) }核减 { AREA($area_km2) }
mend-release = 从{ NAME($zone) }调入的土地中核减 { AREA($area_km2) }
mend-cut = 从{ NAME($zone) }中切去 { AREA($area_km2) }
mend-remove = 整体核减{ NAME($zone) }（{ AREA($area_km2) }）
