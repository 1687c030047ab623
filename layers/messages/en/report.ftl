### Reports.

report-title = Boundary adjustment: report
report-title-baseline = Coverage: report
report-baseline = Baseline
report-fact-scenario = Scenario
report-fact-day = Plan of
report-review-number = Map review number { $number }.
report-of-revision = scenario { $scenario }, revision { NUMBER($number, useGrouping: 0) } by { $author }, { $day }
report-person-local = local planner
report-of-file = { $title }: not a saved revision

## Headings

report-head-summary = Summary
report-head-overview = The plan at a glance
report-head-coverage = Coverage
report-head-caps = Areas and caps
report-head-areas = Areas
report-head-versions = Versions
report-head-regions = { CAPITAL(LEVEL($level, number: "many")) }
report-head-sectors = Sectors
report-head-rules = Rules
report-head-growth = Trade growth
report-head-yield = Land use and land yield
report-yield-disputed = { NUMBER($count) } published figures differ from another of the same place and time; all are in the table of the plan.
report-head-strategies = Strategic regions
report-head-tables = What counts, overlaps, and is unequal
report-head-method = Method and definitions
report-head-sources = Sources
report-head-record = Decisions
report-head-history = History
report-head-measured-from = How to check this file
report-head-development = GDP and trade
report-head-proposal = Why it was proposed

## Sentences of the summary

report-plan-holds = The plan has { NUMBER($zones) } { $zones ->
    [one] zone
   *[other] zones
} with { AREA($area_km2) } of land in all.
report-reach = Within { $within } of a zone live { $people } persons ({ $share } of all).
report-land-reach = Within { $within } of a zone lie { $area } km² of land ({ $share } of all).
report-zones-changed = { NUMBER($count) } zones change: together they gain { AREA($gained_km2, $lost_km2) } and lose { AREA($lost_km2, $gained_km2) }.
report-zone-renamed = { $was } is renamed: { $now }.
report-zones-unchanged = No boundary moves: all zones keep their land.
report-under-cap = { $ftz } stays within its cap of { AREA($cap_km2, $area_km2) }; { AREA($area_km2, $cap_km2) } remain.
report-at-cap = { $ftz } is at its cap of { AREA($cap_km2) }.
report-quota = { $ftz } requests a quota of { AREA($area_km2, $cap_km2) } beyond its cap of { AREA($cap_km2, $area_km2) }.
report-over-cap = { $ftz } is { AREA($area_km2, $cap_km2) } over its cap of { AREA($cap_km2, $area_km2) }.
report-over-cap-and-quota = With that quota { $ftz } is still { AREA($area_km2, $cap_km2) } over.
report-rules-mended = It mends { NUMBER($count) } broken { $count ->
    [one] rule
   *[other] rules
}.
report-rules-own = The scenario sets its own figures or levels of these rules: { $rules }.
report-stop = .
report-proposal-result = { $objective }: { $before } before, { $measured } as measured.
report-proposal-proof = { $status ->
    [optimal] Best of the pieces tried, proven
   *[other] Not proven to be the best
}: no other choice of them comes beyond { $bound }; the gap is { $gap }% of the gain.
report-not-verified = { $figure } is not verified of: { $names }.
report-figure = { $figure ->
    [gdp_2024] GDP 2024
    [trade_2024] Trade 2024
   *[other] { $figure }
}
report-edits-rest = { NUMBER($count) } further edits together

## Pictures and tables

