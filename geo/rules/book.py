"""The rule book of a plan: which rules a set of zones breaks, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.rules.context import PreparedPlan, RuleContext
from geo.rules.settings import RuleChoice, parse_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from geo.rules.base import Breach
    from layers.plan import Plan

VIOLATION_COLUMNS = (
    "rule",
    "level",
    "zone_id",
    "amount",
    "limit",
    "unit",
    "message",
    "geometry",
    "subject",
)


class RuleBook:
    """The rules held against one plan; what they need of it is prepared once and kept."""

    def __init__(self, plan: Plan) -> None:
        self._prepared = PreparedPlan(plan)

    def violations(
        self, zones: gpd.GeoDataFrame, rules: Mapping[str, object] | None = None
    ) -> pd.DataFrame:
        """Return every violation of the zones, sorted by rule, zone and subject.

        Args:
            zones: valid zones in the plan's CRS: `zone_id`, `ftz_id`, geometry. Only read.
            rules: a scenario's `rules` (see `parse_rules`); a rule at level `ignore` is not asked.

        Returns:
            `rule`, `level`, `zone_id` (None for a rule of a whole FTZ), `amount` and `limit` in
            `unit`, `message` (one line), `geometry` (lon/lat, or None), and `subject`: with `rule`
            the identity of a violation across scenarios. No row, all columns, where none is broken.

        Raises:
            ScenarioError: the rules are not valid: a line for each problem.
        """
        context = RuleContext(self._prepared, zones)
        found = [
            (choice, breach)
            for choice in parse_rules(rules).values()
            if choice.level != "ignore"
            for breach in choice.rule.check(context, choice.parameters)
        ]
        found.sort(key=lambda row: (row[0].rule.name, row[1].zone_id or "", row[1].subject))
        return _table(found)


def violations(
    plan: Plan, zones: gpd.GeoDataFrame, rules: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """Return every violation of the zones against the plan; a `RuleBook` answers again faster.

    >>> import geopandas as gpd, shapely
    >>> from layers.plan import Plan
    >>> def frame(key, *shapes):
    ...     ids = {key: [f"{key[0]}{i}" for i in range(len(shapes))], "ftz_id": "F"}
    ...     return gpd.GeoDataFrame(ids, geometry=list(shapes), crs=4490)
    >>> zones = frame("zone_id", shapely.box(120, 30, 120.2, 30.1), shapely.box(120.1, 30, 121, 31))
    >>> plan = Plan({"zones": zones, "regions": frame("adcode", shapely.box(120, 30, 121, 31))})
    >>> violations(plan, plan.zones)[["rule", "level", "message"]].values.tolist()
    [['overlap', 'hard', 'z0 and z1 overlap by 106.90 km²']]
    """
    return RuleBook(plan).violations(zones, rules)


def _table(found: Iterable[tuple[RuleChoice, Breach]]) -> pd.DataFrame:
    """Return the rows as a frame: texts and geometries as objects, nulls as None."""
    rows = [{"rule": c.rule.name, "level": c.level, **b._asdict()} for c, b in found]
    columns = {
        name: pd.Series(
            [row[name] for row in rows], dtype=float if name in {"amount", "limit"} else object
        )
        for name in VIOLATION_COLUMNS
    }
    return pd.DataFrame(columns)
