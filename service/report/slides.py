"""A scenario as a few slides, of the content of its report: nothing is measured or worded twice.

The slides are: the proposal, with three figures; each place where land changes, today and as
planned; what each phase adds; the people newly within reach; who gains and who pays, how sure it
is, and who decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from geo.indicators.scorecard import Scorecard
from layers.messages import Language
from service.report.costs import costs
from service.report.decision import targets_met, uncertain, who_decides
from service.report.document import Picture, ReportBanner
from service.report.key_figures import KeyFigure, gateways_held, land, moved, reach, totals
from service.report.measured import Measured
from service.report.phases import phase_land, phase_maps
from service.report.pictures import Pictures, PlaceChange
from service.report.purposes import MARKS, effects, scorecard_of
from service.report.summary import proposed_land, zone_sentence
from service.report.verdict import balance, banners, settled_first
from service.report.writer import Edition, Writer

MAP_SIZE = 470.0, 340.0
"""The size of a map of a place in units, which are larger on a slide than on a page of paper."""

_MOST_PLACES, _MOST_LINES = 3, 4
_FIGURES = 3


class SlideFigure(NamedTuple):
    """A change in large type, its name, its values before and after, and its look.

    `look` is "gained" for land, "better" or "worse"; "" for anything else.
    """

    change: str
    name: str
    course: str
    look: str


@dataclass(frozen=True)
class SlideFigures:
    """The figures of a slide."""

    figures: tuple[SlideFigure, ...]


@dataclass(frozen=True)
class SlideMaps:
    """A place today and as planned, words for these and for the legend, and the maps' credit."""

    place: PlaceChange
    words: tuple[str, str, str]
    credit: str


@dataclass(frozen=True)
class SlideColumn:
    """A heading, after a mark if it has one, with sentences beneath."""

    heading: str
    points: tuple[str, ...]
    mark: str = ""


@dataclass(frozen=True)
class SlideColumns:
    """Columns, two beside each other where there is room."""

    columns: tuple[SlideColumn, ...]


SlideBlock: TypeAlias = SlideFigures | SlideMaps | SlideColumns | Picture | ReportBanner


@dataclass(frozen=True)
class Slide:
    """A slide: one headline, sentences that support it, its content, its number of the total."""

    headline: str
    lead: tuple[str, ...]
    blocks: tuple[SlideBlock, ...]
    number: str = ""


@dataclass(frozen=True)
class Slides:
    """The slides on a scenario: its title, the plan's, its revision, notes, and words of buttons.

    `mark` marks the header of every slide of a draft ("" for a stored revision).
    `notes` appear on every slide: the status of the boundaries, and whether the map was reviewed.
    `facts` are its revision and day, which the credit of maps has too.
    """

    language: Language
    title: str
    subtitle: str
    mark: str
    facts: tuple[str, ...]
    notes: tuple[str, ...]
    words: dict[str, str]
    slides: tuple[Slide, ...]


def slides(one: Measured, edition: Edition) -> Slides:
    """Return the slides on a measured scenario."""
    before = one.comparison.coverages[0]
    plan = before.plan
    writer = Writer(plan, before, [one], edition)
    card, pictures = scorecard_of(before, [one]), Pictures(writer)
    shown = (
        _opening(writer, one, card),
        *_places(writer, one, pictures),
        *_phases(writer, one, pictures),
        *_reach(writer, one, pictures),
        _balance(writer, one, card),
    )
    numbers = (
        writer.say("report-slide-of", number=number, count=len(shown))
        for number in range(1, len(shown) + 1)
    )
    buttons = {
        "previous": "report-slide-previous",
        "next": "report-slide-next",
        "full": "report-slide-full",
        "close": "report-slide-close",
    }
    return Slides(
        edition.language,
        writer.title(one),
        plan.title(edition.language),
        "" if one.last is not None else writer.say("report-slide-draft"),
        (writer.revision(one), writer.say("report-map-day", day=writer.day)),
        writer.notes,
        {button: writer.say(code) for button, code in buttons.items()},
        tuple(replace(slide, number=number) for slide, number in zip(shown, numbers, strict=True)),
    )


def _opening(writer: Writer, one: Measured, card: Scorecard) -> Slide:
    lead = tuple(proposed_land(writer, one, brief=True))
    figures = SlideFigures(tuple(_three(writer, one)))
    return Slide(writer.title(one), lead, (figures, *banners(writer, one, card)))