report-map-share = Persons within { $within } of a zone, share of each { LEVEL($level) }
report-map-share-land = Land within { $within } of a zone, share of each { LEVEL($level) }
report-map-overview = { $title }: { $what }
report-map-left-out = { NUMBER($count) } more zones change; these have no map of their own.
report-map-overview-alt = Map of the whole plan: { $what }; { NUMBER($zones) } zones, of which { NUMBER($changed) } change
report-map-zone-alt = Map of { $zone } before and after: it gains { AREA($gained_km2, $lost_km2) } and loses { AREA($lost_km2, $gained_km2) }
report-chart-regions = Persons within { $within } of a zone, share of each { LEVEL($level) }, the least reached first
report-chart-regions-alt = Bars of { NUMBER($count) } shares, from { $least } to { $most }
report-chart-edit = Edit { NUMBER($number) }
report-chart-sectors = Clusters within { $within } of a zone, share of each sector, the least reached first
report-titled = { $title }: { $what }
report-map-before = Boundary before
report-map-after = Boundary after
report-map-gained = Land gained
report-map-lost = Land lost
report-map-handed = Land transferred between zones
report-map-hard = Breaks a hard rule
report-map-soft = Breaks a soft rule
report-map-together = Number of places close together
report-map-changed = Changed zone
report-map-zone = Zone
report-map-dot = Zone, too small to be drawn
report-map-north = N
report-map-near = Lambert azimuthal equal-area
report-map-day = plan of { $day }
report-map-around = Around the plan: © OpenStreetMap contributors (ODbL), GeoNames (CC BY), GSHHG (LGPL)
report-map-km = km
report-map-km2 = km²
report-map-inset = South China Sea Islands
report-map-changes-alt = Map of { NUMBER($count) } zones before and after: they gain { AREA($gained_km2, $lost_km2) } and lose { AREA($lost_km2, $gained_km2) }
report-map-changes = Before and after: each place where land changes, enlarged
report-map-changes-largest = Before and after: the { NUMBER($shown) } largest of { NUMBER($places) } places where land changes, enlarged
report-map-reach = Who gains: { $entering } persons come within { $within } of a zone, { $leaving } leave it. The most, by { LEVEL($level) }: { $most }.
report-map-reach-alt = Map of the reach of { $within } before and after: { $entering } persons come within it, { $leaving } leave it
report-map-reached = Newly within reach
report-map-left = No longer within reach
report-map-ring-before = Reach before
report-map-ring-after = Reach after
report-table-totals = Persons and land within each radius{ $by }
report-table-people = Persons within each radius{ $by }; covered land is not measured
report-table-caps = Measured areas and caps
report-table-areas = Measured areas
report-table-versions = Versions behind the figures
report-renamed = { $name } (before: { $was })
report-table-changed-zones = Changed zones
report-table-regions = Persons within each radius{ $by }, difference from the baseline
report-table-sectors = Clusters within each radius{ $by } (0: inside a zone)
report-table-clusters = Clusters that come within reach{ $by } or leave it
report-table-rules = Rules newly broken
report-table-rules-all = Broken rules
report-table-mended = Rules that the baseline breaks, no longer broken
report-table-worse = Rules broken worse than in the baseline
report-table-improved = Rules broken by less than in the baseline
report-table-growth = Published growth of trade compared with the nation's, in percent
report-table-strategies = Strategic regions within { $within }
report-table-of-weight = { $title }: { $weight ->
    [population] people
   *[other] { $weight }
} within { $within }
report-table-of-weight-radii = { $title }: { $weight ->
    [population] people
   *[other] { $weight }
} within each radius{ $by }
report-table-sources = Sources of the figures
report-table-development = Persons within { $within }, GDP and trade
report-table-nation = The nation's trade as published
report-table-pieces = Land taken and released, and its gain
report-table-edits = Contribution of each edit, in order
report-none = None.
report-sectors-same = Figures equal to the baseline's are not shown.
report-more-rows = { NUMBER($rows) } more rows are not shown.
report-col-scenario = Scenario
report-col-radius = Radius, { $unit ->
    [min] min
   *[km] km
}
report-col-persons = Persons
report-col-persons-share = of all, %
report-col-weight = Covered { $weight }
report-col-weight-share = Share of { $weight }, %
report-col-difference = Change
report-col-land = Land, km²
report-col-land-share = of all, %
report-col-crossing = Comes or leaves
report-col-comes = comes
report-col-leaves = leaves
report-col-all = All
report-col-at-radius = { $within }
report-col-layer = Layer
report-col-records = Records
report-col-verified = Verified
report-col-sources = Sources
report-col-source = Most cited
report-col-kind = Kind
report-col-by = By
report-col-at = At
report-col-why = Why
report-col-instead = Which then takes
report-col-worse = Best without it lacks
report-col-last = Adds last
report-col-alone = Adds alone
report-col-releases = releases
report-col-takes = takes
report-col-figure-part = { $figure }, % of all
report-col-figure = { $figure }, bn CNY
report-col-covered-part = of all covered, %
report-col-own-share = Persons covered, %
report-col-named-source = Source
report-col-value = Value, bn CNY
report-col-clusters-at = Clusters, { $within }
report-col-persons-at = Persons, { $within }
report-col-zone-land = Land of zones, km²
report-col-edit = Edit
report-col-hash = Hash
report-col-comment = Comment
report-comment-reply = In reply to { NUMBER($number, useGrouping: 0) }: { $text }
report-table-revisions = Revisions
report-table-comments = Comments
report-table-measured-from = Hashes of the measured layers
report-measured-again = { $holds ->
    [plan] This file holds the plan, the scenario and its record in the store: everything this page is made from. zonewright verify FILE measures it, writes this page again, and names each place that differs. To check that the plan and the record are the true ones, run zonewright verify FILE PLAN beside the store.
   *[reach] This file holds the scenario and, because the plan is too large, only the part of the plan that the changed zones reach. zonewright verify FILE measures that part again; to check the rest and this page, give the plan: zonewright verify FILE PLAN.
}
report-made-with = Measured with { $libraries }.
report-digest-what = The digest reveals an accident or a careless change. It does not protect against forgery, since anyone who changes the file can renew it: the store's audit log keeps it, and so should you, as in the minutes.
report-digest = SHA-256 of this file, its own 64 digits taken as zeros:
report-place-head = the file's head
report-place-top = above the first section
report-place-in-top = above the first section, { $part }
report-place-in-section = { $heading }, { $part }
report-place-data = the data in the file
report-place-end = below the last section
report-place-digest = the digest
report-place-record = the store's record, { $path }
report-place-log = the digest in the store's audit log
report-checked-figures = { $count ->
    [one] { NUMBER($count) } figure
   *[other] { NUMBER($count) } figures
}, measured again on { $on ->
    [plan] the plan
    [held] the plan in the file
   *[reach] the part of the plan in the file, with a constant from the file for the rest
}
report-checked-page = the page (words, tables, maps), written again from its data, byte by byte
report-checked-plan = the hashes of the plan's layers with those of this plan
report-checked-record = the scenario { $scenario } and its record (who wrote, commented and decided, when and why) with those of the store
report-checked-log = the digest with the exports in the store's audit log
report-unchecked-page = the page (words, tables, maps): { $why ->
    [version] an earlier version wrote it and kept too little to write it again
   *[plan] the file does not hold the whole plan; name the plan too
}
report-unchecked-version = whether the differences of the page come from another program, library or system, as listed above; verify it where these are the same
report-unchecked-plan = whether the plan in the file is the true one; name the plan too
report-unchecked-record = whether the scenario { $scenario } and its record (who wrote, commented and decided, when and why) are the true ones: { $why ->
    [file] the scenario came from a file, which no store has
    [plan] name the plan too, whose store has them
    [store] this plan has no store here
   *[scenario] the store has no scenario of this id that you may read
}
report-unchecked-log = the digest with the store's audit log: the version that wrote the file noted none
report-unchecked-edition = the day of the data, the map review number and the versions, which the file alone states

