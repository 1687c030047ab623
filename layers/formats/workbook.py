"""Writing XLSX: a summary, the zones, every figure of a measure and of a comparison, the sources.

Cells are typed and text is never a formula; figures are shown as their unit asks, names stand
beside codes. The sheet `zones` has the plan's column names, so that
it can be read back; shapes are WKT, in several columns if one cell is too short. The headings of
the other sheets include units. In English they are the names of the columns in scripts; in another
language these sheets and their columns have words.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from layers.formats.csv import FOUR_BOUNDS, WKT, beside_shapes
from layers.formats.format import Outcome
from layers.formats.provenance import PROVENANCE, lines_of, provenance
from layers.messages import Language, Message
from layers.messages.languages import ENGLISH, facts_of
from layers.plan.plan import Plan
from layers.plan.weights import weight_columns
from layers.schema.column_types import is_missing
from layers.schema.figures import name_and_unit, weight_label
from layers.schema.source_words import source_zh

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SUMMARISED = {"changes", "changes_totals"}
"""The tables of figures that a summary is made of."""

_LONGEST_CELL, _LONGEST_SHEET = 32_767, 31
_WHEN = ("before", "after", "difference")
_CHINESE = 0x2E80  # from here on, letters are twice as wide
_DECIMALS = 9
_NOISE = 1e-6  # a figure so small is the rounding of a computation: a square metre, of land
_CREATED = pd.Timestamp("1980-01-01").to_pydatetime()
_WIDEST, _SHAPE_WIDTH = 60, 20
_A4 = 9
_LARGE = 1000.0


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
    head = _Heads(book, plan, outcome.language)
    if outcome.figures.keys() >= SUMMARISED:
        _add_sheet(book, "summary", _summary(outcome.figures, head), head)
    _add_sheet(book, "zones", _zones(outcome), head, named=True)
    for name, table in outcome.figures.items():
        _add_sheet(book, name, _with_names(table, plan, outcome.zones, head), head)
    if outcome.four_bounds:
        drafts = {"zone_id": [*outcome.four_bounds], FOUR_BOUNDS: [*outcome.four_bounds.values()]}
        _add_sheet(book, FOUR_BOUNDS, pd.DataFrame(drafts), head)
    sources = _with_names(source_table(plan, outcome.zones), plan, outcome.zones, head)
    _add_sheet(book, "sources", sources, head)
    note = plan.terms.note(outcome.language, outcome.zones) or None
    origin = lines_of(provenance(plan, outcome) | {"boundaries": note})
    sheet = pd.DataFrame({"entry": [*origin], "value": [*origin.values()]})
    _add_sheet(book, PROVENANCE, sheet, head)
    book.close()
    path.write_bytes(content.getvalue())


def head_of(column: str) -> str:
    """Return the heading of a column of figures: its name, and its unit in brackets.

    >>> head_of("covered_area_km2_before"), head_of("polsby_popper"), head_of("population")
    ('covered_area_before (km²)', 'polsby_popper', 'population (persons)')
    """
    name, unit = name_and_unit(column)
    return f"{name} ({unit})" if unit else name


class _Heads:
    """The names of sheets and the headings of columns in a language, and their look in a book."""

    def __init__(self, book: Workbook, plan: Plan, language: Language) -> None:
        look = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        self.look = book.add_format(look)
        self._words = None if language == ENGLISH else plan.terms.speaker(language)
        self._units = facts_of(language).units
        self._weights = weight_columns(plan)

    @property
    def words(self) -> dict[str, Callable[[Any], Any]] | None:
        """Return what gives the word for a code, by columns; None in English, which shows codes.

        A weight is that of a table's rows by its name, or a figure of clusters, which stays.
        """
        words = self._words
        if words is None:
            return None
        return {
            "sector": lambda code: words.say("cli-word", {"word": str(code)}),
            "rule": words.rule_name,
            "change": lambda code: words.say("cli-word", {"word": str(code)}),
            "weight": lambda it: words.say("cli-word", {"word": it}) if isinstance(it, str) else it,
            "level": lambda code: words.text(Message("workbook-kind-level", level=str(code))),
            "source": lambda text: (isinstance(text, str) and source_zh(text)) or text,
        }

    def sheet(self, name: str) -> str:
        """Return the name of a sheet; `zones` is read back, and always has that name.

        What a title explains in parentheses is left out.
        """
        if name == "zones":
            return name
        title = self._word(f"sheet-{name}", f"of-{name}", otherwise=name)
        return title.partition("（")[0][:_LONGEST_SHEET]

    def column(self, name: str) -> str:
        """Return the heading of a column: its words, and its unit."""
        if self._words is None:
            return head_of(name)
        stem, unit = name_and_unit(name)
        when = next((it for it in _WHEN if stem.endswith(f"_{it}")), "")
        stem = stem.removesuffix(f"_{when}")
        figure = name.removesuffix(f"_{when}")
        if label := weight_label(figure, self._weights):
            text = self._words.text(label)
        else:
            text = self._word(figure if unit.startswith("/") else stem, figure, otherwise=stem)
        if when:
            text = self._words.say(f"workbook-when-{when}", {"what": text})
        per, unit = ("/", unit[1:]) if unit.startswith("/") else ("", unit)
        unit = per + self._word(f"unit-{unit}", otherwise=self._units.get(unit, unit))
        return self._words.say("workbook-with-unit", {"what": text, "unit": unit}) if unit else text

    def within(self, radius: float, unit: str) -> str:
        """Return a radius with its unit."""
        return f"{radius:g} {self._word(f'unit-{unit}', otherwise=unit)}"

    def _word(self, name: str, figure: str = "", *, otherwise: str) -> str:
        """Return the workbook's own word, else that of a figure or of a table of figures."""
        if self._words is None:
            return otherwise
        for area, own in (("workbook", name), ("figure", figure)):
            code = f"{area}-{own}".replace("_", "-")
            if code in self._words.codes(area, ""):
                return self._words.say(code)
        return otherwise


