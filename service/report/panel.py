"""A map of a report, a sheet or a grid of enlarged places: one drawing for every scale.

Changed zones have full colour, other zones and the ground are pale; a zone too small to be
seen is a dot. The land gained and lost is drawn last, with an edge of a millimetre and more, so
that even a narrow rim shows; its area is printed next to it. Names stay off it. Regions have a
tint, unless all visible ones would have the same: then the zones have a colour of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geometry.ellipsoid import Ellipsoid
from layers.palette import CHANGE_TOKENS, CHANGES, COLOURS, NO_DATA, SHARE_CHANGES, SHARES
from service.report.change_map import (
    EDGE_UNITS,
    MapSubject,
    ReachChange,
    broader_edge,
    drawn_changes,
)
from service.report.document import text_width
from service.report.figures import signed
from service.report.map_labels import Labels
from service.report.map_lines import LINE_WORDS, STAR, line_keys
from service.report.map_signs import NO_SIGNS, Signs
from service.report.map_strip import LABEL, Key
from service.report.map_view import View
from service.report.surroundings import (
    NO_TINT,
    OLDER_SEA,
    RAILWAY,
    RAILWAY_DASH,
    RIVER,
    ROAD,
    MapGround,
    Surroundings,
    Tint,
    seen,
)
from service.report.svg import LEAST_UNITS2, background, circle, lines_path, path

SIGN_WORDS = {
    "zone": "report-map-zone",
    "dot": "report-map-dot",
    "before": "report-map-before",
    "after": "report-map-after",
    "gained": "report-map-gained",
    "lost": "report-map-lost",
    "handed": "report-map-handed",
    "reached": "report-map-reached",
    "left": "report-map-left",
    "ring-before": "report-map-ring-before",
    "ring-after": "report-map-ring-after",
    "roads": "report-map-roads",
    "railways": "report-map-railways",
    "capital": "report-map-capital",
    "lakes": "report-map-lakes",
    "rivers": "report-map-rivers",
    "sea": "report-map-sea",
    "changed": "report-map-changed",
    "share-0": "page-legend-not-reached",
    "share-none": "page-legend-nodata",
    "north": "report-map-north",
    "inset": "report-map-inset",
    "km": "report-map-km",
    "km2": "report-map-km2",
    **{token: f"page-legend-{token}" for token in CHANGE_TOKENS},
    **LINE_WORDS,
}
"""The codes of the words that maps use, by the sign that they name."""

ZONE = "#f1dcd2"
"""The colour of zones on ground without a tint: the accent on a sheet, pale."""

_OTHER_ZONE = "#f8ede7"
_DOT, _CHANGED_DOT = 3.6, 7.0  # radii of a zone that is too small to be seen, in units
_LEAST_ZONE_UNITS2 = 120.0  # a smaller one is a dot
_CASING = 5.0  # the width of a zone's light casing on a tint, in units
_TINY = 10.5  # the font size of names in an inset
_DASH = "7 5"  # of a boundary before
_APART = 10.0  # units beyond which a boundary is not beneath the edge of the land at the other
_WIDEST_CALLOUT = 0.85  # of the width of a panel
_REACH = {"reached": "change-gained-1", "left": "change-lost-1"}
"""The colours of ground newly within reach, and no longer."""

_RING, _SHEER = CHANGES[0].edge, 0.8
_MARKS = {mark.value: mark for mark in CHANGES}


class Panels:
    """Draws maps of subjects in the surroundings of a plan; `words` are those of `SIGN_WORDS`."""

    def __init__(
        self, surroundings: Surroundings, ellipsoid: Ellipsoid, words: Mapping[str, str]
    ) -> None:
        self._surroundings, self._ellipsoid, self._words = surroundings, ellipsoid, words

    def drawn(
        self,
        view: View,
        subject: MapSubject,
        tint: Tint | None = None,
        kept: Sequence[BaseGeometry] = (),
        signs: Signs = NO_SIGNS,
    ) -> tuple[str, set[str]]:
        """Return a subject in a view as SVG, and the signs on it, as `keys` takes them.

        Without a tint it is the map of a place, on which a change is broad enough to be seen. Names
        avoid the areas `kept` free, such as the place of an inset, and the points of `signs`.
        """
        reach = subject.reach
        ground = self._surroundings.drawn(view, tint or NO_TINT, has_roads=reach is None)
        zones = _Zones(view, subject)
        between, rings = _rings(view, reach) if reach else ({}, {})
        parts = [background(view), ground.land]
        for what, ground_between in between.items():
            fill = path(ground_between, COLOURS[_REACH[what]], "none", 0)
            parts.append(f'<g opacity="{_SHEER}">{fill}</g>')  # over the edges of regions
        parts += zones.drawn(ground)
        parts += [_ring(what, it) for what, it in rings.items()]
        broader = broader_edge(view, subject.land) if tint is None else 1.0
        land = drawn_changes(view, subject.shown_land)
        for change, shapes in land.items():
            width = broader * EDGE_UNITS[change]
            parts.append(path(shapes, _filled(change), _edge(change), width))
        parts += [*zones.boundaries, signs.svg]
        changed = shapely.union_all([it for shapes in land.values() for it in shapes])
        labels = Labels(view.wide, view.high, changed.buffer(3 * broader), zones.every)
        for shape in [*kept, *signs.places, *zones.dots]:
            labels.keep(shape)
        parts += self._surroundings.lines.named(view, labels)
        parts += self._named(subject, labels, zones, view)
        if reach is not None:
            for it in reach.counts:
                (drawn,) = view.drawn([it.ground])
                parts += labels.write(drawn, it.text)
            shown = _seen(view, {**between, **rings})
            return "".join(parts), {*ground.shown, *zones.shown(ground), *shown}
        written = [subject.names.label(zone) for zone in subject.zones]
        for zone, shape in zones.others:
            colour = COLOURS["ink-2" if subject.zones else "ink"]
            if shape.area >= _LEAST_ZONE_UNITS2 or view.is_close:
                found = labels.write(shape, subject.names.label(zone), colour=colour)
                parts += found
                written += [subject.names.label(zone)] if found else []
        taken = shapely.union_all(zones.every)
        parts += self._surroundings.named(view, labels, subject.names, taken, written)
        return "".join(parts), {*ground.shown, *zones.shown(ground), *_seen(view, land)}

    def inset(self, view: View, subject: MapSubject, tint: Tint) -> tuple[str, set[str]]:
        """Return an inset as `drawn` does: with the names of the plan's lines, and all islands."""
        ground = self._surroundings.drawn(view, tint, is_inset=True)
        zones = _Zones(view, subject)
        labels = Labels(view.wide, view.high, small=_TINY)
        names = self._surroundings.lines.named(view, labels)
        parts = [background(view), ground.land, *zones.drawn(ground), *zones.boundaries, *names]
        return "".join(parts), {*ground.shown, *zones.shown(ground)}

    def _named(self, subject: MapSubject, labels: Labels, zones: _Zones, view: View) -> list[str]:
        """Return the names of the zones that change, and how much land each gains and loses.

        A name that finds no place off the changed land stands with its figures, or in the title.
        """
        parts, unnamed = [], {}
        for zone, shape in zones.changing.items():
            name = subject.names.label(zone)
            if shape.area < _LEAST_ZONE_UNITS2:
                parts += labels.write(_dot(shape).buffer(_CHANGED_DOT), name)
                continue
            found = labels.write(shape, name, bold=True)
            parts += found
            unnamed[zone] = "" if found or subject.title else name
        for zone, unwritten in unnamed.items():
            land = subject.land[subject.land["zone_id"] == zone]
            if land.empty:
                continue
            areas = self._ellipsoid.area_km2(land.geometry.to_numpy())
            figures = " ".join(
                signed(km2 if change == "gained" else -km2, 2)
                for change, km2 in zip(land["change"], areas, strict=True)
            )
            text = f"{unwritten} {figures} {self._words['km2']}".strip()
            if text_width(text, LABEL) > _WIDEST_CALLOUT * view.wide:
                text = f"{figures} {self._words['km2']}"
            drawn = shapely.union_all(view.drawn(land.geometry))
            if drawn.is_empty:  # too narrow to be drawn
                drawn = shapely.union_all(view.drawn(shapely.point_on_surface(land.geometry)))
            parts += labels.callout(drawn, text)
        return parts

    def keys(self, shown: set[str]) -> list[Key]:
        """Return the legend of the signs that maps show, and no others."""
        words = self._words
        tints = (*SHARES, *reversed(SHARE_CHANGES), NO_DATA)
        every = {
            **{
                it.value: Key(words.get(it.value, it.words), fill=it.colour, edge=COLOURS["edge"])
                for it in tints
            },
            "zone": Key(words["zone"], fill=ZONE, edge=COLOURS["outline"]),
            "outline": Key(words["zone"], fill=COLOURS["halo"], edge=COLOURS["ink"]),
            "dot": Key(words["dot"], dot=COLOURS["sheet"], radius=_DOT),
            "changed": Key(words["changed"], dot=COLOURS["accent"], radius=_CHANGED_DOT),
            "before": Key(words["before"], line=COLOURS["ink-2"], dash=_DASH),
            "after": Key(words["after"], line=COLOURS["ink"]),
            **{
                change: Key(words[change], fill=_filled(change), edge=_edge(change))
                for change in EDGE_UNITS
            },
            **{
                what: Key(words[what], fill=COLOURS[token], edge=COLOURS["edge"])
                for what, token in _REACH.items()
            },
            "ring-before": Key(words["ring-before"], line=COLOURS["ink-2"], dash=_DASH),
            "ring-after": Key(words["ring-after"], line=_RING),
            "roads": Key(words["roads"], line=ROAD),
            "railways": Key(words["railways"], line=RAILWAY, dash=RAILWAY_DASH),
            "lakes": Key(words["lakes"], fill=COLOURS["sea"], edge=RIVER),
            "rivers": Key(words["rivers"], line=RIVER, width=1.2),
            "sea": Key(words["sea"], fill=OLDER_SEA, edge=COLOURS["edge"]),
            "capital": Key(words["capital"], symbol=STAR),
            **self._surroundings.reference_keys,
        }
        return [key for what, key in every.items() if what in shown] + line_keys(shown, words)