## The first page, and the annex

report-title-one = { $title }
report-head-decision = Decision requested
report-head-matrix = Scenarios side by side
report-head-annex = Annex
report-annex-holds = The plan as a whole, where the figures come from, and the hashes of the measured layers.
report-decision-who = Who decides
report-table-purposes = Purpose: the scenario's changes, by purpose
report-table-purposes-today = What for: the zones today, by purpose
report-table-purposes-of = What for: what each scenario changes, by purpose
report-mark-notes = ▲: better; ▼: worse; =: no change; ?: these data cannot decide.
report-most-moved-note = Of each purpose: what moved most in each scenario, for better and for worse; all of it stands with each scenario below.
report-at-places = { $change } at { NUMBER($count) } places
report-col-today = Today
report-col-verdict = Verdict
report-undecided-note = ?: cannot be determined from these data.
report-row-first = Comes first
report-ranks-note = Comes first: under this share of all weightings of the purposes; in the rest another scenario, or today's layout, does. Indicators that measure the same thing count twice.
report-more-places = { $count } more
report-indicator = { $parts }
report-points = { $points } points
report-each = { $change } each
report-effect = { $indicator }: { $change } ({ $purpose })
report-table-decision = What changes
report-table-matrix = The baseline and the scenarios; { $best }: the best of a row
report-col-figure-name = Figure
report-col-title = { $title }
report-row-people = Persons within { $within }
report-row-weight = { $weight } within { $within }
report-row-land-reach = Land within { $within }, km²
report-row-clusters = Clusters within { $within }
report-row-zones = Land of all zones, km²
report-row-headroom = Headroom of { $ftz }, km²
report-phase = By { $year }
report-phase-titled = { $year } · { $title }
report-phase-undated = All edits
report-phase-land = { $phase }: +{ $gained } km², −{ $lost } km² in all
report-phase-carried-out = Carried out
report-row-edits = Edits
report-table-phases = Phase by phase: the edits carried out by then, and their effect compared with today
report-phases-shown = { $shown } of { $count } phases: the first ones and the last.
report-map-phases = What each phase adds to the one before, where that is most
report-row-released = Land released, km²
report-row-leaving = Persons leaving { $within }
report-row-weight-leaving = { $weight } leaving { $within }
report-row-gateways = Gateways inside zones
report-rule = { $level }: { $what }
report-rules-rest = { NUMBER($count) } further; see Rules.
report-who-file = No one yet: the scenario is not stored with its plan, so it was not proposed for decision.
report-who-draft = No one yet: the scenario is a draft. Once it is proposed, an approver who neither wrote nor proposed it decides.
report-who-proposed = It awaits the decision of an approver who neither wrote nor proposed it.
report-who-decided = { $status } by { $person }, { $day }: { $why }
report-who-practice = Practice: without tokens everyone is the local planner, so no other person decided. { $status } by { $person }, { $day }: { $why }
report-uncertain-way = Roads are simplified, and reach says nothing of traffic. Who is counted changes with the radius.
report-uncertain-line = Reach is a straight line: on roads it is less. Who is counted changes with the radius.
report-uncertain-people = Persons stand at points, one for every { AREA($area_km2) } on average: the figures of a change of less land are rough.
report-uncertain-kept = Persons within { $within } change by { $low } to { $high } at radii up to { FIGURE($shift_km) } km shorter or longer. In { NUMBER($runs) } runs, in each of which every boundary is up to { FIGURE($boundary_km) } km farther out or in, they change by { $mean } on average and { $worst } at worst{ $kept ->
    [part] : { FIGURE($pct, digits: 0) } % of the gain is kept
    [nothing] : nothing of the gain is kept
   *[loss] {""}
}.
report-source-of = { $layer }: { $source } ({ NUMBER($verified) } of { NUMBER($records) } verified).
report-source-most = { $layer }: { NUMBER($records) } records with { NUMBER($sources) } different statements of their source, { NUMBER($verified) } verified; most often cited: { $source }.
report-made-by = Made by { $program }.

