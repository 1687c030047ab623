"""Maps of a change: each place where land is gained or lost, enlarged, on a panel of its own.

The zones that change are drawn in full, other zones and the ground pale. The land gained and lost
is drawn last, with an edge of a millimetre and more, so that a narrow rim is seen as well; its area
stands beside it. Names stay off it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from layers.geometry.antimeridian import in_one_frame, whole, wrapped
from layers.palette import CHANGES, COLOURS
from service.report.document import text_width
from service.report.figures import LEAST_KM2, signed
from service.report.map_labels import Labels
from service.report.map_lines import line_keys
from service.report.map_strip import LABEL, PANEL_FOOT, WIDTH, Key, panel_foot
from service.report.map_view import near_view
from service.report.surroundings import RAILWAY, RAILWAY_DASH, ROAD, seen
from service.report.svg import LEAST_UNITS2, background, path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.geometry.ellipsoid import Ellipsoid
    from service.report.map_view import View
    from service.report.names import Names
    from service.report.surroundings import Surroundings

MOST_PANELS = 6
"""The most panels of a picture."""

_SIZES = {1: (1, 560.0), 2: (2, 460.0), 3: (3, 340.0), 4: (2, 300.0), 5: (3, 280.0), 6: (3, 280.0)}
"""By the number of panels: columns, and the height of a panel in units."""

_GAP = 12.0  # units between panels
_SHOWN = 0.015  # the least share of a panel that changed land covers, its edge included
_EACH_SHOWN = 0.003  # the least share that the land of each zone covers
ZONE = "#f1dcd2"
"""The colour of zones: the accent on a sheet, pale."""

_OTHER_ZONE = "#f8ede7"
_EDGE_UNITS = {"gained": 6.0, "lost": 3.0, "handed": 3.0}
_BROADER = (1.0, 1.5, 2.0, 3.0)
_WIDEST_CALLOUT = 0.85  # of the width of a panel
_REFERENCE = "reference "  # before the name of a reference layer, among what maps show
_MARKS = {mark.value: mark for mark in CHANGES}


class Subject(NamedTuple):
    """What a map of a change shows: some zones before and after, the land that they gain and lose.

    `frames` are all zones before and after, `land` is of these zones alone, as `Comparison.land`.
    `title` stands beneath its panels.
    """

    frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]
    land: gpd.GeoDataFrame
    zones: Sequence[str]
    names: Names
    title: str = ""

    @classmethod
    def of(
        cls,
        frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
        land: gpd.GeoDataFrame,
        zones: Sequence[str],
        names: Names,
    ) -> Subject:
        """Return the subject of some zones; `land` may be of others too."""
        own = land[land["zone_id"].isin(zones) & (land["area_km2"] >= LEAST_KM2)]
        return cls(frames, own, zones, names)

    def shapes(self, when: int) -> dict[str, BaseGeometry]:
        """Return its zones before (0) or after (1), by id."""
        rows = self.frames[when]
        rows = rows[rows["zone_id"].isin(self.zones)]
        return dict(zip(rows["zone_id"], rows.geometry, strict=True))

    def places(self) -> list[Subject]:
        """Return a subject for each place where land changes, the largest change first.

        One place where a single map shows all of it, or no land changes.
        """
        if self.land.empty or _is_shown(self):
            return [self]
        parts = self.land.explode(ignore_index=True)
        groups = _near_each_other(in_one_frame(parts.geometry.to_numpy()))
        subjects = []
        for group in range(groups.max() + 1):
            own = parts[groups == group].dissolve(["zone_id", "change"], as_index=False)
            ids = [zone for zone in self.zones if zone in set(own["zone_id"])]
            subjects.append(self._replace(land=own, zones=ids))
        return sorted(subjects, key=lambda one: -one.size)

    @property
    def size(self) -> float:
        """Return the size of its changed land, to put subjects in order."""
        return float(shapely.area(self.land.geometry.to_numpy()).sum())

    def view(self, size: tuple[float, float]) -> View:
        """Return its view: the blocks that change, or about the changed land alone if it is small.

        Without changed land, its zones.
        """
        every = [*self.shapes(0).values(), *self.shapes(1).values()]
        crs = self.frames[1].crs
        if self.land.empty:
            return near_view(every, crs, size)
        whole_blocks = near_view(_touched(every, self.land.geometry), crs, size)
        share = shown_share(whole_blocks, self.land)
        if share >= _SHOWN:
            return whole_blocks
        close = near_view([wrapped(_about(self.land.geometry))], crs, size)
        return close if shown_share(close, self.land) > share else whole_blocks


def shown_share(view: View, land: gpd.GeoDataFrame, broader: float = 1.0) -> float:
    """Return the share of a view (0–1) that land covers as it is drawn, with its edge."""
    frame = shapely.box(0, 0, view.wide, view.high)
    every = [
        shapely.intersection(shape, frame)
        for change, shapes in _changed(view, land).items()
        for shape in shapely.buffer(shapes, broader * _EDGE_UNITS[change] / 2)
    ]
    return float(shapely.union_all(every).area / frame.area)


def broader_edge(view: View, land: gpd.GeoDataFrame) -> float:
    """Return how many times as broad as usual the edges of narrow land are, so that it is seen."""
    return next((it for it in _BROADER if shown_share(view, land, it) >= _SHOWN), _BROADER[-1])


def _is_shown(subject: Subject) -> bool:
    """Return whether a single map makes the change of each zone visible."""
    view = subject.view((WIDTH, _SIZES[1][1]))
    own = (subject.land[subject.land["zone_id"] == zone] for zone in set(subject.land["zone_id"]))
    return shown_share(view, subject.land) >= _SHOWN and all(
        shown_share(view, land) >= _EACH_SHOWN for land in own
    )


def _near_each_other(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
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


class ChangeMaps:
    """Draws panels of subjects in the surroundings of a plan; `units` are words for km² and km."""

    def __init__(
        self, surroundings: Surroundings, ellipsoid: Ellipsoid, units: tuple[str, str]
    ) -> None:
        self._surroundings, self._ellipsoid = surroundings, ellipsoid
        self._km2, self._km = units

    def drawn(self, subjects: Sequence[Subject]) -> tuple[str, float, set[str]]:
        """Return panels of subjects as SVG, their height, and what they show.

        What they show is `before`, `after`, and `gained`, `lost` and `handed` land.
        """
        columns, high = _SIZES[len(subjects)]
        wide = (WIDTH - _GAP * (columns - 1)) / columns
        parts, seen = [], set[str]()
        for number, subject in enumerate(subjects):
            row, column = divmod(number, columns)
            view = subject.view((wide, high))
            content, shown = self._panel(view, subject)
            seen |= shown
            x, y = column * (wide + _GAP), row * (high + PANEL_FOOT)
            bar = view.units_per_ground_m
            parts.append(
                f'<svg x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:g}" '
                f'viewBox="0 0 {wide:.1f} {high:g}">{content}</svg>'
                f'<rect x="{x + 0.5:.1f}" y="{y + 0.5:.1f}" width="{wide - 1:.1f}" '
                f'height="{high - 1:g}" fill="none" stroke="{COLOURS["outline"]}"/>'
                f"{panel_foot(subject.title, bar, (x, y + high), wide, self._km)}"
            )
        rows = -(-len(subjects) // columns)
        return "".join(parts), rows * (high + PANEL_FOOT), seen

    def _panel(self, view: View, subject: Subject) -> tuple[str, frozenset[str]]:
        ground = self._surroundings.drawn(view)
        references = self._surroundings.references(view)
        dashes = self._surroundings.reference_dashes
        rest = subject.frames[1]
        rest, beside = seen(view, rest[~rest["zone_id"].isin(subject.zones)])
        befores, afters = subject.shapes(0), subject.shapes(1)
        now, was = view.drawn(afters.values()), view.drawn(befores.values())
        by_change = _changed(view, subject.land)
        parts = [
            background(view),
            ground.land,
            *(
                path(shapes, "none", COLOURS["ink-2"], 1.0, dash=dashes[name])
                for name, shapes in references.items()
            ),
            path(beside, _OTHER_ZONE, COLOURS["outline"], 0.8),
            path(now, ZONE, "none", 0),
            ground.lines,
            path(now, "none", COLOURS["ink"], 2.4),
            path(was, "none", COLOURS["ink-2"], 1.6, dash="7 5"),
        ]
        broader = broader_edge(view, subject.land)
        for change, shapes in by_change.items():
            width = broader * _EDGE_UNITS[change]
            parts.append(path(shapes, _filled(change), _edge(change), width))
        changed = shapely.union_all([it for shapes in by_change.values() for it in shapes])
        labels = Labels(view.wide, view.high, changed.buffer(3 * broader), [*now, *was, *beside])
        parts += self._named(view, subject, labels)
        for zone, shape in zip(rest["zone_id"], beside, strict=True):
            parts += labels.write(shape, subject.names.label(zone), colour=COLOURS["ink-2"])
        taken = shapely.union_all([*now, *was, *beside])
        parts += self._surroundings.named(view, labels, subject.names, taken)
        frame = shapely.box(0, 0, view.wide, view.high)
        drawn: dict[str, Iterable[BaseGeometry]] = {
            "zone": [*now, *beside],
            "before": was,
            "after": now,
            **by_change,
            **{_REFERENCE + name: shapes for name, shapes in references.items()},
        }
        return "".join(parts), ground.shown | {
            what for what, shapes in drawn.items() if any(map(frame.intersects, shapes))
        }

    def _named(self, view: View, subject: Subject, labels: Labels) -> list[str]:
        """Return the names of the zones that change, and how much land each gains and loses.

        A name that finds no place off the changed land stands with its figures.
        """
        befores, afters = subject.shapes(0), subject.shapes(1)
        parts, unnamed = [], {}
        for zone in subject.zones:
            name = subject.names.label(zone)
            (shape,) = view.drawn([afters[zone] if zone in afters else befores[zone]])
            found = labels.write(shape, name, bold=True)
            parts += found
            unnamed[zone] = "" if found else name
        for zone in subject.zones:
            land = subject.land[subject.land["zone_id"] == zone]
            if land.empty:
                continue
            areas = self._ellipsoid.area_km2(land.geometry.to_numpy())
            figures = " ".join(
                signed(km2 if change == "gained" else -km2, 2)
                for change, km2 in zip(land["change"], areas, strict=True)
            )
            text = f"{unnamed[zone]} {figures} {self._km2}".strip()
            if text_width(text, LABEL) > _WIDEST_CALLOUT * view.wide:
                text = f"{figures} {self._km2}"
            parts += labels.callout(shapely.union_all(view.drawn(land.geometry)), text)
        return parts


def keys(shown: set[str], words: Mapping[str, str], dashes: Mapping[str, str]) -> list[Key]:
    """Return the legend of what panels show; `dashes` are those of reference layers, by name."""
    every = {
        "zone": Key(words["zone"], fill=ZONE, edge=COLOURS["outline"]),
        "before": Key(words["before"], line=COLOURS["ink-2"], dash="7 5"),
        "after": Key(words["after"], line=COLOURS["ink"]),
        **{
            change: Key(words[change], fill=_filled(change), edge=_edge(change))
            for change in _EDGE_UNITS
        },
        "roads": Key(words["roads"], line=ROAD),
        "railways": Key(words["railways"], line=RAILWAY, dash=RAILWAY_DASH),
        **{
            _REFERENCE + name: Key(name, line=COLOURS["ink-2"], dash=dash)
            for name, dash in dashes.items()
        },
    }
    return [key for what, key in every.items() if what in shown] + line_keys(shown, words)


def _changed(view: View, land: gpd.GeoDataFrame) -> dict[str, NDArray[np.object_]]:
    """Return the visible land of a view that is gained, lost, or transferred between zones."""
    gained, lost = (
        shapely.union_all(view.drawn(land.geometry[land["change"] == change])) for change in _MARKS
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


def _filled(change: str) -> str:
    """Return the fill of changed land: gained land is solid, other has its pattern."""
    return _MARKS["gained"].colour if change == "gained" else f"url(#{change})"


def _edge(change: str) -> str:
    """Return the edge colour of changed land; transferred land has that of lost land."""
    return _MARKS["lost" if change == "handed" else change].edge
