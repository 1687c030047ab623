### The OGC API: collections of features for GIS clients.

# What a collection holds.
ogc-collection = { $part ->
    [coverage] Regions with their covered land and people
    [zones] Zones with their measured area
   *[other] A layer of the plan, as stored
}{ $of ->
    [scenario] { "" }, of a scenario
   *[baseline] { "" }
}.
ogc-collection-unknown = { $given }: no such collection; there are { $known }
ogc-feature-unknown = { $given }: no such feature; /items lists all
ogc-crs-unknown = { $given }: not offered; available are { $known }
ogc-bbox = { $given }: not a box; write four numbers, the lower left and the upper right corner in the CRS's order of axes
ogc-datetime = { $given }: not a time; write 2026-01-31T00:00:00Z, or two with / between, or ..
ogc-after = { $given }: not the id of a feature of this collection; follow the link next
ogc-property-value = { $given }: not of the property's type, { $kind }
ogc-filter = not CQL2: { $reason }
ogc-filter-too-large = more than { $characters } characters, { $depth } levels or { $operators } operators; ask for less at once
ogc-filter-costly = takes too long: draw smaller areas with fewer vertices, or join fewer terms
ogc-filter-number = has a number that is too large; write one below 1e308
ogc-filter-unsupported = { $what } cannot be used here; /conformance lists what can
ogc-filter-types = a { $one } cannot be compared with a { $other }
ogc-filter-property = { $given }: no such property; there are { $known }
ogc-filter-geometry = the geometry is not valid: { $reason }

## Edits of a draft

ogc-not-editable = { $collection }: only the zones of your own private draft can be edited here; create or branch one
ogc-media-type = { $given }: not accepted here; send { $known }
ogc-feature = not a GeoJSON feature with a geometry and properties; send one that has both
ogc-fixed = { $name } cannot be changed here; leave it out
ogc-patch-member = is not a member of a feature, which has { $known }; attributes belong in properties
ogc-zone-changed = { $zone } has changed since; read it again and repeat the change
ogc-zone-there = { $zone } is there already, and If-None-Match asks that it is not; leave that header out to change it
# The message of a revision: its edits, and what they change.
ogc-revision = { $edits }: { $area } km² of zones; { $effects }
ogc-more-edits = and { $count } more
ogc-effect = within { $radius } km { $people } people, { $area } km²

## Tiles

ogc-tiles-none = { $collection } has no geometry, so no tiles
ogc-tile-none = there is no tile { $zoom }/{ $y }/{ $x }; a level has 2 to its power rows and columns

## Processes

ogc-process-unknown = { $given }: no such process; there are { $known }
ogc-job-not-ready = job { $job } is still running; ask for its status first
ogc-job-dismissed = job { $job } was dismissed before it had a result
