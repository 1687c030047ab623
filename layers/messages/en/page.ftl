### The page's own texts, besides the service's messages.

## General

page-skip = To the figures
page-semicolon = { "; " }

## Header

page-header-scenario = Scenario
page-header-against = against
page-header-radius = radius
page-header-by = Distances
page-header-aim = of
page-header-more = More
page-reach = { $what ->
    [land] Land
   *[people] People
} { $at ->
    [inside] { $radius }
   *[within] within { $radius }
} { $by }, { $aim }{ $compared ->
    [yes] , against { $against }
   *[no] { "" }
}
page-header-plan = Plan
page-aim-all = all
page-aim-group = { $name } { -group }

## Scenario

page-scenario-baseline = Baseline
page-scenario-more = More: search for them

## Radius

page-radius-inside = inside only
page-radius-other = other…
page-radius-km = Radius, km
page-radius-min = Radius, min
page-by-line = by straight line
page-by-road = by road
page-by-road-min = by road, minutes
page-by = { $by ->
    [road] { " " }by road
   *[line] { "" }
}
page-by-land-unknown = not measured by road: a network does not say how far from its lines land still counts as reached
page-by-explained = Which zone covers how much of it is worked out by straight line alone.
page-over-show = Show the people over-counted by the straight line
page-over-title = People over-counted by the straight line
page-over-people = Over-counted
page-over-map = The map shows where: regions by the share of their people, and at close zooms the people themselves.
page-over-draft = The people over-counted by the straight line are shown for a saved scenario.
page-legend-over-lost-2 = many over-counted by straight line
page-legend-over-lost-1 = some over-counted by straight line
page-legend-over-0 = none
page-legend-over-cluster = Cluster counted by straight line alone
page-legend-demand-over = counted by straight line alone
page-by-propose = Distances are measured{ $by }: parts that no road enters stay unchanged.
page-by-download = Reports, the workbook, layers for QGIS and a decision are measured{ $by }.
page-over-clusters = Clusters counted by straight line alone
page-way-none = No road leads there from a zone
page-way-from = { $within } from { $zone }; { $line } km in a straight line
page-way-extreme = By straight line it is { $share }. So great a difference comes of the roads: they are simplified and have no ferries, so that water, a border or a road that is missing here { $leads ->
    [no] cuts the way off.
   *[yes] makes the way long. The map shows where it leads.
}
page-way-to-place = To the clicked place:{ " " }
page-way-to-people = To where most of its people live:{ " " }

## Status

page-status-draft = draft
page-status-proposed = proposed
page-status-approved = approved
page-status-rejected = rejected

## Language


## Button

page-button-language = { $language } – change the language
page-button-theme = Light or dark
page-button-download = Download as a file
page-button-zoom-in = Zoom in
page-button-zoom-out = Zoom out
page-button-whole = Show the whole plan
page-button-ruler = Measure length and area
page-button-basemap = Basemap
page-button-sheet = Print or save the map

## Pointer

page-pointer-grid = x { $x }  y { $y }  (3° zone { $band })

## Ruler

page-ruler-how = Click places on the map, or type longitude and latitude.
page-ruler-place = Place
page-ruler-add = Add
page-ruler-no-place = Type longitude and latitude in degrees, such as { $lon }, { $lat }
page-ruler-length = Length
page-ruler-area = Area
page-ruler-crossed = crosses itself
page-ruler-back = Back
page-ruler-clear = Clear

## Basemap

page-basemap-none = None
page-basemap-own = own file
page-basemap-shifted = Its tiles are shifted to the plan's datum; the data are unchanged.
page-basemap-key = Your key
page-basemap-keep = Use it
page-basemap-key-stays = Stored only in this browser, and sent only to the basemap's host.

## Datum

page-datum-wgs84 = WGS 84{ $crs ->
    [none] { "" }
   *[other] { " / " }{ $crs }
}
page-datum-gcj02 = GCJ-02

## Sheet

page-download-title = Download: { $scenario }
page-download-what = A report, or the zones of the stored scenario; each file names its plan and revision.
page-download-unsaved = Your edits that are not saved are not in it.
page-download-making = { $suffix } is being made…
page-download-done = { $name }: saved
page-download-offline = The service does not answer. Try again.
page-download-annex = with annex
page-download-as-pdf = Report to read and print
page-download-as-docx = Report to edit in Word
page-download-as-html = Report as one page for the browser
page-download-as-decision-html = Decision to hand over: one page that anyone can verify
page-download-as-slides-html = Slides to show and to print: one page for the browser
page-download-as-dossier-zip = Dossier for an application: Word, PDF, points, maps, decision
page-download-as-xlsx = Excel: the zones, every figure, sources
page-download-as-gpkg = GeoPackage: the whole plan and the measures, styled for QGIS
page-download-as-geojson = GeoJSON
page-download-as-shp-zip = Shapefile, zipped
page-download-as-gdb-zip = Esri file geodatabase, zipped
page-download-as-kml = KML, for Google Earth
page-download-as-kmz = KML, packed
page-download-as-dxf = DXF, for CAD, in degrees
page-download-as-txt = Boundary points, as land registers exchange them
page-download-as-csv = Table with shapes as WKT
page-download-as-fgb = FlatGeobuf
page-download-as-parquet = GeoParquet
page-download-as-pmtiles = PMTiles: map tiles of the plan for the web

page-button-share = Share
page-share-title = Share: { $scenario }
page-share-what = The link contains the scenario and its revision, the view, the radius and the scope.
page-share-link = Link
page-share-copy = Copy the link
page-share-copied = The link is copied.
page-share-not-copied = The browser did not allow copying: copy it from the field.
page-share-done = Readable now by: { $who }
page-share-owner = Its owner { $owner } chooses who may read it.
page-share-stale = Someone saved in the meantime; look at it, then choose again.
page-share-refused = There is no scenario “{ $scenario }” that you may read. It may not be shared with you: ask the person who sent you the link. The baseline is shown.

page-sheet-title = { $plan }: { $scenario }, { $within }
page-sheet-name = Title
page-sheet-paper = Paper
page-sheet-a4 = A4, landscape
page-sheet-a3 = A3, landscape
page-sheet-print = Save as PDF, to print
page-sheet-making = The sheet is being drawn …
page-sheet-offline = The service draws the sheet, and it does not answer now. Try again when it does.
page-sheet-picture = Save as PNG

## Source


## Foot

page-foot-reviewed = Map review number { $number }
page-foot-draft = Working draft · map not reviewed
page-foot-sources = Sources
page-foot-keys = Keys

## Map

page-map-label = Map

## Panel

page-panel-label = Figures

## Tab

page-tab-coverage = Reach
page-tab-places = Places
page-tab-regions = Regions
page-tab-zones = Zones
page-tab-rules = Check
page-tab-history = History
page-tab-compare = Compare
page-tab-propose = Find land
page-tab-sectors = Sectors
page-tab-background = Background

## Search

page-search-label = Search zones, { -group(number: "many") }, regions and clusters
page-search-placeholder = Search by name
page-search-results = Results
page-search-none = Nothing has this name

## Kind

page-kind-zone = zone
page-kind-ftz = { -group }
page-kind-region = { LEVEL($level) }
page-kind-cluster = cluster
page-kind-place = place (GeoNames)
page-kind-scenario = scenario
page-kind-create = created
page-kind-save = saved
page-kind-undo = undone
page-kind-redo = redone
page-kind-branch = branched
page-kind-merge = merged
page-kind-status = status

