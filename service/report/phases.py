"""The phases of a scenario in a report: a row of small maps, and the main figures of each.

A map shows what its phase adds to the one before, where that is most; the table has what each
phase has changed against today, with the edits of earlier ones. Edits without a date are a column
of their own.
"""

from collections.abc import Iterator

from layers.messages import Message
from layers.messages.languages import in_language
from service.report.document import Picture, ReportBlock, ReportTable
from service.report.figures import LEAST_KM2, two
from service.report.measured import Measured, MeasuredPhase
from service.report.pictures import Pictures
from service.report.purposes import main_figures, scorecard_of
from service.report.writer import ReportColumns, Writer

_MOST_SHOWN = 6  # phases: of more, the first and the last one


def phases(writer: Writer, one: Measured, pictures: Pictures) -> Iterator[ReportBlock]:
    """Yield the maps and the table of a scenario's phases; nothing of one without."""
    if not one.phases:
        return
    picture = phase_maps(writer, one, pictures)
    if picture is not None:
        yield picture
    named = {_name_of(writer, phase): phase for phase in _shown(one)}
    yield _table(writer, named, len(one.phases))


def phase_maps(writer: Writer, one: Measured, pictures: Pictures) -> Picture | None:
    """Return a map of the land that each phase adds; None if none changes land."""
    return pictures.phases(one, {_year_of(writer, phase): phase for phase in _shown(one)})


def phase_land(writer: Writer, one: Measured) -> Iterator[str]:
    """Yield a sentence for each phase: the land gained and lost by then, in all."""
    for phase in _shown(one):
        gained, lost = (two(phase.measured.land_km2[kind]) for kind in ("gained", "lost"))
        named = _name_of(writer, phase)
        yield writer.say("report-phase-land", phase=named, gained=gained, lost=lost)


def _shown(one: Measured) -> tuple[MeasuredPhase, ...]:
    every = one.phases
    return every if len(every) <= _MOST_SHOWN else (*every[: _MOST_SHOWN - 1], every[-1])


def _name_of(writer: Writer, phase: MeasuredPhase) -> str:
    """Return the year and the title of a phase; of all edits, that they are."""
    if phase.phase is None:
        return _year_of(writer, phase)
    titles = {"title": phase.phase.title, "title_zh": phase.phase.title_zh}
    title, year = in_language(titles, "title", writer.language), _year_of(writer, phase)
    return writer.say("report-phase-titled", year=year, title=title) if title else year


def _year_of(writer: Writer, phase: MeasuredPhase) -> str:
    if phase.phase is None:
        return writer.say("report-phase-undated")
    return writer.say("report-phase", year=str(phase.phase.by))


def _table(writer: Writer, named: dict[str, MeasuredPhase], count: int) -> ReportTable:
    """Return the changes of each phase: land, and the largest change for each purpose."""
    ones = [phase.measured for phase in named.values()]
    card = scorecard_of(writer.before, ones)
    own = [writer.say("report-row-edits"), writer.say("report-row-gained")]
    cells = [
        [str(len(one.scenario.edits)) for one in ones],
        [two(one.land_km2["gained"]) for one in ones],
    ]
    if any(one.land_km2["lost"] >= LEAST_KM2 for one in ones):
        own.append(writer.say("report-row-released"))
        cells.append([two(one.land_km2["lost"]) for one in ones])
    first = writer.say("report-phase-carried-out")
    lines = [(first, name, "", *of_each) for name, of_each in zip(own, cells, strict=True)]
    lines += main_figures(writer, [one.scenario.scenario for one in ones], card)
    heads = ["score-col-purpose", "score-col-indicator", "report-col-today"]
    columns: ReportColumns = {head: [line[at] for line in lines] for at, head in enumerate(heads)}
    for at, name in enumerate(named, start=len(heads)):
        columns[Message("report-col-title", title=name)] = [line[at] for line in lines]
    notes = [writer.say("report-mark-notes")]
    if count > len(named):
        notes.append(writer.say("report-phases-shown", shown=len(named), count=count))
    return writer.table(writer.say("report-table-phases"), columns, " ".join(notes), grouped=True)
