### Edits: what they are named by, what is wrong with one as written, and why one cannot be made.

## Parts of sentences

# An edit of a scenario by its number: edit 2 (expand SH-LG).
edits-edit = 第 { NUMBER($number, useGrouping: 0) } 项编辑（{ $verb } { $subject }）
edits-in-edit = { $edit }：{ $reason }
edits-verb = { $verb ->
    [reshape] 重绘
    [expand] 扩区
    [shrink] 核减
    [move] 移动
    [add] 新增
    [remove] 移除
    [split] 拆分
    [merge] 合并
    [transfer] 划转
    [swap] 置换
    [set] 更改属性
   *[other] { $verb }
}
# What an edit is about.
edits-zone = { NAME($zone) }
edits-zones = { $zones }
edits-zone-to-zone = { NAME($zone) }→{ NAME($other) }
edits-zone-with-zone = { NAME($zone) }与{ NAME($other) }
# An edit in one line, by its options; what is missing, a number too, is empty.
edits-line = { $verb ->
    [reshape] 重绘{ NAME($zone) }
    [expand] { edits-resized }
    [shrink] { edits-resized }
    [move] { NAME($zone) }移动：{ LIST(edits-east, edits-north) }
    [add] 新增{ NAME($zone) }
    [remove] 移除{ NAME($zone) }
    [split] { NAME($zone) }拆分为 { $into }
    [merge] 合并 { $zones }
    [transfer] { NAME($from) }的{ edits-amount }划给{ NAME($to) }
    [swap] { NAME($zone) }置换土地
    [set] 更改{ NAME($zone) }的属性
   *[other] { edits-verb }{ NAME($zone) }
}
edits-resized = { NAME($zone) }{ $verb ->
    [shrink] { SIGN($by_km) ->
        [plus] 边界内缩 { NUMBER($by_km, minimumFractionDigits: 2, maximumFractionDigits: 2) } 公里
       *[none] { SIGN($by_km2) ->
            [plus] 核减 { NUMBER($by_km2, minimumFractionDigits: 2, maximumFractionDigits: 2) } 平方公里
           *[none] 核减至 { NUMBER($to_area_km2, minimumFractionDigits: 2, maximumFractionDigits: 2) } 平方公里
        }
    }
   *[other] { SIGN($by_km) ->
        [plus] 边界外扩 { NUMBER($by_km, minimumFractionDigits: 2, maximumFractionDigits: 2) } 公里
       *[none] { SIGN($by_km2) ->
            [plus] 增加 { NUMBER($by_km2, minimumFractionDigits: 2, maximumFractionDigits: 2) } 平方公里
           *[none] 增至 { NUMBER($to_area_km2, minimumFractionDigits: 2, maximumFractionDigits: 2) } 平方公里
        }
    }
}
edits-amount = { SIGN($by_km2) ->
    [plus] { " " }{ NUMBER($by_km2, minimumFractionDigits: 2, maximumFractionDigits: 2) } 平方公里土地
   *[none] 土地
}
edits-east = { SIGN($dx_km) ->
    [plus] 向东 { NUMBER(ABS($dx_km), minimumFractionDigits: 2, maximumFractionDigits: 2) } 公里
    [minus] 向西 { NUMBER(ABS($dx_km), minimumFractionDigits: 2, maximumFractionDigits: 2) } 公里
   *[none] { "" }
}
edits-north = { SIGN($dy_km) ->
    [plus] 向北 { NUMBER(ABS($dy_km), minimumFractionDigits: 2, maximumFractionDigits: 2) } 公里
    [minus] 向南 { NUMBER(ABS($dy_km), minimumFractionDigits: 2, maximumFractionDigits: 2) } 公里
   *[none] { "" }
}
# A field of a form or of a request: an option of an edit, or another.
edits-field = { $option ->
    [body] 请求
    [edits] 编辑
    [zone] 片区
    [zones] 片区
    [geometry] 轮廓
    [bounds_text] 四至文字
    [crs] 坐标参考系
    [to_area_km2] 面积（平方公里）
    [by_km2] 面积（平方公里）
    [by_km] 距离（公里）
    [keep_off] 避让对象
    [bearing] 方位角
    [within] 限定范围
    [parts] 地块
    [dx_km] 向东（公里）
    [dy_km] 向北（公里）
    [ftz] { -group }
    [name] 英文名称
    [name_zh] 中文名称
    [sectors] 主导行业
    [boundary_source] 边界类型
    [line] 线
    [into] 结果的编号
    [from] 划出土地的片区
    [to] 划入土地的片区
    [release] 核减的土地
    [take] 调入的土地
    [with] 土地来自的片区
    [adjust] 等面积调整的一方
    [scenario] 编号
    [title] 标题
    [message] 理由
    [rules] 规则
    [text] 正文
    [token] 令牌
    [why] 理由
    [place] 位置
    [visibility] 谁可以查看
   *[other] { $option }
}
# An option of an edit, as the subject or object of a sentence.
edits-option = { $option ->
    [geometry] 所绘图形
    [line] 所绘线
    [keep_off] 避让
    [bearing] 方位
    [to_area_km2] 面积
    [by_km2] 增减的面积
    [by_km] 距离
    [dx_km] 向东的距离
    [dy_km] 向北的距离
   *[other] { edits-field }
}
edits-in-option = { $option }{ $reason }
edits-obstacle = { $layer ->
    [exclusions] 禁建区
    [waters] 水域
    [neighbours] 其他片区
    [outside_province] 所属{ -top-region }以外的土地
   *[other] { $layer }
}
edits-area = { AREA($area_km2) }
edits-bounds = 经度 { NUMBER($west, maximumFractionDigits: 2, useGrouping: 0) } 至 { NUMBER($east, maximumFractionDigits: 2, useGrouping: 0) }°、纬度 { NUMBER($south, maximumFractionDigits: 2, useGrouping: 0) } 至 { NUMBER($north, maximumFractionDigits: 2, useGrouping: 0) }°

