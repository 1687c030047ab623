"""The ground of a map that is close up: land, waters, regions, roads, railways and places.

All but the plan's regions and waters are of the world's map (`layers.context`), for orientation.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers import Plan
from layers.china.waters import SEA
from layers.context import Context, places_in_regions, read_context, rivers_in_one
from layers.context.world import ContextNetwork
from layers.geometry.antimeridian import Shapes, smallest_extent, whole
from layers.geometry.shore import land_of_others
from layers.messages import Language
from layers.messages.languages import in_language, names_first
from layers.palette import COLOURS, change_token, share_token
from layers.runtime.cache import Cache, cached_property
from layers.schema.terms import Level
from service.map.display import display_regions
from service.report.map_labels import Labels
from service.report.map_lines import MapLines
from service.report.map_strip import Key
from service.report.map_view import View
from service.report.measured import row_mappings
from service.report.names import Names
from service.report.svg import LEAST_UNITS2, circle, lines_path, path

_STEP_DEG = 5  # extents are rounded to it
_LONGEST_EDGE_KM = 60.0  # longer straight edges are ferries or errors
_LEAST_REGION_UNITS2 = 900.0  # if regions are smaller than this, coarser ones are shown
_MOST_PLACES = 10  # of a map
_COAST_M, _LEAST_COAST = 8_000.0, 0.4  # the width of own coast drawn otherwise; its least, in units
_OVER = 20.0  # units beyond the frame, so that its edge is not drawn as coast
_LEAST_LAKE_UNITS2, _LEAST_RIVER = 6.0, 110.0  # units, on maps drawn from afar
_SHORE = 0.6  # the width of the edge of a lake
RIVER, OLDER_SEA = COLOURS["coast"], "#eef3f4"
_DOT = 2.6  # the radius of a place, in units
ROAD, RAILWAY, RAILWAY_DASH = "#b9b3a6", "#8f8a80", "9 3"
_REFERENCE_INK = COLOURS["ink-2"]
_REFERENCE_DASHES = "8 3 2 3", "3 3", "12 3", "12 3 2 3 2 3"
"""Colours and dashes of lines."""


_KIND = re.compile("(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$")
_REFERENCE = "reference "  # before the name of a reference layer, among what maps show
_COARSE_DEG, _FINER_DEG = 0.03, 0.005
_SEAM = 0.4  # the width of a tinted region's edge, which closes the seams
_DEGREE_M = 111_320.0


class Tint(NamedTuple):
    """The tint of the finest regions by code: a share (0–1) of each, or the change of one."""

    shares: Mapping[str, float]
    is_change: bool = False

    def token(self, code: str) -> str:
        """Return the name of a region's colour."""
        return (change_token if self.is_change else share_token)(self.shares.get(code))


NO_TINT = Tint({})


class MapGround(NamedTuple):
    """The ground of a view as SVG: the land, the lines above the zones, and a list of its contents.

    The list has `roads`, `railways`, the kinds of the plan's lines, reference layers, and the
    colours of a tint, which there is only where it differs.
    """

    land: str
    lines: str
    shown: frozenset[str]
    is_tinted: bool


class Waters(NamedTuple):
    """The waters of a view: lakes with wide rivers, sea within the plan's land, rivers as lines.

    That sea is of the world's map, whose coast may be older; it has a paler colour and no edge, so
    that each map has one coast.
    """

    lakes: NDArray[np.object_]
    sea: NDArray[np.object_]
    rivers: NDArray[np.object_]

    @property
    def shapes(self) -> NDArray[np.object_]:
        """Return those with a surface."""
        return np.concatenate([self.lakes, self.sea])

    @property
    def land(self) -> list[str]:
        """Return as SVG what lies on land, beneath the edges of regions."""
        return [
            path(self.sea, OLDER_SEA, "none", 0),
            path(self.lakes, COLOURS["sea"], RIVER, _SHORE),
        ]

    @property
    def lines(self) -> str:
        """Return the rivers as SVG, each line with a pale case, which shows on dark land."""
        return lines_path(self.rivers, COLOURS["sea"], 2.6) + lines_path(self.rivers, RIVER, 1.0)

    @property
    def shown(self) -> set[str]:
        """Return the kinds of water in the view, by the keys of a legend."""
        kinds = {"lakes": self.lakes, "sea": self.sea, "rivers": self.rivers}
        return {kind for kind, shapes in kinds.items() if len(shapes)}


