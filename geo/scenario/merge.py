"""Merging two scenarios of one baseline, if there are no conflicts.

They merge if they touch different zones, if their order makes no difference, and if together they
break no hard rule that neither breaks alone. Otherwise there is a conflict that names both. A
common base may be given, the scenario from which both started: its edits are applied once, and only
the changes of each are combined, the edits that it adds and those that it removes. The result does
not depend on the order of the arguments: their ids decide the order. Edits of either side hold by
the year of its own phases; those of a side without phases at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

import geopandas as gpd

from geo.edits import Edit, edit_name, write_edit
from geo.rules import RuleChecker
from geo.scenario.model import Scenario
from geo.scenario.phase import edit_years, with_years
from geo.scenario.replay import apply
from geo.scenario.target import Target
from geo.validation import joined_by_and, shown
from geo.zone import outlines, same_outline
from layers.errors import ScenarioError
from layers.messages import Message
from layers.plan.plan import Plan
from layers.runtime.arguments import checked_call
from layers.scenario_id import fitting_id


@dataclass(frozen=True)
class Merged:
    """Two scenarios as one; None if there is a conflict."""

    scenario: Scenario | None
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class _Side:
    """One of the two: the scenario, and its changes of the base's edits.

    `kept` states for each edit of the base whether it remains; `added` lists, for the position
    before each of them and the one after the last, the numbers (from 0) of the added edits.
    """

    scenario: Scenario
    base: tuple[Edit, ...]
    kept: tuple[bool, ...]
    added: tuple[range, ...]

    @property
    def name(self) -> str:
        return self.scenario.scenario

    @property
    def title(self) -> Message:
        """Return the scenario's name for messages."""
        return Message("scenario-side", scenario=self.name)

    def edits(self, place: int) -> tuple[Edit, ...]:
        """Return this side's added edits at a position of the base."""
        return tuple(self.scenario.edits[number] for number in self.added[place])

    @property
    def years(self) -> list[float]:
        """Return by which year each edit holds: −∞ without phases, ∞ after the last."""
        return edit_years(self.scenario.phases, len(self.scenario.edits))

    @property
    def new_edits(self) -> dict[int, Edit]:
        """Return the added edits, by their numbers in the scenario, from 1."""
        return {number + 1: self.scenario.edits[number] for number in chain(*self.added)}

    @property
    def removed(self) -> list[Edit]:
        """Return the removed edits of the base."""
        return [edit for edit, kept in zip(self.base, self.kept, strict=True) if not kept]

    @property
    def touched(self) -> frozenset[str]:
        return frozenset(
            zone for edit in (*self.new_edits.values(), *self.removed) for zone in edit.touched
        )

    def changes_of(self, zone: str) -> Message:
        """Return this side's changes of a zone for messages."""
        added = [
            edit_name(number, edit)
            for number, edit in self.new_edits.items()
            if zone in edit.touched
        ]
        removed = (
            Message(
                "scenario-taking-out",
                verb=Message("edits-verb", verb=edit.verb),
                subject=edit.subject,
            )
            for edit in self.removed
            if zone in edit.touched
        )
        return Message("scenario-side-by-edits", side=self.title, edits=tuple(added or removed))


@checked_call(ScenarioError)
def merge(plan: Plan, a: Scenario, b: Scenario, base: Scenario | None = None) -> Merged:
    """Return two scenarios as one, or the conflicts.

    The kinds of conflict: `zone` (both edit it), `rules` (they set a rule differently), `refused`
    (an edit is impossible after the others), `order` (a zone depends on their order), and the name
    of a hard rule that neither breaks alone.

    Raises:
        ScenarioError: one has another baseline, or cannot be applied alone.

    >>> from geo import Expand, Scenario, Set
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> wider = Scenario.of(plan, Expand(zone="A", by_km=1), scenario="wider")
    >>> named = Scenario.of(plan, Set(zone="B", name="Port"), scenario="named")
    >>> merge(plan, wider, named).scenario
    <Scenario named-and-wider: 1 set, 1 expand>
    >>> further = Scenario.of(plan, Expand(zone="A", by_km=2), scenario="further")
    >>> [(each.kind, each.zone_id) for each in merge(plan, wider, further).conflicts]
    [('zone', 'A')]
    """
    first, second = sorted((_side(a, base), _side(b, base)), key=_order)
    alone = [apply(plan, side.scenario) for side in (first, second)]
    rules, conflicts = _rules(first, second, {} if base is None else base.rules)
    conflicts = [*_same_zones(first, second), *conflicts]
    if conflicts:
        return Merged(None, tuple(conflicts))
    merged = _together(first, second, rules, base)
    swapped = replace(merged, edits=tuple(_interleaved(second, first)[0]))
    both = joined_by_and([first.title, second.title])
    try:
        zones, other = apply(plan, merged), apply(plan, swapped)
    except ScenarioError as error:
        refused = (
            Message("scenario-both-refused", both=both, problem=problem)
            for problem in error.problems
        )
        return Merged(None, tuple(Conflict("refused", None, message) for message in refused))
    these, those = outlines(zones), outlines(other)
    conflicts = [
        Conflict("order", zone, Message("scenario-order-matters", zone=zone, both=both))
        for zone in sorted({*these, *those})
        if not same_outline(these.get(zone), those.get(zone))
    ]
    broken = broken_hard_rules(plan, zones, rules)
    for side, frame in zip((first, second), alone, strict=True):
        for breach in broken_hard_rules(plan, frame, side.scenario.rules_in_time):
            broken.pop(breach, None)
    for (rule, _), (zone, violation) in broken.items():
        named = Message("scenario-rule", rule=rule)
        why = Message("scenario-both-break-rule", both=both, rule=named, violation=violation)
        conflicts.append(Conflict(rule, zone, why))
    return Merged(None if conflicts else merged, tuple(conflicts))


