"""Export of scenarios as a job: a report, or any format that `zonewright export` writes."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Field

from geo import CoverageMeter
from geo.coverage.travel import LINE, By, Travel
from layers import Plan
from layers.messages import Language
from layers.scenario_id import BASELINE
from service.export_content import Export, digest_of
from service.jobs.work import PhaseYear, Work
from service.report import DECIDED
from service.scenario_service import Given

_SECONDS = 900.0
_LONGEST_NAME = 64


class _StoppedError(Exception):
    """The job is to end without its file."""


class ExportRequest(BaseModel, extra="forbid"):
    """An export of some scenarios, or of the baseline, as by `zonewright export`.

    `suffix` is the file's: `.pdf`, `.docx` and `.html` are reports in the language `lang`, with
    `annex` also of the whole plan; `.decision.html` is one with what measures it again,
    `.slides.html` a few slides, `.dossier.zip` the files of an application. `by` says how distances
    are measured in a report or a workbook, `as_of` by the end of which year the phases of scenarios
    are carried out. The result names the file, which `/api/jobs/{number}/file` returns.
    """

    gives_parts: ClassVar[bool] = False

    kind: Literal["export"]
    suffix: Annotated[str, Field(max_length=20)]
    scenarios: list[Annotated[str, Field(max_length=64)]] = Field(
        default_factory=list, max_length=20
    )
    lang: Language = "en"
    by: By = "line"
    annex: bool = False
    as_of: PhaseYear = None

    @property
    def named(self) -> tuple[str, ...]:
        """Return the scenarios that it names, without duplicates."""
        return tuple(dict.fromkeys(self.scenarios))

    @property
    def seconds(self) -> float:
        """Return the time limit after which its process is killed."""
        return _SECONDS

    @property
    def _export(self) -> Export:
        return Export(self.suffix, Travel.of(self.by), self.lang, annex=self.annex)

    def check(self) -> None:
        """Check that the file can be written; raises as `Export.check`."""
        self._export.check(self.named)

    def work(self, plan: Plan, by: Work) -> dict[str, Any] | None:
        """Write the file and return its name and size; None if stopped before.

        Raises:
            ZonewrightError: a scenario does not apply, or the file cannot be written.
        """
        ends = "-".join(self.named) or BASELINE
        if len(ends) > _LONGEST_NAME:
            ends = f"{len(self.named)}-scenarios"
        ends += "" if self.as_of is None else f"-{self.as_of}"
        out = by.folder / f"{plan.name}-{ends}{self.suffix}"
        export = replace(self._export, review_number=by.review_number)
        with suppress(_StoppedError):
            export.write(plan, out, self._given(by), partial(self._meter, plan, by))
        if by.stop.requested:
            return None
        result: dict[str, Any] = {"file": out.name, "bytes": out.stat().st_size}
        if self.suffix in DECIDED:
            revision = by.scenarios[self.named[0]].revision
            assert revision is not None  # noqa: S101  it is on a stored scenario
            result |= {"scenario": revision.scenario, "revision": revision.number}
            result |= {"sha256": digest_of(out, self.suffix)}
        return result

    def _meter(self, plan: Plan, by: Work) -> CoverageMeter:
        meter, travel = by.meter(plan), Travel.of(self.by)
        return meter if travel == LINE else meter.at(travel.usual_radii, by=travel)

    def _given(self, by: Work) -> Iterator[Given]:
        """Yield the scenarios that it names, and report progress.

        Raises:
            _StoppedError: it is stopped.
        """
        scenarios = [by.scenarios[name].as_of(self.as_of) for name in self.named] or [Given()]
        for step, one in enumerate(scenarios):
            by.report(done=float(step), of=float(len(scenarios)))
            if by.stop.requested:
                raise _StoppedError
            yield one
