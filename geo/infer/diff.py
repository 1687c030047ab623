"""The edits from one zones frame to another: changes drawn elsewhere, as a scenario.

Zones are matched by id; one with a new id and the outline of one with a missing id is renamed (see
`geo.comparison.renamed`). A zone is **unchanged** if its outline is equal to the last digit,
regardless of the start and direction of rings and the order of parts. Otherwise it is reshaped to
its new outline, or moved if a rigid move by whole metres gives exactly that outline, to the last
digit. A zone of another FTZ is another zone: it is removed and added again. Columns of both frames
are set where they differ. Applying the edits gives the target exactly, except for the source of an
added zone, which is the scenario if none is given.

If ids are unreliable, as after an edit in QGIS, `geo.infer.match` matches by land.
"""

from dataclasses import dataclass

import geopandas as gpd

from geo.comparison.renamed import RenamedZones, renamed_zones
from geo.edits import Add, Edit, EditContext, Remove, Set, apply_edits
from geo.infer.single import (
    add_edit,
    attributes_by_id,
    comparable_columns,
    is_left_to_edit,
    make_edit,
    outline_edit,
    set_edit,
)
from geo.zone import outlines
from layers.errors import CrsError, ScenarioError
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message
from layers.schema.column_types import is_missing

_EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class Difference:
    """The edits from one zones frame to another, and notes on changes that edits cannot express."""

    edits: tuple[Edit, ...]
    left_out: tuple[Message, ...] = ()


def diff(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> Difference:
    """Return the edits from `before` to `after`: removals, outlines, additions, columns.

    Args:
        before: zones in degrees: `zone_id`, `ftz_id`, geometry, and any attributes.
        after: the same, in the same CRS.

    Raises:
        CrsError: the two are not in the same CRS.
        ScenarioError: ids are missing or not unique, or an outline is invalid for a zone: a line
            for each problem.

    >>> import geopandas as gpd, shapely
    >>> ids, squares = {"zone_id": ["A", "B"], "ftz_id": "F"}, [shapely.box(0, 0, 1, 1)] * 2
    >>> zones = gpd.GeoDataFrame(ids, geometry=squares, crs=4490)
    >>> diff(zones, zones[1:]).edits
    (Remove(zone='A'),)
    """
    if before.crs is None or not before.crs.equals(after.crs, ignore_axis_order=True):
        raise CrsError(Message("infer-crs-differ"))
    problems = [*_id_problems(before, "before"), *_id_problems(after, "after")]
    if problems:
        raise ScenarioError(problems)
    now = attributes_by_id(after)
    ftzs = frozenset(before["ftz_id"].dropna()) | frozenset(after["ftz_id"].dropna())
    renamed = renamed_zones(RenamedZones(before, {}), RenamedZones(after, {}))
    edits: list[Edit] = [
        make_edit(Set, {"zone": was, "zone_id": zone}) for zone, was in renamed.items()
    ]
    before = apply_edits(before, edits, _context(before, ftzs))
    outlining = _of_outlines(before, after)
    edits += outlining
    outlined = apply_edits(before, outlining, _context(before, ftzs))
    columns, left_out = comparable_columns(before, after)
    added = {edit.zone for edit in edits if isinstance(edit, Add)}
    for zone, was in attributes_by_id(outlined).items():
        compared = [
            name
            for name in columns
            if not (zone in added and is_left_to_edit(name, was[name], now[zone][name]))
        ]
        setting = set_edit(zone, was, now[zone], compared)
        edits += [] if setting is None else [setting]
    return Difference(tuple(edits), tuple(left_out))


def _of_outlines(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> list[Edit]:
    """Return the edits that give each zone its outline, and remove and add zones."""
    was, now = attributes_by_id(before), attributes_by_id(after)
    ftz = {zone: values["ftz_id"] for zone, values in was.items()}
    added = [zone for zone, row in now.items() if zone not in was or row["ftz_id"] != ftz[zone]]
    edits: list[Edit] = [Remove(zone=zone) for zone in was if zone not in now or zone in added]
    old, new = outlines(before), outlines(after)
    context = _context(before, frozenset())
    problems: list[Message] = []
    for zone, values in now.items():
        try:
            if zone in added:
                edits.append(add_edit(zone, values, new[zone]))
            elif edit := outline_edit(zone, old[zone], new[zone], context):
                edits.append(edit)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return edits


def _context(zones: gpd.GeoDataFrame, ftzs: frozenset[str]) -> EditContext:
    return EditContext(zones.crs, Ellipsoid.of(zones.crs), ftzs, _EVERYWHERE)


def _id_problems(zones: gpd.GeoDataFrame, name: str) -> list[Message]:
    ids = zones["zone_id"]
    problems = [
        Message("infer-id-missing", row=row + 1)
        for row, zone in enumerate(ids)
        if is_missing(zone) or not str(zone).strip()
    ]
    twice = ids[ids.duplicated() & ids.notna()].drop_duplicates()
    problems += [Message("infer-id-repeated", zone=str(zone)) for zone in twice]
    return [Message("infer-in-frame", frame=name, reason=problem) for problem in problems]
