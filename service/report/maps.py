"""Maps of a report as SVG: the plan at a glance, and a zone before and after.

Each map has a projection of its own, in which its scale bar is true: Albers' equal-area with the
standard parallels a sixth from the edges of the plan for the overview, Lambert's azimuthal
equal-area about its middle for a zone, where north is up, and for a plan about the equator. What
explains a map stands beneath it, never on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.enums import TransformDirection

from geo.display import display_regions
from layers.antimeridian import smallest_extent
from layers.palette import CHANGES, COLOURS, SHARE_BREAKS
from service.report.map_strip import (
    HEIGHT,
    LABEL,
    LOCATOR,
    SMALL,
    STRIP,
    WIDTH,
    Key,
    legend,
    north_arrow,
    patterns,
    scale_bar,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers import Plan
    from layers.edges import Floats

_TOLERANCE_DEG = 0.03  # of the overview's regions
_LEAST_UNITS2 = 0.6  # land smaller than this is not drawn
_ROOM = 0.12  # of the extent, on each side of a zone
_LEAST_ROOM_M = 1_500.0
_NEAR_EQUATOR_DEG = 5.0
FONT = "Noto Sans SC"
_CHANGES = {mark.value: mark for mark in CHANGES}


@dataclass(frozen=True)
class Words:
    """What a map says, in the reader's language."""

    before: str
    after: str
    gained: str
    lost: str
    none: str
    share: str
    changed: str
    zone: str
    north: str


class _View(NamedTuple):
    """A projection, and the window on it that fills the map."""

    to_plane: Transformer
    west_m: float
    north_m: float
    units_per_m: float

    def drawn(self, shapes: Iterable[BaseGeometry], coarse: float = 0.2) -> NDArray[np.object_]:
        """Return shapes in units of the picture, without detail finer than `coarse` of them."""
        array = np.asarray(list(shapes), dtype=object)

        def in_units(xy: Floats) -> Floats:
            x, y = self.to_plane.transform(xy[:, 0], xy[:, 1])
            units = (x - self.west_m) * self.units_per_m, (self.north_m - y) * self.units_per_m
            return np.column_stack(units)

        units = shapely.transform(shapely.force_2d(array), in_units)
        simple: NDArray[np.object_] = shapely.simplify(units, coarse)
        return np.where(shapely.is_valid(simple), simple, shapely.make_valid(simple))


