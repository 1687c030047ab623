"""The edits that lead from one zones frame to another: what was drawn elsewhere, as a scenario.

Zones are matched by their ids. A zone is **unchanged** when its outline is the same to the last
digit, wherever its rings start, whichever way they run and in whatever order its parts stand. Any
other is reshaped to the outline that it has; where a rigid move by whole metres gives just that
outline, to the last digit, it is moved. A zone of another FTZ is another zone: it is removed and
added anew. Making the edits gives the target's outlines exactly.

Edits are about boundaries. What else differs (a name, the sectors of a zone that stays) no edit
can say; it is listed, not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely
from pydantic import ValidationError

from geo.edits import Add, Edit, EditContext, Move, Remove, Reshape
from geo.outlines import multi, outlines, same_outline
from geo.problems import problems_of, shown
from layers.columns import is_missing
from layers.ellipsoid import Ellipsoid
from layers.errors import CrsError, ScenarioError

if TYPE_CHECKING:
    from geo.outlines import Outline

_SOURCES = ("schematic", "surveyed", "imported")
_OWN = ("zone_id", "ftz_id")
_EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)
_STEPS = 8  # of the search for a move: each leaves a small part of the error of the last


@dataclass(frozen=True)
class Difference:
    """The edits that lead from one zones frame to another, and what no edit can say of it."""

    edits: tuple[Edit, ...]
    left_out: tuple[str, ...] = ()


def diff(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> Difference:
    """Return the edits that lead from `before` to `after`, by removals, changes and additions.

    Args:
        before: zones in degrees: `zone_id`, `ftz_id`, geometry, and any attributes.
        after: the same, in the same CRS.

    Raises:
        CrsError: the two are not in the same CRS.
        ScenarioError: ids are missing or not unique, or an outline is none that a zone can have: a
            line for each problem.

    >>> import geopandas as gpd
    >>> ids, squares = {"zone_id": ["A", "B"], "ftz_id": "F"}, [shapely.box(0, 0, 1, 1)] * 2
    >>> zones = gpd.GeoDataFrame(ids, geometry=squares, crs=4490)
    >>> diff(zones, zones[1:]).edits
    (Remove(zone='A'),)
    """
    if before.crs is None or not before.crs.equals(after.crs, ignore_axis_order=True):
        raise CrsError("zones: the two frames are not in one CRS; reproject one of them")
    problems = [*_id_problems(before, "before"), *_id_problems(after, "after")]
    if problems:
        raise ScenarioError(problems)
    was, now = _rows(before), _rows(after)
    ftz = {zone: row["ftz_id"] for zone, row in was.items()}
    fresh = [zone for zone, row in now.items() if zone not in was or row["ftz_id"] != ftz[zone]]
    gone = [zone for zone in was if zone not in now or zone in fresh]
    old, new = outlines(before), outlines(after)
    ftzs = frozenset(ftz.values())
    context = EditContext(before.crs, Ellipsoid.of(before.crs), ftzs, _EVERYWHERE)
    edits: list[Edit] = [Remove(zone=zone) for zone in gone]
    left_out: list[str] = []
    for zone, row in now.items():
        if zone in fresh:
            edit = _edit(Add, _added(zone, row) | {"geometry": new[zone]}, problems)
            left_out += _lost(zone, row)
        else:
            edit = _changed(zone, old[zone], new[zone], context, problems)
            left_out += _attributes(zone, was[zone], row)
        if edit is not None:
            edits.append(edit)
    if problems:
        raise ScenarioError(problems)
    return Difference(tuple(edits), tuple(left_out))


def _rows(zones: gpd.GeoDataFrame) -> dict[str, dict[str, Any]]:
    """Return each zone's attributes by its id; what is missing is None."""
    plain = pd.DataFrame(zones.drop(columns=zones.geometry.name))
    rows = [
        {str(name): None if is_missing(cell) else cell for name, cell in row.items()}
        for row in plain.to_dict("records")
    ]
    return {str(row["zone_id"]): row for row in rows}


def _id_problems(zones: gpd.GeoDataFrame, name: str) -> list[str]:
    ids = zones["zone_id"]
    problems = [
        f"{name}: row {row + 1} has no zone_id; give it one"
        for row, zone in enumerate(ids)
        if is_missing(zone) or not str(zone).strip()
    ]
    twice = ids[ids.duplicated() & ids.notna()].drop_duplicates()
    return problems + [
        f"{name}: {zone} is there twice; give each zone its own id" for zone in twice
    ]


def _changed(
    zone: str,
    old: Outline,
    new: Outline,
    context: EditContext,
    problems: list[str],
) -> Edit | None:
    """Return the edit that gives a zone its new outline, None where it has it."""
    if new is not None and same_outline(old, new):
        return None
    reshape = _edit(Reshape, {"zone": zone, "geometry": new}, problems)
    return None if reshape is None else _move(zone, old, new, context) or reshape


def _move(zone: str, old: Outline, new: Outline, context: EditContext) -> Move | None:
    """Return the rigid move by whole metres that gives just the new outline, None if there is none.

    The shift of the centroids is met by steps; each adds what is still missing.
    """
    alone = gpd.GeoDataFrame({"zone_id": [zone]}, geometry=[multi(old)], crs=context.crs)
    there = shapely.centroid(new)
    plane = context.ellipsoid.plane(there.x, there.y)
    east_km = north_km = 0.0
    for step in range(_STEPS + 1):
        digits = 3 if step == _STEPS else 12
        try:
            move = Move(zone=zone, dx_km=round(east_km, digits), dy_km=round(north_km, digits))
            moved = move.apply(alone, context).geometry.iloc[0]
        except (ValidationError, ScenarioError):
            return None
        if step == _STEPS:
            return move if same_outline(moved, new) else None
        if shapely.get_num_coordinates(moved) != shapely.get_num_coordinates(new) and step:
            return None
        missing = plane.forward(shapely.centroid(moved))
        east_km, north_km = east_km - missing.x / 1e3, north_km - missing.y / 1e3
    return None


def _added(zone: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return the options of the edit that adds a zone, but for its geometry."""
    source = row.get("boundary_source")
    return {
        "zone": zone,
        "ftz": row["ftz_id"],
        "name": row.get("name") or None,
        "name_zh": row.get("name_zh") or None,
        "sectors": row.get("sectors") or (),
        "boundary_source": source if source in _SOURCES else "imported",
    }


def _lost(zone: str, row: dict[str, Any]) -> list[str]:
    """Return a line on the attributes that an added zone cannot be given."""
    given = {*_OWN, "name", "name_zh", "sectors", "boundary_source", "source"}
    lost = [
        name for name, value in row.items() if name not in given and value not in (None, "", False)
    ]
    return [f"{zone}: an added zone takes no {', '.join(lost)}"] if lost else []


def _attributes(zone: str, was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return a line on each attribute that differs: no edit can say it."""
    return [
        f"{zone}: {name} was {shown(was[name])}, is {shown(value)}; edits are about boundaries only"
        for name, value in now.items()
        if name in was and was[name] != value
    ]


def _edit(verb: type[Edit], options: dict[str, Any], problems: list[str]) -> Edit | None:
    """Return an edit, or None and a line for each thing that is wrong with it."""
    try:
        return verb(**options)
    except ValidationError as error:
        found = problems_of(error, verb.model_fields)
        problems += [f"{options['zone']}: {problem}" for problem in found]
        return None
