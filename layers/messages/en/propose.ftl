### Proposals: errors of the question, why there is none, and the reasons of one.

## Errors

propose-objective-minutes = is in minutes; propose by them as well ({ OPTION("by") } road_min), or write a radius in km
propose-objective-none = { OPTION("objective") }: none is given; known are { $known }, each with a radius, as population@50
propose-objective-unclear = objective { $given }: write NAME@RADIUS, as population@50 or population@50±2 with a spread of 0 to 100 km, with a weight before it where there are several: 2*population@50 (land_value has no radius)
propose-objective-weight = objective { $given }: the weight must be a number from 1e-9 to 1e9
propose-objective-land = objective { $given }: counts land inside zones, so it has no radius; write { $name }
propose-objective-lacks = objective { $term }: the plan lacks { $needs }; add that, or ask for something else
propose-objective-by-line = objective { $term }: no network leads to these points; propose { OPTION("by") } line
propose-objective-unknown = objective: nothing is called { $name }; { $hint }
propose-sector-unknown = objective: no cluster is of sector { $sector }; { $hint }
propose-demand-missing = objective { $term }: the plan has no demand; add that layer, or use a sector
propose-land-value-missing = objective land_value: no parcel of the plan has a value; fill in that column of the parcels, or leave the term out
propose-land-value-alone = objective land_value: it only states what land costs; add what to serve, as population@50
propose-objective-own-none = objective own:{ $name }: no { -group } counts a region of the plan; fill in their adcode or counts_regions, or ask for { $name }
propose-objective-instead = objective { $given }: does not add up over points or land, so land cannot be sought for it; the nearest that does is { $ask }
propose-least-alone = objective least: is not additive, so it cannot be combined: use it without another term or objective, weights of regions or new zones; beside others, weigh regions by { OPTION("weight-region") }
propose-scoped-new = objective own: counts by the zones that there are; for new zones ask for the same without that word, as population@50
propose-land-new = objective over land: is for zones that exist; for new zones, whose area is given, ask for points, as population@50
propose-per-km2-gone = { OPTION("per-km2") }: was removed; ask for the most gain within a smaller { OPTION("budget-km2") }, or rank zones by gain per km²: zonewright table margin PLAN
propose-land-word = { OPTION("land") } { $given }: there is no such word; { $hint }
propose-land-twice = { OPTION("land") } { $word }: is given twice; give it once
propose-land-unclear = { OPTION("land") } { $given }: write { $form }
propose-now-a-word = { $name } is deprecated, and a later version will refuse it: write { OPTION("land") } { $form }
propose-keep-new = { OPTION("keep") }: holds for zones that grow or swap, not for new zones; leave it out, or ask for { OPTION("ftz") }
propose-ftz-unknown = { OPTION("ftz") } { $ftz }: no zone of the plan is of this { -group }; { $hint }
propose-ftz-none = name at least one { -group } with { OPTION("ftz") }, or where new zones may stand: a { -top-region } with { OPTION("province") }, or all
propose-province-unknown = { OPTION("province") } { $province }: the plan has no such { -top-region }; { $hint }
propose-ftz-or-province = give either { OPTION("ftz") }, or { OPTION("province") } for new zones
propose-new-nowhere = { OPTION("new") }: counts new zones; say by { OPTION("province") } where they may stand
propose-budget-or-swap = give either { OPTION("budget-km2") } or { OPTION("swap") }
propose-province-swap = a new zone has nothing to swap; give { OPTION("budget-km2") }, one figure
propose-budget-missing = { OPTION("budget-km2") }: none is given for { $ftzs }
propose-budget-unclear = { OPTION("budget-km2") } { $given }: write a number of km², ID=NUMBER or YEAR=NUMBER
propose-budget-twice = { OPTION("budget-km2") } { $ftz }: is given twice; give it once
propose-weight-twice = { OPTION("weight-region") }: a region is given twice; give it once
propose-region-twice = { OPTION("weight-region") } { $region }: is the same region as { $other }; give it once
propose-all-alone = { $option ->
    [ftz] { OPTION("ftz") } all: means every { -group }; leave the others out
   *[province] { OPTION("province") } all: means every { -top-region }; leave the others out
}
propose-kept-share-unused = { OPTION("kept-share") }: says nothing about new zones or a second objective; leave it out
propose-budget-of-none = { OPTION("budget-km2") } { $ftz }: is not among those of { OPTION("ftz") }
propose-budget-not-allowed = { OPTION("budget-km2") } of { $ftz }: must be above 0 and at most 100,000, not { FIGURE($given) }
propose-limit-not-allowed = { OPTION($option) }: must be { $open ->
    [above] above { FIGURE($least) } and at most { FIGURE($most) }
    [below] from { FIGURE($least) } to below { FIGURE($most) }
   *[no] from { FIGURE($least) } to { FIGURE($most) }
}, not { FIGURE($given) }
propose-region-unknown = { OPTION("weight-region") } { $region }: the plan has no such region or strategic region; { $hint }
propose-region-weight = { OPTION("weight-region") } { $region }: the weight must be a number from 1e-9 to 1e9, not { FIGURE($given) }
propose-region-unclear = { OPTION("weight-region") } { $given }: write CODE=NUMBER or NAME=NUMBER
propose-candidates = { OPTION("candidates") } { $given }: land is made of shapes or parcels; { $hint }
propose-parcels-missing = { OPTION("candidates") } parcels: the plan has no parcels; add that layer, or leave this out
propose-layer-unknown = { OPTION("prefer") }, { OPTION("avoid") }: the plan has no layer { $layer }; { $hint }
propose-column-unknown = { OPTION("prefer") }, { OPTION("avoid") }: the layer { $layer } has no column { $column }; { $hint }
propose-value-unknown = { OPTION("prefer") }, { OPTION("avoid") }: no row of { $layer } has the { $column } { $value }; { $hint }
propose-keep-unclear = { OPTION("keep") } { $given }: write INDICATOR>=FIGURE or INDICATOR>=today, with an indicator that adds up points or land: jobs@50>=today, strategy_land_km2>=today
propose-keeps = { $indicator } is { AMOUNT($least) } or more
propose-zone-only-area = { OPTION("min-piece-km2") }, { OPTION("max-pieces") }, { OPTION("compact") }, { OPTION("candidates") }, { OPTION("width-km") }, { OPTION("joint-km") }: say nothing about a new zone; leave them out
propose-option-renamed = { OPTION($option) }: is called { OPTION($instead) } now; write that
propose-deprecated = { $name } is deprecated, and a later version will refuse it: { $option ->
    [across-barriers] leave it out; land stays on one side of railways and rivers
    [everywhere] write { OPTION("province") } all
    [gap] leave it out; { OPTION("time-limit-s") } ends a search sooner
    [new-blocks] leave it out; for land apart from zones ask for a new zone ({ OPTION("province") })
    [phase] write { OPTION("budget-km2") } YEAR=X
    [release] write { OPTION("swap") } any, or { OPTION("swap") } idle
    [release-gateways] leave it out; land with ports and airports stays
    [runs] leave it out; 300 runs are measured
    [spread-km] write the spread in the objective, as population@50±2
   *[weight-phase] leave it out; phases count alike
}
propose-gateways-no-swap = { OPTION("release-gateways") }: is for land that is released; add { OPTION("swap") }, or leave it out
propose-block-narrow = { OPTION("budget-km2") }: a new zone of { FIGURE($given) } km² is { FIGURE($wide_km, digits: 2) } km wide; give at least { FIGURE($least, digits: 2) } km², so that it is { FIGURE($width_km) } km wide
propose-answers-or-front = give either { OPTION("answers") } or { OPTION("front") }
propose-differ-alone = { OPTION("differ-km2") }: is for several answers; request them with { OPTION("answers") }
propose-several-of-zone = { OPTION("answers") }, { OPTION("front") }: new zones have one answer; leave them out

