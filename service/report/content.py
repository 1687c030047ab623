"""What a report says of scenarios, in one language; or of the baseline, where there are none.

Every figure is that of `measure`, `compare` and `check`; nothing is worked out here but shares.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from service.report import tables
from service.report.document import Block, Report, Section, Text
from service.report.pictures import Pictures
from service.report.summary import summary
from service.report.writer import Measured, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo import Coverage
    from layers import Plan
    from layers.messages import Language


def report(
    plan: Plan, before: Coverage, scenarios: Sequence[Measured], language: Language, day: str
) -> Report:
    """Return the report of scenarios; without any, that of the baseline.

    `before` is the baseline's coverage, `day` the date of the data, as `2026-11-25`.
    """
    writer = Writer(plan, before, scenarios, language)
    terms = plan.terms
    review = terms.review.of(language) if terms.review else ""
    notes = terms.note(language, plan.zones), review
    return Report(
        language,
        writer.say("report-title" if scenarios else "report-title-baseline"),
        plan.title(language),
        day,
        tuple(note for note in notes if note),
        tuple(_facts(writer, scenarios, day)),
        tuple(it for it in _sections(writer, scenarios) if it is not None),
    )


def _facts(writer: Writer, scenarios: Sequence[Measured], day: str) -> Iterator[tuple[str, str]]:
    say = writer.say
    titles = [writer.title(one) for one in scenarios] or [writer.title(None)]
    yield say("report-fact-scenarios"), "; ".join(titles)
    for one in scenarios:
        if one.record is not None:
            about = {"scenario": one.comparison.a}
            yield say("report-fact-revision", **about), str(one.record["etag"])
            yield say("report-fact-status", **about), writer.word(one.record["status"])
    yield say("report-fact-baseline"), writer.plan.baseline
    yield say("report-fact-day"), day
    yield say("report-fact-made-by"), f"Zonewright {version('zonewright')}"


def _sections(writer: Writer, scenarios: Sequence[Measured]) -> Iterator[Section | None]:
    pictures = Pictures(writer)
    yield summary(writer, scenarios)
    yield Section(writer.say("report-head-overview"), (pictures.overview(scenarios),))
    for one in scenarios:
        blocks: list[Block | None] = [tables.changed_zones(writer, one), *pictures.zones(one)]
        blocks.append(tables.moved_clusters(writer, one) if writer.plan.has("clusters") else None)
        heading = writer.say("report-head-scenario", title=writer.title(one))
        yield Section(heading, tuple(it for it in blocks if it is not None))
    first = scenarios[0].after if len(scenarios) == 1 else writer.before
    yield tables.coverage(writer, scenarios)
    yield tables.caps(writer, scenarios)
    yield _regions(writer, scenarios, pictures, first)
    yield tables.sectors(writer, scenarios)
    yield tables.rules(writer, scenarios)
    yield tables.growth(writer)
    yield tables.strategic_regions(writer, first)
    yield _method(writer, scenarios)
    yield tables.sources(writer)
    yield tables.decisions(writer, scenarios)


def _regions(
    writer: Writer, scenarios: Sequence[Measured], pictures: Pictures, first: Coverage
) -> Section | None:
    """Return the coarsest regions: bars, and where scenarios win or lose people."""
    if not writer.has_people:
        return None
    found: list[Block | None] = [tables.changed_regions(writer, one) for one in scenarios]
    blocks = tuple(it for it in [pictures.bars(first), *found] if it is not None)
    heading = writer.say("report-head-regions", level=writer.plan.terms.coarsest.code)
    return Section(heading, blocks) if blocks else None


def _method(writer: Writer, scenarios: Sequence[Measured]) -> Section:
    level = writer.plan.terms.finest.code
    points = [
        writer.say("report-method-reach", crs=writer.plan.crs.name),
        writer.say("report-method-people") if writer.has_people else "",
        writer.say("report-method-land", level=level),
        writer.say("report-method-cap") if len(writer.before.ftzs) else "",
        writer.say("report-method-rules"),
        writer.say("report-method-compare") if scenarios else "",
    ]
    text = Text("", tuple(point for point in points if point))
    return Section(writer.say("report-head-method"), (text,))
