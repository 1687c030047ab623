"""Writing XLSX: a summary, the zones, every figure of a measure and of a comparison, the sources.

Cells are typed and text is never a formula; figures are shown as their unit asks, names stand
beside codes. The sheet `zones` has the plan's column names, so that
it can be read back; shapes are WKT, in several columns if one cell is too short. The headings of
the other sheets include units.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from layers.formats.csv import FOUR_BOUNDS, WKT, beside_shapes
from layers.formats.provenance import PROVENANCE, lines_of, provenance
from layers.schema.column_types import is_missing
from layers.schema.figures import unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format as CellFormat

    from layers.formats.outcome import Outcome
    from layers.plan.plan import Plan

SUMMARISED = {"changes", "changes_totals"}
"""The tables of figures that a summary is made of."""

_LONGEST_CELL = 32_767
_DECIMALS = 9
_CREATED = pd.Timestamp("1980-01-01").to_pydatetime()
_WIDEST, _SHAPE_WIDTH = 60, 20


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write the zones, the outcome's figures, a draft of four bounds, sources and provenance.

    Raises:
        OSError: the file cannot be written.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  slow to load

    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "nan_inf_to_errors": False, **as_text})
    book.set_properties({"created": _CREATED, "title": outcome.title or plan.name})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    if outcome.figures.keys() >= SUMMARISED:
        _add_sheet(book, "summary", summary(outcome.figures), head)
    _add_sheet(book, "zones", _zones(outcome), head, named=True)
    for name, table in outcome.figures.items():
        _add_sheet(book, name, _with_names(table, plan, outcome.zones), head)
    if outcome.four_bounds:
        drafts = {"zone_id": [*outcome.four_bounds], FOUR_BOUNDS: [*outcome.four_bounds.values()]}
        _add_sheet(book, FOUR_BOUNDS, pd.DataFrame(drafts), head)
    _add_sheet(book, "sources", sources(plan, outcome.zones), head)
    origin = lines_of(provenance(plan, outcome))
    sheet = pd.DataFrame({"entry": [*origin], "value": [*origin.values()]})
    _add_sheet(book, PROVENANCE, sheet, head)
    book.close()
    path.write_bytes(content.getvalue())


def head_of(column: str) -> str:
    """Return the heading of a column of figures: its name, and its unit in brackets.

    >>> head_of("covered_area_km2_before"), head_of("polsby_popper"), head_of("population")
    ('covered_area_before (km²)', 'polsby_popper', 'population (persons)')
    """
    name, unit = unit_of(column)
    return f"{name} ({unit})" if unit else name


def summary(figures: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what a scenario changes: land, then whom and what it covers at each radius.

    `figures` has `changes`, the zones, and `changes_totals`.
    """
    zones, totals = (figures[name] for name in sorted(SUMMARISED))
    rows: list[tuple[str, str, float | None, float | None, float]] = [
        (head_of(name), "", None, None, float(zones[name].sum()))
        for name in ("gained_km2", "lost_km2")
    ]
    (radius,) = (column for column in totals if str(column).startswith("radius_"))
    for name in ("covered_population", "covered_area_km2"):
        for row in totals[totals[f"{name}_after"].notna()].to_dict("records"):
            within = f"{row[radius]:g} {unit_of(str(radius))[1]}"
            was, now, moved = (row[f"{name}_{it}"] for it in ("before", "after", "difference"))
            rows.append((head_of(name), within, was, now, moved))
    return pd.DataFrame(rows, columns=["figure", "within", "before", "after", "difference"])


def _with_names(table: pd.DataFrame, plan: Plan, zones: pd.DataFrame) -> pd.DataFrame:
    """Return a table of figures with names of zones and groups beside their codes."""
    frames = {"zone_id": zones, "ftz_id": plan.frame("ftzs") if plan.has("ftzs") else None}
    named = table
    for code, frame in frames.items():
        if frame is None or code not in named or "name" in named:
            continue
        for column in ("name_zh", "name"):
            if column in frame and frame[column].notna().any():
                known = dict(zip(frame[code], frame[column], strict=True))
                at = [*named.columns].index(code) + 1
                named = named.copy()
                named.insert(at, column, named[code].map(known))
        break
    return named


def sources(plan: Plan, zones: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return each source of each layer, whether it is verified, and its number of rows.

    `zones` are those of a scenario, replacing the plan's.
    """
    tables = []
    for layer in plan.present:
        frame = plan.frame(layer) if layer != "zones" or zones is None else zones
        if {"source", "verified"} <= set(frame.columns):
            cited = frame[frame["source"].notna()].groupby(["source", "verified"]).size()
            tables.append(cited.rename("rows").reset_index().assign(layer=layer))
    return pd.concat(tables) if tables else pd.DataFrame()


def _zones(outcome: Outcome) -> pd.DataFrame:
    """Return the zones' columns, and their shapes as text in as many columns as needed."""
    shapes = outcome.zones.geometry.to_numpy()
    texts = shapely.to_wkt(shapely.orient_polygons(shapes), rounding_precision=_DECIMALS)
    count = max([1, *(math.ceil(len(text) / _LONGEST_CELL) for text in texts)])
    columns = {
        WKT if not nth else f"{WKT}_{nth + 1}": [
            text[nth * _LONGEST_CELL : (nth + 1) * _LONGEST_CELL] for text in texts
        ]
        for nth in range(count)
    }
    attributes = pd.DataFrame(outcome.zones.drop(columns="geometry")).rename(columns=beside_shapes)
    return attributes.assign(**columns)


def _add_sheet(
    book: Workbook, name: str, table: pd.DataFrame, head: CellFormat, *, named: bool = False
) -> None:
    """Add a sheet of a table; if `named`, its headings are plain column names."""
    sheet = book.add_worksheet(name)
    for number, column in enumerate(map(str, table.columns)):
        title = column if named else head_of(column)
        sheet.write_string(0, number, title, head)
        cells = [_cell(cell) for cell in table[column].tolist()]
        form = None if named else book.add_format({"num_format": _form_of(column, cells)})
        for row, cell in enumerate(cells, start=1):
            if isinstance(cell, bool):
                sheet.write_boolean(row, number, cell)
            elif isinstance(cell, str):
                sheet.write_string(row, number, cell)
            elif cell is not None:
                sheet.write_number(row, number, cell, form)
        widest = max([len(title), *(len(str(cell)) for cell in cells if cell is not None)])
        width = _SHAPE_WIDTH if column.startswith(WKT) else min(widest, _WIDEST) + 2
        sheet.set_column(number, number, width)
    sheet.freeze_panes(1, 1)
    if len(table) and len(table.columns):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _form_of(column: str, cells: Sequence[bool | float | str | None]) -> str:
    """Return the number format of a column: by its unit, else by its figures.

    >>> _form_of("covered_area_km2", [1.5]), _form_of("population", [1.0]), _form_of("gini", [0.1])
    ('#,##0.00', '#,##0', '0.000')
    """
    figures = [
        cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)
    ]
    unit = unit_of(column)[1]
    if unit == "persons" or all(float(cell).is_integer() for cell in figures):
        return "#,##0"
    if unit:
        return "#,##0.00"
    return "0.000" if all(abs(cell) < 10 for cell in figures) else "#,##0.00"


def _cell(value: Any) -> bool | float | str | None:  # noqa: ANN401  cells are of any type
    if isinstance(value, np.generic):
        value = value.item()
    if is_missing(value) or (isinstance(value, float) and math.isinf(value)):
        return None
    if isinstance(value, bool | int | float):
        return value
    text = value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"
