### What is wrong with a file: it is not there, in use, damaged, or not of its format.

## Any file

file-missing = 没有这个文件；请检查名称
file-or-folder-missing = 没有这个文件或文件夹；请检查名称
file-not-file = 不是文件；请给出文件
file-unreadable = 无法读取（{ $why }）；请检查
file-disk-full = 磁盘已满：未写入任何内容；请腾出空间后重试
file-unwritable = 无法写入（{ $why }）；原文件保持不变
file-is-folder = 是文件夹；请给出文件名
file-link-loop = 是指向自身的链接；请另选文件
file-link = 是链接，不会写到它所指的文件；请直接写出那个文件的名称
file-one-scenario = 只能存放一套片区，而不是 { $scenarios }；请只选一个方案，或导出为 .gpkg
file-crs-of-format = 的坐标参考系由格式决定；{ OPTION("crs") } 只用于 { $known }
file-folder-missing = 没有这个文件夹；请先建立
file-folder-read-only = 无法写入（{ $why }）；请另选文件夹
file-in-use = 正被其他程序（QGIS？）打开；请先在那里保存并关闭
file-suffix-unknown = 后缀不是已知格式；有：{ $known }
file-suffix-unread = 后缀不是已知格式；有：{ $known }；其他格式请另存为 GeoPackage：ogr2ogr -f GPKG OUT.gpkg FILE
file-damaged = 无法读取（{ $why }）；请重新导出
file-without-layer = 没有图层；请给出含有图层的文件
file-layer-unclear = 有图层 { $there }；请用 { OPTION("layer") } 指定要用的图层，或把它命名为 { $layer }
file-crs-missing = 没有坐标参考系；请设为其实际采用的坐标参考系（shapefile：请一并复制 .prj）
file-edges-densified = 在 { $crs } 中为直线的长边加了 { NUMBER($vertices) } 个顶点，使其位置保持在 { FIGURE($tolerance_m) } 米以内；若只转换端点，最多会偏离 { FIGURE($departure_m, digits: 2) } 米
file-edges-left = 长边过多，无法全部保持原位：有的仍偏离最多 { FIGURE($departure_m, digits: 2) } 米；请事先加密顶点（QGIS：按间隔加密）

## A plan, a GeoPackage

file-plan-missing = 没有这个文件；请给出规划，或用 zonewright demo 生成一个
file-plan-not-file = 不是文件；请给出规划，或用 zonewright demo 生成一个
file-plan-unreadable = 无法读取（{ $why }）；请检查权限
file-plan-empty = 是空文件；请用 zonewright init 从您的文件生成规划
file-plan-without-layers = 没有规划的图层（现有图层：{ $there }）；请给出规划，或用 zonewright init 从您的文件生成
file-not-geopackage = 不是 GeoPackage；请用 zonewright init 从您的文件生成规划
file-geopackage-damaged = 已损坏，GDAL 无法读取（{ $why }）；请用副本恢复
file-geopackage-cut-short = 不完整，{ NUMBER($whole_bytes) } 字节中只有 { NUMBER($bytes) } 字节；请用副本恢复
file-geopackage-computed = 其表 { $table } 是视图，GeoPackage 中不应如此；请重新导出
file-geopackage-columns-computed = 图层 { $layer } 有读取时才计算的列（{ $columns }）；请另存为独立的图层
file-geopackage-definition = 图层 { $layer } 的定义超过 { NUMBER($limit) } 个字符；请重新导出
file-geopackage-cell = 图层 { $layer } 有超过 { NUMBER($limit_bytes) } 字节的单元格；请将其去掉

## An edited layer of zones

file-edited-elsewhere = 它是否编辑过（例如在 QGIS 中）？zonewright import-edits 按土地辨认这些片区，并生成可供比较的方案
# A problem at a place of the layer: layer zones.locked: …
file-in-layer = 图层 { $reason }
file-edited-layer-without-geometry = 图层 { $layer } 没有几何；请用 { OPTION("layer") } 指定片区图层
file-edited-layer-without-rows = 图层 { $layer } 没有行；请用 { OPTION("layer") } 指定片区图层
file-edited-by-land = 没有列 { $column }：按土地辨认片区
file-edited-copied-open = { $file } 是在其他程序打开它时复制的，可能缺少最后保存的内容；请在该程序中保存并关闭（在 QGIS 中：结束编辑并移除图层），再重新复制
file-edited-rounded = 坐标大多舍入到五位小数：相差约 1 米以内的轮廓视为相同；如需另定，请用 { OPTION("tolerance-m") }
file-edited-ftz-unknown = { $rows }：没有{ -group } { NAME($ftz) }；{ $hint }

