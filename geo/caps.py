"""The area caps of FTZs: that of the plan, and those that follow from a date on.

The table `caps` says from when an FTZ has another cap than its `cap_km2`. At the end of a year that
of the latest row until then holds. Edits without a date hold at any time, so that the least of all
caps limits them.
"""

import math
from collections import defaultdict
from collections.abc import Iterable

from layers.plan.plan import Plan
from layers.schema.column_types import year_of_date

AREA_TOLERANCE = 1e-4
"""Relative: areas this close are equal, for a cap and for a swap; a rule may have its own."""

_AT_ONCE = -1.0  # the year from which the cap of the plan holds


def area_of_ftzs_km2(ftz_ids: Iterable[object], area_km2: Iterable[float]) -> dict[str, float]:
    """Return the area of each FTZ, the sum of its zones; a zone without an FTZ counts for none.

    >>> area_of_ftzs_km2(["F", None, "F"], [1.5, 7.0, 2.0])
    {'F': 3.5}
    """
    by_ftz: defaultdict[str, list[float]] = defaultdict(list)
    for ftz, km2 in zip(ftz_ids, area_km2, strict=True):
        if isinstance(ftz, str):
            by_ftz[ftz].append(km2)
    return {ftz: math.fsum(each) for ftz, each in by_ftz.items()}


def caps_in(plan: Plan, year: float = 0) -> dict[str, float]:
    """Return the cap in km² of each FTZ that has one, at the end of a year; 0: at any time.

    >>> import pandas as pd
    >>> from layers.example import example_plan
    >>> rows = pd.DataFrame({"ftz_id": ["F"], "from": ["2028"], "cap_km2": [12.0]})
    >>> plan = example_plan().with_layer("caps", rows)
    >>> [caps_in(plan, year) for year in (2027, 2028, 0)]
    [{'F': 9.0}, {'F': 12.0}, {'F': 9.0}]
    """
    by_year: defaultdict[str, dict[float, float]] = defaultdict(dict)
    own = plan.ftzs[plan.ftzs["cap_km2"].notna()]
    for ftz, cap_km2 in zip(own["ftz_id"], own["cap_km2"], strict=True):
        by_year[ftz][_AT_ONCE] = float(cap_km2)
    caps = plan.frame("caps")
    for ftz, start, cap_km2 in zip(caps["ftz_id"], caps["from"], caps["cap_km2"], strict=True):
        by_year[ftz][year_of_date(start)] = float(cap_km2)
    if not year:
        return {ftz: min(caps.values()) for ftz, caps in by_year.items()}
    return {
        ftz: caps[max(begun)]
        for ftz, caps in by_year.items()
        if (begun := [start for start in caps if start <= year])
    }
