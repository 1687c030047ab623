### Published figures of groups and zones.

performance-trade = trade
performance-exports = exports
performance-imports = imports
performance-special-customs-trade = trade of special customs areas
performance-gdp = GDP
performance-revenue = revenue
performance-tax = tax
performance-foreign-capital = foreign capital used
performance-fixed-investment = fixed investment
performance-industrial-output = industrial output
performance-jobs = jobs
performance-enterprises = enterprises
performance-new-enterprises = new enterprises
performance-innovations = innovations
performance-cargo-t = cargo
performance-throughput-teu = container throughput
performance-approved-km2 = approved area
performance-built-km2 = built area
performance-land-use-rate = land use rate
performance-own = { $name }
# $unit is as stored; $text the same, with what stands after the underscore in brackets.
performance-unit = { $unit ->
    [percent] %
    [percent_yoy] % over the year before
    [km2] km²
   *[other] { $text }
}
