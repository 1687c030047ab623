### Assumptions about a user's files, the results of their records, and errors of column mappings.

## Columns

import-map-column-form = { OPTION("map-column") } { $given }: is not COLUMN=NAME; write it like zone_id=CODE or regions.name=NAME
import-map-column-unknown = { OPTION("map-column") } { $column }: no layer of a plan has this column, { $hint }; for a custom column name its layer too, such as demand.{ $column }=NAME
import-map-layer-unknown = { OPTION("map-column") } { $layer }: not a layer of a plan, { $hint }
import-map-column-twice = { OPTION("map-column") } { $column }: is given twice; give it once
import-column-missing = column { $column } is missing (there are: { $there }); add it, or name the column that holds it with { OPTION("map-column", $column, "NAME") }
import-points-missing = has no geometry; give it a Point layer, or a table with the columns of its coordinates: { OPTION("map-column", $lon, "NAME") } { OPTION("map-column", $lat, "NAME") }
import-geometry-invalid = { $rows } is not a valid polygon: { $fault }; mend it (in QGIS: Fix geometries), or give { OPTION("repair") }
import-column-taken = the column { $given } is read as { $column }; to change that: { OPTION("map-column", $column, "NAME") }
import-column-set-aside = the column { $column } is kept as { $name }: its name is taken
import-rows-numbered = no column is named as an id is (id, code, 编号): { $column } is the number of the row; name one with { OPTION("map-column", $column, "NAME") }
import-surveyed-unknown = no zone of the plan is called { $zone }, { $hint }; correct the id, or give a file of all zones, without { OPTION("surveyed") }
import-zones-without-group = zones have no { -group(number: "many") }; name the column with { OPTION("map-column", "zones.ftz_id", "NAME") }
import-level-form = { OPTION("level") } { $given }: write WORD=CODES or WORD=CODES:NAMES, such as county=GEOID or state=STATEFP:STATE_NAME
import-level-column = { OPTION("level", $level) }{ $column }: the regions have no such column (there are: { $there }); correct the name
import-level-names = the names of { $level } are read from { $names }, which has one for each { $column }; to change that: { OPTION("level", $level) }{ $column }:NAMES
import-level-unnamed = { $level } has codes alone; name the column of its names with { OPTION("level", $level) }{ $column }:NAMES

## CRS

import-crs-needed = neither the zones nor the regions state their CRS; name the plan's with { OPTION("crs") }, such as EPSG:4326
import-crs-as-plan = the file names no CRS, and its coordinates are degrees: assumed to be in { $crs }, as the plan; to change that: { OPTION("source-crs", $layer, "CRS") }
import-crs-band = has no CRS, and its coordinates look like { $width }-degree Gauss-Krüger, zone { $band }; name datum and zone: { OPTION("source-crs", $layer) }EPSG:{ NUMBER($epsg, useGrouping: 0) } if they are in CGCS2000
import-crs-unknown = has no CRS, and its coordinates are not degrees (east { FIGURE($west) } to { FIGURE($east) }, north { FIGURE($south) } to { FIGURE($north) }); name it with { OPTION("source-crs", $layer, "EPSG:…") }
import-axes-swapped = has no CRS, and its coordinates look like latitude before longitude; confirm with { OPTION("axis-order", $layer) }north-first
import-order-turned = matches the other layers only with latitude first, and the order is reversed; if not, give { OPTION("axis-order") } east-first
import-order-undecided = { $layers } and { $others } overlap only if the coordinates of one side are swapped, and it is unknown of which; give { OPTION("axis-order", $layer) }north-first or east-first
import-offset-removed = the offset of { $offset } was removed, to about a metre
import-network = { NUMBER($lines) } lines: cut at every junction, into { NUMBER($edges) } edges; connected parts: { NUMBER($parts) }
import-cut-at-180 = { $rows ->
    [one] one shape lies
   *[other] { NUMBER($rows) } shapes lie
} across or beyond 180°: kept within ±180, cut there

## Areas, codes, people