def _side(scenario: Scenario, base: Scenario | None) -> _Side:
    """Return a side with its changes of the base."""
    shared = () if base is None else base.edits
    texts = [[str(write_edit(edit)) for edit in edits] for edits in (shared, scenario.edits)]
    matcher = SequenceMatcher(a=texts[0], b=texts[1], autojunk=False)
    is_kept = [False] * len(shared)
    added = [range(0)] * (len(shared) + 1)
    for what, start, end, first, last in matcher.get_opcodes():
        if what == "equal":
            is_kept[start:end] = [True] * (end - start)
        else:
            added[start] = range(first, last)
    return _Side(scenario, shared, tuple(is_kept), tuple(added))


def _interleaved(first: _Side, second: _Side) -> tuple[list[Edit], list[float]]:
    """Return the edits of the base without the removed ones, with the added ones in place.

    And by which year each holds. Where there are phases, edits are in their order: each side's
    edits are, and those of two sides are about different zones.
    """
    dated: list[tuple[float, Edit]] = []
    sides = [(side, iter(side.years)) for side in (first, second)]
    for place in range(len(first.base) + 1):
        for side, years in sides:
            dated += ((next(years), edit) for edit in side.edits(place))
        if place < len(first.base):
            of_each = [next(years) for side, years in sides if side.kept[place]]
            if len(of_each) == len(sides):
                dated.append((min(of_each), first.base[place]))
    dated.sort(key=itemgetter(0))
    return [edit for _, edit in dated], [year for year, _ in dated]


def _order(side: _Side) -> tuple[str, str]:
    return side.name, str([write_edit(edit) for edit in (*side.new_edits.values(), *side.removed)])


def _same_zones(first: _Side, second: _Side) -> Iterator[Conflict]:
    for zone in sorted(first.touched & second.touched):
        one, other = first.changes_of(zone), second.changes_of(zone)
        message = Message("scenario-both-change-zone", zone=zone, one=one, other=other)
        yield Conflict("zone", zone, message)


def _rules(
    first: _Side, second: _Side, base: dict[str, Any]
) -> tuple[dict[str, Any], list[Conflict]]:
    """Return the rules of both, each setting taken from the side that changed it."""
    rules: dict[str, Any] = {}
    conflicts = []
    ones, others = first.scenario.rules, second.scenario.rules
    for rule in dict.fromkeys([*ones, *others]):
        one, other = ones.get(rule), others.get(rule)
        setting = other if one == base.get(rule) else one
        if base.get(rule) not in (one, other) and one != other:
            message = Message(
                "scenario-rule-set-twice",
                rule=Message("scenario-rule", rule=rule),
                one=first.title,
                setting=shown(one),
                other=second.title,
                other_setting=shown(other),
            )
            conflicts.append(Conflict("rules", None, message))
        if setting is not None:
            rules[rule] = setting
    return rules, conflicts


def _together(
    first: _Side, second: _Side, rules: dict[str, Any], base: Scenario | None
) -> Scenario:
    titles = [side.scenario.title for side in (first, second)]
    titles_zh = [side.scenario.title_zh for side in (first, second)]
    edits, years = _interleaved(first, second)
    return Scenario(
        scenario=fitting_id(f"{first.name}-and-{second.name}"),
        title="; ".join(titles)[:500],
        title_zh="；".join(text for text in titles_zh if text)[:500] if all(titles_zh) else None,
        baseline=first.scenario.baseline,
        edits=tuple(edits),
        parent=None if base is None else base.scenario,
        rules=rules,
        targets=_targets(first.scenario, second.scenario, base),
        phases=with_years((*second.scenario.phases, *first.scenario.phases), years),
    )


def _targets(first: Scenario, second: Scenario, base: Scenario | None) -> tuple[Target, ...]:
    """Return the targets of both, without those of the base that one of them left out."""
    kept = set(first.targets) & set(second.targets)
    shared = set() if base is None else set(base.targets)
    every = dict.fromkeys((*first.targets, *second.targets))
    return tuple(one for one in every if one in kept or one not in shared)


def with_title(theirs: Scenario, yours: Scenario, base_title: str | None) -> Scenario:
    """Return their scenario, with your titles if you changed the common original ones."""
    if base_title is None or yours.title == base_title:
        return theirs
    return replace(theirs, title=yours.title, title_zh=yours.title_zh)


Breaches: TypeAlias = "dict[tuple[str, str], tuple[str | None, Message]]"


class Conflict(NamedTuple):
    """One conflict: its kind, the zone concerned (None: not a single zone), and a message."""

    kind: str
    zone_id: str | None
    message: Message


def broken_hard_rules(
    plan: Plan, zones: gpd.GeoDataFrame, rules: Mapping[str, object] | None = None
) -> Breaches:
    """Return zone and message of each broken hard rule, by rule and subject."""
    return {
        (rule, breach.subject): (breach.zone_id, breach.message)
        for rule, level, breach, *_ in RuleChecker(plan).rows(zones, rules)
        if level == "hard"
    }
