"""What is worked out: scenarios, rules, coverage and comparison. It knows no web and no driver."""

from geo.comparison.compare import Comparison, compare
from geo.coverage import Coverage, CoverageMeter
from geo.scenario.model import Scenario

__all__ = ["Comparison", "Coverage", "CoverageMeter", "Scenario", "compare"]