class Maps:
    """Draws the maps of a plan. `names` gives those of regions by code and of zones by id."""

    def __init__(self, plan: Plan, names: Mapping[str, str], words: Words) -> None:
        self._plan, self._names, self._words = plan, names, words
        self._coarse = display_regions(plan.regions, plan.terms.coarsest, _TOLERANCE_DEG).geometry
        self._wide = _wide_view(self._coarse.to_numpy(), plan.crs)

    def overview(
        self, zones: gpd.GeoDataFrame, shares: Mapping[str, float], changed: Collection[str]
    ) -> str:
        """Return the plan: its finest regions by a share (0–1), its zones, those that change."""
        words, view = self._words, self._wide
        regions = display_regions(self._plan.regions, self._plan.terms.finest, _TOLERANCE_DEG)
        shapes = view.drawn(regions.geometry, 0.5)
        parts = [_background()]
        for fill, rows in _by_fill([shares.get(str(code)) for code in regions["adcode"]]).items():
            parts.append(_path(shapes[rows], fill, fill, 0.4))
        parts.append(_path(view.drawn(self._coarse, 0.5), "none", COLOURS["outline"], 0.7))
        dots = view.drawn(shapely.point_on_surface(zones.geometry.to_numpy()))
        every = sorted(zip(zones["zone_id"], dots, strict=True), key=lambda it: it[0] in changed)
        for zone, dot in every:
            is_changed = zone in changed
            parts.append(
                f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{7 if is_changed else 3.6}" '
                f'fill="{COLOURS["accent" if is_changed else "sheet"]}" '
                f'stroke="{COLOURS["ink"]}" stroke-width="1.2"/>'
            )
        keys = [Key(words.none, fill=COLOURS["share-0"], edge=COLOURS["edge"])]
        lows = (0.0, *SHARE_BREAKS)
        for number, high in enumerate(SHARE_BREAKS, start=1):
            text = f"{100 * lows[number - 1]:.0f}–{100 * high:.0f}%"
            keys.append(Key(text, fill=COLOURS[f"share-{number}"], edge=COLOURS["edge"]))
        keys.append(Key(words.zone, dot=COLOURS["sheet"]))
        if changed:
            keys.append(Key(words.changed, dot=COLOURS["accent"]))
        return _svg(parts, legend(keys, words.share) + scale_bar(view.units_per_m))

    def zone(
        self, frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], land: gpd.GeoDataFrame, zone: str
    ) -> str:
        """Return a zone before and after, the land it gains and loses, and what lies around.

        `frames` are the zones before and after; `land` is `Comparison.land`.
        """
        before, after = (_shape_of(frame, zone) for frame in frames)
        own = land[land["zone_id"] == zone]
        shown = [shape for shape in (before, after) if shape is not None]
        view = _near_view(_touched(shown, own.geometry), self._plan.crs)
        box = _box_deg(view)
        regions = self._plan.regions
        near = regions[shapely.intersects(regions.geometry.to_numpy(), box)]
        around = view.drawn(shapely.intersection(near.geometry.to_numpy(), box))
        others = frames[1][frames[1]["zone_id"] != zone]
        others = others[shapely.intersects(others.geometry.to_numpy(), box)]
        beside = view.drawn(others.geometry)
        parts = [_background(), _path(around, COLOURS["sheet"], COLOURS["edge"], 1.0)]
        parts.append(_path(beside, COLOURS["share-1"], COLOURS["outline"], 1.0))
        land_of = {change: own.geometry[own["change"] == change] for change in _CHANGES}
        if after is not None:
            parts.append(_path(view.drawn([after]), COLOURS["share-2"], "none", 0, opacity=0.75))
            parts.append(_path(view.drawn([after]), "none", COLOURS["ink"], 2.0))
        if before is not None:
            parts.append(_path(view.drawn([before]), "none", COLOURS["ink-2"], 1.4, dash="7 5"))
        for change, shapes in land_of.items():
            if len(shapes):
                edge = _CHANGES[change].edge
                parts.append(_path(view.drawn(shapes), f"url(#{change})", edge, 1.6))
        labels = _Labels()
        own_name = self._names.get(zone, zone)
        _label(parts, labels, view.drawn(shown[-1:])[0], own_name, bold=True)
        for code, shape in zip(others["zone_id"], beside, strict=True):
            _label(parts, labels, shape, self._names.get(str(code), str(code)))
        for code, shape in zip(near["adcode"], around, strict=True):
            _label(parts, labels, shape, self._names.get(str(code), ""), colour=COLOURS["ink-2"])
        words = self._words
        keys = [Key(words.before, line=COLOURS["ink-2"], dash="7 5")] if before is not None else []
        keys += [Key(words.after, line=COLOURS["ink"])] if after is not None else []
        for change, word in (("gained", words.gained), ("lost", words.lost)):
            if len(land_of[change]):
                keys.append(Key(word, fill=f"url(#{change})", edge=_CHANGES[change].edge))
        strip = legend(keys, "") + scale_bar(view.units_per_m) + north_arrow(words.north)
        return _svg(parts, strip + self._locator(shapely.centroid(shown[-1])), patterns())

    def _locator(self, at: BaseGeometry) -> str:
        """Return a small map of the plan with a place marked, at the right of the strip."""
        scale = min(LOCATOR / WIDTH, (STRIP - 6) / HEIGHT)
        dot = self._wide.drawn([at])[0]
        x, y = WIDTH - WIDTH * scale - 2, HEIGHT + 5
        land = self._wide.drawn(self._coarse, 3.0)
        return (
            f'<g transform="translate({x:.1f} {y:.1f}) scale({scale:.4f})">'
            + _path(land, COLOURS["share-none"], COLOURS["sheet"], 3)
            + f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="26" fill="{COLOURS["accent"]}"/></g>'
        )


