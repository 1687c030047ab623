### What was assumed in reading a file of any format, and why a file cannot be read.

## What a file is

format-other = 不是 { $wanted }：从内容看是{ $found }；请重新导出，或改用与内容相符的后缀
format-kind-unknown = 未知格式
format-by-content = 后缀是 { $suffix }，但从内容看是 { $found }，按内容读取；如不对，请改正后缀
format-not-driver = 不是 { $driver }，而是 { $found }；请重新导出
format-leads-elsewhere = 引用了其他文件或主机，而这些不会被打开；请重新导出
format-large = 超过 { NUMBER($limit_bytes) } 字节；请拆分，或改用 GeoPackage
format-cells-many = 单元格超过 { NUMBER($limit) } 个；请另存为 CSV
format-nested = 嵌套超过 { $limit } 层；请重新导出
format-layer-missing = 没有图层 { $layer }（现有：{ $there }）；请改正 { OPTION("layer") }
format-layer-only = 只有一个图层 { $layer }，按此读取

## Encoding

format-encoding-recognised = 文件未注明编码，文字可按 { $encoding } 读出{ $shown }；如有乱码，请用 { OPTION("encoding") } 指定其他编码，例如 { $example }
format-encoding-lies = 文件注明 { $stated }，但文字实为 { $encoding }{ $shown }；如有乱码，请用 { OPTION("encoding") } 指定其他编码
# What letters became, behind the encoding in the two sentences above.
format-encoding-shown = （{ $words }）
format-encoding-shown-or = （{ $words }；如按 { $other } 则为{ $others }）
format-encoding-two = 有 { NUMBER($count) } 处文字为 UTF-8（{ $words }），其余为 { $other }；如有乱码，请用 { OPTION("encoding") } 为全部文字指定一种编码
format-encoding-unclear = 文字既不是 UTF-8、UTF-16，也不是 GBK；请用 { OPTION("encoding") } 指定编码，例如 big5
format-encoding-unknown = 不认识编码 { $encoding }；请给出 gbk、big5、utf-8 等
format-encoding-wrong = 文字不是 { $encoding } 编码；请用 { OPTION("encoding") } 指定其他编码，或不指定而由程序识别
format-text-cut = { NUMBER($cells) } 个单元格末尾的字被截断，已略去：属性表的字段放不下

## Numbers

format-numbers-read = 列 { $column } 的单元格按数字读取：{ $text } 即 { $number }；如不对，请不用千位分隔符，小数点用“.”

## CRS and order of axes

format-crs-unknown = 不认识坐标参考系 { $crs }；请用 { OPTION("source-crs") } 给出，例如 EPSG:4490
format-crs-without-prj = 没有 .prj，因而没有坐标参考系；请一并复制 .prj，或用 { OPTION("source-crs") } 指定
format-datum-missing = 文件头未注明坐标系，按 CGCS2000 处理；如不对，请用 { OPTION("source-crs") } 指定坐标参考系
format-datum-unknown = 不认识文件头中的坐标系“{ $system }”；请用 { OPTION("source-crs") } 指定坐标参考系
format-band-missing = 无法得知坐标的带号：文件头未注明，横坐标前也没有带号；请用 { OPTION("source-crs") } 指定坐标参考系，例如 EPSG:4549
format-band-of-eastings = 横坐标以 { $number } 开头，即中央经线 { $meridian }° 的带号；如不对，请用 { OPTION("source-crs") } 指定坐标参考系
format-band-of-head = 文件头注明带号 { $number }（中央经线 { $meridian }°），横坐标前没有带号；如不对，请用 { OPTION("source-crs") } 指定坐标参考系
format-band-against-head = 横坐标以 { $number } 开头，即中央经线 { $meridian }° 的带号，而文件头注明 { $stated }；如以文件头为准，请用 { OPTION("source-crs") } 指定坐标参考系
format-band-without-crs = 横坐标以 { $number } 开头，与 CGCS2000 第 { $number } 带相同，但文件没有坐标参考系；如确为此带，请给出 { OPTION("source-crs") } { $crs }
format-band-moved = 横坐标与 { $crs } 相差的正是其带号 { $number },000,000 米，已按该坐标参考系计数
format-axis-turned = 第一个坐标为 { $first }，第二个为 { $second }：纬度（北坐标）在前，已对调；如不对，请给出 { OPTION("axis-order") } east-first
format-axis-degrees = { $east } 超过 90°，作为经度，{ $north } 作为纬度；如不对，请给出 { OPTION("axis-order") }
format-axis-band = { $east } 以带号开头，作为东坐标，{ $north } 作为北坐标；如不对，请给出 { OPTION("axis-order") }
format-axis-metres = { $east } 位数较少，作为东坐标，{ $north } 作为北坐标；如不对，请给出 { OPTION("axis-order") }
format-axis-undecided = 无法判断 { $east } 与 { $north } 哪个是东坐标，按 { $east } 处理；如不对，请给出 { OPTION("axis-order") }

