"""An export of scenarios, by command, over HTTP or as a job: outcomes in a format, or a report."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pyproj import CRS

from geo import CoverageMeter
from geo.coverage.way import By
from geo.indicators import scorecard
from geo.scenario.replay import Replay, replay
from layers import Plan
from layers.errors import UnknownError
from layers.formats import FORMATS, WRITTEN, Outcome, Part, export
from layers.messages import Language, Message
from layers.palette import bilingual
from layers.runtime.files import replacing
from layers.scenario_id import BASELINE
from layers.store.model import written
from service.documents.score import score_table
from service.export_layers import figures_of_proposal, outcome, zones_outcome
from service.report import DECISION, REPORTS
from service.scenario_service import Given

MEDIA_TYPES = {suffix: FORMATS[suffix].media_type for suffix in WRITTEN} | REPORTS
"""The media type of an export, by suffix."""


def suffix_of(path: Path) -> str:
    """Return the suffix of a file to write, the longest known one.

    Raises:
        UnknownError: it is the suffix of no format and no report.
    """
    name = path.name.lower()
    fitting = [suffix for suffix in MEDIA_TYPES if name.endswith(suffix) and name != suffix]
    if not fitting:
        unknown = Message("file-suffix-unknown", known=tuple(MEDIA_TYPES))
        raise UnknownError(unknown.in_file(path))
    return max(fitting, key=len)


def digest_of(path: Path, suffix: str) -> str | None:
    """Return the digest of a file that was written as a suffix says: a decision has one."""
    from service.report.decision_file import read_decision  # noqa: PLC0415  slow to load

    return read_decision(path).sha256 if suffix == DECISION else None


@dataclass(frozen=True)
class Export:
    """A file to write of scenarios: its format by suffix, and how its figures are measured.

    `lang` is that of a file for reading; `review_number` and `annex` are those of a report; `crs`
    is that of a drawing.
    """

    suffix: str
    by: By = "line"
    lang: Language = "en"
    review_number: str | None = None
    annex: bool = False
    crs: CRS | None = None

    def check(self, scenarios: Collection[str]) -> None:
        """Check that such a file can hold some scenarios, given by id.

        Raises:
            UnknownError: there is no format of that suffix; a decision is asked of several
                scenarios, or of the baseline.
        """
        if self.suffix not in MEDIA_TYPES:
            unknown = Message("file-suffix-unknown", known=tuple(MEDIA_TYPES))
            raise UnknownError(unknown.at(self.suffix))
        if self.suffix != DECISION:
            return
        if len(scenarios) != 1 or BASELINE in scenarios:
            raise UnknownError(Message("file-decision-of-one"))

    def write(
        self,
        plan: Plan,
        out: Path,
        scenarios: Iterable[Given],
        meter: Callable[[], CoverageMeter],
        notice: Callable[[Message | None], None] = lambda _: None,
    ) -> None:
        """Write the file of some scenarios, or of the baseline.

        `meter` is called only if something has to be measured, `notice` if a replay gave a result
        that differs from the recorded one.

        Raises:
            ScenarioError, MeasureError: a scenario does not apply.
            SourceError, CrsError: as `layers.formats.export`.
        """
        if self.suffix in REPORTS:
            content = self._report(meter(), scenarios, notice)
            with replacing(out, follow=False) as temporary:
                temporary.write_bytes(content)
        else:
            outcomes = _outcomes(plan, scenarios, FORMATS[self.suffix].parts, meter, notice)
            export(plan, out, [replace(one, language=self.lang) for one in outcomes], self.crs)

    def _report(
        self,
        meter: CoverageMeter,
        scenarios: Iterable[Given],
        notice: Callable[[Message | None], None],
    ) -> bytes:
        """Return the report of some scenarios."""
        from service.report.measured import Measured  # noqa: PLC0415
        from service.report.render import day_of, render  # noqa: PLC0415  slow to load
        from service.report.writer import Edition  # noqa: PLC0415

        edition = Edition(self.lang, day_of(meter.plan), self.review_number, self.annex)
        before = meter.measure()
        measured = []
        for scenario, _, record in scenarios:
            if scenario is not None:
                measured.append(Measured.of(meter, before, scenario, record))
                notice(measured[-1].after.notice)
        return render(meter.plan, before, measured, self.suffix, edition)


def _outcomes(
    plan: Plan,
    scenarios: Iterable[Given],
    parts: Collection[Part],
    meter: Callable[[], CoverageMeter],
    notice: Callable[[Message | None], None],
) -> Iterator[Outcome]:
    """Yield the outcome of each scenario, with the parts that a format has."""
    measuring = meter() if {"layers", "figures"} & set(parts) else None
    for scenario, revision, _ in scenarios:
        title = "" if scenario is None else bilingual(scenario.title, scenario.title_zh)
        if measuring is None:
            played = Replay(plan.zones) if scenario is None else replay(plan, scenario)
            notice(played.notice)
            name = BASELINE if scenario is None else scenario.scenario
            result = zones_outcome(plan, name, title, played.zones, parts)
        else:
            before = measuring.measure()
            after = before if scenario is None else measuring.measure(scenario)
            notice(after.notice)
            result = outcome(before, after, title or BASELINE, parts)
            if scenario is not None and "figures" in parts:
                card = {"scorecard": score_table(scorecard(measuring, scenario))}
                own = {**card, **result.figures, **figures_of_proposal(plan, scenario)}
                result = replace(result, figures=own)
        if revision is not None:
            result = replace(result, revision=revision.number, saved=written(revision.at))
        yield result
