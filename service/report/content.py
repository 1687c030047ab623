"""What a report says of scenarios, in one language; or of the baseline, where there are none.

Every figure is that of `measure`, `compare` and `check`; nothing is worked out here but shares.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from service.report import economy, reasons, tables
from service.report.document import Report, ReportBlock, ReportSection, ReportText
from service.report.pictures import Pictures
from service.report.sources import sources
from service.report.summary import summary
from service.report.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo import Coverage
    from layers import Plan
    from service.report.measured import Measured
    from service.report.writer import Edition


def report(plan: Plan, before: Coverage, scenarios: Sequence[Measured], edition: Edition) -> Report:
    """Return the report of scenarios; without any, that of the baseline.

    `before` is the baseline's coverage.
    """
    writer = Writer(plan, before, scenarios, edition)
    return Report(
        edition.language,
        writer.say("report-title" if scenarios else "report-title-baseline"),
        plan.title(edition.language),
        edition.day,
        writer.notes,
        tuple(_facts(writer, scenarios)),
        tuple(it for it in _sections(writer, scenarios) if it is not None),
    )


def _facts(writer: Writer, scenarios: Sequence[Measured]) -> Iterator[tuple[str, str]]:
    say = writer.say
    for one in scenarios:
        yield (
            say("report-fact-scenario"),
            (say("report-fact-title", title=writer.title(one), whose=writer.revision(one))),
        )
        if one.record is not None:
            yield say("report-fact-status"), writer.word(one.record["status"])
    yield say("report-fact-day"), writer.day
    yield say("report-fact-made-by"), f"Zonewright {version('zonewright')}"


def _sections(writer: Writer, scenarios: Sequence[Measured]) -> Iterator[ReportSection | None]:
    pictures = Pictures(writer)
    yield summary(writer, scenarios)
    yield ReportSection(writer.say("report-head-overview"), (pictures.overview(scenarios),))
    for one in scenarios:
        its = writer.of(one)
        blocks: list[ReportBlock | None] = [
            tables.changed_zones(its, one),
            reasons.contributions(its, one),
            pictures.contributions(one),
            *reasons.proposal(its, one),
            *pictures.zones(one),
            pictures.left_out(one),
        ]
        blocks.append(tables.moved_clusters(writer, one) if writer.plan.has("clusters") else None)
        heading = writer.say("report-head-scenario", title=writer.title(one))
        yield ReportSection(heading, tuple(it for it in blocks if it is not None))
    only = _only(scenarios)
    yield tables.coverage(writer, scenarios)
    yield tables.caps(writer, scenarios)
    yield _regions(writer, scenarios, pictures)
    yield _sectors(writer, scenarios, pictures)
    yield tables.rules(writer, scenarios)
    yield economy.growth(writer)
    yield economy.development(writer, only)
    yield economy.strategic_regions(writer, only)
    yield _method(writer, scenarios)
    yield sources(writer)
    yield tables.versions(writer, scenarios)
    yield reasons.decisions(writer, scenarios)


def _only(scenarios: Sequence[Measured]) -> Measured | None:
    """Return the scenario that is shown where there is room for one; of several, the baseline."""
    return scenarios[0] if len(scenarios) == 1 else None


def _regions(
    writer: Writer, scenarios: Sequence[Measured], pictures: Pictures
) -> ReportSection | None:
    """Return the coarsest regions: bars, and where scenarios win or lose people."""
    if not writer.has_people:
        return None
    found: list[ReportBlock | None] = [tables.changed_regions(writer, one) for one in scenarios]
    blocks = tuple(it for it in [pictures.bars(_only(scenarios)), *found] if it is not None)
    heading = writer.say("report-head-regions", level=writer.plan.terms.coarsest.code)
    return ReportSection(heading, blocks) if blocks else None


def _sectors(
    writer: Writer, scenarios: Sequence[Measured], pictures: Pictures
) -> ReportSection | None:
    """Return the sectors: bars, and clusters by radius; None of a plan without clusters."""
    if not writer.plan.has("clusters"):
        return None
    blocks = pictures.sectors(_only(scenarios)), tables.sectors(writer, scenarios)
    return ReportSection(writer.say("report-head-sectors"), blocks)


def _method(writer: Writer, scenarios: Sequence[Measured]) -> ReportSection:
    level = writer.plan.terms.finest.code
    has_edits = any(len(one.after_each) > 1 for one in scenarios)
    points = [
        writer.say("report-method-reach", crs=writer.crs),
        writer.say("report-method-people") if writer.has_people else "",
        writer.say("report-method-land", level=level),
        writer.say("report-method-cap") if writer.has_caps else "",
        writer.say("report-method-rules"),
        writer.say("report-method-compare") if scenarios else "",
        writer.say("report-method-edits") if has_edits else "",
        writer.say("report-method-maps"),
    ]
    text = ReportText("", tuple(point for point in points if point))
    return ReportSection(writer.say("report-head-method"), (text,))