def _summary(figures: Mapping[str, pd.DataFrame], heads: _Heads) -> pd.DataFrame:
    """Return what a scenario changes: land, then whom and what it covers, and of own weights.

    `figures` has `changes`, the zones, and `changes_totals`.
    """
    zones, totals = (figures[name] for name in sorted(SUMMARISED))
    rows: list[tuple[str, str, float | None, float | None, float]] = [
        (heads.column(name), "", None, None, float(zones[name].sum()))
        for name in ("gained_km2", "lost_km2")
    ]
    radius = next(column for column in ("radius_km", "radius_min") if column in totals)
    covered = (str(name).removesuffix("_after") for name in totals if str(name).endswith("_after"))
    own = (name for name in covered if name.startswith("covered_"))
    for name in dict.fromkeys(("covered_population", "covered_area_km2", *own)):
        for row in totals[totals[f"{name}_after"].notna()].to_dict("records"):
            within = heads.within(row[radius], name_and_unit(str(radius))[1])
            was, now, moved = (row[f"{name}_{it}"] for it in ("before", "after", "difference"))
            rows.append((heads.column(name), within, was, now, moved))
    return pd.DataFrame(rows, columns=["figure", "within", "before", "after", "difference"])


def _with_names(
    table: pd.DataFrame, plan: Plan, zones: pd.DataFrame, heads: _Heads
) -> pd.DataFrame:
    """Return a table of figures with names beside codes, and words instead of codes of kinds.

    Zones and groups have names in English too; in another language regions and clusters as well.
    """
    frames: dict[str, pd.DataFrame] = {"zone_id": zones, "ftz_id": plan.frame("ftzs")}
    if heads.words is not None:
        regions = pd.concat([level.names(plan.regions) for level in plan.levels])
        frames |= {"cluster_id": plan.clusters, "adcode": regions.drop_duplicates("adcode")}
        for column, word in heads.words.items():
            if column in table:
                table = table.assign(**{column: table[column].map(word)})
    for code, frame in frames.items():
        if code not in table or (heads.words is None and "name" in table):
            continue
        for column in ("name_zh", "name"):
            if column not in table and column in frame and frame[column].notna().any():
                known = dict(zip(frame[code], frame[column], strict=True))
                table = table.copy()
                table.insert([*table.columns].index(code) + 1, column, table[code].map(known))
        break
    return table


def source_table(plan: Plan, zones: pd.DataFrame | None = None) -> pd.DataFrame:
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
    book: Workbook, name: str, table: pd.DataFrame, heads: _Heads, *, named: bool = False
) -> None:
    """Add a sheet of a table; if `named`, its headings are plain column names."""
    sheet = book.add_worksheet(heads.sheet(name))
    for number, column in enumerate(map(str, table.columns)):
        title = column if named else heads.column(column)
        sheet.write_string(0, number, title, heads.look)
        cells = [_cell(cell) for cell in table[column].tolist()]
        if not named:
            cells = [0.0 if isinstance(it, float) and abs(it) < _NOISE else it for it in cells]
        form = None if named else book.add_format({"num_format": _form_of(column, cells)})
        whole = (
            form if named or name_and_unit(column)[1] else book.add_format({"num_format": "#,##0"})
        )
        for row, cell in enumerate(cells, start=1):
            if isinstance(cell, bool):
                sheet.write_boolean(row, number, cell)
            elif isinstance(cell, str):
                sheet.write_string(row, number, cell)
            elif cell is not None:
                # of several units, as in a summary: large ones are shown without decimals
                sheet.write_number(row, number, cell, whole if abs(cell) >= _LARGE else form)
        widest = max([_wide(title), *(_wide(str(cell)) for cell in cells if cell is not None)])
        width = _SHAPE_WIDTH if column.startswith(WKT) else min(widest, _WIDEST) + 2
        sheet.set_column(number, number, width)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_footer("&L&A&R&P / &N")
    if not named:  # shapes as text have no end
        sheet.fit_to_pages(1, 0)
    if len(table) and len(table.columns):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _wide(text: str) -> int:
    """Return the width of a text in letters; a Chinese one is as wide as two."""
    return sum(1 if ord(letter) < _CHINESE else 2 for letter in text)


def _form_of(column: str, cells: Sequence[bool | float | str | None]) -> str:
    """Return the number format of a column: by its unit, else by its figures.

    >>> _form_of("covered_area_km2", [1.5]), _form_of("population", [1.0]), _form_of("gini", [0.1])
    ('#,##0.00', '#,##0', '0.000')
    """
    figures = [
        cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)
    ]
    unit = name_and_unit(column)[1]
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
