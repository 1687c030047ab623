"""The sections of a report that are tables; None where the plan has nothing to put in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from geo.coverage.growth import ALL_FTZS
from geo.lenses.strategic_regions import COLUMN as STRATEGIES
from geo.lenses.strategic_regions import strategies
from layers.messages import Message
from service.report.document import Section
from service.report.figures import share, signed, two, whole
from service.report.writer import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo import Coverage
    from service.report.document import Table
    from service.report.writer import Measured, Writer

Columns: TypeAlias = "dict[str | Message, Iterable[str]]"
_ALL_ROWS = 400  # of what is asked for whole


def changed_zones(writer: Writer, one: Measured) -> Table:
    """Return the zones that a scenario changes."""
    rows = one.changes
    columns: Columns = {
        "cli-col-zone": [writer.names.both(row["zone_id"]) for row in rows],
        "cli-col-change": [writer.word(row["change"]) for row in rows],
        "cli-col-area-before": [two(row["area_km2_before"]) for row in rows],
        "cli-col-area-after": [two(row["area_km2_after"]) for row in rows],
        "cli-col-gained": [two(row["gained_km2"]) for row in rows],
        "cli-col-lost": [two(row["lost_km2"]) for row in rows],
    }
    return writer.table(writer.say("report-table-changed-zones"), columns, most=_ALL_ROWS)


def moved_clusters(writer: Writer, one: Measured) -> Table | None:
    """Return the clusters that come within reach or leave it; None where none does."""
    entering, leaving = one.comparison.clusters_entering, one.comparison.clusters_leaving
    rows = [("report-col-comes", row) for row in records(entering)]
    rows += [("report-col-leaves", row) for row in records(leaving)]
    if not rows:
        return None
    columns: Columns = {
        "cli-col-cluster": [writer.names.of(str(it["cluster_id"]), it["name"]) for _, it in rows],
        "cli-col-sector": [writer.sector(it["sector"]) for _, it in rows],
        "report-col-radius": [f"{it['radius_km']:g}" for _, it in rows],
        "report-col-crossing": [writer.say(code) for code, _ in rows],
    }
    return writer.table(writer.say("report-table-clusters"), columns)


def coverage(writer: Writer, scenarios: Sequence[Measured]) -> Section:
    """Return people and land within each radius, the baseline first."""
    before = records(writer.before.totals)
    rows = [
        (title, row, was)
        for title, measured in _every(writer, scenarios)
        for row, was in zip(records(measured.totals), before, strict=True)
    ]
    columns: Columns = {
        "report-col-scenario": [title for title, _, _ in rows],
        "report-col-radius": [f"{row['radius_km']:g}" for _, row, _ in rows],
    }
    if writer.has_people:
        part, of = "covered_population", "population"
        columns["report-col-persons"] = [whole(row[part]) for _, row, _ in rows]
        columns["report-col-difference"] = [signed(row[part] - was[part]) for _, row, was in rows]
        columns["report-col-persons-share"] = [share(row[part], row[of]) for _, row, _ in rows]
    part, of = "covered_area_km2", "area_km2"
    columns["report-col-land"] = [whole(row[part]) for _, row, _ in rows]
    columns["report-col-land-share"] = [share(row[part], row[of]) for _, row, _ in rows]
    table = writer.table(writer.say("report-table-totals"), columns, most=_ALL_ROWS)
    return Section(writer.say("report-head-coverage"), (table,))


def caps(writer: Writer, scenarios: Sequence[Measured]) -> Section | None:
    """Return area, cap and headroom of the groups; of those that scenarios change, where any is."""
    if not len(writer.before.ftzs):
        return None
    rows = [(None, row) for row in records(writer.before.ftzs)]
    columns: Columns = {}
    if scenarios:
        every = [(one, row) for one in scenarios for row in records(one.after.ftzs)]
        of_scenarios = [(one, row) for one, row in every if row["ftz_id"] in one.groups_changed]
        columns["report-col-scenario"] = [writer.title(one) for one, _ in of_scenarios]
        rows = [(None, row) for _, row in of_scenarios]
    columns["cli-col-ftz"] = [writer.names.both(row["ftz_id"]) for _, row in rows]
    columns["cli-col-area"] = [two(row["area_km2"]) for _, row in rows]
    columns["cli-col-cap"] = [two(row["cap_km2"]) for _, row in rows]
    columns["cli-col-headroom"] = [signed(row["headroom_km2"], 2) for _, row in rows]
    told = writer.plan.terms.caps
    note = told.of(writer.language) if told else ""
    table = writer.table(writer.say("report-table-caps"), columns, note, _ALL_ROWS)
    return Section(writer.say("report-head-caps"), (table,))


def changed_regions(writer: Writer, one: Measured) -> Table | None:
    """Return the coarsest regions in which a scenario covers more or fewer people, if any."""
    rows = one.comparison.regions
    rows = rows[rows["level"] == writer.plan.terms.coarsest.code]
    moved = records(rows[rows["covered_population_difference"].abs() >= 0.5])
    if not moved:
        return None
    columns: Columns = {
        "cli-col-name": [writer.names.of(str(it["adcode"]), it["name"]) for it in moved],
        "report-col-radius": [f"{it['radius_km']:g}" for it in moved],
        "report-col-persons": [whole(it["covered_population_after"]) for it in moved],
        "report-col-difference": [signed(it["covered_population_difference"]) for it in moved],
    }
    return writer.table(f"{writer.title(one)}: {writer.say('report-table-regions')}", columns)


def sectors(writer: Writer, scenarios: Sequence[Measured]) -> Section | None:
    """Return how many clusters of each sector lie within each radius."""
    if not writer.plan.has("clusters"):
        return None
    known = _by_sector(writer.before)
    rows = [
        (title, sector, table)
        for title, measured in _every(writer, scenarios)
        for sector, table in _by_sector(measured).items()
        if measured is writer.before or sector not in known or not table.equals(known[sector])
    ]
    columns: Columns = {
        "report-col-scenario": [title for title, _, _ in rows],
        "cli-col-sector": [writer.sector(sector) for _, sector, _ in rows],
        "report-col-all": [whole(table["clusters"].iloc[0]) for _, _, table in rows],
    }
    for radius_km in sorted(writer.before.sectors["radius_km"].unique()):
        head = Message("report-col-at-radius", radius_km=float(radius_km))
        columns[head] = [whole(table["covered_clusters"][radius_km]) for _, _, table in rows]
    table = writer.table(writer.say("report-table-sectors"), columns, most=_ALL_ROWS)
    return Section(writer.say("report-head-sectors"), (table,))


def _by_sector(measured: Coverage) -> dict[str, pd.DataFrame]:
    """Return the clusters of each sector by radius, whole and covered."""
    columns = ["radius_km", "clusters", "covered_clusters"]
    by_sector = measured.sectors.groupby("sector", sort=True)
    return {str(sector): table[columns].set_index("radius_km") for sector, table in by_sector}


def rules(writer: Writer, scenarios: Sequence[Measured]) -> Section:
    """Return the rules that scenarios newly break, and mend; of the baseline, all it breaks."""
    heading = writer.say("report-head-rules")
    if not scenarios:
        caption = writer.say("report-table-rules-all")
        return Section(heading, (_violations(writer, caption, writer.before.violations),))
    tables = []
    for one in scenarios:
        new, mended = one.comparison.violations_new, one.comparison.violations_mended
        for code, found in (("report-table-rules", new), ("report-table-mended", mended)):
            if code == "report-table-rules" or len(found):
                caption = f"{writer.title(one)}: {writer.say(code)}"
                tables.append(_violations(writer, caption, found))
    return Section(heading, tuple(tables))


def _violations(writer: Writer, caption: str, found: pd.DataFrame) -> Table:
    rows = records(found[["level", "code", "params"]])
    columns: Columns = {
        "cli-col-level": [writer.word(row["level"]) for row in rows],
        "cli-col-what": [writer.told(row) for row in rows],
    }
    return writer.table(caption, columns, most=_ALL_ROWS)


def growth(writer: Writer) -> Section | None:
    """Return the published growth of trade beside the nation's."""
    if not writer.plan.has("trade"):
        return None
    rows = [row for row in records(writer.before.growth) if pd.notna(row["growth_pct"])]
    if not rows:
        return None
    columns: Columns = {
        "cli-col-ftz": [
            writer.say("report-col-all")
            if it["ftz_id"] == ALL_FTZS
            else writer.names.both(it["ftz_id"])
            for it in rows
        ],
        "cli-col-period": [str(row["period"]) for row in rows],
        "cli-col-growth": [signed(row["growth_pct"], 1) for row in rows],
        "cli-col-nation": [signed(row["national_growth_pct"], 1) for row in rows],
        "cli-col-lead": [signed(row["difference_pct"], 1) for row in rows],
        "cli-col-verified": [writer.yes(row["verified"]) for row in rows],
    }
    table = writer.table(writer.say("report-table-growth"), columns, most=_ALL_ROWS)
    return Section(writer.say("report-head-growth"), (table,))


