"""The scenario of a choice: the chosen pieces joined to their zones, released land cut off.

A column of the model is the land as drawn, so the promised gain is the measured one. A
swap releases at first a little more than is taken: pieces that are not needed stay, and one
of the others is drawn back, so that as much is released as is taken. That loses no one; where land
released is credited, it is credited less.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from geo.edits import Add, Reshape
from geo.proposals.available_land import as_multi, headroom_km2
from geo.proposals.land import LandPiece
from geo.proposals.model import Choice
from geo.proposals.rows import own_gains
from geo.proposals.task import Task
from geo.scenario.model import Scenario
from geo.zone import Outline, outlines
from layers.geometry.antimeridian import wrapped

_SAME_DEG = 2e-7  # corners so near each other, 2 cm, are one
_QUOTA_KM2 = 0.01  # a request for quota is rounded up to this


@dataclass(frozen=True, eq=False)
class Drawing:
    """The scenario, the pieces as drawn, by column, and the model of them as drawn."""

    scenario: Scenario
    pieces: dict[int, LandPiece]
    choice: Choice


def draw(task: Task, chosen: NDArray[np.bool_], scenario: str) -> Drawing:
    """Return the scenario of a choice."""
    columns = np.flatnonzero(chosen).tolist()
    pieces = {n: piece for n in columns if (piece := task.piece(n)) is not None}
    if task.terms.new is not None:
        return _new_zones(task, pieces, scenario)
    if task.terms.swap:
        for ftz in task.terms.room_km2:
            pieces = _balanced(pieces, ftz)
    shapes = outlines(task.available.plan.zones)
    edits = []
    for zone in dict.fromkeys(piece.zone_id for piece in pieces.values()):
        own = [piece for piece in pieces.values() if piece.zone_id == zone]
        outline = outline_of(shapes[zone], own)
        edits.append(Reshape(zone=zone, geometry=outline))
    made = Scenario.of(task.plan, edits, scenario=scenario, rules=_rules(task, pieces))
    gains = task.choice.own.copy()
    gains[columns] = 0.0
    gains[[*pieces]] = own_gains(task.objective, [*pieces.values()])
    return Drawing(made, pieces, replace(task.choice, own=gains))


def _new_zones(task: Task, pieces: dict[int, LandPiece], scenario: str) -> Drawing:
    """Return the scenario that adds new zones, those that gain most alone the first."""
    choice, taken = task.choice, set(task.plan.zones["zone_id"])
    alone = np.asarray(choice.covers.T @ choice.worth) + choice.own
    drawn: dict[int, LandPiece] = {}
    for number in sorted(pieces, key=lambda one: -alone[one]):
        piece = pieces[number]
        names = (f"{piece.zone_id}{end}" for end in ("", *(f"-{n}" for n in range(2, 1000))))
        name = next(one for one in names if one not in taken)
        taken.add(name)
        drawn[number] = replace(piece, zone_id=name)
    edits = [Add(zone=one.zone_id, geometry=as_multi(wrapped(one.land))) for one in drawn.values()]
    return Drawing(Scenario.of(task.plan, edits, scenario=scenario), drawn, choice)


def _balanced(pieces: dict[int, LandPiece], ftz: str) -> dict[int, LandPiece]:
    """Return pieces of which an FTZ's release as much as its others take."""
    own = [n for n, piece in pieces.items() if piece.ftz_id == ftz]
    released = {n: piece for n in own if (piece := pieces[n]).is_released}
    taken = sum(pieces[n].area_km2 for n in own if n not in released)
    excess = sum(piece.area_km2 for piece in released.values()) - taken
    balanced = dict(pieces)
    for number, piece in sorted(released.items(), key=_dispensable):
        if piece.area_km2 <= excess:
            excess -= piece.area_km2
            del balanced[number]
        elif excess > 0 and piece.drawn_back is not None:
            balanced[number] = piece.drawn_back(piece.area_km2 - excess)
            excess = 0.0
    return balanced


def _dispensable(item: tuple[int, LandPiece]) -> tuple[bool, float]:
    """Return the key that orders pieces by which stays first: small ones, whole blocks last."""
    return item[1].is_whole_block, item[1].area_km2


def outline_of(zone: Outline, pieces: list[LandPiece]) -> MultiPolygon:
    """Return a zone with the land it takes, without the land it releases."""
    kept = {shapely.to_wkb(one.block): one.shape for one in pieces if one.block is not None}
    blocks = [kept.get(shapely.to_wkb(block), block) for block in shapely.get_parts(zone)]
    corners = shapely.multipoints(shapely.get_coordinates(blocks))  # which stay where they are
    taken = np.array([piece.shape for piece in pieces if not piece.is_released], object)
    whole = shapely.union_all([*blocks, *shapely.snap(taken, corners, _SAME_DEG)])
    filled = shapely.union_all([_filled(block) for block in as_multi(whole).geoms])
    return as_multi(wrapped(shapely.remove_repeated_points(filled, _SAME_DEG)))


def _filled(block: Polygon) -> Polygon:
    """Return a block without holes so narrow that their corners are one."""
    holes = [ring for ring in block.interiors if Polygon(ring).area > _SAME_DEG * ring.length]
    return Polygon(block.exterior, holes)


def _rules(task: Task, pieces: dict[int, LandPiece]) -> dict[str, Any]:
    """Return the rules of the scenario, with the quota that it asks for."""
    if task.terms.swap:
        return {"cap": "hard", "swap_balance": "hard"}
    return rules_of_more([(taken_km2(pieces.values()), headroom_km2(task.plan))])


def taken_km2(pieces: Iterable[LandPiece]) -> dict[str, float]:
    """Return how much land each FTZ takes."""
    taken: dict[str, float] = {}
    for piece in pieces:
        taken[str(piece.ftz_id)] = taken.get(str(piece.ftz_id), 0.0) + piece.area_km2
    return taken


def rules_of_more(
    each: Iterable[tuple[Mapping[str, float], Mapping[str, float]]],
) -> dict[str, Any]:
    """Return the rules of a scenario that adds land: the quota that every phase of it needs.

    Each has the land that FTZs take, and their room left below their caps.
    """
    quota: dict[str, float] = {}
    for taken, headroom in each:
        for ftz, km2 in taken.items():
            if ftz in headroom and km2 > headroom[ftz]:
                over = math.ceil((km2 - headroom[ftz]) / _QUOTA_KM2) * _QUOTA_KM2
                quota[ftz] = max(over, quota.get(ftz, 0.0))
    rules: dict[str, Any] = {"swap_balance": "ignore", "cap": "hard"}
    if quota:
        rules["cap"] = {"level": "hard", "quota_km2": {f: round(q, 2) for f, q in quota.items()}}
    return rules
