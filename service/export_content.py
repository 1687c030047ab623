"""The content of an export of scenarios: outcomes for every format, or a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.coverage.way import network_of, unit_of
from geo.scenario.model import BASELINE
from geo.scenario.replay import Replay, replay
from layers.errors import MeasureError, UnknownError
from layers.formats import FORMATS, WRITTEN
from layers.messages import Message
from layers.palette import bilingual
from layers.store.model import written
from service.export_layers import outcome, zones_outcome
from service.report import DECISION, REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from geo import CoverageMeter
    from geo.coverage.way import By
    from geo.scenario.model import Scenario
    from layers import Plan
    from layers.formats import Outcome, Part
    from layers.store import Revision
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


def check_decision(suffix: str, scenarios: Collection[str]) -> None:
    """Check that a decision file is asked of one scenario.

    Raises:
        UnknownError: it is asked of several, or of the baseline.
    """
    if suffix == DECISION and (len(scenarios) != 1 or BASELINE in scenarios):
        raise UnknownError(Message("file-decision-of-one"))


def check_way(suffix: str, by: By) -> None:
    """Check that a file can hold what is measured by a way.

    Raises:
        MeasureError: it is a decision, whose figures are by radii in km.
    """
    if unit_of(by) == "min" and suffix == DECISION:
        raise MeasureError(Message("file-decision-in-km", by=network_of(by)))


class Given(NamedTuple):
    """The state of a scenario at the time of a request, None for the baseline, and its record."""

    scenario: Scenario | None = None
    revision: Revision | None = None
    record: dict[str, Any] | None = None


def _ignore(_notice: Message | None) -> None:
    pass


def outcomes(
    plan: Plan,
    scenarios: Iterable[Given],
    parts: Collection[Part],
    meter: Callable[[], CoverageMeter],
    notice: Callable[[Message | None], None] = _ignore,
) -> Iterator[Outcome]:
    """Yield the outcome of each scenario, with the parts that a format has.

    `meter` is called only if something has to be measured, `notice` if a replay gave a result that
    differs from the recorded one.

    Raises:
        ScenarioError, MeasureError: a scenario does not apply.
    """
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
        if revision is not None:
            result = replace(result, revision=revision.number, saved=written(revision.at))
        yield result


def report(
    meter: CoverageMeter,
    scenarios: Iterable[Given],
    suffix: str,
    edition: Edition,
    notice: Callable[[Message | None], None] = _ignore,
) -> bytes:
    """Return the report of some scenarios in the format of a suffix.

    Raises:
        ScenarioError, MeasureError: a scenario does not apply.
    """
    from service.report.measured import Measured  # noqa: PLC0415
    from service.report.render import render  # noqa: PLC0415  slow to load

    before = meter.measure()
    measured = []
    for scenario, _, record in scenarios:
        if scenario is not None:
            measured.append(Measured.of(meter, before, scenario, record))
            notice(measured[-1].after.notice)
    return render(meter.plan, before, measured, suffix, edition)


def edition_of(plan: Plan, lang: str, review_number: str | None, *, annex: bool = False) -> Edition:
    """Return the edition of a plan's report: its language, day, review number, and annex."""
    from service.report.render import day_of  # noqa: PLC0415
    from service.report.writer import Edition  # noqa: PLC0415

    return Edition(lang, day_of(plan), review_number, annex)