## Slides

report-slide-planned = As planned
report-slide-legend = Legend
report-slide-gains = Who gains
report-slide-pays = Who pays
report-slide-no-gain = No purpose is better.
report-slide-rest = { NUMBER($count) } more in the report.
report-slide-next = Next slide
report-slide-previous = Previous slide
report-slide-full = Full screen
report-slide-close = Close
report-slide-draft = Draft, not saved
report-slide-of = { NUMBER($number) } of { NUMBER($count) }
report-slide-from = { $before } today, { $after } as planned

## Method

report-crs-china = China Geodetic Coordinate System 2000
report-method-reach = A place is covered at a radius where its straight distance on the ellipsoid ({ $crs }) to the nearest zone is no more than the radius; at 0 km, where it lies inside a zone. Distances are not travel times.
report-by = { $way ->
    [road] { " " }by road
   *[line] { "" }
}
report-method-way = A place is covered at a radius where the shortest route by road from the nearest zone, with a straight line to it from the nearest road, is no longer than the radius; at 0 km, where it lies inside a zone. The network is { $source ->
    [plan] the plan's own
   *[context] that of the world's map, simplified to straight lines between junctions of known length
}: { NUMBER($edges) } edges. Distances are not travel times.
report-method-minutes = A place is covered at a radius where the fastest route by road from the nearest zone takes at most as many minutes as the radius, at 30 km/h in a straight line to it from the nearest road; at 0, where it lies inside a zone. Minutes are those of the plan's own network: { NUMBER($edges) } edges.
report-method-way-land = How much land is covered is not measured by road: a network does not say how far from its lines land still counts as reached.
report-method-people = Persons are those of the demand points; a point counts whole. Land is measured on the ellipsoid.
report-method-land = Land of the plan is that of its { LEVEL($level, number: "many") }.
report-method-cap = Caps of { -group(number: "many") } are compared with measured areas, to 0.01%.
report-method-rules = Hard rules stop a decision; soft rules are only reported.
report-method-compare = Differences are against the baseline, the present zones of the plan.
report-method-maps = Maps are in equal-area projections; their scale bars hold at the centre of the map. Colours are shares, never counts.
report-method-edits = What an edit contributes is the figure after it less the figure before it, in the order of the edits; together they are the whole change.