## Legend

page-legend-title = Legend and layers
page-legend-not-reached = not reached
page-legend-locked = locked
page-legend-nodata = no data
page-legend-demand = where people live, at close zooms
page-legend-demand-reached = people within { $within }, at close zooms
page-legend-demand-missed = not reached
page-legend-close = shown at close zooms
page-legend-broken-hard = a hard rule
page-legend-broken-soft = a soft rule
page-legend-reach = { $radius ->
    [0] inside
   *[other] { $radius } km from the nearest zone
}
page-legend-reach-gained = newly reached
page-legend-reach-lost = no longer reached
page-legend-change-gained-2 = gains 10 points or more
page-legend-change-gained-1 = gains less than 10 points
page-legend-change-0 = as before
page-legend-change-lost-1 = loses less than 10 points
page-legend-change-lost-2 = loses 10 points or more
page-legend-entering = Cluster entering reach
page-legend-leaving = Cluster leaving reach

## Layer

page-layer-districts = { CAPITAL(-region(number: "many")) }, tinted by
page-layer-demand = People
page-layer-zones = Zones
page-layer-changes = Changes made by the scenario
page-layer-clusters = Clusters by sector
page-layer-gateways = Gateways
page-layer-customs = Customs blocks
page-layer-exclusions = Exclusions
page-layer-references = Reference layers
page-layer-labels = Names
page-layer-gained = Land gained
page-layer-lost = Land lost
page-layer-violations = Broken rules
page-layer-reach = Reach line
page-layer-explained = Explained region
page-layer-consensus = Consensus of scenarios
page-layer-comments = Comments at places
page-layer-context = Land, water, roads
page-context-water = Coast, lakes, rivers
page-context-road = Main roads, simplified
page-context-rail = Railways, simplified
page-layer-proposed = Proposal

## Clusters

page-clusters-together = { $count ->
    [one] 1 cluster
   *[other] { $count } clusters
}
page-clusters-closer = Zoom in to tell them apart

## Tint

page-tint-label = Share of
page-tint-density = density
page-tint-change-people = people gained, lost
page-tint-change-land = land gained, lost
page-tint-zones = Zones by …
page-tint-use-accepted = share of land accepted
page-tint-use-built = share of land built
page-tint-use-idle = share of land idle
page-tint-yield = { $indicator } per km²
page-tint-unknown = unknown
page-tint-people = people
page-tint-land = land

## Sector

page-sector-biopharma = Biopharma
page-sector-advanced-equipment = Advanced equipment
page-sector-marine-economy = Marine economy
page-sector-shipping-logistics = Shipping and logistics
page-sector-finance-digital = Finance and digital
page-sector-semiconductors = Semiconductors
page-sector-new-energy-materials = New energy and materials

## Gateway

page-gateway-seaport = Seaport
page-gateway-airport = Airport
page-gateway-railport = Rail port
page-gateway-border = Border crossing

## Boundary

page-line-coast = Coastline
page-line-province = Province border
page-line-special = Border of a special administrative region
page-line-national = National boundary
page-line-undetermined = National boundary, undetermined
page-line-south-sea = Line in the South China Sea
page-boundary-schematic = schematic boundary
page-boundary-surveyed = surveyed boundary
page-boundary-imported = imported boundary

## Figure

page-figure-covered-people = People covered
page-figure-people = People
page-figure-covered-land = Land covered
page-figure-area = Area
page-figure-sector = Sector
page-figure-sectors = Sectors
page-figure-boundary = Boundary
page-figure-kind = Kind
page-figure-zone = Zone
page-figure-name = Name
page-figure-published-area = Published area
page-figure-source = Source

## Nodata

page-nodata-census = No census figure for this region

## Mark

page-mark-verified = verified
page-mark-unverified = unverified

## Card

page-card-people = { $radius ->
    [0] People inside a zone
   *[other] People within { $within }
}
page-card-weight = { $radius ->
    [0] { $weight } inside a zone
   *[other] { $weight } within { $within }
}
page-card-land = { $radius ->
    [0] Land inside a zone
   *[other] Land within { $within }
}
page-card-clusters = { $radius ->
    [0] Clusters inside a zone
   *[other] Clusters within { $within }
}
page-card-cap-free = { $count ->
    [one] Free under the cap
   *[other] Free under the { $count } caps
}
page-card-cap-full = What one zone gains, another gives
page-card-cap-of = Area cap of { $ftz }
page-card-of = { $share } of { $whole }
page-card-of-clusters = of { $all }
page-card-of-sector = of { $sector } alone;{" "}
page-card-matched = { $matched } inside a zone for their sector
page-card-km2-over = km² over
page-card-km2-room = km² room
page-card-cap-used = { $area } of { $cap } km² in use

## Within

page-within-title = Inside and around the selected zone
page-within-about = Shape and source
page-within-radius = radius{ $by }
page-within-density = inside, per km²
page-within-gone = This zone is not in the scenario.
page-within-most = Changed most, in proportion: { $what }, { $radius }: { $difference }
page-within-same = The changed land holds no demand point and no cluster.
page-within-sectors = Sectors: { $sectors }
page-within-uses = Land: { $uses }
page-within-use = { $use ->
    [accepted] accepted { $share }
    [built] built { $share }
   *[idle] idle { $share }
}
page-within-approved = approved { $date }
page-within-yields = Yield per km²: { $yields }
page-within-yield = { $indicator } { $period } { $amount } { $unit }{ $verified ->
    [true] { "" }
   *[false] { " " }(unverified)
}
page-within-yield-unknown = Yield per km²: unknown, as the land has changed
page-within-neighbours = Shares its border with: { $zones }
page-within-outside = { $area } in no region
page-within-land = Its land: { $land }{ $more ->
    [0] { "" }
   *[other] { " " }and { $more } more
}

## Difference

page-difference-none = = no change

## Chart

page-chart-sectors = Clusters within reach, by sector
page-clusters-of = { $sector }: { $missed } of { $all } { $radius ->
    [0] not inside a zone
   *[other] not within { $within }
}
page-sectors-choose = Sector
page-sectors-missed = { $missed } of { $all }
page-sectors-farthest = Farthest, { $unit ->
    [min] min
   *[km] km
}
page-sectors-all-reached = All of its clusters are reached.
page-sectors-nowhere = in no region
page-clusters-by = Only the zones of { $by } count.
page-clusters-missed = Not reached
page-clusters-reached = Reached
page-clusters-from = { $within } from { $zone }
page-clusters-inside = inside { $zone }
page-clusters-no-zone = no zone
page-clusters-left-off = { $count } more, all nearer, are not listed.
page-chart-regions = Covered share, by { LEVEL($level) }

## Regions

page-regions-level = Level
page-regions-filter = Filter by name or { -region-code }
page-regions-none = No region has this name
page-regions-more = { $shown } of { $all } shown – show more

## Level

page-level = { CAPITAL(LEVEL($level, number: "many")) }

## Column

page-column-name = Region
page-column-people = People
page-column-covered = Covered people
page-column-share = Share
page-column-area = Area, km²
page-column-land = Covered, km²
page-column-difference = Difference

## Zones

