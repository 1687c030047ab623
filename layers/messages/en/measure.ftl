### Measuring: coverage, tables, comparison, consensus, the ruler.

# One radius of a list of them.
measure-radius = { FIGURE($radius_km) }
# Within which distance, and how it is measured: the one place that says so.
measure-within = { FIGURE($radius) } { $unit ->
    [min] min
   *[km] km
}{ $way ->
    [road] { " " }by road
    [rail] { " " }by rail
   *[line] { "" }
}
measure-radius-not-measured = radius { $given } { $unit }: was not measured (measured are { $measured } { $unit }); measure at that radius
measure-radius-not-allowed = radius { $given } { $unit }: must be 0 or a number of { $unit } from 0.1 to 2,000
measure-radii-not-several = radii { $given } { $unit }: must be a number or several, such as 50 or (25, 50)
measure-radii-none = no radius given: name at least one, such as 50 { $unit }
measure-way-unknown = by { $given }: no such way of measuring; there are { $known }
measure-network-empty = by road: there is no road around the plan; measure by line
measure-rail-gone = by rail: was removed, because trips could start anywhere along a track instead of at stations; measure by road. Railways stay on the map, and no land is taken across them
measure-radii-mixed = radii in km and in minutes: name one of them, and minutes by road alone
measure-minutes-by-line = radii in minutes: a straight line has none; measure by road
measure-network-without-minutes = minutes by road: the plan's layer network has none; give its lines a column minutes, or measure in km
measure-network-minutes = network.minutes: { $rows } edges have none; fill them in, or leave these edges out
measure-far-from-network = Of the people within { FIGURE($radius) } { $unit }, { NUMBER($people, maximumFractionDigits: 0) } live more than { FIGURE($far_km) } km from any road: their route begins with a straight line, even across water, so some of them may not really be reached; people more than { FIGURE($farthest_km) } km from any road are not counted
measure-across-water = Of the people within { FIGURE($radius) } { $unit }, { NUMBER($people, maximumFractionDigits: 0) } are joined to a road by a straight line across a water of the plan, so some of them may not really be reached
measure-zone-far-from-network = { NAME($zone) }: a part of it lies { NUMBER($egress_km, maximumFractionDigits: 1) } km from any road. { $beyond ->
    [yes] No route begins so far from one: people that only that part could reach are not counted, unless they live inside it
   *[no] Routes from that part begin with a straight line, even across water, so some of the places within its reach may not really be reachable
}
measure-by-line-alone = by road: this is only measured by the straight line; measure the coverage by line
measure-way-by-line = by line: a straight line has no way to show; measure by road
measure-coarse = { $zone }: { AREA($changed_km2) } change where one demand point represents { AREA($point_km2) }: the number of people is rough.
measure-zones-not-measurable = zones: a { $type } cannot be measured; give a Scenario (Scenario.load reads a file) or a frame of zones

## Demand in partitions

measure-demand-in-partitions = demand in partitions: is aggregated by { -region }, not by point; for this, measure a plan that holds its demand
measure-targets-in-partitions = not measured, as the demand is in partitions: { $targets }; of people, totals and regions are known, at the radii of { OPTION("radius-km") }
measure-worker-lost = { $part }: no worker could measure it ({ $error }); give each more memory, or check the cluster
measure-scheduler-not-reached = scheduler { $scheduler }: cannot be reached ({ $reason }); give the address that dask-scheduler prints, as tcp://HOST:8786

## Growth

measure-growth-not-published = no published figure
measure-growth-trade-alone-published = trade published, its growth not
measure-growth-nation-alone-published = only the nation's growth is published

## Tables

