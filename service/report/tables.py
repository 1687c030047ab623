"""The sections of a report that are tables; None if the plan has no data for one."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo import Coverage
from geo.comparison.rule_changes import change_messages
from geo.coverage.plan_data import demand_attributes
from geo.coverage.tables import FIGURES
from geo.scenario.replay import zones_hash
from layers.messages import Message
from service.report.decision_document import hashes_of
from service.report.document import ReportSection, ReportTable, ReportText
from service.report.figures import share, shown_figure, signed, two, without_decimals
from service.report.measured import Measured, row_mappings
from service.report.writer import ALL_ROWS, ReportColumns, Writer


def changed_zones(writer: Writer, one: Measured) -> ReportTable:
    """Return the zones that a scenario changes."""
    rows, renamed = one.changes, writer.renamed()

    def zone(id_: str) -> str:
        name = writer.names.both("zones", id_)
        if id_ not in renamed:
            return name
        return writer.say("report-renamed", name=name, was=renamed[id_][0])

    def change(row: dict[str, Any]) -> str:
        word, was = writer.word(row["change"]), row["zone_id_before"]
        return word if was is None else writer.say("report-renamed", name=word, was=was)

    columns: ReportColumns = {
        "cli-col-zone": [zone(row["zone_id"]) for row in rows],
        "cli-col-change": [change(row) for row in rows],
        "cli-col-area-before": [two(row["area_km2_before"]) for row in rows],
        "cli-col-area-after": [two(row["area_km2_after"]) for row in rows],
        "cli-col-gained": [two(row["gained_km2"]) for row in rows],
        "cli-col-lost": [two(row["lost_km2"]) for row in rows],
    }
    return writer.table(writer.say("report-table-changed-zones"), columns, most=ALL_ROWS)


def moved_clusters(writer: Writer, one: Measured) -> ReportTable | None:
    """Return the clusters that come within reach or leave it; None if none does."""
    entering, leaving = one.comparison.clusters_entering, one.comparison.clusters_leaving
    rows = [("report-col-comes", row) for row in row_mappings(entering)]
    rows += [("report-col-leaves", row) for row in row_mappings(leaving)]
    if not rows:
        return None
    columns: ReportColumns = {
        "cli-col-cluster": [
            writer.names.of("clusters", it["cluster_id"], it["name"]) for _, it in rows
        ],
        "cli-col-sector": [writer.sector(it["sector"]) for _, it in rows],
        writer.radius_head: [f"{it[writer.radius_column]:g}" for _, it in rows],
        "report-col-crossing": [writer.say(code) for code, _ in rows],
    }
    return writer.table(writer.say("report-table-clusters", by=writer.by), columns)


def coverage(writer: Writer, scenarios: Sequence[Measured]) -> ReportSection:
    """Return people and land within each radius, the baseline first."""
    before = row_mappings(writer.before.totals)
    rows = [
        (title, row, was)
        for title, measured in _every(writer, scenarios)
        for row, was in zip(row_mappings(measured.totals), before, strict=True)
    ]
    columns: ReportColumns = {}
    if scenarios:
        columns["report-col-scenario"] = [title for title, _, _ in rows]
    columns[writer.radius_head] = [f"{row[writer.radius_column]:g}" for _, row, _ in rows]
    if writer.has_people:
        part, of = "covered_population", "population"
        columns["report-col-persons"] = [without_decimals(row[part]) for _, row, _ in rows]
        if scenarios:
            moved = [signed(row[part] - was[part]) for _, row, was in rows]
            columns["report-col-difference"] = moved
        columns["report-col-persons-share"] = [share(row[part], row[of]) for _, row, _ in rows]
    columns |= weights_covered(writer, [row for _, row, _ in rows])
    if writer.has_covered_land:
        part, of = "covered_area_km2", "area_km2"
        columns["report-col-land"] = [without_decimals(row[part]) for _, row, _ in rows]
        columns["report-col-land-share"] = [share(row[part], row[of]) for _, row, _ in rows]
    code = "report-table-totals" if writer.has_covered_land else "report-table-people"
    caption = writer.say(code, by=writer.by)
    table = writer.table(caption, columns, most=ALL_ROWS, grouped=bool(scenarios))
    return ReportSection(writer.say("report-head-coverage"), (table,))


def weights_covered(writer: Writer, rows: Sequence[Mapping[str, Any]]) -> ReportColumns:
    """Return how much of each of the plan's own weights rows cover, and the share."""
    columns: ReportColumns = {}
    for weight in demand_attributes(writer.plan):
        part, of = f"covered_{weight}", weight
        head = Message("report-col-weight", weight=weight)
        columns[head] = [without_decimals(row[part]) for row in rows]
        head = Message("report-col-weight-share", weight=weight)
        columns[head] = [share(row[part], row[of]) for row in rows]
    return columns