class _Zones:
    """The zones of a view in its units: those that change, before and after, and others."""

    def __init__(self, view: View, subject: MapSubject) -> None:
        self._view, self._is_plain = view, not subject.zones
        rest = subject.frames[1]
        rest, beside = seen(view, rest[~rest["zone_id"].isin(subject.zones)])
        self.others = list(zip(rest["zone_id"].astype(str), beside, strict=True))
        after, before = subject.shapes(1), subject.shapes(0)
        now, was = (
            dict(zip(shapes, view.drawn(shapes.values()), strict=True))
            for shapes in (after, before)
        )
        self.changing = {zone: (now if zone in now else was)[zone] for zone in subject.zones}
        self.every = [*now.values(), *was.values(), *beside]
        self._now = _large(now.values())
        lines = [shapely.boundary(_large(shapes)) for shapes in (was.values(), now.values())]
        self._left, self._drawn = _apart(*lines), _apart(*reversed(lines))
        self._beside = _large(beside)
        self._small = [_dot(it) for _, it in self.others if it.area < _LEAST_ZONE_UNITS2]
        small = (it for it in self.changing.values() if it.area < _LEAST_ZONE_UNITS2)
        self._changed = [_dot(it) for it in small if not it.is_empty]

    @property
    def dots(self) -> Sequence[BaseGeometry]:
        """Return the dots of zones, which no name is on."""
        small = [dot.buffer(_DOT) for dot in self._small]
        return small + [dot.buffer(_CHANGED_DOT) for dot in self._changed]

    @property
    def boundaries(self) -> list[str]:
        """Return the boundaries before and after as SVG, to lie above land gained and lost.

        Each is drawn only where it differs from the other; a narrow rim keeps its colour.
        """
        return [
            lines_path(self._drawn, COLOURS["ink"], 2.4),
            lines_path(self._left, COLOURS["halo"], 3.2),
            lines_path(self._left, COLOURS["ink-2"], 1.6, dash=_DASH),
        ]

    def drawn(self, ground: MapGround) -> list[str]:
        """Return the zones as SVG, with the lines of the ground above them."""
        fill, other, casing = (ZONE, _OTHER_ZONE, 0.0)
        if ground.is_tinted:
            fill, other, casing = "none", "none", _CASING
        edge, width = (COLOURS["ink"], 1.8) if self._is_plain else (COLOURS["outline"], 0.8)
        halo = COLOURS["halo"] if casing else "none"
        return [
            path(self._beside, ZONE if self._is_plain and not casing else other, halo, casing),
            path(self._beside, "none", edge, max(width, 1.4 if casing else 0.0)),
            path(self._now, fill, halo, casing),
            ground.lines,
            path(self._now, "none", COLOURS["ink"], 2.4),
            *(circle(dot, _DOT, COLOURS["sheet"]) for dot in self._small),
            *(circle(dot, _CHANGED_DOT, COLOURS["accent"]) for dot in self._changed),
        ]

    def shown(self, ground: MapGround) -> set[str]:
        """Return which of its lines appear in a view."""
        if ground.is_tinted:
            zones = {"outline": self._beside}
        else:
            zones = {"zone": [*self._now, *self._beside]}
        drawn = {
            **zones,
            "before": self._left,
            "after": self._now,
            "dot": self._small,
            "changed": self._changed,
        }
        return _seen(self._view, drawn)


