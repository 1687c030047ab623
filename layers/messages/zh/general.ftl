### What every area may say: lists, places, suggestions.

list-separator = 、
# What stands for a list of nothing.
list-none = 无
at = { $place }：{ $reason }
at-file = { $file }：{ $reason }
text = { $text }
suggest-near = 您是指{ $words }吗？
