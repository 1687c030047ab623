### What every area may say: lists, places, suggestions.

list-separator = 、
unit-km2 = 平方公里
unit-m2 = 平方米
unit-km = 公里
unit-m = 米
# What stands for a list of nothing.
list-none = 无
extra-missing = { $extra ->
    [cad] 写出 DXF
    [cluster] 用 Dask 分区计算需求点
    [mcp] 使用模型上下文协议（MCP）
    [notebook] 绘制图片
    [reports] 生成 PDF 或 Word 报告、申请材料和打印地图
   *[server] 以多个工作进程提供服务、经身份提供方登录、把审计哈希发送到网址，以及使用 PostgreSQL 方案库
}需要另外的软件包：pip install "zonewright[{ $extra }]"
list-further-problems = 另有 { NUMBER($count) } 处，此处不再列出
at = { $place }：{ $reason }
at-file = { $file }：{ $reason }
text = { $text }
suggest-near = 您是指{ $words }吗？
suggest-known = 已知的有：{ $words }{ $more ->
    [0] { "" }
   *[other] 、…
}
suggest-none = 一个也没有
both = { $one }与{ $other }

# The projection of a map.
map-albers = 阿尔伯斯等积圆锥投影，标准纬线{ $south }和{ $north }，中央经线{ $lon }
map-azimuthal = 兰勃特方位等积投影，中心{ $lat }、{ $lon }
map-latitude = { $side ->
    [S] 南纬
   *[N] 北纬
} { FIGURE($degrees) }°
map-longitude = { $side ->
    [W] 西经
   *[E] 东经
} { FIGURE($degrees) }°
