"""What is worked out: scenarios, rules, coverage and comparison. It knows no web and no driver."""

from typing import TYPE_CHECKING

from layers.lazy import lazy_names

if TYPE_CHECKING:
    from geo.comparison.compare import Comparison, compare
    from geo.coverage import Coverage, CoverageMeter
    from geo.scenario.model import Scenario
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "Comparison": "geo.comparison.compare",
            "Coverage": "geo.coverage",
            "CoverageMeter": "geo.coverage",
            "Scenario": "geo.scenario.model",
            "compare": "geo.comparison.compare",
        },
    )

__all__ = ["Comparison", "Coverage", "CoverageMeter", "Scenario", "compare"]
