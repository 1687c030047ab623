### The OGC API: collections of features for GIS clients.

# What a collection holds.
ogc-collection = { $of ->
    [scenario] 方案中的
   *[baseline] { "" }
}{ $part ->
    [coverage] 区域及其土地和人口的覆盖情况
    [zones] 片区及其计算面积
   *[other] 规划图层，与存储一致
}。
ogc-collection-unknown = { $given }：没有此要素集；有：{ $known }
ogc-feature-unknown = { $given }：没有此要素；全部见 /items
ogc-crs-unknown = { $given }：不提供此坐标参考系；可用：{ $known }
ogc-bbox = { $given } 不是范围；请写四个数：按该坐标参考系的轴序给出左下角和右上角
ogc-datetime = { $given } 不是时间；请写 2026-01-31T00:00:00Z，或以 / 隔开的两个时间，或 ..
ogc-after = { $given } 不是此要素集中要素的编号；请按 next 链接翻页
ogc-property-value = { $given } 不符合该属性的类型（{ $kind }）
ogc-filter = 不是有效的 CQL2：{ $reason }
ogc-filter-too-large = 超过 { $characters } 个字符、{ $depth } 层嵌套或 { $operators } 个运算符；请分次查询
ogc-filter-costly = 计算量过大；请缩小所绘范围、减少顶点，或减少条件
ogc-filter-number = 其中的数过大；请写小于 1e308 的数
ogc-filter-unsupported = 此处不能使用 { $what }；可用的见 /conformance
ogc-filter-types = { $one } 与 { $other } 不能比较
ogc-filter-property = { $given }：没有此属性；有：{ $known }
ogc-filter-geometry = 几何无效：{ $reason }

## Edits of a draft

ogc-not-editable = { $collection }：此处只能编辑您自己的非公开草稿中的片区；请新建或分出一个方案
ogc-media-type = 此处不接受 { $given }；请发送 { $known }
ogc-feature = 不是带有几何和属性的 GeoJSON 要素；请发送二者俱全的要素
ogc-fixed = { $name } 在此不能更改；请略去
ogc-patch-member = 不是要素的成员（要素有 { $known }）；属性请放在 properties 中
ogc-zone-changed = { $zone } 已被更改；请重新读取后再改
ogc-zone-there = { $zone } 已存在，而 If-None-Match 要求其不存在；如需更改，请略去该标头
# The message of a revision: its edits, and what they change.
ogc-revision = { $edits }：片区面积 { $area } 平方公里；{ $effects }
ogc-more-edits = 另有 { $count } 项
ogc-effect = { $radius } 公里内 { $people } 人、{ $area } 平方公里

## Tiles

ogc-tiles-none = { $collection } 没有几何，因而没有瓦片
ogc-tile-none = 没有瓦片 { $zoom }/{ $y }/{ $x }；每级的行列数为 2 的该级次方

## Processes

ogc-process-unknown = { $given }：没有这个处理过程；可用的有：{ $known }
ogc-job-not-ready = 任务 { $job } 尚未结束；请先查询其状态
ogc-job-dismissed = 任务 { $job } 在得出结果前已被取消
