### Assumptions in reading a file of any format, and why a file cannot be read.

## What a file is

format-other = is not { $wanted }: its content is { $found }; export it again, or give it the suffix of its actual format
format-kind-unknown = of no known format
format-by-content = by its content it is { $found }, though its suffix is { $suffix }; give it the right suffix if that is wrong
format-not-driver = is not { $driver } but { $found }; export it again
format-leads-elsewhere = names other files or hosts, which are never opened; export it again
format-large = is larger than { NUMBER($limit_bytes) } bytes; split it, or give a GeoPackage
format-cells-many = has more than { NUMBER($limit) } cells; save it as CSV
format-nested = is nested more than { $limit } levels deep; export it again
format-layer-missing = has no layer { $layer } (there are: { $there }); correct { OPTION("layer") }
format-layer-only = its only layer is { $layer }, which is read

## Encoding

format-encoding-recognised = its text can be read as { $encoding }, which it does not state{ $shown }; if letters are wrong, name another with { OPTION("encoding") }, such as { $example }
format-encoding-lies = it states { $stated }, but its text is { $encoding }{ $shown }; if letters are wrong, name another with { OPTION("encoding") }
# What letters became, behind the encoding in the two sentences above.
format-encoding-shown = { " " }({ $words })
format-encoding-shown-or = { " " }({ $words }; in { $other } it would be { $others })
format-encoding-two = { NUMBER($count) ->
    [one] one text is
   *[other] { NUMBER($count) } texts are
} in UTF-8 ({ $words }), the others in { $other }; if letters are wrong, name one encoding for all with { OPTION("encoding") }
format-encoding-unclear = its text is neither UTF-8, UTF-16 nor GBK; name its encoding with { OPTION("encoding") }, such as big5
format-encoding-unknown = the encoding { $encoding } is not known; give one such as gbk, big5 or utf-8
format-encoding-wrong = its text is not in { $encoding }; name another with { OPTION("encoding") }, or leave it to be recognised
format-text-cut = { NUMBER($cells) ->
    [one] a cell ends
   *[other] { NUMBER($cells) } cells end
} within a letter, which is dropped: the table has no room for it

## Numbers

format-numbers-read = the cells of { $column } are read as numbers: { $text } is { $number }; if not, write them without groups of digits, with a decimal point

## CRS and order of axes

format-crs-unknown = the CRS { $crs } is not known; give one such as EPSG:4490 with { OPTION("source-crs") }
format-crs-without-prj = it has no .prj and so names no CRS; copy it along, or name the CRS with { OPTION("source-crs") }
format-datum-missing = its header names no datum; CGCS2000 is assumed; if it is another, name the CRS with { OPTION("source-crs") }
format-datum-unknown = the coordinate system { $system } in its header is not known; name the CRS with { OPTION("source-crs") }
format-band-missing = the band of its coordinates is unknown: its header names none, and no number stands before the eastings; name the CRS with { OPTION("source-crs") }, such as EPSG:4549
format-band-of-eastings = its eastings begin with { $number }, the number of the band at { $meridian }°; if that is wrong, name the CRS with { OPTION("source-crs") }
format-band-of-head = its header names band { $number }, at { $meridian }°, and no number stands before the eastings; if that is wrong, name the CRS with { OPTION("source-crs") }
format-band-against-head = its eastings begin with { $number }, the number of the band at { $meridian }°, though its header names { $stated }; if the header is right, name the CRS with { OPTION("source-crs") }
format-band-without-crs = its eastings begin with { $number }, as in CGCS2000 band { $number }; it names no CRS: if that is the one, give { OPTION("source-crs") } { $crs }
format-band-moved = eastings differ from { $crs } by the number of its band, { $number },000,000 m; they are converted to the CRS
format-axis-turned = the first coordinate is { $first }, the second { $second }: latitude or northing comes first, and the order is reversed; if not, give { OPTION("axis-order") } east-first
format-axis-degrees = { $east } is taken as longitude, since it exceeds 90°, and { $north } as latitude; if not, give { OPTION("axis-order") }
format-axis-band = { $east } is taken as easting, since it begins with the number of a band, and { $north } as northing; if not, give { OPTION("axis-order") }
format-axis-metres = { $east } is taken as easting, since it is the shorter, and { $north } as northing; if not, give { OPTION("axis-order") }
format-axis-undecided = it is unknown which of { $east } and { $north } is east; { $east } is assumed; if not, give { OPTION("axis-order") }

