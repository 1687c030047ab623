### Errors of one value of a document. Its place comes before: edits[2].expand.by_km: …

value-missing = missing; add it
value-too-many-keys = { $count } keys: far more than are known
value-key-unknown = unknown key; { $hint }
value-not-text = must be text, not { $given }; put it in quotes
value-not-number = must be a number, not { $given }; write it without quotes or unit
value-not-finite = must be a finite number, not { $given }; correct it
value-not-more = must be more than { FIGURE($limit) }, not { $given }; correct it
value-too-low = must be at least { FIGURE($limit) }, not { $given }; correct it
value-too-high = must be at most { FIGURE($limit) }, not { $given }; correct it
value-out-of-range = must be a number from { FIGURE($least) } to { FIGURE($most) }, not { $given }; correct it
value-whole-out-of-range = must be a whole number from { FIGURE($least) } to { FIGURE($most) }, not { $given }; correct it
value-not-allowed = must be { $expected }, not { $given }; correct it
value-not-list = must be a list, not { $given }; put it in brackets
value-list-too-short = must list at least { $limit }, not { $count }; add to it
value-list-too-long = must list at most { $limit }, not { $count }; shorten it
value-not-mapping = must be a mapping of keys to values, not { $given }; correct it
value-not-of-type = must be of type { $expected }, not { $type }; correct it
value-text-empty = is empty; write a text
value-text-too-long = has more than { NUMBER($limit) } characters; shorten it
value-text-control = has a control character or line break; write it on one line
# The error of a library, in its own words.
value-other = { $finding } (given { $given }); correct it
