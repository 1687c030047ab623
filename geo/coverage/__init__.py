"""Coverage: whom and what the zones of a scenario reach, on the ellipsoid."""

from geo.coverage.coverage import Coverage
from geo.coverage.meter import DEFAULT_RADII_KM, CoverageMeter

__all__ = ["DEFAULT_RADII_KM", "Coverage", "CoverageMeter"]
