"""A sweep to be read: its picture, and a report of it with its tables."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from geo.coverage.indicator import indicators_of
from geo.coverage.travel import LINE, Travel, radius_message
from geo.indicators import Acceptability
from geo.sweep import Spreads
from layers import Plan
from layers.errors import MeasureError
from layers.messages import Language, Message, catalogue
from layers.runtime.suggestions import suggestion
from layers.scenario_id import BASELINE
from layers.schema.figures import decimals_of
from service.documents.sweep import SweepResult
from service.report.charts import intervals
from service.report.document import Picture, Report, ReportSection, ReportTable
from service.report.figures import signed
from service.report.html import SectionChoice, to_html

_SIGNED = "signed"  # a difference, by `figures.signed`
_OF_PAIRS = {"better": ".0%", "worse": ".0%", "mean": _SIGNED, "p5": _SIGNED, "p95": _SIGNED}
_AMOUNT = "amount"  # of any size
_OF_EACH = {"mean": _AMOUNT, "p5": _AMOUNT, "p95": _AMOUNT, "first": ".0%", "regret": _AMOUNT}


class Shown(NamedTuple):
    """How a sweep is shown: in which language, how distances are measured, which total first.

    `spreads` are what its runs vary.
    """

    language: Language = "en"
    travel: Travel = LINE
    total: str | None = None
    spreads: Spreads = Spreads()


def checked_total(total: str | None, totals: Iterable[str]) -> str:
    """Return a total of a sweep; the first if none is asked for.

    Raises:
        MeasureError: there is none of that name.
    """
    known = [*totals]
    if total is None:
        return known[0]
    if total not in known:
        raise MeasureError(Message("sweep-total-unknown", hint=suggestion(total, known)))
    return total


def sweep_picture(result: SweepResult, shown: Shown, plan: Plan | None = None) -> str:
    """Return a picture of a total, as SVG: 5 to 95 % of the runs, and their mean.

    It shows the difference of each scenario to the baseline (without it, to the first), and in how
    many runs it is better; of a single scenario its total. The result has a row at least.

    Raises:
        MeasureError: there is no such total; radii are in minutes, and distances by line.
    """
    language, by, total, _ = shown
    summary, pairs, _ = result
    say = (catalogue(language) if plan is None else plan.terms.speaker(language)).text
    differ = len(pairs) > 0
    table = with_reference(pairs) if differ else summary
    total = checked_total(total, table["total"].unique())
    table = table[table["total"] == total]
    rows = []
    for row in table.to_dict("records"):
        mean = _shown(row["mean"], _SIGNED if differ else _AMOUNT)
        text = mean
        if differ:
            text = say(Message("sweep-picture-better", mean=mean, pct=100 * row["better"]))
        figures = row["p5"], row["mean"], row["p95"]
        name = say(Message("sweep-scenario", scenario=row["scenario"]))
        within = _radius(row, by, say)
        rows.append(
            (say(Message("sweep-picture-row", scenario=name, within=within)), figures, text)
        )
    against = str(table["against"].iloc[0]) if differ else ""
    title = Message(
        "sweep-picture",
        differ=int(differ),
        against=against,
        total=total,
        weight=total_labels([total], plan)[total],
    )
    return intervals(say(title), rows)


def _drawn(svg: str, _most_high: float) -> str:
    return svg


def sweep_report(result: SweepResult, count: int, plan: Plan, shown: Shown) -> Report:
    """Return the report of a sweep with `count` runs: of each total its picture and its tables.

    The ranks of scenarios under all views stand among its facts.
    """
    summary, pairs, acceptability = result
    labels = total_labels(summary["total"].unique(), plan)
    language, travel, _, spreads = shown
    say = plan.terms.speaker(language).text
    heading = say(Message("sweep-title", runs=count, way=travel.mode))
    sections = []
    for total in summary["total"].unique():
        picture = sweep_picture(result, shown._replace(total=total), plan)
        blocks: list[Picture | ReportTable] = [Picture(partial(_drawn, picture), "", heading)]
        if len(pairs):
            table = with_reference(pairs)
            caption = say(Message("sweep-title-pairs", against=table["against"].iloc[0]))
            blocks.append(_table(caption, _of_total(table, total), _OF_PAIRS, travel, say))
        blocks.append(_table(heading, _of_total(summary, total), _OF_EACH, travel, say))
        words = say(Message("sweep-total", total=total, weight=labels[total]))
        sections.append(ReportSection(words, tuple(blocks)))
    note = plan.terms.note(language, plan.zones)
    return Report(
        language=language,
        title=say(Message("sweep-report")),
        subtitle=plan.title(language),
        day="",
        notes=(note,) if note else (),
        facts=(
            (say(Message("sweep-varied")), say(Message("text", text=_varied(spreads, travel)))),
            *_first(acceptability, say),
        ),
        sections=tuple(sections),
    )


def sweep_page(result: SweepResult, count: int, plan: Plan, shown: Shown) -> str:
    """Return the report of a sweep as a page that shows one total, of which a reader chooses."""
    report = sweep_report(result, count, plan, shown)
    totals = [*result.summary["total"].unique()]
    first = totals.index(checked_total(shown.total, totals))
    label = catalogue(shown.language).text(Message("sweep-col-total"))
    return to_html(report, choice=SectionChoice(label, first))


def _first(
    acceptability: Sequence[Acceptability], say: Callable[[Message], str]
) -> Iterator[tuple[str, str]]:
    """Yield under which share of views and runs each scenario is first, if any are known."""
    if acceptability:
        parts = tuple(
            Message("sweep-first", scenario=one.scenario, pct=100 * one.first)
            for one in acceptability
        )
        yield say(Message("sweep-first-of-all")), say(Message("text", text=parts))


def _varied(spreads: Spreads, travel: Travel) -> tuple[Message, ...]:
    """Return the quantities that runs vary, and by how much to either side, or that none varies."""
    varied = tuple(
        Message("sweep-spread", name=name, spread=spread, pct=100 * spread, unit=travel.unit)
        for name, spread in vars(spreads).items()
        if spread
    )
    return varied or (Message("sweep-spread-none"),)


def _of_total(table: pd.DataFrame, total: str) -> pd.DataFrame:
    own: pd.DataFrame = table[table["total"] == total]
    return own


def with_reference(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return each scenario against the baseline; against the first if that is not among them.

    >>> pairs = pd.DataFrame({"scenario": ["baseline"], "against": ["north"], "better": [0.9],
    ...     "worse": [0.1], "mean": 5.0, "median": 4.0, "p5": -1.0, "p95": 9.0})
    >>> with_reference(pairs)[["scenario", "better", "mean", "p5", "p95"]].values.tolist()
    [['north', 0.1, -5.0, -9.0, 1.0]]
    """
    is_baseline = pairs["scenario"] == BASELINE
    among = is_baseline.any() or (pairs["against"] == BASELINE).any()
    reference = BASELINE if among else pairs["against"].iloc[0]
    turned = pairs[is_baseline]
    turned = turned.assign(
        scenario=turned["against"],
        against=turned["scenario"],
        better=turned["worse"],
        worse=turned["better"],
        p5=0 - turned["p95"],
        p95=0 - turned["p5"],
        **{name: 0 - turned[name] for name in ("mean", "median")},
    )
    return pd.concat([pairs[pairs["against"] == reference], turned]).sort_index()


