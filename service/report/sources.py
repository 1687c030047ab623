"""The section of a report on its sources: for each layer its sources and verified records."""

import re
from collections.abc import Iterable, Iterator

import pandas as pd

from geo.coverage.growth import trade_of_groups
from layers.schema.lists import split_list
from service.report.document import ReportSection
from service.report.figures import NO_FIGURE, without_decimals
from service.report.writer import ReportColumns, Writer

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def named_source(writer: Writer, source: str | float | None) -> str:
    """Return a source in the reader's language, a dash if there is none."""
    return NO_FIGURE if pd.isna(source) else writer.source(str(source))


def most_named(named: pd.Series) -> str | None:
    """Return the source that most records cite; if each has its own, the part that most cite."""
    counts = named.value_counts()
    if len(counts) > 1 and counts.iloc[0] == 1:
        counts = named.map(split_list).explode().value_counts()
    return str(counts.index[0]) if len(counts) else None


def source_lines(writer: Writer) -> Iterator[str]:
    """Yield the main source of zones and people, and how many records are verified."""
    for layer in ("zones", "demand"):
        frame = writer.plan.frame(layer)
        if {"source", "verified"} <= set(frame.columns) and len(frame):
            verified = int((frame["verified"].astype(str) == "True").sum())
            named = frame["source"].dropna().astype(str)
            most, count = most_named(named), named.nunique()
            if most is None:
                continue
            names = {"layer": writer.say(f"page-layername-{layer}"), "source": writer.source(most)}
            counts = {"verified": verified, "records": len(frame)}
            if named.value_counts().iloc[0] > len(named) / 2:
                yield writer.say("report-source-of", **names, **counts)
            else:
                yield writer.say("report-source-most", **names, **counts, sources=count)
    if people := writer.plan.terms.people:
        yield people.of(writer.language)


def data_years(writer: Writer) -> Iterator[str]:
    """Yield the years of the population, GDP and trade data, found in their sources and names.

    >>> _YEAR.findall("the 2020 census by district, file 12020.csv")
    ['2020']
    """
    plan = writer.plan
    known: dict[str, Iterable[str]] = {}
    if plan.has("demand") and "source" in plan.demand:
        known["people"] = [most_named(plan.demand["source"].dropna().astype(str)) or ""]
    columns = [str(name) for name in plan.regions.columns]
    for what in ("gdp", "trade"):
        known[what] = [it for it in columns if f"{what}_" in it and it.endswith("_cny")]
    known["growth"] = trade_of_groups(plan)["period"].dropna().astype(str)
    for what, texts in known.items():
        if years := _years(texts):
            of = {"first": years[0], "last": years[-1], "years": len(years)}
            yield writer.say("report-years", what=what, **of)


def years_of(texts: Iterable[str]) -> str:
    """Return the years that some sources name, the first and the last; "" if they name none.

    >>> years_of(["census of 2020", "land survey 2023"]), years_of(["a map"])
    ('2020–2023', '')
    """
    years = _years(texts)
    return "–".join(dict.fromkeys([*years[:1], *years[-1:]]))


def _years(texts: Iterable[str]) -> list[str]:
    return sorted({year for text in texts for year in _YEAR.findall(text)})


def sources_section(writer: Writer) -> ReportSection | None:
    """Return for each layer the number of verified records, and the most cited source."""
    rows = []
    for layer in writer.plan.present:
        frame = writer.plan.frame(layer)
        if {"source", "verified"} <= set(frame.columns) and len(frame):
            named = frame["source"].dropna().astype(str)
            verified = (frame["verified"].astype(str) == "True").sum()
            most = named_source(writer, most_named(named))
            rows.append((layer, len(frame), verified, named.nunique(), most))
    if not rows:
        return None
    columns: ReportColumns = {
        "report-col-layer": [
            writer.say(f"page-layername-{layer.replace('_', '-')}") for layer, *_ in rows
        ],
        "report-col-records": [without_decimals(row[1]) for row in rows],
        "report-col-verified": [without_decimals(row[2]) for row in rows],
        "report-col-sources": [without_decimals(row[3]) for row in rows],
        "report-col-source": [source for *_, source in rows],
    }
    table = writer.table(writer.say("report-table-sources"), columns)
    return ReportSection(writer.say("report-head-sources"), (table,))
