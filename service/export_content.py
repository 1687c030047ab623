"""An export of scenarios, by call, command, over HTTP or as a job: a format, or a report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import warn

from pyproj import CRS

from geo import CoverageMeter
from geo.coverage.travel import LINE, By, Travel
from geo.indicators import scorecard
from geo.scenario import Scenario
from geo.scenario.replay import Replay, replay
from geo.validation import as_several
from layers import Plan
from layers.errors import ScenarioError, SourceError, UnknownError
from layers.formats import FORMATS, WRITTEN, Outcome, Part
from layers.formats import export as write_outcomes
from layers.geometry.ellipsoid import known_crs
from layers.messages import Language, Message
from layers.palette import bilingual
from layers.runtime.arguments import checked_call
from layers.runtime.extras import require
from layers.runtime.files import replacing
from layers.scenario_id import BASELINE
from layers.store.model import written
from service.documents.score import score_table
from service.export_layers import figures_of_proposal, outcome, zones_outcome
from service.report import DECISION, DOSSIER, OF_ONE, REPORTS, TYPESET
from service.scenario_service import Given

if TYPE_CHECKING:
    from service.report.dossier.template import DossierTemplate
    from service.report.measured import Measured
    from service.report.writer import Edition

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
    """Return the digest of a decision, alone or in a dossier; None for other suffixes."""
    from service.report.decision_file import read_decision  # noqa: PLC0415  slow to load
    from service.report.dossier.files import decision_in  # noqa: PLC0415

    if suffix == DOSSIER:
        return decision_in(path).sha256
    return read_decision(path).sha256 if suffix == DECISION else None


@checked_call(SourceError)
def export(  # noqa: PLR0913  the options of the command
    plan: Plan,
    path: str | Path,
    scenarios: Sequence[Scenario | str | Path] | Scenario | str | Path = (),
    *,
    by: By = "line",
    radii: Sequence[float] | float | None = None,
    language: Language = "en",
    crs: CRS | str | int | None = None,
    review_number: str | None = None,
    annex: bool = False,
) -> None:
    """Write a plan, or scenarios of it, in the format of the suffix, as the command `export`.

    Args:
        plan: the plan; without scenarios its baseline is written.
        path: the file, replaced if it exists. A `.gpkg` holds everything, styled for QGIS; a
            `.xlsx` every figure; a `.pdf`, `.html` or `.docx` is a report; on one scenario
            a `.decision.html` is a decision, a `.slides.html` its slides, a `.dossier.zip` the
            files of an application; the other formats hold the zones.
        scenarios: one or several, each a value or its file.
        by: how distances of the figures are measured.
        radii: at which they are measured, in the unit of `by`; by default the usual ones.
        language: of a report and of a workbook.
        crs: of a `.dxf`, such as `EPSG:4528`.
        review_number: of the maps of a report.
        annex: whether a report has every table.

    Raises:
        UnknownError: no format has the suffix; a decision or slides are not of one scenario.
        ScenarioError: a scenario does not apply to the plan, or two have one id.
        SourceError: a file cannot be read or written, or the format does not hold this.
        MeasureError: a radius is invalid, or there is no network of `by`.

    A scenario that replays otherwise than it was recorded is written as recorded, with a warning.

    >>> from tempfile import TemporaryDirectory
    >>> import geopandas as gpd
    >>> from geo import Remove
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> without = Scenario.of(plan, Remove(zone="B"), scenario="without-b")
    >>> with TemporaryDirectory() as folder:
    ...     export(plan, f"{folder}/zones.geojson", without)
    ...     len(gpd.read_file(f"{folder}/zones.geojson"))
    1
    """
    path = Path(path)
    file = Export(
        suffix_of(path),
        Travel.of(by),
        language,
        review_number,
        annex,
        None if crs is None else known_crs(crs),
    )
    given = [
        one if isinstance(one, Scenario) else Scenario.load(one) for one in as_several(scenarios)
    ]
    file.check([one.scenario for one in given])
    if plan.path is not None and path.exists() and plan.path.exists() and path.samefile(plan.path):
        raise SourceError(Message("cli-out-is-plan", file=str(path)))
    ids = [one.scenario.lower() for one in given]  # as in names of files
    for number, one in enumerate(ids):
        if one in ids[:number]:
            shown = given[number].scenario
            raise ScenarioError(Message("cli-export-same-id", scenario=shown, id=one))
    file.write(
        plan,
        path,
        [Given(one) for one in given] or [Given()],
        partial(
            CoverageMeter.of, plan, file.travel.usual_radii if radii is None else radii, file.travel
        ),
        lambda notice: None if notice is None else warn(str(notice), stacklevel=2),
    )


@dataclass(frozen=True)
class Export:
    """A file to write of scenarios: its format by suffix, and how its figures are measured.

    `lang` is that of a file for reading; `review_number` and `annex` are those of a report; `crs`
    is that of a drawing; `template` has the texts of a dossier, if not those of the plan's country.
    """

    suffix: str
    travel: Travel = LINE
    lang: Language = "en"
    review_number: str | None = None
    annex: bool = False
    crs: CRS | None = None
    template: DossierTemplate | None = None

    def check(self, scenarios: Collection[str]) -> None:
        """Check that such a file can hold some scenarios, given by id.

        Raises:
            UnknownError: there is no format of that suffix; a decision is asked of several
                scenarios, or of the baseline.
            SourceError: the extra `reports`, which it needs, is not installed.
        """
        if self.suffix not in MEDIA_TYPES:
            unknown = Message("file-suffix-unknown", known=tuple(MEDIA_TYPES))
            raise UnknownError(unknown.at(self.suffix))
        if self.suffix in TYPESET:
            require("reports", "docx", "typst")
        if self.suffix not in OF_ONE:
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
        that differs from the recorded one, or if something does not fit the format.

        Raises:
            ScenarioError, MeasureError: a scenario does not apply.
            SourceError, CrsError: as `layers.formats.export`.
        """
        if self.suffix == DOSSIER:
            self._write_dossier(out, meter(), scenarios, notice)
        elif self.suffix in REPORTS:
            content = self._report(meter(), scenarios, notice)
            with replacing(out, follow=False) as temporary:
                temporary.write_bytes(content)
        else:
            outcomes = _outcomes(plan, scenarios, FORMATS[self.suffix].parts, meter, notice)
            written = [replace(one, language=self.lang) for one in outcomes]
            write_outcomes(plan, out, written, self.crs)
            for one in written:
                notice(FORMATS[self.suffix].cut(one.zones))

    def _report(
        self,
        meter: CoverageMeter,
        scenarios: Iterable[Given],
        notice: Callable[[Message | None], None],
    ) -> bytes:
        """Return the report of some scenarios."""
        from service.report.render import render  # noqa: PLC0415  slow to load

        before = meter.measure()
        measured = measured_scenarios(meter, scenarios, notice)
        return render(meter.plan, before, measured, self.suffix, self._edition(meter.plan))

    def _write_dossier(
        self,
        out: Path,
        meter: CoverageMeter,
        scenarios: Iterable[Given],
        notice: Callable[[Message | None], None],
    ) -> None:
        """Write the dossier of a scenario: an archive, else a new folder."""
        from service.report.dossier.files import (  # noqa: PLC0415  slow to load
            check_free,
            to_dossier,
            write_folder,
            zipped,
        )

        is_archive = out.suffix.lower() == ".zip"
        if not is_archive:
            check_free(out)
        (one,) = measured_scenarios(meter, scenarios, notice)
        edition = self._edition(meter.plan)
        files = to_dossier(meter.plan, one, edition, self.template)
        if not is_archive:
            write_folder(files, out)
            return
        with replacing(out, follow=False) as temporary:
            temporary.write_bytes(zipped(files, edition.day))

    def _edition(self, plan: Plan) -> Edition:
        from service.report.render import day_of  # noqa: PLC0415
        from service.report.writer import Edition  # noqa: PLC0415  slow to load

        return Edition(self.lang, day_of(plan), self.review_number, self.annex)


def measured_scenarios(
    meter: CoverageMeter,
    scenarios: Iterable[Given],
    notice: Callable[[Message | None], None],
) -> list[Measured]:
    """Return some scenarios as measured, without the baseline.

    `notice` hears where a replay gave a result that differs from the recorded one.
    """
    from service.report.measured import Measured  # noqa: PLC0415  slow to load

    before = meter.measure()
    measured = []
    for scenario, _, record in scenarios:
        if scenario is not None:
            measured.append(Measured.of(meter, before, scenario, record))
            notice(measured[-1].after.notice)
    return measured


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
            if scenario is not None and "scorecard" in parts:
                radii, by = measuring.radii_km, measuring.travel
                card = score_table(scorecard(measuring, scenario, radii_km=radii, by=by))
                result = replace(result, figures={"scorecard": card, **result.figures})
            if scenario is not None and "figures" in parts:
                own = {**result.figures, **figures_of_proposal(plan, scenario)}
                result = replace(result, figures=own)
        if revision is not None:
            result = replace(result, revision=revision.number, saved=written(revision.at))
        yield result