def caps_section(writer: Writer, scenarios: Sequence[Measured]) -> ReportSection | None:
    """Return area, cap and headroom of the groups; only of changed groups if there are any."""
    if not len(writer.before.ftzs):
        return None
    rows = [(None, row) for row in row_mappings(writer.before.ftzs)]
    columns: ReportColumns = {}
    if scenarios:
        every = [(one, row) for one in scenarios for row in row_mappings(one.after.ftzs)]
        of_scenarios = [(one, row) for one, row in every if row["ftz_id"] in one.groups_changed]
        columns["report-col-scenario"] = [writer.title(one) for one, _ in of_scenarios]
        rows = [(None, row) for _, row in of_scenarios]
    columns["cli-col-ftz"] = [writer.names.both("ftzs", row["ftz_id"]) for _, row in rows]
    for figure in FIGURES["ftzs"]:
        if writer.has_caps or figure.name not in {"cap_km2", "headroom_km2"}:
            columns[figure.head] = [shown_figure(row[figure.name], figure) for _, row in rows]
    caps_note = writer.plan.terms.caps
    note = caps_note.of(writer.language) if caps_note else ""
    caption = writer.say("report-table-caps" if writer.has_caps else "report-table-areas")
    table = writer.table(caption, columns, note, ALL_ROWS)
    heading = writer.say("report-head-caps" if writer.has_caps else "report-head-areas")
    return ReportSection(heading, (table,))


def changed_regions(writer: Writer, one: Measured) -> ReportTable | None:
    """Return the coarsest regions in which a scenario covers more or fewer people, if any."""
    rows = one.comparison.regions
    coarsest = writer.plan.terms.coarsest
    rows = rows[rows["level"] == coarsest.code]
    moved = row_mappings(rows[rows["covered_population_difference"].abs() >= 0.5])
    if not moved:
        return None
    columns: ReportColumns = {
        writer.level_head(coarsest): [
            writer.names.of(coarsest, it["adcode"], it["name"]) for it in moved
        ],
        writer.radius_head: [f"{it[writer.radius_column]:g}" for it in moved],
        "report-col-persons": [without_decimals(it["covered_population_after"]) for it in moved],
        "report-col-difference": [signed(it["covered_population_difference"]) for it in moved],
    }
    caption = writer.titled(one, writer.say("report-table-regions", by=writer.by))
    return writer.table(caption, columns, grouped=True)


def sectors(writer: Writer, scenarios: Sequence[Measured]) -> ReportTable:
    """Return the number of clusters of each sector within each radius."""
    known = _by_sector(writer.before)
    rows = [
        (title, sector, table)
        for title, measured in _every(writer, scenarios)
        for sector, table in _by_sector(measured).items()
        if measured is writer.before or sector not in known or not table.equals(known[sector])
    ]
    columns: ReportColumns = {}
    if scenarios:
        columns["report-col-scenario"] = [title for title, _, _ in rows]
    columns["cli-col-sector"] = [writer.sector(sector) for _, sector, _ in rows]
    columns["report-col-all"] = [
        without_decimals(table["clusters"].iloc[0]) for _, _, table in rows
    ]
    for radius_km in sorted(writer.before.sectors[writer.radius_column].unique()):
        head = Message("report-col-at-radius", **writer.within(radius_km))
        columns[head] = [
            without_decimals(table["covered_clusters"][radius_km]) for _, _, table in rows
        ]
    left_out = len(rows) < len(known) * (1 + len(scenarios))
    note = writer.say("report-sectors-same") if left_out else ""
    caption = writer.say("report-table-sectors", by=writer.by)
    return writer.table(caption, columns, note, ALL_ROWS, grouped=bool(scenarios))


def _by_sector(measured: Coverage) -> dict[str, pd.DataFrame]:
    """Return the clusters of each sector by radius, all and covered."""
    radius = measured.radius_column
    columns = [radius, "clusters", "covered_clusters"]
    by_sector = measured.sectors.groupby("sector", sort=True)
    return {str(sector): table[columns].set_index(radius) for sector, table in by_sector}


