"""Rebasing a scenario onto another baseline: apply its edits there, and list each conflict.

An edit is kept unchanged if its zones are still the same. It is in **conflict** if

- a zone that it touches is missing, or one that it adds already exists (`gone`, `appeared`);
- the boundary or the FTZ of a zone that it touches has changed (`changed`);
- it cannot be applied (`refused`), or gives another outline than before, because of the
  surroundings of the zone (`result`);
- it follows an edit in conflict on the same zone (`follows`).

The original zones are known from the old plan. Without it, the scenario's record has the results of
the edits: if these are the same now, the original zones were the same, except for a zone that the
edits redraw or remove, whose result does not depend on its original outline (`unknown`). Without a
record, that applies to every zone of the plan that they touch.

A hard rule that the edits break now, and did not break before, is also a conflict, by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import geopandas as gpd

from geo.edits import Edit, EditContext, Remove, Reshape, apply_edits, in_edit
from geo.scenario.merge import Breaches, Conflict, broken_hard_rules
from geo.scenario.model import Scenario
from geo.scenario.replay import recorded_outlines, replay
from geo.zone import Outline, outlines, same_outline
from layers.errors import ScenarioError
from layers.messages import Message
from layers.plan.plan import Plan
from layers.runtime.arguments import checked_call
from layers.schema.column_types import is_missing

_Numbered: TypeAlias = tuple[int, Edit]


@dataclass(frozen=True)
class Rebased:
    """A scenario on another baseline with the edits kept; the conflicts of the others."""

    scenario: Scenario
    conflicts: tuple[Conflict, ...] = ()


@checked_call(ScenarioError)
def rebase(scenario: Scenario, plan: Plan, old: Plan | None = None) -> Rebased:
    """Return the scenario on the baseline of `plan`, and every conflict.

    `old` is the scenario's original plan; see the module for rebasing without it. An edit in
    conflict is omitted from the result; one that breaks a hard rule is kept.

    Raises:
        ScenarioError: `old` is not the scenario's plan, or the scenario cannot be applied there.

    >>> from geo import Expand, Remove, Scenario, apply
    >>> from layers.example import example_plan
    >>> old = example_plan()
    >>> wider = Scenario.of(old, Expand(zone="A", by_km=1), scenario="wider")
    >>> new = old.with_layer("zones", apply(old, Scenario.of(old, Remove(zone="B"))))
    >>> rebase(wider, new, old).scenario.baseline == new.baseline
    True
    """
    if scenario.baseline == plan.baseline:
        return Rebased(scenario)
    before = _Before.of(scenario, old)
    context = EditContext.of(plan, scenario.scenario)
    applied, conflicts = _apply_each(scenario, plan.zones, context, before)
    zones = apply_edits(plan.zones, [edit for _, edit in applied], context)
    applied_numbers = {number for number, _ in applied}
    numbered = enumerate(scenario.edits, start=1)
    left_out = {
        zone for number, edit in numbered if number not in applied_numbers for zone in edit.touched
    }
    outcome = {zone: was for zone, was in before.outcome.items() if zone not in left_out}
    applied, differing = _unchanged(applied, outlines(zones), outcome)
    edits = tuple(edit for _, edit in applied)
    zones = apply_edits(plan.zones, edits, context)
    broken_before = before.breaches | broken_hard_rules(plan, plan.zones, scenario.rules_in_time)
    broken = [
        Conflict(
            rule,
            zone,
            Message(
                "scenario-result-breaks-rule",
                rule=Message("scenario-rule", rule=rule),
                violation=violation,
            ),
        )
        for (rule, subject), (zone, violation) in broken_hard_rules(
            plan, zones, scenario.rules_in_time
        ).items()
        if (rule, subject) not in broken_before
    ]
    numbers = [number for number, _ in applied]
    phases = tuple(
        phase.model_copy(update={"edits": sum(number <= phase.edits for number in numbers)})
        for phase in scenario.phases
    )
    rebased = replace(scenario, baseline=plan.baseline, edits=edits, phases=phases, recorded=None)
    return Rebased(rebased, (*conflicts, *differing, *broken))


def _apply_each(
    scenario: Scenario, zones: gpd.GeoDataFrame, context: EditContext, before: _Before
) -> tuple[list[_Numbered], list[Conflict]]:
    """Return the edits that can be applied to the new zones, and the conflicts of the others."""
    applied: list[_Numbered] = []
    conflicts: list[Conflict] = []
    current, failed, seen = zones, set[str](), set[str]()
    for number, edit in enumerate(scenario.edits, start=1):
        edit_conflicts = [_follows(number, edit, zone) for zone in sorted(edit.touched & failed)]
        edit_conflicts = edit_conflicts or list(before.conflicts((number, edit), zones, seen))
        seen |= edit.touched
        if not edit_conflicts:
            try:
                current = edit.apply(current, context)
                applied.append((number, edit))
            except ScenarioError as error:
                edit_conflicts = [
                    Conflict("refused", None, in_edit(number, edit, problem))
                    for problem in error.problems
                ]
        conflicts += edit_conflicts
        failed |= edit.touched if edit_conflicts else set()
    return applied, conflicts


def _unchanged(
    applied: list[_Numbered], shapes: Mapping[str, Outline], outcome: Mapping[str, Outline | None]
) -> tuple[list[_Numbered], list[Conflict]]:
    """Return the edits with the same outcome as before, and the conflicts of the others."""
    touched = {zone for _, edit in applied for zone in edit.touched}
    other = {
        zone
        for zone in touched & outcome.keys()
        if not same_outline(shapes.get(zone), outcome[zone])
    }
    lost = set(other)
    while further := {z for _, edit in applied if edit.touched & lost for z in edit.touched} - lost:
        lost |= further
    conflicts = []
    for number, edit in applied:
        if zones := sorted(edit.touched & other):
            other_outline = Message("scenario-edit-gives-other", zone=zones[0])
            conflicts.append(Conflict("result", zones[0], in_edit(number, edit, other_outline)))
        elif zones := sorted(edit.touched & lost):
            conflicts.append(_follows(number, edit, zones[0]))
    return [(number, edit) for number, edit in applied if not edit.touched & lost], conflicts


def _follows(number: int, edit: Edit, zone: str) -> Conflict:
    """Return the conflict of an edit with an earlier edit in conflict on the same zone."""
    return Conflict(
        "follows", zone, in_edit(number, edit, Message("scenario-edit-follows", zone=zone))
    )


@dataclass(frozen=True)
class _Before:
    """The old baseline and the result of the edits on it, as far as known.

    `zones` are those of the old plan, None if it is not given. `outcome` maps each touched zone
    to its outline after the edits, from the old plan or from the record. Without the old plan,
    `blind` has the zones whose changes are undetectable: those that an edit draws or removes, and
    those without a record.
    """

    zones: gpd.GeoDataFrame | None
    outcome: Mapping[str, Outline | None]
    blind: frozenset[str]
    breaches: Breaches

    @classmethod
    def of(cls, scenario: Scenario, old: Plan | None) -> _Before:
        touched = sorted({zone for edit in scenario.edits for zone in edit.touched})
        if old is not None:
            zones = replay(old, scenario).zones
            shapes = outlines(zones)
            outcome = {zone: shapes.get(zone) for zone in touched}
            breaches = broken_hard_rules(old, zones, scenario.rules_in_time)
            return cls(old.zones, outcome, frozenset(), breaches)
        recorded = recorded_outlines(scenario)
        drawn = [edit for edit in scenario.edits if isinstance(edit, Reshape | Remove)]
        blind = {zone for edit in drawn for zone in edit.touched}
        blind |= {zone for zone in touched if zone not in recorded}
        return cls(None, recorded, frozenset(blind), {})

    def conflicts(
        self, numbered: _Numbered, now: gpd.GeoDataFrame, seen: set[str]
    ) -> Iterator[Conflict]:
        """Yield the conflicts of an edit with baseline zones that no earlier edit touched."""
        ftz_of = dict(zip(now["zone_id"], now["ftz_id"], strict=True))
        shapes = outlines(now)
        number, edit = numbered
        for zone in sorted(edit.touched - seen):
            change = self._change(zone, ftz_of.get(zone), shapes.get(zone))
            if change is not None:
                kind, reason = change
                yield Conflict(kind, zone, in_edit(number, edit, reason))

    def _change(
        self, zone: str, ftz: str | None, shape: Outline | None
    ) -> tuple[str, Message] | None:
        """Return the kind and message of the conflict with a baseline zone, None if unchanged.

        `ftz` is its present FTZ, if any; without `shape` it is missing.
        """
        if self.zones is None:
            unknown = zone in self.blind and shape is not None
            return ("unknown", Message("scenario-zone-not-known", zone=zone)) if unknown else None
        old = self.zones[self.zones["zone_id"] == zone]
        if old.empty:
            new = shape is not None
            return ("appeared", Message("scenario-zone-appeared", zone=zone)) if new else None
        if shape is None:
            return "gone", Message("scenario-zone-gone", zone=zone)
        if not same_outline(old.geometry.iloc[0], shape):
            return "changed", Message("scenario-zone-changed", zone=zone)
        old_ftz = old["ftz_id"].iloc[0]
        if old_ftz == ftz or (is_missing(old_ftz) and ftz is None):
            return None
        none = Message("list-none")
        was: str | Message = none if is_missing(old_ftz) else str(old_ftz)
        return "changed", Message(
            "scenario-zone-of-other-ftz", zone=zone, ftz=ftz or none, old_ftz=was
        )