page-zones-filter = Filter zones by name or id
page-zones-cap = { $area } of { $cap } km²
page-zones-no-cap = { $area } km², no cap
page-zones-headroom = Headroom { $area } km²
page-zones-over = { $area } km² over the cap
page-zones-no-group = Without a { -group }
page-zones-locked = locked
page-zones-kept = locked by you

## Change

page-change-added = added
page-change-removed = removed
page-change-renamed = renamed
page-change-reshaped = reshaped
page-change-was = was { $zone }

## Rules

page-rules-newly = { $fresh ->
    [one] 1 rule
   *[other] { $fresh } rules
} newly broken, { $count } in all – show
page-rules-group-new = Newly broken
page-rules-group-worse = Broken worse than in “{ $other }”
page-rules-group-improved = Still broken, by less than in “{ $other }”
page-rules-group-mended = Mended: broken in “{ $other }”
page-rules-worse = { $fresh ->
    [0] { $worse ->
        [one] 1 rule
       *[other] { $worse } rules
    } broken worse
   *[other] { $fresh } newly broken, { $worse } worse
}, { $count } in all – show
page-targets = Targets
page-target-set = Set a target
page-target-sentence = At least { $share } % of the people of each { $level } within { $radius } { $way }
page-target-way = { $unit ->
    [min] min
   *[km] km
} { $way ->
    [road] by road
   *[line] by straight line
}
page-target-share = Share, %
page-target-apply = Set the target
page-target-clear = Remove the targets of regions
page-target-many = A scenario has at most { NUMBER($most) } targets; choose larger regions or remove some.
page-targets-met = { $met } of { $count ->
    [one] { $count } target
   *[other] { $count } targets
} met
page-unit-persons = people
page-own-rules = Rules of this draft alone
page-own-rule = { $rule }: set otherwise than in the plan
page-own-rule-ignored = Not checked: { $rule }
page-own-rule-level = { $rule }: { $level }
page-own-rule-quota = { $ftz }: a quota of { $area } beyond its cap is requested
page-own-rules-restore = Use the plan's rules
page-rules-none-new = No rule is newly broken.
page-rules-none = No rule is broken
page-rules-known-count = { $count ->
    [one] { $count } known violation of the baseline
   *[other] { $count } known violations of the baseline
}
page-rules-as-before-count = { $count ->
    [one] { $count } violation as in “{ $other }”
   *[other] { $count } violations as in “{ $other }”
}
page-rules-none-open = No rule is broken but those that are known
page-rules-known-by = Known to { $who }, { $at }: { $why }
page-rules-known-worse = Known to { $who }, { $at }, but worse now: { $why }
page-rules-known-withdraw = Not known any longer
page-rules-acknowledge = Mark as known
page-rules-acknowledge-why = { $count ->
    [one] Why does this violation of the baseline stay?
   *[other] Why do these { $count } violations of the baseline stay?
}
page-rules-acknowledged = { $count ->
    [one] { $count } violation is marked as known
   *[other] { $count } violations are marked as known
}
page-rules-mend = Edits that mend it
page-rules-mends = mends { $mends }, breaks 0
page-rules-measured = Measured
page-rules-limit = Limit
page-rules-cap-limit = Cap
page-rules-over = Over
page-rules-headroom = Headroom
page-rules-show = Show where
page-rules-short = Short by

## Rule

page-rule-hard = hard
page-rule-soft = soft

## About

page-about-close = Close
page-about-open = Definition and source: { $title }
page-about-sources = Sources
page-about-no-sources = The plan names no source for this.
page-about-plan = Plan
page-about-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
page-about-context-text = The map around the plan is only for orientation: nothing is measured with it but distances by road. Coasts are accurate to some 200 m and rivers to a kilometre; roads and railways are simplified to straight lines between junctions. It comes from this service; no external host is contacted.
page-about-sources-title = Where the data come from
page-about-sources-text = Every fact keeps its source. “Verified” means read in a published page; “unverified” means general knowledge that has not been checked.
page-about-people-title = People within the radius
page-about-people-text = The sum of all demand points whose distance to the nearest zone is at most the radius: in a straight line (geodesic, a stated simplification), or the shortest way by road. A person reached by two zones counts once. Regions without a census figure are excluded from both sums, never counted as zero.
page-made-of-points = Made of { $points } points, one for every { $area } on average: the figures of a change of less land are rough.
page-made-of-line = Within reach in a straight line; by road it is less.
page-made-of-way = By roads that are simplified; traffic does not count.
page-about-land-title = Land within the radius
page-about-land-text = The ellipsoidal area of all regions that lies within the radius of any zone, counted once; in a straight line alone.
page-about-clusters-title = Clusters within the radius
page-about-clusters-text = Cluster locations whose distance to the nearest zone is at most the radius. “Inside a zone for their sector” counts those inside a zone that designates that sector. Each cluster counts as one, regardless of its weight.
page-about-cap-title = Area caps
page-about-cap-text = The cap of each { -group } is its approved area, a parameter; one without a cap is not limited. Headroom is the cap less the measured area of its zones.

## Announce

page-announce-language = The page is now in English
page-announce-shown = { $name } is shown on the map
page-announce-found = { $count ->
    [one] 1 result
   *[other] { $count } results
}
page-announce-sorted = Sorted by { $column }
page-announce-figures = { $people } people within { $within }
page-announce-edited = { $edit }. z undoes it.
page-announce-waits = { $edit }. It waits on this device until the service answers again.
page-announce-refused = Not possible: { $why }
page-announce-undone = Undone
page-announce-redone = Redone
page-announce-no-step = Nothing more to undo or redo
page-announce-pointing = Click on the map where the land is wanted
page-announce-drawing = Draw on the map; a double click finishes; a typed number is the length of the next edge
page-announce-point = Point { $number } is set
page-announce-saved = { $title } is saved, revision { $revision }
page-announce-unchanged = Nothing is changed
page-announce-not-saved = Not saved; your edits stay on this device
page-announce-withdrawn = “{ $title }” is withdrawn
page-announce-status = Now { $status }, revision { $revision }
page-announce-locked = { $zone } is locked
page-announce-unlocked = { $zone } may be edited again
page-announce-taken = { $zone } selected
page-announce-left = { $zone } deselected
page-announce-explained = The coverage of { $name } is above the table

## Problem

page-problem-offline = The service does not answer, or another server answers instead, such as a sign-in page of the network; the shown state is unchanged.
page-problem-fault = The page itself failed ({ $fault }). Reload it; edits that are not saved stay on this device. If it happens again, report it.

## Layername

page-layername-zones = Zones
page-layername-ftzs = { CAPITAL(-group(number: "many")) }
page-layername-clusters = Clusters
page-layername-context = Land, water, roads, places
page-layername-regions = Regions
page-layername-demand = Demand
page-layername-gateways = Gateways
page-layername-customs-blocks = Customs blocks
page-layername-exclusions = Exclusions
page-layername-references = Reference layers
page-layername-reference-lines = Reference lines
page-layername-reference-points = Reference points
page-layername-caps = Caps by date
page-layername-performance = Performance
page-layername-trade = Trade
page-layername-policies = Policies
page-layername-linked-areas = Linked areas
page-layername-map-land = Land around
page-layername-map-lines = Boundaries on maps
page-layername-map-names = Names on maps
page-layername-parcels = Parcels
page-layername-strategies = Strategic regions
page-layername-targets = Targets
page-layername-purposes = Purposes
page-layername-indicators = Indicators
page-layername-terms = The plan's own words
page-layername-network = Roads and railways
page-layername-waters = Waters