## The list of edits

edits-too-many = { $count } 项编辑超过方案的上限（{ $limit } 项）
edits-not-list = 必须是编辑的列表，而不是 { $given }；每项请以短横线开头
edits-not-verb = 必须是一个动作及其参数，而不是 { $given }；{ $hint }
edits-several-verbs = 含有 { NUMBER($count) } 个键（{ $verbs }）；请把每个动作单独写成一项
edits-verb-unknown = 未知的动作；{ $hint }

## Geometry as written

edits-polygon-wanted = 必须是 GeoJSON 或 WKT 的多边形，而不是 { $given }；请改正
edits-polygon-wkt-wanted = 必须是 WKT POLYGON 或 MULTIPOLYGON，而不是 { $given }；请给出多边形，坐标参考系写在 crs 中
edits-polygon-geojson-wanted = 必须是 GeoJSON Polygon 或 MultiPolygon，而不是 { $given }；请改正
edits-polygon-empty = 是空的；请绘制多边形，或用“移除”去掉该片区
edits-line-wanted = 必须是 GeoJSON 或 WKT 的线，而不是 { $given }；请改正
edits-line-wkt-wanted = 必须是 WKT LINESTRING，而不是 { $given }；请画一条线
edits-line-geojson-wanted = 必须是 GeoJSON LineString，而不是 { $given }；请画一条线
edits-line-without-length = 没有长度；请画至少两点的线
edits-line-crosses-itself = 自相交；请画不自相交的线
edits-positions-too-many = 超过 { NUMBER($limit) } 个坐标点；请简化
edits-wkt-too-long = 超过 { NUMBER($limit) } 个字符；请简化
edits-wkt-unreadable = 不是可读的 WKT（{ $why }）；请改正
edits-geojson-key = 含有 { $key }；几何只能有 type 和 coordinates
edits-coordinate-not-finite = 含有不是有限数的坐标；请改正
edits-geometry-invalid = 无效：{ $fault }；请在该处重绘
edits-geometry-invalid-at = 无效：{ $fault }（位于 { $position }）；请在该处重绘
edits-latitude-beyond = 纬度为 { FIGURE($latitude) }，超出 ±90；请以度为单位，或注明坐标参考系
edits-latitude-swapped = 纬度为 { FIGURE($latitude) }，超出 ±90；经度和纬度似乎颠倒了：请先写经度
edits-longitude-beyond = 经度为 { FIGURE($longitude) }，超出 ±180；请以度为单位，或注明坐标参考系
edits-near-pole = 将超出南北纬 { NUMBER($limit) }°，该处无法编辑片区；请离极点远一些
edits-too-wide = 跨越超过 180° 经度；请在 180° 经线处切开

# A ring of a GeoJSON geometry.
edits-ring-open = 不是至少 4 点的闭合环；请在末尾重复第一点

