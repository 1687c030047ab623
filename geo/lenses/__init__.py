"""Lenses: further measures of one coverage. Each takes a coverage and returns a table."""

from geo.lenses.cluster_reach import cluster_reach
from geo.lenses.customs import customs_reach, zone_gateways
from geo.lenses.development import development
from geo.lenses.explain import explain, explained
from geo.lenses.own_radius import by_own_radius
from geo.lenses.strategic_regions import strategies
from geo.lenses.travel import by_minutes
from geo.lenses.unassigned import outside
from geo.lenses.underserved import underserved
from geo.lenses.weights import by_weight, weights_of
from geo.lenses.what_would import what_would
from geo.lenses.within import within

__all__ = [
    "by_minutes",
    "by_own_radius",
    "by_weight",
    "cluster_reach",
    "customs_reach",
    "development",
    "explain",
    "explained",
    "outside",
    "strategies",
    "underserved",
    "weights_of",
    "what_would",
    "within",
    "zone_gateways",
]
