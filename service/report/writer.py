"""What writes a report in one language: its sentences, names and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from layers.messages import Message
from layers.palette import SECTORS
from layers.schema.source_words import source_zh
from layers.store.access import LOCAL
from service.report.document import ReportTable, printable
from service.report.figures import is_figure
from service.report.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo import Coverage
    from layers import Plan
    from layers.messages import Language
    from layers.schema.terms import Level
    from service.report.measured import Measured

ALL_ROWS = 400
"""Most rows of a table that is asked for whole."""

_MOST_ROWS = 40  # of a table
_CHINA_EPSG = 4490
Columns: TypeAlias = "dict[str | Message, Iterable[str]]"
"""Columns of a table by the codes of their heads."""


@dataclass(frozen=True)
class Edition:
    """What a report is made as: its language, the day of the data, the number of a map's review.

    With `annex` it has all tables of the plan as well: regions, sectors, growth, sources, hashes.
    """

    language: Language
    day: str
    review_number: str | None = None
    annex: bool = False


class Writer:
    """Writes in a language, in a plan's own words."""

    def __init__(
        self, plan: Plan, before: Coverage, scenarios: Sequence[Measured], edition: Edition
    ) -> None:
        language = edition.language
        self.plan, self.before, self._edition = plan, before, edition
        self.language, self.day = language, edition.day
        self.names = Names(plan, language, [one.after.zone_frame for one in scenarios])
        self._catalogue = plan.terms.catalogue(language, self.names.in_sentences)
        self.radius_km = before.radii_km[len(before.radii_km) // 2]
        self.has_people = plan.has("demand")
        self.has_caps = bool(before.ftzs["cap_km2"].notna().any())
        self.notes = tuple(filter(None, self._notes(edition.review_number)))
        self._was = Names(plan, language).all("zones")
        self._of = {id(scenarios[0]): self} if len(scenarios) == 1 else {}

    def _notes(self, review_number: str | None) -> Iterator[str]:
        """Yield what the boundaries are, and whether the maps were reviewed."""
        terms = self.plan.terms
        yield terms.note(self.language, self.plan.zones)
        if review_number:
            yield self.say("report-review-number", number=review_number)
        elif terms.review:
            yield terms.review.of(self.language)

    def of(self, one: Measured) -> Writer:
        """Return what writes of one scenario: zones have the names that it gives them."""
        if id(one) not in self._of:
            self._of[id(one)] = Writer(self.plan, self.before, [one], self._edition)
        return self._of[id(one)]

    def renamed(self) -> dict[str, tuple[str, str]]:
        """Return what zones are called in the plan and now, by id, where they have a new name."""
        now = self.names.all("zones")
        return {id_: (was, now[id_]) for id_, was in self._was.items() if now[id_] != was}

    def person(self, name: object) -> str:
        """Return the name of a person; of whoever sits at the machine, the words for that."""
        return self.say("report-person-local") if name == LOCAL.name else str(name)

    def say(self, code: str, **params: Any) -> str:  # noqa: ANN401  what fills a sentence
        """Return the sentence of a code."""
        return self.text(Message(code, **params))

    def text(self, message: Message) -> str:
        """Return the sentence of a message."""
        return printable(self._catalogue.text(message))

    def attempted(self, message: Message) -> str:
        """Return the sentence of a message that a file gives; nothing where it is none."""
        try:
            return self.text(message)
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
            return ""

    def word(self, value: object) -> str:
        """Return the word for a value of a column, such as `reshaped`."""
        return self.say("cli-word", word=str(value))

    def yes(self, value: object) -> str:
        """Return yes or no."""
        return self.say("cli-yes" if str(value) == "True" else "cli-no")

    def told(self, row: Mapping[str, Any]) -> str:
        """Return the sentence of a row by its `code` and `params`."""
        return self.text(Message.from_document(row))

    def title(self, one: Measured | None) -> str:
        """Return the title of a scenario, or the word for the baseline."""
        if one is None:
            return self.say("report-baseline")
        return (self.language == "zh" and one.scenario.title_zh) or one.scenario.title

    def titled(self, one: Measured | None, what: str) -> str:
        """Return what is shown with the title of a scenario, or of the baseline, before it."""
        return self.say("report-titled", title=self.title(one), what=what)

    @staticmethod
    def level_head(level: Level) -> Message:
        """Return the head of a column with names of regions of a level."""
        return Message("cli-col-level-name", level=level.code)

    def billions(self, cny: float) -> float:
        """Return an amount of money as tables have it: in 1e9, in Chinese in 1e8 (亿)."""
        return cny / (1e8 if self.language == "zh" else 1e9)

    def coverage(self, one: Measured | None) -> Coverage:
        """Return the coverage of a scenario, or of the baseline."""
        return self.before if one is None else one.after

    def revision(self, one: Measured) -> str:
        """Return whose a scenario is and of when: its revision, or that it is a file's."""
        if one.last is None:
            return self.say("report-of-file", scenario=one.scenario.scenario)
        said = {"scenario": one.scenario.scenario, "number": one.last["number"]}
        day = str(one.last["at"])[:10]
        author = self.person(one.last["author"])
        return self.say("report-of-revision", author=author, day=day, **said)

    @property
    def crs(self) -> str:
        """Return the name of the plan's CRS."""
        crs = self.plan.crs
        return self.say("report-crs-china") if crs.to_epsg() == _CHINA_EPSG else crs.name

    def source(self, source: str) -> str:
        """Return a source in the reader's language, where its words are known."""
        return (self.language == "zh" and source_zh(source)) or source

    def sector(self, sector: str) -> str:
        """Return the words for a sector; what the palette does not know is as it is."""
        mark = next((it for it in SECTORS if it.value == sector), None)
        if mark is None:
            return sector
        return mark.words_zh if self.language == "zh" else mark.words

    def table(
        self,
        caption: str,
        columns: Mapping[str | Message, Iterable[str]],
        note: str = "",
        most: int = _MOST_ROWS,
        *,
        grouped: bool = False,
    ) -> ReportTable:
        """Return a table of columns by the codes of their heads; one cut short says so.

        In a `grouped` one, equal neighbours of the first column are one cell.
        """
        heads = [it if isinstance(it, Message) else Message(it) for it in columns]
        cells = [list(map(printable, values)) for values in columns.values()]
        rows = list(zip(*cells, strict=True))
        said = [note] if note else []
        if not rows:
            said.insert(0, self.say("report-none"))
        if len(rows) > most:
            said.insert(0, self.say("report-more-rows", rows=len(rows) - most))
        return ReportTable(
            caption,
            tuple(self._catalogue.text(head) for head in heads),
            tuple(rows[:most]),
            tuple(bool(column) and all(map(is_figure, column)) for column in cells),
            " ".join(said),
            grouped,
        )
