### Errors of files: missing, in use, damaged, or not of their format.

## Any file

file-missing = no such file; check the name
file-or-folder-missing = no such file or folder; check the name
file-not-file = is not a file; name a file
file-unreadable = cannot be read ({ $why }); check it
file-disk-full = the disk is full: nothing was written; make room there, and try again
file-unwritable = cannot be written ({ $why }); it is unchanged
file-is-folder = is a folder; name a file
file-link-loop = is a link that leads to itself; name another file
file-link = is a link, which is not followed; name the file that it leads to
file-one-scenario = holds one set of zones, not { $scenarios }; name one scenario, or export a .gpkg
file-crs-of-format = is in the CRS of its format; { OPTION("crs") } is for { $known }
file-folder-missing = no such folder; make it first
file-folder-read-only = cannot be written to ({ $why }); choose another folder
file-in-use = open in another program (QGIS?); save and close it there first
file-suffix-unknown = the suffix names no known format; there are { $known }
file-suffix-unread = the suffix names no known format; there are { $known }; save others as GeoPackage: ogr2ogr -f GPKG OUT.gpkg FILE
file-damaged = cannot be read ({ $why }); export it again
file-without-layer = has no layer; give a file that has one
file-layer-unclear = has the layers { $there }; name one with { OPTION("layer") }, or give it the name { $layer }
file-crs-missing = has no CRS; set the one it is in (a shapefile: copy its .prj along)
file-edges-densified = { $vertices ->
    [one] a further vertex keeps
   *[other] { NUMBER($vertices) } further vertices keep
} long edges, straight in { $crs }, where they are to { FIGURE($tolerance_m) } m; moved by their ends alone, they would have lain up to { FIGURE($departure_m, digits: 2) } m off
file-edges-left = there are more long edges than can be kept in place: some still lie up to { FIGURE($departure_m, digits: 2) } m off; divide them beforehand (in QGIS: Densify by interval)

## A plan, a GeoPackage

file-plan-missing = no such file; name a plan, or make one with: zonewright demo
file-plan-not-file = is not a file; name a plan, or make one with: zonewright demo
file-plan-unreadable = cannot be read ({ $why }); check its permissions
file-plan-empty = is empty; make a plan from your files with: zonewright init
file-plan-without-layers = has no layer of a plan (its layers: { $there }); name a plan, or make one from your files with: zonewright init
file-not-geopackage = not a GeoPackage; make a plan from your files with: zonewright init
file-geopackage-damaged = damaged, GDAL cannot read it ({ $why }); restore it from a copy
file-geopackage-cut-short = cut short, { NUMBER($bytes) } of { NUMBER($whole_bytes) } bytes; restore it from a copy
file-geopackage-computed = its table { $table } is a view, as in no GeoPackage; export it again
file-geopackage-columns-computed = layer { $layer } has computed columns ({ $columns }); save it as a separate layer
file-geopackage-definition = the definition of layer { $layer } has more than { NUMBER($limit) } characters; export it again
file-geopackage-cell = layer { $layer } has a cell of more than { NUMBER($limit_bytes) } bytes; take it out

## An edited layer of zones

file-edited-elsewhere = was it edited, as in QGIS? zonewright import-edits matches such zones by their land, and makes a scenario that can be compared
# A problem at a place of the layer: layer zones.locked: …
file-in-layer = layer { $reason }
file-edited-layer-without-geometry = layer { $layer } has no geometry; name a layer of zones by { OPTION("layer") }
file-edited-layer-without-rows = layer { $layer } has no rows; name a layer of zones by { OPTION("layer") }
file-edited-by-land = there is no column { $column }: zones are matched by their land
file-edited-copied-open = { $file } was open in another program when it was copied, so its last saves may be missing; save and close it there (in QGIS: end editing, remove the layer), and copy it again
file-edited-rounded = coordinates are mostly rounded to five decimals: outlines within about 1 m are the same; to change that: { OPTION("tolerance-m") }
file-edited-ftz-unknown = { $rows }: there is no { -group } { NAME($ftz) }; { $hint }

## CSV

file-text-empty = is empty; export it again
file-csv-empty = is empty; give a table with a header line
file-csv-column-repeated = column { $column } appears twice; rename one
file-csv-line-long = line { NUMBER($line, useGrouping: 0) } has { NUMBER($cells, useGrouping: 0) } cells, the header { NUMBER($header_cells, useGrouping: 0) }; correct it

## GeoJSON

file-not-utf8 = is not UTF-8; save it as UTF-8
file-not-json = is not JSON ({ $why }); export it again
file-json-deep = is nested too deeply; export it again
file-not-geojson = is not GeoJSON; give a FeatureCollection
file-not-feature-collection = is not a GeoJSON FeatureCollection; export it as one
file-geojson-crs-unnamed = its crs is not a name, and no link is followed; name the CRS
file-geojson-crs-unknown = its crs { $crs } is not known; name it like EPSG:4326
file-feature = feature { NUMBER($number, useGrouping: 0) } { $reason }; correct it
file-feature-other = is not a Feature
file-feature-properties = has properties that are not a mapping
file-feature-text = has a property with a character that is not text
file-feature-geometry = is a { $kind }, not a polygon or point
file-feature-coordinate = has a coordinate that is not a number
file-feature-unreadable = has a geometry that cannot be read ({ $why })

## Shapefile, FlatGeobuf, KML

file-shapefile-incomplete = has no { $parts } beside it; copy all its files
file-shapefile-rows = outlines and rows of its table (.dbf) are not as many ({ NUMBER($shapes) }, { NUMBER($rows) }), so which belongs to which is not known; copy the files that belong together, or export it again
file-shapefile-cut = a shapefile holds names of ten bytes and texts of 254: cut are the names { $names }, and texts of { $texts }; GeoPackage (.gpkg) and GeoParquet (.parquet) keep all
file-decision-none = is not a decision file; zonewright decision writes one
file-decision-cut-short = is a decision file that is cut short or does not end as it was written; get it again
file-decision-large = is larger than { NUMBER($limit_bytes) } bytes, so it is not a decision file
file-decision-unreadable = its data cannot be read; get the file again
file-decision-of-one = a decision, a dossier and slides are on one scenario; name one, which is not the baseline
file-archive-unreadable = cannot be unpacked ({ $why }); check it
file-archive-damaged = cannot be unpacked ({ $why }); pack it again
file-archive-large = unpacks to more than { NUMBER($limit_bytes) } bytes; give a smaller file
file-archive-repeats = holds { $name } twice; pack one shapefile
file-xml-entities = declares entities, which may refer to other files; export it without a document type

## GeoParquet

file-row-group = { $file }, row group { NUMBER($number, useGrouping: 0) }: { $reason }
file-parquet-damaged = cannot be read as Parquet ({ $why }); write it again
file-folder-without-parquet = holds no .parquet file; name the folder of the demand's files

## Limits

file-sockets-deep = TMPDIR: the path { $folder } is too long for the sockets of processes (at most { $limit } bytes), and { $short } cannot be written; name a folder with a shorter path
file-system-exhausted = the system has run out of files or processes for this ({ $reason }); try again in a few seconds
file-limit-time = took more than { FIGURE($seconds) } s; give a smaller file
file-limit-memory = took more than { FIGURE($gigabytes) } GB of memory; give a smaller file
file-limit-died = ended before it was done, perhaps for lack of memory; give a smaller file
file-limit-rows = has { NUMBER($rows) } rows, more than { NUMBER($limit) }; give a part of it
file-limit-vertices = has { NUMBER($vertices) } vertices, more than { NUMBER($limit) }; simplify it, or give a part of it
