"""Maps of a report as SVG: an overview of the plan, changes of zones, and a sheet of any extent.

Each map has its own equal-area projection (`layers.geometry.area_projection`), and a scale bar that
holds at its centre: that of the whole plan, or one around the centre of the zones, where north is
up. Legend, scale and a locator map of the plan are beside a map, never on it.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from layers import Plan
from layers.geometry.antimeridian import Extent, whole
from layers.geometry.area_projection import AreaProjection
from layers.messages import Language, Message
from layers.palette import COLOURS
from service.map.display import display_regions
from service.report.change_map import PANEL_HIGH, MapSubject
from service.report.document import text_width
from service.report.map_signs import NO_SIGNS, Signs
from service.report.map_strip import (
    LOCATOR,
    LOCATOR_HIGH,
    PANEL_FOOT,
    SMALL,
    WIDTH,
    Key,
    Strip,
    fine_print,
    heading,
    legend,
    north_arrow,
    panel_foot,
    patterns,
)
from service.report.map_view import (
    View,
    extent_view,
    has_inset,
    inset_view,
    mainland,
    whole_view,
    wide_view,
)
from service.report.panel import SIGN_WORDS, Panels
from service.report.surroundings import NO_TINT, Surroundings, Tint
from service.report.svg import circle, path, text_at

_TOLERANCE_DEG = 0.03  # of the locator's regions
_WIDE_HIGH = 620.0  # the height of the overview, in units
INSET = 190.0, 229.0
"""The size of the inset of an overview, in units."""

PAPERS = {"a4": (297.0, 210.0), "a3": (420.0, 297.0)}
"""The sizes of a sheet in mm, by the name of its paper."""

SHEET_UNIT_MM = 0.2
"""The length of a unit of a sheet."""

_INSET_EDGE = 12.0  # units from the corner of a map
_SHEET_EDGE, _SIDE, _SHEET_GAP = 50.0, 250.0, 16.0  # a sheet's margin, its column, and between
_SIZES = {
    1: (1, PANEL_HIGH),
    2: (2, 460.0),
    3: (3, 340.0),
    4: (2, 300.0),
    5: (3, 280.0),
    6: (3, 280.0),
}
"""By the number of panels: columns, and the height of a panel in units."""

_LOWERINGS = 3
_UNDER = 8.0  # units beneath the last line of a legend
_ROW_HIGH = 240.0  # of small panels in a row
_GAP, _LEAST_PANEL = 12.0, 160.0  # units between panels; the least height of one
FONT = "Noto Sans SC"


class Sheet(NamedTuple):
    """A sheet: its title, the meaning of its tint, notes by line, its extent in degrees, its paper.

    Without an extent it is of the whole plan. `signs` are above the zones of its view.
    """

    title: str
    tint: str
    notes: Sequence[str]
    extent: Extent | None
    paper: str
    signs: Callable[[View], Signs]


class Maps:
    """Draws the maps of a plan. Each has a `credit` below it: its subject, source and date."""

    def __init__(self, plan: Plan, language: Language) -> None:
        """Create the maps of a plan in a language."""
        say = plan.terms.speaker(language).text
        words = {what: say(Message(code)) for what, code in SIGN_WORDS.items()}
        self._plan, self._words = plan, words
        coarse = display_regions(plan.regions, plan.terms.coarsest, _TOLERANCE_DEG)
        self._coarse = coarse.geometry
        self._wide = self._whole((WIDTH, _WIDE_HIGH))
        self._ground = Surroundings(plan, coarse, self._wide, language)
        self._panels = Panels(self._ground, plan.ellipsoid, words)

    def projection(self, extent: Extent | None = None) -> AreaProjection:
        """Return the projection of a sheet of an extent, or of the overview."""
        return self.view(extent, (WIDTH, _WIDE_HIGH)).projection

    def _whole(self, size: tuple[float, float]) -> View:
        return wide_view(self._plan.regions, self._coarse.to_numpy(), size)

    def view(self, extent: Extent | None, size: tuple[float, float]) -> View:
        """Return the view of an extent in degrees; of the whole plan if it holds all of that."""
        whole_plan = self._whole(size)
        if extent is None:
            return whole_plan
        view = extent_view(extent, self._plan.crs, size)
        land = self._coarse.to_numpy()
        land = view.drawn(mainland(land) if has_inset(self._plan.regions) else land)
        return whole_plan if view.frame.covers(shapely.box(*shapely.total_bounds(land))) else view

    def overview(
        self, subject: MapSubject, tint: Tint, title: str, credit: str, most_high: float = math.inf
    ) -> str:
        """Return the overview: zones, changed zones, and a tint whose meaning is the title.

        It is at most so high, in units, but never too low for its inset.
        """

        def drawn(high: float) -> tuple[str, float]:
            view = self._wide if high == _WIDE_HIGH else self._whole((WIDTH, high))
            return self._overview(view, subject, tint, title, credit)

        return _lowered(drawn, _WIDE_HIGH, INSET[1] + 4 * _INSET_EDGE, most_high)

    def _overview(
        self, view: View, subject: MapSubject, tint: Tint, title: str, credit: str
    ) -> tuple[str, float]:
        content, shown = self._framed(view, (0.0, 0.0), subject, tint)
        foot = panel_foot("", view.units_per_ground_m, (0, view.high), WIDTH, self._words["km"])
        strip = Strip(self._panels.keys(shown), _tint_title(title, shown), credit)
        beneath, high = strip.drawn(view.high + PANEL_FOOT)
        return _svg(content + foot + beneath, WIDTH, high), high

    def changes(
        self,
        subjects: Sequence[MapSubject],
        credit: str,
        most_high: float = math.inf,
        *,
        in_a_row: bool = False,
    ) -> str:
        """Return places where zones change, before and after, a panel for each.

        It is at most so high, in units, but no panel is too low to be read. Several `in_a_row` are
        small.
        """
        columns, panel_high = _SIZES[len(subjects)]
        if in_a_row and len(subjects) > 1:
            columns, panel_high = len(subjects), _ROW_HIGH

        def drawn(high: float) -> tuple[str, float]:
            return self._changes(subjects, credit, (columns, high))

        rows = -(-len(subjects) // columns)
        return _lowered(drawn, panel_high, _LEAST_PANEL, most_high, rows)

    def _changes(
        self, subjects: Sequence[MapSubject], credit: str, size: tuple[int, float]
    ) -> tuple[str, float]:
        """Return panels in columns, each so high, and the height of all."""
        columns, high = size
        wide = (WIDTH - _GAP * (columns - 1)) / columns
        parts, shown = [], set[str]()
        for number, subject in enumerate(subjects):
            row, column = divmod(number, columns)
            view = subject.view((wide, high))
            at = column * (wide + _GAP), row * (high + PANEL_FOOT)
            content, seen = self._framed(view, at, subject)
            bar, foot = view.units_per_ground_m, (at[0], at[1] + high)
            parts += [content, panel_foot(subject.title, bar, foot, wide, self._words["km"])]
            shown |= seen
        places = [
            shapely.centroid(whole(shape)) for subject in subjects for shape in subject.located
        ]
        locator = self._locator(places)
        strip = Strip(self._panels.keys(shown), "", credit, self._words["north"], locator)
        beneath, end = strip.drawn(-(-len(subjects) // columns) * (high + PANEL_FOOT))
        return _svg("".join(parts) + beneath, WIDTH, end), end

    def before_and_after(
        self, subject: MapSubject, size: tuple[float, float]
    ) -> tuple[str, str, str]:
        """Return the map of a place before a change, the one after it, and the legend of both.

        Both have one view and a size in units; they are pictures of their own.
        """
        view = subject.view(size)
        was = subject.frames[0]
        here = set(was["zone_id"])
        before = subject._replace(
            frames=(was, was),
            land=subject.land.iloc[:0],
            zones=[zone for zone in subject.zones if zone in here],
            every_land=None,
        )
        pictures, shown = [], set[str]()
        for one in (before, subject):
            content, seen = self._framed(view, (0.0, 0.0), one)
            foot = panel_foot("", view.units_per_ground_m, (0, size[1]), size[0], self._words["km"])
            pictures.append(_svg(content + foot, size[0], size[1] + PANEL_FOOT))
            shown |= seen
        keys, high = legend(self._panels.keys(shown), "", (4.0, 0.0), WIDTH)
        return pictures[0], pictures[1], _svg("".join(keys), WIDTH, high + _UNDER)

    def extent(self, subject: MapSubject, extent: Extent | None, credit: str) -> str:
        """Return a map of an extent in degrees, else of the whole plan, without a tint."""
        view = self.view(extent, (WIDTH, PANEL_HIGH))
        content, shown = self._framed(view, (0.0, 0.0), subject)
        bar = view.units_per_ground_m
        foot = panel_foot("", bar, (0, view.high), WIDTH, self._words["km"])
        is_near = view.projection.parallels is None
        north = self._words["north"] if is_near else ""
        locator = self._locator([view.middle_deg]) if is_near else ""
        strip = Strip(self._panels.keys(shown), "", credit, north, locator)
        beneath, high = strip.drawn(view.high + PANEL_FOOT)
        return _svg(content + foot + beneath, WIDTH, high)

    def sheet(self, subject: MapSubject, tint: Tint, sheet: Sheet) -> str:
        """Return a sheet with its margins: title above the map, legend beside it, notes below."""
        wide, high = (length / SHEET_UNIT_MM for length in PAPERS[sheet.paper])
        left, right = _SHEET_EDGE, wide - _SHEET_EDGE
        title, top = heading(sheet.title, (left, _SHEET_EDGE), right - left)
        top += _SHEET_GAP
        _, notes_high = _notes(sheet.notes, (left, _SHEET_GAP), right - left)
        size = right - left - _SIDE - _SHEET_GAP, high - _SHEET_EDGE - notes_high - PANEL_FOOT - top
        view = self.view(sheet.extent, size)
        signs = sheet.signs(view)
        content, shown = self._framed(view, (left, top), subject, tint, signs)
        bar = view.units_per_ground_m
        foot = panel_foot("", bar, (left, top + view.high), view.wide, self._words["km"])
        keys = [*self._panels.keys(shown), *signs.keys]
        side = self._side(view, keys, _tint_title(sheet.tint, shown), (right - _SIDE, top))
        below = left, top + view.high + PANEL_FOOT + _SHEET_GAP
        notes, _ = _notes(sheet.notes, below, right - left)
        ground = f'<rect width="{wide:g}" height="{high:g}" fill="{COLOURS["halo"]}"/>'
        return _svg("".join([ground, title, content, foot, side, *notes]), wide, high)

    def _side(self, view: View, keys: list[Key], tint: str, at: tuple[float, float]) -> str:
        """Return the column beside the map of a sheet: a locator, north, and the legend."""
        x, y = at
        parts = []
        if view.projection.parallels is None:
            locator = self._locator([view.middle_deg])
            parts.append(f'<g transform="translate({x:g} {y:g})">{locator}</g>')
            parts.append(north_arrow(self._words["north"], x + _SIDE - 20, y + 18))
            y += LOCATOR_HIGH + _SHEET_GAP
        entries, _ = legend(keys, tint, (x, y), _SIDE, is_stacked=True)
        return "".join([*parts, *entries])

    def _framed(
        self,
        view: View,
        at: tuple[float, float],
        subject: MapSubject,
        tint: Tint | None = None,
        signs: Signs = NO_SIGNS,
    ) -> tuple[str, set[str]]:
        """Return a map in its frame, with the inset of the far south if the plan has it there."""
        over, shown = "", set[str]()
        kept: list[BaseGeometry] = []
        has_south = has_inset(self._plan.regions) and view.lacks_far_south
        if has_south:
            kept = self._room_of_inset(view)
        content, seen = self._panels.drawn(view, subject, tint, kept, signs)
        if has_south:
            as_seen = tint if tint is not None and _tint_title(" ", seen) else NO_TINT
            over, shown = self._inset(view, subject, as_seen)
        x, y = at
        wide, high = view.wide, view.high
        frame = (
            f'<svg x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" '
            f'viewBox="0 0 {wide:.1f} {high:.1f}">{content}{over}</svg>'
            f'<rect x="{x + 0.5:.1f}" y="{y + 0.5:.1f}" width="{wide - 1:.1f}" '
            f'height="{high - 1:.1f}" fill="none" stroke="{COLOURS["outline"]}"/>'
        )
        return frame, shown | seen

    def _room_of_inset(self, view: View) -> list[BaseGeometry]:
        """Return the boxes of the inset and of its word, in the lower right corner."""
        wide, high = INSET
        east, south = view.wide - _INSET_EDGE, view.high - _INSET_EDGE
        word = max(wide, text_width(self._words["inset"], SMALL))
        return [
            shapely.box(east - wide, south - high, east, south),
            shapely.box(east - word, south - high - 2 * SMALL, east, south - high),
        ]

    def _inset(self, view: View, subject: MapSubject, tint: Tint) -> tuple[str, set[str]]:
        """Return the inset of the far south in the lower right corner, and the signs on it."""
        wide, high = INSET
        content, shown = self._panels.inset(inset_view(view, self._plan.crs, INSET), subject, tint)
        x, y = view.wide - wide - _INSET_EDGE, view.high - high - _INSET_EDGE
        clip = f'<clipPath id="inset"><rect width="{wide:g}" height="{high:g}"/></clipPath>'
        edge = f'width="{wide:g}" height="{high:g}" fill="none" stroke="{COLOURS["outline"]}"'
        word = text_at(self._words["inset"], wide, -6, size=SMALL, anchor="end")
        svg = (
            f'<g transform="translate({x:g} {y:g})">{clip}'
            f'<g clip-path="url(#inset)">{content}</g><rect {edge}/>{word}</g>'
        )
        return svg, shown

    def _locator(self, places: Sequence[BaseGeometry]) -> str:
        """Return the locator map of the plan with places marked."""
        lines = self._ground.lines
        every = [*self._coarse, *lines.shapes]
        view = whole_view(self._wide, self._plan.crs, every, (LOCATOR, LOCATOR_HIGH))
        land = path(view.drawn(self._coarse, 0.3), COLOURS["share-none"], COLOURS["sheet"], 0.3)
        dots = [circle(dot, 3, COLOURS["accent"], "none") for dot in view.drawn(places)]
        return land + lines.faint(view) + "".join(dots)


def _lowered(
    draw: Callable[[float], tuple[str, float]],
    high: float,
    least: float,
    most_high: float,
    rows: int = 1,
) -> str:
    """Return a picture whose `rows` of maps are lowered, to a `least`, until it is at most so high.

    A lower map may show more, and have a longer legend.
    """
    svg, end = draw(high)
    for _ in range(_LOWERINGS):
        if end <= most_high or high == least:
            break
        high = max(least, high - (end - most_high) / rows)
        svg, end = draw(high)
    return svg


def _notes(notes: Sequence[str], at: tuple[float, float], most: float) -> tuple[list[str], float]:
    """Return notes below each other, wrapped to a width, and their lower end."""
    parts, (x, y) = list[str](), at
    for note in filter(None, notes):
        lines, y = fine_print(note, (x, y), most)
        parts += lines
    return parts, y


def _tint_title(title: str, shown: set[str]) -> str:
    """Return the meaning of the tint, if a map shows one."""
    return title if any(what.startswith(("share-", "change-")) for what in shown) else ""


def _svg(content: str, wide: float, high: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" '
        f'font-family="{FONT}, Noto Sans CJK SC, sans-serif">{patterns()}{content}</svg>'
    )