## Why there is no proposal

propose-nothing-gained = nothing is proposed: no land within reach of the budget adds to { $objective }; raise the budget, or try another radius
propose-out-of-reach = nothing is proposed for { $objective }: { $count ->
    [one] the only { $kind ->
        [cluster] cluster
       *[place] place
    } out of reach, { NAME($place) }, is { FIGURE($away_km, digits: 0) } km away
   *[other] of { NUMBER($count) } places out of reach the nearest, { NAME($place) }, is { FIGURE($away_km, digits: 0) } km away
}: { FIGURE($missing_km, digits: 0) } km of new land; { $has_region ->
    [yes] add a zone instead ({ OPTION("province") } { $region }), or raise { OPTION("budget-km2") }
   *[no] raise { OPTION("budget-km2") }, or ask for a longer radius
}
propose-all-reached = nothing is proposed: all that { $objective } counts is reached today; ask for a shorter radius
propose-no-way = nothing is proposed: no { $by ->
   *[road] road
} enters a zone of { $ftzs } that is not locked; measure by line, or add to the layer network
propose-all-locked = nothing is proposed: the plan locks every zone of { $ftzs }; clear locked in the layer zones, or name another { -group }
propose-target-leaves-none = { CAPITAL(-group) } { NAME($ftz) } may take no land: a hard target of the plan for its area or headroom leaves none; make it soft in the layer targets, or change its bound
propose-swap-gains-nothing = nothing is proposed: no exchange adds to { $objective }: what may be released loses as much as other land brings. Water, customs blocks and land with gateways are not released; add land with { OPTION("budget-km2") }, or try another radius
propose-targets-forbid = nothing is proposed: no land that adds to { $objective } keeps every hard target of the plan; make one soft in the layer targets, or try another budget
propose-only-beyond = nothing is proposed: { $objective } gains nothing at the radius itself, only at longer ones; ask for a longer radius, for more land, for longer pieces with { OPTION("compact") }, or lower { OPTION("kept-share") } to 0, for any gain over the spread
propose-above-cap = nothing is proposed: { NAME($ftz) } is { AREA($over_km2, $budget_km2) } above its cap, and { AREA($budget_km2, $over_km2) } more does not make up for that
propose-time-spent = nothing is proposed: the search ended before it found anything; give it more time with { OPTION("time-limit-s") }
propose-conflict = nothing is proposed: together these leave no land that adds to { $objective }, and without any one of them there is some: { $limits }
propose-limit-locked = the locks of zones
propose-limit-exclusion = the exclusions
propose-limit-water = the waters
propose-limit-barrier = railways and rivers
propose-limit-customs-block-cut = the customs blocks
propose-limit-overlap = the land of other zones
propose-limit-outside-province = the border of the { -top-region }
propose-limit-area = the area that may be taken ({ OPTION("budget-km2") })
propose-limit-swap = that a swap takes a tenth of the area at most
propose-limit-least = how small a piece may be ({ OPTION("min-piece-km2") })
propose-limit-shape = how wide and compact a piece is to be ({ OPTION("width-km") }, { OPTION("compact") })
propose-no-sites = nothing is proposed: none of the { NUMBER($places) } places tried has room for a block of that area beside zones, waters, exclusions and borders; ask for a smaller one with { OPTION("budget-km2") }
propose-hard-rule = nothing is proposed: a hard rule is broken: { $reason }; make that rule soft, or ask for other land

