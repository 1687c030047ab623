"""Maps of a report as SVG: an overview of the plan, and a zone before and after.

Each map has its own equal-area projection (`layers.geometry.area_projection`), and a scale bar that
holds at its centre: that of the whole plan, or one around the centre of the zones, where north is
up. Legend, scale and a locator map of the plan are below a map, never on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

import numpy as np
import shapely

from layers.geometry.antimeridian import whole, wrapped
from layers.palette import CHANGES, COLOURS, SHARE_BREAKS
from service.map.display import display_regions
from service.report.document import text_width
from service.report.figures import LEAST_KM2
from service.report.map_labels import Labels
from service.report.map_strip import (
    LOCATOR,
    LOCATOR_HIGH,
    SMALL,
    WIDTH,
    Key,
    Strip,
    patterns,
)
from service.report.map_view import has_inset, inset_view, near_view, wide_view

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers import Plan
    from layers.geometry.area_projection import AreaProjection
    from service.report.map_view import View
    from service.report.names import Names

_TOLERANCE_DEG = 0.03  # of the overview's regions
_LEAST_UNITS2 = 0.6  # land smaller than this is not drawn
_WIDE_HIGH, _NEAR_HIGH = 620.0, 500.0  # heights of maps, in units
_INSET = 132.0, 168.0
_INSET_EDGE = 12.0  # units from the corner of the overview
_CLOSE_UP = 4.0  # the ratio of zone to changed land from which the zone is not shown whole
_LEAST_REGION_UNITS2 = 900.0  # if regions are smaller than this, coarser ones are shown
_LEAST_CHANGE_UNITS2 = 30.0  # changed land smaller than this is not visible
_ZONE = "#f1dcd2"  # the accent on a sheet, pale
_DOT, _CHANGED_DOT = 3.6, 7.0  # radii of a zone's dot in the overview, in units
FONT = "Noto Sans SC"
_CHANGES = {mark.value: mark for mark in CHANGES}


@dataclass(frozen=True)
class MapWords:
    """The texts of a map, in the reader's language."""

    before: str
    after: str
    gained: str
    lost: str
    handed: str
    none: str
    share: str
    changed: str
    no_data: str
    zone: str
    north: str
    inset: str


class _Glance(NamedTuple):
    """The content of an overview: regions and their colours, zones and the ids of changed ones."""

    regions: NDArray[np.object_]
    fills: Sequence[str]
    zones: gpd.GeoDataFrame
    changed: Collection[str]