def _shape_of(frame: gpd.GeoDataFrame, zone: str) -> BaseGeometry | None:
    rows = frame.geometry[frame["zone_id"] == zone]
    return rows.iloc[0] if len(rows) else None


def _touched(
    shapes: Sequence[BaseGeometry], land: Iterable[BaseGeometry]
) -> Sequence[BaseGeometry]:
    """Return the blocks of a zone that gain or lose land; all of them where none does."""
    changed = shapely.union_all(np.asarray(list(land), dtype=object))
    blocks = shapely.get_parts(np.asarray(shapes, dtype=object))
    found = blocks[shapely.intersects(blocks, changed)]
    return list(found) if len(found) else shapes


def _wide_view(shapes: NDArray[np.object_], crs: object) -> _View:
    west, south, east, north = smallest_extent([shapes])
    sixth, middle = (north - south) / 6, (south + north) / 2
    kind = f"aea +lat_1={south + sixth} +lat_2={north - sixth}"
    if abs(middle) < _NEAR_EQUATOR_DEG:  # where Albers' cone becomes a cylinder
        kind = "laea"
    projection = CRS.from_proj4(
        f"+proj={kind} +lat_0={middle} +lon_0={(west + east) / 2} +ellps=GRS80 +units=m"
    )
    return _fitted(projection, crs, shapes, 0.02, 0.0)


def _near_view(shapes: Sequence[BaseGeometry], crs: object) -> _View:
    array = np.asarray(shapes, dtype=object)
    west, south, east, north = smallest_extent([array])
    projection = CRS.from_proj4(
        f"+proj=laea +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +ellps=GRS80 +units=m"
    )
    return _fitted(projection, crs, array, _ROOM, _LEAST_ROOM_M)


def _fitted(
    projection: CRS, crs: object, shapes: NDArray[np.object_], room: float, least_m: float
) -> _View:
    """Return the view that holds shapes, with room about them: a share of them, or at least."""
    to_plane = Transformer.from_crs(crs, projection, always_xy=True)
    xy = shapely.get_coordinates(shapes)
    x, y = to_plane.transform(xy[:, 0], xy[:, 1])
    west, east, south, north = (float(it) for it in (x.min(), x.max(), y.min(), y.max()))
    edge = max(room * max(east - west, north - south), least_m)
    wide, high = east - west + 2 * edge, north - south + 2 * edge
    units_per_m = min(WIDTH / wide, HEIGHT / high)
    return _View(
        to_plane,
        (west + east) / 2 - WIDTH / units_per_m / 2,
        (south + north) / 2 + HEIGHT / units_per_m / 2,
        units_per_m,
    )


def _box_deg(view: _View) -> BaseGeometry:
    """Return what a view shows, in degrees, and a little more."""
    x = view.west_m + np.array([-20, WIDTH + 20]) / view.units_per_m
    y = view.north_m - np.array([-20, HEIGHT + 20]) / view.units_per_m
    steps = np.linspace(0, 1, 9)
    ring = [(x[0] + (x[1] - x[0]) * t, y[side]) for side in (0, 1) for t in steps]
    ring += [(x[side], y[0] + (y[1] - y[0]) * t) for side in (0, 1) for t in steps]
    x, y = np.array(ring).T
    lon, lat = view.to_plane.transform(x, y, direction=TransformDirection.INVERSE)
    west, south, east, north = (float(it) for it in (lon.min(), lat.min(), lon.max(), lat.max()))
    return shapely.box(west, south, east, north)


