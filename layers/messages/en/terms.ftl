### The terms for a plan's objects; a plan may replace them.

-group = { $number ->
   *[one] group
    [many] groups
}
# The finest level of regions.
-region = { $number ->
   *[one] region
    [many] regions
}
# The coarsest level of regions; the same where a plan has one level.
-top-region = { $number ->
   *[one] region
    [many] regions
}
-region-code = { $number ->
   *[one] region code
    [many] region codes
}

# The same as messages, for terms that a plan's own table lacks.
terms-group = { -group }
terms-groups = { -group(number: "many") }
terms-region-code = { -region-code }
terms-region-codes = { -region-code(number: "many") }
terms-level = { $rank ->
    [1] region
   *[other] level { $rank } region
}
terms-levels = { $rank ->
    [1] regions
   *[other] level { $rank } regions
}
# Levels and codes of China's regions, which are known by their codes (GB/T 2260).
terms-division = { $level ->
    [province] province
    [city] city
   *[district] district
}
terms-divisions = { $level ->
    [province] provinces
    [city] cities
   *[district] districts
}
terms-adcode = adcode
terms-adcodes = adcodes

# The note on boundaries drawn by hand, and its reason.
terms-schematic = { $of ->
    [some] { $surveyed ->
        [0] The boundaries of { NUMBER($schematic) } of { NUMBER($zones) } zones are schematic
       *[other] { NUMBER($surveyed) } of { NUMBER($zones) } zones surveyed; the boundaries of { NUMBER($schematic) } are schematic
    }
   *[all] { $what ->
        [zones] Zone boundaries
       *[boundaries] Boundaries
    } are schematic
}{ $why ->
    [none] { "" }
   *[other] : { $why }
}.
