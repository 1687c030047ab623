"""Figures of performance from a table of any shape, a row each, in the plan's words and units.

A table is **long** if it has the columns `indicator` and `value`, else **wide**: then each further
column is an indicator if its heading names one or states a unit, as in `税收（亿元）`, or if it
holds numbers alone. Amounts in thousands, 万, 亿 or millions are multiplied out, which is reported.
A dash is a figure that was not published.

A zone or group may be given by its name. One that the plan lacks is a problem, as is a cell that is
no number: then nothing is imported.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from layers.formats.numbers import numbers_of
from layers.formats.table import ROW, Assumption, row_numbers
from layers.importing.report import in_file_rows
from layers.messages import Message
from layers.plan.layer_validation import rows_of
from layers.schema.column_types import as_text
from layers.schema.layer_schema import LAYERS
from layers.schema.lists import join_list, split_list
from layers.schema.performance import (
    ALL_FTZS,
    GROWTH,
    NATIONS,
    FigureHead,
    head_of,
    is_known_unit,
    written_unit,
)

_LAYER = "performance"
_DASHES = ("-", "–", "—", "——", "...", "…", "n/a", "na", "/", "无", "未公布", "not published")
_KEYS = {"ftz_id": "ftzs", "zone_id": "zones"}


def as_performance(
    frame: pd.DataFrame, places: Mapping[str, pd.DataFrame], problems: list[Message]
) -> tuple[pd.DataFrame, list[Assumption]]:
    """Return the figures of a table, and the assumptions; append each fault to `problems`.

    `places` are the plan's layers `ftzs` and `zones`, whose ids and names identify places. The
    index has the row numbers of the table, which repeat in a wide one.

    >>> table = pd.DataFrame({"zone_id": ["A"], "period": [2023], "税收（亿元）": ["1,234.5"]})
    >>> zones = pd.DataFrame({"zone_id": ["A"], "ftz_id": ["F"]})
    >>> rows, assumed = as_performance(table, {"zones": zones}, [])
    >>> rows[["zone_id", "indicator", "period", "value", "unit"]].values.tolist()
    [['A', 'tax', '2023', 123450000000.0, 'CNY']]
    """
    assumed: list[Assumption] = []
    numbered = pd.Index(row_numbers(frame.index), name=ROW)
    frame = _without_dashes(frame).set_axis(numbered)
    if "period" in frame:
        frame["period"] = as_text(frame["period"]).str.removesuffix("年").set_axis(numbered)
    for column, layer in _KEYS.items():
        if column in frame:
            frame[column] = _ids(frame[column], column, places.get(layer), assumed, problems)
    if "indicator" in frame or "value" in frame:
        return _long(frame, assumed), assumed
    return _wide(frame, assumed, problems), assumed


def _without_dashes(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with cells that say "not published" empty."""

    def blank(cell: object) -> object:
        return None if isinstance(cell, str) and cell.strip().casefold() in _DASHES else cell

    texts = [name for name in frame.columns if frame[name].dtype in ("object", "str")]
    return frame.assign(**{str(name): frame[name].astype("object").map(blank) for name in texts})


def _long(frame: pd.DataFrame, assumed: list[Assumption]) -> pd.DataFrame:
    rows = frame.copy()
    if "indicator" in rows:
        written = as_text(rows["indicator"]).set_axis(rows.index)
        heads = {name: head_of(name) for name in written.dropna().unique()}
        rows["indicator"] = written.map({name: head.indicator for name, head in heads.items()})
        own = written.map({name: head.unit for name, head in heads.items()})
        given = rows.get("unit", pd.Series(None, rows.index, dtype="object"))
        given = as_text(given).set_axis(rows.index)
        is_growth = (own == GROWTH) & given.map(_is_percent)
        rows["unit"] = own.where(is_growth | given.isna(), given)
    if "value" not in rows or "unit" not in rows:
        return rows
    for text in rows["unit"].dropna().unique():
        unit = written_unit(str(text))
        of_it = rows["unit"] == text
        rows["value"] = _numeric(rows["value"])
        if unit.times != 1 and pd.api.types.is_numeric_dtype(rows["value"]):
            rows["value"] = rows["value"].where(~of_it, rows["value"] * unit.times)
        rows.loc[of_it, "unit"] = unit.name
        if unit.name != text:
            assumed.append(_converted("value", str(text)))
    return rows


