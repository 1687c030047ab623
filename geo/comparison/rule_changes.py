"""What becomes of broken rules from one set of zones to another, both held to the same rules.

A violation is the same one where its rule and its subject are, whose zones are followed under
another id (see `renamed`). It is

- **new** where it was not there before, **mended** where it is there no more;
- **worse** where what was measured lies farther beyond the limit than before, **improved** where
  nearer to it; where it lies as far (see `table_diff`), as more or fewer blocks or strips break the
  rule;
- **unchanged** otherwise.

What was before is held to the rules of what is after: a rule that a scenario sets is not broken by
what it leaves unchanged.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from geo.comparison.renamed import Zones, renamed_zones
from geo.comparison.table_diff import near
from geo.edits import ids_before
from geo.rules import VIOLATION_COLUMNS
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from geo.rules import RuleChecker
    from geo.rules.base import Breach, Level
    from geo.scenario.model import Scenario
    from layers.plan.plan import Plan

CHANGES = ("new", "worse", "improved", "unchanged", "mended")

_Broken: TypeAlias = "tuple[str, Level, Breach]"
_Key: TypeAlias = tuple[str, tuple[str, ...], str]


class RuleChange(NamedTuple):
    """A broken rule, and what became of it since before; of a mended one, what was broken before.

    `worse_by` is how much farther beyond its limit it lies now, in its unit (below 0: improved);
    NaN for a new and a mended one. `places` are the blocks or strips that break it.
    """

    rule: str
    level: Level
    breach: Breach
    change: str
    amount_before: float = math.nan
    worse_by: float = math.nan
    places: int = 0
    places_before: int = 0

    @property
    def message(self) -> Message:
        """Return what became of it, and by how much."""
        more = self.places - self.places_before
        return _message(self.change, self.worse_by, self.breach.unit, more)


def rule_changes(
    checker: RuleChecker,
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    rules: Mapping[str, object] | None,
    renamed: Mapping[str, str],
) -> list[RuleChange]:
    """Return every rule that zones break, as `violations` has them, then those that they mend.

    Args:
        checker: of the plan.
        before: the zones compared with.
        after: the zones.
        rules: those of `after`, to which both are held.
        renamed: the ids before of zones that have another now, by these.

    Raises:
        ScenarioError: the rules are not valid: a line for each problem.

    >>> from geo import Expand, Scenario, apply
    >>> from geo.rules import RuleChecker
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> wide, wider = (
    ...     apply(plan, Scenario.of(plan, [Expand(zone="B", by_km=km)])) for km in (0.4, 0.5)
    ... )
    >>> cap = rule_changes(RuleChecker(plan), wide, wider, {}, {})[0]
    >>> cap.rule, cap.change, round(cap.worse_by, 2), str(cap.message)
    ('cap', 'worse', 1.11, 'worse by 1.11 km²')
    """
    later = {former: zone for zone, former in renamed.items()}
    was = {_key(found, later): found for found in checker.breaches(before, rules)}
    found = [
        _change(broken, was.pop(_key(broken, {}), None))
        for broken in checker.breaches(after, rules)
    ]
    return found + [
        RuleChange(rule, level, breach, "mended", breach.amount, places_before=breach.places)
        for rule, level, breach in was.values()
    ]


def rule_changes_table(plan: Plan, changes: Iterable[RuleChange]) -> pd.DataFrame:
    """Return changes of rules as a table: the columns of `violations`, and five more.

    These are `change` (one of `CHANGES`), `amount_before` (null for a new one), `worse_by`,
    `places` and `places_before`, as in `RuleChange`.
    """
    say = plan.terms.speaker("en").text
    rows = []
    for one in changes:
        subject, zone_id, amount, limit, unit, message, where, _, _ = one.breach
        code, params = message.to_document().values()
        figures = one.amount_before, one.worse_by, one.places, one.places_before
        about = (one.rule, subject, code, params, one.level, zone_id, amount, limit, unit)
        rows.append((*about, say(message), where, one.change, *figures))
    columns = [*VIOLATION_COLUMNS, *_ABOUT]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({name: _TYPES.get(name, object) for name in columns})


def change_messages(table: pd.DataFrame) -> list[Message]:
    """Return what became of each rule of such a table, and by how much."""
    more = table["places"] - table["places_before"]
    columns = (table["change"], table["worse_by"], table["unit"], more)
    return [_message(*cells) for cells in zip(*columns, strict=True)]


def _message(change: str, worse_by: float, unit: str, more_places: int) -> Message:
    if change not in {"worse", "improved"}:
        return Message(_SAID[change])
    by = Message(_UNITS.get(unit, "rule-by-figure"), amount=abs(float(worse_by)))
    if worse_by == 0:
        by = Message("rule-by-places", count=abs(int(more_places)))
    return Message(_SAID[change], by=by)


_ABOUT = ["change", "amount_before", "worse_by", "places", "places_before"]
_TYPES: dict[str, type] = {
    **dict.fromkeys(("amount", "limit", "amount_before", "worse_by"), float),
    **dict.fromkeys(("places", "places_before"), int),
}
_SAID = {
    "new": "rule-change-new",
    "worse": "rule-change-worse",
    "improved": "rule-change-improved",
    "unchanged": "rule-change-unchanged",
    "mended": "rule-change-mended",
}
_UNITS = {"km²": "rule-by-km2", "m": "rule-by-m", "blocks": "rule-by-blocks"}


def scenario_rule_changes(
    checker: RuleChecker, plan: Plan, scenario: Scenario, zones: gpd.GeoDataFrame
) -> list[RuleChange]:
    """Return `rule_changes` from a plan to the zones that a scenario makes of it."""
    renamed = renamed_zones(Zones(plan.zones, {}), Zones(zones, ids_before(scenario.edits)))
    return rule_changes(checker, plan.zones, zones, scenario.rules, renamed)


def _key(found: _Broken, later: Mapping[str, str]) -> _Key:
    """Return what identifies a violation, under the ids that zones have later."""
    rule, _, breach = found
    named = breach.zones or (() if breach.zone_id is None else (breach.zone_id,))
    rest = breach.subject.removeprefix(" ".join(named))
    return rule, tuple(sorted(later.get(zone, zone) for zone in named)), rest


def _change(broken: _Broken, known: _Broken | None) -> RuleChange:
    """Return what became of a violation."""
    rule, level, now = broken
    if known is None:
        return RuleChange(rule, level, now, "new", places=now.places)
    was = known[2]
    beyond, beyond_before = abs(now.amount - now.limit), abs(was.amount - was.limit)
    worse_by = beyond - beyond_before
    if near(np.array([beyond]), np.array([beyond_before]))[0]:
        worse_by = 0.0
    order = worse_by or now.places - was.places
    change = "worse" if order > 0 else "improved" if order < 0 else "unchanged"
    return RuleChange(rule, level, now, change, was.amount, worse_by, now.places, was.places)
