"""A file of scenarios as a job: a report, or any format that `zonewright export` writes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from geo.scenario.model import BASELINE
from layers.errors import UnknownError
from layers.formats import FORMATS, export
from layers.messages import Language, Message
from service.export_content import MEDIA_TYPES, Given, edition_of, outcomes, report
from service.report import REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers import Plan
    from service.jobs.work import Work

_SECONDS = 900.0
_LONGEST_NAME = 64


class ExportAsked(BaseModel):
    """A file of some scenarios, or of the baseline: what `zonewright export` writes.

    `suffix` is that of its name: `.pdf`, `.docx` and `.html` are reports in the language `lang`,
    with `annex` also of the plan as a whole.
    The result names the file, which `/api/jobs/{number}/file` answers.
    """

    model_config = ConfigDict(extra="forbid")

    gives_parts: ClassVar[bool] = False

    kind: Literal["export"]
    suffix: Annotated[str, Field(max_length=20)]
    scenarios: list[Annotated[str, Field(max_length=64)]] = Field(
        default_factory=list, max_length=20
    )
    lang: Language = "en"
    annex: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """Return the scenarios that it names, each once."""
        return tuple(dict.fromkeys(self.scenarios))

    @property
    def seconds(self) -> float:
        """Return when its process is killed in any case."""
        return _SECONDS

    def check(self) -> None:
        """Refuse what cannot be written.

        Raises:
            UnknownError: there is no format of that suffix.
        """
        if self.suffix not in MEDIA_TYPES:
            unknown = Message("file-suffix-unknown", known=tuple(MEDIA_TYPES))
            raise UnknownError(unknown.at(self.suffix))

    def work(self, plan: Plan, by: Work) -> dict[str, Any] | None:
        """Write the file and return its name and size; None where it was stopped before.

        Raises:
            ZonewrightError: a scenario does not apply, or the file cannot be written.
        """
        ends = "-".join(self.named) or BASELINE
        if len(ends) > _LONGEST_NAME:
            ends = f"{len(self.named)}-scenarios"
        out = by.folder / f"{plan.name}-{ends}{self.suffix}"
        given = self._given(by)
        if self.suffix in REPORTS:
            edition = edition_of(plan, self.lang, by.review_number, annex=self.annex)
            content = report(by.meter(plan), given, self.suffix, edition)
            if not by.stop.asked:
                out.write_bytes(content)
        else:
            found = list(outcomes(plan, given, FORMATS[self.suffix].parts, partial(by.meter, plan)))
            if not by.stop.asked:
                export(plan, out, found)
        return None if by.stop.asked else {"file": out.name, "bytes": out.stat().st_size}

    def _given(self, by: Work) -> Iterator[Given]:
        """Yield the scenarios that it names, and say how many are done; none once it is stopped."""
        given = [by.scenarios[name] for name in self.named] or [Given()]
        for step, one in enumerate(given):
            by.tell(done=float(step), of=float(len(given)))
            if by.stop.asked:
                return
            yield one
