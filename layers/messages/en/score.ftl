### The scorecard: purposes, indicators, verdicts; and what is wrong with the plan's own.

## Purposes

score-purpose-strategies = Strategic regions
score-purpose-regions = Regional development
score-purpose-sectors = Room for key sectors
score-purpose-trade = Trade and customs
score-purpose-land = Land
score-purpose-people = People within reach

## Indicators, by key

score-indicator-covered-population = People within reach
score-indicator-mean-km = Mean distance to the nearest zone
score-indicator-p90-km = Distance within which 90 % live
score-indicator-median-km = Distance within which half live
score-indicator-gini = Inequality of distance (Gini)
score-indicator-strategy-population = People within reach in strategic regions
score-indicator-strategy-clusters = Clusters within reach in strategic regions
score-indicator-strategy-land-km2 = Land of zones in strategic regions
score-indicator-worst-served-population = People within reach in the worst-served tenth of { -region(number: "many") }
score-indicator-lagging-population = People within reach in the poorer half of { -top-region(number: "many") }
score-indicator-least-covered-share = Share within reach in the least covered { -top-region }
score-indicator-theil-between = Inequality between { -top-region(number: "many") } (Theil)
score-indicator-theil-within = Inequality within { -top-region(number: "many") } (Theil)
score-indicator-sector-land-km2 = Land of zones designated for sectors
score-indicator-matched-clusters = Clusters inside a zone for their sector
score-indicator-covered-clusters = Clusters within reach
score-indicator-covered-weight = Weight of clusters within reach
score-indicator-gateways = Gateways near a zone
score-indicator-gateways-inside = Gateways inside a zone
score-indicator-mean-clearance-hours = Mean clearance at the nearest gateways
score-indicator-customs-land-km2 = Land of zones inside customs blocks
score-indicator-policy-pilots = Policy pilots that apply
score-indicator-above-cap-km2 = Land beyond the caps
score-indicator-outside-province-km2 = Land outside its { -top-region }
score-indicator-water-km2 = Water newly taken
score-indicator-excluded-km2 = Land in exclusions
score-indicator-blocks = Separate parts of zones
score-indicator-polsby-popper = Compactness (Polsby–Popper)
score-indicator-zone-land-km2 = Land of zones
score-indicator-cap-used-share = Share of the caps used
score-indicator-headroom-km2 = Land left below the caps
score-indicator-yield = { $indicator } per km² of land, { $unit }
score-indicator-accepted-share = Share of land accepted
score-indicator-built-share = Share of land built
score-indicator-idle-share = Share of land idle
score-indicator-years-since-approval = Years since approval, mean of land
score-indicator-trade-lead-pct = Trade growth above the nation's
score-indicator-land-value = Value of the parcels in zones
score-indicator-reached-by = { $kind ->
    [own] Within reach of a { -group } that counts their { -region }
    [same-customs] Within reach without a customs border between
   *[second] Within reach of two zones or more
  }: { $attribute ->
    [population] people
   *[other] { $attribute }
  }

## Verdicts

score-verdict =
    { $verdict ->
        [better] better
        [worse] worse
        [mixed] mixed
        [same] no change
        [undecided] undecided
       *[unknown] unknown
    }
score-title-verdicts = What each scenario serves
score-title-changes = What changes, by purpose
score-title-ranks = Share of all weightings of the purposes under which a scenario has a rank
score-col-purpose = Purpose
score-col-indicator = Indicator
score-col-today = Today
score-col-scenario = { $scenario }
score-col-ranked = Scenario
score-col-rank = { $rank }
score-row = { $indicator }{ $unit ->
    [none] { "" }
   *[other] , { $unit }
}{ $within }
score-row-of-place = – { $place }{ $within }
score-within = { $radius ->
    [0] { "" }
   *[other] { " " }({ NUMBER($radius, maximumFractionDigits: 2) } { $unit })
}
score-order = Order under the weights that were given, or equal ones: { $scenarios }
score-turn-below = With less than { NUMBER($pct, maximumFractionDigits: 0) } % of the weight on “{ $purpose }”, { $scenario } comes first.
score-turn-above = With more than { NUMBER($pct, maximumFractionDigits: 0) } % of the weight on “{ $purpose }”, { $scenario } comes first.
score-caution = Indicators that measure the same thing count twice, and every worth depends on which scenarios are compared. ? : cannot be determined from these data.
score-weight-unclear = { $given } is not PURPOSE=WEIGHT, such as strategies=0.4; correct it
score-needs = { $indicator } would need { $needs }

## A plan's own purposes and indicators, and what is asked

score-own-name = { $name_zh ->
   *[other] { $name }
}
score-own-key = the key { $key } is taken, or is not made of letters, digits and _; choose another
score-own-choice = { $column } is { $given }; choose one of { $known }
score-own-radius = { $how } needs one radius; fill in radius_km or radius_min
score-own-radius-unused = { $how } has no radius; leave radius_km and radius_min empty
score-own-count-by-road = points of { $layer } are counted by the straight line only; leave by empty, or count clusters
score-own-layer = the plan has no layer of points { $layer } to count; choose clusters, gateways, demand or reference_NAME
score-own-layer-of = { $how } cannot read the layer { $layer }; choose one of { $known }
score-own-column = the layer { $layer } has no column { $column }; { $hint }
score-own-figure = the plan has no published figure { $column } in performance; { $hint }
score-own-column-not-number = the column { $column } of { $layer } holds no numbers; choose another
score-reference = { $given } is not an indicator as KEY, KEY:PLACE or KEY@RADIUS; correct it
score-reference-without-places = the indicator { $key } has no places; write { $key } instead of { $given }
score-indicator-unknown = there is no indicator { $given }; { $hint }
score-scenario-twice = two scenarios have the id { $scenario }; rename one
score-weight-unknown = the plan has no purpose { $given }; { $hint }
score-weight-not-allowed = the weight of { $purpose } must be a number from 0 on, not { $given }
score-weights-zero = all weights are 0; give one purpose more
