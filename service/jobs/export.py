"""Export of scenarios as a job: a report, or any format that `zonewright export` writes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from geo.coverage.way import By, usual_radii
from geo.scenario.model import BASELINE
from layers.errors import UnknownError
from layers.formats import FORMATS, export
from layers.messages import Language, Message
from service.export_content import (
    MEDIA_TYPES,
    Given,
    check_decision,
    check_way,
    edition_of,
    outcomes,
    report,
)
from service.report import REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo import CoverageMeter
    from layers import Plan
    from service.jobs.work import Work

_SECONDS = 900.0
_LONGEST_NAME = 64


class ExportAsked(BaseModel):
    """An export of some scenarios, or of the baseline, as by `zonewright export`.

    `suffix` is the file's: `.pdf`, `.docx` and `.html` are reports in the language `lang`, with
    `annex` also of the whole plan; `.decision.html` is one with what measures it again. `by` says
    how distances are measured in a report or a workbook. The result
    names the file, which `/api/jobs/{number}/file` returns.
    """

    model_config = ConfigDict(extra="forbid")

    gives_parts: ClassVar[bool] = False

    kind: Literal["export"]
    suffix: Annotated[str, Field(max_length=20)]
    scenarios: list[Annotated[str, Field(max_length=64)]] = Field(
        default_factory=list, max_length=20
    )
    lang: Language = "en"
    by: By = "line"
    annex: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """Return the scenarios that it names, without duplicates."""
        return tuple(dict.fromkeys(self.scenarios))

    @property
    def seconds(self) -> float:
        """Return the time limit after which its process is killed."""
        return _SECONDS

    def check(self) -> None:
        """Check that the file can be written.

        Raises:
            UnknownError: there is no format of that suffix; a decision is of one scenario.
            MeasureError: the file cannot hold what is measured by another way than the line.
        """
        if self.suffix not in MEDIA_TYPES:
            unknown = Message("file-suffix-unknown", known=tuple(MEDIA_TYPES))
            raise UnknownError(unknown.at(self.suffix))
        check_decision(self.suffix, self.named)
        check_way(self.suffix, self.by)

    def work(self, plan: Plan, by: Work) -> dict[str, Any] | None:
        """Write the file and return its name and size; None if stopped before.

        Raises:
            ZonewrightError: a scenario does not apply, or the file cannot be written.
        """
        ends = "-".join(self.named) or BASELINE
        if len(ends) > _LONGEST_NAME:
            ends = f"{len(self.named)}-scenarios"
        out = by.folder / f"{plan.name}-{ends}{self.suffix}"
        scenarios = self._given(by)
        if self.suffix in REPORTS:
            edition = edition_of(plan, self.lang, by.review_number, annex=self.annex)
            content = report(self._meter(plan, by), scenarios, self.suffix, edition)
            if not by.stop.asked:
                out.write_bytes(content)
        else:
            parts, meter = FORMATS[self.suffix].parts, partial(self._meter, plan, by)
            results = [
                replace(one, language=self.lang) for one in outcomes(plan, scenarios, parts, meter)
            ]
            if not by.stop.asked:
                export(plan, out, results)
        return None if by.stop.asked else {"file": out.name, "bytes": out.stat().st_size}

    def _meter(self, plan: Plan, by: Work) -> CoverageMeter:
        meter = by.meter(plan)
        return meter if self.by == "line" else meter.at(usual_radii(self.by), by=self.by)

    def _given(self, by: Work) -> Iterator[Given]:
        """Yield the scenarios that it names, and report progress; end when stopped."""
        scenarios = [by.scenarios[name] for name in self.named] or [Given()]
        for step, one in enumerate(scenarios):
            by.tell(done=float(step), of=float(len(scenarios)))
            if by.stop.asked:
                return
            yield one
