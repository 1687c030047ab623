"""The writer of a report in one language: its sentences, names and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, TypeAlias

from geo import Coverage
from geo.coverage.travel import radius_message
from layers import Plan
from layers.messages import Language, Message
from layers.messages.languages import facts_of, in_language
from layers.palette import SECTORS
from layers.schema.source_words import source_zh
from layers.schema.terms import Level
from layers.store.access import LOCAL, status_message
from service.report.document import ReportTable, printable
from service.report.figures import is_figure
from service.report.measured import Measured
from service.report.names import Names
from service.report.versions import PROGRAM, library_versions

ALL_ROWS = 400
"""The most rows of a table that is not shortened."""

_MOST_ROWS = 40  # of a table
_CHINA_EPSG = 4490
ReportColumns: TypeAlias = "dict[str | Message, Iterable[str]]"
"""Columns of a table by the codes of their headers."""


@dataclass(frozen=True)
class Edition:
    """An edition of a report: its language, the day of the data, the map review number.

    With `annex` it has all tables of the plan as well: regions, sectors, growth, sources, hashes.
    `most_maps` is the limit of changed zones, each with a map of its own, of a scenario.
    `versions` are those of program and libraries that made it, if not those here.
    """

    language: Language
    day: str
    review_number: str | None = None
    annex: bool = False
    most_maps: int = 40
    versions: Mapping[str, str] | None = None


class Writer:
    """Writes in a language, with a plan's own terms."""

    def __init__(
        self, plan: Plan, before: Coverage, scenarios: Sequence[Measured], edition: Edition
    ) -> None:
        language = edition.language
        self.plan, self.before, self._edition = plan, before, edition
        self.language, self.day, self.most_maps = language, edition.day, edition.most_maps
        self.names = Names(plan, language, [one.after.zone_frame for one in scenarios])
        self._catalogue = plan.terms.catalogue(language, self.names.in_sentences)
        self.radius_km = before.radii_km[len(before.radii_km) // 2]
        self.radius_column = before.radius_column
        self.radius_head = Message("report-col-radius", unit=before.unit)
        self.has_people = plan.has("demand")
        self.by = Message("report-by", way=before.by)
        self.has_covered_land = before.by == "line"
        self.has_caps = bool(before.ftzs["cap_km2"].notna().any())
        number = edition.review_number
        self.review_number = self.say("report-review-number", number=number) if number else ""
        base_map = plan.terms.base_map
        self.base_map = base_map.of(language) if base_map else ""
        self.notes = tuple(filter(None, self._notes()))
        self._was = Names(plan, language).all("zones")
        self._of = {id(scenarios[0]): self} if len(scenarios) == 1 else {}

    def _notes(self) -> Iterator[str]:
        """Yield the notes on the boundaries and on the review of the maps."""
        terms = self.plan.terms
        yield terms.note(self.language, self.plan.zones)
        yield self.review_number or (terms.review.of(self.language) if terms.review else "")

    @property
    def versions(self) -> Mapping[str, str]:
        """Return the versions of the program and the libraries that the report was made with."""
        return self._edition.versions or library_versions()

    @property
    def release(self) -> str:
        """Return the version of the program alone, without the hash of its source."""
        named = self._edition.versions or {PROGRAM: version(PROGRAM)}
        return named.get(PROGRAM, "").partition("+")[0]

    def of(self, one: Measured) -> Writer:
        """Return a writer for one scenario, with its names of zones."""
        if id(one) not in self._of:
            self._of[id(one)] = Writer(self.plan, self.before, [one], self._edition)
        return self._of[id(one)]

    def renamed(self) -> dict[str, tuple[str, str]]:
        """Return the old and new names of renamed zones, by id."""
        now = self.names.all("zones")
        return {id_: (was, now[id_]) for id_, was in self._was.items() if now[id_] != was}

    def person(self, name: object) -> str:
        """Return the name of a person, or the phrase for the local user."""
        return self.say("report-person-local") if name == LOCAL.name else str(name)

    def say(self, code: str, **params: Any) -> str:  # noqa: ANN401  parameters of a message
        """Return the sentence of a code."""
        return self.text(Message(code, **params))

    def within(self, radius: float | None = None) -> dict[str, Message]:
        """Return a radius, else the middle one, and how distances are measured, for a sentence."""
        return {
            "within": radius_message(
                self.radius_km if radius is None else radius, self.before.travel
            )
        }

    def text(self, message: Message) -> str:
        """Return the sentence of a message."""
        return self._printable(self._catalogue.text(message))

    def attempted(self, message: Message) -> str:
        """Return the sentence of a message from a file; "" if it is invalid."""
        return self._printable(self._catalogue.attempted(message))

    def _printable(self, text: str) -> str:
        return printable(facts_of(self.language).spelled(text))

    def word(self, value: object) -> str:
        """Return the word for a value of a column, such as `reshaped`."""
        return self.say("cli-word", word=str(value))

    def status(self, status: object, author: object) -> str:
        """Return the word for a status and its author; a one-person decision counts as practice."""
        return self.text(status_message(str(status), str(author)))

    def yes(self, value: object) -> str:
        """Return yes or no."""
        return self.say("cli-yes" if str(value) == "True" else "cli-no")

    def rule(self, rule: object) -> str:
        """Return the name of a rule."""
        return self._catalogue.rule_name(rule)

    def row_sentence(self, row: Mapping[str, Any]) -> str:
        """Return the sentence of a row by its `code` and `params`."""
        return self.text(Message.from_document(row))

    def target_figure(self, figure: Message, by: str) -> Message:
        """Return the figure of a target; with its travel mode if the report measures by another."""
        if by != "line" or self.before.by == "line":
            return figure
        return Message("rule-target-by", figure=figure, way="line")

    def title(self, one: Measured | None) -> str:
        """Return the title of a scenario, or the word for the baseline."""
        if one is None:
            return self.say("report-baseline")
        titles = {"title": one.scenario.title, "title_zh": one.scenario.title_zh}
        return in_language(titles, "title", self.language) or ""

    def titled(self, one: Measured | None, what: str) -> str:
        """Return a caption, prefixed by the title of a scenario or the baseline."""
        return self.say("report-titled", title=self.title(one), what=what)

    @staticmethod
    def level_head(level: Level) -> Message:
        """Return the header of a column of region names of a level."""
        return Message("cli-col-level-name", level=level.code)

    def billions(self, cny: float) -> float:
        """Return an amount of money in units of 1e9, in Chinese of 1e8 (亿)."""
        return cny / facts_of(self.language).money

    def people(self, count: float) -> str:
        """Return a number of people for a sentence; in Chinese in 万 if it is large."""
        return facts_of(self.language).counted(count)

    def coverage(self, one: Measured | None) -> Coverage:
        """Return the coverage of a scenario, or of the baseline."""
        return self.before if one is None else one.after

    def revision(self, one: Measured) -> str:
        """Return the origin of a scenario: its revision and author, or that it is from a file."""
        if one.last is None:
            return self.say("report-of-file", title=self.title(one) or one.scenario.scenario)
        params = {"scenario": one.scenario.scenario, "number": one.last["number"]}
        day = str(one.last["at"])[:10]
        author = self.person(one.last["author"])
        return self.say("report-of-revision", author=author, day=day, **params)

    @property
    def crs(self) -> str:
        """Return the name of the plan's CRS."""
        crs = self.plan.crs
        return self.say("report-crs-china") if crs.to_epsg() == _CHINA_EPSG else crs.name

    def source(self, source: str) -> str:
        """Return a source in the reader's language, if its words are known."""
        sources = {"source": source, "source_zh": source_zh(source)}
        return in_language(sources, "source", self.language) or source

    def sector(self, sector: str) -> str:
        """Return the label of a sector; one that the palette does not know is unchanged."""
        known = any(mark.value == sector for mark in SECTORS)
        return self.say(f"page-sector-{sector.replace('_', '-')}") if known else sector

    def table(
        self,
        caption: str,
        columns: Mapping[str | Message, Iterable[str]],
        note: str = "",
        most: int = _MOST_ROWS,
        *,
        grouped: bool = False,
    ) -> ReportTable:
        """Return a table of columns by the codes of their headers; a shortened one has a note.

        If `grouped`, equal neighbours of the first column are one cell.
        """
        heads = [it if isinstance(it, Message) else Message(it) for it in columns]
        spelled = facts_of(self.language).spelled
        cells = [[spelled(printable(it)) for it in values] for values in columns.values()]
        rows = list(zip(*cells, strict=True))
        notes = [note] if note else []
        if not rows:
            notes.insert(0, self.say("report-none"))
        if len(rows) > most:
            notes.insert(0, self.say("report-more-rows", rows=len(rows) - most))
        return ReportTable(
            caption,
            tuple(map(self.text, heads)),
            tuple(rows[:most]),
            tuple(bool(column) and all(map(is_figure, column)) for column in cells),
            spelled(" ".join(notes)),
            grouped,
        )
