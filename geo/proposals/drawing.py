"""Outlines for a choice of cells: drawn ever less smoothly, until they keep what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geo.edits import Reshape
from geo.proposals.ground import as_multi
from geo.proposals.outline import CLOSINGS, Draft, Outliner
from geo.rules import RuleChecker
from geo.scenario.model import Scenario
from geo.scenario.replay import replay

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.proposals.candidates import ZoneLand
    from geo.proposals.task import Task
    from layers.edges import Floats

TOLERANCE = 0.005
"""The share of the gain by which a measure may fall short of the promise."""

_INSIDE = 1 - 1e-5  # of a budget, so that no rounding exceeds it
_FARTHEST_BACK_M = 5_000.0
_BALANCE = 1e-6  # of the land taken, by which the land released may differ
_STEPS = 40
_TIPS_WITHIN = 3.0  # widths of a cell: how near its radius a point must be for its tip to matter


@dataclass(frozen=True, eq=False)
class Drawing:
    """The scenario, and the outline of each zone that changes."""

    scenario: Scenario
    outlines: dict[str, MultiPolygon]


def draw(task: Task, chosen: NDArray[np.bool_], scenario: str) -> Drawing:
    """Return the smoothest outlines that reach what was promised, FTZ by FTZ."""
    outlines: dict[str, MultiPolygon] = {}
    checker = RuleChecker(task.plan)
    known = {(rule, breach.subject) for rule, _, breach in checker.breaches(task.plan.zones)}
    for ftz in dict.fromkeys(task.ftz[chosen]):
        own = chosen & (task.ftz == ftz)
        for closing in CLOSINGS:
            drawn = _outlines(task, own, closing, outlines)
            if drawn is None:
                continue
            last = closing == CLOSINGS[-1]
            if last or (_keeps(task, chosen, own, drawn) and _clean(task, drawn, checker, known)):
                outlines |= drawn
                break
    made = _scenario(task, outlines, scenario)
    return Drawing(made, outlines)


class _Change(NamedTuple):
    """The change of one zone as it is drawn: by whom, from which cells, what it takes."""

    outliner: Outliner
    draft: Draft
    zone: ZoneLand
    taken: MultiPolygon


def _outlines(
    task: Task, own: NDArray[np.bool_], closing: float, others: dict[str, MultiPolygon]
) -> dict[str, MultiPolygon] | None:
    """Return the outline of each zone of an FTZ that changes, or None where there is none so."""
    drafts: list[tuple[Outliner, Draft, ZoneLand]] = []
    for number in np.unique(task.field[own]).tolist():
        field = task.fields[number]
        outliner = Outliner(field, task.plan.ellipsoid)
        drafts += [
            (outliner, draft, field.zones[draft.zone]) for draft in _drafts(task, own, number)
        ]
    releases = [outliner.released(draft, closing) for outliner, draft, _ in drafts]
    planned = [outliner.area_km2(draft.taken) for outliner, draft, _ in drafts]
    room = 1.0
    if task.swap:
        pairs = zip(drafts, releases, strict=True)
        given = sum(outliner.area_km2(land) for (outliner, _, _), land in pairs)
        room = min(1.0, given / max(sum(planned), 1e-12))
    changes = []
    for (outliner, draft, zone), km2 in zip(drafts, planned, strict=True):
        taken = outliner.taken(draft, closing, km2 * room * _INSIDE)
        if taken is None:
            return None
        changes.append(_Change(outliner, draft, zone, taken))
    nothing = [MultiPolygon()] * len(changes)
    drawn = _in_degrees(task, changes, nothing, others)
    if not task.swap:
        return drawn
    now = task.plan.ellipsoid.area_km2([*drawn.values()]).sum()
    before = task.plan.ellipsoid.area_km2([change.zone.shape for change in changes]).sum()
    balanced = _balanced(changes, releases, float(now - before))
    return _in_degrees(task, changes, balanced, others)


def _in_degrees(
    task: Task,
    changes: list[_Change],
    releases: list[MultiPolygon],
    others: dict[str, MultiPolygon],
) -> dict[str, MultiPolygon]:
    """Return the outlines of zones, each cut by those before it."""
    drawn: dict[str, MultiPolygon] = {}
    for change, released in zip(changes, releases, strict=True):
        cut = _Cut(task, change.zone, others | drawn)
        outline = change.outliner.degrees(change.draft, change.taken, released, cut)
        drawn[change.zone.zone_id] = outline
    return drawn


def _balanced(
    changes: list[_Change], releases: list[MultiPolygon], target_km2: float
) -> list[MultiPolygon]:
    """Return released land drawn back until all of it has the area of what is taken."""

    def back(by_m: float) -> list[MultiPolygon]:
        pairs = zip(changes, releases, strict=True)
        return [one.outliner.drawn_back(land, one.draft.zone, by_m) for one, land in pairs]

    def area_km2(lands: list[MultiPolygon]) -> float:
        pairs = zip(changes, lands, strict=True)
        return sum(one.outliner.area_km2(land) for one, land in pairs)

    low, high = 0.0, _FARTHEST_BACK_M
    best = back(0.0)
    for _ in range(_STEPS):
        if abs(area_km2(best) - target_km2) <= _BALANCE * target_km2:
            break
        middle = (low + high) / 2
        best = back(middle)
        low, high = (middle, high) if area_km2(best) > target_km2 else (low, middle)
    return best


@dataclass(frozen=True, eq=False)
class _Cut:
    """Takes away from land in degrees what a zone may not hold."""

    task: Task
    zone: ZoneLand
    outlines: dict[str, MultiPolygon]

    def __call__(self, land: MultiPolygon) -> MultiPolygon:
        zones, ground = self.task.plan.zones, self.task.ground
        province = ground.province_of(self.zone.ftz_id)
        own = self.zone.shape
        new: BaseGeometry = ground.allowed(shapely.difference(land, own), province)
        others = [
            self.outlines.get(zone, shape)
            for zone, shape in zip(zones["zone_id"], zones.geometry, strict=True)
            if zone != self.zone.zone_id
        ]
        near = [other for other in others if shapely.intersects(other, new)]
        new = shapely.difference(new, shapely.union_all(near)) if near else new
        return as_multi(shapely.union(new, shapely.intersection(land, own)))


def _drafts(task: Task, own: NDArray[np.bool_], number: int) -> list[Draft]:
    """Return the change of each zone of a field."""
    field = task.fields[number]
    here = np.flatnonzero(task.field == number)
    first = here[0]
    drafts = []
    for zone in np.unique(field.zone[own[here]]):
        cells = here[own[here] & (field.zone == zone)] - first
        parts = [
            as_multi(
                shapely.union_all(field.flat[cells[field.releases[cells] == side]], grid_size=1e-3)
            )
            for side in (False, True)
        ]
        window = shapely.box(
            *shapely.buffer(shapely.union(parts[0], parts[1]), 4 * field.comb.pitch_m).bounds
        )
        others = [one.flat for row, one in enumerate(field.zones) if row != zone]
        rest = [
            field.flat[cell - first]
            for cell in here[own[here]]
            if field.zone[cell - first] != zone and not field.releases[cell - first]
        ]
        blocked = shapely.difference(
            window, shapely.union(field.allowed[zone], field.zones[zone].flat)
        )
        blocked = shapely.union_all([blocked, *others, *rest], grid_size=1e-3)
        blocked = shapely.intersection(blocked, window)
        tips = _tips(task, own, number, int(zone), parts[0])
        drafts.append(Draft(int(zone), parts[0], parts[1], as_multi(blocked), tips))
    return drafts


def _tips(
    task: Task, own: NDArray[np.bool_], number: int, zone: int, taken: MultiPolygon
) -> Floats:
    """Return the places of taken land that matter: nearest to points that it alone must reach."""
    field = task.fields[number]
    mine = own & ~task.choice.releases & (task.zone == field.zones[zone].zone_id)
    if not mine.any() or not len(task.points):
        return np.empty((0, 2))
    points = task.points[task.reached[mine].any(axis=0)]
    lon, lat = task.objective.lon[points], task.objective.lat[points]
    places = shapely.points(field.plane.to_plane_m(np.column_stack([lon, lat])))
    ways = shapely.shortest_line(places, taken)
    slack = task.objective.radius_km[points] * 1e3 - shapely.length(ways)
    near = slack < _TIPS_WITHIN * field.comb.pitch_m
    ends = shapely.get_coordinates(ways).reshape(-1, 2, 2)[near, 1]
    tips: Floats = np.unique(np.round(ends, 3), axis=0)
    return tips


def _keeps(
    task: Task, chosen: NDArray[np.bool_], own: NDArray[np.bool_], drawn: dict[str, MultiPolygon]
) -> bool:
    """Say whether outlines reach what the cells of their FTZ were to reach."""
    land = np.where(task.choice.releases, ~chosen, chosen)
    promised = task.reached[land & np.isin(task.zone, [*drawn])].any(axis=0)
    other = task.reached[land & ~np.isin(task.zone, [*drawn])].any(axis=0)
    worth = task.objective.worth[task.points]
    if not len(worth):
        return True
    reached = np.logical_or.reduce(
        [task.reaching.reached(shape, task.points) for shape in drawn.values()]
    )
    lost = float(worth[promised & ~other & ~reached].sum())
    return lost <= TOLERANCE * task.choice.gain(own)


def _clean(
    task: Task,
    drawn: dict[str, MultiPolygon],
    checker: RuleChecker,
    known: set[tuple[str, str]],
) -> bool:
    """Say whether outlines break no rule that the plan keeps."""
    trial = _scenario(task, drawn, "trial")
    found = checker.breaches(replay(task.plan, trial).zones, trial.rules)
    return all((rule, breach.subject) in known for rule, _, breach in found)


def _scenario(task: Task, outlines: dict[str, MultiPolygon], scenario: str) -> Scenario:
    """Return the scenario of some outlines, with the quota that it asks for."""
    edits = [Reshape(zone=zone, geometry=shape) for zone, shape in outlines.items()]
    capped = set(task.plan.ftzs.loc[task.plan.ftzs["cap_km2"].notna(), "ftz_id"])
    zones = task.plan.zones
    touched = {str(ftz) for ftz in zones.loc[zones["zone_id"].isin([*outlines]), "ftz_id"].dropna()}
    rules: dict[str, Any] = {"cap": "hard", "swap_balance": "hard"}
    if not task.swap:
        quota = {ftz: km2 for ftz, km2 in task.budgets.items() if ftz in capped & touched}
        rules = {"swap_balance": "ignore"}
        if quota:
            rules["cap"] = {"level": "hard", "quota_km2": quota}
    title = f"Proposal for {', '.join(task.budgets)}: {' + '.join(map(str, task.objective.terms))}"
    return Scenario.of(task.plan, edits, scenario=scenario, title=title, rules=rules)
