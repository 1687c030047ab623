"""Maps of a report as SVG: an overview of the plan, and changes of zones.

Each map has its own equal-area projection (`layers.geometry.area_projection`), and a scale bar that
holds at its centre: that of the whole plan, or one around the centre of the zones, where north is
up. Legend, scale and a locator map of the plan are below a map, never on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

import numpy as np
import shapely

from layers.geometry.antimeridian import whole
from layers.palette import COLOURS, SHARE_BREAKS
from service.map.display import display_regions
from service.report.change_map import ChangeMaps, keys
from service.report.document import text_width
from service.report.map_labels import Labels
from service.report.map_lines import WORDS as LINE_WORDS
from service.report.map_lines import line_keys
from service.report.map_strip import (
    LOCATOR,
    LOCATOR_HIGH,
    PANEL_FOOT,
    SMALL,
    WIDTH,
    Key,
    Strip,
    panel_foot,
    patterns,
)
from service.report.map_view import has_inset, inset_view, whole_view, wide_view
from service.report.surroundings import Surroundings
from service.report.svg import LEAST_UNITS2, background, path

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers import Plan
    from layers.geometry.area_projection import AreaProjection
    from layers.messages import Language
    from service.report.change_map import Subject
    from service.report.map_view import View
    from service.report.names import Names

WORDS = {
    "zone": "report-map-zone",
    "before": "report-map-before",
    "after": "report-map-after",
    "gained": "report-map-gained",
    "lost": "report-map-lost",
    "handed": "report-map-handed",
    "roads": "report-map-roads",
    "railways": "report-map-railways",
    "none": "report-map-none",
    "changed": "report-map-changed",
    "no-data": "report-map-no-data",
    "fewer": "report-map-fewer",
    "north": "report-map-north",
    "inset": "report-map-inset",
    "km": "report-map-km",
    "km2": "report-map-km2",
    **LINE_WORDS,
}
"""The words of maps, by what they name: their codes."""

_TOLERANCE_DEG = 0.03  # of the overview's regions
_WIDE_HIGH = 620.0  # the height of the overview, in units
INSET = 190.0, 229.0
"""The size of the inset of an overview, in units."""

_TINY = 10.5  # the font size of names in the inset
_INSET_EDGE = 12.0  # units from the corner of the overview
_FEWER, _LEAST_SHARE = "#d99a86", 1e-9  # the accent, paler; what is more than rounding
_DOT, _CHANGED_DOT = 3.6, 7.0  # radii of a zone's dot in the overview, in units
FONT = "Noto Sans SC"


class _Glance(NamedTuple):
    """The content of an overview: regions and their colours, zones and the ids of changed ones."""

    regions: NDArray[np.object_]
    fills: Sequence[str]
    zones: gpd.GeoDataFrame
    changed: Collection[str]


class Maps:
    """Draws the maps of a plan. Each has a `credit` below it: its subject, source and date."""

    def __init__(
        self, plan: Plan, names: Names, words: Mapping[str, str], language: Language
    ) -> None:
        """Create the maps of a plan; `words` are those of `WORDS`."""
        self._plan, self._names, self._words = plan, names, words
        coarse = display_regions(plan.regions, plan.terms.coarsest, _TOLERANCE_DEG)
        self._coarse = coarse.geometry
        self._wide = wide_view(plan.regions, self._coarse.to_numpy(), (WIDTH, _WIDE_HIGH))
        self._ground = Surroundings(plan, coarse, self._wide, language)
        units = words["km2"], words["km"]
        self._changes = ChangeMaps(self._ground, plan.ellipsoid, units)

    @property
    def projection(self) -> AreaProjection:
        """Return the projection of the overview."""
        return self._wide.projection

    def overview(
        self,
        zones: gpd.GeoDataFrame,
        shares: Mapping[str, float],
        changed: Collection[str],
        title: str,
        credit: str,
    ) -> str:
        """Return the overview: zones, changed zones, and the finest regions by a share (0–1).

        The share may be a change, which is negative where it is less than before.
        """
        words, view = self._words, self._wide
        regions = display_regions(self._plan.regions, self._plan.terms.finest, _TOLERANCE_DEG)
        fills = [_fill(shares.get(str(code))) for code in regions["adcode"]]
        seen = _Glance(regions.geometry.to_numpy(), fills, zones, changed)
        parts, shown = self._at_a_glance(view, seen)
        labels = Labels(view.wide, view.high)
        if has_inset(self._plan.regions):
            inset = inset_view(view, self._plan.crs, INSET)
            inside, kinds = self._at_a_glance(inset, seen, least=0.0)
            shown |= kinds
            wide, high = INSET
            inside += self._ground.lines.named(inset, Labels(wide, high, small=_TINY))
            parts.append(_inset(inside, words["inset"]))
            x, y = view.wide - wide - _INSET_EDGE, view.high - high - _INSET_EDGE
            labels.keep(shapely.box(x, y, x + wide, y + high))
            word = max(wide, text_width(words["inset"], SMALL))
            labels.keep(shapely.box(x + wide - word, y - 2 * SMALL, x + wide, y))
        changing = zones[zones["zone_id"].isin(changed)]
        dots = view.drawn(shapely.point_on_surface(changing.geometry.to_numpy()))
        for dot in dots:
            labels.keep(dot.buffer(_CHANGED_DOT))
        parts += self._ground.lines.named(view, labels)
        for zone, dot in zip(changing["zone_id"], dots, strict=True):
            parts += labels.write(dot.buffer(_CHANGED_DOT), self._names.label(zone))
        lows = (0.0, *SHARE_BREAKS)
        texts = {COLOURS["share-0"]: words["none"]}
        for number, high in enumerate(SHARE_BREAKS, start=1):
            text = f"{100 * lows[number - 1]:.0f}–{100 * high:.0f}%"
            texts[COLOURS[f"share-{number}"]] = text
        texts |= {_FEWER: words["fewer"], COLOURS["share-none"]: words["no-data"]}
        entries = [
            Key(text, fill=fill, edge=COLOURS["edge"])
            for fill, text in texts.items()
            if fill in fills
        ]
        entries.append(Key(words["zone"], dot=COLOURS["sheet"], radius=_DOT))
        if changed:
            entries.append(Key(words["changed"], dot=COLOURS["accent"], radius=_CHANGED_DOT))
        entries += line_keys(shown, words)
        foot = panel_foot("", view.units_per_ground_m, (0, view.high), WIDTH, self._words["km"])
        content = _framed(view, parts) + foot
        return _svg(content, view.high + PANEL_FOOT, Strip(entries, title, credit))

    def changes(self, subjects: Sequence[Subject], credit: str) -> str:
        """Return places where zones change, before and after, a panel for each."""
        content, high, shown = self._changes.drawn(subjects)
        at = [
            shapely.centroid(whole(shape))
            for subject in subjects
            for shape in (
                subject.land.geometry if len(subject.land) else subject.shapes(1).values()
            )
        ]
        words = self._words
        entries = keys(shown, words, self._ground.reference_dashes)
        strip = Strip(entries, "", credit, words["north"], self._locator(at))
        return _svg(content, high, strip, patterns())

    def _at_a_glance(
        self, view: View, seen: _Glance, least: float = LEAST_UNITS2
    ) -> tuple[list[str], set[str]]:
        """Return an overview's content in a view, without land smaller than `least`.

        With it come the kinds of the plan's lines that it shows.
        """
        parts = [background(view), self._ground.beyond(view, 0.5)]
        shapes = view.drawn(seen.regions, 0.5)
        for fill in dict.fromkeys(seen.fills):
            mine = shapes[[each == fill for each in seen.fills]]
            parts.append(path(mine, fill, fill, 0.4))
        lines, shown = self._ground.lines.drawn(view, 0.5)
        if not self._ground.lines.present:
            coarse = view.drawn(self._coarse, 0.5)
            lines = path(coarse, "none", COLOURS["outline"], 0.7, least=least)
        parts.append(lines)
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
        return parts, shown

    def _locator(self, places: Sequence[BaseGeometry]) -> str:
        """Return the locator map of the plan with places marked."""
        lines = self._ground.lines
        every = [*self._coarse, *lines.shapes]
        view = whole_view(self._wide, self._plan.crs, every, (LOCATOR, LOCATOR_HIGH))
        land = path(view.drawn(self._coarse, 0.3), COLOURS["share-none"], COLOURS["sheet"], 0.3)
        dots = [
            f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="3" fill="{COLOURS["accent"]}"/>'
            for dot in view.drawn(places)
        ]
        return land + lines.faint(view) + "".join(dots)


def _fill(share: float | None) -> str:
    if share is None or not np.isfinite(share):
        return COLOURS["share-none"]
    if abs(share) < _LEAST_SHARE or share <= 0:
        return _FEWER if share <= -_LEAST_SHARE else COLOURS["share-0"]
    number = next(n for n, most in enumerate(SHARE_BREAKS, start=1) if share <= most + 1e-9)
    return COLOURS[f"share-{number}"]


def _inset(parts: Sequence[str], word: str) -> str:
    """Return an inset at the lower right corner of the overview, with its label."""
    wide, high = INSET
    clip = f'<clipPath id="inset"><rect width="{wide:g}" height="{high:g}"/></clipPath>'
    frame = f'<rect width="{wide:g}" height="{high:g}" fill="none" stroke="{COLOURS["outline"]}"/>'
    x, y = WIDTH - wide - _INSET_EDGE, _WIDE_HIGH - high - _INSET_EDGE
    return (
        f'<g transform="translate({x:g} {y:g})">{clip}'
        f'<g clip-path="url(#inset)">{"".join(parts)}</g>{frame}'
        f'<text x="{wide:g}" y="-6" font-size="{SMALL:g}" text-anchor="end" '
        f'fill="{COLOURS["ink"]}">{escape(word)}</text></g>'
    )


def _framed(view: View, parts: Sequence[str]) -> str:
    """Return a map with its frame, cut at it."""
    frame = f'width="{WIDTH:g}" height="{view.high:g}"'
    return (
        f'<svg {frame} viewBox="0 0 {WIDTH:g} {view.high:g}">{"".join(parts)}</svg>'
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1:g}" height="{view.high - 1:g}" fill="none" '
        f'stroke="{COLOURS["outline"]}"/>'
    )


def _svg(content: str, top: float, strip: Strip, defs: str = "") -> str:
    beneath, high = strip.drawn(top)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {high:g}" '
        f'font-family="{FONT}, sans-serif">{defs}{content}{beneath}</svg>'
    )
