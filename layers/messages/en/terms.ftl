### The words for a plan's own things; a plan may put others in their place.

-group = { $number ->
   *[one] FTZ
    [many] FTZs
}
-district = { $number ->
   *[one] district
    [many] districts
}
-city = { $number ->
   *[one] city
    [many] cities
}
-province = { $number ->
   *[one] province
    [many] provinces
}
-region-code = adcode
