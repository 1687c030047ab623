"""The sections of a report on the economy around the zones, and on further measures.

Each is None if the plan has no data for it.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from geo.coverage.growth import trade_of_groups
from geo.coverage.land_use import zone_use
from geo.coverage.plan_data import demand_attributes
from geo.indicators.strategies import PEOPLE as STRATEGY_PEOPLE
from geo.land_use import USES
from geo.tables import NAMED_TABLES
from geo.tables.development import development as shares_of
from geo.tables.development import province_figures
from geo.tables.performance import yields
from layers.errors import MeasureError
from layers.messages import Message, Param
from layers.schema.figures import Figure, decimals_of
from layers.schema.lists import split_list
from layers.schema.performance import (
    ALL_FTZS,
    GROWTH,
    NATIONS,
    TRADE_UNIT,
    indicator_label,
    is_growth,
    unit_label,
)
from service.report.document import ReportSection, ReportTable
from service.report.figures import (
    NO_FIGURE,
    percentage,
    share,
    shown_figure,
    signed,
    without_decimals,
)
from service.report.measured import Measured, row_mappings
from service.report.sources import named_source
from service.report.writer import ALL_ROWS, ReportColumns, Writer


def growth(writer: Writer) -> ReportSection | None:
    """Return the published growth of trade, compared with the nation's."""
    published = writer.before.growth.dropna(subset=["period"])
    order = {ftz: place for place, ftz in enumerate(dict.fromkeys(published["ftz_id"]))}
    rows = sorted(row_mappings(published), key=lambda it: (order[it["ftz_id"]], str(it["period"])))
    if not rows:
        return None
    columns: ReportColumns = {
        "cli-col-ftz": [
            writer.say("report-col-all")
            if it["ftz_id"] == ALL_FTZS
            else writer.names.both("ftzs", it["ftz_id"])
            for it in rows
        ],
        "cli-col-period": [str(row["period"]) for row in rows],
        "cli-col-growth": [signed(row["growth_pct"], 1) for row in rows],
        "cli-col-nation": [signed(row["national_growth_pct"], 1) for row in rows],
        "cli-col-lead": [signed(row["difference_pct"], 1) for row in rows],
        "cli-col-verified": [writer.yes(row["verified"]) for row in rows],
    }
    caption = writer.say("report-table-growth")
    table = writer.table(caption, columns, most=ALL_ROWS, grouped=True)
    tables = [it for it in (table, _nation(writer)) if it is not None]
    return ReportSection(writer.say("report-head-growth"), tuple(tables))


def _nation(writer: Writer) -> ReportTable | None:
    """Return the nation's trade by period, as published, with its sources."""
    trade = trade_of_groups(writer.plan)
    trade = trade[
        trade["ftz_id"].isin(NATIONS) & (is_growth(trade) | (trade["unit"] == TRADE_UNIT))
    ]
    if trade.empty:
        return None
    facts = ["period", "source", "verified"]
    table = trade.groupby([*facts, "unit"], dropna=False)["value"].first().unstack("unit")  # noqa: PD010
    rows = row_mappings(table.reindex(columns=[TRADE_UNIT, GROWTH]).reset_index())
    columns: ReportColumns = {
        "cli-col-period": [str(row["period"]) for row in rows],
        "report-col-value": [without_decimals(writer.billions(row[TRADE_UNIT])) for row in rows],
        "cli-col-growth": [signed(row[GROWTH], 1) for row in rows],
        "cli-col-verified": [writer.yes(row["verified"]) for row in rows],
        "report-col-named-source": [named_source(writer, row["source"]) for row in rows],
    }
    return writer.table(writer.say("report-table-nation"), columns, most=ALL_ROWS)


def use_and_yield(writer: Writer, one: Measured | None) -> ReportSection | None:
    """Return published amounts per km² of land, and how much of the land of zones is used.

    Figures that are not per km², or that cover another area or part of a year, are omitted.
    """
    found = yields(writer.coverage(one))
    columns: ReportColumns = {}
    tables = []
    rows = row_mappings(found.dropna(subset="per_km2"))
    if rows:
        columns = {
            "cli-col-subject": [_place(writer, row["ftz_id"], row["zone_id"]) for row in rows],
            "score-col-indicator": [writer.text(indicator_label(row["indicator"])) for row in rows],
            "cli-col-period": [str(row["period"]) for row in rows],
            "cli-col-unit": [writer.text(unit_label(row["unit"] or "")) for row in rows],
            "figure-per-km2": [_significant(row["per_km2"]) for row in rows],
            "cli-col-verified": [writer.yes(row["verified"]) for row in rows],
            "report-col-named-source": [named_source(writer, row["source"]) for row in rows],
        }
        disputed = int(found["is_disputed"].sum())
        note = writer.say("report-yield-disputed", count=disputed) if disputed else ""
        caption = writer.titled(one, writer.say("figure-of-performance"))
        tables.append(writer.table(caption, columns, note, most=ALL_ROWS, grouped=True))
    used = use_table(writer, one)
    tables += [] if used is None else [used]
    return ReportSection(writer.say("report-head-yield"), tuple(tables)) if tables else None