## Geometry

format-geometry-flat = { NUMBER($rows) ->
    [one] a row has
   *[other] { NUMBER($rows) } rows have
} heights, which are dropped
format-gdal-remark = GDAL, which reads this format, says: { $text }{ $others ->
    [0] {""}
   *[other] {" "}(and { NUMBER($others) } more)
}; compare the imported rows with the file, and correct it there
format-geometry-measured = has M values, which are dropped
format-geometry-collection = { NUMBER($rows) ->
    [one] a row is a collection
   *[other] { NUMBER($rows) } rows are collections
} of polygons, made one shape
format-edges-spherical = the edges of { $column } are stated to be spherical (along great circles); they are taken as straight in longitude and latitude, so long ones lie elsewhere: densify them first
format-geometry-primary = has several geometries; { $column }, which it names as primary, is taken, { $others } left out; name another with { OPTION("layer") }
format-geometry-missing = has no geometry { $column } (there are: { $there }); correct { OPTION("layer") }
format-line-closed = is a line that ends where it begins, not a polygon; save it as a polygon
format-rings-closed = { NUMBER($count) ->
    [one] a ring does
   *[other] { NUMBER($count) } rings do
} not end where it begins, and is closed
format-rings-blocks = { NUMBER($count) ->
    [one] a further ring lies
   *[other] { NUMBER($count) } further rings lie
} outside the first, so it is a separate part and not a hole

## Archives

format-archive-members = holds more than { NUMBER($limit) } files; pack only those that are needed
format-archive-bomb = unpacks to more than { $limit } times its size; pack it again
format-archive-password = has a password; pack it without one
format-archive-without-data = holds no file of a format that is read ({ $known }); pack one

## Tables: CSV, XLSX, Parquet

format-csv-line = line { NUMBER($line, useGrouping: 0) } cannot be read ({ $why }); correct it
format-delimiter = its cells are separated by { $delimiter }
format-header-merged = its column names are in rows { NUMBER($first, useGrouping: 0) } to { NUMBER($last, useGrouping: 0) }, with merged cells
format-cells-merged = { NUMBER($cells) ->
    [one] one cell is
   *[other] { NUMBER($cells) } cells are
} filled from the merged cell that covers it
format-header-found = the names of its columns are in row { NUMBER($row, useGrouping: 0) }, below { NUMBER($above) ->
    [one] a row of title
   *[other] { NUMBER($above) } rows of title
}; if not, delete the rows above them
format-sheet-first = has the sheets { $there }; { $sheet }, the first that holds anything, is read; name another with { OPTION("layer") }
format-not-xlsx = is not an XLSX workbook; save it as .xlsx
format-points-of = points are made of the columns { $first } and { $second }
format-coordinate-unread = column { $column } is not a coordinate in { NUMBER($count) ->
    [one] row { $rows }
   *[other] { NUMBER($count) } rows, such as { $rows }
}; correct it
format-curves = { NUMBER($count) ->
    [one] one shape has arcs, which become
   *[other] { NUMBER($count) } shapes have arcs, which become
} lines of steps of 2° of their circles
format-wkt-of = geometry is made of the column { $column }
format-wkt-unread = column { $column } is not WKT or WKB in { NUMBER($count) ->
    [one] row { $rows }
   *[other] { NUMBER($count) } rows, such as { $rows }
}; correct it
format-parquet-metadata = describes its geometry in a way that cannot be read; write it again

## Shapefile, GeoPackage, FileGDB, MapInfo

format-column-restored = the column { $given } is taken as { $column }, cut to ten letters; if not, map another with { OPTION("map-column") }
format-shapefile-table = has no geometry; give a shapefile of polygons or points
format-gpkg-view = layer { $layer } is a view, not a table; save it as a separate layer
format-not-filegdb = is not a file geodatabase; give the folder NAME.gdb as a whole, or NAME.gdb.zip
format-mapinfo-incomplete = has no { $parts } beside it; copy all its files
format-mapinfo-linked = links to other tables; save it as a separate table in MapInfo