## Reasons

propose-budget-used = { NAME($ftz) }: { AREA($used_km2, $limit_km2) } taken, and the limit is { AREA($limit_km2, $used_km2) }: the area keeps it from taking more
propose-swap-used = { NAME($ftz) }: { AREA($used_km2, $limit_km2) } released, and the limit is { AREA($limit_km2, $used_km2) }: the area keeps it from releasing more
propose-area-left = { NAME($ftz) }: { AREA($used_km2, $limit_km2) } of { AREA($limit_km2, $used_km2) } used; nothing within reach of the rest is known to add more
propose-ftz-locked = { NAME($ftz) }: nothing is taken: the plan locks all its zones
propose-pieces-used = { NAME($ftz) }: { NUMBER($pieces) } { $pieces ->
    [one] piece
   *[other] pieces
} of land, which is the most allowed ({ OPTION("max-pieces") }): this keeps it from taking more
propose-ftz-gains-nothing = { NAME($ftz) }: nothing is taken: no land within reach of its budget adds enough
propose-block-released = { NAME($zone) }: a block of { AREA($area_km2) } is released whole
propose-water-unknown = No water known: the plan has no waters, so the land may be water; add that layer
propose-residents = Residents on the land: { AMOUNT($taken) } on the land taken{ $released ->
    [0] {""}
   *[other] , { AMOUNT($released) } on the land released
}
propose-price-costs = Without weighing residents and layers, at least { AMOUNT($gain) } more would be gained
propose-runs-kept-less = In 95 of 100 runs with uncertain boundaries { FIGURE($kept_pct, digits: 0) } % of the gain at the radius is kept, not { FIGURE($pct, digits: 0) } %: no choice was found that keeps more
propose-at-most = At most { AMOUNT($bound) } with any shape, by our bound
propose-kept-at = Kept as a limit: { $indicator } is { AMOUNT($now) }, { AMOUNT($least) } at least
propose-best = { $status ->
    [optimal] No choice of the { NUMBER($pieces) } { $kind ->
        [shapes] shapes tried
       *[pieces] pieces of land
    } gains more, proven
   *[other] Chosen from { NUMBER($pieces) } { $kind ->
        [shapes] shapes tried
       *[pieces] pieces of land
    }, not proven to be the best of them
}
propose-best-within = No choice of the { NUMBER($pieces) } { $kind ->
    [shapes] shapes tried
   *[pieces] pieces of land
} gains { FIGURE($pct, digits: 2) } % more, proven
propose-barriers-kept = No land is taken across a railway or river whose place is known to half a kilometre, from the map around the plan or from its network
propose-barriers-unsure = { NAME($zone) }: a railway whose place is known less well may cross the land that is taken; look where it runs
propose-gateways-released = With the land these gateways are released: { $gateways }
propose-gateways-kept = Land with these gateways is kept: { $gateways }
propose-land-value = The parcels taken are worth { AMOUNT($taken) }, those released { AMOUNT($released) }
propose-land-counted = { $indicator }: the land taken counts { AMOUNT($taken) }, that released { AMOUNT($released) }
propose-target-held = Kept as a limit: { $state }
propose-targets-cost = Without the hard targets { AMOUNT($gain) } more would be gained
propose-targets-missed = No choice of these pieces was found that meets every hard target missed today: none is missed by more
propose-front-least = As requested, only layouts that gain at least { AMOUNT($gain) } of { $objective } are considered: without this limit, others may gain more
propose-differs = It is sought among those that differ by at least { AREA($differ_km2) } from the answers before it, which gain more
propose-fewer-answers = { NUMBER($found) } of { NUMBER($answers) } answers: { $why ->
    [time] the time was spent before a further one was found ({ OPTION("time-limit-s") })
   *[gain] no further one that differs so much gains anything; ask for a smaller { OPTION("differ-km2") }
}
propose-weights = In these figures people, clusters and other amounts count several times, or in part: { $regions }
propose-weight = { NAME($place) } × { FIGURE($times) }
propose-one-more = One more km² for each would add { AMOUNT($gain) }, at most { AMOUNT($bound) }
propose-one-more-of = { NAME($ftz) }: one more km² would add { AMOUNT($gain) }, at most { AMOUNT($bound) }
propose-measured-along = Distances are by { $by }
propose-measured-by = Distances are by { $by }; blocks that no { $by ->
   *[road] road
} enters stay unchanged
propose-per-km2 = { AMOUNT($rate) } are gained for each km² taken; no choice of the pieces gains more than { AMOUNT($most) } for each of its own
propose-no-runs = Not measured in runs with uncertain boundaries: there who is reached counts, not by which zone or in which region
propose-soft-rule = For the planner to judge: { $reason }
propose-gain-shifted = At the radii asked for the gain is { AMOUNT($gain) }; at other radii: { $shifted }
propose-gain-at = { SIGN($by_km) ->
    [minus] −{ FIGURE($size_km) }
   *[plus] +{ FIGURE($size_km) }
} km { AMOUNT($gain) } ({ FIGURE($pct, digits: 0) } %)
propose-gain-at-alone = { SIGN($by_km) ->
    [minus] −{ FIGURE($size_km) }
   *[plus] +{ FIGURE($size_km) }
} km { AMOUNT($gain) }
propose-gain-in-runs = In { NUMBER($runs) } runs, in each of which every boundary is up to { FIGURE($boundary_km) } km farther out or in, the gain is { AMOUNT($mean) } on average ({ FIGURE($pct, digits: 0) } %) and at worst { AMOUNT($worst) }
propose-gain-in-runs-alone = In { NUMBER($runs) } runs, in each of which every boundary is up to { FIGURE($boundary_km) } km farther out or in, the gain is { AMOUNT($mean) } on average and at worst { AMOUNT($worst) }
propose-gain-in-most-runs = In 95 of 100 of these runs it is { AMOUNT($p5) } or more
propose-kept = At least { FIGURE($pct) } % of the gain at the radius is kept where boundaries lie farther in or out
propose-kept-costs = At least { FIGURE($pct) } % of the gain at the radius is kept where boundaries lie farther in or out; without that, { AMOUNT($gain) } more would be gained over the spread
propose-not-kept = No choice of these shapes keeps { FIGURE($pct) } % of its gain where boundaries lie farther in or out: this is the best of the others
propose-price-not-met = No land gains more than its residents and the layers to avoid weigh, so this is the best without weighing them
propose-search-ended = The search ended before it had tried every shape: given more time ({ OPTION("time-limit-s") }), it may find land that gains more
propose-gains = Gains { $places }{ $count ->
    [1] { "" }
   *[other] , of { NUMBER($count) } places in all
}
propose-loses = Loses { $places }{ $count ->
    [1] { "" }
   *[other] , of { NUMBER($count) } places in all
}
propose-place = { NAME($place) } ({ AMOUNT($amount) })
propose-balance-kept = The swap keeps the balance: { AREA($taken_km2, $released_km2) } taken, { AREA($released_km2, $taken_km2) } released
propose-balance-aside = Land is added, so the balance of swaps is set aside
propose-quota = { NAME($ftz) }: a quota of { AREA($quota_km2) } beyond its cap is asked for
propose-best-site = The best site for the block in { NAME($province) }
propose-best-site-within = Proven to be within { FIGURE($pct, digits: 2) } % of the best site for the block in { NAME($province) }
propose-site-found = The best site found for the block in { NAME($province) }: not proven to be the best
propose-best-sites = { $status ->
    [optimal] The best of { NUMBER($sites) } sites, proven
   *[other] Chosen from { NUMBER($sites) } sites, not proven to be the best of them
}: they are from { NUMBER($places) } places, at least { NUMBER($apart_km, maximumFractionDigits: 1) } km apart; each block then moved to the best place about its site
propose-best-sites-within = Proven to be within { FIGURE($pct, digits: 2) } % of the best of { NUMBER($sites) } sites: they are from { NUMBER($places) } places, at least { NUMBER($apart_km, maximumFractionDigits: 1) } km apart; each block then moved to the best place about its site
propose-fewer-zones = { NUMBER($found) } of { NUMBER($new) } new zones are enough: of these sites, one more would add nothing
propose-site = { $zone }: { NAME($province) }
propose-site-moved = { $zone }: { NUMBER($km, maximumFractionDigits: 1) } km from its site, where it gains { AMOUNT($gain) } more

