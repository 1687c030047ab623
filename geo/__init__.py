"""What is worked out: scenarios, rules, coverage and comparison. It knows no web and no driver."""

from geo.comparison import Comparison, compare
from geo.coverage import Coverage, CoverageMeter
from geo.scenario import Scenario

__all__ = ["Comparison", "Coverage", "CoverageMeter", "Scenario", "compare"]
