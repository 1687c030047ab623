### The words for a plan's own things; a plan may put others in their place.

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

# The same as messages, from which a plan takes what its own table does not say.
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

# What is said of boundaries drawn by hand, and why they are.
terms-schematic = { $what ->
    [zones] Zone boundaries
   *[boundaries] Boundaries
} are schematic{ $why ->
    [none] { "" }
   *[other] : { $why }
}.