## The command

propose-working = Searching the best land
propose-progress = Searching the best land: gain { NUMBER($gain, maximumFractionDigits: 0) }{ $known ->
    [yes] , at most { NUMBER($bound, maximumFractionDigits: 0) } among the candidates
   *[no] {""}
}{ $share ->
    [0] {""}
   *[other] , { FIGURE($share, digits: 0) } % done
}{ $left_s ->
    [0] {""}
   *[other] , about { FIGURE($left_s, digits: 0) } s to go
}
propose-result = { $objective }: { AMOUNT($before) } before, { AMOUNT($measured) } measured, { AMOUNT($promised) } expected by the model
propose-spread = ± behind a radius: who lies near it counts a fifth at each of five radii over that spread, so land that only just reaches people is worth less
propose-proof = { $status ->
    [optimal] { $gap ->
        [0] Best of the pieces tried, proven
       *[other] Best of the pieces tried, proven to within the gap
    }
   *[other] Not proven to be the best
}: no other choice of them comes beyond { AMOUNT($bound) }; gap { FIGURE($gap, digits: 2) } % of the gain
propose-title-taken = Land taken
propose-title-released = Land released
propose-col-alone = adds alone
propose-col-last = adds last
propose-col-residents = residents
propose-col-worse = best without it lacks
propose-col-instead = which then takes
propose-title = { $kind ->
    [new] { $count ->
        [one] Plan a new zone of { AREA($area_km2) }
       *[other] Plan { NUMBER($count) } new zones of { AREA($area_km2) } in all
    }
    [swap] Exchange { AREA($area_km2) } of { $zones }{ $more ->
        [0] {""}
       *[other] {" "}and { NUMBER($more) } other zones
    }
    [trade] Exchange { AREA($area_km2) }: { $zones }{ $more ->
        [0] {""}
       *[other] {" "}and { NUMBER($more) } other zones
    } for { $givers }{ $others ->
        [0] {""}
       *[other] {" "}and { NUMBER($others) } other zones
    },
   *[add] Extend { $zones }{ $more ->
        [0] {""}
       *[other] {" "}and { NUMBER($more) } other zones
    } by { AREA($area_km2) }
}{ $reach ->
    [none] {" "}for { $objective }
   *[some] {" "}to reach { $places }
}{ $loss ->
    [none] {""}
   *[some] , losing { $lost }
}
propose-both = { $first } and { $second }
propose-title-answers = Answers
propose-title-often = How often land is taken
propose-title-front = Front of two objectives
propose-col-scenario = scenario
propose-col-measured = measured
propose-col-gap = gap, %
propose-col-differs = differs by km²
propose-col-times = answers
propose-title-places = Who is gained and lost{ $left ->
    [0] {""}
   *[other] {": "}{ NUMBER($shown) } of { NUMBER($places) }
}
propose-col-id = place
propose-col-name = name
propose-col-amount = adds
propose-title-robust = How much of the gain remains
propose-col-where = where
propose-col-gain = gain
propose-col-share = share, %
propose-where-radius = { SIGN($by_km) ->
    [minus] radii −{ FIGURE($size_km) } km
    [plus] radii +{ FIGURE($size_km) } km
   *[none] radii asked for
}
propose-where-mean = mean of { NUMBER($runs) } runs, boundaries ±{ FIGURE($boundary_km) } km
propose-where-p5 = at least, in all but 5 % of these runs
propose-where-worst = worst of these runs