edits-fault-self-intersection = 自相交
edits-fault-ring-self-intersection = 环自相交
edits-fault-nested-holes = 孔洞嵌套
edits-fault-nested-shells = 地块嵌套
edits-fault-hole-outside-shell = 孔洞在地块之外
edits-fault-interior-disconnected = 内部不连通
edits-fault-duplicate-rings = 重复的环
edits-fault-too-few-points = 坐标点太少
edits-fault-ring-not-closed = 环未闭合
edits-fault-invalid-coordinate = 坐标无效

## The CRS of a geometry

edits-crs-not-code = 必须是 EPSG 代码，如 EPSG:4513，而不是 { $given }；请改正
edits-crs-unknown = PROJ 不认识 { $crs }；请改正
edits-crs-of-other-kind = { $crs } 既不是地理坐标系也不是投影坐标系；请另选
edits-crs-out-of-reach = 有坐标超出 { $crs } 的适用范围；请改正

## Zones, FTZs, the plan's extent

edits-zone-unknown = 没有片区 { NAME($zone) }；{ $hint }
edits-ftz-unknown = 没有{ -group } { NAME($ftz) }；{ $hint }
edits-zone-taken = 已有编号为 { NAME($zone) } 的片区，请另取编号
edits-added-zone-taken = 已有编号为 { NAME($zone) } 的片区，请另取编号，或重绘它
edits-part-zone-taken = 已有编号为 { NAME($zone) } 的片区，请给这一部分另取编号
edits-merged-zone-taken = 已有编号为 { NAME($zone) } 的片区，请把它一并合并，或另取编号
edits-extent-exceeded = { $option }延伸到{ $bounds }，超出规划范围（{ $extent }）；请检查坐标
edits-extent-swapped = { $option }延伸到{ $bounds }，超出规划范围（{ $extent }）；经度和纬度似乎颠倒了：请先写经度

## Reshape, with neighbours

edits-zone-locked = { NAME($zone) }已锁定，边界不变；请先解锁
edits-neighbour-locked = { NAME($zone) }与{ NAME($other) }的共同边界被移动，而{ NAME($other) }已锁定：其边界不变；请勿移动这段边界
edits-outline-covers-zone = 轮廓覆盖了整个{ NAME($zone) }，请保留一部分，或改用合并或移除

## Expand, shrink

edits-size-unclear = 目标面积、增减的面积与公里只能给一个；请选一个
edits-bearing-without-width = 方位为顺时针由一个到另一个；请给两个不同的方位，或不填以表示四周
edits-nothing-left = { NAME($zone) }将不剩任何土地；请减小数值，或移除它
edits-obstacle-missing = 规划中没有可避让的{ $obstacle }；请不要避让{ $obstacle }，或在规划中添加该图层
edits-province-unknown = 规划未注明{ NAME($zone) }所属的{ -top-region }；请不要避让所属{ -top-region }之外的土地
edits-part-missing = { NAME($zone) }没有任何地块包含 { FIGURE($longitude) } { FIGURE($latitude) }；请为每个要改变的地块给出其内的一个位置，或不填地块
edits-distance-too-small = { FIGURE($by_km) } 公里不足以移动边界；请给 { FIGURE($least_km) } 或更多
edits-no-room = “{ $options }”{ $count ->
    [1] 使
   *[other] 都使
}边界没有余地；请放宽限制，或换一个大小
edits-area-limited = 最接近的只能达到 { FIGURE($nearest_km2) } 平方公里，而不是 { FIGURE($target_km2) }：“{ $options }”{ $count ->
    [1] 使
   *[other] 都使
}边界没有余地；请放宽限制，或换一个大小
edits-area-unreachable = 在 { FIGURE($limit_km) } 公里之内无论移动多少都达不到 { FIGURE($target_km2) } 平方公里；请改正面积
edits-expand-below-today = { FIGURE($target_km2) } 平方公里小于现有的 { FIGURE($today_km2) } 平方公里；请增大，或改用核减
edits-shrink-above-today = { FIGURE($target_km2) } 平方公里大于现有的 { FIGURE($today_km2) } 平方公里；请减小，或改用扩区

## Move

edits-move-over-pole = 向北 { FIGURE($dy_km) } 公里会到达极点；请减小

## Split

