"""The subject of a change map: the places where land is gained or lost, and the view of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.zone import Outline, outlines
from layers.geometry.antimeridian import in_one_frame, whole, wrapped
from layers.palette import CHANGES
from service.report.figures import LEAST_KM2, signed
from service.report.map_strip import WIDTH
from service.report.map_view import View, near_view
from service.report.names import Names
from service.report.svg import LEAST_UNITS2

MOST_PANELS = 6
"""The most panels of a picture."""

PANEL_HIGH = 560.0
"""The height of a map of one place, in units."""

EDGE_UNITS = {"gained": 6.0, "lost": 3.0, "handed": 3.0}
"""The width of the edge of land by its change, in units."""

_SHOWN = 0.015  # the least share of a panel that changed land covers, its edge included
_EACH_SHOWN = 0.003  # the least share that the land of each zone covers
_BROADER = (1.0, 1.5, 2.0, 3.0)


class RegionCount(NamedTuple):
    """A region between the rings, its name, and how many people come within reach and leave it."""

    ground: BaseGeometry
    name: str
    entering: float
    leaving: float

    @property
    def text(self) -> str:
        """Return its name followed by the two numbers that round to at least one."""
        shown = [signed(it) for it in (self.entering, -self.leaving) if abs(it) >= 0.5]
        return " ".join([self.name, *shown])


class ReachChange(NamedTuple):
    """A place where reach changes: its rings, the ground between them, the people of regions.

    `extent` is what its map shows at least. All is in degrees.
    """

    before: BaseGeometry
    after: BaseGeometry
    gained: BaseGeometry
    lost: BaseGeometry
    extent: BaseGeometry
    counts: tuple[RegionCount, ...]

    @property
    def people(self) -> float:
        """Return how many people of its regions come within reach or leave it."""
        return sum(it.entering + it.leaving for it in self.counts)


class MapSubject(NamedTuple):
    """The subject of a change map: some zones before and after, and the land gained and lost.

    `frames` are all zones before and after, `land` is of these zones alone, as `Comparison.land`.
    `title` stands beneath its panels. Of one place among several, `every_land` is that of all. With
    a change of reach, it is a map of that.
    """

    frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]
    land: gpd.GeoDataFrame
    zones: Sequence[str]
    names: Names
    title: str = ""
    every_land: gpd.GeoDataFrame | None = None
    reach: ReachChange | None = None

    @classmethod
    def of(
        cls,
        frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
        land: gpd.GeoDataFrame,
        zones: Sequence[str],
        names: Names,
    ) -> MapSubject:
        """Return the subject of some zones; `land` may be of others too."""
        own = land[land["zone_id"].isin(zones) & (land["area_km2"] >= LEAST_KM2)]
        return cls(frames, own, zones, names)

    def shapes(self, when: int) -> dict[str, Outline]:
        """Return its zones before (0) or after (1), by id."""
        rows = self.frames[when]
        return outlines(rows[rows["zone_id"].isin(self.zones)])

    def places(self) -> list[MapSubject]:
        """Return a subject for each place where land changes, the largest change first.

        One place where a single map shows all of it, or no land changes.
        """
        if self.land.empty or _is_shown(self):
            return [self]
        parts = self.land.explode(ignore_index=True)
        groups = near_each_other(in_one_frame(parts.geometry.to_numpy()))
        subjects = []
        for group in range(groups.max() + 1):
            own = parts[groups == group].dissolve(["zone_id", "change"], as_index=False)
            ids = [zone for zone in self.zones if zone in set(own["zone_id"])]
            subjects.append(self._replace(land=own, zones=ids, every_land=self.land))
        return sorted(subjects, key=lambda one: -one.size)

    @property
    def shown_land(self) -> gpd.GeoDataFrame:
        """Return the land to draw on its map: that of every place, clipped to the view."""
        return self.land if self.every_land is None else self.every_land

    @property
    def located(self) -> Iterable[BaseGeometry]:
        """Return the shapes that a locator map marks: the changed land, or else the zones."""
        if self.reach is not None:
            return [self.reach.extent]
        return self.land.geometry if len(self.land) else self.shapes(1).values()

    @property
    def size(self) -> float:
        """Return the size of its changed land, to put subjects in order."""
        return float(shapely.area(self.land.geometry.to_numpy()).sum())

    def view(self, size: tuple[float, float]) -> View:
        """Return its view: the blocks that change, or about the changed land alone if it is small.

        Without changed land, its zones; of a change of reach, its extent.
        """
        every = [*self.shapes(0).values(), *self.shapes(1).values()]
        crs = self.frames[1].crs
        if self.reach is not None:
            return near_view([self.reach.extent], crs, size)
        if self.land.empty:
            return near_view(every, crs, size)
        whole_blocks = near_view(_touched(every, self.land.geometry), crs, size)
        share = shown_share(whole_blocks, self.land)
        if share >= _SHOWN:
            return whole_blocks
        close = near_view([wrapped(_about(self.land.geometry))], crs, size)
        return close if shown_share(close, self.land) > share else whole_blocks


def shown_share(view: View, land: gpd.GeoDataFrame, broader: float = 1.0) -> float:
    """Return the share of a view (0–1) that land covers on the map, including its edge."""
    frame = shapely.box(0, 0, view.wide, view.high)
    every = [
        shapely.intersection(shape, frame)
        for change, shapes in drawn_changes(view, land).items()
        for shape in shapely.buffer(shapes, broader * EDGE_UNITS[change] / 2)
    ]
    return float(shapely.union_all(every).area / frame.area)


def broader_edge(view: View, land: gpd.GeoDataFrame) -> float:
    """Return how many times as broad as usual the edges of narrow land are, so that it is seen."""
    return next((it for it in _BROADER if shown_share(view, land, it) >= _SHOWN), _BROADER[-1])


def _is_shown(subject: MapSubject) -> bool:
    """Return whether a single map makes the change of each zone visible."""
    view = subject.view((WIDTH, PANEL_HIGH))
    own = (subject.land[subject.land["zone_id"] == zone] for zone in set(subject.land["zone_id"]))
    return shown_share(view, subject.land) >= _SHOWN and all(
        shown_share(view, land) >= _EACH_SHOWN for land in own
    )


def near_each_other(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the number of the group of each shape: those whose widened boxes meet are one."""
    boxes = np.asarray([_about([shape]) for shape in shapes], dtype=object)
    groups = shapely.get_parts(shapely.union_all(boxes))
    inside = shapely.intersects(groups[:, None], shapely.point_on_surface(boxes)[None, :])
    return np.asarray(inside.argmax(axis=0), np.int64)