## Draft

page-draft-label = Edits
page-draft-hint = Choose a zone to move its boundary
page-draft-hint-scenario = Choose a zone to continue this scenario
page-draft-hint-zone = Choose a tool to edit this zone
page-draft-edits = { $count ->
    [one] 1 edit
   *[other] { $count } edits
}
page-draft-none = No edits
page-draft-unsaved = Unsaved: { $edits }
page-draft-saved = Saved: { $edits }
page-draft-offline = Offline: your edits wait on this device
page-draft-waits = Offline: { $count ->
    [one] 1 edit waits
   *[other] { $count } edits wait
} on this device, not in the figures yet
page-draft-undo = Undo
page-draft-redo = Redo
page-draft-add-zone = Add a zone
page-draft-import = Import…
page-draft-discard = Discard
page-draft-sure = Discard all?
page-draft-save = Save…

## Who is here

page-here-others = Also here: { $names }
page-here-editing = { $name } (editing)
page-here-more = { $count } more
page-here-unknown = Who else is here is unknown.

## Saved by others

page-saved-what = { $author } saved revision { $revision } at { $at }.
page-saved-status = { $author } made it “{ $status }” at { $at }: revision { $revision }.
page-source-draft = unsaved edits
page-source-scenario = scenario { $scenario }
page-person-local = local planner
page-saved-you = You, in another window,
page-saved-mine = Your { $count ->
    [one] edit is
   *[other] { $count } edits are
} not saved, and based on an older revision.
page-saved-shown = The map shows it.
page-saved-linked = This link was made at revision { $linked }. You see revision { $revision }, the newest, of { $at }.
page-saved-linked-shown = You see revision { $linked }, at which this link was made. The newest is revision { $revision }, of { $at }.
page-saved-link = Look at revision { $revision }
page-saved-gone = This scenario is no longer shared with you. You see its last known state.
page-saved-look = Look at both
page-saved-continue = Continue on it…
page-saved-own = Save mine as a new scenario…
page-saved-show = Show it
page-saved-later = Later
page-saved-close = Close
page-saved-baseline = To the baseline

## Kept

page-kept-offer = This device keeps { $count ->
    [one] 1 unsaved edit
   *[other] { $count } unsaved edits
} of { $at }.
page-kept-continue = Continue with them
page-kept-forget = Delete them

## Stuck

page-stuck-refused = { $edit }: the service refuses this queued edit: { $why }
page-stuck-out = Remove it

## Tools

page-tools-label = Edit { $zone }
page-tools-row = Tools
page-tools-close = Close, and deselect the zone
page-tools-all = More tools: resize, transfer, move, split, draw, merge, remove, properties, lock
page-tools-further = More
page-tools-cap = { $ftz }: { $area } of { $cap } km²
page-tools-unseen = Out of view: { $zone } { $area }
page-tools-refused = Not possible: { $why }
page-field-not-more = { CAPITAL($place) } must be more than { FIGURE($limit) }
page-field-too-low = { CAPITAL($place) } must be at least { FIGURE($limit) }
page-field-too-high = { CAPITAL($place) } must be at most { FIGURE($limit) }
page-field-range = { CAPITAL($place) } must be from { FIGURE($least) } to { FIGURE($most) }
page-field-whole-range = { CAPITAL($place) } must be a whole number from { FIGURE($least) } to { FIGURE($most) }
page-field-missing = { CAPITAL($place) } is missing
page-field-not-number = { CAPITAL($place) } must be a number
page-field-too-long = { CAPITAL($place) } may have { NUMBER($limit) } characters at most
page-field-one-line = { CAPITAL($place) } must be one line, without control characters
page-field-too-few = { CAPITAL($place) }: at least { NUMBER($limit) } are needed
page-edit-distance-too-small = { FIGURE($by_km) } km moves nothing: give { FIGURE($least_km) } km or more
page-edit-below-today = { FIGURE($target_km2) } km² is less than today's { FIGURE($today_km2) } km²: give more, or remove land
page-edit-above-today = { FIGURE($target_km2) } km² is more than today's { FIGURE($today_km2) } km²: give less, or add land
page-edit-over-pole = { FIGURE($dy_km) } km north leads to a pole: give less
page-edit-split-count = { NAME($zone) } would be cut into { NUMBER($count) } parts ({ $areas }), but { NUMBER($ids) } are named: draw it otherwise
page-edit-swap-unbalanced = { FIGURE($release_km2) } km² of { NAME($zone) } would be released for { FIGURE($take_km2) } km²: draw them equal, or choose which side is fitted
page-tools-more = and { $count } more, in Check
page-tools-locked = { $tool }: { $why }

## Tool

page-tool-drag = Reshape: drag points of the boundary
page-tool-grow = Add land: so many km² on a side, or as drawn
page-tool-cut = Remove land: so many km² on a side, or as drawn
page-tool-draw = Draw the outline again, or give coordinates
page-tool-resize = Resize to an area, or by a distance
page-tool-move = Move
page-tool-split = Split
page-tool-merge = Merge with others
page-tool-transfer = Transfer land to another zone
page-tool-swap = Exchange land of the zone: one side for another, or as drawn
page-tool-add = Add a zone
page-tool-set = Properties: names, sectors, attributes
page-tool-remove = Remove zone from the scenario
page-tool-lock = Lock the boundary
page-tool-locked = Locked

## Toolname

page-toolname-cut = Remove land
page-toolname-drag = Reshape
page-toolname-draw = Draw
page-toolname-grow = Add land
page-toolname-lock = Lock
page-toolname-merge = Merge
page-toolname-move = Move
page-toolname-set = Properties
page-toolname-remove = Remove zone
page-toolname-resize = Resize
page-toolname-split = Split
page-toolname-swap = Exchange
page-toolname-transfer = Transfer

## Handle

page-handle-label = Point { $number } of { $all }

## Hint

page-hint-drag = Drag the middle of a side for a new point; a right click removes one; Shift and drag chooses several. By keyboard: Tab to the points, arrows, Enter; the space bar chooses, Delete removes.
page-hint-grow = Or draw the land on the map.
page-hint-cut = Or draw the land on the map.
page-hint-draw = Draw the outline, or write one position on each line: longitude latitude. An empty line begins another block.
page-hint-split = Draw a line across, from edge to edge. The larger part comes first.
page-hint-merge = Zones of one { -group } become one. Tick them, or point at them on the map.
page-hint-transfer = Or choose the other zone on the map, and draw the land there. The area of the { -group } stays.
page-hint-no-partner = Its { -group } has no other zone.
page-hint-swap = Or draw both: land to release here, and the same area to take elsewhere. The total area stays.
page-hint-add = Draw its outline, or give the coordinates.
page-hint-set = Changes the properties of the zone, not its land.
page-hint-remove = Drops the zone from the scenario. Undo brings it back.
page-hint-lock = Its boundary can move. Lock it, and edits of its neighbours stop at it.

## Lock

page-lock-plan = This zone is locked in the plan: its boundary cannot change.
page-lock-kept = You locked this zone; unlock it to edit it.
page-lock-viewer = Your role may view, not edit.

## Form

