"""The sections of a report on the economy around the zones, and on further measures.

Each is None if the plan has no data for it.
"""

from collections.abc import Iterable

from geo.coverage.growth import ALL_FTZS, NATION
from geo.lenses import LENSES
from geo.lenses.development import development as shares_of
from geo.lenses.strategic_regions import COLUMN as STRATEGIES
from geo.lenses.strategic_regions import strategies
from layers.errors import MeasureError
from layers.messages import Message
from service.report.document import ReportSection, ReportTable
from service.report.figures import percentage, share, shown_figure, signed, without_decimals
from service.report.measured import Measured, row_mappings
from service.report.sources import named_source
from service.report.writer import ALL_ROWS, ReportColumns, Writer


def growth(writer: Writer) -> ReportSection | None:
    """Return the published growth of trade, compared with the nation's."""
    if not writer.plan.has("trade"):
        return None
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
    trade = writer.plan.frame("trade")
    rows = row_mappings(trade[trade["ftz_id"] == NATION].sort_values("period"))
    if not rows:
        return None
    columns: ReportColumns = {
        "cli-col-period": [str(row["period"]) for row in rows],
        "report-col-value": [
            without_decimals(writer.billions(row["trade_value_cny"])) for row in rows
        ],
        "cli-col-growth": [signed(row["growth_pct"], 1) for row in rows],
        "cli-col-verified": [writer.yes(row["verified"]) for row in rows],
        "report-col-named-source": [named_source(writer, row["source"]) for row in rows],
    }
    return writer.table(writer.say("report-table-nation"), columns, most=ALL_ROWS)


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
    figures = [name for name in shares.columns if str(name).endswith("_cny")]
    columns: ReportColumns = {
        writer.level_head(coarsest): [
            writer.names.of(coarsest, row["adcode"], row["name"]) for row in rows
        ],
        "report-col-own-share": [
            share(row["covered_population"], row["population"]) for row in rows
        ],
        "report-col-covered-part": [percentage(row["share_of_covered"]) for row in rows],
    }
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
        (name.removesuffix("_verified"), [row for row in rows if not row[name]])
        for name in shares.columns
        if str(name).endswith("_verified")
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
    """Return the coverage of the strategic regions, at the middle radius."""
    if STRATEGIES not in writer.plan.regions.columns or not writer.has_people:
        return None
    rows = [
        it
        for it in row_mappings(strategies(writer.coverage(one)))
        if it[writer.radius_column] == writer.radius_km
    ]
    columns: ReportColumns = {
        "cli-col-name": [writer.names.of("strategies", row["strategy_id"]) for row in rows],
        "report-col-persons": [without_decimals(row["covered_population"]) for row in rows],
        "report-col-persons-share": [
            share(row["covered_population"], row["population"]) for row in rows
        ],
    }
    if writer.has_covered_land:
        columns["report-col-land"] = [without_decimals(row["covered_area_km2"]) for row in rows]
    columns["report-col-verified"] = [writer.yes(row["verified"]) for row in rows]
    what = writer.say("report-table-strategies", **writer.within())
    caption = writer.titled(one, what)
    table = writer.table(caption, columns, most=ALL_ROWS)
    return ReportSection(writer.say("report-head-strategies"), (table,))


_KEYS = {"zone_id": "cli-col-zone", "ftz_id": "cli-col-ftz", "zones": "cli-col-zones"}
"""The columns besides radius and figures that a table of a lens has in a report."""


def further_measures(writer: Writer, one: Measured | None) -> ReportSection | None:
    """Return the tables of the lenses that declare their figures; by zone at the middle radius."""
    coverage, radius, tables = writer.coverage(one), writer.radius_column, []
    for lens in LENSES.values() if writer.has_people else ():
        try:
            its = lens.declared(coverage)
        except MeasureError:  # it is not by road
            continue
        for name, figures in lens.figures.items():
            table, columns = its[name], dict[str | Message, Iterable[str]]()
            if table.columns[0] == radius:
                columns[writer.radius_head] = [f"{value:g}" for value in table[radius]]
            elif radius in table:
                table = table[table[radius] == writer.radius_km]
            columns |= {
                head: [_named(writer, key, value) for value in table[key]]
                for key, head in _KEYS.items()
                if key in table
            }
            for figure in figures:
                columns[figure.head] = [
                    shown_figure(amount, figure) for amount in table[figure.name]
                ]
            title = Message("report-table-lens", title=lens.title(name), **writer.within())
            tables.append(writer.table(writer.titled(one, writer.text(title)), columns))
    return ReportSection(writer.say("report-head-lenses"), tuple(tables)) if tables else None


def _named(writer: Writer, key: str, value: object) -> str:
    layer = {"zone_id": "zones", "ftz_id": "ftzs"}.get(key)
    return writer.names.both(layer, value) if layer else str(value)