def use_table(
    writer: Writer, one: Measured | None, of: Collection[str] | None = None
) -> ReportTable | None:
    """Return how much of the land of zones is used, of some alone if `of`; None if not known."""
    shares = [f"{use}_share" for use in USES]
    known = row_mappings(zone_use(writer.coverage(one)).dropna(subset=shares, how="all"))
    known = [row for row in known if of is None or row["zone_id"] in of]
    if not known:
        return None
    columns: ReportColumns = {
        "cli-col-zone": [writer.names.both("zones", row["zone_id"]) for row in known]
    }
    for name in shares:
        columns[f"figure-{name.replace('_', '-')}"] = [percentage(row[name]) for row in known]
    columns["figure-approved"] = [str(row["approved"] or NO_FIGURE) for row in known]
    caption = writer.titled(one, writer.say("figure-of-performance-use"))
    return writer.table(caption, columns, most=ALL_ROWS)


def published_table(writer: Writer, of: Collection[str]) -> ReportTable | None:
    """Return every published figure of some zones and groups, without changes; None if none."""
    found = yields(writer.before)
    rows = [row for row in row_mappings(found) if _is_of(row, of)]
    if not rows:
        return None
    columns: ReportColumns = {
        "cli-col-subject": [_place(writer, row["ftz_id"], row["zone_id"]) for row in rows],
        "score-col-indicator": [writer.text(indicator_label(row["indicator"])) for row in rows],
        "cli-col-period": [str(row["period"]) for row in rows],
        "cli-col-value": [_significant(row["value"]) for row in rows],
        "cli-col-unit": [writer.text(unit_label(row["unit"] or "")) for row in rows],
        "figure-per-km2": [_significant(row["per_km2"]) for row in rows],
        "cli-col-verified": [writer.yes(row["verified"]) for row in rows],
    }
    disputed = sum(bool(row["is_disputed"]) for row in rows)
    note = writer.say("report-yield-disputed", count=disputed) if disputed else ""
    return writer.table(writer.say("figure-of-performance"), columns, note, most=ALL_ROWS)


def _is_of(row: Mapping[str, Any], ids: Collection[str]) -> bool:
    """Return whether a figure is of one of some zones, or of one of some groups as a whole."""
    zones = split_list(row["zone_id"])
    return any(it in ids for it in zones or [str(row["ftz_id"])])


def _place(writer: Writer, ftz: object, zones: object) -> str:
    """Return the names of the zones of a figure, or of its group."""
    ids = split_list(zones)
    if not ids:
        return writer.names.both("ftzs", str(ftz))
    return ", ".join(writer.names.both("zones", zone) for zone in ids)


def _significant(amount: float) -> str:
    """Return an amount of any size in three digits or whole.

    >>> _significant(1234567.8), _significant(0.01234)
    ('1,234,568', '0.0123')
    """
    return NO_FIGURE if pd.isna(amount) else f"{amount:,.{decimals_of(amount)}f}"


def development_section(writer: Writer, one: Measured | None) -> ReportSection | None:
    """Return each coarsest region's share of covered people, GDP and trade."""
    if not writer.has_people:
        return None
    try:
        shares = shares_of(writer.coverage(one))
    except MeasureError:  # the plan has no such figures
        return None
    coarsest = writer.plan.terms.coarsest
    rows = row_mappings(shares[shares[writer.radius_column] == writer.radius_km])
    figures = province_figures(writer.plan.regions)
    columns: ReportColumns = {
        writer.level_head(coarsest): [
            writer.names.of(coarsest, row["adcode"], row["name"]) for row in rows
        ],
        "report-col-own-share": [
            share(row["covered_population"], row["population"]) for row in rows
        ],
        "report-col-covered-part": [percentage(row["share_of_covered"]) for row in rows],
    }
    for weight in demand_attributes(writer.plan):
        if f"share_of_covered_{weight}" not in shares:
            continue
        covered = Message("report-col-weight", weight=weight)
        for part, figure in ((weight, weight), (f"covered_{weight}", covered)):
            columns[Message("report-col-figure-part", figure=figure)] = [
                percentage(row[f"share_of_{part}"]) for row in rows
            ]
    for name in figures:
        figure = name.removesuffix("_cny")
        word = Message("report-figure", figure=figure)
        columns[Message("report-col-figure", figure=word)] = [
            without_decimals(writer.billions(row[name])) for row in rows
        ]
        columns[Message("report-col-figure-part", figure=word)] = [
            percentage(row[f"share_of_{figure}"]) for row in rows
        ]
    what = writer.say("report-table-development", **writer.within())
    unverified = [
        (name, [row for row in rows if not row[f"{name}_verified"]])
        for name in (figure.removesuffix("_cny") for figure in figures)
    ]
    notes = [
        writer.say(
            "report-not-verified",
            figure=Message("report-figure", figure=figure),
            names=tuple(writer.names.of(coarsest, it["adcode"], it["name"]) for it in lacking),
        )
        for figure, lacking in unverified
        if lacking
    ]
    table = writer.table(writer.titled(one, what), columns, " ".join(notes), ALL_ROWS)
    return ReportSection(writer.say("report-head-development"), (table,))


