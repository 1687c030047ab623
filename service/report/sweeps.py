"""A sweep to be read: its picture, and a report of it with its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.coverage.way import in_minutes, network_of, radius_message
from layers.messages import Message, catalogue
from service.report.charts import intervals
from service.report.document import Picture, Report, ReportSection, ReportTable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    import pandas as pd

    from geo.coverage.way import By
    from layers import Plan
    from layers.messages import Language

_OF_PAIRS = {"better": ".0%", "worse": ".0%", "mean": "+,.0f", "p5": "+,.0f", "p95": "+,.0f"}
_OF_EACH = {"mean": ",.0f", "p5": ",.0f", "p95": ",.0f", "first": ".0%"}


def sweep_picture(
    summary: pd.DataFrame, pairs: pd.DataFrame, language: Language = "en", by: By = "line"
) -> str:
    """Return a picture of the first total, as SVG: 5 to 95 % of the runs, and their mean.

    It shows the difference of each scenario to the first, and in how many runs it is better; of a
    single scenario its total. The tables are those of `geo.sweep`, with a row at least; `by` is how
    their distances are measured.

    Raises:
        MeasureError: radii are in minutes, and distances by line.
    """
    say, differ = catalogue(language).text, len(pairs) > 0
    table = _to_first(pairs) if differ else summary
    table = table[table["total"] == table["total"].iloc[0]]
    rows = []
    for row in table.to_dict("records"):
        mean = f"{row['mean']:+,.0f}" if differ else f"{row['mean']:,.0f}"
        text = mean
        if differ:
            text = say(Message("sweep-picture-better", mean=mean, pct=100 * row["better"]))
        figures = row["p5"], row["mean"], row["p95"]
        rows.append((f"{row['scenario']}, {_radius(row, by, say)}", figures, text))
    what = {"total": table["total"].iloc[0], "weight": _weight(table["total"].iloc[0])}
    against = str(table["against"].iloc[0]) if differ else ""
    title = Message("sweep-picture", differ=int(differ), against=against, **what)
    return intervals(say(title), rows)


def sweep_report(  # noqa: PLR0913, PLR0917  each is a part of what is said
    summary: pd.DataFrame,
    pairs: pd.DataFrame,
    count: int,
    plan: Plan,
    language: Language,
    by: By,
) -> Report:
    """Return the report of a sweep with `count` runs: its picture and its tables."""
    say = plan.terms.speaker(language).text
    picture = sweep_picture(summary, pairs, language, by)
    heading = say(Message("sweep-title", runs=count, way=network_of(by)))
    blocks: list[Picture | ReportTable] = [Picture(picture, "", heading)]
    if len(pairs):
        table = _to_first(pairs)
        caption = say(Message("sweep-title-pairs", against=table["against"].iloc[0]))
        blocks.append(_table(caption, table, _OF_PAIRS, by, say))
    blocks.append(_table(heading, summary, _OF_EACH, by, say))
    note = plan.terms.note(language, plan.zones)
    return Report(
        language=language,
        title=say(Message("sweep-report")),
        subtitle=plan.name,
        day="",
        notes=(note,) if note else (),
        facts=(),
        sections=(ReportSection(heading, tuple(blocks)),),
    )


def _to_first(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of scenarios with the first."""
    first: pd.DataFrame = pairs[pairs["against"] == pairs["against"].iloc[0]]
    return first


def _table(
    caption: str,
    table: pd.DataFrame,
    formats: dict[str, str],
    by: By,
    say: Callable[[Message], str],
) -> ReportTable:
    """Return a table of figures, by scenario, radius and total."""
    rows = []
    for row in table.to_dict("records"):
        total = Message("sweep-total", total=row["total"], weight=_weight(row["total"]))
        figures = (format(row[name], how) for name, how in formats.items())
        rows.append((str(row["scenario"]), _radius(row, by, say), say(total), *figures))
    heads = ("cli-col-scenario", "cli-col-radius", "sweep-col-total")
    return ReportTable(
        caption,
        tuple(say(Message(code)) for code in (*heads, *(f"sweep-col-{one}" for one in formats))),
        tuple(rows),
        (False, False, False, *[True] * len(formats)),
    )


def _weight(total: str) -> str:
    return total.removeprefix("covered_")


def _radius(row: Mapping[Hashable, Any], by: By, say: Callable[[Message], str]) -> str:
    if "radius_min" in row:
        return say(radius_message(row["radius_min"], in_minutes(by)))
    return say(radius_message(row["radius_km"], by))
