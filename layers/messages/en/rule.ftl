### Rules: their names, conditions and parameters; then the violations, and by how much.

## Names and descriptions

rule-cap-name = Area cap
rule-cap-description = The measured area of each { -group } stays within its cap.
rule-cap-tolerance-description = How far above the cap still counts as at the cap (share of the cap).
rule-cap-quota-km2-description = The area that the scenario requests beyond the cap, by { -group }.
rule-cap-year-description = As of which year caps by date are taken; 0: the year of the phase, without phases the least of all.
rule-overlap-name = Overlap
rule-overlap-description = No two zones hold the same land.
rule-exclusion-name = Exclusion
rule-exclusion-description = No zone holds land of an exclusion.
rule-water-name = Water
rule-water-description = No zone takes water that no zone of the plan has, where the plan has waters.
rule-outside-province-name = Outside its { -top-region }
rule-outside-province-description = A zone lies in the { -region(number: "many") } of its { -group }'s { -top-region }.
rule-locked-name = Locked zone
rule-locked-description = A locked zone keeps its boundary.
rule-customs-block-cut-name = Customs block cut
rule-customs-block-cut-description = A zone holds a customs block whole or leaves it out; it does not cut it.
rule-min-block-km2-name = Block too small
rule-min-block-km2-description = No block of a zone is smaller than this.
rule-min-block-km2-area-km2-description = The least area of a block.
rule-max-blocks-name = Too many blocks
rule-max-blocks-description = A zone has at most this many parts.
rule-max-blocks-blocks-description = The most blocks of a zone.
rule-min-compactness-name = Not compact
rule-min-compactness-description = No block of a zone is less compact than this.
rule-min-compactness-polsby-popper-description = The least Polsby–Popper of a block: 1 for a disc, π/4 for a square.
rule-swap-balance-name = Swap not balanced
rule-swap-balance-description = Each { -group } gains as much land as it loses.
rule-swap-balance-tolerance-description = How far apart the two may be (share of the { -group }'s baseline area).
rule-sliver-name = Sliver
rule-sliver-description = No long strip of a zone, and no long gap in or between zones, is thinner than this.
rule-sliver-width-m-description = The least width of a strip or gap ten times as long as this.
rule-use-before-expand-name = Use before expanding
rule-use-before-expand-description = A { -group } gains land only once its present land is built and it keeps no idle land of the same kind, as far as the plan shows.
rule-use-before-expand-built-share-description = The least built share of a { -group }'s land (0–1).
rule-use-before-expand-idle-km2-description = The idle land of the same kind that it may keep.
rule-exit-name = Exit
rule-exit-description = A zone whose deadline for building has passed is built to at least this share, else it is offered for release in a swap.
rule-exit-built-share-description = The least built share of the zone's land (0–1).
rule-exit-years-description = The years from its approval of a zone that states no deadline.
rule-exit-year-description = The year from which deadlines are seen; 0: that of the phase, else the latest of the plan's figures.

## Broken rules

rule-cap-exceeded = { CAPITAL(-group) } { NAME($ftz) } has { AREA($area_km2, $over_km2, $cap_km2) }, { AREA($over_km2, $area_km2, $cap_km2) } above its cap of { AREA($cap_km2, $area_km2, $over_km2) }
rule-cap-and-quota-exceeded = { CAPITAL(-group) } { NAME($ftz) } has { AREA($area_km2, $over_km2, $cap_km2, $quota_km2) }, { AREA($over_km2, $area_km2, $cap_km2, $quota_km2) } above its cap of { AREA($cap_km2, $area_km2, $over_km2, $quota_km2) } and the { AREA($quota_km2, $area_km2, $over_km2, $cap_km2) } requested
rule-swap-adds-more = { CAPITAL(-group) } { NAME($ftz) } adds { AREA($added_km2, $released_km2, $more_km2) } and releases { AREA($released_km2, $added_km2, $more_km2) }: { AREA($more_km2, $added_km2, $released_km2) } more than it releases
rule-swap-releases-more = { CAPITAL(-group) } { NAME($ftz) } adds { AREA($added_km2, $released_km2, $more_km2) } and releases { AREA($released_km2, $added_km2, $more_km2) }: { AREA($more_km2, $added_km2, $released_km2) } more released
rule-locked-zone-gone = { NAME($zone) } is locked but was removed, with { AREA($area_km2) }
rule-locked-zone-moved = { NAME($zone) } is locked and its boundary moved: { AREA($changed_km2) } differ

rule-zones-overlap = { NAME($zone) } and { NAME($other) } overlap by { AREA($area_km2) }
rule-exclusion-held = { NAME($zone) } holds { AREA($area_km2) } of exclusion { NAME($exclusion) }
rule-exclusion-of-kind-held = { NAME($zone) } holds { AREA($area_km2) } of exclusion { NAME($exclusion) } ({ $kind })
rule-water-taken = { NAME($zone) } takes { AREA($area_km2) } of water ({ FIGURE($pct, digits: 1) } % of the zone)
rule-kind-synthetic-example = synthetic example
rule-land-outside-province = { NAME($zone) } has { AREA($area_km2) } outside its { -top-region } ({ NAME($province) }): { $parts }
# The parts of the land outside.
rule-land-in-province = { AREA($area_km2) } in { NAME($province) }
rule-land-in-another-province = { AREA($area_km2) } in another { -top-region }
rule-land-in-no-district = { AREA($area_km2) } in no { -region }
rule-customs-block-cut = { NAME($zone) } cuts customs block { NAME($block) }: { AREA($inside_km2, $outside_km2) } inside, { AREA($outside_km2, $inside_km2) } left out

rule-expands-before-use = { CAPITAL(-group) } { NAME($ftz) } gains { AREA($more_km2) } more than it releases, though { $why }
# Why an expansion is too early.
rule-land-built = { FIGURE($pct, digits: 2) } % of its land is built
rule-land-idle = it keeps { AREA($idle_km2) } of idle land of that kind
rule-exit-due = { NAME($zone) } was to be built by { $deadline }; as of { $year }, at most { FIGURE($pct, digits: 2) } % of it is, below { FIGURE($limit_pct, digits: 2) } %: to be released in a swap

rule-blocks-too-small = { NAME($zone) } has { $blocks ->
    [one] { $blocks } block
   *[other] { $blocks } blocks
} under { AREA($limit_km2, $least_km2) }, the smallest { AREA($least_km2, $limit_km2) }
rule-blocks-too-many = { NAME($zone) } has { $blocks ->
    [one] { $blocks } block
   *[other] { $blocks } blocks
}, { $over } more than { $limit }
rule-blocks-not-compact = { NAME($zone) } has { $blocks ->
    [one] { $blocks } block
   *[other] { $blocks } blocks
} less compact than { FIGURE($limit) } (Polsby–Popper), the least { NUMBER($least, minimumFractionDigits: 3, maximumFractionDigits: 3) }

rule-sliver-parts = { NAME($zone) } has { $count ->
    [one] { $count } part narrower than { FIGURE($limit_m) } m: { FIGURE($width_m, digits: 2) } m
   *[other] { $count } parts narrower than { FIGURE($limit_m) } m: the narrowest { FIGURE($width_m, digits: 2) } m
} over { NUMBER($length_m, maximumFractionDigits: 0) } m
rule-sliver-gaps-within = { NAME($zone) } has { $count ->
    [one] { $count } gap narrower than { FIGURE($limit_m) } m: { FIGURE($width_m, digits: 2) } m
   *[other] { $count } gaps narrower than { FIGURE($limit_m) } m: the narrowest { FIGURE($width_m, digits: 2) } m
} over { NUMBER($length_m, maximumFractionDigits: 0) } m
rule-sliver-gaps-between = { NAME($zone) } and { NAME($other) } leave { $count ->
    [one] { $count } gap narrower than { FIGURE($limit_m) } m: { FIGURE($width_m, digits: 2) } m
   *[other] { $count } gaps narrower than { FIGURE($limit_m) } m: the narrowest { FIGURE($width_m, digits: 2) } m
} over { NUMBER($length_m, maximumFractionDigits: 0) } m
# Among three zones or more.
rule-sliver-gaps-among = { $zones } leave { $count ->
    [one] { $count } gap narrower than { FIGURE($limit_m) } m: { FIGURE($width_m, digits: 2) } m
   *[other] { $count } gaps narrower than { FIGURE($limit_m) } m: the narrowest { FIGURE($width_m, digits: 2) } m
} over { NUMBER($length_m, maximumFractionDigits: 0) } m
rule-sliver-zone = { NAME($zone) }

## In phases of a scenario

rule-in-phases = in { $years }: { $reason }

## Changes of violations, against the compared zones

rule-change-new = new
rule-change-worse = worse by { $by }
rule-change-improved = improved by { $by }
rule-change-unchanged = as before
rule-change-mended = mended
rule-by-km2 = { AREA($amount) }
rule-by-m = { FIGURE($amount, digits: 2) } m
rule-by-blocks = { $amount ->
    [one] 1 block
   *[other] { NUMBER($amount) } blocks
}
rule-by-people = { NUMBER($amount, maximumFractionDigits: 0) } people
rule-by-figure = { FIGURE($amount, digits: 2) }
rule-by-places = { $count ->
    [one] 1 place
   *[other] { NUMBER($count) } places
}

## Targets

rule-target-name = Target
rule-target-state = { $figure }: { $value }, { $wanted } wanted: { $outcome }
rule-target-figure = { $measure ->
    [covered_population] people reached
    [covered_area_km2] land reached
    [covered_clusters] clusters reached
    [covered_weight] weight of clusters reached
    [matched_clusters] clusters inside a zone for their sector
    [population] people
    [area_km2] area
    [cap_km2] area cap
    [headroom_km2] headroom below the cap
    [mean_km] mean distance
    [mean_min] mean distance
    [median_km] median distance
    [median_min] median distance
    [p90_km] distance within which 90 % live
    [p90_min] distance within which 90 % live
    [gini] Gini of distance
    [perimeter_km] perimeter
    [polsby_popper] compactness (Polsby–Popper)
    [reock] compactness (Reock)
   *[other] { $label }
}
rule-target-of-place = { $figure }, { $kind ->
    [sector] sector { $place }
   *[other] { NAME($place) }
}
rule-target-within = { $figure }, within { $within }
rule-target-by = { $figure }, by { $way ->
    [line] straight line
   *[other] { $way }
}
rule-target-at-least = at least { $bound }
rule-target-at-most = at most { $bound }
rule-target-between = { $least } to { $most }
rule-target-met = met
rule-target-missed = missed by { $missed }
rule-target-unknown = unknown
rule-target-amount = { $unit ->
    [km2] { SIGN($amount) ->
        [minus] −{ AREA(ABS($amount)) }
       *[other] { AREA($amount) }
    }
    [km] { FIGURE($amount, digits: 2) } km
    [min] { FIGURE($amount, digits: 2) } min
    [persons] { NUMBER($amount, maximumFractionDigits: 0) } people
    [count] { NUMBER($amount) }
   *[none] { FIGURE($amount, digits: 3) }
}

## Known violations of the baseline

rule-acknowledge-reason-missing = no reason is given; say why the boundary stays like this
rule-acknowledge-reason-long = the reason is longer than { $most } characters; shorten it
rule-acknowledge-unknown = the baseline does not break the rule { $rule } at { $subject }, or it is not acknowledged; the tab Check and `zonewright check` list its violations
rule-acknowledged = Known: { $violations } ({ $who }, { $at }): { $why }
rule-acknowledged-worse = Was known ({ $who }, { $at }: { $why }) and is worse now: { $violations }
