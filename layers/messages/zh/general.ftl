### What every area may say: lists, places, suggestions.

list-separator = 、
unit-km2 = 平方公里
unit-m2 = 平方米
unit-km = 公里
unit-m = 米
# What stands for a list of nothing.
list-none = 无
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
