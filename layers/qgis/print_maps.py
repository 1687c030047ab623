"""The maps of a printed page: the main one, and insets of areas outside it.

- A page of a scenario shows the **changed land**: the zones that it changes, before and after. The
    whole plan is an inset, in which the extent of the main map is marked. If the changed land is
    most of the plan, the page shows the plan.
  - A page of the whole plan puts the **far south** into an inset: the regions at its southern end,
    at most one in a hundred, without which the map is at least a fifth shorter. The inset is in a
    corner of the main map if there is no land, else beside it.
"""

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer

from layers.geometry.antimeridian import Extent, smallest_extent
from layers.geometry.area_projection import (
    AreaProjection,
    area_projection,
    bounds_in,
    near_projection,
)
from layers.geometry.edges import Floats
from layers.qgis.themes import MapContents, Theme

_MOST_ROWS = 0.01  # of the regions: limit for the far south
_SHORTER = 0.2  # of the height: saving that it must bring
_GAP = 0.05  # of the height: gap between it and the rest
_MOST_OF_PLAN = 0.6
_MARGIN, _LEAST_DEG = 0.12, 0.15
_CORNER = (33.0, 50.0)  # mm


class Frame(NamedTuple):
    """The position of an item on the page, in mm from the upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PrintMap:
    """A map in a frame, in a projection, that contains some bounds (projected metres)."""

    projection: AreaProjection
    held: Extent
    frame: Frame

    @property
    def bounds(self) -> Extent:
        """Return the bounds, widened slightly and to the frame's aspect ratio."""
        west, south, east, north = self.held
        width, height = (east - west) * 1.04, (north - south) * 1.04
        shape = self.frame.width / self.frame.height
        width, height = max(width, height * shape), max(height, width / shape)
        x, y = (west + east) / 2, (south + north) / 2
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2

    @property
    def per_ground_km(self) -> float:
        """Return the projected length (m) of a kilometre of ground at its middle."""
        west, south, east, north = self.bounds
        return 1e3 * self.projection.scale_at((west + east) / 2, (south + north) / 2)

    @property
    def unit_km(self) -> float:
        """Return a round length, four of which make about a fifth of the map's width."""
        west, _, east, _ = self.bounds
        aimed = (east - west) / 1e3 / 20
        steps = [step * 10.0**power for power in range(-3, 4) for step in (1, 2, 5)]
        return max((step for step in steps if step <= aimed), default=0.001)


@dataclass(frozen=True)
class PageMaps:
    """The maps of a page; `overview` marks the main map's extent, `south` is the far south.

    `beside` states that one of them is in the inset's frame beside the main map.
    """

    main: PrintMap
    overview: PrintMap | None = None
    south: PrintMap | None = None

    @property
    def beside(self) -> bool:
        """Return whether there is an inset beside the main map."""
        apart = (
            self.south is not None
            and self.south.frame.x > self.main.frame.x + self.main.frame.width
        )
        return self.overview is not None or apart


def page_maps(contents: MapContents, theme: Theme, main: Frame, side: Frame) -> PageMaps:
    """Return the maps of a theme's page: the main one in its frame, an inset in the other."""
    changed = changed_extent(contents, theme.name)
    if changed is not None:
        near = near_projection(contents.crs, changed)
        held = bounds_in(contents.crs, near.crs, changed)
        return PageMaps(PrintMap(near, held, main), whole_map(contents, side))
    whole = area_projection(contents.crs, contents.view.extent)
    body, south = _parted(contents)
    x, y = _projected(whole, body)
    main_map = PrintMap(whole, (x.min(), y.min(), x.max(), y.max()), main)
    if south is None:
        return PageMaps(main_map)
    held = bounds_in(contents.crs, whole.crs, south)
    corner = Frame(main.x + main.width - _CORNER[0], main.y + main.height - _CORNER[1], *_CORNER)
    return PageMaps(
        main_map, south=PrintMap(whole, held, corner if _free(main_map, x, y) else side)
    )


