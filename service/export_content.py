"""What a file of scenarios holds: outcomes for every format, or a report; for all who export."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.scenario.model import BASELINE
from geo.scenario.replay import Replay, replay
from layers.errors import UnknownError
from layers.formats import FORMATS, WRITTEN
from layers.messages import Message
from layers.palette import bilingual
from layers.store.model import written
from service.export_layers import outcome, zones_outcome
from service.report import REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from geo import CoverageMeter
    from geo.scenario.model import Scenario
    from layers import Plan
    from layers.formats import Outcome, Part
    from layers.store import Revision
    from service.report.writer import Edition


MEDIA_TYPES = {suffix: FORMATS[suffix].media_type for suffix in WRITTEN} | REPORTS
"""What a file of scenarios is served as, by each suffix that it may have."""


def suffix_of(path: Path) -> str:
    """Return the suffix of a file that is to be written, the longest that is known.

    Raises:
        UnknownError: it names no format and no report.
    """
    name = path.name.lower()
    fitting = [suffix for suffix in MEDIA_TYPES if name.endswith(suffix) and name != suffix]
    if not fitting:
        unknown = Message("file-suffix-unknown", known=tuple(MEDIA_TYPES))
        raise UnknownError(unknown.in_file(path))
    return max(fitting, key=len)


class Given(NamedTuple):
    """A scenario as it was when it was asked for, None for the baseline; what the store keeps."""

    scenario: Scenario | None = None
    revision: Revision | None = None
    record: dict[str, Any] | None = None


def _unheard(_notice: Message | None) -> None:
    pass


def outcomes(
    plan: Plan,
    given: Iterable[Given],
    parts: Collection[Part],
    meter: Callable[[], CoverageMeter],
    notice: Callable[[Message | None], None] = _unheard,
) -> Iterator[Outcome]:
    """Yield what each scenario comes to, as a format holds it that has these parts.

    The meter is asked for only where something is to be measured. `notice` is told where a replay
    gave another result than the one that was kept.

    Raises:
        ScenarioError, MeasureError: a scenario does not apply.
    """
    measuring = meter() if {"layers", "figures"} & set(parts) else None
    for scenario, revision, _ in given:
        title = "" if scenario is None else bilingual(scenario.title, scenario.title_zh)
        if measuring is None:
            played = Replay(plan.zones) if scenario is None else replay(plan, scenario)
            notice(played.notice)
            name = BASELINE if scenario is None else scenario.scenario
            found = zones_outcome(plan, name, title, played.zones, parts)
        else:
            before = measuring.measure()
            after = before if scenario is None else measuring.measure(scenario)
            notice(after.notice)
            found = outcome(before, after, title or BASELINE, parts)
        if revision is not None:
            found = replace(found, revision=revision.number, saved=written(revision.at))
        yield found


def report(
    meter: CoverageMeter,
    given: Iterable[Given],
    suffix: str,
    edition: Edition,
    notice: Callable[[Message | None], None] = _unheard,
) -> bytes:
    """Return the report of some scenarios in the format of a suffix.

    Raises:
        ScenarioError, MeasureError: a scenario does not apply.
    """
    from service.report.measured import Measured  # noqa: PLC0415
    from service.report.render import made  # noqa: PLC0415  what sets documents is slow

    before = meter.measure()
    measured = []
    for scenario, _, record in given:
        if scenario is not None:
            measured.append(Measured.of(meter, before, scenario, record))
            notice(measured[-1].after.notice)
    return made(meter.plan, before, measured, suffix, edition)


def edition_of(plan: Plan, lang: str, review_number: str | None, *, annex: bool = False) -> Edition:
    """Return how a report of a plan is written: in which language, of which day; with an annex."""
    from service.report.render import day_of  # noqa: PLC0415
    from service.report.writer import Edition  # noqa: PLC0415

    return Edition(lang, day_of(plan), review_number, annex)  # type: ignore[arg-type]
