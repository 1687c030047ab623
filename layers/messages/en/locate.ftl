### Location models: errors of their inputs. Rows and sites are counted from 0.

locate-cost-not-numbers = cost: must be an array of numbers, demand × sites; make it one
locate-cost-shape = cost: is { $shape }; give an array or a sparse matrix with a row for each demand point and a column for each site, at least one of each
locate-cost-missing = cost: row { $demand }, column { $site } is NaN ({ NUMBER($count) } in all); give inf, or leave it out of a sparse matrix, where a site cannot reach the point
locate-cost-negative = cost: row { $demand }, column { $site } is negative ({ NUMBER($count) } in all); costs must be at least 0

locate-demand = demand points
locate-sites = sites
locate-points-shape = { $points }: must be pairs of coordinates, n × 2, at least one; correct them
locate-points-not-finite = { $points }: row { $row } has a coordinate that is no finite number ({ NUMBER($count) } in all); correct it or leave it out
locate-points-latitude = { $points }: row { $row } has a latitude beyond 90° ({ NUMBER($count) } in all); give longitude, then latitude, in degrees

locate-weights = weights
locate-load = load
locate-capacity = capacity
locate-figures-length = { $what }: must be { NUMBER($count) } figures, one for each row or column of the costs
locate-figures-wrong = { $what }: row { $row } is { $value } ({ NUMBER($count) } wrong in all); each must be a finite number of at least 0

locate-predefined = predefined
locate-forbidden = forbidden
locate-site-unknown = { $what }: site { $site } does not exist; sites are 0 to { $last }
locate-site-both = sites { $sites }: are predefined and forbidden; take them out of one of the two

locate-p-none = p { $p }: must be a whole number from 1
locate-p-many = p { $p }: is more than the { NUMBER($sites) } sites that may be chosen; lower it
locate-p-predefined = p { $p }: is less than the { NUMBER($sites) } predefined sites; raise it
locate-radius = radius { $radius }: must be a finite number of at least 0
locate-time-limit = time limit { $seconds } s: must be a finite number of at least 0
locate-gap = gap { $gap }: must be a finite share of at least 0, such as 0.01
locate-capacity-small = capacity: the { NUMBER($p) } largest sum to { FIGURE($capacity) }, less than the load of { FIGURE($load) }; raise capacities or choose more sites
