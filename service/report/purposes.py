"""What scenarios are good for, by purpose: the table of the first page.

Of each purpose it has what became better or worse, by indicator, gains and losses alike: nothing
that became worse is left out. An indicator that changed at places alone, not as a whole, names
these. Of indicators within the radii of the report, the middle radius is shown; of people within
reach, every radius.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from geo import Coverage, CoverageMeter
from geo.coverage.way import By, radius_message
from geo.indicators.scorecard import Scorecard, ScoreRow, scored
from layers.messages import Message
from layers.runtime.cache import Cache
from layers.scenario_id import BASELINE
from service.documents.score import place_name, region_name
from service.report.document import ReportTable
from service.report.figures import NO_FIGURE, shown_figure, signed
from service.report.measured import Measured
from service.report.writer import ReportColumns, Writer

_EVERY_RADIUS = "covered_population"
_MOST_PLACES = 4
MARKS = {"better": "▲", "worse": "▼", "mixed": "◆", "same": "=", "undecided": "?", "unknown": "?"}
"""The marks of verdicts, which stand with their words."""


def scorecard_of(before: Coverage, scenarios: Sequence[Measured]) -> Scorecard:
    """Return the scorecard of measured scenarios; only what their coverages lack is measured."""
    by_name = {one.scenario.scenario: one for one in scenarios}
    others: Cache[tuple[str, tuple[float, ...], By], Coverage] = Cache(100)

    def measure(name: str, radii: tuple[float, ...], by: By) -> Coverage:
        coverage = before if name == BASELINE else by_name[name].after
        if by == coverage.by and set(radii) <= set(coverage.radii_km):
            return coverage
        scenario = None if name == BASELINE else by_name[name].scenario
        meter = scenarios[0].meter or CoverageMeter(before.plan)
        return others.get((name, radii, by), lambda: meter.at(radii, by=by).measure(scenario))

    return scored(before.plan, (BASELINE, *by_name), measure, (before.radii_km, before.by))


class _Entry(NamedTuple):
    """A line of the table: an indicator, or several places of one, with one change."""

    rows: tuple[ScoreRow, ...]
    scenario: str

    @property
    def verdict(self) -> str:
        return self.rows[0].verdict(self.scenario)


def purposes_table(writer: Writer, one: Measured) -> ReportTable:
    """Return what a scenario changes of each purpose: today, the change, and whether it is better.

    A purpose without a change has one line.
    """
    card, name = scorecard_of(writer.before, [one]), one.scenario.scenario
    lines: list[tuple[str, str, str, str, str]] = []
    for purpose in card.purposes:
        title = writer.text(purpose.title)
        entries = [*_entries(writer, card, purpose.key, name)]
        lines += [(title, *_line(writer, entry)) for entry in entries]
        if not entries:
            lines.append((title, *_unchanged(writer, card, purpose.key, name)))
    heads = (
        "score-col-purpose",
        "score-col-indicator",
        "report-col-today",
        "report-col-difference",
        "report-col-verdict",
    )
    columns: ReportColumns = {
        head: [line[number] for line in lines] for number, head in enumerate(heads)
    }
    table = writer.table(writer.say("report-table-purposes"), columns)
    return ReportTable(
        table.caption,
        table.heads,
        table.rows,
        (False, False, True, True, False),
        writer.say("report-undecided-note") if any("?" in line[4] for line in lines) else "",
        grouped=True,
    )


def purposes_matrix(writer: Writer, lettered: Mapping[str, Measured]) -> ReportTable:
    """Return the verdicts of several scenarios by purpose, and how often each comes first."""
    card = scorecard_of(writer.before, [*lettered.values()])
    columns: ReportColumns = {
        "score-col-purpose": [
            *(writer.text(purpose.title) for purpose in card.purposes),
            writer.say("report-row-first"),
        ]
    }
    first = {one.scenario: one.first for one in card.acceptability}
    for letter, one in lettered.items():
        name = one.scenario.scenario
        cells = []
        for purpose in card.purposes:
            entries = _entries(writer, card, purpose.key, name)
            leading = next((it for it in entries if it.verdict in ("better", "worse")), None)
            change = "" if leading is None else f" {_change(writer, leading)}"
            verdict = card.verdict(purpose.key, name)
            word = writer.say("score-verdict", verdict=verdict)
            cells.append(f"{MARKS[verdict]} {word}{change}")
        cells.append(f"{100 * first[name]:.0f} %")
        columns[Message("report-col-title", title=letter)] = cells
    return writer.table(
        writer.say("report-table-purposes"), columns, writer.say("report-ranks-note")
    )


def _entries(writer: Writer, card: Scorecard, purpose: str, scenario: str) -> Iterator[_Entry]:
    """Yield what became better or worse of a purpose; what is worse is always among it."""
    every = [
        row
        for row in card.of(purpose)
        if row.verdict(scenario) in ("better", "worse") or _is_land_of_all(row, scenario)
    ]
    shown_rows = [row for row in every if _is_shown(writer, card, row)]
    by_key: dict[tuple[str, float | None], list[ScoreRow]] = {}
    for row in shown_rows or every:
        by_key.setdefault((row.indicator.key, row.radius), []).append(row)
    for rows in by_key.values():
        changed, whole = rows, [row for row in rows if row.place is None]
        against = [row for row in changed if row.verdict(scenario) == "worse"]
        if whole and (not against or whole[0].verdict(scenario) == "worse"):
            yield _Entry((whole[0],), scenario)
            continue
        if whole:
            yield _Entry((whole[0],), scenario)
            changed = against
        by_change: dict[str, list[ScoreRow]] = {}
        for row in changed:
            if row.place is not None:
                shown = signed(row.difference(scenario), row.indicator.figure.digits)
                by_change.setdefault(shown, []).append(row)
        for several in by_change.values():
            yield _Entry(tuple(several), scenario)


def _is_land_of_all(row: ScoreRow, scenario: str) -> bool:
    """Return whether a row is how much land all zones take, more or less than today.

    Neither is better, but a reader asks how much.
    """
    indicator = row.indicator
    is_neutral_land = indicator.over == "land" and indicator.better is None and row.place is None
    return is_neutral_land and abs(row.difference(scenario)) >= row.printed / 2


def _is_shown(writer: Writer, card: Scorecard, row: ScoreRow) -> bool:
    """Return whether the first page has a radius of an indicator."""
    if row.radius is None or row.indicator.key == _EVERY_RADIUS:
        return True
    radii = [one.radius for one in card.rows if one.indicator is row.indicator]
    is_asked = writer.radius_km in radii and not row.indicator.radii
    return row.radius == (writer.radius_km if is_asked else radii[0])


def _line(writer: Writer, entry: _Entry) -> tuple[str, str, str, str]:
    row = entry.rows[0]
    today = _shown(row, row.by_scenario[BASELINE]) if len(entry.rows) == 1 else ""
    word = writer.say("score-verdict", verdict=entry.verdict)
    return (
        _name(writer, entry.rows),
        today,
        _change(writer, entry),
        f"{MARKS[entry.verdict]} {word}",
    )


def _unchanged(
    writer: Writer, card: Scorecard, purpose: str, scenario: str
) -> tuple[str, str, str, str]:
    """Return the line of a purpose of which nothing became better or worse."""
    verdict = card.verdict(purpose, scenario)
    word = f"{MARKS[verdict]} {writer.say('score-verdict', verdict=verdict)}"
    rows = [row for row in card.of(purpose) if _is_shown(writer, card, row)]
    rows.sort(key=lambda row: row.verdict(scenario) != verdict)
    if not rows:
        return "", NO_FIGURE, NO_FIGURE, word
    row = rows[0]
    change = NO_FIGURE if verdict in ("undecided", "unknown") else "0"
    return _name(writer, [row]), _shown(row, row.by_scenario[BASELINE]), change, word


def _name(writer: Writer, rows: Sequence[ScoreRow]) -> str:
    """Return what a line is about: its indicator, its radius and its places."""
    row = rows[0]
    parts = [writer.text(row.indicator.title)]
    if row.unit and not row.indicator.figure.form.endswith("%"):
        parts[0] = writer.text(
            Message("figure-with-unit", figure=row.indicator.title, unit=row.unit)
        )
    if row.radius is not None:
        within = radius_message(row.radius, row.by)
        parts.append(writer.text(writer.target_figure(within, row.by)))
    places = [
        place_name(writer.plan, one.place, writer.language) for one in rows if one.place is not None
    ]
    if len(places) > _MOST_PLACES + 1:
        rest = writer.say("report-more-places", count=len(places) - _MOST_PLACES)
        places = [*places[:_MOST_PLACES], rest]
    if places:
        parts.append(writer.say("text", text=tuple(places)))
    return writer.say("report-indicator", parts=tuple(parts))


def _change(writer: Writer, entry: _Entry) -> str:
    row = entry.rows[0]
    figure = row.indicator.figure
    difference = row.difference(entry.scenario)
    if figure.form.endswith("%"):
        text = writer.say("report-points", points=signed(100 * difference, 1))
    else:
        text = signed(difference, figure.digits)
    at = row.at.get(entry.scenario)
    if at is not None:
        text += f" ({region_name(writer.plan, at, writer.language)})"
    return text if len(entry.rows) == 1 else writer.say("report-each", change=text)


def _shown(row: ScoreRow, value: float) -> str:
    return NO_FIGURE if np.isnan(value) else shown_figure(value, row.indicator.figure)
