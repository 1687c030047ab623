"""Matching the rows of an edited layer with the zones of a plan when ids are unreliable.

An editor such as QGIS leaves both parts of a split with one id, new rows with none, and rewrites
coordinates. So rows are matched by id as far as possible, else by land:

- A zone matches **the row** that alone has its id. Of several with its id, the one that is alike,
  else the one with most of its land. If no row has its id, one without an id or with a new id that
  is alike, else the one with most of its land, if that is at least half of the smaller of the two;
  else the only row that refers to it (`origin_id`).
- A matched row with a new id is **renamed**, unless its id is only the file's name of a shape, such
  as the layer of a drawing: then the zone keeps its id.
- A zone without a row was **merged** into the row that gained at least half of its land, or
  removed.
- A row without a zone is a **part** of the zone that lost most land to it, if lost land is at least
  half of it; else a **copy** of the zone that it is alike; else a part or copy of the zone with its
  id or `origin_id`, depending on whether that lost this much land; else **new**.

Two outlines are **alike** if they are nowhere farther apart than a tolerance (`geo.zone`).
Vertices within it of a plan's vertex are set to that vertex, so that unmoved vertices stay equal to
the last digit, and borders stay shared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.infer import Missing
from geo.zone import Outline, alike, multi, outlines
from layers.geometry.antimeridian import Shapes
from layers.geometry.edges import Floats
from layers.messages import Message
from layers.runtime.cache import cached_property
from layers.schema.column_types import is_missing
from layers.schema.layer_schema import ORIGIN_ID

MatchKind = Literal["zone", "part", "copy", "new"]
_HALF = 0.5
_EXAMPLES = 3
_UUID = re.compile(r"\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)


@dataclass(frozen=True)
class LayerRow:
    """A row of the edited layer: its resulting id, its outline, and its kind.

    `of` is the zone of the plan that it is, is a part of, or a copy of; None for a new one. `given`
    is its id in the file.
    """

    number: int
    zone_id: str
    shape: MultiPolygon
    kind: MatchKind
    of: str | None
    given: str | None


@dataclass(frozen=True)
class Matches:
    """Each row of an edited layer, and the zones of the plan without a row.

    `merged` maps a zone to the zone (of the plan) whose row absorbed it; `alike` has the zones
    whose row is alike: at most rewritten; `kept` those without a row that stay nevertheless.
    """

    rows: tuple[LayerRow, ...]
    merged: dict[str, str]
    removed: tuple[str, ...]
    alike: frozenset[str]
    kept: tuple[str, ...] = ()

    def settled(self, missing: Missing) -> Matches:
        """Return a copy with the removed zones as `kept`, if those are to stay."""
        accounted = sum(row.kind == "zone" for row in self.rows) + len(self.merged)
        stay = missing == "keep" or (missing == "decide" and accounted < len(self.removed))
        return replace(self, removed=(), kept=self.removed) if stay else self

    @cached_property
    def absorbed(self) -> Mapping[str | None, list[str]]:
        """Return the zones that were merged into a zone, by that zone."""
        absorbed: dict[str | None, list[str]] = {}
        for zone, into in self.merged.items():
            absorbed.setdefault(into, []).append(zone)
        return absorbed

    def parents(self, row: LayerRow) -> list[str]:
        """Return the zones of the plan that a row is made of, empty if it is just one of them."""
        absorbed = self.absorbed.get(row.of, [])
        return [row.of, *absorbed] if row.of and (row.kind != "zone" or absorbed) else []


def match_zones(
    zones: gpd.GeoDataFrame,
    edited: gpd.GeoDataFrame,
    tolerance_deg: float,
    *,
    labelled: bool = False,
) -> Matches:
    """Return the matches of the rows of an edited layer with zones.

    Args:
        zones: a plan's zones: `zone_id`, valid MultiPolygons in degrees.
        edited: the same in the same CRS; `zone_id` may be missing or repeated, `origin_id` may
            name the zone that a row was made of.
        tolerance_deg: the largest distance of outlines that are alike.
        labelled: whether ids are only the file's names of shapes: they rename no zone.

    >>> import geopandas as gpd
    >>> boxes = shapely.multipolygons([[shapely.box(x, 0, x + 1, 1)] for x in (0, 2)])
    >>> zones = gpd.GeoDataFrame({"zone_id": ["A", "B"]}, geometry=boxes, crs=4490)
    >>> halves = [[shapely.box(x, 0, x + 0.5, 1)] for x in (0, 0.5)]
    >>> split = gpd.GeoDataFrame(
    ...     {"zone_id": ["A", "A"]}, geometry=shapely.multipolygons(halves), crs=4490)
    >>> matches = match_zones(zones, split, 1e-6)
    >>> [(row.zone_id, row.kind, row.of) for row in matches.rows], matches.removed
    ([('A', 'zone', 'A'), ('A-2', 'part', 'A')], ('B',))
    """
    old = outlines(zones)
    new = anchored(edited.geometry.to_numpy(), zones.geometry.to_numpy(), tolerance_deg)
    ids, origins = _ids(edited, "zone_id"), _ids(edited, ORIGIN_ID)
    origins = [
        row_id if row_id in old else made_of for row_id, made_of in zip(ids, origins, strict=True)
    ]
    matching = _Matching(old, new, ids, origins, tolerance_deg, labelled=labelled)
    matching.by_id()
    matching.by_land()
    matching.by_origin()
    merged = matching.merged()
    rows = matching.rows()
    gone = (zone for zone in old if zone not in matching.row and zone not in merged)
    same = frozenset(zone for zone, row in matching.row.items() if matching.alike(row, zone))
    return Matches(rows, merged, tuple(gone), same)


def notes_of(matches: Matches) -> list[Message]:
    """Return notes that missing zones are kept, or that ids are kept.

    The second is for a layer without ids but with names of shapes.
    """
    notes = []
    if kept_zones := matches.kept:
        named = tuple(Message("edits-zone", zone=zone) for zone in kept_zones[:_EXAMPLES])
        notes.append(Message("infer-missing-kept", zones=named, count=len(kept_zones)))
    labels = [
        row.given
        for row in matches.rows
        if row.given is not None and row.zone_id == row.of != row.given
        if not _UUID.fullmatch(row.given)
    ]
    if labels:
        shown = tuple(labels[:_EXAMPLES])
        notes.append(Message("infer-labels-left", labels=shown, count=len(labels)))
    return notes


def no_match(zones: gpd.GeoDataFrame, edited: gpd.GeoDataFrame, id_column: str | None) -> Message:
    """Return the message that no row is a zone, with examples of expected and present ids.

    `id_column` is the file's name of `zone_id`.
    """
    expected = tuple(zones["zone_id"][:_EXAMPLES])
    present = tuple(dict.fromkeys(filter(None, _ids(edited, "zone_id"))))[:_EXAMPLES]
    why = Message("infer-ids-missing", known=expected)
    if id_column is not None and present:
        why = Message("infer-ids-differ", column=id_column, given=present, known=expected)
    return Message("infer-no-zone-found", why=why)


def anchored(shapes: Shapes, zones: Shapes, tolerance_deg: float) -> Shapes:
    """Return polygons with vertices snapped to zones' vertices within a tolerance.

    A polygon that would become invalid stays unchanged.
    """
    vertices = np.unique(shapely.get_coordinates(zones), axis=0)
    tree = KDTree(vertices)

    def moved(xy: Floats) -> Floats:
        nearest = np.asarray(tree.query(xy, distance_upper_bound=tolerance_deg)[1])
        is_near = nearest < len(vertices)
        out = xy.copy()
        out[is_near] = vertices[nearest[is_near]]
        return out

    out = shapely.transform(shapes, moved)
    whole = shapely.is_valid(out) & ~shapely.is_empty(out)
    out[~whole] = shapes[~whole]
    return np.array([multi(shape) for shape in out], dtype=object)


@dataclass
class _Matching:
    """The state of matching baseline zones with edited rows.

    `row` maps each matched zone to its row, `zone` each matched row to its zone. `overlap` has the
    common area, in square degrees, of each row with each zone that it intersects; rows with the
    outline of the zone with their id are omitted. `zones_at` and `rows_on` list its pairs by row
    and by zone.
    """

    old: dict[str, Outline]
    new: Shapes
    ids: list[str | None]
    origins: list[str | None]
    tolerance_deg: float
    labelled: bool
    row: dict[str, int] = field(default_factory=dict)
    zone: dict[int, str] = field(default_factory=dict)
    _alike: dict[tuple[int, str], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names, shapes = list(self.old), np.array(list(self.old.values()), dtype=object)
        count = Counter(self.ids)
        open_ = np.array(
            [
                row
                for row, zone_id in enumerate(self.ids)
                if count[zone_id] > 1 or zone_id not in self.old or not self.alike(row, zone_id)
            ],
            dtype=np.int64,
        )
        at, zone_numbers = shapely.STRtree(shapes).query(self.new[open_], predicate="intersects")
        rows = open_[at]
        areas = shapely.area(shapely.intersection(self.new[rows], shapes[zone_numbers]))
        self.overlap = {
            (int(row), names[zone]): float(area)
            for row, zone, area in zip(rows, zone_numbers, areas, strict=True)
            if area > 0
        }
        self.zones_at: defaultdict[int, list[str]] = defaultdict(list)
        self.rows_on: defaultdict[str, list[int]] = defaultdict(list)
        for row, zone in self.overlap:
            self.zones_at[row].append(zone)
            self.rows_on[zone].append(row)

    def alike(self, row: int, zone: str) -> bool:
        if (row, zone) not in self._alike:
            same = alike(self.new[row], self.old[zone], self.tolerance_deg)
            self._alike[row, zone] = same
        return self._alike[row, zone]

    def match(self, row: int, zone: str) -> None:
        self.row[zone], self.zone[row] = row, zone

    def by_id(self) -> None:
        """Match each zone with the row with its id; of several, the one with most of its land."""
        rows: dict[str, list[int]] = {}
        for row, zone_id in enumerate(self.ids):
            if zone_id in self.old:
                rows.setdefault(str(zone_id), []).append(row)
        for zone, its in rows.items():
            best = its[0]
            if len(its) > 1:
                best = max(its, key=lambda row: (self.alike(row, zone), self._share(row, zone)))
            self.match(best, zone)

    def by_land(self) -> None:
        """Match zones whose id no row has with rows whose id is not a zone's."""
        free = {row for row, zone_id in enumerate(self.ids) if zone_id not in self.old}
        pairs = [
            (self.alike(row, zone), area, row, zone)
            for (row, zone), area in self.overlap.items()
            if row in free and zone not in self.row
            if area >= _HALF * min(shapely.area(self.new[row]), shapely.area(self.old[zone]))
        ]
        for _, _, row, zone in sorted(pairs, key=lambda pair: (*pair[:2], -pair[2]), reverse=True):
            if row not in self.zone and zone not in self.row:
                self.match(row, zone)

    def by_origin(self) -> None:
        """Match each zone without a row with the only row that has it as `origin_id`."""
        rows: defaultdict[str | None, list[int]] = defaultdict(list)
        for row, made_of in enumerate(self.origins):
            rows[made_of].append(row)
        for zone in self.old.keys() - self.row.keys():
            its = rows[zone]
            if len(its) == 1 and its[0] not in self.zone:
                self.match(its[0], zone)

    def merged(self) -> dict[str, str]:
        """Return each merged zone with the zone whose row gained most of its land."""
        merged = {}
        for zone, land in self.old.items():
            if zone in self.row:
                continue
            takers = [row for row in self.rows_on[zone] if row in self.zone]
            gained_area = {row: self._taken(row, land) for row in takers}
            best = max(gained_area, key=lambda row: gained_area[row], default=None)
            if best is not None and gained_area[best] >= _HALF * shapely.area(land):
                merged[zone] = self.zone[best]
        return merged

    def rows(self) -> tuple[LayerRow, ...]:
        """Return each row with its kind and its id."""
        used_ids = {zone for row, zone in self.zone.items() if not self._renamed(row)}
        used_ids |= {file_id for file_id in self.ids if file_id is not None} | set(self.old)
        used: set[str] = set()
        fresh = _FreshIds(used_ids)
        rows = []
        for number, shape in enumerate(self.new):
            file_id = self.ids[number]
            kind, of = self._what(number)
            if kind == "zone" and not self._renamed(number):
                name = str(of)
            elif (
                file_id is None
                or _UUID.fullmatch(file_id)
                or file_id in self.old
                or file_id in used
            ):
                name = fresh.after("NEW", 1) if of is None else fresh.after(of, 2)
            else:
                name = file_id
            used_ids.add(name)
            used.add(name)
            rows.append(LayerRow(number, name, shape, kind, of, file_id))
        return tuple(rows)

    def _renamed(self, row: int) -> bool:
        """Return whether a matched row's id was changed by hand."""
        file_id = self.ids[row]
        return (
            not self.labelled
            and file_id is not None
            and file_id not in self.old
            and not _UUID.fullmatch(file_id)
        )

    def _what(self, row: int) -> tuple[MatchKind, str | None]:
        if row in self.zone:
            return "zone", self.zone[row]
        shape, origin = self.new[row], self.origins[row]
        overlapping = self.zones_at[row]
        from_zones = {
            zone: shapely.area(shapely.intersection(self._lost(zone), shape))
            for zone in overlapping
            if not self._stayed(zone)
        }
        if sum(from_zones.values()) >= _HALF * shapely.area(shape):
            return "part", max(from_zones, key=lambda zone: from_zones[zone])
        twin = next((zone for zone in overlapping if self.alike(row, zone)), None)
        if twin is not None or origin not in self.old:
            return ("new", None) if twin is None else ("copy", twin)
        moved_off = not self._stayed(origin) and (
            shapely.area(self._lost(origin)) >= _HALF * shapely.area(shape)
        )
        return "part" if moved_off else "copy", origin

    def _stayed(self, zone: str) -> bool:
        return zone in self.row and self.alike(self.row[zone], zone)

    def _share(self, row: int, zone: str) -> float:
        return self.overlap.get((row, zone), 0.0)

    def _taken(self, row: int, land: Outline) -> float:
        """Return the common area of some land and the land that a matched row gained."""
        gained = shapely.difference(self.new[row], self.old[self.zone[row]])
        return float(shapely.area(shapely.intersection(gained, land)))

    def _lost(self, zone: str) -> BaseGeometry:
        """Return the baseline land of a zone that is not in its row; all without a row."""
        present = self.new[self.row[zone]] if zone in self.row else shapely.MultiPolygon()
        lost: BaseGeometry = shapely.difference(self.old[zone], present)
        return lost


def _ids(frame: gpd.GeoDataFrame, column: str) -> list[str | None]:
    if column not in frame.columns:
        return [None] * len(frame)
    return [None if is_missing(value) else str(value) for value in frame[column]]


class _FreshIds:
    """Unused ids; `used` may only grow."""

    def __init__(self, used: set[str]) -> None:
        self._used = used
        self._tried: dict[tuple[str, int], int] = {}

    def after(self, stem: str, first: int) -> str:
        """Return the first unused id of STEM-1, STEM-2 and so on, from `first` on."""
        number = self._tried.get((stem, first), first)
        while f"{stem}-{number}" in self._used:
            number += 1
        self._tried[stem, first] = number
        return f"{stem}-{number}"
