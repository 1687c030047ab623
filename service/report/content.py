"""The content of a report on scenarios, or on the baseline if there are none, in one language.

Every figure is from `measure`, `compare` and `check`; only shares are computed here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from geo import Coverage
from layers import Plan
from layers.plan.weights import doubtful_weights, weights_left_out
from service.report import decision, economy, reasons, tables
from service.report.document import Report, ReportBlock, ReportSection, ReportText
from service.report.measured import Measured
from service.report.phases import phases
from service.report.pictures import Pictures
from service.report.purposes import purposes_table, purposes_today, scorecard_of
from service.report.sources import data_years, source_lines, sources_section
from service.report.summary import summary_section
from service.report.writer import Edition, Writer


def report(plan: Plan, before: Coverage, scenarios: Sequence[Measured], edition: Edition) -> Report:
    """Return the report on scenarios; without any, on the baseline.

    `before` is the baseline's coverage.
    """
    writer = Writer(plan, before, scenarios, edition)
    sections = [*_sections(writer, scenarios)]
    if edition.annex:
        sections += _annex(writer, scenarios)
    return Report(
        edition.language,
        _title(writer, scenarios),
        plan.title(edition.language),
        edition.day,
        writer.notes,
        tuple(facts_of_report(writer, scenarios)),
        tuple(it for it in sections if it is not None),
    )


def decision_report(
    plan: Plan, one: Measured, edition: Edition, *, is_plan_held: bool = True
) -> Report:
    """Return the report on a scenario, with its history, comments, sources and hashes.

    `is_plan_held` says whether the file that shows it holds the whole plan.
    """
    before = one.comparison.coverages[0]
    whole, writer = report(plan, before, [one], edition), Writer(plan, before, [one], edition)
    added = (
        reasons.course(writer, one),
        None if edition.annex else sources_section(writer),
        tables.measured_from(writer, one, is_plan_held=is_plan_held),
    )
    sections = (*whole.sections, *(it for it in added if it is not None))
    return replace(whole, sections=sections)


def _title(writer: Writer, scenarios: Sequence[Measured]) -> str:
    if len(scenarios) == 1:
        return writer.say("report-title-one", title=writer.title(scenarios[0]))
    return writer.say("report-title" if scenarios else "report-title-baseline")


def facts_of_report(writer: Writer, scenarios: Sequence[Measured]) -> Iterator[tuple[str, str]]:
    """Yield the facts at the front: revision and status, why, the day and years of the data."""
    say = writer.say
    for number, one in enumerate(scenarios):
        parts = [writer.revision(one)]
        if one.record is not None and one.last is not None:
            parts.append(writer.status(one.record["status"], one.last["author"]))
        letter = [decision.letter_of(number)] if len(scenarios) > 1 else []
        yield " ".join([say("report-fact-scenario"), *letter]), " · ".join(parts)
        if one.why:
            yield " ".join([say("report-col-why"), *letter]), one.why
    yield say("report-fact-day"), writer.day
    years = tuple(data_years(writer))
    if years:
        yield say("report-fact-years"), say("text", text=years)


def _sections(writer: Writer, scenarios: Sequence[Measured]) -> Iterator[ReportSection | None]:
    """Yield the sections for a decision: one page, then each scenario's zones, then the method."""
    pictures = Pictures(writer)
    only, card = _only(scenarios), scorecard_of(writer.before, scenarios)
    if only is not None:
        yield decision.first_page(writer, only, pictures, card)
    elif scenarios:
        yield decision.side_by_side(writer, scenarios, pictures, card)
    else:
        yield summary_section(writer, purposes_today(writer, card))
        yield _overview(writer, scenarios, pictures)
        yield tables.coverage(writer, scenarios)
    if len(scenarios) > 1:
        matrix = decision.matrix_table(writer, scenarios)
        yield ReportSection(writer.say("report-table-decision"), (matrix,))
    for one in scenarios:
        its = writer.of(one)
        is_shown = only is not None and len(one.changes) == 1  # on the first page
        blocks: list[ReportBlock | None] = [
            *phases(its, one, pictures),
            pictures.reach(one),
            *([] if is_shown else pictures.zones(one)),
            pictures.left_out(one),
            decision.changes_table(its, one) if only is not None else None,
            purposes_table(its, one, card) if only is None else None,
            tables.changed_zones(its, one),
            reasons.contributions_table(its, one),
            *reasons.proposal(its, one),
            tables.moved_clusters(writer, one) if writer.plan.has("clusters") else None,
            tables.changed_regions(writer, one) if writer.has_people else None,
        ]
        code = "report-head-reasons" if only is not None else "report-title-one"
        own = tuple(it for it in blocks if it is not None)
        yield ReportSection(writer.say(code, title=writer.title(one)), own, on_new_page=True)
    yield tables.rules(writer, scenarios)
    yield reasons.decisions(writer, scenarios)
    yield method(writer, scenarios)


