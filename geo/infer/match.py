"""Which row of an edited layer is which zone of a plan, where ids cannot be relied on.

An editor such as QGIS leaves both parts of a split with one id, new rows with none, and rewrites
coordinates as it pleases. So rows are matched by id as far as that goes, else by land:

- A zone is **the row** that alone has its id. Of several with its id, it is the one that is alike,
  else the one that holds most of it. Where no row has its id, it is one without an id of its own or
  with a new one that is alike, else the one with most of its land, if that is at least half of the
  smaller of the two; else the only one that remembers it (`origin_id`).
- A row that is a zone and has a new id is **renamed**, unless its id is but what the file calls a
  shape, as the layer of a drawing: then the zone keeps its own.
- A zone that no row is was **merged** into the row that took at least half of its land, or removed.
- A row that is no zone is a **part** of the zone that gave it most of its land, if land given up is
  at least half of it; else a **copy** of the zone that it is alike; else a part or copy of the zone
  whose id it bears or remembers, as that gave up so much land or not; else **new**.

Two outlines are **alike** where they lie nowhere farther apart than a tolerance (`zone_outlines`).
Vertices within it of a vertex of the plan are taken to be that vertex, so that what was not moved
stays to the last digit, and borders stay shared.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from scipy.spatial import KDTree

from geo.zone_outlines import alike, multi
from layers.messages import Message
from layers.schema.column_types import is_missing
from layers.schema.layer_schema import ORIGIN_ID

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry import MultiPolygon
    from shapely.geometry.base import BaseGeometry

    from geo.edits.base import Shapes
    from layers.geometry.edges import Floats

MatchKind = Literal["zone", "part", "copy", "new"]
Missing = Literal["remove", "keep", "decide"]
"""What becomes of zones that are not in a layer; `decide` keeps them if it has less than half."""

_HALF = 0.5
_EXAMPLES = 3
_UUID = re.compile(r"\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)


@dataclass(frozen=True)
class LayerRow:
    """A row of the edited layer: the id that it has from here on, its outline, and what it is.

    `of` is the zone of the plan that it is, is a part of, or a copy of; None for a new one. `given`
    is the id that it has in the file.
    """

    number: int
    zone_id: str
    shape: MultiPolygon
    kind: MatchKind
    of: str | None
    given: str | None


@dataclass(frozen=True)
class Matches:
    """Each row of an edited layer, and the zones of the plan that none of them is.

    `merged` maps a zone to the zone (of the plan) whose row took it in; `alike` has the zones whose
    row is alike: at most rewritten; `kept` those that no row is and that stay all the same.
    """

    rows: tuple[LayerRow, ...]
    merged: dict[str, str]
    removed: tuple[str, ...]
    alike: frozenset[str]
    kept: tuple[str, ...] = ()

    def settled(self, missing: Missing) -> Matches:
        """Return them with the zones that no row is nor took in as `kept`, if those are to stay."""
        there = sum(row.kind == "zone" for row in self.rows) + len(self.merged)
        stay = missing == "keep" or (missing == "decide" and there < len(self.removed))
        return replace(self, removed=(), kept=self.removed) if stay else self

    def parents(self, row: LayerRow) -> list[str]:
        """Return the zones of the plan that a row is made of, none if it is just one of them."""
        taken = [zone for zone, into in self.merged.items() if into == row.of]
        return [row.of, *taken] if row.of and (row.kind != "zone" or taken) else []


def match_zones(
    zones: gpd.GeoDataFrame,
    edited: gpd.GeoDataFrame,
    tolerance_deg: float,
    *,
    labelled: bool = False,
) -> Matches:
    """Return which row of an edited layer is which zone.

    Args:
        zones: a plan's zones: `zone_id`, valid MultiPolygons in degrees.
        edited: the same in the same CRS; `zone_id` may be missing or repeated, `origin_id` may
            name the zone that a row was made of.
        tolerance_deg: how far apart outlines may lie that are alike.
        labelled: whether ids are but what the file calls shapes: no zone is renamed by them.

    >>> import geopandas as gpd
    >>> boxes = shapely.multipolygons([[shapely.box(x, 0, x + 1, 1)] for x in (0, 2)])
    >>> zones = gpd.GeoDataFrame({"zone_id": ["A", "B"]}, geometry=boxes, crs=4490)
    >>> halves = [[shapely.box(x, 0, x + 0.5, 1)] for x in (0, 0.5)]
    >>> split = gpd.GeoDataFrame(
    ...     {"zone_id": ["A", "A"]}, geometry=shapely.multipolygons(halves), crs=4490)
    >>> found = match_zones(zones, split, 1e-6)
    >>> [(row.zone_id, row.kind, row.of) for row in found.rows], found.removed
    ([('A', 'zone', 'A'), ('A-2', 'part', 'A')], ('B',))
    """
    old = dict(zip(zones["zone_id"], zones.geometry, strict=True))
    new = anchored(edited.geometry.to_numpy(), zones.geometry.to_numpy(), tolerance_deg)
    ids, origins = _ids(edited, "zone_id"), _ids(edited, ORIGIN_ID)
    origins = [own if own in old else made_of for own, made_of in zip(ids, origins, strict=True)]
    matching = _Matching(old, new, ids, origins, tolerance_deg, labelled=labelled)
    matching.by_id()
    matching.by_land()
    matching.by_origin()
    merged = matching.merged()
    rows = matching.rows()
    gone = (zone for zone in old if zone not in matching.row and zone not in merged)
    same = frozenset(zone for zone, row in matching.row.items() if matching.alike(row, zone))
    return Matches(rows, merged, tuple(gone), same)


def notes_of(found: Matches) -> list[Message]:
    """Return what says that zones stay that are not in a layer, or that ids do.

    The second is of a layer that has no ids, but calls shapes by names.
    """
    notes = []
    if kept := found.kept:
        named = tuple(Message("edits-zone", zone=zone) for zone in kept[:_EXAMPLES])
        notes.append(Message("infer-missing-kept", zones=named, count=len(kept)))
    labels = [
        row.given
        for row in found.rows
        if row.given is not None and row.zone_id == row.of != row.given
        if not _UUID.fullmatch(row.given)
    ]
    if labels:
        shown = tuple(labels[:_EXAMPLES])
        notes.append(Message("infer-labels-left", labels=shown, count=len(labels)))
    return notes


def no_match(zones: gpd.GeoDataFrame, edited: gpd.GeoDataFrame, id_column: str | None) -> Message:
    """Return what says that no row is a zone: the ids looked for, and those there, by example.

    `id_column` is what the file calls `zone_id`.
    """
    known = tuple(zones["zone_id"][:_EXAMPLES])
    given = tuple(dict.fromkeys(filter(None, _ids(edited, "zone_id"))))[:_EXAMPLES]
    why = Message("infer-ids-missing", known=known)
    if id_column is not None and given:
        why = Message("infer-ids-differ", column=id_column, given=given, known=known)
    return Message("infer-no-zone-found", why=why)


def anchored(shapes: Shapes, zones: Shapes, tolerance_deg: float) -> Shapes:
    """Return polygons whose vertices within a tolerance of a zone's vertex are that vertex.

    A polygon that this would break stays unchanged.
    """
    known = np.unique(shapely.get_coordinates(zones), axis=0)
    tree = KDTree(known)

    def moved(xy: Floats) -> Floats:
        nearest = np.asarray(tree.query(xy, distance_upper_bound=tolerance_deg)[1])
        found = nearest < len(known)
        out = xy.copy()
        out[found] = known[nearest[found]]
        return out

    out = shapely.transform(shapes, moved)
    whole = shapely.is_valid(out) & ~shapely.is_empty(out)
    out[~whole] = shapes[~whole]
    return np.array([multi(shape) for shape in out], dtype=object)


@dataclass
class _Matching:
    """The state of matching baseline zones with edited rows.

    `row` maps each matched zone to its row, `zone` each matched row to its zone. `overlap` has the
    common area, in square degrees, of each row with each zone that it intersects; rows that have
    the outline of the zone with their id are left out.
    """

    old: dict[str, MultiPolygon]
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
                for row, given in enumerate(self.ids)
                if count[given] > 1 or given not in self.old or not self.alike(row, given)
            ],
            dtype=np.int64,
        )
        asked, found = shapely.STRtree(shapes).query(self.new[open_], predicate="intersects")
        rows = open_[asked]
        areas = shapely.area(shapely.intersection(self.new[rows], shapes[found]))
        self.overlap = {
            (int(row), names[zone]): float(area)
            for row, zone, area in zip(rows, found, areas, strict=True)
            if area > 0
        }

    def alike(self, row: int, zone: str) -> bool:
        if (row, zone) not in self._alike:
            same = alike(self.new[row], self.old[zone], self.tolerance_deg)
            self._alike[row, zone] = same
        return self._alike[row, zone]

    def match(self, row: int, zone: str) -> None:
        self.row[zone], self.zone[row] = row, zone

    def by_id(self) -> None:
        """Match each zone with the row that has its id; of several, with the most of it."""
        rows: dict[str, list[int]] = {}
        for row, given in enumerate(self.ids):
            if given in self.old:
                rows.setdefault(str(given), []).append(row)
        for zone, its in rows.items():
            best = its[0]
            if len(its) > 1:
                best = max(its, key=lambda row: (self.alike(row, zone), self._share(row, zone)))
            self.match(best, zone)

    def by_land(self) -> None:
        """Match zones whose id no row has with rows whose id is no zone's."""
        free = {row for row, given in enumerate(self.ids) if given not in self.old}
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
        """Match each zone without a row with the row whose `origin_id` it is, if just one is."""
        for zone in self.old.keys() - self.row.keys():
            rows = [row for row, made_of in enumerate(self.origins) if made_of == zone]
            if len(rows) == 1 and rows[0] not in self.zone:
                self.match(rows[0], zone)

    def merged(self) -> dict[str, str]:
        """Return each zone merged into another, and that one: its row gained most of the land."""
        merged = {}
        for zone, land in self.old.items():
            if zone in self.row:
                continue
            takers = [row for row, other in self.overlap if other == zone and row in self.zone]
            taken = {row: self._taken(row, land) for row in takers}
            best = max(taken, key=lambda row: taken[row], default=None)
            if best is not None and taken[best] >= _HALF * shapely.area(land):
                merged[zone] = self.zone[best]
        return merged

    def rows(self) -> tuple[LayerRow, ...]:
        """Return each row with its kind and its id."""
        taken = {zone for row, zone in self.zone.items() if not self._renamed(row)}
        taken |= {given for given in self.ids if given is not None} | set(self.old)
        used: set[str] = set()
        rows = []
        for number, shape in enumerate(self.new):
            given = self.ids[number]
            kind, of = self._what(number)
            if kind == "zone" and not self._renamed(number):
                name = str(of)
            elif given is None or _UUID.fullmatch(given) or given in self.old or given in used:
                name = _fresh("NEW" if of is None else of, taken, first=1 if of is None else 2)
            else:
                name = given
            taken.add(name)
            used.add(name)
            rows.append(LayerRow(number, name, shape, kind, of, given))
        return tuple(rows)

    def _renamed(self, row: int) -> bool:
        """Say whether a row that is a zone was given another id by hand."""
        given = self.ids[row]
        return (
            not self.labelled
            and given is not None
            and given not in self.old
            and not _UUID.fullmatch(given)
        )

    def _what(self, row: int) -> tuple[MatchKind, str | None]:
        if row in self.zone:
            return "zone", self.zone[row]
        shape, origin = self.new[row], self.origins[row]
        here = [zone for other, zone in self.overlap if other == row]
        from_zones = {
            zone: shapely.area(shapely.intersection(self._lost(zone), shape))
            for zone in here
            if not self._stayed(zone)
        }
        if sum(from_zones.values()) >= _HALF * shapely.area(shape):
            return "part", max(from_zones, key=lambda zone: from_zones[zone])
        twin = next((zone for zone in here if self.alike(row, zone)), None)
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

    def _taken(self, row: int, land: MultiPolygon) -> float:
        """Return the area common to some land and what a matched row gained over its zone."""
        gained = shapely.difference(self.new[row], self.old[self.zone[row]])
        return float(shapely.area(shapely.intersection(gained, land)))

    def _lost(self, zone: str) -> BaseGeometry:
        """Return the baseline land of a zone that its row does not have: all without a row."""
        kept = self.new[self.row[zone]] if zone in self.row else shapely.MultiPolygon()
        lost: BaseGeometry = shapely.difference(self.old[zone], kept)
        return lost


def _ids(frame: gpd.GeoDataFrame, column: str) -> list[str | None]:
    if column not in frame.columns:
        return [None] * len(frame)
    return [None if is_missing(value) else str(value) for value in frame[column]]


def _fresh(stem: str, taken: set[str], *, first: int) -> str:
    """Return the first id STEM-1, STEM-2, … that is not taken."""
    number = first
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