def _about(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the box around shapes, widened on each side by half of its longer side."""
    every = np.asarray([whole(shape) for shape in shapes], dtype=object)
    west, south, east, north = shapely.total_bounds(in_one_frame(every))
    room = max(east - west, north - south) / 2
    box: BaseGeometry = shapely.box(west - room, south - room, east + room, north + room)
    return box


def _touched(
    shapes: Sequence[BaseGeometry], land: Iterable[BaseGeometry]
) -> Sequence[BaseGeometry]:
    """Return the blocks of zones that gain or lose land; all of them if none does."""
    changed = wrapped(shapely.union_all(np.asarray(list(land), dtype=object)))
    blocks = shapely.get_parts(np.asarray(shapes, dtype=object))
    touched = blocks[shapely.intersects(blocks, changed)]
    return list(touched) if len(touched) else shapes


def drawn_changes(view: View, land: gpd.GeoDataFrame) -> dict[str, NDArray[np.object_]]:
    """Return the visible land of a view that is gained, lost, or transferred between zones."""
    gained, lost = (
        shapely.union_all(view.drawn(land.geometry[land["change"] == mark.value]))
        for mark in CHANGES
    )
    alone = {
        "gained": gained.difference(lost),
        "lost": lost.difference(gained),
        "handed": gained.intersection(lost),
    }
    return {
        change: np.asarray([shape], dtype=np.object_)
        for change, shape in alone.items()
        if shape.area >= LEAST_UNITS2
    }
