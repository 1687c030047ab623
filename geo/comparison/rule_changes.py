"""Changes of violations from one set of zones to another, both checked by the same rules.

Violations are matched by rule and subject, following renamed zones (see `renamed`). A violation is

- **new** if it was absent before, **mended** if it is absent after;
- **worse** if the amount is farther beyond the limit than before, **improved** if nearer to it; if
  it is equal (see `table_diff`), by the number of blocks or strips that break the rule;
- **unchanged** otherwise.

The zones before are checked by the rules after: a rule set by a scenario reports no new violations
for unchanged zones.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from geo.comparison.table_diff import equal_or_nan
from geo.rules import VIOLATION_COLUMNS
from geo.rules.base import Breach, RuleLevel
from geo.rules.checker import Violation
from layers.messages import Message
from layers.plan.plan import Plan

RULE_CHANGES = ("new", "worse", "improved", "unchanged", "mended")

_Key: TypeAlias = tuple[str, tuple[str, ...], str]


class RuleChange(NamedTuple):
    """A violation and its change; for a mended one, the former violation.

    `worse_by` is how much farther beyond its limit it is now, in its unit (below 0: improved);
    NaN for new and mended ones. `places` counts the blocks or strips that break it. `phases` are
    the years of the scenario's phases in which it is so; none if the scenario has no phases.
    """

    rule: str
    level: RuleLevel
    breach: Breach
    change: str
    amount_before: float = math.nan
    worse_by: float = math.nan
    places: int = 0
    places_before: int = 0
    phases: tuple[int, ...] = ()

    @property
    def message(self) -> Message:
        """Return the change and its amount."""
        more = self.places - self.places_before
        return _message(self.change, self.worse_by, self.breach.unit, more)

    @property
    def reason(self) -> Message:
        """Return how the rule is broken, and in which phases."""
        if not self.phases:
            return self.breach.message
        years = tuple(map(str, self.phases))
        return Message("rule-in-phases", years=years, reason=self.breach.message)


def rule_changes(
    before: Iterable[Violation], after: Iterable[Violation], renamed: Mapping[str, str]
) -> list[RuleChange]:
    """Return every violation of `after` in its order, then the mended ones.

    Both are by the rules of `after` (see `RuleChecker.rows`); `renamed` are the former ids of
    renamed zones, by their new ids.

    >>> from geo import Expand, Scenario, apply
    >>> from geo.rules import RuleChecker
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> checker = RuleChecker(plan)
    >>> wide, wider = (
    ...     checker.rows(apply(plan, Scenario.of(plan, [Expand(zone="B", by_km=km)])))
    ...     for km in (0.4, 0.5)
    ... )
    >>> cap = rule_changes(wide, wider, {})[0]
    >>> cap.rule, cap.change, round(cap.worse_by, 2), str(cap.message)
    ('cap', 'worse', 1.11, 'worse by 1.11 km²')
    """
    later = {former: zone for zone, former in renamed.items()}
    was = {_key(violation, later): violation for violation in before}
    changes = [_change(violation, was.pop(_key(violation, {}), None)) for violation in after]
    return changes + [
        RuleChange(rule, level, breach, "mended", breach.amount, places_before=breach.places)
        for rule, level, breach, *_ in was.values()
    ]


def has_worsened(violation: Violation, amount: float, limit: float, places: int) -> bool:
    """Return whether a violation is worse than it was with these figures (see the module)."""
    earlier = violation.breach._replace(amount=amount, limit=limit, places=places)
    return _change(violation, violation._replace(breach=earlier)).change == "worse"


def joined_phases(
    states: Iterable[tuple[int | None, Iterable[RuleChange]]],
) -> list[RuleChange]:
    """Return the changes of the phases of a scenario, by year: equal ones once, with their years.

    A change that appears only after all edits has no year.
    """
    years: dict[tuple[object, ...], list[int]] = {}
    first: dict[tuple[object, ...], RuleChange] = {}
    for year, changes in states:
        for one in changes:
            of = one.breach
            key = one.rule, one.level, one.change, of.subject, of.zones, str(of.message)
            first.setdefault(key, one)
            years.setdefault(key, []).extend([] if year is None else [year])
    return [one._replace(phases=tuple(years[key])) for key, one in first.items()]


def rule_changes_table(plan: Plan, changes: Iterable[RuleChange]) -> pd.DataFrame:
    """Return changes of violations as a table: the columns of `violations`, and five more.

    These are `change` (one of `RULE_CHANGES`), `amount_before` (null for a new one), `worse_by`,
    `places` and `places_before`, as in `RuleChange`; and `phases` if any has some.
    """
    changes = list(changes)
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
    table = table.astype({name: _TYPES.get(name, object) for name in columns})
    if any(one.phases for one in changes):
        table["phases"] = pd.Series([list(one.phases) for one in changes], dtype=object)
    return table


def change_messages(table: pd.DataFrame) -> list[Message]:
    """Return the change and its amount for each row of such a table."""
    more = table["places"] - table["places_before"]
    columns = (table["change"], table["worse_by"], table["unit"], more)
    return [_message(*cells) for cells in zip(*columns, strict=True)]


def _message(change: str, worse_by: float, unit: str, more_places: int) -> Message:
    if change not in {"worse", "improved"}:
        return Message(_CODES[change])
    by = Message(_UNITS.get(unit, "rule-by-figure"), amount=abs(float(worse_by)))
    if worse_by == 0:
        by = Message("rule-by-places", count=abs(int(more_places)))
    return Message(_CODES[change], by=by)


_ABOUT = ["change", "amount_before", "worse_by", "places", "places_before"]
_TYPES: dict[str, type] = {
    **dict.fromkeys(("amount", "limit", "amount_before", "worse_by"), float),
    **dict.fromkeys(("places", "places_before"), int),
}
_CODES = {
    "new": "rule-change-new",
    "worse": "rule-change-worse",
    "improved": "rule-change-improved",
    "unchanged": "rule-change-unchanged",
    "mended": "rule-change-mended",
}
_UNITS = {
    "km²": "rule-by-km2",
    "m": "rule-by-m",
    "blocks": "rule-by-blocks",
    "persons": "rule-by-people",
}


def _key(violation: Violation, later: Mapping[str, str]) -> _Key:
    """Return the key of a violation, under the zones' later ids."""
    rule, _, breach, *_ = violation
    named = breach.zones or (() if breach.zone_id is None else (breach.zone_id,))
    rest = breach.subject.removeprefix(" ".join(named))
    return rule, tuple(sorted(later.get(zone, zone) for zone in named)), rest


def _change(violation: Violation, earlier: Violation | None) -> RuleChange:
    """Return the change of a violation."""
    rule, level, now, *_ = violation
    if earlier is None:
        return RuleChange(rule, level, now, "new", places=now.places)
    was = earlier.breach
    beyond, beyond_before = abs(now.amount - now.limit), abs(was.amount - was.limit)
    worse_by = beyond - beyond_before
    if equal_or_nan(np.array([beyond]), np.array([beyond_before]))[0]:
        worse_by = 0.0
    order = worse_by or now.places - was.places
    change = "worse" if order > 0 else "improved" if order < 0 else "unchanged"
    return RuleChange(rule, level, now, change, was.amount, worse_by, now.places, was.places)