page-form-how = Change
page-size-resize = { $size ->
    [by] Distance, km
   *[to] Area, km²
}
page-size-grow = km² to add
page-size-cut = km² to cut
page-size-transfer = km² to transfer
page-size-swap = km² to exchange
page-sentence-grow = Add { $size } km² { $direction }, { $others ->
    [0] { "" }
   *[other] in exchange with { $partner }, { "" }
}off { $off }{ $divided ->
    [yes] ; to the { $parts }
   *[no] { "" }
}
page-sentence-cut = Remove { $size } km² { $direction }{ $others ->
    [0] { "" }
   *[other] , in exchange with { $partner }
}{ $divided ->
    [yes] ; from the { $parts }
   *[no] { "" }
}
page-sentence-swap = Release { $size } km² { $direction }, and take as much { $to }, off { $off }{ $divided ->
    [yes] ; of the { $parts }
   *[no] { "" }
}
page-sentence-resize = { $how }{ $by ->
    [by] { " " }by { $size } km
    [cap] , to { $size } km²
   *[to] { " " }to { $size } km²
} { $direction }
page-sentence-transfer = Transfer { $size } km² from { $from } to { $to } along their common border
page-sentence-move = Move the zone { $east } km to the east and { $north } km to the north, or drag it
page-sentence-drag = Drag a point of the boundary, or place it at longitude { $lng }, latitude { $lat }, { $side } km from the point before
page-form-several = { $first } and { $more } more
page-form-none-of-them = nothing
page-form-direction = Direction
page-form-exchange = In exchange with
page-form-exchange-none = no other zone
page-form-keep-off = Keep off
page-form-off-neighbours = other zones
page-form-off-exclusions = exclusions
page-form-off-waters = water
page-form-off-outside-province = land outside its { -top-region }
page-form-parts = Which part?
page-form-part-main = main part, { $area }
page-form-part = { $area }, { $distance } { $direction }
page-form-east = km east
page-form-north = km north
page-form-outline = Outline (positions or WKT)
page-form-line = Line (positions or WKT)
page-form-positions = { $lon } { $lat }
page-form-larger = Id of the larger part
page-form-smaller = Id of the smaller part
page-form-release = Land to release
page-form-take = Land to take
page-form-with = Taken from
page-form-free-land = land of no zone
page-form-adjust = Made equal by fitting
page-form-adjust-take = the land taken
page-form-adjust-release = the land released
page-form-adjust-none = neither: as drawn
page-form-merge-with = Merge with
page-form-into = The result keeps the name of
page-form-handed = or the land itself (positions or WKT)
page-form-choose = choose a zone
page-form-ftz = { CAPITAL(-group) }
page-form-no-ftz = none
page-form-name = Name
page-form-id = Id
page-form-name-en = Name in English
page-form-name-zh = Name in Chinese
page-form-column = Another column
page-form-value = its value
page-form-simplify = Simplify: leave out points within … m
page-form-lng = Longitude
page-form-lat = Latitude
page-form-side = Side, km
page-form-point-none = No point chosen
page-bounds-open = From published bounds (四至)
page-bounds-how = Paste the words of the bounds; the land that their lines enclose is shown. Ctrl+Enter finds it.
page-bounds-words = Words of the bounds
page-bounds-example = east to A Road, south to the river B, west to C Street, north to D Road
page-bounds-area = Published area, km²
page-bounds-assume = Assume a side that is not found where the zone ends today
page-bounds-find = Find the land
page-bounds-finding = Finding …
page-bounds-several = Part { NUMBER($part) }: { NUMBER($areas) } areas fit these words. Which one is meant?
page-bounds-measured = { $area }; from { $least } to { $most } if each line is off by its tolerance.
page-bounds-off = { $length } ± { $metres } m
page-bounds-published = Published: { $area }.
page-announce-bounds = Land found, { $area }. Apply makes it an edit.
page-form-apply = Apply
page-form-cancel = Cancel
page-form-draw = Draw on the map
page-form-draw-outline = Draw the land
page-form-draw-direction = Point on the map
page-form-draw-release = Draw the land to release
page-form-draw-take = Draw the land to take
page-form-finish = Finish the drawing
page-form-start = First point: longitude, latitude
page-form-start-else = the middle of the map
page-form-length = Next edge, m or km
page-form-bearing = Bearing, °
page-form-set = Set the point
page-form-lock = Lock
page-form-unlock = Unlock

## Resize

page-resize-expand = Move the boundary out
page-resize-shrink = Move the boundary in
page-resize-to = Change the area
page-resize-cap = Extend up to the cap of its { -group }

## Direction

page-direction-all = on all sides
page-direction-in = in the { $direction }
page-direction-0 = north
page-direction-45 = north-east
page-direction-90 = east
page-direction-135 = south-east
page-direction-180 = south
page-direction-225 = south-west
page-direction-270 = west
page-direction-315 = north-west
page-direction-pointed = towards { $bearing }°

## Transfer

page-transfer-from = Zone that gives land
page-transfer-to = Zone that gets land

## Refused

page-refused-crossing = The outline crossed itself and was reverted.
page-typed-length = Write how long the edge is, such as 250, 250 m or 1.2 km.
page-typed-bearing = Point where the edge leads, or write its bearing: degrees from north, clockwise.
page-refused-step = The point stays where it is: the outline would cross itself.
page-refused-offline-points = The service does not answer; the zone's outline comes when it is back. The other forms work meanwhile.
page-refused-offline-tool = The service does not answer; this scenario can be edited when it is back.
page-refused-unanswered = Something is not filled in or drawn yet.
page-refused-other-ftz = { NAME($zone) } belongs to another { -group }; each has an approved area of its own.
page-refused-partner = { NAME($zone) }: { $why }

## Unit

page-unit-blocks = { $amount ->
    [one] block
   *[other] blocks
}

## Save

page-save-new = Save as a new scenario
page-save-again = Save “{ $title }”
page-save-rename = Rename “{ $title }”
page-save-title = Title
page-save-id = Id (letters, digits, - or _)
page-save-visibility = Who may read it
page-save-why = Why? One sentence.
page-save-decided = This scenario is decided and cannot change; your edits become a new one.
page-save-saving = Saving…
page-save-waits = The service does not answer. It is saved as soon as it does; Cancel stops that, and your edits stay on this device.
page-save-broken = It breaks a hard rule: it can be saved, but not proposed before that is mended.
page-save-missing-title = Give it a title.
page-save-missing-id = The id takes 1 to 64 letters, digits, - or _.
page-save-missing-message = Say in one sentence why.
page-save-save = Save
page-save-as-new = As a new scenario

## Visibility

page-visibility-private = only me
page-visibility-shared = everyone who signs in
page-visibility-public = everyone

## Decide

page-decide-broken = Not proposed: it breaks a hard rule. Mend it and save first.
page-decide-proposed = Propose for decision
page-decide-approved = Approve
page-decide-rejected = Reject
page-decide-draft = Take back to draft
page-decide-own = You proposed it: another approver decides.
page-decide-wrote = You wrote part of it, or proposed it before: another approver decides.
page-decide-as-practice = { $step } (practice)
page-practice-status = { $status } (practice)
page-practice-note = Practice: without tokens everyone here is the local planner, so no other person decides. With tokens (zonewright token create) someone else approves.

## Conflict