class Maps:
    """Draws the maps of a plan. Each has a `credit` below it: its subject, source and date."""

    def __init__(self, plan: Plan, names: Names, words: MapWords) -> None:
        self._plan, self._names, self._words = plan, names, words
        self._coarse_regions = display_regions(plan.regions, plan.terms.coarsest, _TOLERANCE_DEG)
        self._coarse = self._coarse_regions.geometry
        self._wide = wide_view(plan.regions, self._coarse.to_numpy(), (WIDTH, _WIDE_HIGH))

    @property
    def projection(self) -> AreaProjection:
        """Return the projection of the overview."""
        return self._wide.projection

    def overview(
        self,
        zones: gpd.GeoDataFrame,
        shares: Mapping[str, float],
        changed: Collection[str],
        credit: str,
    ) -> str:
        """Return the overview: the finest regions by a share (0–1), zones and changed zones."""
        words, view = self._words, self._wide
        regions = display_regions(self._plan.regions, self._plan.terms.finest, _TOLERANCE_DEG)
        fills = [_fill(shares.get(str(code))) for code in regions["adcode"]]
        seen = _Glance(regions.geometry.to_numpy(), fills, zones, changed)
        parts = self._at_a_glance(view, seen)
        labels = Labels(view.wide, view.high, shapely.Polygon())
        if has_inset(self._plan.regions):
            inset = inset_view(view, self._plan.crs, _INSET)
            parts.append(_inset(self._at_a_glance(inset, seen, least=0.0), words.inset))
            wide, high = _INSET
            x, y = view.wide - wide - _INSET_EDGE, view.high - high - _INSET_EDGE
            labels.keep(shapely.box(x, y, x + wide, y + high))
            word = max(wide, text_width(words.inset, SMALL))
            labels.keep(shapely.box(x + wide - word, y - 2 * SMALL, x + wide, y))
        changing = zones[zones["zone_id"].isin(changed)]
        dots = view.drawn(shapely.point_on_surface(changing.geometry.to_numpy()))
        for dot in dots:
            labels.keep(dot.buffer(_CHANGED_DOT))
        for zone, dot in zip(changing["zone_id"], dots, strict=True):
            parts += labels.write(dot.buffer(_CHANGED_DOT), self._names.label(zone))
        keys = [Key(words.none, fill=COLOURS["share-0"], edge=COLOURS["edge"])]
        lows = (0.0, *SHARE_BREAKS)
        for number, high in enumerate(SHARE_BREAKS, start=1):
            text = f"{100 * lows[number - 1]:.0f}–{100 * high:.0f}%"
            keys.append(Key(text, fill=COLOURS[f"share-{number}"], edge=COLOURS["edge"]))
        if COLOURS["share-none"] in fills:
            keys.append(Key(words.no_data, fill=COLOURS["share-none"], edge=COLOURS["edge"]))
        keys.append(Key(words.zone, dot=COLOURS["sheet"], radius=_DOT))
        if changed:
            keys.append(Key(words.changed, dot=COLOURS["accent"], radius=_CHANGED_DOT))
        return _svg(view, parts, Strip(keys, words.share, view.units_per_ground_m, credit))

    def changes(
        self,
        frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
        land: gpd.GeoDataFrame,
        zones: Sequence[str],
        credit: str,
        names: Names,
    ) -> str:
        """Return zones before and after, the land they gain and lose, and their surroundings.

        `frames` are the zones before and after; `land` is `Comparison.land`; `names` are those of
        the scenario. A single zone is shown by its changed blocks, several are shown whole.
        """
        befores, afters = (_shapes_of(frame, zones) for frame in frames)
        land_of_zones = land[land["zone_id"].isin(zones) & (land["area_km2"] >= LEAST_KM2)]
        shown = [*befores.values(), *afters.values()]
        view = self._near(shown, land_of_zones, zones)
        parts = [_background(view)]
        regions, around = self._around(view, self._plan.regions)
        level = self._plan.terms.finest
        if len(around) > 1 and np.median(shapely.area(around)) < _LEAST_REGION_UNITS2:
            regions, around = self._around(view, self._coarse_regions)
            level = self._plan.terms.coarsest
        parts.append(_path(around, COLOURS["sheet"], COLOURS["edge"], 1.0))
        rest = frames[1][~frames[1]["zone_id"].isin(zones)]
        others, beside = self._around(view, rest)
        parts.append(_path(beside, _ZONE, COLOURS["outline"], 1.0))
        now = view.drawn(afters.values())
        parts.append(_path(now, _ZONE, COLOURS["ink"], 2.0))
        was = view.drawn(befores.values())
        parts.append(_path(was, "none", COLOURS["ink-2"], 1.4, dash="7 5"))
        by_change = _land_changes(view, land_of_zones)
        for change, shapes in by_change.items():
            parts.append(_path(shapes, f"url(#{change})", _edge(change), 1.6))
        changed = shapely.union_all(view.drawn(land_of_zones.geometry))
        labels = Labels(view.wide, view.high, changed, [*now, *was, *beside])
        for zone in zones:
            shape = afters.get(zone, befores.get(zone))
            if shape is not None:
                parts += labels.write(view.drawn([shape])[0], names.label(zone), bold=True)
        for code, shape in zip(others["zone_id"], beside, strict=True):
            parts += labels.write(shape, names.label(code))
        taken = shapely.union_all([*now, *was, *beside])
        regions_named = names.all(level)
        for code, shape in zip(regions["adcode"], shapely.difference(around, taken), strict=True):
            name = regions_named.get(str(code), "")
            parts += labels.write(shape, name, colour=COLOURS["ink-2"], slight=False)
        words = self._words
        keys = [Key(words.zone, fill=_ZONE, edge=COLOURS["outline"])]
        keys += [Key(words.before, line=COLOURS["ink-2"], dash="7 5")] if befores else []
        keys += [Key(words.after, line=COLOURS["ink"])] if afters else []
        labels_of = {"gained": words.gained, "lost": words.lost, "handed": words.handed}
        keys += [
            Key(labels_of[change], fill=f"url(#{change})", edge=_edge(change))
            for change in by_change
        ]
        at = [shapely.centroid(whole(shape)) for shape in (afters or befores).values()]
        strip = Strip(keys, "", view.units_per_ground_m, credit, words.north, self._locator(at))
        return _svg(view, parts, strip, patterns())

    def are_seen(self, land: gpd.GeoDataFrame, zones: Collection[str]) -> bool:
        """Return whether one map of all zones makes the changes of most of them visible."""
        changes = land[land["zone_id"].isin(zones) & (land["area_km2"] >= LEAST_KM2)]
        if changes.empty:
            return True
        view = near_view([*changes.geometry], self._plan.crs, (WIDTH, _NEAR_HIGH))
        drawn = shapely.area(view.drawn(changes.geometry))
        visible = set(changes["zone_id"][drawn >= _LEAST_CHANGE_UNITS2])
        return bool(2 * len(visible) >= changes["zone_id"].nunique())

    def _near(
        self, shown: Sequence[BaseGeometry], changes: gpd.GeoDataFrame, zones: Sequence[str]
    ) -> View:
        """Return the view of zones: of changed blocks, or of only the changed land if it is small.

        `changes` is the land that they gain and lose, `shown` are the zones before and after.
        """
        seen = _touched(shown, changes.geometry) if len(zones) == 1 or len(changes) else shown
        if len(changes):
            near = _about([*changes.geometry])
            if _CLOSE_UP * _side(near) < _side(_about(seen)):
                seen = [wrapped(near)]
        return near_view(seen, self._plan.crs, (WIDTH, _NEAR_HIGH))

    def _at_a_glance(self, view: View, seen: _Glance, least: float = _LEAST_UNITS2) -> list[str]:
        """Return an overview's content in a view, without land smaller than `least`."""
        parts = [_background(view)]
        shapes = view.drawn(seen.regions, 0.5)
        for fill in dict.fromkeys(seen.fills):
            mine = shapes[[each == fill for each in seen.fills]]
            parts.append(_path(mine, fill, fill, 0.4))
        coarse = view.drawn(self._coarse, 0.5)
        parts.append(_path(coarse, "none", COLOURS["outline"], 0.7, least=least))
        dots = view.drawn(shapely.point_on_surface(seen.zones.geometry.to_numpy()))
        every = zip(seen.zones["zone_id"], dots, strict=True)
        for zone, dot in sorted(every, key=lambda it: it[0] in seen.changed):
            is_changed = zone in seen.changed
            parts.append(
                f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" '
                f'r="{_CHANGED_DOT if is_changed else _DOT:g}" '
                f'fill="{COLOURS["accent" if is_changed else "sheet"]}" '
                f'stroke="{COLOURS["ink"]}" stroke-width="1.2"/>'
            )
        return parts

    def _around(
        self, view: View, frame: gpd.GeoDataFrame
    ) -> tuple[gpd.GeoDataFrame, NDArray[np.object_]]:
        """Return the rows that a view shows, and their drawn land."""
        box = view.box_deg()
        near = frame[shapely.intersects(frame.geometry.to_numpy(), box)]
        return near, view.drawn(shapely.intersection(near.geometry.to_numpy(), box))

    def _locator(self, places: Sequence[BaseGeometry]) -> str:
        """Return the locator map of the plan with places marked."""
        scale = min(LOCATOR / WIDTH, LOCATOR_HIGH / _WIDE_HIGH)
        land = _path(
            self._wide.drawn(self._coarse, 3.0), COLOURS["share-none"], COLOURS["sheet"], 3
        )
        dots = [
            f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="26" fill="{COLOURS["accent"]}"/>'
            for dot in self._wide.drawn(places)
        ]
        x = LOCATOR - WIDTH * scale
        clip = (
            f'<clipPath id="locator"><rect width="{WIDTH:g}" height="{_WIDE_HIGH:g}"/></clipPath>'
        )
        return (
            f'<g transform="translate({x:.1f} 0) scale({scale:.4f})">{clip}'
            f'<g clip-path="url(#locator)">{land}</g>{"".join(dots)}</g>'
        )


