### Edits: their names, errors in their text, and why one cannot be applied.

## Parts of sentences

# An edit of a scenario by its number: edit 2 (expand SH-LG).
edits-edit = edit { NUMBER($number, useGrouping: 0) } ({ $verb } { $subject })
edits-in-edit = { $edit }: { $reason }
edits-verb = { $verb }
# What an edit is about.
edits-zone = { NAME($zone) }
edits-zones = { $zones }
edits-zone-to-zone = { NAME($zone) } to { NAME($other) }
edits-zone-with-zone = { NAME($zone) } with { NAME($other) }
# An edit in one line, by its options; what is missing, a number too, is empty.
edits-line = { $verb ->
    [reshape] Redraw { NAME($zone) }
    [expand] { edits-resized }
    [shrink] { edits-resized }
    [move] Move { NAME($zone) } { LIST(edits-east, edits-north) }
    [add] Add { NAME($zone) }
    [remove] Remove { NAME($zone) }
    [split] Split { NAME($zone) } into { $into }
    [merge] Merge { $zones }
    [transfer] Transfer { edits-amount } of { NAME($from) } to { NAME($to) }
    [swap] Swap land of { NAME($zone) }
    [set] Change attributes of { NAME($zone) }
   *[other] { edits-verb } { NAME($zone) }
}
edits-resized = { $verb ->
    [shrink] Shrink
   *[other] Expand
} { NAME($zone) } { SIGN($by_km) ->
    [plus] by { NUMBER($by_km, minimumFractionDigits: 2, maximumFractionDigits: 2) } km
   *[none] { SIGN($by_km2) ->
        [plus] by { NUMBER($by_km2, minimumFractionDigits: 2, maximumFractionDigits: 2) } km²
       *[none] to { NUMBER($to_area_km2, minimumFractionDigits: 2, maximumFractionDigits: 2) } km²
    }
}
edits-amount = { SIGN($by_km2) ->
    [plus] { NUMBER($by_km2, minimumFractionDigits: 2, maximumFractionDigits: 2) } km²
   *[none] land
}
edits-east = { SIGN($dx_km) ->
    [plus] { NUMBER(ABS($dx_km), minimumFractionDigits: 2, maximumFractionDigits: 2) } km east
    [minus] { NUMBER(ABS($dx_km), minimumFractionDigits: 2, maximumFractionDigits: 2) } km west
   *[none] { "" }
}
edits-north = { SIGN($dy_km) ->
    [plus] { NUMBER(ABS($dy_km), minimumFractionDigits: 2, maximumFractionDigits: 2) } km north
    [minus] { NUMBER(ABS($dy_km), minimumFractionDigits: 2, maximumFractionDigits: 2) } km south
   *[none] { "" }
}
# A field of a form or of a request: an option of an edit, or another.
edits-field = { $option ->
    [body] the request
    [edits] edits
    [zone] zone
    [zones] zones
    [geometry] outline
    [bounds_text] words of its bounds
    [crs] coordinate reference system
    [to_area_km2] area in km²
    [by_km2] area in km²
    [by_km] distance in km
    [keep_off] what to keep off
    [bearing] bearing
    [within] the area to stay within
    [parts] parts of the zone
    [dx_km] km east
    [dy_km] km north
    [ftz] { -group }
    [name] name in English
    [name_zh] name in Chinese
    [sectors] sectors
    [boundary_source] kind of boundary
    [line] line
    [into] id of the result
    [from] zone that gives land
    [to] zone that gets land
    [release] land to release
    [take] land to take
    [with] zone that land is taken from
    [adjust] side made equal
    [scenario] id
    [title] title
    [message] why
    [rules] rules
    [text] text
    [token] token
    [why] why
    [place] place
    [visibility] who may read it
   *[other] { $option }
}
# An option of an edit, as the subject or object of a sentence.
edits-option = { $option }
edits-in-option = { $option } { $reason }
edits-obstacle = { $layer }
edits-area = { AREA($area_km2) }
edits-bounds = longitude { NUMBER($west, maximumFractionDigits: 2, useGrouping: 0) } to { NUMBER($east, maximumFractionDigits: 2, useGrouping: 0) }°, latitude { NUMBER($south, maximumFractionDigits: 2, useGrouping: 0) } to { NUMBER($north, maximumFractionDigits: 2, useGrouping: 0) }°

## The list of edits

edits-too-many = { $count } edits are more than a scenario may have ({ $limit })
edits-not-list = must be a list of edits, not { $given }; begin each with a dash
edits-not-verb = must be one verb with its options, not { $given }; { $hint }
edits-several-verbs = holds { NUMBER($count) } keys ({ $verbs }); write each verb as an item of its own
edits-verb-unknown = unknown verb; { $hint }

## Geometry as written

