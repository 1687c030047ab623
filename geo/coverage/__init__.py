"""Coverage: whom and what the zones of a scenario reach, on the ellipsoid."""

from geo.coverage.coverage import Coverage
from geo.coverage.dask_workers import Workers
from geo.coverage.meter import DEFAULT_RADII_KM, CoverageMeter
from geo.coverage.partitioned import measure_partitions

__all__ = ["DEFAULT_RADII_KM", "Coverage", "CoverageMeter", "Workers", "measure_partitions"]
