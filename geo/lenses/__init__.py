"""Lenses: further measures of one coverage. Each takes a coverage and returns a table.

Those in `LENSES` are also commands and endpoints of the service, as their modules declare.
"""

from geo.coverage.land_use import zone_use
from geo.lenses.cluster_reach import cluster_reach
from geo.lenses.customs import customs_reach, zone_gateways
from geo.lenses.development import development
from geo.lenses.explain import explain, explained
from geo.lenses.inequality import inequality
from geo.lenses.lens import Lens
from geo.lenses.margin import margin
from geo.lenses.overlap import overlap
from geo.lenses.own_regions import own_regions
from geo.lenses.performance import yields
from geo.lenses.region_groups import outside
from geo.lenses.strategic_regions import strategies
from geo.lenses.travel import by_minutes
from geo.lenses.underserved import underserved
from geo.lenses.weights import by_weight, weights_of
from geo.lenses.what_would import what_would
from geo.lenses.within import within
from layers.runtime.lazy import declared

__all__ = [
    "LENSES",
    "by_minutes",
    "by_weight",
    "cluster_reach",
    "customs_reach",
    "development",
    "explain",
    "explained",
    "inequality",
    "margin",
    "outside",
    "overlap",
    "own_regions",
    "strategies",
    "underserved",
    "weights_of",
    "what_would",
    "within",
    "yields",
    "zone_gateways",
    "zone_use",
]

LENSES: dict[str, Lens] = {
    lens.name: lens for lens in sorted(declared(__name__, Lens), key=lambda lens: lens.place)
}
"""Every named lens, in display order."""