edits-polygon-wanted = must be a polygon as GeoJSON mapping or WKT text, not { $given }; correct it
edits-polygon-wkt-wanted = must be a WKT POLYGON or MULTIPOLYGON, not { $given }; give its polygons, and a CRS by the key crs
edits-polygon-geojson-wanted = must be a GeoJSON Polygon or MultiPolygon, not { $given }; correct it
edits-polygon-empty = is empty; draw a polygon, or use remove to drop the zone
edits-line-wanted = must be a line as GeoJSON mapping or WKT text, not { $given }; correct it
edits-line-wkt-wanted = must be a WKT LINESTRING, not { $given }; draw one line
edits-line-geojson-wanted = must be a GeoJSON LineString, not { $given }; draw one
edits-line-without-length = has no length; draw a line of two places at least
edits-line-crosses-itself = crosses itself; draw a line that does not
edits-positions-too-many = has more than { NUMBER($limit) } positions; simplify it
edits-wkt-too-long = has more than { NUMBER($limit) } characters; simplify it
edits-wkt-unreadable = is not readable as WKT ({ $why }); correct it
edits-geojson-key = has the key { $key }; a geometry has type and coordinates only
edits-coordinate-not-finite = has a coordinate that is not a finite number; correct it
edits-geometry-invalid = is not valid: { $fault }; redraw it there
edits-geometry-invalid-at = is not valid: { $fault } at { $position }; redraw it there
edits-latitude-beyond = has latitude { FIGURE($latitude) }, beyond ±90; give degrees, or name the geometry's crs
edits-latitude-swapped = has latitude { FIGURE($latitude) }, beyond ±90; longitude and latitude look swapped: write longitude first
edits-longitude-beyond = has longitude { FIGURE($longitude) }, beyond ±180; give degrees, or name the geometry's crs
edits-near-pole = would reach beyond { NUMBER($limit) }° north or south, where no zone can be edited; keep it off the pole
edits-too-wide = spans more than 180° of longitude; cut it at the antimeridian

# A ring of a GeoJSON geometry.
edits-ring-open = is not a closed ring of at least 4 positions; repeat its first at the end

edits-fault-self-intersection = self-intersection
edits-fault-ring-self-intersection = ring self-intersection
edits-fault-nested-holes = holes are nested
edits-fault-nested-shells = nested shells
edits-fault-hole-outside-shell = hole lies outside shell
edits-fault-interior-disconnected = interior is disconnected
edits-fault-duplicate-rings = duplicate rings
edits-fault-too-few-points = too few points in geometry component
edits-fault-ring-not-closed = ring is not closed
edits-fault-invalid-coordinate = invalid coordinate

## The CRS of a geometry

edits-crs-not-code = must be an EPSG code such as EPSG:4513, not { $given }; correct it
edits-crs-unknown = { $crs } is not known to PROJ; correct it
edits-crs-of-other-kind = { $crs } is neither geographic nor projected; name one that is
edits-crs-out-of-reach = has a position outside the reach of { $crs }; correct it

## Zones, FTZs, the plan's extent

edits-zone-unknown = there is no zone { NAME($zone) }; { $hint }
edits-ftz-unknown = there is no { -group } { NAME($ftz) }; { $hint }
edits-zone-taken = there is a zone { NAME($zone) } already; give another id
edits-added-zone-taken = there is a zone { NAME($zone) } already; give another id, or reshape it
edits-part-zone-taken = there is a zone { NAME($zone) } already; give the part another id
edits-merged-zone-taken = there is a zone { NAME($zone) } already; name it in zones too, or give another id
edits-extent-exceeded = { $option } reaches { $bounds }, beyond the plan's extent { $extent }; correct the coordinates
edits-extent-swapped = { $option } reaches { $bounds }, beyond the plan's extent { $extent }; longitude and latitude look swapped: write longitude first

## Reshape, with neighbours

edits-zone-locked = { NAME($zone) } is locked: its boundary stays; unlock it first
edits-neighbour-locked = the border of { NAME($zone) } with { NAME($other) } moved, and { NAME($other) } is locked: it keeps its boundary; leave that border where it is
edits-outline-covers-zone = the outline covers all of { NAME($zone) }; leave some of it, or use merge or remove

## Expand, shrink

edits-size-unclear = takes one of to_area_km2, by_km2 and by_km; give one of them
edits-bearing-without-width = bearing goes from one bearing clockwise to another; give two that differ, or leave it out for all round
edits-nothing-left = nothing remains of { NAME($zone) }; give a smaller size, or remove
edits-obstacle-missing = the plan has no { $obstacle } to keep off; take { $obstacle } out of keep_off, or add the layer to the plan
edits-province-unknown = the plan does not say in which { -top-region } { NAME($zone) } lies; take outside_province out of keep_off
edits-part-missing = no part of { NAME($zone) } contains { FIGURE($longitude) } { FIGURE($latitude) }; give a position inside each part that is to change, or leave out parts
edits-distance-too-small = by_km { FIGURE($by_km) } moves nothing; give { FIGURE($least_km) } or more
edits-no-room = { $options } { $count ->
    [one] leaves
   *[other] leave
} no room; ease what limits it, or give another size
edits-area-limited = the nearest that can be reached is { FIGURE($nearest_km2) } km², not { FIGURE($target_km2) }: { $options } { $count ->
    [one] leaves
   *[other] leave
} no room; ease what limits it, or give another size
edits-area-unreachable = no distance up to { FIGURE($limit_km) } km gives { FIGURE($target_km2) } km²; correct the area
edits-expand-below-today = to_area_km2 { FIGURE($target_km2) } is below today's { FIGURE($today_km2) } km²; give more, or use shrink
edits-shrink-above-today = to_area_km2 { FIGURE($target_km2) } is above today's { FIGURE($today_km2) } km²; give less, or use expand