def _three(writer: Writer, one: Measured) -> Iterator[SlideFigure]:
    """Yield three figures: land, people within reach, and a cap; others in place of a missing one.

    People are those within the middle radius, or within the first at which their number changes.
    """
    people, areas, gained = _people(writer, one), [*land(writer, one)], [*moved(writer, one)]
    people.sort(key=lambda it: not it.is_changed)
    chosen = [*(gained or areas)[:1], *people[:1], *areas[1:2]]
    others = [*reach(writer, one), *gained[1:], *areas[:1], *gateways_held(writer, one)]
    others = [it for it in others if it.name not in {figure.name for figure in chosen}]
    others.sort(key=lambda it: not it.is_changed)
    for figure in (*chosen, *others)[:_FIGURES]:
        before, after = figure.shown(figure.before), figure.shown(figure.after)
        course = writer.say("report-slide-from", before=before, after=after)
        look = "gained" if figure in gained else _verdict(figure)
        yield SlideFigure(figure.change, figure.name, "" if figure in gained else course, look)


def _verdict(figure: KeyFigure) -> str:
    """Return whether a figure is better or worse; "" where it is neither."""
    if not figure.is_changed or figure.more_is_better is None:
        return ""
    return "better" if (figure.after > figure.before) == figure.more_is_better else "worse"


def _people(writer: Writer, one: Measured) -> list[KeyFigure]:
    """Return the people within each radius, from the middle one outwards."""
    figures = [*totals(writer, one)]
    middle = len(figures) // 2
    return [*figures[middle:], *figures[:middle]]


def _places(writer: Writer, one: Measured, pictures: Pictures) -> Iterator[Slide]:
    """Yield a slide for each of the largest places: what its zones gain and lose, and its maps."""
    rows = {str(row["zone_id"]): row for row in one.changes}
    places = pictures.places(one, MAP_SIZE)
    codes = "report-col-today", "report-slide-planned", "report-slide-legend"
    today, planned, legend = map(writer.say, codes)
    for place in places[:_MOST_PLACES]:
        sentences = [zone_sentence(writer, one, rows[zone]) for zone in place.zones]
        more = []
        if place is places[min(len(places), _MOST_PLACES) - 1] and len(places) > _MOST_PLACES:
            counts = {"shown": _MOST_PLACES, "places": len(places)}
            more = [writer.say("report-map-changes-largest", **counts)]
        maps = SlideMaps(place, (today, planned, legend), pictures.credit_of_places(one))
        yield Slide(sentences[0], (*sentences[1:], *more), (maps,))
    if not places:
        overview = pictures.decision(one)
        yield Slide(overview.caption, (), (replace(overview, caption=""),))


def _phases(writer: Writer, one: Measured, pictures: Pictures) -> Iterator[Slide]:
    """Yield a slide with what each phase adds, if the scenario has phases that change land."""
    picture = phase_maps(writer, one, pictures) if one.phases else None
    if picture is not None:
        shown = replace(picture, caption="")
        yield Slide(picture.caption, tuple(phase_land(writer, one)), (shown,))


def _reach(writer: Writer, one: Measured, pictures: Pictures) -> Iterator[Slide]:
    """Yield a slide with the map of the people newly within reach, if there is one."""
    picture = pictures.reach(one)
    if picture is not None:
        shown = replace(picture, caption="")
        yield Slide(writer.say("report-slide-gains"), (picture.caption,), (shown,))


def _balance(writer: Writer, one: Measured, card: Scorecard) -> Slide:
    """Return who gains and who pays, by purpose and as costs, how sure it is, and who decides."""
    better, worse = ([*effects(writer, one, card, verdict)] for verdict in ("better", "worse"))
    points = {
        ("report-slide-gains", "better"): better or [writer.say("report-slide-no-gain")],
        ("report-slide-pays", "worse"): [*costs(writer, one), *worse],
        ("report-decision-uncertain", "undecided"): [*uncertain(writer, one)],
        ("report-decision-who", ""): [who_decides(writer, one), *settled_first(writer, one)],
    }
    columns = [
        SlideColumn(writer.say(code), _first(writer, its), MARKS.get(verdict, ""))
        for (code, verdict), its in points.items()
    ]
    met = targets_met(writer, one)
    if met is not None:
        columns.append(SlideColumn(met.text, met.points))
    return Slide(balance(writer, one, card).heading, (), (SlideColumns(tuple(columns)),))


def _first(writer: Writer, points: list[str]) -> tuple[str, ...]:
    """Return the first points, and how many more the report has."""
    if len(points) <= _MOST_LINES + 1:
        return tuple(points)
    rest = writer.say("report-slide-rest", count=len(points) - _MOST_LINES)
    return (*points[:_MOST_LINES], rest)