def strategic_regions(writer: Writer, one: Measured | None) -> ReportSection | None:
    """Return the people within reach in each strategic region, at the middle radius."""
    if STRATEGY_PEOPLE.missing(writer.plan):
        return None
    values = [
        (str(value.place).partition(":")[2], value)
        for value in STRATEGY_PEOPLE.values(writer.coverage(one))
        if value.place is not None and value.radius == writer.radius_km
    ]
    layer = writer.plan.frame("strategies")
    verified = {*layer["strategy_id"][layer["verified"].eq(other=True)]}
    columns: ReportColumns = {
        "cli-col-name": [writer.names.of("strategies", id_) for id_, _ in values],
        "report-col-persons": [without_decimals(value.value) for _, value in values],
        "report-col-persons-share": [share(value.value, value.whole) for _, value in values],
        "report-col-verified": [writer.yes(id_ in verified) for id_, _ in values],
    }
    what = writer.say("report-table-strategies", **writer.within())
    caption = writer.titled(one, what)
    table = writer.table(caption, columns, most=ALL_ROWS)
    return ReportSection(writer.say("report-head-strategies"), (table,))


_KEYS = {
    "zone_id": "cli-col-zone",
    "ftz_id": "cli-col-ftz",
    "zones": "cli-col-zones",
    "shared_with": "figure-shared-with",
    "least": "figure-least",
    "most": "figure-most",
}
"""The columns besides radius and figures that a table that is asked for by name has in a report."""


def further_measures(writer: Writer, one: Measured | None) -> ReportSection | None:
    """Return the tables that declare their figures, of each weight of the demand.

    Those by zone and by group are at the middle radius.
    """
    coverage, tables = writer.coverage(one), list[ReportTable]()
    for asked in NAMED_TABLES.values() if writer.has_people else ():
        try:
            its = asked.declared(coverage)
        except MeasureError:  # it is not by road
            continue
        for name, figures in asked.figures.items():
            for weight, table in its[name].groupby("weight", sort=False):
                what: dict[str, Param] = {"title": asked.title(name), "weight": str(weight)}
                tables.append(_of_table(writer, one, table, figures, what))
    return ReportSection(writer.say("report-head-tables"), tuple(tables)) if tables else None


def _of_table(
    writer: Writer,
    one: Measured | None,
    table: pd.DataFrame,
    figures: Iterable[Figure],
    what: dict[str, Param],
) -> ReportTable:
    """Return such a table: by radius if that comes first, else at the middle one."""
    columns: ReportColumns = {}
    title = Message("report-table-of-weight", **what, **writer.within())
    if table.columns[0] == writer.radius_column:
        title = Message("report-table-of-weight-radii", **what, by=writer.by)
        columns[writer.radius_head] = [f"{value:g}" for value in table[writer.radius_column]]
    else:
        table = table[table[writer.radius_column] == writer.radius_km]
    rows = row_mappings(table)
    for key, head in _KEYS.items():
        if key in table:
            columns[head] = [_named(writer, key, row) for row in rows]
    for figure in figures:
        columns[figure.head] = [shown_figure(row[figure.name], figure) for row in rows]
    return writer.table(writer.titled(one, writer.text(title)), columns)


def _named(writer: Writer, key: str, row: Mapping[str, Any]) -> str:
    """Return a cell: a zone, a group or a region by its name."""
    layer = {"zone_id": "zones", "ftz_id": "ftzs", "shared_with": "zones"}.get(key)
    if pd.isna(row[key]):
        return NO_FIGURE
    if layer:
        return writer.names.both(layer, row[key])
    level = writer.plan.level(row["level"]) if key in {"least", "most"} else None
    return writer.names.of(level, row[key]) if level else str(row[key])
