### The figures of the tables of a measure, by their columns; then the titles of further tables.

figure-with-unit = { $figure }, { $unit }
figure-area-km2 = Area
figure-perimeter-km = Perimeter
figure-polsby-popper = Polsby–Popper
figure-reock = Reock
figure-blocks = Blocks
figure-cap-km2 = Cap
figure-headroom-km2 = Headroom
figure-mean-km = Mean
figure-mean-min = Mean
figure-median-km = Median
figure-median-min = Median
figure-p90-km = p90
figure-p90-min = p90
figure-gini = Gini
figure-clusters = Clusters
figure-covered-clusters = Covered
figure-weight = Weight
figure-covered-weight = Covered weight
figure-matched-clusters = Matched
figure-amount = All
figure-of-weight =
    { $part ->
        [covered] Covered { $weight }
        [sole] { $weight } alone
        [uncovered] { $weight } not covered
        [line] { $weight } by straight line
        [way] { $weight } by road
        [over_counted] { $weight } over-counted
        [entering] { $weight } entering
        [leaving] { $weight } leaving
        [mean_km] Mean distance of { $weight }
        [mean_min] Mean distance of { $weight }
        [median_km] Median distance of { $weight }
        [median_min] Median distance of { $weight }
        [p90_km] Distance of 90 % of { $weight }
        [p90_min] Distance of 90 % of { $weight }
        [gini] Gini of distance of { $weight }
       *[whole] { $weight }
    }
figure-covered-amount = Covered
figure-own-amount = By own groups
figure-own-share = By own groups
figure-other-amount = By others alone
figure-elsewhere-amount = By it in other regions
figure-same-customs-amount = In one customs area
figure-across-customs-amount = Across a customs border
figure-share = Share
figure-sole-amount = Only by it
figure-sole-share = Only by it
figure-shared-amount = Most shared
figure-added-km2 = Added
figure-added-amount = Reached more
figure-added-per-km2 = Reached more
figure-mean-share = Mean share
figure-theil = Theil
figure-least-share = Least share
figure-most-share = Greatest share
figure-uncovered-mean = Mean of the uncovered, km
figure-uncovered-mean-min = Mean of the uncovered, min
figure-shared-with = Most shared with
figure-regions = Regions
figure-least = Least covered region
figure-most = Most covered region

## Titles of tables that are asked for by name

figure-of-inequality = Inequality of coverage between regions
figure-of-margin = Reached more if the boundary moves out
figure-of-overlap = Reached by so many zones (3: or more)
figure-of-overlap-zones = What each zone alone reaches
figure-of-own-regions = What counts as covered
figure-of-own-regions-groups = What each { -group } counts in its own regions
figure-of-underserved = Worst served
figure-of-performance = Published figures and yield per km² of land
figure-of-performance-use = Use of the land of zones
figure-per-km2 = Per km² approved
figure-per-built-km2 = Per km² built
figure-quantile = Quantile
figure-changed-km2 = Land changed, km²
figure-accepted-share = Accepted
figure-built-share = Built
figure-idle-share = Idle
figure-approved = Approved