def targets(writer: Writer, rows: pd.DataFrame, caption: str = "") -> ReportTable | None:
    """Return the targets of a coverage or of a comparison, and whether they are met; None: none.

    In a comparison each has its value before and after.
    """
    if rows.empty:
        return None
    after = "params_after" if "params_after" in rows else "params"
    messages = {
        name: [*map(_messages, rows[name])] for name in rows if str(name).startswith("params")
    }
    texts = rows["title_zh"].fillna(rows["title"]) if writer.language == "zh" else rows["title"]
    titles = texts.fillna("").tolist()
    figures = [
        writer.text(writer.target_figure(one["figure"], by))
        for one, by in zip(messages[after], rows["by"], strict=True)
    ]
    named = [f"{title}: {it}" if title else it for title, it in zip(titles, figures, strict=True)]
    columns: ReportColumns = {
        "rule-target-name": named,
        "cli-col-level": [writer.word(level) for level in rows["level"]],
        "cli-col-wanted": [writer.text(one["wanted"]) for one in messages[after]],
    }
    if after == "params_after":
        columns["report-baseline"] = [
            writer.text(one["value"]) for one in messages["params_before"]
        ]
        columns["report-fact-scenario"] = [writer.text(one["value"]) for one in messages[after]]
    else:
        columns["cli-col-value"] = [writer.text(one["value"]) for one in messages[after]]
    columns["cli-col-outcome"] = [writer.text(one["outcome"]) for one in messages[after]]
    return writer.table(caption or writer.say("cli-title-targets"), columns, most=ALL_ROWS)


def _messages(state: dict[str, Any]) -> dict[str, Message]:
    """Return the parts of the message of a target, by name."""
    return {name: Message.from_document(part) for name, part in state.items()}


def rules(writer: Writer, scenarios: Sequence[Measured]) -> ReportSection:
    """Return the new, worse, improved and mended violations of scenarios.

    For the baseline, all violations.
    """
    heading = writer.say("report-head-rules")
    if not scenarios:
        caption = writer.say("report-table-rules-all")
        aims = targets(writer, writer.before.targets)
        broken = _violations(writer, caption, writer.before.violations)
        return ReportSection(heading, (broken,) if aims is None else (aims, broken))
    tables = []
    for one in scenarios:
        comparison = one.comparison
        caption = writer.titled(one, writer.say("cli-title-targets"))
        aims = targets(writer.of(one), comparison.targets, caption)
        tables += [] if aims is None else [aims]
        for code, violations in (
            ("report-table-rules", comparison.violations_new),
            ("report-table-worse", comparison.violations_worse),
            ("report-table-improved", comparison.violations_improved),
            ("report-table-mended", comparison.violations_mended),
        ):
            if code == "report-table-rules" or len(violations):
                caption = writer.titled(one, writer.say(code))
                tables.append(_violations(writer.of(one), caption, violations))
    return ReportSection(heading, tuple(tables))


def _violations(writer: Writer, caption: str, violations: pd.DataFrame) -> ReportTable:
    rows = row_mappings(violations)
    columns: ReportColumns = {
        "cli-col-level": [writer.word(row["level"]) for row in rows],
        "cli-col-what": [writer.row_sentence(row) for row in rows],
    }
    if "change" in violations:
        changes = change_messages(violations)
        columns["cli-col-change"] = [
            writer.row_sentence(change.to_document()) for change in changes
        ]
    return writer.table(caption, columns, most=ALL_ROWS)


def versions_section(writer: Writer, scenarios: Sequence[Measured]) -> ReportSection:
    """Return the versions behind the figures: hashes of the baseline and of stored revisions."""
    rows = [(writer.title(None), writer.plan.baseline)]
    rows += [(writer.title(it), str(it.record["etag"])) for it in scenarios if it.record]
    columns: ReportColumns = {
        "report-col-scenario": [title for title, _ in rows],
        "report-col-hash": [hash_ for _, hash_ in rows],
    }
    caption = writer.say("report-table-versions")
    return ReportSection(writer.say("report-head-versions"), (writer.table(caption, columns),))


def measured_from(writer: Writer, one: Measured, *, is_plan_held: bool) -> ReportSection:
    """Return the hashes of the layers that a scenario was measured on, and of its zones.

    `is_plan_held` says whether the file that shows them holds the whole plan.
    """
    layers = hashes_of(writer.plan)
    named = [writer.say(f"page-layername-{layer.replace('_', '-')}") for layer in layers]
    columns: ReportColumns = {
        "report-col-layer": [*named, writer.say("report-fact-scenario")],
        "report-col-hash": [*layers.values(), zones_hash(one.after.zone_frame)],
    }
    table = writer.table(writer.say("report-table-measured-from"), columns, most=ALL_ROWS)
    libraries = tuple(map(" ".join, writer.versions.items()))
    points = (
        writer.say("report-measured-again", holds="plan" if is_plan_held else "reach"),
        writer.say("report-made-with", libraries=libraries),
        writer.say("report-digest-what"),
    )
    text = ReportText("", points)
    return ReportSection(writer.say("report-head-measured-from"), (text, table))


def _every(writer: Writer, scenarios: Sequence[Measured]) -> list[tuple[str, Coverage]]:
    """Return the baseline and the scenarios, with their titles."""
    rows = [(writer.title(None), writer.before)]
    return rows + [(writer.title(one), one.after) for one in scenarios]
