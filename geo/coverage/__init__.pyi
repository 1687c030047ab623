from geo.coverage.coverage import Coverage as Coverage
from geo.coverage.dask_workers import Workers as Workers
from geo.coverage.meter import CoverageMeter as CoverageMeter
from geo.coverage.partitioned import measure_partitions as measure_partitions
from geo.coverage.travel import DEFAULT_RADII_KM as DEFAULT_RADII_KM