def _is_percent(unit: object) -> bool:
    return unit is None or unit != unit or written_unit(str(unit)).name in ("percent", GROWTH)  # noqa: PLR0124  NaN


def _numeric(values: "pd.Series[Any]") -> "pd.Series[Any]":
    read = numbers_of(values, str(values.name))
    return values if read is None else read.numbers


def _wide(frame: pd.DataFrame, assumed: list[Assumption], problems: list[Message]) -> pd.DataFrame:
    known = {column.name for column in LAYERS[_LAYER].columns}
    facts = frame[[name for name in frame.columns if name in known]]
    parts = []
    for name in (str(name) for name in frame.columns if name not in known):
        head, values = head_of(name), frame[name]
        values = _numeric(values)
        if not _is_indicator(head, values):
            continue
        numbers = pd.to_numeric(values, errors="coerce").astype(float)
        wrong = (numbers.isna() & values.notna()).to_numpy()
        if wrong.any():
            example = repr(str(values[wrong].iloc[0]))
            unread = Message("plan-cell-not-number", rows=rows_of(wrong), given=example)
            problems.append(_in_rows(unread, frame).at(_LAYER, name))
        unit = written_unit(head.unit) if head.unit else written_unit("")
        if head.unit and unit.name != head.unit:
            assumed.append(_converted(name, head.unit))
        assumed.append(_taken(name, head))
        part = facts.assign(indicator=head.indicator, value=numbers * unit.times, unit=unit.name)
        parts.append(part[numbers.notna()])
    if not parts:
        there = tuple(str(name) for name in frame.columns) or Message("list-none")
        problems.append(Message("import-performance-none", there=there).at(_LAYER))
        return facts.assign(indicator=None, value=np.nan).iloc[:0]
    return pd.concat(parts).sort_index(kind="stable")


def _in_rows(problem: Message, frame: pd.DataFrame) -> Message:
    return in_file_rows(problem, row_numbers(frame.index))


def _is_indicator(head: FigureHead, values: "pd.Series[Any]") -> bool:
    if head.is_known or (head.unit is not None and is_known_unit(head.unit)):
        return True
    is_numeric = pd.api.types.is_numeric_dtype(values) and values.dtype != bool
    return bool(is_numeric and values.notna().any())


def _converted(column: str, written: str) -> Assumption:
    unit = written_unit(written)
    why = Message(
        "import-performance-unit", column=column, given=written, unit=unit.name, times=unit.times
    )
    return Assumption("unit", written, why)


def _taken(heading: str, head: FigureHead) -> Assumption:
    why = Message("import-performance-column", column=heading, indicator=head.indicator)
    return Assumption("columns", heading, why)


def _ids(
    values: "pd.Series[Any]",
    column: str,
    layer: pd.DataFrame | None,
    assumed: list[Assumption],
    problems: list[Message],
) -> "pd.Series[Any]":
    """Return the ids of places that are given by id or by name, several separated by `;`."""
    text = as_text(values).set_axis(values.index)
    if layer is None:
        return text
    ids = set(as_text(layer[column]).dropna())
    known = ids | ({ALL_FTZS, *NATIONS} if column == "ftz_id" else set())
    named = dict(_by_name(layer, column))
    ids_of = {
        cell: [one if one in known else named.get(one, one) for one in split_list(cell)]
        for cell in text.dropna().unique()
    }
    lost = text.map(lambda cell: any(one not in known for one in ids_of.get(cell, ()))).to_numpy(
        bool
    )
    if lost.any():
        absent = Message("plan-id-not-there", rows=rows_of(lost, text), layer=_KEYS[column])
        problems.append(_in_rows(absent, text.to_frame()).at(_LAYER, column))
    renamed = sum(join_list(each) != cell for cell, each in ids_of.items())
    if renamed and not lost.all():
        why = Message("import-performance-names", column=column, count=renamed)
        assumed.append(Assumption("codes", column, why))
    return text.map({cell: join_list(each) for cell, each in ids_of.items()})


def _by_name(layer: pd.DataFrame, column: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the id of each place whose name no other has."""
    for name in ("name", "name_zh"):
        if name in layer:
            names = as_text(layer[name]).set_axis(layer.index)
            single = names.notna() & ~names.duplicated(keep=False)
            yield from zip(
                names[single], as_text(layer[column]).set_axis(layer.index)[single], strict=True
            )
