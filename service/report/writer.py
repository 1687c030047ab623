"""What writes a report in one language: its sentences, names and tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers.messages import Message
from layers.palette import SECTORS
from service.report.document import Table
from service.report.figures import is_figure
from service.report.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo import Comparison, Coverage
    from layers import Plan
    from layers.messages import Language

_MOST_ROWS = 40  # of a table


@dataclass(frozen=True)
class Measured:
    """A scenario, measured beside the baseline: titles, what it changes, its record if stored.

    `record` is as `Store.record` gives it, `rules` as the scenario's document has them.
    """

    title: str
    title_zh: str | None
    comparison: Comparison
    record: Mapping[str, Any] | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def quota_km2(self) -> Mapping[str, float]:
        """Return the area beyond its cap that the scenario asks for, by group."""
        cap = self.rules.get("cap")
        quota = cap.get("quota_km2") if isinstance(cap, dict) else None
        return quota if isinstance(quota, dict) else {}

    @property
    def after(self) -> Coverage:
        """Return its coverage."""
        return self.comparison.coverages[1]

    @property
    def changes(self) -> list[dict[str, Any]]:
        """Return the rows of `Comparison.zones` of the zones that change."""
        zones = self.comparison.zones
        return records(zones[zones["change"] != "none"])

    @property
    def changed(self) -> set[str]:
        """Return the ids of the zones that change."""
        return {str(row["zone_id"]) for row in self.changes}

    @property
    def groups_changed(self) -> set[str]:
        """Return the ids of the groups with a zone that changes, before or after."""
        frames = [coverage.zone_frame for coverage in self.comparison.coverages]
        return {
            str(group)
            for frame in frames
            for group in frame["ftz_id"][frame["zone_id"].isin(self.changed)].dropna()
        }


class Writer:
    """Writes in a language, in a plan's own words."""

    def __init__(
        self, plan: Plan, before: Coverage, scenarios: Sequence[Measured], language: Language
    ) -> None:
        self.plan, self.before, self.language = plan, before, language
        self.names = Names(plan, language, [one.after.zone_frame for one in scenarios])
        self._catalogue = plan.terms.catalogue(language, self.names.of)
        self.radius_km = before.radii_km[len(before.radii_km) // 2]
        self.has_people = plan.has("demand")

    def say(self, code: str, **params: Any) -> str:  # noqa: ANN401  what fills a sentence
        """Return the sentence of a code."""
        return self._catalogue.text(Message(code, **params))

    def word(self, value: object) -> str:
        """Return the word for a value of a column, such as `reshaped`."""
        return self.say("cli-word", word=str(value))

    def yes(self, value: object) -> str:
        """Return yes or no."""
        return self.say("cli-yes" if str(value) == "True" else "cli-no")

    def told(self, row: Mapping[str, Any]) -> str:
        """Return the sentence of a row by its `code` and `params`."""
        return self._catalogue.text(Message.from_document(row))

    def title(self, one: Measured | None) -> str:
        """Return the title of a scenario, or the word for the baseline."""
        if one is None:
            return self.say("report-baseline")
        return (self.language == "zh" and one.title_zh) or one.title

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
    ) -> Table:
        """Return a table of columns by the codes of their heads; one cut short says so."""
        heads = [it if isinstance(it, Message) else Message(it) for it in columns]
        cells = [list(values) for values in columns.values()]
        rows = list(zip(*cells, strict=True))
        said = [note] if note else []
        if not rows:
            said.insert(0, self.say("report-none"))
        if len(rows) > most:
            said.insert(0, self.say("report-more-rows", rows=len(rows) - most))
        return Table(
            caption,
            tuple(self._catalogue.text(head) for head in heads),
            tuple(rows[:most]),
            tuple(bool(column) and all(map(is_figure, column)) for column in cells),
            " ".join(said),
        )


def records(table: Any) -> list[dict[str, Any]]:  # noqa: ANN401  a frame of any columns
    """Return the rows of a table as mappings."""
    rows: list[dict[str, Any]] = table.to_dict("records")
    return rows
