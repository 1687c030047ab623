"""Inferring single edits of a zone from its state before and after: outline and attributes.

Also the FTZ that land is of, if none is given, and the line by which a part is cut off.

`geo.infer.diff` and `geo.infer.edits` combine them.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pydantic import ValidationError
from shapely.geometry import LineString, MultiPolygon, Polygon

from geo.edits import Add, Edit, EditContext, Move, Reshape, Set
from geo.edits.add_remove import sectors_of
from geo.edits.set_attributes import AttributeValue
from geo.validation import problems_of
from geo.zone import Outline, multi, same_outline
from layers.errors import ScenarioError
from layers.geometry.antimeridian import unwrapped, whole
from layers.messages import Message
from layers.plan.plan import Plan
from layers.schema.column_types import is_missing
from layers.schema.layer_schema import ORIGIN_ID

E = TypeVar("E", bound=Edit)
_SOURCES = ("schematic", "surveyed", "imported")
_OWN = ("zone_id", "ftz_id")
_EDIT = frozenset(Set.model_fields)
_STEPS = 8  # of the search for a move: each leaves a small part of the previous error
_DIGITS = (3, 6)  # of a move in km: whole metres, else millimetres


def attributes_of(zones: gpd.GeoDataFrame) -> list[dict[str, AttributeValue]]:
    """Return the attributes of each row in the form of edits; missing values are None."""
    plain = pd.DataFrame(zones.drop(columns=zones.geometry.name))
    return [
        {str(name): _as_cell(value) for name, value in row.items()}
        for row in plain.to_dict("records")
    ]


def comparable_columns(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame
) -> tuple[list[str], list[Message]]:
    """Return the columns of `after` that `set` can write, and messages about the others.

    Ids and FTZs are not included, since other edits change them.
    """
    further = [
        name for name in after.columns if name not in {*_OWN, ORIGIN_ID, after.geometry.name}
    ]
    present = [name for name in further if after[name].notna().any() or name in before.columns]
    unknown = [name for name in present if name not in before.columns]
    reserved = [name for name in present if name in _EDIT]
    left_out = [_in_column(name, Message("infer-column-unknown")) for name in unknown]
    left_out += [_in_column(name, Message("infer-column-reserved")) for name in reserved]
    return [name for name in present if name not in {*unknown, *_EDIT}], left_out


def in_zone(zone: str, reason: Message) -> Message:
    """Return a message about a zone of the edited layer."""
    return Message("infer-in-zone", zone=Message("edits-zone", zone=zone), reason=reason)


def outline_edit(
    zone: str,
    old: Outline,
    new: Outline,
    context: EditContext,
    same: Callable[[Outline, Outline], bool] = same_outline,
) -> Edit | None:
    """Return the edit that gives a zone its new outline, None if it is already the same.

    It is a rigid move, by whole metres if possible, if that gives the same outline; else the
    outline is drawn. `same` compares outlines: by default, to the last digit.

    Raises:
        ScenarioError: the new outline is invalid for a zone.
    """
    if same(old, new):
        return None
    reshape = make_edit(Reshape, {"zone": zone, "geometry": new})
    return _move(zone, old, new, context, same) or reshape


def attributes_by_id(zones: gpd.GeoDataFrame) -> dict[str, dict[str, AttributeValue]]:
    """Return the attributes of each zone by its id."""
    return dict(zip(zones["zone_id"], attributes_of(zones), strict=True))


def add_edit(zone: str, values: Mapping[str, AttributeValue], shape: Outline) -> Edit:
    """Return the edit that adds a zone with an outline, its names, sectors and boundary source.

    Raises:
        ScenarioError: the edit is invalid.
    """
    source = values.get("boundary_source")
    options = {
        "zone": zone,
        "ftz": values["ftz_id"],
        "name": values.get("name") or None,
        "name_zh": values.get("name_zh") or None,
        "sectors": values.get("sectors") or (),
        "boundary_source": source if source in _SOURCES else "imported",
        "geometry": shape,
    }
    return make_edit(Add, options)


def set_edit(
    zone: str,
    was: Mapping[str, AttributeValue],
    now: Mapping[str, AttributeValue],
    columns: Collection[str],
    new_id: str | None = None,
) -> Edit | None:
    """Return the edit that sets the columns that differ, and the id if it differs.

    None if nothing differs.

    Raises:
        ScenarioError: a value is invalid for its column.
    """
    values: dict[str, AttributeValue] = {} if new_id in {None, zone} else {"zone_id": new_id}
    values |= {name: now[name] for name in columns if not _alike(name, was[name], now[name])}
    return make_edit(Set, {"zone": zone} | values) if values else None


def is_left_to_edit(name: str, added: AttributeValue, value: AttributeValue) -> bool:
    """Return whether a new zone keeps the value from its edit, because the layer has none.

    Besides where it is from that is true or false, which a column of these cannot be without.
    """
    return value is None and (name in {"source", "boundary_source"} or isinstance(added, bool))


def make_edit(verb: type[E], options: dict[str, Any]) -> E:
    """Return an edit with some options.

    Raises:
        ScenarioError: with a message for each problem, which names the zone.
    """
    try:
        return verb.model_validate(options)
    except ValidationError as error:
        problems = problems_of(error, verb.model_fields)
        about = (
            Message("edits-zone", zone=options["zone"])
            if "zone" in options
            else Message("edits-verb", verb=verb.verb)
        )
        raise ScenarioError(
            Message("infer-in-zone", zone=about, reason=problem) for problem in problems
        ) from error


def _move(
    zone: str,
    old: Outline,
    new: Outline,
    context: EditContext,
    same: Callable[[Outline, Outline], bool],
) -> Move | None:
    """Return the rigid move that gives the new outline, None if there is none.

    The shift is found by iteration; each step adds the remaining shift of the centroids.
    """
    if shapely.get_num_coordinates(whole(old)) > shapely.get_num_coordinates(whole(new)):
        return None
    alone = gpd.GeoDataFrame({"zone_id": [zone]}, geometry=[multi(old)], crs=context.crs)
    centre = shapely.centroid(whole(new))
    plane = context.ellipsoid.plane(centre.x, centre.y)
    east_km = north_km = 0.0
    try:
        for step in range(_STEPS):
            move = Move(zone=zone, dx_km=round(east_km, 12), dy_km=round(north_km, 12))
            moved = move.apply(alone, context).geometry.iloc[0]
            if shapely.get_num_coordinates(moved) != shapely.get_num_coordinates(new) and step:
                return None
            missing = plane.forward(shapely.centroid(whole(moved)))
            east_km, north_km = east_km - missing.x / 1e3, north_km - missing.y / 1e3
        for digits in _DIGITS:
            shift = round(east_km, digits) + 0.0, round(north_km, digits) + 0.0  # no -0.0
            move = Move(zone=zone, dx_km=shift[0], dy_km=shift[1])
            if same(move.apply(alone, context).geometry.iloc[0], new):
                return move
    except ScenarioError:
        return None
    return None


def _in_column(name: str, reason: Message) -> Message:
    return Message("infer-in-column", column=name, reason=reason)


def _alike(name: str, one: AttributeValue, other: AttributeValue) -> bool:
    """Return whether two values are equal; sectors are compared regardless of separators."""
    if name != "sectors":
        return one == other
    return sectors_of(one or ()) == sectors_of(other or ())


def _as_cell(value: Any) -> AttributeValue:  # noqa: ANN401  cells are of any type
    if is_missing(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value  # type: ignore[no-any-return]


def assign_ftz(land: MultiPolygon, plan: Plan) -> tuple[str | None, Message]:
    """Return the most likely FTZ of land, and the reason.

    It is the only FTZ of the province (the coarsest region) with most of the land; if that has
    none, or more than one, the FTZ of the nearest zone, in degrees, if any.
    """
    districts = plan.regions.geometry.to_numpy()
    near = np.sort(shapely.STRtree(districts).query(land, predicate="intersects"))
    if len(near):
        areas = shapely.area(shapely.intersection(districts[near], land))
        province = plan.regions[plan.terms.coarsest.column].iloc[near[int(np.argmax(areas))]]
        ftzs = plan.ftzs.loc[plan.ftzs["adcode"] == province, "ftz_id"]
        if len(ftzs) == 1:
            return str(ftzs.iloc[0]), Message("infer-ftz-of-province", province=str(province))
    zones = plan.zones
    piece = whole(land)
    shapes = unwrapped(zones.geometry.to_numpy(), piece.centroid.x)
    row = int(np.argmin(shapely.distance(shapes, piece)))
    nearest = Message("infer-ftz-of-nearest", zone=str(zones["zone_id"].iloc[row]))
    ftz = zones["ftz_id"].iloc[row]
    return (None if is_missing(ftz) else str(ftz)), nearest


def cut_line(
    part: Polygon | MultiPolygon, land: Polygon | MultiPolygon, tolerance_deg: float
) -> LineString | None:
    """Return the single line that separates a part from the rest of land; None if not single.

    The line is the part of the outline that does not run along that of the land, to the tolerance.

    >>> square, left = shapely.box(0, 0, 4, 2), shapely.Polygon([(0, 0), (1, 0), (2, 2), (0, 2)])
    >>> cut_line(left, square, 1e-6).wkt
    'LINESTRING (1 0, 2 2)'
    >>> cut_line(shapely.box(1, 0, 2, 2), square, 1e-6) is None  # it takes two lines
    True
    """
    edge = shapely.boundary(land)
    shapely.prepare(edge)
    runs: list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = []
    for ring in shapely.get_rings(part):
        xy = shapely.get_coordinates(ring)[:-1]
        middles = (xy + np.roll(xy, -1, axis=0)) / 2
        inside = ~shapely.dwithin(edge, shapely.points(middles), tolerance_deg)
        if inside.all():
            return None
        if not inside.any():
            continue
        first = int(np.flatnonzero(inside & ~np.roll(inside, 1))[0])
        if np.count_nonzero(inside & ~np.roll(inside, 1)) > 1:
            return None
        count = np.count_nonzero(inside)
        runs.append(np.take(xy, range(first, first + count + 1), axis=0, mode="wrap"))
    if len(runs) != 1:
        return None
    line = LineString(runs[0])
    return line if line.is_simple else None