measure-table-unknown = table { $name }: there is none; { $hint }
measure-table-option = table { $table }: takes no { OPTION($option) }; leave it out
measure-one-radius = name one radius
measure-lens-gone = lens { $name } was removed; { $name ->
    [travel] ask for people within minutes: zonewright measure PLAN --by road --radius-min 30 (/api/measure, /api/compare)
    [weight] every measure has each column of the demand: zonewright measure PLAN (/api/measure)
    [strategies] strategic regions are indicators: zonewright score PLAN (/api/scorecard)
    [customs] gateways are indicators, and each zone’s nearest ones are in its row: zonewright score PLAN, zonewright measure PLAN (/api/scorecard, /api/measure)
    [own-radius] a target of a zone has a radius of its own ({"{"}measure: covered_population, zone: ID, radius_km: 150, at_least: 1{"}"}), and a row of the plan’s table indicators one for all zones
   *[other] ask for a table: zonewright table { $name } PLAN (/api/tables/{ $name })
}
measure-aim-unknown = { $given } is not a { -group }, sector or region of the plan; write ftz:ID, sector:NAME or region:CODE
measure-region-unknown = { -region-code } { $given }: no region of the plan has it; take one from the regions of zonewright measure
measure-region-by-code = { -region-code } { $given }: give the code of the region with this name: { $codes }
measure-cluster-unknown = cluster { $given }: the plan has none of that id
measure-level-unknown = level { $given }: there is none; there are { $known }
measure-most-not-allowed = most { $given }: must be a whole number from 1
measure-margin-bounds = by_km { $given }: must be above 0 and at most { FIGURE($most) } km
measure-gateway-kind-unknown = kind { $given }: the plan has no gateway of it; its kinds are { $known }
measure-province-figure-missing = regions: has no figure of { -top-region(number: "many") }, such as GDP, to compare coverage with{ $level ->
    [province] ; add a column such as province_gdp_2024_cny
   *[other] { "" }
}
measure-province-figure-not-number = regions.{ $column }: is not a number in every row; correct it
measure-province-figure-ambiguous = regions.{ $column }: { -top-region } { NAME($province) } has several values, or one that is negative or infinite; give all its { -region(number: "many") } the same
measure-weight-unknown = weight { $given }: demand has no such column; there are { $known }
measure-weight-not-number = weight { $given }: is not a column of numbers; there are { $known }
measure-weight-left-out = Not measured: { $why }
measure-weight-named-as-figure = demand.{ $column }: a figure has that name; give the column another
measure-weight-not-summed = weight { $column }: the plan does not sum this column; have it summed by an update of the plan, or name another ({ $known })
measure-weight-doubtful = Summed, though it looks like { $kind ->
    [id] ids or codes
    [year] years or dates
    [rate] rates, shares or means
    [place] positions or heights
   *[same] one number for all rows
}: demand.{ $column }; leave it out with zonewright update PLAN --no-sum { $column }, or confirm it with --sum
measure-weight-value-wrong = demand.{ $column }: { $points }{ $more ->
    [0] { "" }
   *[other] { " " }and { $more } more
} has a value that is missing, negative or infinite; correct it, with 0 where there is none

## Comparison

measure-radii-differ = radii ({ $before }) { $before_unit } and ({ $after }) { $after_unit } differ; measure both at the same
measure-plans-differ = plans { $before } and { $after } differ in more than their zones; compare scenarios of one plan
measure-consensus-of-too-few-or-many = consensus of { $count } { $count ->
    [one] scenario
   *[other] scenarios
}: name from two to { $most } different ones
measure-consensus-crs-differ = zones: the scenarios are not in one CRS; take scenarios of one plan

measure-place-off-the-globe = place { $number } ({ FIGURE($lon) }, { FIGURE($lat) }): give degrees of longitude, latitude

## Limits

measure-limit-time = took longer than the limit of { FIGURE($seconds) } s; request less at once, simplify the outlines, or raise the limit (ZONEWRIGHT_LIMIT_S)
measure-limit-vertices = the zones have { NUMBER($vertices) } vertices, more than the limit of { NUMBER($limit) }; simplify the outlines, or raise the limit (ZONEWRIGHT_LIMIT_VERTICES)
measure-limit-cancelled = cancelled: the client left before the answer; try again
measure-limit-memory = takes more memory than available; simplify the outlines, or request less at once
measure-limit-not-number = { $name } { $given }: must be a number above 0
measure-geometry-failed = the geometry library fails at an outline ({ $reason }); simplify it, or draw it again

## The draft of a text of four bounds

measure-bounds = Draft from the names in this plan, not surveyed: { $blocks }
measure-bounds-block = part { $number }: east { $east }, south { $south }, west { $west }, north { $north }
measure-bounds-along = to { $names }
measure-bounds-at = to { $region }
measure-bounds-inside = within { $region }
measure-bounds-outside = to what lies outside all { -region(number: "many") }