def strategic_regions(writer: Writer, measured: Coverage) -> Section | None:
    """Return what is reached of the strategic regions, at the middle radius."""
    if STRATEGIES not in writer.plan.regions.columns or not writer.has_people:
        return None
    rows = [it for it in records(strategies(measured)) if it["radius_km"] == writer.radius_km]
    columns: Columns = {
        "cli-col-name": [writer.names.of(str(row["strategy_id"])) for row in rows],
        "report-col-persons": [whole(row["covered_population"]) for row in rows],
        "report-col-persons-share": [
            share(row["covered_population"], row["population"]) for row in rows
        ],
        "report-col-land": [whole(row["covered_area_km2"]) for row in rows],
        "report-col-verified": [writer.yes(row["verified"]) for row in rows],
    }
    caption = writer.say("report-table-strategies", radius_km=writer.radius_km)
    table = writer.table(caption, columns, most=_ALL_ROWS)
    return Section(writer.say("report-head-strategies"), (table,))


def sources(writer: Writer) -> Section | None:
    """Return of each layer how many records are verified, and the source named most."""
    rows = []
    for layer in writer.plan.present:
        frame = writer.plan.frame(layer)
        if {"source", "verified"} <= set(frame.columns) and len(frame):
            named = frame["source"].dropna().value_counts()
            verified = (frame["verified"].astype(str) == "True").sum()
            most = str(named.index[0]) if len(named) else ""
            rows.append((layer, len(frame), verified, len(named), most))
    if not rows:
        return None
    columns: Columns = {
        "report-col-layer": [
            writer.say(f"page-layername-{layer.replace('_', '-')}") for layer, *_ in rows
        ],
        "report-col-records": [whole(row[1]) for row in rows],
        "report-col-verified": [whole(row[2]) for row in rows],
        "report-col-sources": [whole(row[3]) for row in rows],
        "report-col-source": [source for *_, source in rows],
    }
    table = writer.table(writer.say("report-table-sources"), columns)
    return Section(writer.say("report-head-sources"), (table,))


def decisions(writer: Writer, scenarios: Sequence[Measured]) -> Section | None:
    """Return the decisions on the scenarios that are stored."""
    rows: list[tuple[str, dict[str, Any]]] = [
        (writer.title(one), decision)
        for one in scenarios
        for decision in (one.record or {}).get("decisions", [])
    ]
    if not rows:
        return None
    columns: Columns = {
        "report-col-scenario": [title for title, _ in rows],
        "report-col-kind": [writer.word(it["status"]) for _, it in rows],
        "report-col-by": [str(it["author"]) for _, it in rows],
        "report-col-at": [str(it["at"]) for _, it in rows],
        "report-col-why": [str(it["why"]) for _, it in rows],
    }
    heading = writer.say("report-head-record")
    return Section(heading, (writer.table(heading, columns, most=_ALL_ROWS),))


def _every(writer: Writer, scenarios: Sequence[Measured]) -> list[tuple[str, Coverage]]:
    """Return the baseline and the scenarios, with their titles."""
    found = [(writer.title(None), writer.before)]
    return found + [(writer.title(one), one.after) for one in scenarios]