page-conflict-title = Someone saved before you
page-conflict-what = { $author } saved revision { $revision } at { $at }, after you began. Nothing is overwritten.
page-conflict-theirs = Saved version
page-conflict-mine = Yours
page-conflict-clean = Both can be merged: no zone is edited on both sides.
page-conflict-not-clean = Both cannot be merged. Save yours as a new scenario, or take theirs and edit that:
page-conflict-merge = Merge both
page-conflict-continue = Continue with both
page-conflict-keep = Keep mine as a new scenario
page-conflict-reload = Reload theirs
page-conflict-later = Decide later
page-conflict-merged = Merged with the changes saved in the meantime

## Scenarios

page-scenarios-title = All scenarios
page-scenarios-filter = Search by title or id
page-scenarios-of = Show
page-scenarios-all = all
page-scenarios-own = mine
page-scenarios-awaiting = awaiting your decision
page-scenarios-withdrawn = withdrawn
page-scenarios-none = No scenario is like this.
page-scenarios-empty = No scenario yet: choose a zone, change its boundary, and save.

## History

page-history-title = History
page-history-baseline = The baseline has no history: it is the unedited plan.
page-history-take-out = Take out
page-history-take-out-edit = Take out: { $edit }
page-history-taken-out = The edit is taken out; Undo brings it back
page-history-unsaved = Edits, { $count } of them not saved
page-history-edits = Edits of this scenario
page-phase-label = Phase
page-phase-year = By { $year }
page-phase-titled = { $year }: { $title }
page-phase-all = All edits
page-phase-before = Today
page-phase-undated = Without a date
page-phase-held = { $phase } · { $count } of { $of } edits
page-phase-of-edit = Phase of: { $edit }
page-phase-moved = The edit is in another phase; Undo brings it back
page-phase-head = By { $year } { $title }
page-phase-title = title
page-phase-title-of = Title of the phase by { $year }
page-phase-year-of = Year of the phase by { $year }
page-phase-remove = Remove the phase by { $year }; its edits stay
page-phase-add-sentence = New phase by the end of { $year }
page-phase-year-field = Year of the new phase
page-phase-add = Add phase
page-phase-add-note = The last phase takes the edits without a date; move other edits in the list above.
page-phase-year-taken = Give a year from 1900 to 9999 that has no phase yet.
page-phase-year-between = Give a year from { $from } to { $to }: phases are in order of their years.
page-history-by = { $author }, { $at }
page-present = Present
page-present-what = A few slides, to show full screen and to print
page-present-unsaved = With your unsaved edits, marked as a draft
page-present-new = New scenario
page-present-awaited = The slides are being made…
page-history-status = Status
page-history-revision = revision { $revision }
page-history-owner = of { $owner }
page-history-why = Why
page-history-undo = Undo the last save
page-history-redo = Redo
page-history-rename = Rename…
page-history-duplicate = Duplicate…
page-history-withdraw = Withdraw…
page-history-withdraw-sure = Withdraw it: only administrators see it from then on
page-history-save-first = Save your edits first.
page-history-stale = Someone saved before you; this history is out of date. Choose the scenario again.

## Comments

page-comments-title = Comments
page-comments-none = No comments yet
page-comments-text = Comment
page-comments-about = About
page-comments-scenario = the scenario
page-comments-centre = The centre of the map
page-comments-place = a place
page-comments-typed = Longitude, latitude
page-comments-point = Point at it on the map
page-comments-pointing = Click on the map; Esc cancels.
page-comments-pins = { $count } comments
page-comments-to-pin = To pin { $number }
page-comments-settle = Settle
page-comments-reopen = Open again
page-comments-settled = settled by { $name }
page-comments-withdraw = Withdraw
page-comments-done = The comments are up to date.
page-comments-send = Add the comment
page-comments-answer = Answer
page-comments-answering = Answering { $author }
page-comments-withdrawn = withdrawn

## Signin

page-signin-title = Sign in
page-signin-what = This service asks for a token. An administrator gives you one.
page-signin-token = Token
page-signin-enter = Sign in
page-signin-provider = Sign in with { $provider }

## Who

page-who-signed-in = { $name } · { $role }
page-who-sign-out = Sign out
page-who-sign-out-drafts = Sign out and delete { $count ->
    [one] 1 unsaved draft
   *[other] { $count } unsaved drafts
}?

## Role

page-role-monitor = monitor
page-role-viewer = viewer
page-role-planner = planner
page-role-approver = approver
page-role-admin = administrator

## Help

page-help-title = Keys
page-help-single = Single keys (z, e, /, ?) are on

## Key

page-key-search = Search
page-key-undo = Undo
page-key-redo = Redo
page-key-tools = To the tools of the chosen zone
page-key-apply = Apply (in a text: Ctrl+Enter)
page-key-leave = Leave the edit, the tool, the zone
page-key-points = From point to point of a boundary
page-key-arrows = Move a point (with Shift ten times as far); walk along tabs and tools
page-key-save = Save
page-key-list = This list

## Explain

page-explain-chosen = Region chosen
page-explain-title = How far is { $name } covered?
page-explain-share = { $share } of its people ({ $people } of { $whole }) live within { $within } of a zone.
page-explain-land-share = { $share } of its land lies within { $within } of a zone.
page-explain-who = Zones within { $radius } km
page-explain-zones = Zones that cover it
page-explain-distance = To its people, km
page-explain-sole = Only by it
page-explain-land = Land, km²
page-explain-none = There are no zones.
page-explain-nearest = No zone reaches it. The nearest is { $zone }, { $km } km from its nearest people.
page-explain-would = What would cover it
page-explain-nobody = No population is known here
page-explain-first = First people
page-explain-part = { $share } of its people
page-explain-covered = covered already, from a radius of { $km } km
page-explain-radius = A radius of { $km } km instead of { $radius } km
page-explain-or = or{ " " }
page-explain-expand = Move its boundary out by { $km } km
page-explain-farther = { " " }alone, reaching { $farther } km farther ({ $km } km)
page-explain-inside = covered already: they live inside a zone

## Compare

page-compare-mode = How both are shown
page-compare-one = One map
page-compare-swipe = Swipe
page-compare-two = Two maps
page-compare-swipe-label = Where the two maps meet
page-compare-edited = edited
page-compare-same = Choose another scenario, or another to compare with, in the header: then the differences appear here.
page-compare-what = { $a }, against { $b }
page-compare-in-km2 = { $figure }, km²
page-compare-figure = Figure
page-compare-totals = Totals
page-compare-zones = Zones that change
page-compare-people = People entering and leaving reach
page-compare-clusters = Clusters entering and leaving reach
page-compare-sectors = Clusters within reach, by sector
page-compare-regions = Covered people, by { LEVEL($level) }
page-compare-others = Everything else is unchanged.
page-compare-before = Before
page-compare-after = After
page-compare-gained = Gained, km²
page-compare-lost = Lost, km²
page-compare-matched = Clusters inside a zone for their sector
page-compare-cap = { $ftz }, km² (cap { $cap })
page-compare-rules = Rules broken
page-compare-rules-same = No rule is newly broken, worse, improved or mended.
page-compare-rules-known = Broken as before: { NUMBER($count) }
page-compare-entering = entering
page-compare-leaving = leaving
page-compare-no-zone = There is no such zone on this side
page-compare-no-clusters = No cluster enters or leaves.
page-compare-let-go = Counted after the edit
page-compare-no-region = Covered people change nowhere here.