## Geometry

format-geometry-flat = { NUMBER($rows) } 行带有高程，已略去
format-gdal-remark = 读取此格式的 GDAL 提示：{ $text }{ $others ->
    [0] {""}
   *[other] （另有 { NUMBER($others) } 条）
}；请将读入的内容与文件核对，并在文件中改正
format-geometry-measured = 带有测量值（M），已略去
format-geometry-collection = { NUMBER($rows) } 行是多边形的集合，已合为一个图形
format-edges-spherical = 文件注明 { $column } 的边为球面大圆弧；此处按经纬度直线处理，长边位置会有偏差：请先加密顶点
format-geometry-primary = 有多个几何列；取其注明为主的 { $column }，略去 { $others }；要用其他列，请用 { OPTION("layer") } 指定
format-geometry-missing = 没有几何列 { $column }（现有：{ $there }）；请改正 { OPTION("layer") }
format-line-closed = 是首尾相接的线，而不是多边形；请存为多边形
format-rings-closed = { NUMBER($count) } 个环首尾未相接，已闭合
format-rings-blocks = { NUMBER($count) } 个后续环在第一个环之外，不是洞，按独立地块处理

## Archives

format-archive-members = 含有超过 { NUMBER($limit) } 个文件；请只打包需要的文件
format-archive-bomb = 解压后超过其大小的 { $limit } 倍；请重新打包
format-archive-password = 有密码；请不带密码打包
format-archive-without-data = 没有可读格式的文件（{ $known }）；请打包一个

## Tables: CSV, XLSX, Parquet

format-csv-line = 第 { NUMBER($line, useGrouping: 0) } 行无法读取（{ $why }）；请改正
format-delimiter = 单元格以 { $delimiter } 分隔
format-header-merged = 列名位于第 { NUMBER($first, useGrouping: 0) } 至 { NUMBER($last, useGrouping: 0) } 行，含合并单元格
format-cells-merged = 有 { NUMBER($cells) } 个单元格按其所在的合并单元格填充
format-header-found = 列名在第 { NUMBER($row, useGrouping: 0) } 行，其上 { NUMBER($above) } 行是标题；如不对，请删去列名以上的内容
format-sheet-first = 有工作表 { $there }；取第一个有内容的 { $sheet }；要用其他工作表，请用 { OPTION("layer") } 指定
format-not-xlsx = 不是 XLSX 工作簿；请另存为 .xlsx
format-points-of = 由 { $first } 和 { $second } 两列生成点
format-coordinate-unread = 列 { $column } 有 { NUMBER($count) } 行不是坐标，如第 { $rows } 行；请改正
format-curves = { NUMBER($count) } 个图形含圆弧，已按圆心角每 2° 化为折线
format-wkt-of = 由列 { $column } 生成几何
format-wkt-unread = 列 { $column } 有 { NUMBER($count) } 行不是 WKT 或 WKB，如第 { $rows } 行；请改正
format-parquet-metadata = 关于几何的说明无法读取；请重新写出

## Shapefile, GeoPackage, FileGDB, MapInfo

