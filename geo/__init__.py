"""What is worked out: scenarios, rules, coverage and comparison. No web, no map, no file drivers."""

from geo.comparison import Comparison, compare
from geo.coverage import Coverage, CoverageMeter
from geo.scenario import Scenario

__all__ = ["Comparison", "Coverage", "CoverageMeter", "Scenario", "compare"]
