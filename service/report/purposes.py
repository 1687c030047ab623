"""What scenarios are good for, by purpose: the table of the first page.

For each purpose it lists the indicators that became better or worse, gains and losses alike; all
losses are listed. An indicator that changed at some places only, not as a whole, names them. Of
indicators within the radii of the report, the middle radius is shown, and another one if the
indicator is better or worse only there; of people within reach, every radius.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import numpy as np

from geo import Coverage, CoverageMeter
from geo.coverage.travel import Travel, radius_message
from geo.indicators.scorecard import Scorecard, ScoreRow, scored
from layers.messages import Message
from layers.runtime.cache import Cache
from layers.scenario_id import BASELINE
from service.documents.score import place_name, region_name
from service.report.document import ReportTable
from service.report.figures import NO_FIGURE, shown_figure, signed
from service.report.measured import Measured
from service.report.writer import Writer

_EVERY_RADIUS = "covered_population"
_MOST_PLACES = 4
MARKS = {"better": "▲", "worse": "▼", "mixed": "◆", "same": "=", "undecided": "?", "unknown": "?"}
"""The marks of verdicts, which stand with their words."""

_HEADS = ("score-col-purpose", "score-col-indicator", "report-col-today")
_Key: TypeAlias = tuple[str, float | None]


def scorecard_of(before: Coverage, scenarios: Sequence[Measured]) -> Scorecard:
    """Return the scorecard of measured scenarios; only what their coverages lack is measured."""
    by_name = {one.scenario.scenario: one for one in scenarios}
    others: Cache[tuple[str, tuple[float, ...], Travel], Coverage] = Cache(100)

    def measure(name: str, radii: tuple[float, ...], travel: Travel) -> Coverage:
        coverage = before if name == BASELINE else by_name[name].after
        if travel == coverage.travel and set(radii) <= set(coverage.radii_km):
            return coverage
        scenario = None if name == BASELINE else by_name[name].scenario
        meter = (scenarios[0].meter if scenarios else None) or CoverageMeter(before.plan)
        return others.get(
            (name, radii, travel), lambda: meter.at(radii, by=travel).measure(scenario)
        )

    return scored(before.plan, (BASELINE, *by_name), measure, (before.radii_km, before.travel))


class _Entry(NamedTuple):
    """A line of the table: an indicator, or several places of one, with one change."""

    rows: tuple[ScoreRow, ...]
    scenario: str

    @property
    def verdict(self) -> str:
        return self.rows[0].verdict(self.scenario)


def purposes_table(writer: Writer, one: Measured, card: Scorecard) -> ReportTable:
    """Return the effects of a scenario on each purpose: today, the change, whether it is better.

    A purpose without a change has one line.
    """
    name = one.scenario.scenario
    lines: list[tuple[str, ...]] = []
    for purpose in card.purposes:
        title = writer.text(purpose.title)
        entries = [*_entries(writer, card, purpose.key, name)]
        lines += [(title, *_line(writer, entry)) for entry in entries]
        if not entries:
            lines.append((title, *_unchanged(writer, card, purpose.key, name)))
    heads = [*_HEADS, "report-col-difference", "report-col-verdict"]
    note = writer.say("report-undecided-note") if any("?" in line[4] for line in lines) else ""
    table = _table(writer, "report-table-purposes", heads, lines, note)
    return replace(table, figures=(False, False, True, True, False))


def effects(writer: Writer, one: Measured, card: Scorecard, verdict: str) -> Iterator[str]:
    """Yield sentences on the effects of a scenario that have a `verdict`, purpose by purpose."""
    for purpose in card.purposes:
        for entry in _entries(writer, card, purpose.key, one.scenario.scenario):
            if entry.verdict == verdict:
                yield writer.say(
                    "report-effect",
                    purpose=writer.text(purpose.title),
                    indicator=_name(writer, entry.rows),
                    change=_change(writer, entry),
                )


def purposes_today(writer: Writer, card: Scorecard) -> ReportTable:
    """Return the value of each indicator of each purpose, as the zones are."""
    lines = [
        (writer.text(purpose.title), _name(writer, [row]), _today(writer, row))
        for purpose in card.purposes
        for row in card.of(purpose.key)
        if row.place is None and _is_shown(writer, card, row)
    ]
    table = _table(writer, "report-table-purposes-today", _HEADS, lines)
    return replace(table, figures=(False, False, True))


def purposes_matrix(
    writer: Writer, lettered: Mapping[str, Measured], card: Scorecard
) -> ReportTable:
    """Return the changes of each purpose by several scenarios, and how often each comes first.

    Of each purpose it has the indicators that moved most in each, for better and for worse.
    """
    names = [one.scenario.scenario for one in lettered.values()]
    lines = [*main_figures(writer, names, card)]
    first = {one.scenario: f"{100 * one.first:.0f} %" for one in card.acceptability}
    lines.append((writer.say("report-row-first"), "", "", *(first[name] for name in names)))
    of_each = [Message("report-col-title", title=letter) for letter in lettered]
    notes = ("report-mark-notes", "report-most-moved-note", "report-ranks-note")
    note = " ".join(map(writer.say, notes))
    table = _table(writer, "report-table-purposes-of", (*_HEADS, *of_each), lines, note)
    return replace(table, figures=(False, False, True, *(False for _ in names)))


def main_figures(
    writer: Writer, names: Sequence[str], card: Scorecard
) -> Iterator[tuple[str, ...]]:
    """Yield the lines of each purpose: what moved most in any of some scenarios, of each of them.

    A line is the purpose, the indicator, its value of today, and the change by each scenario.
    """
    for purpose in card.purposes:
        title = writer.text(purpose.title)
        entries = {name: [*_entries(writer, card, purpose.key, name)] for name in names}
        keys = dict.fromkeys(key for own in entries.values() for key in _most_moved(own))
        for key in keys:
            cells = [_cell(writer, card, key, name, entries[name]) for name in names]
            rows = [row for row in card.of(purpose.key) if _key(row) == key]
            row = next((row for row in rows if row.place is None), rows[0])
            yield title, _name(writer, [row], with_places=False), _of_all(row), *cells
        if not keys:
            shown = [_unchanged(writer, card, purpose.key, name) for name in names]
            yield title, *shown[0][:2], *(row[3][0] for row in shown)


def _table(
    writer: Writer,
    caption: str,
    heads: Sequence[str | Message],
    lines: Sequence[tuple[str, ...]],
    note: str = "",
) -> ReportTable:
    columns = {head: [line[number] for line in lines] for number, head in enumerate(heads)}
    return writer.table(writer.say(caption), columns, note, grouped=True)


def _most_moved(entries: Sequence[_Entry]) -> Iterator[_Key]:
    """Yield the indicators that moved most, for better and for worse."""
    for verdict in ("better", "worse"):
        own = [it for it in entries if it.verdict == verdict]
        if own:
            yield _key(max(own, key=lambda it: it.rows[0].moved(it.scenario)).rows[0])


def _cell(
    writer: Writer, card: Scorecard, key: _Key, scenario: str, entries: Sequence[_Entry]
) -> str:
    """Return the change of an indicator by a scenario, with the mark of its verdict."""
    own = [it for it in entries if _key(it.rows[0]) == key]
    whole = [row for row in card.rows if _key(row) == key and row.place is None]
    if not own and whole and whole[0].verdict(scenario) in ("better", "worse"):
        own = [_Entry((whole[0],), scenario)]
    if own:
        return "; ".join(f"{MARKS[it.verdict]} {_change_at(writer, it)}" for it in own)
    return MARKS[whole[0].verdict(scenario) if whole else "same"]


def _change_at(writer: Writer, entry: _Entry) -> str:
    """Return a change with the place at which it is, or the number of places."""
    change = _difference(writer, entry)
    if len(entry.rows) > 1:
        return writer.say("report-at-places", change=change, count=len(entry.rows))
    (place,) = (row.place for row in entry.rows)
    if place is None:
        return change
    return f"{change} ({place_name(writer.plan, place, writer.language)})"


def _entries(writer: Writer, card: Scorecard, purpose: str, scenario: str) -> Iterator[_Entry]:
    """Yield the indicators of a purpose that became better or worse; worse ones are never cut."""
    by_key: dict[_Key, list[ScoreRow]] = {}
    for row in _changed_rows(writer, card, purpose, scenario):
        by_key.setdefault(_key(row), []).append(row)
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


def _changed_rows(
    writer: Writer, card: Scorecard, purpose: str, scenario: str
) -> Iterator[ScoreRow]:
    """Yield the rows of a purpose that became better or worse within the radius that is shown.

    Of an indicator that did so within other radii alone, within the first of those.
    """
    every = [
        row
        for row in card.of(purpose)
        if row.verdict(scenario) in ("better", "worse") or _is_land_of_all(row, scenario)
    ]
    radii: dict[tuple[str, str], float | None] = {}
    for row in sorted(every, key=lambda row: not _is_shown(writer, card, row)):
        radii.setdefault((row.indicator.key, row.verdict(scenario)), row.radius)
    for row in every:
        is_first = radii[row.indicator.key, row.verdict(scenario)] == row.radius
        if is_first or _is_shown(writer, card, row):
            yield row


def _key(row: ScoreRow) -> _Key:
    return row.indicator.key, row.radius


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
    at_chosen_radius = writer.radius_km in radii and not row.indicator.radii
    return row.radius == (writer.radius_km if at_chosen_radius else radii[0])


def _line(writer: Writer, entry: _Entry) -> tuple[str, str, str, str]:
    row = entry.rows[0]
    today = _shown(row, row.by_scenario[BASELINE]) if len(entry.rows) == 1 else ""
    verdict = f"{MARKS[entry.verdict]} {writer.say('score-verdict', verdict=entry.verdict)}"
    if row.indicator.better is None:
        verdict = NO_FIGURE
    return _name(writer, entry.rows), today, _change(writer, entry), verdict


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


def _name(writer: Writer, rows: Sequence[ScoreRow], *, with_places: bool = True) -> str:
    """Return the name of a line: its indicator, its radius and its places."""
    row = rows[0]
    parts = [writer.text(row.indicator.title)]
    if row.unit and not row.indicator.figure.form.endswith("%"):
        parts[0] = writer.text(
            Message("figure-with-unit", figure=row.indicator.title, unit=row.unit)
        )
    if row.radius:
        within = radius_message(row.radius, row.travel)
        parts.append(writer.text(writer.target_figure(within, row.travel.mode)))
    places = [
        place_name(writer.plan, one.place, writer.language)
        for one in rows
        if with_places and one.place is not None
    ]
    if len(places) > _MOST_PLACES + 1:
        rest = writer.say("report-more-places", count=len(places) - _MOST_PLACES)
        places = [*places[:_MOST_PLACES], rest]
    if places:
        parts.append(writer.say("text", text=tuple(places)))
    return writer.say("report-indicator", parts=tuple(parts))


def _change(writer: Writer, entry: _Entry) -> str:
    text = _difference(writer, entry)
    return text if len(entry.rows) == 1 else writer.say("report-each", change=text)


def _difference(writer: Writer, entry: _Entry) -> str:
    row = entry.rows[0]
    figure = row.indicator.figure
    difference = row.difference(entry.scenario)
    if figure.form.endswith("%"):
        text = writer.say("report-points", points=signed(100 * difference, 1))
    else:
        text = signed(difference, figure.digits)
    return _at(writer, row, text, entry.scenario)


def _today(writer: Writer, row: ScoreRow) -> str:
    """Return the value of today, with the region that has it if it is the extreme of regions."""
    return _at(writer, row, _shown(row, row.by_scenario[BASELINE]), BASELINE)


def _at(writer: Writer, row: ScoreRow, text: str, scenario: str) -> str:
    at = row.at.get(scenario)
    return text if at is None else f"{text} ({region_name(writer.plan, at, writer.language)})"


def _of_all(row: ScoreRow) -> str:
    """Return the value of today of the whole plan; "" if there is none."""
    return "" if row.place is not None else _shown(row, row.by_scenario[BASELINE])


def _shown(row: ScoreRow, value: float) -> str:
    if np.isnan(value):
        return NO_FIGURE
    figure = row.indicator.figure
    return f"{shown_figure(value, figure)}{'%' if figure.form.endswith('%') else ''}"
