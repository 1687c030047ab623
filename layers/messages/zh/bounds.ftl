### 由四至文字得出用地：读不懂、找不到的内容，以及按什么认定。

## 读取

bounds-empty = 四至：没有文字；请写明每一侧至何处，如“东至甲路，南至乙河”
bounds-too-long = 四至：超过 { NUMBER($limit) } 个字符；请逐块给出
bounds-too-many = 四至：有 { NUMBER($names) } 个名称，超过 { NUMBER($limit) } 个；请逐块给出
bounds-bracket = 四至：“{ $text }”附近的括号不成对；请补全或删去
bounds-no-side = 四至：“{ $text }”没有写明任何一侧；请写“东至……，南至……，西至……，北至……”，或“由甲路、乙路、丙河围合”
bounds-side-empty = 四至：{ $sides }没有写明至何处；请写道路、河流或界线的名称
bounds-degrees = 四至：{ $given } 不是有效的经纬度；度数至多 { $limit }
bounds-gap = { OPTION("gap-km") } { $given }：必须在 0 到 50 之间
bounds-near-unknown = { OPTION("near") } { $near }：没有片区或{ -region }使用此代码或名称；{ $hint }
bounds-of-zone = { OPTION("near") } { $near }：是{ -region }而不是片区；请用 { OPTION("zone") } 给出新片区代码，用 { OPTION("ftz") } 给出所属{ -group }
bounds-part-unknown = { OPTION("part") } { $given }：文字中共有 { NUMBER($parts) } 块
bounds-suffix = { OPTION("out") } { $path }：请写 .geojson（边界及各段）或 .yaml（方案）

## 查找

bounds-side = { $side ->
    [north] 北侧
    [northeast] 东北侧
    [east] 东侧
    [southeast] 东南侧
    [south] 南侧
    [southwest] 西南侧
    [west] 西侧
    [northwest] 西北侧
   *[other] 边界
}
# Sides in a cell of a table.
bounds-sides = { $sides }
bounds-in-part = 第 { $part } 块：{ $problem }
bounds-not-found = { $sides }：附近没有名为“{ $name }”的线或范围；{ $hint }
bounds-unnamed = { $sides }：“{ $name }”不是可以查找的名称；请写出线的名称，或先按草图（{ OPTION("draft") }）打开，再手工画这一侧
bounds-area-unknown = 附近没有名为“{ $name }”的范围；{ $hint }
bounds-only-point = 只有图层 { $layer } 中的一个点用此名称；界线须是线或范围
bounds-no-names = 本规划在附近没有带名称的道路、河流或范围；请把带名称的线加入 network 图层
bounds-apart = { $first }与{ $second }最近处相距 { FIGURE($distance_km, digits: 2) } 公里；请写明两者之间的界线，或允许更大的缺口（{ OPTION("gap-km") } { FIGURE($gap_km) }）
bounds-open = 没有写明{ $sides }，其余各线在那里也不闭合；请补写这一侧，或先按草图打开（{ OPTION("draft") }）
bounds-other-sides = 各线围成 { AREA($area_km2) }，但方位与文字不符：{ $lines }；请改正方位
bounds-true-side = { $name }实为{ $true }，而非{ $given }
bounds-no-face = 各线相接，但没有共同围成用地；请核对每侧名称的先后
bounds-ambiguous = 有 { NUMBER($faces) } 块用地都符合文字：{ $areas }；请用 { OPTION("choose") } { $part }=1 选定其中第一块，或给出公布面积（{ OPTION("area-km2") }）
bounds-choice-unknown = { OPTION("choose") } { $given }：符合文字的用地有 { NUMBER($faces) } 块；请从 1 起给出编号
bounds-choice-unclear = { OPTION("choose") } { $given }：请写块的编号和其中用地的编号，如 1=2
bounds-face = { $place } 附近的 { AREA($area_km2) }

## 认定

bounds-taken = “{ $name }”：按图层 { $layer } 的“{ $taken }”认定
bounds-coast = “{ $name }”：按陆地边缘认定
bounds-also = “{ $name }”：取自图层 { $layer }；{ $others } 中也有
bounds-by-area = 有 { NUMBER($faces) } 块用地符合文字，取面积最接近 { AREA($area_km2) } 的一块
bounds-by-choice = 在符合文字的 { NUMBER($faces) } 块用地中，选定了第 { $number } 块
bounds-water = “{ $name }”：{ $taken ->
    [bank] { $asked ->
        [middle] 不知其中线；按近岸取
       *[other] 按近岸取，不含水面
    }
   *[other] { $asked ->
        [bank] 只有一条线，按岸线取
       *[other] 只有一条线，按此线（如中线）取
    }
}
bounds-by-place = 有 { NUMBER($faces) } 块用地符合文字，取现有片区所在的一块
bounds-elsewhere = 距现有片区 { FIGURE($distance_km, digits: 2) } 公里
bounds-by-points = 文字称以界址点坐标为准：此边界仅暂代
bounds-other-area = 文字所述面积为 { AREA($stated_km2) }，所得边界为 { AREA($area_km2) }
bounds-assumed = { $sides }：未找到；暂按现有片区或{ -region }的边缘

## 输出

bounds-scenario-title = { NAME($zone) }：按公布的四至{ $complete ->
    [yes] { "" }
   *[no] （草图，{ $sides }为暂定）
}
bounds-title-part = 第 { $part } 块
bounds-title-whole = 由四至得出的用地
bounds-area-line = { AREA($area_km2) }；若各线各偏差其容差，为 { AREA($least_km2) } 至 { AREA($most_km2) }{ $published ->
    [none] { "" }
   *[other] ；公布面积 { AREA($published) }
}
bounds-col-side = 方位
bounds-col-name = 沿
bounds-col-layer = 图层
bounds-col-kind = 方式
bounds-col-length = 公里
bounds-col-tolerance = ±米
bounds-kind = { $kind ->
    [line] 沿线
    [bridge] 跨缺口
   *[other] 暂定
}
bounds-layer = { $layer ->
    [degrees] 经纬线
    [coast] 陆地边缘
    [today] 现有范围
   *[other] { $layer }
}
