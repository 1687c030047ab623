### Parts of sentences of every area: lists, places, suggestions.

list-separator = { ", " }
unit-km2 = km²
unit-m2 = m²
unit-km = km
unit-m = m
# What stands for a list of nothing.
list-none = none
extra-missing = { $extra ->
    [cad] writing DXF needs
    [cluster] measuring demand in partitions by Dask needs
    [mcp] the Model Context Protocol needs
    [notebook] drawing a picture needs
    [reports] reports as PDF or Word, dossiers and printed maps need
   *[server] several worker processes, sign-in by an identity provider, heads sent to a URL and stores in PostgreSQL need
} more packages: pip install "zonewright[{ $extra }]"
list-further-problems = and { NUMBER($count) } more, not listed here

# One problem at one place of a document: edits[2].expand.by_km: must be a number …
at = { $place }: { $reason }
# One problem of a file.
at-file = { $file }: { $reason }

# A line of another program, as it is.
text = { $text }
suggest-near = did you mean { $words }?
suggest-known = known: { $words }{ $more ->
    [0] { "" }
   *[other] , …
}
suggest-none = there are none

# Two things, or a list and one more.
both = { $one } and { $other }

# The projection of a map.
map-albers = Albers equal-area projection, standard parallels { $south } and { $north }, central meridian { $lon }
map-azimuthal = Lambert azimuthal equal-area projection about { $lat }, { $lon }
map-latitude = { FIGURE($degrees) }° { $side }
map-longitude = { FIGURE($degrees) }° { $side }