## Move

edits-move-over-pole = dy_km { FIGURE($dy_km) } leads to a pole; give less

## Split

edits-split-cut-unclear = takes either line or geometry; give one of them
edits-split-id-repeated = into names { NAME($zone) } twice; give each part an id of its own
edits-split-line-count = the line cuts { NAME($zone) } into { NUMBER($count) } parts ({ $areas }), but into names { NUMBER($ids) }; name { NUMBER($count) }, or draw it otherwise
edits-split-geometry-count = the geometry cuts { NAME($zone) } into { NUMBER($count) } parts ({ $areas }), but into names { NUMBER($ids) }; name { NUMBER($count) }, or draw it otherwise
edits-split-line-misses = the line misses { NAME($zone) }; draw it across, from edge to edge
edits-split-line-short = the line does not cut through { NAME($zone) }; draw it across, from edge to edge
edits-split-line-ends-inside = the line does not cut through { NAME($zone) }, an end lies inside at { FIGURE($longitude) } { FIGURE($latitude) }; draw it across, from edge to edge
edits-split-geometry-misses = the geometry misses { NAME($zone) }; draw it over a part of it
edits-split-geometry-covers = the geometry covers all of { NAME($zone) }; draw it over a part of it

## Merge

edits-merge-zone-repeated = zones names { NAME($zone) } twice; name each zone once
edits-merge-no-ftz = { NAME($zone) } is of { -group } { NAME($ftz) }, { NAME($other) } of none; zones of one { -group } merge
edits-merge-other-ftz = { NAME($zone) } is of { -group } { NAME($ftz) }, { NAME($other) } of { NAME($other_ftz) }; zones of one { -group } merge, since each has an approved area of its own

## Transfer, swap

edits-option-misses-zone = nothing of { NAME($zone) } lies inside { $option }; draw it over the zone
edits-option-covers-zone = { $option } covers all of { NAME($zone) }; leave some of it, or use merge or remove
edits-transfer-unclear = takes either geometry or by_km2; give one of them
edits-transfer-no-border = { NAME($zone) } and { NAME($other) } share no border along which land could pass; { $count ->
    [0] { NAME($zone) } borders no zone of its { -group }, so draw the land instead of giving an area
   *[other] choose a zone that borders { NAME($zone) } ({ $beside }), or draw the land instead of giving an area
}
edits-transfer-too-much = only { FIGURE($most_km2) } km² of { NAME($zone) } are connected with its border with { NAME($other) }, not { FIGURE($by_km2) }; give less, or draw the land
edits-transfer-too-thin = { FIGURE($by_km2) } km² along the border of { NAME($zone) } and { NAME($other) } would be narrower than 0.1 m; give more, or draw the land
edits-transfer-to-itself = gives land of { NAME($zone) } to itself; name another zone
edits-transfer-no-ftz = { NAME($zone) } is of { -group } { NAME($ftz) }, { NAME($other) } of none; land passes within one { -group } only
edits-transfer-other-ftz = { NAME($zone) } is of { -group } { NAME($ftz) }, { NAME($other) } of { NAME($other_ftz) }; land passes within one { -group } only, since each has an approved area of its own: reshape both instead
edits-option-inside-zone = { $option } lies in { NAME($zone) } already; draw it outside
edits-swap-unbalanced = release is { FIGURE($release_km2) } km² of { NAME($zone) }, take { FIGURE($take_km2) } km²; draw them equal within 0.01 %, or name the side to be fitted in adjust
edits-swap-unfitted = { $option } cannot be fitted to { FIGURE($target_km2) } km²; draw both nearer in size

## Set

edits-cell-wanted = must be a text, number, true, false or null, not { $given }; correct it
edits-set-nothing = sets nothing; name a column and its value, such as name: Harbour
edits-set-ftz = sets ftz_id; a zone of another { -group } is another zone: use remove and add
edits-set-id-not-text = sets a zone_id that is not text; give the id in quotes
edits-column-unknown = zones have no column { $column }; { $hint }
edits-cell-kind = { $column } must be { $kind }, not { $given }; correct it
edits-cell-too-low = { $column } must be at least { FIGURE($limit) }, not { $given }; correct it
edits-kind-boolean = true or false
edits-kind-number = a number
edits-kind-integer = a whole number
edits-kind-date = a date
edits-kind-text = text that a file can hold
