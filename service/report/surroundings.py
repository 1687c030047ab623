"""The ground of a map that is close up: land, waters, regions, roads, railways and places.

All but the plan's regions and waters are of the world's map (`layers.context`), for orientation.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from layers.context import has_context, read_context
from layers.geometry.antimeridian import smallest_extent, whole
from layers.messages.languages import in_language, names_first
from layers.palette import COLOURS
from layers.runtime.cache import cached_property
from service.report.map_lines import MapLines
from service.report.measured import records
from service.report.svg import lines_path, path

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers import Plan
    from layers.context import Context
    from layers.context.world import Network
    from layers.messages import Language
    from layers.schema.terms import Level
    from service.report.map_labels import Labels
    from service.report.map_view import View
    from service.report.names import Names

_STEP_DEG = 5  # extents are rounded to it
_LONGEST_EDGE_KM = 60.0  # longer straight edges are ferries or errors
_LEAST_REGION_UNITS2 = 900.0  # if regions are smaller than this, coarser ones are shown
_MOST_PLACES = 10  # of a map
_DOT = 2.6  # the radius of a place, in units
ROAD, RAILWAY, RAILWAY_DASH = "#b9b3a6", "#8f8a80", "9 3"
_REFERENCE_DASHES = "8 3 2 3", "3 3", "12 3", "12 3 2 3 2 3"
"""Colours and dashes of lines."""


class Ground(NamedTuple):
    """The ground of a view as SVG: the land, and the lines above the zones; what it shows.

    That is `roads`, `railways`, and the kinds of the plan's lines.
    """

    land: str
    lines: str
    shown: frozenset[str]


class Surroundings:
    """The surroundings of a plan; `coarse` are its coarsest regions, `wide` is its widest view."""

    def __init__(
        self, plan: Plan, coarse: gpd.GeoDataFrame, wide: View, language: Language
    ) -> None:
        self._plan, self._coarse, self._wide, self._language = plan, coarse, wide, language
        self.lines = MapLines(plan, language)

    def drawn(self, view: View) -> Ground:
        """Return the ground of a view."""
        box = view.box_deg()
        parts = [self.beyond(view)]
        context = self._context
        own_lines, shown = self.lines.drawn(view)
        _, around, _ = self._regions(view)
        parts.append(path(around, COLOURS["sheet"], COLOURS["edge"], 1.0))
        parts.append(path(self._waters(view), COLOURS["sea"], "none", 0))
        if context is None:
            return Ground("".join(parts), own_lines, frozenset(shown))
        roads, railways = (
            view.drawn(_edges(network, self._near_box(box)))
            for network in (context.roads, context.railways)
        )
        lines = lines_path(roads, ROAD, 1.1) + lines_path(railways, RAILWAY, 1.3, RAILWAY_DASH)
        shown |= {"roads"} if len(roads) else set()
        shown |= {"railways"} if len(railways) else set()
        return Ground("".join(parts), lines + own_lines, frozenset(shown))

    def beyond(self, view: View, coarse: float = 0.2) -> str:
        """Return the land of a view as SVG, on which the plan's own is drawn."""
        if self._context is None:
            return ""
        near = self._near_box(view.box_deg())
        land = self._context.land
        land = shapely.clip_by_rect(land[shapely.intersects(land, near)], *near.bounds)
        return path(view.drawn(land, coarse), COLOURS["beyond"], "none", 0)

    @cached_property
    def reference_dashes(self) -> dict[str, str]:
        """Return the dash of each of the plan's reference layers, by its name."""
        names = dict.fromkeys(self._plan.frame("references")["reference"])
        return dict(zip(map(str, names), itertools.cycle(_REFERENCE_DASHES), strict=False))

    def references(self, view: View) -> dict[str, NDArray[np.object_]]:
        """Return the areas of the plan's reference layers that a view shows, by their names."""
        rows, shapes = seen(view, self._plan.frame("references"))
        own = rows["reference"].to_numpy(str)
        return {name: shapes[own == name] for name in self.reference_dashes}

    def named(self, view: View, labels: Labels, names: Names, taken: BaseGeometry) -> list[str]:
        """Return the names of regions and places, off the land that is taken."""
        regions, around, level = self._regions(view)
        parts, written = self.lines.named(view, labels), list[str]()
        known = names.all(level)
        for code, shape in zip(regions["adcode"], shapely.difference(around, taken), strict=True):
            name = known.get(str(code), "")
            found = labels.write(shape, name, colour=COLOURS["ink-2"], slight=False)
            parts += found
            written += [name] if found else []
        return parts + self._places(view, labels, written, taken)

    def _places(
        self, view: View, labels: Labels, written: list[str], taken: BaseGeometry
    ) -> list[str]:
        if self._context is None:
            return []
        table = self._context.places
        west, south, east, north = self._near_box(view.box_deg()).bounds
        lon, lat = table["lon"].to_numpy(float), table["lat"].to_numpy(float)
        inside = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
        rows = table[inside]
        own = names_first(self._language)[0]
        is_named = rows[own].notna().to_numpy()
        if is_named.any():  # others' names, in another script, stand only where there are no own
            inside[inside] = is_named
            rows = rows[is_named]
        at = zip(lon[inside], lat[inside], strict=True)
        dots = view.drawn([shapely.Point(x, y) for x, y in at])
        parts: list[str] = []
        count = 0
        for row, dot in zip(records(rows), dots, strict=True):
            name = in_language(row, "name", self._language) or ""
            if any(name in other or other in name for other in written) or taken.intersects(dot):
                continue
            found = labels.write(dot.buffer(_DOT + 1), name, colour=COLOURS["ink-2"])
            if not found:
                continue
            parts.append(
                f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{_DOT}" '
                f'fill="{COLOURS["sheet"]}" stroke="{COLOURS["ink-2"]}"/>'
            )
            parts += found
            written.append(name)
            count += 1
            if count == _MOST_PLACES:
                break
        return parts

    def _regions(self, view: View) -> tuple[gpd.GeoDataFrame, NDArray[np.object_], Level]:
        """Return the regions that a view shows, their drawn land, and their level."""
        terms = self._plan.terms
        regions, around = seen(view, self._plan.regions)
        if len(around) > 1 and np.median(shapely.area(around)) < _LEAST_REGION_UNITS2:
            return *seen(view, self._coarse), terms.coarsest
        return regions, around, terms.finest

    def _waters(self, view: View) -> NDArray[np.object_]:
        if self._plan.has("waters"):
            return seen(view, self._plan.frame("waters"))[1]
        if self._context is None:
            return np.empty(0, object)
        near, lakes = self._near_box(view.box_deg()), self._context.lakes
        return view.drawn(lakes[shapely.intersects(lakes, near)])

    @cached_property
    def _extent(self) -> tuple[float, float, float, float]:
        """Return the extent of the plan and of its widest view, rounded outwards."""
        widest = np.array([self._wide.box_deg()], dtype=object)
        extent = smallest_extent([self._plan.regions.geometry.to_numpy(), widest])
        west, south, east, north = extent
        low, high = (
            [float(_STEP_DEG * round_(edge / _STEP_DEG)) for edge in edges]
            for round_, edges in ((np.floor, (west, south)), (np.ceil, (east, north)))
        )
        return low[0], max(low[1], -90.0), high[0], min(high[1], 90.0)

    @cached_property
    def _context(self) -> Context | None:
        return read_context(self._extent) if has_context() else None

    def _near_box(self, box: BaseGeometry) -> BaseGeometry:
        """Return a box in the longitudes of the context, which go on beyond 180°."""
        box = whole(box)
        if box.bounds[2] >= self._extent[0]:
            return box
        turned: BaseGeometry = shapely.transform(box, lambda xy: xy + np.array([360.0, 0.0]))
        return turned


def seen(view: View, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, NDArray[np.object_]]:
    """Return the rows that a view shows, and their drawn land."""
    box = view.box_deg()
    near = frame[shapely.intersects(frame.geometry.to_numpy(), box)]
    return near, view.drawn(shapely.intersection(near.geometry.to_numpy(), box))


def _edges(network: Network, box: BaseGeometry) -> NDArray[np.object_]:
    """Return the edges of a network near a box as lines."""
    west, south, east, north = box.bounds
    ends = [(network.lon[at], network.lat[at]) for at in (network.start, network.end)]
    (lon, lat), (to_lon, to_lat) = ends
    near = (np.minimum(lon, to_lon) <= east) & (np.maximum(lon, to_lon) >= west)
    near &= (np.minimum(lat, to_lat) <= north) & (np.maximum(lat, to_lat) >= south)
    near &= network.length_km <= _LONGEST_EDGE_KM
    xy = np.stack([np.column_stack([x[near], y[near]]) for x, y in ends], axis=1)
    return np.atleast_1d(np.asarray(shapely.linestrings(xy), dtype=object))