def _annex(writer: Writer, scenarios: Sequence[Measured]) -> Iterator[ReportSection | None]:
    """Yield the details behind the figures, and all tables of the plan."""
    pictures = Pictures(writer)
    only = _only(scenarios)
    note = (ReportText(writer.say("report-annex-holds")),)
    yield ReportSection(writer.say("report-head-annex"), note, on_new_page=True)
    if scenarios:
        yield _overview(writer, scenarios, pictures)
        yield tables.coverage(writer, scenarios)
    yield tables.caps_section(writer, scenarios)
    yield _regions(writer, scenarios, pictures)
    yield _sectors(writer, scenarios, pictures)
    yield economy.growth(writer)
    yield economy.use_and_yield(writer, only)
    yield economy.development_section(writer, only)
    yield economy.strategic_regions(writer, only)
    yield economy.further_measures(writer, only)
    yield sources_section(writer)
    yield tables.versions_section(writer, scenarios)


def _overview(writer: Writer, scenarios: Sequence[Measured], pictures: Pictures) -> ReportSection:
    return ReportSection(writer.say("report-head-overview"), (pictures.overview(scenarios),))


def _only(scenarios: Sequence[Measured]) -> Measured | None:
    """Return the scenario to show if only one fits; None, the baseline, if there are several."""
    return scenarios[0] if len(scenarios) == 1 else None


def _regions(
    writer: Writer, scenarios: Sequence[Measured], pictures: Pictures
) -> ReportSection | None:
    """Return the covered share of people of each coarsest region, as bars."""
    bars = pictures.bars(_only(scenarios)) if writer.has_people else None
    if bars is None:
        return None
    heading = writer.say("report-head-regions", level=writer.plan.terms.coarsest.code)
    return ReportSection(heading, (bars,))


def _sectors(
    writer: Writer, scenarios: Sequence[Measured], pictures: Pictures
) -> ReportSection | None:
    """Return the sectors: bars, and clusters by radius; None for a plan without clusters."""
    if not writer.plan.has("clusters"):
        return None
    blocks = pictures.sectors(_only(scenarios)), tables.sectors(writer, scenarios)
    return ReportSection(writer.say("report-head-sectors"), blocks)


def _reach_method(writer: Writer) -> Iterator[str]:
    network = writer.before.network
    if network is None:
        yield writer.say("report-method-reach", crs=writer.crs)
        return
    travel, edges = network.travel, len(network.network.start)
    code = "report-method-way" if travel.unit == "km" else "report-method-minutes"
    yield writer.say(code, edges=edges, source=network.source)
    for far in writer.before.far_from_network:
        yield writer.text(far) + writer.say("report-stop")
    yield writer.say("report-method-way-land")


def method(writer: Writer, scenarios: Sequence[Measured]) -> ReportSection:
    """Return the section on methods and data sources."""
    level = writer.plan.terms.finest.code
    has_edits = any(len(one.after_each) > 1 for one in scenarios)
    points = [
        *_reach_method(writer),
        writer.say("report-method-people") if writer.has_people else "",
        *(
            f"{writer.text(why)}{writer.say('report-stop')}"
            for why in (weights_left_out(writer.plan) | doubtful_weights(writer.plan)).values()
        ),
        writer.say("report-method-land", level=level),
        writer.say("report-method-cap") if writer.has_caps else "",
        writer.say("report-method-rules"),
        writer.say("report-method-compare") if scenarios else "",
        writer.say("report-method-edits") if has_edits else "",
        writer.say("report-method-maps"),
        *source_lines(writer),
        writer.say("report-made-by", program=f"Zonewright {writer.release}"),
    ]
    text = ReportText("", tuple(point for point in points if point))
    return ReportSection(writer.say("report-head-method"), (text,))