def _shapes_of(frame: gpd.GeoDataFrame, zones: Collection[str]) -> dict[str, BaseGeometry]:
    rows = frame[frame["zone_id"].isin(zones)]
    return dict(zip(rows["zone_id"], rows.geometry, strict=True))


def _about(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the box around shapes, widened on each side by half of its longer side."""
    west, south, east, north = shapely.total_bounds([whole(shape) for shape in shapes])
    room = max(east - west, north - south) / 2
    box: BaseGeometry = shapely.box(west - room, south - room, east + room, north + room)
    return box


def _side(box: BaseGeometry) -> float:
    west, south, east, north = box.bounds
    return float(max(east - west, north - south))


def _touched(
    shapes: Sequence[BaseGeometry], land: Iterable[BaseGeometry]
) -> Sequence[BaseGeometry]:
    """Return the blocks of a zone that gain or lose land; all of them if none does."""
    changed = shapely.union_all(np.asarray(list(land), dtype=object))
    blocks = shapely.get_parts(np.asarray(shapes, dtype=object))
    touched = blocks[shapely.intersects(blocks, changed)]
    return list(touched) if len(touched) else shapes


def _land_changes(view: View, land: gpd.GeoDataFrame) -> dict[str, NDArray[np.object_]]:
    """Return visible land that is gained, lost, or transferred between zones."""
    gained, lost = (
        shapely.union_all(view.drawn(land.geometry[land["change"] == change]))
        for change in _CHANGES
    )
    alone = {
        "gained": gained.difference(lost),
        "lost": lost.difference(gained),
        "handed": gained.intersection(lost),
    }
    drawn = {it: np.asarray([shape], dtype=np.object_) for it, shape in alone.items()}
    return {it: shapes for it, shapes in drawn.items() if _is_seen(shapes)}


def _is_seen(shapes: NDArray[np.object_]) -> bool:
    return bool(shapely.area(shapes).sum() >= _LEAST_UNITS2)


def _edge(change: str) -> str:
    """Return the edge colour of changed land; transferred land has that of lost land."""
    return _CHANGES["lost" if change == "handed" else change].edge


def _fill(share: float | None) -> str:
    if share is None or not np.isfinite(share):
        return COLOURS["share-none"]
    if share <= 0:
        return COLOURS["share-0"]
    number = next(n for n, most in enumerate(SHARE_BREAKS, start=1) if share <= most + 1e-9)
    return COLOURS[f"share-{number}"]


def _background(view: View) -> str:
    return f'<rect width="{view.wide:g}" height="{view.high:g}" fill="{COLOURS["sea"]}"/>'


def _inset(parts: Sequence[str], word: str) -> str:
    """Return an inset at the lower right corner of the overview, with its label."""
    wide, high = _INSET
    clip = f'<clipPath id="inset"><rect width="{wide:g}" height="{high:g}"/></clipPath>'
    frame = f'<rect width="{wide:g}" height="{high:g}" fill="none" stroke="{COLOURS["outline"]}"/>'
    x, y = WIDTH - wide - _INSET_EDGE, _WIDE_HIGH - high - _INSET_EDGE
    return (
        f'<g transform="translate({x:g} {y:g})">{clip}'
        f'<g clip-path="url(#inset)">{"".join(parts)}</g>{frame}'
        f'<text x="{wide:g}" y="-6" font-size="{SMALL:g}" text-anchor="end" '
        f'fill="{COLOURS["ink"]}">{escape(word)}</text></g>'
    )


def _path(  # noqa: PLR0913  attributes of SVG
    shapes: Iterable[BaseGeometry],
    fill: str,
    edge: str,
    width: float,
    *,
    dash: str = "",
    least: float = _LEAST_UNITS2,
) -> str:
    """Return one path of all polygons of at least the area `least`."""
    data = []
    for polygon in shapely.get_parts(np.asarray(list(shapes), dtype=object)):
        for part in shapely.get_parts(polygon):
            if part.geom_type == "Polygon" and part.area >= least:
                data += [_ring(ring) for ring in (part.exterior, *part.interiors)]
    more = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{"".join(data)}" fill="{fill}" fill-rule="evenodd" stroke="{edge}" '
        f'stroke-width="{width:g}" stroke-linejoin="round"{more}/>'
    )


def _ring(ring: BaseGeometry) -> str:
    points = np.round(shapely.get_coordinates(ring)[:-1], 1)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def _svg(view: View, parts: Sequence[str], strip: Strip, defs: str = "") -> str:
    beneath, high = strip.drawn(view.high)
    frame = f'width="{WIDTH:g}" height="{view.high:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {high:g}" '
        f'font-family="{FONT}, sans-serif">{defs}'
        f'<defs><clipPath id="map"><rect {frame}/></clipPath></defs>'
        f'<g clip-path="url(#map)">{"".join(parts)}</g>'
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1:g}" height="{view.high - 1:g}" fill="none" '
        f'stroke="{COLOURS["outline"]}"/>{beneath}</svg>'
    )