## GeoJSON, KML

format-esri-curved = has curves, which are not read; save it with straight edges: ogr2ogr -f GPKG zones.gpkg FILE
format-esri-part = the service that answered has more than these { NUMBER($count) } features, and did not send them all; ask for the rest, or export the layer
format-topojson-broken = is not TopoJSON as it should be: { $why }; save it as GeoPackage: ogr2ogr -f GPKG zones.gpkg FILE
format-topojson-bomb = uses its arcs too often for a file of this size; save it as GeoPackage: ogr2ogr -f GPKG zones.gpkg FILE
format-gpx-closed = { NUMBER($count) ->
    [one] one track is read as an area, closed
   *[other] { NUMBER($count) } tracks are read as areas, closed
} from the last position to the first
format-gpx-open = track { $name } is open, not the outline of an area; walk it to its start, or close it in QGIS (Lines to polygons) and save it as GeoPackage
format-gpx-nothing = has no { $kind ->
    [Point] waypoints; a layer of points needs them
    [MultiLineString] tracks or routes; a layer of lines needs them
   *[other] tracks or routes that enclose an area
}; save others as GeoPackage: ogr2ogr -f GPKG points.gpkg FILE track_points
format-kml-folders = its folders { $folders }{ $more ->
    [0] { "" }
   *[other] { " " }and { NUMBER($more) } more
} are read together, named in the column { $column }; to read one: { OPTION("layer", $layer) }FOLDER
format-kml-left-out = { NUMBER($count) ->
    [one] one placemark is
   *[other] { NUMBER($count) } placemarks are
} left out: of another kind than the layer
format-kml-links = { NUMBER($count) ->
    [one] a link
   *[other] { NUMBER($count) } links
} to other files is not followed; save those in it if they are needed
format-kml-only-links = only links to other files, which are not followed; save the places themselves as KML
format-placemark = placemark { NUMBER($number, useGrouping: 0) } ({ $name }) { $reason }; correct it
format-placemark-mixed = holds { $kinds } together, not polygons alone

## DXF

format-dxf-key = each layer of the drawing is a row, its name is { $column }
format-dxf-left-out = { NUMBER($count) ->
    [one] an open line, point or text is
   *[other] { NUMBER($count) } open lines, points and texts are
} left out
format-dxf-rings = { NUMBER($layers) ->
    [one] a layer has
   *[other] { NUMBER($layers) } layers have
} several rings: one within another is a hole, others are blocks
format-dxf-no-name = zone { $zone } cannot give a layer of a drawing its name; rename it, or choose another format
format-dxf-same-name = zone { $zone } differs from another only in upper and lower case, which a drawing ignores; rename it, or choose another format
format-dxf-without-ring = has no closed polyline; close the polylines in the drawing

## Boundary-point TXT

format-txt-columns = the parcel number is { $key }, its name name_zh, its use ftz_id, its hectares published_area_km2; layer { $layer }
format-txt-unit = 计量单位={ $unit }: this unit is not known; write 米, 千米 or 度
format-txt-kilometres = the head says kilometres: coordinates are multiplied by 1,000
format-txt-empty = has no boundary point; give a file with lines such as J1,1,3456789.123,40456789.123
format-txt-id = zone { $zone }: its code or its group's has a sign that separates fields, such as a comma; rename it, or choose another format
format-txt-line = line { NUMBER($line, useGrouping: 0) } is neither a parcel nor a point ({ $text }); correct it
format-parcel-blocks = { NUMBER($count) ->
    [one] a number stands
   *[other] { NUMBER($count) } numbers stand
} for several parcels, taken as blocks of one shape
format-parcel-cut = the parcel on line { NUMBER($line, useGrouping: 0) } has { NUMBER($count) } of { NUMBER($stated) } points; the file was cut: export it again
format-parcel-without-ring = the parcel on line { NUMBER($line, useGrouping: 0) } is not an area: a ring needs three points; correct it
