"""Merge two scenarios of one baseline, where nobody has to choose between them.

They merge when they touch different zones, when the order in which they are made makes no
difference, and when together they break no hard rule that neither breaks alone. All else is a
conflict that names both. A common base may be named, the scenario that both began with: its edits
are made once, and only what each changes in it is put together, the edits that it adds and those
that it takes out. The result does not depend on which of the two is given first: their ids decide
the order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import chain
from typing import TYPE_CHECKING, Any

from geo.edits import Edit, name_of, write_edit
from geo.scenario.conflicts import Conflict, broken_hard_rules
from geo.scenario.model import Scenario
from geo.scenario.replay import apply
from geo.validation import joined_by_and, shown
from geo.zone_outlines import outlines, same_outline
from layers.errors import ScenarioError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.plan.plan import Plan


@dataclass(frozen=True)
class Merged:
    """Two scenarios as one; None if there is a conflict."""

    scenario: Scenario | None
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class _Side:
    """One of the two: the scenario, and what it changes in the edits of the base.

    `kept` says of each edit of the base whether it is still there; `added` lists, for the place
    before each of them and the one after the last, the numbers (from 0) of its own edits.
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
        """Return the scenario as a message names it."""
        return Message("scenario-side", scenario=self.name)

    def edits(self, place: int) -> tuple[Edit, ...]:
        """Return this side's own edits at a place of the base."""
        return tuple(self.scenario.edits[number] for number in self.added[place])

    @property
    def own(self) -> dict[int, Edit]:
        """Return the edits that are added, by their numbers in the scenario, from 1."""
        return {number + 1: self.scenario.edits[number] for number in chain(*self.added)}

    @property
    def taken(self) -> list[Edit]:
        """Return the edits of the base that are taken out."""
        return [edit for edit, kept in zip(self.base, self.kept, strict=True) if not kept]

    @property
    def touched(self) -> frozenset[str]:
        return frozenset(
            zone for edit in (*self.own.values(), *self.taken) for zone in edit.touched
        )

    def changes_of(self, zone: str) -> Message:
        """Return this side's changes of a zone as a message names them."""
        own = [name_of(number, edit) for number, edit in self.own.items() if zone in edit.touched]
        taken = (
            Message(
                "scenario-taking-out",
                verb=Message("edits-verb", verb=edit.verb),
                subject=edit.subject,
            )
            for edit in self.taken
            if zone in edit.touched
        )
        return Message("scenario-side-by-edits", side=self.title, edits=tuple(own or taken))


def merge(plan: Plan, a: Scenario, b: Scenario, base: Scenario | None = None) -> Merged:
    """Return two scenarios as one, or what keeps them apart.

    The kinds of conflict: `zone` (both edit it), `rules` (they set a rule differently), `refused`
    (together an edit cannot be made), `order` (a zone depends on which is made first), and the
    name of a hard rule that neither breaks alone.

    Raises:
        ScenarioError: one was made over another baseline, or cannot be made alone.
    """
    first, second = sorted((_side(a, base), _side(b, base)), key=_order)
    alone = [apply(plan, side.scenario) for side in (first, second)]
    rules, conflicts = _rules(first, second, {} if base is None else base.rules)
    conflicts = [*_same_zones(first, second), *conflicts]
    if conflicts:
        return Merged(None, tuple(conflicts))
    merged = _together(first, second, rules, base)
    swapped = replace(merged, edits=_interleaved(second, first))
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
    known = {
        breach
        for side, frame in zip((first, second), alone, strict=True)
        for breach in broken_hard_rules(plan, frame, side.scenario.rules)
    }
    for (rule, subject), (broken, violation) in broken_hard_rules(plan, zones, rules).items():
        if (rule, subject) not in known:
            message = Message(
                "scenario-both-break-rule",
                both=both,
                rule=Message("scenario-rule", rule=rule),
                violation=violation,
            )
            conflicts.append(Conflict(rule, broken, message))
    return Merged(None if conflicts else merged, tuple(conflicts))


def _side(scenario: Scenario, base: Scenario | None) -> _Side:
    """Return a side, with what it changes in the base."""
    shared = () if base is None else base.edits
    texts = [[str(write_edit(edit)) for edit in edits] for edits in (shared, scenario.edits)]
    matcher = SequenceMatcher(a=texts[0], b=texts[1], autojunk=False)
    kept = [False] * len(shared)
    added = [range(0)] * (len(shared) + 1)
    for what, start, end, first, last in matcher.get_opcodes():
        if what == "equal":
            kept[start:end] = [True] * (end - start)
        else:
            added[start] = range(first, last)
    return _Side(scenario, shared, tuple(kept), tuple(added))


def _interleaved(first: _Side, second: _Side) -> tuple[Edit, ...]:
    """Return the edits of the base without those taken out, and at each place the added ones."""
    edits: list[Edit] = []
    for place in range(len(first.base) + 1):
        edits += (*first.edits(place), *second.edits(place))
        if place < len(first.base) and first.kept[place] and second.kept[place]:
            edits.append(first.base[place])
    return tuple(edits)


def _order(side: _Side) -> tuple[str, str]:
    return side.name, str([write_edit(edit) for edit in (*side.own.values(), *side.taken)])


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
    return Scenario(
        scenario=f"{first.name}-and-{second.name}"[:64],
        title="; ".join(titles)[:500],
        title_zh="；".join(text for text in titles_zh if text)[:500] if all(titles_zh) else None,
        baseline=first.scenario.baseline,
        edits=_interleaved(first, second),
        parent=None if base is None else base.scenario,
        rules=rules,
    )


def with_title(theirs: Scenario, yours: Scenario, base_title: str | None) -> Scenario:
    """Return their scenario, under your titles where you changed those that both began with."""
    if base_title is None or yours.title == base_title:
        return theirs
    return replace(theirs, title=yours.title, title_zh=yours.title_zh)