## CSV

file-text-empty = 是空文件；请重新导出
file-csv-empty = 是空文件；请给出带标题行的表格
file-csv-column-repeated = 列 { $column } 出现两次；请给其中一列改名
file-csv-line-long = 第 { NUMBER($line, useGrouping: 0) } 行有 { NUMBER($cells, useGrouping: 0) } 格，而标题行有 { NUMBER($header_cells, useGrouping: 0) } 格；请改正

## GeoJSON

file-not-utf8 = 不是 UTF-8；请另存为 UTF-8
file-not-json = 不是 JSON（{ $why }）；请重新导出
file-json-deep = 嵌套过深；请重新导出
file-not-geojson = 不是 GeoJSON；请给出 FeatureCollection
file-not-feature-collection = 不是 GeoJSON FeatureCollection；请导出为 FeatureCollection
file-geojson-crs-unnamed = crs 不是名称，而链接不会被打开；请写明坐标参考系的名称
file-geojson-crs-unknown = 不认识 crs { $crs }；请写成 EPSG:4326 这样的名称
file-feature = 第 { NUMBER($number, useGrouping: 0) } 个要素{ $reason }；请改正
file-feature-other = 不是 Feature
file-feature-properties = 的 properties 不是键与值的对应
file-feature-text = 的属性含有不是文字的字符
file-feature-geometry = 是 { $kind }，而不是多边形或点
file-feature-coordinate = 含有不是数字的坐标
file-feature-unreadable = 的几何无法读取（{ $why }）

## Shapefile, FlatGeobuf, KML

file-shapefile-incomplete = 旁边没有 { $parts }；请复制它的全部文件
file-shapefile-rows = 有 { NUMBER($shapes) } 个图形，而属性表（.dbf）有 { NUMBER($rows) } 行，无法对应；请复制同一套文件，或重新导出
file-shapefile-cut = shapefile 的列名至多 10 字节，文字至多 254 字节：被截短的列名：{ $names }；文字被截短的列：{ $texts }；GeoPackage（.gpkg）和 GeoParquet（.parquet）保留全部
file-decision-none = 不是决策文件；决策文件由 zonewright decision 写出
file-decision-cut-short = 决策文件不完整，或结尾与写出时不同；请重新获取
file-decision-large = 超过 { NUMBER($limit_bytes) } 字节，不是决策文件
file-decision-unreadable = 其中的数据无法读取；请重新获取该文件
file-decision-of-one = 决策文件、申请材料和演示只针对一个方案；请给出一个方案，而不是现状基线
file-archive-unreadable = 无法解压（{ $why }）；请检查
file-archive-damaged = 无法解压（{ $why }）；请重新打包
file-archive-large = 解压后超过 { NUMBER($limit_bytes) } 字节；请给出较小的文件
file-archive-repeats = 含有两个 { $name }；请只打包一个 shapefile
file-xml-entities = 声明了实体，可能引用其他文件；请导出为不带文档类型声明的文件

## GeoParquet

file-row-group = { $file }，第 { NUMBER($number, useGrouping: 0) } 个行组：{ $reason }
file-parquet-damaged = 无法作为 Parquet 读取（{ $why }）；请重新写出
file-folder-without-parquet = 没有 .parquet 文件；请给出需求数据所在的文件夹

## Limits

file-sockets-deep = TMPDIR：路径 { $folder } 过长，无法存放进程间套接字（最多 { $limit } 字节），且 { $short } 不可写；请改用路径较短的文件夹
file-system-exhausted = 系统无法再打开文件或启动进程（{ $reason }）；请过几秒再试
file-limit-time = 用时超过 { FIGURE($seconds) } 秒；请给较小的文件
file-limit-memory = 占用内存超过 { FIGURE($gigabytes) } GB；请给较小的文件
file-limit-died = 未完成就已终止，可能因内存不足；请给较小的文件
file-limit-rows = 有 { NUMBER($rows) } 行，超过 { NUMBER($limit) } 行；请只给其中一部分
file-limit-vertices = 有 { NUMBER($vertices) } 个顶点，超过 { NUMBER($limit) } 个；请简化，或只给其中一部分