def _table(
    caption: str,
    table: pd.DataFrame,
    formats: dict[str, str],
    travel: Travel,
    say: Callable[[Message], str],
) -> ReportTable:
    """Return a table of figures, by scenario and radius."""
    rows, unit = [], travel.unit
    for row in table.to_dict("records"):
        figures = (_shown(row[name], how) for name, how in formats.items())
        name = say(Message("sweep-scenario", scenario=row["scenario"]))
        rows.append((name, f"{row[f'radius_{unit}']:g}", *figures))
    columns = (Message(f"sweep-col-{name}") for name in formats)
    heads = Message("cli-col-scenario"), Message("report-col-radius", unit=unit), *columns
    kinds = (False, *[True] * (1 + len(formats)))
    return ReportTable(caption, tuple(map(say, heads)), tuple(rows), kinds)


def _shown(figure: float, how: str) -> str:
    if how == _SIGNED:
        return signed(figure, decimals_of(figure))
    return format(figure, f",.{decimals_of(figure)}f" if how == _AMOUNT else how)


def total_labels(totals: Iterable[str], plan: Plan | None) -> dict[str, Message | str]:
    """Return the names of totals for readers, where the catalogue has none by their keys.

    Without a plan, of an indicator its key.
    """
    known = {} if plan is None else indicators_of(plan)
    return {
        total: known[total].title
        if total in known and not total.startswith("covered_")
        else total.removeprefix("covered_")
        for total in totals
    }


def _radius(row: Mapping[Hashable, Any], travel: Travel, say: Callable[[Message], str]) -> str:
    own = Travel(travel.mode, "min" if "radius_min" in row else "km")
    return say(radius_message(row[own.radius_column], own))
