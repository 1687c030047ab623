### Land from the words of its bounds (四至): what cannot be read or found, and what was taken.

## Reading

bounds-empty = bounds: no text; for each side, write the boundary that the land extends to, such as east to A Road, south to the river B
bounds-too-long = bounds: longer than { NUMBER($limit) } characters; give one part at a time
bounds-too-many = bounds: { NUMBER($names) } names, more than { NUMBER($limit) }; give one part at a time
bounds-bracket = bounds: a bracket without its partner near { $text }; close it or leave it out
bounds-no-side = bounds: no side is named in { $text }; write how far the land extends to the east, south, west and north, or: enclosed by A, B and C
bounds-side-empty = bounds: nothing is named for the { $sides }; write a road, river or border
bounds-degrees = bounds: { $given } is not a position; degrees go up to { $limit }
bounds-gap = { OPTION("gap-km") } { $given }: must be from 0 to 50
bounds-near-unknown = { OPTION("near") } { $near }: no zone or { -region } has this id or name; { $hint }
bounds-of-zone = { OPTION("near") } { $near }: is a { -region }, not a zone; name the new zone with { OPTION("zone") }, and its { -group } with { OPTION("ftz") }
bounds-part-unknown = { OPTION("part") } { $given }: the text has { $parts ->
    [one] one part
   *[other] { NUMBER($parts) } parts
}
bounds-suffix = { OPTION("out") } { $path }: write a .geojson with the outline and its sections, or a .yaml with a scenario

## Finding

bounds-side = { $side ->
    [north] north
    [northeast] north-east
    [east] east
    [southeast] south-east
    [south] south
    [southwest] south-west
    [west] west
    [northwest] north-west
   *[other] outline
}
# Sides in a cell of a table.
bounds-sides = { $sides }
bounds-in-part = part { $part }: { $problem }
bounds-not-found = { $sides }: nothing near is called { $name }; { $hint }
bounds-unnamed = { $sides }: { $name } cannot be looked up as a name; name a line, or draw this side by hand from a draft ({ OPTION("draft") })
bounds-area-unknown = no area near is called { $name }; { $hint }
bounds-only-point = only a point of layer { $layer } has this name; a bound must be a line or an area
bounds-no-names = no road, river or area near has a name in this plan; add lines with names to its layer network
bounds-apart = { $first } and { $second } come no nearer than { FIGURE($distance_km, digits: 2) } km; name what lies between them, or allow wider gaps ({ OPTION("gap-km") } { FIGURE($gap_km) })
bounds-open = the text does not describe the { $sides }, and the other lines do not close there; name that side, or open a draft ({ OPTION("draft") })
bounds-other-sides = the lines enclose { AREA($area_km2) }, but not on the sides that the text gives: { $lines }; correct the sides
bounds-true-side = { $name } lies on the { $true }, not on the { $given }
bounds-no-face = the lines meet, but enclose no land together; check their order along each side
bounds-ambiguous = { NUMBER($faces) } areas fit these words: { $areas }; choose the first of them with { OPTION("choose") } { $part }=1, or state the published area ({ OPTION("area-km2") })
bounds-choice-unknown = { OPTION("choose") } { $given }: { $faces ->
    [one] one area fits
   *[other] { NUMBER($faces) } areas fit
} these words; give a number from 1
bounds-choice-unclear = { OPTION("choose") } { $given }: write the number of a part and that of its area, such as 1=2
bounds-face = { AREA($area_km2) } about { $place }

## What was taken

bounds-taken = { $name }: taken to be { $taken } of layer { $layer }
bounds-coast = { $name }: taken to be the edge of the land
bounds-also = { $name }: taken from layer { $layer }; also in { $others }
bounds-by-area = of { NUMBER($faces) } areas that fit the words, the one nearest to { AREA($area_km2) } was taken
bounds-by-choice = of { NUMBER($faces) } areas that fit the words, number { $number } was chosen
bounds-water = { $name }: { $taken ->
    [bank] { $asked ->
        [middle] its middle is not known; the near bank was taken
       *[other] the near bank was taken; the water is excluded
    }
   *[other] { $asked ->
        [bank] only its line is known, which was taken for the bank
       *[other] only its line is known, which was taken, such as its middle
    }
}
bounds-by-place = of { NUMBER($faces) } areas that fit the words, the one about the zone of today was taken
bounds-elsewhere = lies { FIGURE($distance_km, digits: 2) } km from the zone of today
bounds-by-points = the text says that boundary points decide: this outline is only a substitute for them
bounds-other-area = the text states { AREA($stated_km2) }, the outline has { AREA($area_km2) }
bounds-assumed = { $sides }: not found; assumed where the zone or { -region } ends today

## Printed

bounds-scenario-title = { NAME($zone) } from published bounds{ $complete ->
    [yes] { "" }
   *[no] : a draft, assumed on the { $sides }
}
bounds-title-part = Part { $part }
bounds-title-whole = Land from bounds
bounds-area-line = { AREA($area_km2) }, from { AREA($least_km2) } to { AREA($most_km2) } if each line is off by its tolerance{ $published ->
    [none] { "" }
   *[other] ; published { AREA($published) }
}
bounds-col-side = Side
bounds-col-name = Along
bounds-col-layer = Layer
bounds-col-kind = How
bounds-col-length = km
bounds-col-tolerance = ± m
bounds-kind = { $kind ->
    [line] follows it
    [bridge] over a gap
   *[other] assumed
}
bounds-layer = { $layer ->
    [degrees] degrees
    [coast] edge of the land
    [today] today
   *[other] { $layer }
}