report-head-reasons = Zones, reasons and effects
report-lettered = { $letter } · { $title }
report-fact-years = Years of the data
report-years = { $what ->
    [people] persons
    [gdp] GDP
    [trade] trade of regions
   *[growth] trade of { -group(number: "many") }
} { $years ->
    [1] { $first }
   *[other] { $first }–{ $last }
}
report-decision-costs = What it costs
report-cost-land = { AREA($area_km2) } of land is released.
report-cost-hard = Hard rules broken ({ NUMBER($count) }): { $rules }.
report-cost-soft = Soft rules broken newly or more than now ({ NUMBER($count) }): { $rules }.
report-cost-targets = It newly misses { NUMBER($count) } { $count ->
    [one] target
   *[other] targets
}.
report-cost-people = { $what }: { $people }.
report-cost-amount = { $what }: { $amount }.
report-cost-clusters = { NUMBER($count) } { $count ->
    [one] cluster leaves
   *[other] clusters leave
} { $within }: { $names }.
report-cost-clusters-out = { NUMBER($count) } { $count ->
    [one] cluster is
   *[other] clusters are
} no longer inside a zone: { $names }.
report-cost-matched = { NUMBER($count) } { $count ->
    [one] cluster is
   *[other] clusters are
} no longer inside a zone for { $count ->
    [one] its
   *[other] their
} sector.
report-cost-gateways = { NUMBER($count) } { $count ->
    [one] gateway is
   *[other] gateways are
} no longer inside a zone: { $names }.
report-cost-none = No cost was found: no rule or cap is exceeded, no land is released, and no people, clusters or gateways leave the zones or their reach.
report-names = { $names }{ $others ->
    [0] {""}
   *[other] {" "}and { NUMBER($others) } others
}
report-decision-uncertain = How sure it is
report-banner-stop = Cannot be decided as it is
report-banner-conditions = No hard rule is broken; { NUMBER($count) } { $count ->
    [one] condition
   *[other] conditions
}
report-banner-clear = Breaks no rule that is not broken now
report-banner-purposes = Of { NUMBER($of) } purposes: { $counts }
report-banner-count = { NUMBER($count) } { $verdict ->
    [better] better
    [worse] worse
   *[mixed] better and worse
}
report-banner-no-purpose = No purpose is better or worse
report-banner-served = { $verdict ->
    [better] Better
    [worse] Worse
    [mixed] Better in part, worse in part
   *[undecided] Undecided by these data
}: { $purposes }.
report-banner-disagree = The radii disagree
report-banner-people = Persons reached: { $changes }.
report-banner-land = Land reached, km²: { $changes }.
report-banner-change = { $by } within { $within }
report-banner-title = The title and the figures differ
report-banner-title-land = The title says { $stated }; measured are { AREA($gained_km2, $lost_km2) } gained and { AREA($lost_km2, $gained_km2) } released.
report-banner-title-people = The title says { $stated }; measured are { $low } to { $high } persons, by radius.
report-settle-rules = To be settled first: the hard rules that are broken.
report-settle-cap = To be settled first: the area beyond the cap.
report-zone-sectors = { $zone } { $how ->
    [added] is newly designated for { $added }.
    [dropped] is no longer designated for { $dropped }.
   *[both] is newly designated for { $added }, no longer for { $dropped }.
}
report-row-clusters-out = Clusters no longer inside a zone
report-row-clusters-leaving = Clusters leaving { $within }
report-row-over-cap = Beyond caps and quotas, km²
report-row-quota = Quota requested, km²
report-unchanged = Unchanged: { $names }.
report-row-hard = Hard rules newly broken
report-row-soft = Soft rules newly broken
report-caps-rest = { NUMBER($count) } further { -group(number: "many") } with a cap change too.
report-places = { $names }{ $others ->
    [0] {""}
   *[other] {" "}and { NUMBER($others) } others
}{ $outside ->
    [yes] {" "}and outside all regions
   *[no] {""}
}
report-places-of = { $names }{ $others ->
    [0] {""}
   *[other] {" "}and { NUMBER($others) } others
} ({ $of }){ $outside ->
    [yes] {" "}and outside all regions
   *[no] {""}
}
report-zone-change = { $change ->
    [added] { $zone } is a new zone of { AREA($gained_km2) }{ $where ->
        [nowhere] .
       *[somewhere] {" "}in { $places }.
    }
    [removed] { $zone } is given up: { AREA($lost_km2) }{ $where ->
        [nowhere] .
       *[somewhere] {" "}in { $places }.
    }
    [moved] { $zone } moves { LIST(edits-east, edits-north) }{ $where ->
        [nowhere] {""}
       *[somewhere] , to { $places }
    }; its area stays { AREA($is_km2) }.
   *[other] { $zone } { $change ->
        [gained] gains { AREA($gained_km2) }
        [lost] releases { AREA($lost_km2) }
        [both] gains { AREA($gained_km2, $lost_km2) } and releases { AREA($lost_km2, $gained_km2) }
       *[none] keeps its land
    }{ $where ->
        [nowhere] {""}
       *[somewhere] {" "}in { $places }
    }, from { AREA($was_km2, $is_km2) } to { AREA($is_km2, $was_km2) }.
}
report-zones-rest = { NUMBER($count) } further { $count ->
    [one] zone gains
   *[other] zones gain
} { AREA($gained_km2, $lost_km2) } and { $count ->
    [one] loses
   *[other] lose
} { AREA($lost_km2, $gained_km2) }.
report-map-roads = Road
report-map-railways = Railway
report-map-capital = Capital
report-map-lakes = Lake or wide river
report-map-rivers = River
report-map-sea = Sea on an older coastline
report-map-panel = { $letter } · { $names }
report-map-largest = The largest change of each scenario, before and after
report-map-places = The { NUMBER($shown) } largest of { NUMBER($places) } places are shown.
report-row-gained = Land gained, km²
report-decision-who-of = { $letters }: { $who }
report-map-share-change = Change of the share of persons within { $within } of a zone, by { LEVEL($level) }
report-map-share-land-change = Change of the share of land within { $within } of a zone, by { LEVEL($level) }
report-map-where = Where zones change, and who is reached: { $what }
