"""Location models: which sites serve demand best, proven.

`lscp` covers all demand with the fewest sites, `mclp` the most of it with a given number of sites;
`p_median` serves it at the least weighted cost, `p_center` so that the farthest point is nearest.
`Options` has what may be chosen and how long is searched, `Location` is the answer.

Costs are an array, demand × sites (∞: unreachable), a sparse matrix (absent: unreachable), or
`Points`, whose distance is the cost. They are at least 0; a point is covered by a site if its cost
is at most the radius.
"""

from geo.locate.center import p_center
from geo.locate.covering import lscp, mclp
from geo.locate.location import Location, Options
from geo.locate.median import p_median
from geo.locate.points import Points
from geo.solver import Status

__all__ = [
    "Location",
    "Options",
    "Points",
    "Status",
    "lscp",
    "mclp",
    "p_center",
    "p_median",
]
