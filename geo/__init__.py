"""The analysis: scenarios, rules, coverage and comparison; independent of web and file drivers."""

from typing import TYPE_CHECKING

from layers.runtime.lazy import lazy_names

if TYPE_CHECKING:
    from geo.comparison.compare import Comparison, compare
    from geo.coverage import Coverage, CoverageMeter
    from geo.edits import (
        Add,
        Edit,
        Expand,
        Merge,
        Move,
        Remove,
        Reshape,
        Set,
        Shrink,
        Split,
        Swap,
        Transfer,
    )
    from geo.rules import violations
    from geo.scenario.model import Scenario
    from geo.scenario.replay import apply
else:
    _VERBS = (
        "Add Edit Expand Merge Move Remove Reshape Set Shrink Split Swap Transfer".split()  # noqa: SIM905
    )
    __getattr__ = lazy_names(
        __name__,
        {
            "Comparison": "geo.comparison.compare",
            "Coverage": "geo.coverage",
            "CoverageMeter": "geo.coverage",
            "Scenario": "geo.scenario.model",
            "apply": "geo.scenario.replay",
            "compare": "geo.comparison.compare",
            "violations": "geo.rules",
        }
        | dict.fromkeys(_VERBS, "geo.edits"),
    )

__all__ = [
    "Add",
    "Comparison",
    "Coverage",
    "CoverageMeter",
    "Edit",
    "Expand",
    "Merge",
    "Move",
    "Remove",
    "Reshape",
    "Scenario",
    "Set",
    "Shrink",
    "Split",
    "Swap",
    "Transfer",
    "apply",
    "compare",
    "violations",
]