## Consensus

page-several-maps = Maps of the scenarios, all of one extent
page-several-map = +{ $gained } km², −{ $lost } km²
page-several-as-it-is = unchanged
page-score-title = What the layout serves
page-score-part = { $part } of { $whole }
page-score-waiting = measured once it stands still
page-score-change = Change
page-score-draft = Draft
page-score-first = Comes first, of all weightings of the purposes
page-score-undecided = Cannot be determined from these data
page-score-note = ?: cannot be determined from these data. Measured again when a boundary is released.
page-several-title = Scenarios side by side
page-several-above-caps = Above area caps
page-several-rules = Rules broken (hard)
page-consensus-title = Consensus of several scenarios
page-consensus-scenarios = Scenarios
page-consensus-choose = Choose two or more: the map then shows how many of them have each piece of land.
page-consensus-waiting = Computing …
page-consensus-steps = Land by how many scenarios have it
page-consensus-ftzs = Land by { -group } and by how many scenarios have it
page-consensus-same = All of them have the same land.
page-consensus-others = { CAPITAL(-group(number: "many")) } not listed are the same in all.
page-consensus-piece = { $count } of { $all ->
    [one] 1 scenario
   *[other] { $all } scenarios
}
page-consensus-which = Scenarios
page-consensus-announce = The consensus of { $count ->
    [one] 1 scenario
   *[other] { $count } scenarios
} is shown

## Growth

page-growth-title = Trade growth against the nation's
page-growth-all = All { -group(number: "many") }
page-growth-own = the { -group }
page-growth-nation = the nation
page-growth-points = { $points } points
page-growth-no-nation = No national figure for this period
page-growth-nation-alone = the nation { $pct } %
page-growth-months = { $first } to { $last } { $year }
page-growth-month = { $first } { $year }
page-growth-quarters = Q{ $first } to Q{ $last } { $year }
page-growth-quarter = Q{ $first } { $year }
page-growth-first-half = first half of { $year }
page-growth-second-half = second half of { $year }
page-growth-silent = No published figure:
page-growth-partly = Trade published, its growth not:

## Policy

page-policy-title = Policy pilots
page-policy-choose = Show on the map
page-policy-none = none
page-policy-has = { $count } of { $all } { -group(number: "many") }:{ " " }
page-policy-since = since { $since }

## Place

page-place-edit = edit { $number }
page-place-item = no. { $number }

## Importing a file

page-upload-title = Import a file
page-upload-what = Zones from any map or table file. Nothing is stored before you apply it.
page-upload-file = File
page-upload-as = Import as
page-upload-as-scenario = edits: from the plan to the file's zones
page-upload-as-zone = the new outline of { $zone }
page-upload-as-new = the outline of a new zone
page-upload-turned = It is read as the outline of a new zone.
page-upload-turned-back = For edits of zones: choose below the column with the ids, then choose the edits above.
page-upload-replaces = The file's edits replace those of the draft; undo restores them.
page-upload-reading = { $file } is being read…
page-upload-read = { $file } has been read; its changes are shown
page-upload-several = Choose one file for a layer; of several, only the parts of one shapefile or MapInfo file (.shp, .dbf, .shx, .prj, .cpg; .tab, .dat, .map, .id) go together
page-upload-unreadable = { $file } cannot be read from the disk: it was deleted, changed since it was chosen, or a folder; choose it again, or drop the folder on the page
page-upload-offline = The service does not answer, and files are read there. Read it again when the service answers; nothing is lost.
page-upload-otherwise = Change how it is read
page-option = “{ $field }”
page-upload-again = Read again
page-upload-take = Apply
page-upload-taken = { $count ->
    [one] One edit is applied
   *[other] { $count } edits are applied
}: { $named }{ $more ->
    [0] .
   *[other] {" "}and { $more } more.
} z takes { $count ->
    [one] it
   *[other] them
} back.
page-upload-of = { $zone } ({ $done })
page-upload-assumed = Assumptions
page-upload-assumed-nothing = None: the file states everything.
page-upload-columns = Columns
page-upload-columns-none = None of the file's columns is one of the plan's.
page-upload-columns-further = Not used: { $columns }
page-upload-records = Records
page-upload-head-what = Assumed
page-upload-head-value = Value
page-upload-head-why = Why
page-upload-head-row = Row
page-upload-head-zone = Zone
page-upload-head-done = Edits
page-upload-count-taken = { $count } taken
page-upload-count-changed = { $count } mended
page-upload-count-noted = { $count } to look at
page-upload-count-refused = { $count } left out
page-upload-record-changed = mended
page-upload-record-noted = look at it
page-upload-record-refused = left out
page-upload-edits = { $count ->
    [0] Nothing differs from the plan
    [one] One edit
   *[other] { $count } edits
}
page-upload-rewritten = { $count ->
    [one] One zone is written differently and is the same.
   *[other] { $count } zones are written differently and are the same.
}
page-upload-missing = Zones that are not in the file
page-upload-missing-keep = { $count ->
    [one] one stays as in the plan
   *[other] { $count } stay as in the plan
}
page-upload-missing-remove = { $count ->
    [one] one is removed
   *[other] { $count } are removed
}
page-upload-outline = Outline
page-upload-outline-one = { $name } · { $km2 } km²
page-upload-detected = as detected
page-upload-encoding = Encoding of its text
page-upload-crs = CRS (such as EPSG:4326)
page-upload-layer = Layer or sheet
page-upload-axes = Order of coordinates
page-upload-east-first = east first
page-upload-north-first = north first
page-upload-repair = Mend polygons that are not valid, leave out empty rows
page-upload-column-zone-id = Column of the id
page-upload-column-ftz-id = Column of the { -group }
page-upload-column-adcode = Column of the code
page-upload-column-name = Column of the English name
page-upload-column-name-zh = Column of the Chinese name
page-upload-column-other = Column of { $column }
page-upload-what-format = format
page-upload-what-layer = layer
page-upload-what-encoding = encoding
page-upload-what-crs = CRS
page-upload-what-band = Gauss-Krüger zone
page-upload-what-axis-order = order of coordinates
page-upload-what-header = header
page-upload-what-columns = column
page-upload-what-geometry = geometry
page-upload-what-rings = rings
page-upload-what-text = text
page-upload-what-numbers = numbers
page-upload-what-unit = unit
page-upload-what-codes = codes
page-upload-done-renamed = renamed, was { $of }
page-upload-done-split = split
page-upload-done-part = part of { $of }
page-upload-done-merged = merged with { $of }
page-upload-done-copied = copy of { $of }
page-upload-done-added = added
page-upload-done-moved = moved
page-upload-done-reshaped = reshaped
page-upload-done-transferred = land transferred
page-upload-done-set = { $columns } set
page-upload-done-merged-away = merged into { $of }
page-upload-done-removed = removed

## Where there is no plan yet