def _seen(view: View, drawn: Mapping[str, Iterable[BaseGeometry]]) -> set[str]:
    """Return the names of the drawn shapes that are inside a view."""
    frame = shapely.box(0, 0, view.wide, view.high)
    return {what for what, shapes in drawn.items() if any(map(frame.intersects, shapes))}


def _rings(
    view: View, reach: ReachChange
) -> tuple[dict[str, list[BaseGeometry]], dict[str, list[BaseGeometry]]]:
    """Return the ground between the rings of a change of reach, and the rings, as drawn."""
    before, after, gained, lost = view.drawn(reach[:4])
    between = {"reached": [gained], "left": [lost]}
    rings = {"ring-before": before, "ring-after": after}
    lines = {what: [shapely.boundary(it)] for what, it in rings.items() if not it.is_empty}
    return {what: [it] for what, (it,) in between.items() if it.area >= LEAST_UNITS2}, lines


def _ring(what: str, lines: Iterable[BaseGeometry]) -> str:
    if what == "ring-after":
        return lines_path(lines, _RING, 1.8)
    return lines_path(lines, COLOURS["ink-2"], 1.4, dash=_DASH)


def _apart(lines: NDArray[np.object_], others: NDArray[np.object_]) -> list[BaseGeometry]:
    """Return the parts of some boundaries that are away from the others."""
    own, beside = shapely.union_all(lines), shapely.buffer(shapely.union_all(others), _APART)
    return list(shapely.get_parts(shapely.line_merge(shapely.difference(own, beside))))


def _large(shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    return [shape for shape in shapes if shape.area >= _LEAST_ZONE_UNITS2]


def _dot(shape: BaseGeometry) -> BaseGeometry:
    dot: BaseGeometry = shapely.point_on_surface(shape)
    return dot


def _filled(change: str) -> str:
    """Return the fill of changed land: gained land is solid, other has its pattern."""
    return _MARKS["gained"].colour if change == "gained" else f"url(#{change})"


def _edge(change: str) -> str:
    """Return the edge colour of changed land; transferred land has that of lost land."""
    return _MARKS["lost" if change == "handed" else change].edge
