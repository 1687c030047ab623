### What every area may say: lists, places, suggestions.

list-separator = 、
at = { $place }：{ $reason }
at-file = { $file }：{ $reason }
text = { $text }
suggest-near = 您是指{ $words }吗？
