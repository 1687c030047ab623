"""Regional development: coverage of each province compared with its share of GDP and trade."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.coverage.weights import share_of
from geo.tables.named_table import NamedTable
from layers.errors import MeasureError
from layers.messages import Message
from layers.runtime.arguments import checked_call

_FIGURE = re.compile(r"province_(\w+_cny)")


@checked_call(MeasureError)
def development(coverage: Coverage) -> pd.DataFrame:
    """Return, by province and radius, its share of all people covered and of its figures.

    A figure of provinces is a column of `regions` named `province_…_cny`, the same in all districts
    of a province, such as `province_gdp_2024_cny`. Shares (0–1) are of the sum over all provinces
    with the figure. If a province's `share_of_covered` is above its `share_of_gdp_2024`, the zones
    reach more of its people than its share of the economy: they serve lagging regions.

    Returns:
        Columns `adcode`, `name`, `radius_km`, `population`, `covered_population`, `covered_share`
        (of the province's people), `share_of_population`, `share_of_covered`; of each of the plan's
        own weights `jobs`, `covered_jobs`, `share_of_jobs`, `share_of_covered_jobs`, unless it is
        named as a figure of provinces; for each figure its value `gdp_2024_cny`,
        `share_of_gdp_2024`, `gdp_2024_source` and `gdp_2024_verified` (null and False if the plan
        does not state them). Null without a figure; never an estimate.

    Raises:
        MeasureError: the plan has no such column, or a province has two values of one.

    >>> from geo import CoverageMeter
    >>> from geo.tables import development
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> development(coverage)[["covered_share", "share_of_gdp_2024"]].round(2).values.tolist()
    [[0.57, 1.0], [0.86, 1.0]]
    """
    regions = coverage.plan.regions
    figures = province_figures(regions)
    top = coverage.plan.terms.coarsest
    if not figures:
        raise MeasureError(Message("measure-province-figure-missing", level=top.code))
    rows = coverage.regions[coverage.regions["level"] == top.code]
    stems = [figure.removesuffix("_cny") for figure in figures]
    taken = {f"{stem}{end}" for stem in stems for end in ("", "_cny", "_source", "_verified")}
    weights = [name for name in coverage.plan_data.weights if name not in taken]
    own = [f"{part}{name}" for name in weights for part in ("", "covered_")]
    keys = ["adcode", "name", coverage.radius_column, "population", "covered_population", *own]
    table = rows[keys].reset_index(drop=True)
    at = table.groupby(coverage.radius_column)
    table["covered_share"] = share_of(table["covered_population"], table["population"])
    people = ("population", "population"), ("covered", "covered_population")
    for name, whole in (*people, *((name, name) for name in own)):
        table[f"share_of_{name}"] = share_of(table[whole], at[whole].transform("sum"))
    for figure in figures:
        name = figure.removesuffix("_cny")
        values, sources, verified = of_provinces(regions, name, top.column)
        table[figure] = table["adcode"].map(values)
        table[f"share_of_{name}"] = share_of(table[figure], values.sum())
        table[f"{name}_source"] = table["adcode"].map(sources)
        table[f"{name}_verified"] = table["adcode"].map(verified).eq(other=True)
    return table


def province_figures(regions: pd.DataFrame) -> list[str]:
    """Return the figures of provinces that a plan's regions have, such as `gdp_2024_cny`."""
    return [match[1] for name in regions.columns if (match := _FIGURE.fullmatch(str(name)))]


def of_provinces(
    regions: pd.DataFrame, figure: str, codes: str
) -> tuple[pd.Series[float], pd.Series[str], pd.Series[bool]]:
    """Return each province's value of a figure, its source, and whether it is verified."""
    column = f"province_{figure}_cny"
    if not pd.api.types.is_numeric_dtype(regions[column]):
        raise MeasureError(Message("measure-province-figure-not-number", column=column))
    by = regions.groupby(codes)
    least, greatest = by[column].min(), by[column].max()
    wrong = (least != greatest) & least.notna() | (least < 0) | np.isinf(greatest)
    if wrong.any():
        raise MeasureError(
            Message("measure-province-figure-ambiguous", column=column, province=str(code))
            for code in wrong.index[wrong]
        )
    nothing: dict[str, object] = dict.fromkeys(wrong.index)
    source, verified = f"province_{figure}_source", f"province_{figure}_verified"
    return (
        by[column].first(),
        by[source].first() if source in regions else pd.Series(nothing, dtype=object),
        by[verified].all() if verified in regions else pd.Series(nothing, dtype=object),
    )


TABLE = NamedTable(
    "development",
    3,
    development,
    {"development": ""},
)