import-area-unit-stated = the column { $column } is read in { $unit }, as its heading states, and stored in km²
import-area-unit-found = the column { $column } is taken to be in { $unit }: so its figures agree with the measured areas; if not, write the unit behind its heading, such as (ha)
import-area-unit-unknown = the column { $column } names no unit and agrees with the measured areas in none: taken to be in km²; if not, write the unit behind its heading, such as (ha)
import-codes-restored = { NUMBER($count) ->
    [one] one code
   *[other] { NUMBER($count) } codes
} of { $column } got back zeros at the beginning, as { $layer } has them
import-demand-of-polygons = { $rows ->
    [one] one row is a polygon
   *[other] { NUMBER($rows) } rows are polygons
}: its people are counted at one point, its middle or a point within; over short distances give points, or finer polygons
import-points-of-polygons = { $rows ->
    [one] one row is a polygon
   *[other] { NUMBER($rows) } rows are polygons
}, taken at one point, its middle or a point within; where the place matters give points
import-people-of-regions = the column { $column } has people, but people are counted by demand alone: to count those of a region at one point of it, give the same file as the demand too
import-demand-of-regions = it has no coordinates and is joined to the regions by { $column }, their { $by ->
    [code] code
   *[name] name
}: the people of a row are counted at one point of its region; over short distances give points
import-demand-no-region = row { $rows }{ $count ->
    [1] {" "}names
   *[other] {" "}name
} no region, or one of several of that name; correct or leave out { NUMBER($count) ->
    [one] this row
   *[other] these { NUMBER($count) } rows
}

## Records

import-row-empty = has no geometry, and is skipped
import-row-mended = was not a valid polygon ({ $fault }): rebuilt from its rings, { $parts ->
    [one] one part
   *[other] { $parts } parts
}, { NUMBER($vertices_before) } vertices before, { NUMBER($vertices) } now; { AREA($area_km2) }; of the land within an odd number of its rings, { AREA($taken_km2, $area_km2) } taken, and { AREA($given_km2, $area_km2) } given
import-zone-outside = lies in no region, and the figures of regions leave it out; if it should lie in one, give the CRS of its file with { OPTION("source-crs", "zones") }EPSG:…
import-zone-repeated = has the same land as { NAME($other) }; leave one of them out
import-people-unit = { $column } counts people in units of { NUMBER($factor) }: multiplied by that
import-demand-summed = summed as amounts beside people: { $columns }{ $more ->
    [0] { "" }
   *[other] { " " }and { NUMBER($more) } more
}; to leave one out: { OPTION("no-sum") } COLUMN
import-demand-not-summed = { $columns }{ $more ->
    [0] { "" }
   *[other] { " " }and { NUMBER($more) } more
} not summed: { $kind ->
    [id] ids or codes, by name or numbers
    [year] years or dates
    [rate] rates, shares, means or the like
    [place] positions or heights
    [same] the same in every row
   *[before] as in the plan before
}; to sum one: { OPTION("sum") } COLUMN
import-sum-unknown = { OPTION($option) } { $given }: the demand has no further column of numbers of that name (there are: { $there }); correct the name
import-sum-people = { OPTION($option) } population: people are always summed; name another column
import-sum-both = { OPTION("sum") } and { OPTION("no-sum") } { $column }: it is to be summed or not; give one
import-sum-without-demand = { OPTION("sum") } and { OPTION("no-sum") } are about columns of the demand, and there is none; add it with { OPTION("demand") }
import-and = { $one }; { $other }
import-area-differs = published { AREA($published_km2, $measured_km2) }, measured { AREA($measured_km2, $published_km2) }
import-performance-unit = { $column }: { $given } is read as { $unit }{ $times ->
    [1] { "" }
   *[other] { " " }× { NUMBER($times, maximumFractionDigits: 6) }
}
import-performance-column = the column { $column } holds the figures of { $indicator }
import-performance-none = no column of figures among { $there }; give indicator, period, value and unit, or a column for each indicator with its unit in the heading, such as tax (EUR million)
import-performance-names = { NUMBER($count) ->
    [one] one { $column } is
   *[other] { NUMBER($count) } of { $column } are
} given by name, and stored by id
