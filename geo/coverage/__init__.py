"""Coverage: the people, land and clusters reached by a scenario's zones, on the ellipsoid."""

from typing import TYPE_CHECKING

from layers.runtime.lazy import lazy_names

if TYPE_CHECKING:
    from geo.coverage.coverage import Coverage
    from geo.coverage.dask_workers import Workers
    from geo.coverage.meter import CoverageMeter
    from geo.coverage.partitioned import measure_partitions
    from geo.coverage.way import DEFAULT_RADII_KM
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "Coverage": "geo.coverage.coverage",
            "CoverageMeter": "geo.coverage.meter",
            "DEFAULT_RADII_KM": "geo.coverage.way",
            "Workers": "geo.coverage.dask_workers",
            "measure_partitions": "geo.coverage.partitioned",
        },
    )

__all__ = ["DEFAULT_RADII_KM", "Coverage", "CoverageMeter", "Workers", "measure_partitions"]