## Phases

propose-phases = Values are means over the phases: { $phases }
propose-phase-weight = { $year } ({ FIGURE($pct) } %)
propose-phase-best = By { $year } it takes { AREA($taken_km2) } and gains { AMOUNT($gain) }, the most for that year alone
propose-phase-open = By { $year } it takes { AREA($taken_km2) } and gains { AMOUNT($gain) }; nothing better for that year alone was found in the time
propose-phase-loses = By { $year } it takes { AREA($taken_km2) } and gains { AMOUNT($gain) }: { FIGURE($lost_pct, digits: 1) } % less than the { AMOUNT($alone) } of a choice for that year alone, which other phases could not keep
propose-phases-alone = land by year ({ OPTION("phase") }) goes without one { OPTION("budget-km2") } for all years, { OPTION("swap") }, { OPTION("answers") }, { OPTION("front") } and new zones
propose-phase-year = { OPTION("phase") } { $given }: write a year from 1900 to 9999
propose-phase-area = { OPTION("phase") } { $year }={ FIGURE($given) }: give an area above 0 and at most 100,000 km²
propose-phase-less = { OPTION("phase") } { $year }={ FIGURE($given) }: an earlier phase has { FIGURE($before) } km²; areas are in all by that year, so give at least as much
propose-phase-unclear = { $option ->
    [phase] { OPTION("phase") }
   *[weight-phase] { OPTION("weight-phase") }
} { $given }: write YEAR=NUMBER, such as 2027=8
propose-phase-twice = { $option ->
    [phase] { OPTION("phase") }
   *[weight-phase] { OPTION("weight-phase") }
}: { $year } is given twice
propose-phase-weight-alone = { OPTION("weight-phase") }: sets the weight of a phase; add { OPTION("phase") }
propose-phase-weight-of-none = { OPTION("weight-phase") } { $year }: there is no phase by then; add { OPTION("phase") } for that year
propose-phase-weight-not-allowed = { OPTION("weight-phase") } { $year }={ FIGURE($given) }: give a number above 0

## What a swap releases first

propose-swap = { OPTION("swap") } { $given }: write any or idle; { $hint }
propose-release-no-swap = { OPTION("release") }: lists the land a swap releases; add { OPTION("swap") }
propose-release-unknown = { OPTION("swap") } idle: the plan does not tell which land is idle or built; add idle_km2 or built_km2 to its zones, or parcels
propose-released-use = Released: { AREA($released_km2) }, of which { AREA($unused_km2) } is idle or not built{ $unknown_km2 ->
    [0] {""}
   *[other] ; of { AREA($unknown_km2) } nothing tells
}
