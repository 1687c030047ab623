## Sweeps

sweep-no-scenario = no scenario given: name at least one, or baseline
sweep-scenario-twice = scenario { $scenario }: is given twice; give it once
sweep-seed-negative = seed { $given }: must be a whole number from 0 on
sweep-nothing-to-cover = plan: has neither people nor clusters that could be covered; add the layer demand or clusters
sweep-run-lacking = run { $run }: lacks { $scenario } at some radius; measure the same runs of all scenarios at the same radii
sweep-scenarios-one-id = scenarios { $scenarios }: each has the id { $id }; give one of them another id
sweep-radius-below-zero = radius varied by { $spread } { $unit }: the radius of { $radius } { $unit } could be drawn below 0; vary by less, or measure at larger radii
sweep-spread-unknown = { $given }: there is nothing to vary of that name; { $hint }
sweep-spread-bounds = { $name }={ $given }: must be from 0 to { $most } ({ $name ->
    [boundary] km
    [radius] km
   *[other] a share: 0.1 is a tenth
})
sweep-runs-none = { $given } runs: must be from 1 to 1,000,000
sweep-run-number = run { $given }: runs are numbered from 0; give numbers such as range(1000)
sweep-no-run = no run is given; give numbers such as range(1000)
sweep-run-twice = run { $run }: is there twice; give each run once
sweep-columns-missing = is not a table of runs, as it lacks { $columns }; give the table that Sweep.measure returns
sweep-vary-form = --vary { $given }: must be a name and a figure, such as boundary=1
sweep-vary-twice = --vary { $name }: is given twice; give it once
sweep-workers-none = { $given } workers: must be from 1 to 256
sweep-total-unknown = the runs have no such total; { $hint }
sweep-folder-of-another = holds another sweep; give another folder, or run the same sweep of the same plan
sweep-folder-taken = exists already and is not a sweep; give another folder
sweep-folder-unusable = cannot be used for a sweep: { $why }; give another folder
sweep-part-broken = differs from the table that the sweep wrote; delete it, and its runs are measured again
sweep-title = Summary of { $runs } runs{ $way ->
    [road] , distances by road
   *[line] { "" }
}
sweep-going = Measuring runs
sweep-written = { $folder }: runs and their summary (summary.csv, pairs.csv, acceptability.csv, sweep.svg, sweep.html)
sweep-col-total = total
sweep-col-mean = mean
sweep-col-p5 = 5 %
sweep-col-p95 = 95 %
sweep-title-pairs = In how many runs a scenario is better than { $against }, and by how much
sweep-col-better = better
sweep-col-worse = worse
sweep-col-mean-difference = difference, mean
sweep-col-first = first
sweep-col-regret = regret (to the best of a run)
sweep-scenario = { $scenario }
sweep-total = { $total ->
    [covered_population] people
    [covered_clusters] clusters
    [covered_weight] cluster weight
   *[other] { $weight }
}
sweep-picture = { $differ ->
    [1] Difference to { $against }
   *[0] Covered
}: { $total ->
    [covered_population] people
    [covered_clusters] clusters
    [covered_weight] cluster weight
   *[other] { $weight }
}; 5 to 95 % of the runs, and the mean
sweep-picture-better = { $mean }, better in { NUMBER($pct, maximumFractionDigits: 0) } %
sweep-picture-row = { $scenario }, { $within }
sweep-report = A sweep
sweep-varied = Varied in each run
sweep-spread = { $name ->
    [boundary] boundaries ±{ FIGURE($spread) } km
    [radius] radii ±{ FIGURE($spread) } { $unit }
    [weights] weights of clusters ±{ FIGURE($pct) } %
   *[demand] people of regions ±{ FIGURE($pct) } %
}
sweep-spread-none = nothing
sweep-first-of-all = First under all weightings of the purposes, over all runs
sweep-first = { $scenario } { NUMBER($pct, maximumFractionDigits: 0) } %