format-column-restored = 列 { $given } 视为被截成十个字母的 { $column }；如不对，请用 { OPTION("map-column") } 指定其他列
format-shapefile-table = 没有几何；请给出多边形或点的 shapefile
format-gpkg-view = 图层 { $layer } 是视图而不是表；请另存为独立的图层
format-not-filegdb = 不是文件地理数据库；请给出完整的文件夹 NAME.gdb，或 NAME.gdb.zip
format-mapinfo-incomplete = 旁边没有 { $parts }；请复制它的全部文件
format-mapinfo-linked = 引用了其他表；请在 MapInfo 中另存为独立的表

## GeoJSON, KML

format-esri-curved = 含有曲线，无法读取；请保存为直线边界：ogr2ogr -f GPKG zones.gpkg FILE
format-esri-part = 提供数据的服务还有更多要素，此处只有 { NUMBER($count) } 个；请取得其余要素，或导出整个图层
format-topojson-broken = 不是正常的 TopoJSON：{ $why }；请另存为 GeoPackage：ogr2ogr -f GPKG zones.gpkg FILE
format-topojson-bomb = 对弧段的引用次数与文件大小不相称；请另存为 GeoPackage：ogr2ogr -f GPKG zones.gpkg FILE
format-gpx-closed = { NUMBER($count) } 条航迹按面读取，由最后一点连回第一点
format-gpx-open = 航迹 { $name } 未闭合，不是面的边界；请走回起点，或在 QGIS 中用“线转面”闭合后保存为 GeoPackage
format-gpx-nothing = 没有{ $kind ->
    [Point] 航点，而点图层需要航点
    [MultiLineString] 航迹或航线，而线图层需要它们
   *[other] 围成面的航迹或航线
}；其他内容请另存为 GeoPackage：ogr2ogr -f GPKG points.gpkg FILE track_points
format-kml-folders = 其文件夹 { $folders }{ $more ->
    [0] { "" }
   *[other] 及另外 { NUMBER($more) } 个
}一并读取，名称见列 { $column }；如只读一个：{ OPTION("layer", $layer) }文件夹名
format-kml-left-out = 略去 { NUMBER($count) } 个地标：其类型与图层不符
format-kml-links = 有 { NUMBER($count) } 个指向其他文件的链接，未打开；如有需要，请把其内容存入本文件
format-kml-only-links = 只有指向其他文件的链接，而链接不会被打开；请把地标本身存为 KML
format-placemark = 第 { NUMBER($number, useGrouping: 0) } 个地标（{ $name }）{ $reason }；请改正
format-placemark-mixed = 同时含有 { $kinds }，而不只是多边形

## DXF

format-dxf-key = 图中每个图层是一行，图层名作为 { $column }
format-dxf-left-out = 略去 { NUMBER($count) } 个未闭合的线、点或文字
format-dxf-rings = { NUMBER($layers) } 个图层有多个环：在另一环之内的是洞，其余是独立地块
format-dxf-no-name = 片区 { $zone } 的代码不能用作图层名；请改代码，或选用其他格式
format-dxf-same-name = 片区 { $zone } 与另一片区的代码只有大小写不同，图形文件无法区分；请改代码，或选用其他格式
format-dxf-without-ring = 没有闭合的多段线；请在图中把多段线闭合

## Boundary-point TXT

format-txt-columns = 地块编号作为 { $key }，名称作为 name_zh，用途作为 ftz_id，公顷数作为 published_area_km2；图层 { $layer }
format-txt-unit = 计量单位={ $unit }：无法识别该单位；请写米、千米或度
format-txt-kilometres = 文件头注明单位为千米：坐标已乘以 1000
format-txt-empty = 没有界址点；请给出含有 J1,1,3456789.123,40456789.123 这类行的文件
format-txt-id = 片区 { $zone }：代码或分组代码含有逗号等分隔符号；请改代码，或选用其他格式
format-txt-line = 第 { NUMBER($line, useGrouping: 0) } 行既不是地块也不是界址点（{ $text }）；请改正
format-parcel-blocks = { NUMBER($count) } 个编号各有多个地块，作为同一图形的各地块
format-parcel-cut = 第 { NUMBER($line, useGrouping: 0) } 行的地块应有 { NUMBER($stated) } 个点，只有 { NUMBER($count) } 个，文件不完整；请重新导出
format-parcel-without-ring = 第 { NUMBER($line, useGrouping: 0) } 行的地块不是面：一个环至少要有三个点；请改正