edits-split-cut-unclear = 线与图形只能给一个；请二选一
edits-split-id-repeated = 编号 { NAME($zone) } 重复；请给每一部分各自的编号
edits-split-line-count = 所绘线会把{ NAME($zone) }切成 { NUMBER($count) } 部分（{ $areas }），但只给了 { NUMBER($ids) } 个编号；请给出 { NUMBER($count) } 个，或换一种画法
edits-split-geometry-count = 所绘图形会把{ NAME($zone) }切成 { NUMBER($count) } 部分（{ $areas }），但只给了 { NUMBER($ids) } 个编号；请给出 { NUMBER($count) } 个，或换一种画法
edits-split-line-misses = 所绘线未触及{ NAME($zone) }；请从一侧边界画到另一侧
edits-split-line-short = 所绘线没有穿过{ NAME($zone) }；请从一侧边界画到另一侧
edits-split-line-ends-inside = 所绘线没有穿过{ NAME($zone) }，有一端在其内部（{ FIGURE($longitude) } { FIGURE($latitude) }）；请从一侧边界画到另一侧
edits-split-geometry-misses = 所绘图形未触及{ NAME($zone) }；请画在它的一部分上
edits-split-geometry-covers = 所绘图形覆盖了整个{ NAME($zone) }；请画在它的一部分上

## Merge

edits-merge-zone-repeated = { NAME($zone) }重复出现；每个片区只写一次
edits-merge-no-ftz = { NAME($zone) }属于{ -group } { NAME($ftz) }，{ NAME($other) }不属于任何{ -group }；只有同一{ -group }的片区可以合并
edits-merge-other-ftz = { NAME($zone) }属于{ NAME($ftz) }，{ NAME($other) }属于{ NAME($other_ftz) }；各{ -group }各有批准面积，只有同一{ -group }的片区可以合并

## Transfer, swap

edits-option-misses-zone = { $option }内没有{ NAME($zone) }的土地；请画在该片区上
edits-option-covers-zone = { $option }覆盖了整个{ NAME($zone) }；请保留一部分，或改用合并或移除
edits-transfer-unclear = 图形与面积只能给一个；请二选一
edits-transfer-no-border = { NAME($zone) }与{ NAME($other) }没有共同边界，无法沿边界划转土地；{ $count ->
    [0] { NAME($zone) }不与同一{ -group }的任何片区相邻，请绘制划转的范围，而不是只给面积
   *[other] 请改选与{ NAME($zone) }相邻的片区（{ $beside }），或绘制划转的范围
}
edits-transfer-too-much = { NAME($zone) }中与{ NAME($other) }共同边界相连的土地只有 { FIGURE($most_km2) } 平方公里，不足 { FIGURE($by_km2) }；请减少面积，或绘制划转的范围
edits-transfer-too-thin = 沿{ NAME($zone) }与{ NAME($other) }的共同边界划转 { FIGURE($by_km2) } 平方公里，宽度将不足 0.1 米；请增加面积，或绘制划转的范围
edits-transfer-to-itself = 把{ NAME($zone) }的土地划给了它自己；请另选片区
edits-transfer-no-ftz = { NAME($zone) }属于{ -group } { NAME($ftz) }，{ NAME($other) }不属于任何{ -group }；土地只能在同一{ -group }内划转
edits-transfer-other-ftz = { NAME($zone) }属于{ NAME($ftz) }，{ NAME($other) }属于{ NAME($other_ftz) }；各{ -group }各有批准面积，土地只能在同一{ -group }内划转：请分别重绘两者
edits-option-inside-zone = { $option }已在{ NAME($zone) }之内；请画在其外
edits-swap-unbalanced = 从{ NAME($zone) }核减 { FIGURE($release_km2) } 平方公里，调入 { FIGURE($take_km2) } 平方公里；请画成等面积（误差 0.01 % 以内），或选择按等面积调整哪一侧
edits-swap-unfitted = { $option }无法调整到 { FIGURE($target_km2) } 平方公里；请把两者画得更接近

## Set

edits-cell-wanted = 必须是文字、数字、是否或空，而不是 { $given }；请改正
edits-set-nothing = 没有更改任何内容；请给出属性及其值
edits-set-ftz = 更改了所属{ -group }；另一{ -group }的片区是另一个片区：请用移除和新增
edits-set-id-not-text = 编号不是文字；请给编号加引号
edits-column-unknown = 片区没有属性 { $column }；{ $hint }
edits-cell-kind = { $column }必须是{ $kind }，而不是 { $given }；请改正
edits-cell-too-low = { $column }不得小于 { FIGURE($limit) }，而不是 { $given }；请改正
edits-kind-boolean = “是”或“否”
edits-kind-number = 数字
edits-kind-integer = 整数
edits-kind-date = 日期
edits-kind-text = 文件可以容纳的文字
