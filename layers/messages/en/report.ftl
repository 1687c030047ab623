### Reports.

report-title = Boundary adjustment: report
report-title-baseline = Coverage: report
report-baseline = Baseline
report-fact-scenarios = Scenarios
report-fact-baseline = Baseline
report-fact-revision = Revision of { $scenario }
report-fact-status = Status of { $scenario }
report-fact-day = Data as of
report-fact-made-by = Made by

## Headings

report-head-summary = Summary
report-head-overview = The plan at a glance
report-head-scenario = Scenario: { $title }
report-head-coverage = Coverage
report-head-caps = Areas and caps
report-head-regions = { CAPITAL(LEVEL($level, number: "many")) }
report-head-sectors = Sectors
report-head-rules = Rules
report-head-growth = Trade growth
report-head-strategies = Strategic regions
report-head-method = Method and definitions
report-head-sources = Sources
report-head-record = Decisions

## Sentences of the summary

report-plan-holds = The plan has { NUMBER($zones) } { $zones ->
    [one] zone
   *[other] zones
} with { AREA($area_km2) } of land in all.
report-reach = Within { FIGURE($radius_km) } km of a zone live { $people } persons, { $share } of all.
report-reach-changed = Within { FIGURE($radius_km) } km of a zone live { $people } persons, { $share } of all: { $difference } against the baseline.
report-reach-same = Within { FIGURE($radius_km) } km of a zone live as many persons as in the baseline: { $people }, { $share } of all.
report-land-reach = Within { FIGURE($radius_km) } km of a zone lie { $area } km² of land, { $share } of all.
report-zones-changed = { $count ->
    [one] One zone changes: { $names }.
   *[other] { NUMBER($count) } zones change: { $names }.
}
report-zones-unchanged = No zone changes.
report-gained-lost = Zones gain { AREA($gained_km2) } of land and give up { AREA($lost_km2) }.
report-gained = Zones gain { AREA($area_km2) } of land and give up none.
report-lost = Zones give up { AREA($area_km2) } of land and gain none.
report-crossing = { $entering } persons come within { FIGURE($radius_km) } km of a zone, { $leaving } leave it.
report-clusters-crossing = { $entering ->
    [0] No cluster comes
    [one] One cluster comes
   *[other] { NUMBER($entering) } clusters come
} within { FIGURE($radius_km) } km of a zone, { $leaving ->
    [0] none leaves
    [one] one leaves
   *[other] { NUMBER($leaving) } leave
} it.
report-over-cap = { $ftz } is { AREA($area_km2) } over its cap of { AREA($cap_km2) }.
report-under-cap = { $ftz } keeps within its cap of { AREA($cap_km2) }; { AREA($area_km2) } are left.
report-at-cap = { $ftz } stands at its cap of { AREA($cap_km2) }.
report-quota = { $ftz } asks for a quota of { AREA($area_km2) } beyond its cap of { AREA($cap_km2) }.
report-rules-new = { NUMBER($hard) } hard and { NUMBER($soft) } soft rules are broken that the baseline keeps; { NUMBER($mended) } that it breaks are kept.
report-rules-same = No rule is broken that the baseline keeps.

## Pictures and tables

report-map-share = Persons within { FIGURE($radius_km) } km of a zone, share of each { LEVEL($level) }
report-map-share-land = Land within { FIGURE($radius_km) } km of a zone, share of each { LEVEL($level) }
report-map-overview = { $title }: { $what }
report-map-zone = { $zone }: boundary before and after
report-map-overview-alt = Map of the whole plan: { $what }; { NUMBER($zones) } zones, of which { NUMBER($changed) } change
report-map-zone-alt = Map of { $zone } before and after: it gains { AREA($gained_km2) } and gives up { AREA($lost_km2) }
report-chart-regions = Persons within { FIGURE($radius_km) } km of a zone, share of each { LEVEL($level) }, the least reached first
report-chart-regions-alt = Bars of { NUMBER($count) } shares, from { $least } to { $most }
report-map-before = Boundary before
report-map-after = Boundary after
report-map-gained = Land gained
report-map-lost = Land given up
report-map-none = none
report-map-changed = Zone that changes
report-map-zone-key = Zone
report-map-north = N
report-table-totals = Persons and land within each radius
report-table-caps = Measured areas and caps
report-table-changed-zones = Zones that change
report-table-regions = Persons within each radius, difference from the baseline
report-table-sectors = Clusters within each radius (0 km: inside a zone)
report-table-clusters = Clusters that come within reach or leave it
report-table-rules = Rules that are broken, and not by the baseline
report-table-rules-all = Rules that are broken
report-table-mended = Rules that the baseline breaks and this keeps
report-table-growth = Published growth of trade beside the nation's, in percent
report-table-strategies = Strategic regions within { FIGURE($radius_km) } km
report-table-sources = Where the figures come from
report-none = None.
report-more-rows = { NUMBER($rows) } more rows are left out.
report-col-scenario = Scenario
report-col-radius = Radius, km
report-col-persons = Persons
report-col-persons-share = of all, %
report-col-difference = Difference
report-col-land = Land, km²
report-col-land-share = of all, %
report-col-crossing = Comes or leaves
report-col-comes = comes
report-col-leaves = leaves
report-col-all = All
report-col-at-radius = { FIGURE($radius_km) } km
report-col-layer = Layer
report-col-records = Records
report-col-verified = Verified
report-col-sources = Sources
report-col-source = Named most often
report-col-kind = Kind
report-col-by = By
report-col-at = At
report-col-why = Why

## Method

report-method-reach = A place is covered at a radius where its straight distance on the ellipsoid ({ $crs }) to the nearest zone is no more than the radius; at 0 km, where it lies inside a zone. Distances are not travel times.
report-method-people = Persons are those of the demand points; a point counts whole. Land is measured on the ellipsoid.
report-method-land = Land of the plan is that of its { LEVEL($level, number: "many") }.
report-method-cap = The cap of { -group(number: "many") } is compared with measured areas, to 0.01 %.
report-method-rules = Hard rules stop a decision; soft rules are told.
report-method-compare = Differences are against the baseline, the zones of the plan as they are.