class Surroundings:
    """The surroundings of a plan; `coarse` are its coarsest regions, `wide` is its widest view."""

    def __init__(
        self, plan: Plan, coarse: gpd.GeoDataFrame, wide: View, language: Language
    ) -> None:
        self._plan, self._coarse, self._wide, self._language = plan, coarse, wide, language
        self._simple: dict[float, gpd.GeoDataFrame] = {}
        self._beyond: Cache[tuple[object, ...], Shapes] = Cache(2)
        self.lines = MapLines(plan, language)

    def drawn(
        self, view: View, tint: Tint = NO_TINT, *, is_inset: bool = False, has_roads: bool = True
    ) -> MapGround:
        """Return the ground of a view; of an inset with all its islands, and the whole tint."""
        least = 0.0 if is_inset else LEAST_UNITS2
        box = view.box_deg()
        _, around, _ = self._regions(view)
        parts = [path(self._land_beyond(view, around), COLOURS["beyond"], "none", 0)]
        own_lines, shown = self.lines.drawn(view)
        waters = self._waters(view)
        fills = self._tinted(view, waters, tint, fewest=1 if is_inset else 2) if tint.shares else {}
        for token, shapes in fills.items():
            parts.append(path(shapes, COLOURS[token], COLOURS[token], _SEAM, least=least))
        if not fills:
            parts.append(path(around, COLOURS["sheet"], "none", 0, least=least))
        parts += waters.land
        if not fills or view.is_near:
            parts.append(path(around, "none", COLOURS["edge"], 1.0, least=least))
        elif not self.lines.present:
            parts.append(path(around, "none", COLOURS["outline"], 0.7, least=least))
        roads = railways = np.empty(0, object)
        if view.is_near and has_roads:
            roads, railways = (
                view.drawn(_edges(network, self._near_box(box)))
                for network in (self._context.roads, self._context.railways)
            )
        references, named = self._references(view)
        lines = waters.lines + lines_path(roads, ROAD, 1.1)
        lines += lines_path(railways, RAILWAY, 1.3, RAILWAY_DASH)
        shown |= {"roads"} if len(roads) else set()
        shown |= {"railways"} if len(railways) else set()
        shown |= waters.shown | named | fills.keys()
        land = "".join([*parts, *references])
        return MapGround(land, lines + own_lines, frozenset(shown), bool(fills))

    def _tinted(
        self, view: View, waters: Waters, tint: Tint, fewest: int
    ) -> dict[str, NDArray[np.object_]]:
        """Return the land of each colour of a tint; nothing if fewer colours are seen."""
        rows, shapes = seen(view, self._finest(view))
        tokens = np.array([tint.token(str(code)) for code in rows["adcode"]], dtype=object)
        land = shapely.intersection(shapes, shapely.box(0, 0, view.wide, view.high))
        if view.is_near:  # water is drawn above it, and may leave a line of it
            dry = shapely.difference(land, shapely.union_all(waters.shapes))
            land = shapely.buffer(dry, -_SEAM)
        visible = shapely.area(land) >= LEAST_UNITS2
        if len({*tokens[visible]} - {"share-none"}) < fewest:
            return {}
        return {token: shapes[tokens == token] for token in dict.fromkeys(tokens[visible])}

    def _finest(self, view: View) -> gpd.GeoDataFrame:
        """Return the finest regions, as simple as the scale of a view asks."""
        unit_deg = 1 / view.units_per_m / _DEGREE_M
        least = next((it for it in (_COARSE_DEG, _FINER_DEG) if unit_deg > it), 0.0)
        if least not in self._simple:
            level = self._plan.terms.finest
            self._simple[least] = display_regions(self._plan.regions, level, least)
        return self._simple[least]

    def _land_beyond(self, view: View, own: Shapes) -> Shapes:
        """Return the land of a view that is not the plan's, nor its coast drawn otherwise.

        Of a view it is worked out once, for its ground and for its names.
        """
        window = (view.projection, *view[2:])  # all of a view but its transformer
        return self._beyond.get(window, lambda: self._drawn_beyond(view, own))

    def _drawn_beyond(self, view: View, own: Shapes) -> Shapes:
        near = self._near_box(view.box_deg())
        land = self._context.land[shapely.intersects(self._context.land, near)]
        west, south, east, north = shapely.bounds(land).T
        unit_deg = 1 / view.units_per_m / _DEGREE_M
        land = land[(east - west) * (north - south) > LEAST_UNITS2 * unit_deg**2]
        drawn = view.drawn(shapely.clip_by_rect(land, *near.bounds))
        frame = shapely.box(-_OVER, -_OVER, view.wide + _OVER, view.high + _OVER)
        inside = shapely.intersection(drawn, frame)
        width = max(_COAST_M * view.units_per_m, _LEAST_COAST)
        own = shapely.intersection(own, frame)
        return shapely.get_parts(land_of_others(inside, own, width, frame))

    def _waters(self, view: View) -> Waters:
        """Return the lakes and rivers of a view, and sea within the plan's land.

        From afar, those of the world's map that are large or long; close up the plan's own waters.
        """
        near = self._near_box(view.box_deg())
        lakes, rivers = self._context.lakes, self._rivers
        lakes = lakes[shapely.intersects(lakes, near)]
        sea = np.empty(0, object)
        if view.is_near and self._plan.has("waters"):
            rows, own = seen(view, self._plan.frame("waters"))
            is_sea = rows["name"].eq(SEA).to_numpy(bool)
            drawn, sea = own[~is_sea], own[is_sea]
        else:
            drawn = view.drawn(lakes)
            drawn = drawn[shapely.area(drawn) >= _LEAST_LAKE_UNITS2]
        unit_deg = 1 / view.units_per_m / _DEGREE_M
        least_deg = 0.0 if view.is_near else _LEAST_RIVER * unit_deg
        long = rivers[(shapely.length(rivers) >= least_deg) & shapely.intersects(rivers, near)]
        lines = view.drawn(shapely.intersection(long, near))
        if not view.is_near:
            land = shapely.union_all(seen(view, self._coarse)[1])
            drawn, lines = (shapely.intersection(land, it) for it in (drawn, lines))
        return Waters(*(it[~shapely.is_empty(it)] for it in (drawn, sea, lines)))

    @cached_property
    def _rivers(self) -> Shapes:
        return rivers_in_one(self._context.rivers)

    @cached_property
    def reference_keys(self) -> dict[str, Key]:
        """Return the sign of each of the plan's reference layers: a line of its dash, or a dot."""
        rows = self._plan.references
        lone = shapely.get_dimensions(rows.geometry.to_numpy()) == 0
        names = rows["reference"].astype(str)
        dashes = itertools.cycle(_REFERENCE_DASHES)
        return {
            _REFERENCE + name: Key(name, dot=_REFERENCE_INK, radius=_DOT)
            if lone[names == name].all()
            else Key(name, line=_REFERENCE_INK, dash=next(dashes))
            for name in dict.fromkeys(names)
        }

    def _references(self, view: View) -> tuple[list[str], set[str]]:
        """Return the plan's reference layers in a view as SVG, and which of them it shows."""
        rows, shapes = seen(view, self._plan.references)
        frame = shapely.box(0, 0, view.wide, view.high)
        parts, shown = [], set[str]()
        for sign, key in self.reference_keys.items():
            own = shapely.get_parts(shapes[(rows["reference"] == key.text).to_numpy(bool)])
            own = own[shapely.intersects(own, frame)]
            dimensions = shapely.get_dimensions(own)
            shown |= {sign} if len(own) else set()
            parts += [
                path(own[dimensions == 2], "none", _REFERENCE_INK, 1.0, dash=key.dash),
                lines_path(own[dimensions == 1], COLOURS["halo"], 3.6),
                lines_path(own[dimensions == 1], _REFERENCE_INK, 1.4, key.dash),
                *(circle(at, _DOT, _REFERENCE_INK, COLOURS["halo"]) for at in own[dimensions == 0]),
            ]
        return parts, shown

    def named(
        self, view: View, labels: Labels, names: Names, taken: BaseGeometry, zones: Sequence[str]
    ) -> list[str]:
        """Return the names of regions and places, off the land that is taken.

        A coarsest region has none where a capital or one of some `zones` has its name.
        """
        regions, around, level = self._regions(view)
        parts, written = list[str](), list[str]()
        beside = [*self.lines.capitals, *zones]
        known = names.all(level)
        free = shapely.difference(around, taken) if view.is_close else around
        sea = shapely.difference(view.frame, shapely.union_all(around))
        if not view.is_close:
            sea = shapely.difference(sea, shapely.union_all(self._land_beyond(view, around)))
        for code, shape in zip(regions["adcode"], free, strict=True):
            name = self._short(known.get(str(code), ""), level)
            if name and any(name in other for other in ([] if view.is_close else beside)):
                continue
            if view.is_close:
                found = labels.write(shape, name, colour=COLOURS["ink-2"], slight=False)
            else:
                found = labels.inside(shape, name, sea, colour=COLOURS["ink-2"])
            parts += found
            written += [name] if found else []
        return parts + self._places(view, labels, written, taken)

    def _short(self, name: str, level: Level) -> str:
        """Return the name of a coarsest region as maps of China have it, without its kind."""
        if level.column != self._plan.terms.coarsest.column:
            return name
        return _KIND.sub("", name) or name

    def _places(
        self, view: View, labels: Labels, written: list[str], taken: BaseGeometry
    ) -> list[str]:
        parts: list[str] = []
        count = 0
        for name, dot, is_drawn in self._named_points(view):
            if any(name in other or other in name for other in written) or taken.intersects(dot):
                continue
            if not view.frame.buffer(-3 * _DOT).covers(dot):  # it would be cut by the frame
                continue
            if not (is_drawn or labels.is_free(dot.buffer(_DOT))):  # as under a callout
                continue
            found = labels.write(dot.buffer(_DOT + 1), name, colour=COLOURS["ink-2"])
            if not found:
                continue
            parts += [] if is_drawn else [circle(dot, _DOT, COLOURS["sheet"], COLOURS["ink-2"])]
            parts += found
            written.append(name)
            count += 1
            if count == _MOST_PLACES:
                break
        return parts

    def _named_points(self, view: View) -> Iterator[tuple[str, BaseGeometry, bool]]:
        """Yield the names of points and their places: of reference layers, which are drawn, first.

        Then those of the world's map; others' names, in another script, only without own ones.
        """
        rows, shapes = seen(view, self._plan.references)
        for row, shape in zip(row_mappings(rows), shapes, strict=True):
            name = in_language(row, "name", self._language)
            if name and shape.geom_type == "Point":
                yield name, shape, True
        if not view.is_near:
            return
        table = self._context.places
        west, south, east, north = self._near_box(view.box_deg()).bounds
        lon, lat = table["lon"].to_numpy(float), table["lat"].to_numpy(float)
        inside = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
        is_named = table[names_first(self._language)[0]].notna().to_numpy()
        inside = inside & is_named if (inside & is_named).any() else inside
        at = np.atleast_1d(np.asarray(shapely.points(lon[inside], lat[inside]), dtype=object))
        for row, dot in zip(row_mappings(table[inside]), view.drawn(at), strict=True):
            yield in_language(row, "name", self._language) or "", dot, False

    def _regions(self, view: View) -> tuple[gpd.GeoDataFrame, NDArray[np.object_], Level]:
        """Return the regions that a view shows, their drawn land, and their level."""
        terms = self._plan.terms
        if view.is_close:
            regions, around = seen(view, self._plan.regions)
            if len(around) <= 1 or np.median(shapely.area(around)) >= _LEAST_REGION_UNITS2:
                return regions, around, terms.finest
        return *seen(view, self._coarse), terms.coarsest

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
    def _context(self) -> Context:
        context = read_context(self._extent)
        return context._replace(places=places_in_regions(context.places, self._plan.regions))

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


def _edges(network: ContextNetwork, box: BaseGeometry) -> NDArray[np.object_]:
    """Return the edges of a network near a box as lines."""
    west, south, east, north = box.bounds
    ends = [(network.lon[at], network.lat[at]) for at in (network.start, network.end)]
    (lon, lat), (to_lon, to_lat) = ends
    near = (np.minimum(lon, to_lon) <= east) & (np.maximum(lon, to_lon) >= west)
    near &= (np.minimum(lat, to_lat) <= north) & (np.maximum(lat, to_lat) >= south)
    near &= network.length_km <= _LONGEST_EDGE_KM
    xy = np.stack([np.column_stack([x[near], y[near]]) for x, y in ends], axis=1)
    return np.atleast_1d(np.asarray(shapely.linestrings(xy), dtype=object))
