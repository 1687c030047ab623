"""The reasons of a scenario: contributions of its edits, its proposal, and decisions."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from geo.coverage.plan_data import demand_attributes
from geo.scenario.proposed import SPREAD_SIGN, ProposedPiece
from layers.messages import Message
from layers.schema.figures import Figure
from service.report.document import ReportBlock, ReportSection, ReportTable, ReportText
from service.report.figures import NO_FIGURE, of_objective, signed, two
from service.report.measured import Measured
from service.report.writer import ALL_ROWS, ReportColumns, Writer


def contributions_table(writer: Writer, one: Measured) -> ReportTable | None:
    """Return the contribution of each edit; None for a scenario with fewer than two."""
    if len(one.after_each) < 2:
        return None
    table = one.contributions
    edits = list(enumerate(one.scenario.edits[: len(one.after_each)], start=1))
    rows = table[table[writer.radius_column] == writer.radius_km].to_dict("records")
    labels = [f"{number}. {writer.text(edit.message)}" for number, edit in edits]
    if len(one.scenario.edits) > len(edits):
        labels[-1] = writer.say("report-edits-rest", count=len(one.scenario.edits) - len(edits) + 1)
    columns: ReportColumns = {
        "report-col-edit": labels,
        "report-col-zone-land": [signed(row["area_km2"], 2) for row in rows],
    }
    for radius_km in writer.before.radii_km if writer.has_people else ():
        figures = table["covered_population"][table[writer.radius_column] == radius_km]
        columns[Message("report-col-persons-at", **writer.within(radius_km))] = list(
            map(signed, figures)
        )
    if not writer.has_people and writer.has_covered_land:
        columns["report-col-land"] = [signed(row["covered_area_km2"], 2) for row in rows]
    if writer.plan.has("clusters"):
        head = Message("report-col-clusters-at", **writer.within())
        columns[head] = [signed(row["covered_clusters"]) for row in rows]
    for weight in demand_attributes(writer.plan):
        head = Message("report-row-weight", weight=weight, **writer.within())
        columns[head] = [signed(row[f"covered_{weight}"]) for row in rows]
    return writer.table(writer.say("report-table-edits"), columns, most=ALL_ROWS)


def proposal(writer: Writer, one: Measured) -> list[ReportBlock]:
    """Return why a scenario was proposed; nothing if it was not, or has changed since."""
    scenario = one.scenario
    proposed = scenario.proposed
    if proposed is None or not proposed.holds_of(scenario.baseline, scenario.edits):
        return []
    figures = proposed.before, proposed.measured, proposed.bound
    before, measured, bound = map(of_objective, figures)
    result = {"objective": proposed.objective, "before": before, "measured": measured}
    proof = {"status": proposed.status, "bound": bound, "gap": two(100 * proposed.gap)}
    spread = [Message("propose-spread")] if SPREAD_SIGN in proposed.objective else []
    reasons = [writer.attempted(reason) for reason in (*spread, *proposed.messages())]
    points = [
        writer.say("report-proposal-result", **result),
        *([writer.say("report-proposal-proof", **proof)] if proposed.is_bound_for_all else []),
        *(f"{reason}{writer.say('report-stop')}" for reason in reasons if reason),
    ]
    blocks: list[ReportBlock] = [ReportText(writer.say("report-head-proposal"), tuple(points))]
    if proposed.pieces:
        columns = _of_pieces(writer, proposed.pieces)
        blocks.append(writer.table(writer.say("report-table-pieces"), columns, most=ALL_ROWS))
    return blocks


def _of_pieces(writer: Writer, pieces: Sequence[ProposedPiece]) -> ReportColumns:
    """Return the columns of each piece of land: its contribution, and the best alternative."""
    zone = partial(writer.names.of, "zones")
    verbs = ["report-col-releases" if it.released else "report-col-takes" for it in pieces]
    columns: ReportColumns = {
        "cli-col-zone": [zone(it.zone_id) for it in pieces],
        "cli-col-change": [*map(writer.say, verbs)],
        Figure("area_km2").head: [two(it.area_km2) for it in pieces],
        "report-col-alone": [of_objective(it.alone) for it in pieces],
        "report-col-last": [of_objective(it.last) for it in pieces],
        "report-col-worse": [of_objective(it.worse) for it in pieces],
    }
    others = [tuple(map(zone, it.instead or ())) for it in pieces]
    if any(others):
        columns["report-col-instead"] = [
            writer.say("text", text=names) if names else NO_FIGURE for names in others
        ]
    return columns


def decisions(writer: Writer, scenarios: Sequence[Measured]) -> ReportSection | None:
    """Return the decisions on stored scenarios."""
    rows: list[tuple[str, dict[str, Any]]] = [
        (writer.title(one), decision)
        for one in scenarios
        for decision in (one.record or {}).get("decisions", [])
    ]
    if not rows:
        return None
    columns: ReportColumns = {
        "report-col-scenario": [title for title, _ in rows],
        "report-col-kind": [writer.status(it["status"], it["author"]) for _, it in rows],
        **_written(writer, [it for _, it in rows]),
        "report-col-why": [str(it["why"]) for _, it in rows],
    }
    heading = writer.say("report-head-record")
    return ReportSection(heading, (writer.table(heading, columns, most=ALL_ROWS, grouped=True),))


def course(writer: Writer, one: Measured) -> ReportSection | None:
    """Return who saved which revision of a stored scenario and why, and the comments on it."""
    record = one.record or {}
    revisions, comments = record.get("history", []), record.get("comments", [])
    if not revisions:
        return None
    saved: ReportColumns = {
        "cli-col-revision": [str(it["number"]) for it in revisions],
        "report-col-kind": [
            writer.status(it["status"], it["author"])
            if it["kind"] == "status"
            else writer.word(it["kind"])
            for it in revisions
        ],
        **_written(writer, revisions),
        "report-col-why": [str(it["message"]) or NO_FIGURE for it in revisions],
    }
    rows: ReportColumns = {
        "cli-col-number": [str(it["number"]) for it in comments],
        **_written(writer, comments),
        "cli-col-zone": [
            writer.names.of("zones", it["zone_id"]) if it["zone_id"] else NO_FIGURE
            for it in comments
        ],
        "report-col-comment": [
            writer.say("report-comment-reply", number=it["reply_to"], text=str(it["text"]))
            if it["reply_to"]
            else str(it["text"])
            for it in comments
        ],
    }
    tables = (
        writer.table(writer.say("report-table-revisions"), saved, most=ALL_ROWS),
        writer.table(writer.say("report-table-comments"), rows, most=ALL_ROWS),
    )
    return ReportSection(writer.say("report-head-history"), tables)


def _written(writer: Writer, rows: Sequence[Mapping[str, Any]]) -> ReportColumns:
    """Return the columns of who wrote something, and when."""
    return {
        "report-col-by": [writer.person(it["author"]) for it in rows],
        "report-col-at": [str(it["at"])[:16].replace("T", " ") for it in rows],
    }