page-start-title = Build a plan from your own files
page-start-what = Give a file for the zones and one for the regions; further layers if you have them. Nothing is written before you build the plan.
page-start-path = It will be written to { $path }
page-start-given = Given: { $file }
page-start-more = A further layer
page-start-plan = The plan
page-start-crs = Its geographic CRS
page-start-crs-zones = that of the zones
page-start-needed = Give a file for the zones and one for the regions
page-start-picture = { $zones ->
    [one] { $zones } zone
   *[other] { $zones } zones
} in { $regions ->
    [one] { $regions } region
   *[other] { $regions } regions
}, as a preview
page-start-ready = The plan can be built
page-start-make = Build the plan
page-start-making = The plan is being written…
page-form-choose-layer = choose a layer

## Propose

page-propose-ftzs = { CAPITAL(-group(number: "many")) }
page-propose-all = All with a cap
page-propose-none = None
page-propose-province = { CAPITAL(-top-region) } of new zones
page-propose-everywhere = Any of all
page-propose-new = New zones
page-propose-choose = Choose one
page-propose-objective = What to serve
page-propose-objective-note = Within 0 means inside a zone.
page-propose-counted = What counts
page-propose-people = People
page-propose-worst = People worst served
page-propose-counted-own = { $counted } in a { -group }'s own regions
page-propose-counted-same-customs = { $counted } without a customs border between
page-propose-counted-second = { $counted } that only one zone reaches, reached by another
page-propose-counted-least = Share of the least covered { LEVEL($level) }, in %
page-propose-radius = within { $unit }
page-propose-weight = weight
page-propose-more = And another
page-propose-less = Leave this out
page-propose-land = Land
page-propose-land-budget = Add land
page-propose-land-swap = Swap land within the cap
page-propose-land-phases = Add land in phases
page-propose-land-province = Place new zones
page-propose-sentence-budget = { $asked }, up to { $budget } km² for each of
page-propose-sentence-phases = { $asked } to each of
page-propose-sentence-swap = { $asked }, releasing { $which }, in each of
page-propose-sentence-province = { $asked }: { $new } of { $budget } km² each, in { $province }
page-propose-swap-any = any land
page-propose-swap-idle = idle land first
page-propose-serve = so as to serve{" "}
page-propose-within = { $counted } within { $radius } { $unit ->
    [min] minutes
   *[km] km
}
page-propose-show-one = Show { $many }.
page-propose-show-several = Show { $many }: { $answers } that differ by at least { $differ } km².
page-propose-show-front = Show { $many }:
page-propose-more-kept = Boundaries are uncertain by { $boundary } km, and land keeps { $kept } % of its gain in 95 of 100 runs, where it can.
page-propose-more-width = A piece is { $width } km wide at its far end, and { $joint } km where it meets its zone.
page-propose-more-size = A piece has at least { $least } km², its depth squared is at most { $compact } times its area, and each { -group } takes at most { $most } of them.
page-propose-more-made = Land is made of { $candidates }.
page-propose-more-residents = A resident of the land weighs as { $residents } people reached.
page-propose-more-time = The search ends after { $time } seconds.
page-propose-more-weight = People and clusters in { $region } count { $times } times
page-propose-phases = Land added in all to each { -group }
page-propose-phase = by { $year } in all { $km2 } km²
page-propose-phase-year = Year
page-propose-phase-area = km² in all by the end of { $year }
page-propose-phase-less = Leave out { $year }
page-propose-phase-more = Add a phase
page-propose-no-phase = Give each phase a year after the one before, and an area in km² above 0 and at least as large as the one before.
page-propose-idle = A swap releases idle land first
page-propose-budget = km² for each
page-propose-area = km² of each
page-propose-time = Seconds at most
page-propose-kept = Gain kept in 95 of 100 runs, %
page-propose-start = Find the best land
page-propose-viewer = Only planners may start this.
page-propose-no-ftz = Choose at least one { -group }.
page-propose-no-province = Choose a { -top-region }.
page-propose-no-new = Give how many new zones: 1 or more.
page-propose-no-radius = Give a radius: 0 or more.
page-propose-no-weight = Give a weight above 0.
page-propose-no-budget = Give an area in km² above 0.
page-propose-no-time = Give a time in seconds above 0.
page-propose-progress = How much of the search is done
page-propose-state-waiting = Waiting in the queue
page-propose-state-running = Preparing the land and its reach
page-propose-state-solving = Searching the best land
page-propose-state-cancelling = Ending with the best answer so far
page-propose-state-cancelled = Cancelled; there was no answer yet.
page-propose-cancel = Stop
page-propose-keep = Stop and keep the best so far
page-propose-so-far = the best so far, on the map
page-propose-done = { NUMBER($share) } % done
page-propose-prepared = { NUMBER($share) } % prepared
page-propose-left = { $done }, about { NUMBER($left) } { $unit } left
page-propose-spent = { NUMBER($seconds) } s so far
page-propose-possible = At most { $more } more are possible.
page-propose-before = { $before } before
page-propose-mean = On average over radii a little shorter and longer: { $gain }
page-propose-proof-optimal = { $found ->
    [exact] Proven: no choice of the shapes that were tried gains more.
   *[other] Proven: of the shapes that were tried, at most { $more } more are possible.
}
page-propose-proof-feasible = { $found ->
    [exact] Not proven to be the best.
   *[other] Not proven to be the best: of the shapes that were tried, at most { $more } more are possible.
}
page-propose-earlier = { $about }, { $at }
page-propose-show = Show
page-propose-kill = Stop at once
page-propose-found = A proposal was found
page-propose-result = Proposal
page-propose-term = { $counted } within { $within }
page-propose-term-beyond = { $counted }, beyond { $within }
page-propose-spread-of = { $term } ± { $spread }
page-propose-lay = Show it on the map as a draft
page-propose-is-laid = It is on the map
page-propose-lay-note = A draft like any other: measure it, change it, compare it, save it, or undo it.
page-propose-laid = { $count ->
    [one] { NUMBER($count) } edit is on the map; undo removes it
   *[other] { NUMBER($count) } edits are on the map; undo removes them
}
page-propose-pieces = Pieces of land
page-propose-taken = Land taken
page-propose-released = Land released
page-propose-why = What limits it
page-propose-alone = Adds alone
page-propose-last = Adds last
page-propose-per-km2 = Last, per km²
page-propose-many = How many answers
page-propose-many-one = the best answer
page-propose-many-several = several answers
page-propose-many-front = answers between this and a second objective
page-propose-answers-field = Answers
page-propose-differ-field = differ by km²
page-propose-second = The second objective
page-propose-no-answers = Give a number of answers from 2, and an area in km² above 0.
page-propose-answers = Answers
page-propose-best = the best
page-propose-differs = differs by { $km2 } km²
page-propose-often = Show how often land is chosen
page-propose-often-piece = In { NUMBER($times) } of { NUMBER($all) } answers
page-propose-front = Between two objectives
page-propose-front-of = { $one }, against { $other }
page-propose-width = Width at the far end, km
page-propose-compact = Depth² at most, times the area
page-propose-joint = Width where it meets its zone, km
page-propose-boundary = Boundaries uncertain by, km
page-propose-residents-weigh = Weight of a resident of the land
page-advanced = Advanced
page-propose-more-land = More about the land
page-propose-least = Smallest piece, km²
page-propose-most = Most pieces
page-propose-weights = Weights of regions
page-propose-weighted = Region
page-propose-times = counts times
page-propose-weigh = Weight a region
page-propose-land-value = Value of the land
page-propose-candidates = Candidate land
page-propose-candidates-shapes = shapes of any kind
page-propose-candidates-parcels = whole parcels of the plan
