### The figures of the tables of a measure, by their columns.

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
