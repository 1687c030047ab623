## Maps in notebooks

notebook-name = Name
notebook-share = Within reach
notebook-share-change = Difference of the share within reach
notebook-regions = Regions
notebook-zones = Zones
notebook-clusters = Sector clusters
notebook-title = { $scenario }: share of { $what ->
    [people] people
   *[land] land
} within { $within } of a zone
notebook-title-difference = { $a } against { $b }: difference in the share of { $what ->
    [people] people
   *[land] land
} within { $within } of a zone
notebook-height = must be a length of CSS such as 560px or 80%, not { $given }; correct it

## Cards of values in notebooks

notebook-card-plan = Plan in { $crs } · baseline { $baseline }
notebook-card-layer = Layer
notebook-card-rows = Rows
notebook-card-level = { LEVEL($level) }
notebook-card-levels = Regions by { $levels }
notebook-card-coverage = Coverage of { $scenario } · { $zones ->
    [one] { $zones } zone
   *[other] { $zones } zones
}
notebook-card-within = Within
notebook-card-people = People
notebook-card-land = Land, km²
notebook-card-share = of all
notebook-card-rules = { $hard ->
    [0] No hard rule is broken
    [one] { $hard } hard rule is broken
   *[other] { $hard } hard rules are broken
}; soft ones: { $soft }
notebook-card-scenario = Scenario { $scenario } · over baseline { $baseline }
notebook-card-edit = Edit
notebook-card-no-edits = No edits
notebook-card-comparison = { $a } compared with { $b }
notebook-card-zone = Zone
notebook-card-change = Change
notebook-card-gained = Gained, km²
notebook-card-lost = Lost, km²
notebook-card-difference = Difference
notebook-card-zone-change = { $change ->
    [added] new
    [removed] removed
    [renamed] renamed
   *[reshaped] new outline
}
notebook-card-changed = Zones that change
notebook-card-more = and { NUMBER($count) } more
notebook-card-rule-changes = Rules: { NUMBER($new) } newly broken, { NUMBER($worse) } worse, { NUMBER($improved) } improved, { NUMBER($mended) } mended
