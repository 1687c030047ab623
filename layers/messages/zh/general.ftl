### What every area may say: lists, places, suggestions.

list-separator = 、
# What stands for a list of nothing.
list-none = 无
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
