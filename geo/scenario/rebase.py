"""A scenario put on another baseline: its edits made again, and each conflict listed.

An edit goes over as it is where what it was made on is still the same. It is in **conflict** where

- a zone that it touches is gone, or one that it makes is there already (`gone`, `appeared`);
- the boundary or the FTZ of a zone that it touches is another one (`changed`);
- it cannot be made (`refused`), or gives another outline than it gave before, because of what lies
  around the zone (`result`);
- it follows an edit in conflict on the same zone (`follows`).

What it was made on is known from the old plan. Without it, a scenario's record tells what came of
the edits: where the same comes of them now, what they were made on is the same, but for a zone
that they draw anew or drop, of which no result tells what was there (`unknown`). Without a record
too, that holds for every zone of the plan that they touch.

A hard rule that the edits break now, and did not break before, is a conflict too, by its name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from geo.edits import Edit, EditContext, Remove, Reshape, apply_edits
from geo.scenario.conflicts import Conflict, broken_hard_rules, named
from geo.scenario.replay import recorded_outlines, replay
from geo.zone_outlines import outlines, same_outline
from layers.errors import ScenarioError

_Numbered: TypeAlias = tuple[int, Edit]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from geo.scenario.conflicts import Breaches
    from geo.scenario.model import Scenario
    from geo.zone_outlines import Outline
    from layers.plan import Plan


@dataclass(frozen=True)
class Rebased:
    """A scenario on another baseline, of the edits that went over, and what kept the others."""

    scenario: Scenario
    conflicts: tuple[Conflict, ...] = ()


def rebase(scenario: Scenario, plan: Plan, old: Plan | None = None) -> Rebased:
    """Return the scenario on the baseline of `plan`, and every conflict.

    `old` is the plan that it was made over; what can be told without it, the module says. An edit
    in conflict is left out of the result; one that breaks a hard rule is kept.

    Raises:
        ScenarioError: `old` is not the plan that the scenario was made over, or the scenario
            cannot be made there.
    """
    if scenario.baseline == plan.baseline:
        return Rebased(scenario)
    before = _Before.of(scenario, old)
    context = EditContext.of(plan, scenario.scenario)
    went, conflicts = _over(scenario, plan.zones, context, before)
    zones = apply_edits(plan.zones, [edit for _, edit in went], context)
    there = {number for number, _ in went}
    numbered = enumerate(scenario.edits, start=1)
    stuck = {zone for number, edit in numbered if number not in there for zone in edit.touched}
    outcome = {zone: was for zone, was in before.outcome.items() if zone not in stuck}
    went, differing = _alike(went, outlines(zones), outcome)
    kept = tuple(edit for _, edit in went)
    zones = apply_edits(plan.zones, kept, context)
    known = before.breaches | broken_hard_rules(plan, plan.zones, scenario.rules)
    broken = [
        Conflict(key[0], zone, f"the result breaks {key[0]}: {message}")
        for key, (zone, message) in broken_hard_rules(plan, zones, scenario.rules).items()
        if key not in known
    ]
    rebased = replace(scenario, baseline=plan.baseline, edits=kept, recorded=None)
    return Rebased(rebased, (*conflicts, *differing, *broken))


def _over(
    scenario: Scenario, zones: gpd.GeoDataFrame, context: EditContext, before: _Before
) -> tuple[list[_Numbered], list[Conflict]]:
    """Return the edits that can be made on the new zones, and the conflicts of the others."""
    went: list[_Numbered] = []
    conflicts: list[Conflict] = []
    made, failed, seen = zones, set[str](), set[str]()
    for number, edit in enumerate(scenario.edits, start=1):
        name = named(number, edit)
        found = [
            Conflict("follows", zone, f"{name}: follows a conflict on {zone}; make it anew")
            for zone in sorted(edit.touched & failed)
        ] or list(before.targets(edit, name, zones, seen))
        seen |= edit.touched
        if not found:
            try:
                made = edit.apply(made, context)
                went.append((number, edit))
            except ScenarioError as error:
                found = [Conflict("refused", None, f"{name}: {line}") for line in error.lines]
        conflicts += found
        failed |= edit.touched if found else set()
    return went, conflicts


def _alike(
    went: list[_Numbered], shapes: Mapping[str, Outline], outcome: Mapping[str, Outline | None]
) -> tuple[list[_Numbered], list[Conflict]]:
    """Return the edits of which the same comes as before, and the conflicts of the others."""
    touched = {zone for _, edit in went for zone in edit.touched}
    other = {
        zone
        for zone in touched & outcome.keys()
        if not same_outline(shapes.get(zone), outcome[zone])
    }
    lost = set(other)
    while further := {z for _, edit in went if edit.touched & lost for z in edit.touched} - lost:
        lost |= further
    conflicts = []
    for number, edit in went:
        if zones := sorted(edit.touched & other):
            why = f"gives another outline of {zones[0]} than before, by what lies around it"
            conflicts.append(Conflict("result", zones[0], f"{named(number, edit)}: {why}"))
        elif zones := sorted(edit.touched & lost):
            why = f"follows a conflict on {zones[0]}; make it anew"
            conflicts.append(Conflict("follows", zones[0], f"{named(number, edit)}: {why}"))
    return [(number, edit) for number, edit in went if not edit.touched & lost], conflicts


@dataclass(frozen=True)
class _Before:
    """What is known of the old baseline and of what came of the edits there.

    `zones` is None without the old plan; `blind` has the zones of which then no outcome tells
    whether they are what they were. `outcome` has the outline of each zone that is known.
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
            breaches = broken_hard_rules(old, zones, scenario.rules)
            return cls(old.zones, outcome, frozenset(), breaches)
        recorded = recorded_outlines(scenario)
        drawn = [edit for edit in scenario.edits if isinstance(edit, Reshape | Remove)]
        blind = {zone for edit in drawn for zone in edit.touched}
        blind |= {zone for zone in touched if zone not in recorded}
        return cls(None, recorded, frozenset(blind), {})

    def targets(
        self, edit: Edit, name: str, now: gpd.GeoDataFrame, seen: set[str]
    ) -> Iterator[Conflict]:
        """Yield the conflicts of an edit with zones of the baseline that it is the first to touch.

        A zone that an earlier edit touched is that edit's business.
        """
        there = dict(zip(now["zone_id"], now["ftz_id"], strict=True))
        shapes = outlines(now)
        for zone in sorted(edit.touched - seen):
            if self.zones is None:
                if zone in self.blind and zone in there:
                    why = f"what {zone} was when it was made is not known; give the old plan"
                    yield Conflict("unknown", zone, f"{name}: {why}")
                continue
            old = self.zones[self.zones["zone_id"] == zone]
            if old.empty and zone in there:
                why = f"there is a zone {zone} now; give another id"
                yield Conflict("appeared", zone, f"{name}: {why}")
            if old.empty:
                continue
            if zone not in there:
                yield Conflict("gone", zone, f"{name}: there is no zone {zone} any more")
            elif not same_outline(old.geometry.iloc[0], shapes[zone]):
                why = f"the boundary of {zone} changed since; look at both, make it anew"
                yield Conflict("changed", zone, f"{name}: {why}")
            elif old["ftz_id"].iloc[0] != there[zone]:
                why = f"{zone} belongs to {there[zone]} now, not to {old['ftz_id'].iloc[0]}"
                yield Conflict("changed", zone, f"{name}: {why}; make it anew")