def _by_fill(shares: Sequence[float | None]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, share in enumerate(shares):
        rows.setdefault(_fill(share), []).append(row)
    return rows


def _fill(share: float | None) -> str:
    if share is None or not np.isfinite(share):
        return COLOURS["share-none"]
    if share <= 0:
        return COLOURS["share-0"]
    number = next(n for n, most in enumerate(SHARE_BREAKS, start=1) if share <= most + 1e-9)
    return COLOURS[f"share-{number}"]


def _background() -> str:
    return f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="{COLOURS["sea"]}"/>'


def _path(  # noqa: PLR0913  what SVG asks for
    shapes: Iterable[BaseGeometry],
    fill: str,
    edge: str,
    width: float,
    *,
    dash: str = "",
    opacity: float = 1.0,
) -> str:
    """Return one path of all polygons."""
    data = []
    for polygon in shapely.get_parts(np.asarray(list(shapes), dtype=object)):
        for part in shapely.get_parts(polygon):
            if part.geom_type == "Polygon" and part.area >= _LEAST_UNITS2:
                data += [_ring(ring) for ring in (part.exterior, *part.interiors)]
    more = f' stroke-dasharray="{dash}"' if dash else ""
    more += f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return (
        f'<path d="{"".join(data)}" fill="{fill}" fill-rule="evenodd" stroke="{edge}" '
        f'stroke-width="{width:g}" stroke-linejoin="round"{more}/>'
    )


def _ring(ring: BaseGeometry) -> str:
    points = np.round(shapely.get_coordinates(ring)[:-1], 1)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


class _Labels:
    """The boxes that labels take up, so that none lies on another."""

    def __init__(self) -> None:
        self._taken: list[tuple[float, float, float, float]] = []

    def takes(self, x: float, y: float, width: float, height: float) -> bool:
        """Return whether a box about a place is free and inside the map, and take it."""
        box = x - width / 2, y - height / 2, x + width / 2, y + height / 2
        if box[0] < 4 or box[1] < 4 or box[2] > WIDTH - 4 or box[3] > HEIGHT - 4:
            return False
        for west, north, east, south in self._taken:
            if box[0] < east and box[2] > west and box[1] < south and box[3] > north:
                return False
        self._taken.append(box)
        return True


def _label(  # noqa: PLR0913
    parts: list[str],
    labels: _Labels,
    shape: BaseGeometry,
    text: str,
    *,
    bold: bool = False,
    colour: str = COLOURS["ink"],
) -> None:
    """Write a name on the land that it is of, where there is room for it."""
    seen = shapely.intersection(shape, shapely.box(0, 0, WIDTH, HEIGHT))
    if not text or seen.is_empty:
        return
    text = re.split(r"[(（]", text)[0].strip() or text
    size = LABEL if bold else SMALL
    at = shapely.point_on_surface(seen)
    if not labels.takes(at.x, at.y, text_width(text, size) + 8, size * 1.5):
        return
    weight = ' font-weight="700"' if bold else ""
    parts.append(
        f'<text x="{at.x:.1f}" y="{at.y + size * 0.35:.1f}" font-size="{size:g}"{weight} '
        f'text-anchor="middle" fill="{colour}" stroke="{COLOURS["halo"]}" stroke-width="3" '
        f'paint-order="stroke" stroke-linejoin="round">{escape(text)}</text>'
    )


def _svg(parts: Sequence[str], strip: str, defs: str = "") -> str:
    whole = HEIGHT + STRIP
    clip = f'<clipPath id="map"><rect width="{WIDTH:g}" height="{HEIGHT:g}"/></clipPath>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {whole:g}" '
        f'font-family="{FONT}, sans-serif">{defs}<defs>{clip}</defs>'
        f'<g clip-path="url(#map)">{"".join(parts)}</g>'
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1:g}" height="{HEIGHT - 1:g}" fill="none" '
        f'stroke="{COLOURS["outline"]}"/>{strip}</svg>'
    )