def whole_map(contents: MapContents, frame: Frame) -> PrintMap:
    """Return a map of the whole plan."""
    whole = area_projection(contents.crs, contents.view.extent)
    x, y = _projected(whole, _boxes(contents))
    return PrintMap(whole, (x.min(), y.min(), x.max(), y.max()), frame)


def _boxes(contents: MapContents) -> Floats:
    """Return the bounds of each region and zone; across 180°, of their parts."""
    frames = [one.frame for one in contents.layers if one.name in ("regions", "zones")]
    shapes = [gpd.GeoSeries(frame.geometry).to_numpy() for frame in frames]
    if contents.view.extent[2] > 180:  # each side separately
        shapes = [shapely.get_parts(each) for each in shapes]
    boxes = np.vstack([shapely.bounds(each) for each in shapes])
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(boxes):  # a plan without zones and regions yet
        boxes = np.array([contents.view.extent])
    if contents.view.extent[2] > 180:  # longitudes from 0 to 360, so that the map is contiguous
        boxes[:, 0::2] %= 360
    return boxes


def _projected(projection: AreaProjection, boxes: Floats) -> tuple[Floats, Floats]:
    """Return the corners of boxes in a projection."""
    crs = projection.crs
    project = Transformer.from_crs(crs.geodetic_crs or crs, crs, always_xy=True).transform
    west, south, east, north = boxes.T
    lon, lat = np.concatenate([west, west, east, east]), np.concatenate([south, north] * 2)
    x, y = project(lon, lat)
    return np.asarray(x), np.asarray(y)


def _free(map_: PrintMap, x: Floats, y: Floats) -> bool:
    """Return whether the lower right corner has room for an inset, clear of regions' corners."""
    west, south, east, north = map_.bounds
    left = east - (east - west) * (_CORNER[0] + 2) / map_.frame.width
    top = south + (north - south) * (_CORNER[1] + 2) / map_.frame.height
    return not bool(((x > left) & (y < top)).any())


def changed_extent(contents: MapContents, scenario: str) -> Extent | None:
    """Return the extent of the zones that a scenario changes; None if none or nearly all."""
    frames = {(one.table.part, one.table.scenario): one.frame for one in contents.layers}
    changes = frames.get(("changes", scenario))
    if changes is None or changes.empty:
        return None
    zones = set(changes["zone_id"])
    touched = [
        gpd.GeoSeries(frame.geometry[frame["zone_id"].isin(zones)]).to_numpy()
        for (part, of), frame in frames.items()
        if (part == "changes" and of == scenario) or (part == "zones" and of in (None, scenario))
    ]
    extent = smallest_extent([shapes for shapes in touched if len(shapes)])
    west, south, east, north = contents.view.extent
    width, height = extent[2] - extent[0], extent[3] - extent[1]
    if width > _MOST_OF_PLAN * (east - west) or height > _MOST_OF_PLAN * (north - south):
        return None
    return _widened(extent)


def _parted(contents: MapContents) -> tuple[Floats, Extent | None]:
    """Return the boxes of regions and zones without the far south, and the far south's extent."""
    boxes, plan = _boxes(contents), contents.view.extent
    boxes = boxes[np.argsort(boxes[:, 1], kind="stable")]
    ends, height = boxes[:, 1], plan[3] - plan[1]
    most = int(_MOST_ROWS * len(ends))
    gaps = [n for n in range(1, most + 1) if ends[n] - ends[n - 1] > _GAP * height]
    if plan[2] > 180 or not gaps or ends[gaps[-1]] - plan[1] < _SHORTER * height:
        return boxes, None
    far, near = boxes[: gaps[-1]], boxes[gaps[-1] :]
    west, south = far[:, :2].min(axis=0).tolist()
    east, north = far[:, 2:].max(axis=0).tolist()
    return near, _widened((west, south, east, north))


def _widened(extent: Extent) -> Extent:
    west, south, east, north = extent
    margin = max(_MARGIN * max(east - west, north - south), _LEAST_DEG)
    return west - margin, max(south - margin, -90.0), east + margin, min(north + margin, 90.0)
