"""Writing XLSX: a summary, every figure of a comparison and of a measure, the zones, the sources.

The first sheet has the title, the status of the boundaries, and some ten figures in words. Each
table has headings in the workbook's language with units, and beneath them the names of its columns
in scripts; rows that a scenario changes come first. Cells are typed, text is never a formula and no
cell holds JSON; figures have the digits of their unit, and names are beside codes. In English a
sheet has its name in scripts, in another language a word.

The sheet `zones` is for programs: it begins with the plan's column names, which have notes in
words, so that it can be read back; shapes are WKT, in several columns if one cell is too short.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

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
from layers.scenario_id import BASELINE
from layers.schema.column_types import is_missing
from layers.schema.figures import name_and_unit, weight_label
from layers.schema.layer_schema import LAYERS
from layers.schema.source_words import source_zh

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format as XlsxFormat
    from xlsxwriter.worksheet import Worksheet

SUMMARISED = {"changes", "changes_totals", "changes_sectors", "caps", "rules", "rules_new"}
"""The tables of figures that a summary is made of."""

_SCORECARD = "scorecard"
_OF_CHANGES = ("changes", "clusters_", "rules_")

_LONGEST_CELL, _LONGEST_SHEET = 32_767, 31
_WHEN = ("before", "after", "difference")
_CHINESE = 0x2E80  # from here on, letters are twice as wide
_DECIMALS = 9
_NOISE = 1e-6  # a figure so small is the rounding of a computation: a square metre, of land
_CREATED = pd.Timestamp("1980-01-01").to_pydatetime()
_LEAST_KM2 = 5e-3  # less is not beyond a cap
_WIDEST, _SHAPE_WIDTH = 60, 20
_A4 = 9
_LARGE = 1000.0


def write(plan: Plan, path: Path, outcome: Outcome) -> None:
    """Write the summary, the outcome's figures, the zones, four bounds, sources and provenance.

    Raises:
        OSError: the file cannot be written.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  slow to load

    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "nan_inf_to_errors": False, **as_text})
    book.set_properties({"created": _CREATED, "title": outcome.title or plan.name})
    head = _Heads(book, plan, outcome.language)
    tables: dict[str, pd.DataFrame] = {}
    for name, table in _changed_first(outcome).items():
        tables[name] = _with_names(table, plan, outcome.zones, head)
    if outcome.four_bounds:
        drafts = {"zone_id": [*outcome.four_bounds], FOUR_BOUNDS: [*outcome.four_bounds.values()]}
        tables[FOUR_BOUNDS] = pd.DataFrame(drafts)
    sources = _with_names(source_table(plan, outcome.zones), plan, outcome.zones, head)
    note = plan.terms.note(outcome.language, outcome.zones) or None
    origin = lines_of(provenance(plan, outcome) | {"boundaries": note})
    if outcome.figures.keys() >= SUMMARISED:
        _add_summary(book, plan, outcome, head)
    for name, table in tables.items():
        _add_sheet(book, name, table, head)
    _add_zones(book, _zones(outcome), head)
    _add_sheet(book, "sources", sources, head)
    entries = pd.DataFrame({"entry": [*origin], "value": [*origin.values()]})
    _add_sheet(book, PROVENANCE, entries, head)
    book.close()
    path.write_bytes(content.getvalue())


def _changed_first(outcome: Outcome) -> dict[str, pd.DataFrame]:
    """Return the figures of an outcome, those of changes before the others, changed rows first."""
    figures = outcome.figures
    if outcome.scenario == BASELINE or "changes" not in figures:
        return dict(figures)
    zones = figures["changes"]
    changed = set(zones.loc[zones["change"] != "none", "zone_id"])
    of_group = outcome.zones["zone_id"].isin(changed)
    groups = set(outcome.zones.loc[of_group, "ftz_id"].dropna())
    own = [name for name in (_SCORECARD,) if name in figures]
    own += [name for name in figures if name.startswith(_OF_CHANGES)]
    return {
        name: _sorted(figures[name], changed, groups)
        for name in (*own, *(name for name in figures if name not in own))
    }


def _sorted(table: pd.DataFrame, zones: set[str], groups: set[str]) -> pd.DataFrame:
    """Return a table with the rows first that differ, or are of a zone or group that changes."""
    differ = [name for name in table if str(name).endswith("_difference")]
    if "verdict" in table:
        first = table["verdict"].isin(["better", "worse"])
    elif "change" in table and differ == []:
        first = table["change"].ne("none")
    elif differ:
        first = table[differ].abs().gt(_NOISE).any(axis=1)
    elif "zone_id" in table:
        first = table["zone_id"].isin(zones)
    elif "ftz_id" in table:
        first = table["ftz_id"].isin(groups)
    else:
        return table
    return table.loc[(~first).sort_values(kind="stable").index]


class _Heads:
    """The names of sheets and the headings of columns in a language, and their look in a book."""

    def __init__(self, book: Workbook, plan: Plan, language: Language) -> None:
        look = {"bold": True, "text_wrap": True, "valign": "top"}
        self.look = book.add_format(look)
        self.key_look = book.add_format({"font_size": 8, "font_color": "#6f7370", "bottom": 1})
        self.title_look = book.add_format({"bold": True, "font_size": 16})
        self.is_english = language == ENGLISH
        self.say = plan.terms.speaker(language).say
        self._words = plan.terms.speaker(language)
        self._units = facts_of(language).units
        self._weights = weight_columns(plan)

    @property
    def words(self) -> dict[str, Callable[[Any], Any]] | None:
        """Return functions from a code to its word, by column; None in English, which shows codes.

        A weight is that of a table's rows by its name, or a figure of clusters, which stays.
        """
        if self.is_english:
            return None
        words = self._words
        return {
            "sector": lambda code: words.say("cli-word", {"word": str(code)}),
            "kind": lambda code: words.say("cli-word", {"word": str(code)}),
            "rule": words.rule_name,
            "change": lambda code: words.say("cli-word", {"word": str(code)}),
            "weight": lambda it: words.say("cli-word", {"word": it}) if isinstance(it, str) else it,
            "level": lambda code: words.text(Message("workbook-kind-level", level=str(code))),
            "source": lambda text: (isinstance(text, str) and source_zh(text)) or text,
        }

    def sheet(self, name: str) -> str:
        """Return the name of a sheet; `zones` is read back, and always has that name.

        Explanations in parentheses are dropped from a title.
        """
        if name == "zones" or self.is_english:
            return name
        title = self._word(f"sheet-{name}", f"of-{name}", otherwise=name)
        return title.partition("（")[0][:_LONGEST_SHEET]

    def column(self, name: str) -> str:
        """Return the heading of a column: its words, and its unit."""
        stem, unit = name_and_unit(name)
        when = next((it for it in _WHEN if stem.endswith(f"_{it}")), "")
        stem = stem.removesuffix(f"_{when}")
        figure = name.removesuffix(f"_{when}")
        plain = stem.replace("_", " ").capitalize() if self.is_english else stem
        if label := weight_label(figure, self._weights):
            text = self._words.text(label)
        else:
            text = self._word(figure if unit.startswith("/") else stem, figure, otherwise=plain)
        if when:
            text = self.say(f"workbook-when-{when}", {"what": text})
        per, unit = ("/", unit[1:]) if unit.startswith("/") else ("", unit)
        unit = per + self._word(f"unit-{unit}", otherwise=self._units.get(unit, unit))
        return self.say("workbook-with-unit", {"what": text, "unit": unit}) if unit else text

    def within(self, radius: float, unit: str) -> str:
        """Return a radius with its unit."""
        return f"{radius:g} {self._word(f'unit-{unit}', otherwise=unit)}"

    def note(self, column: str) -> str | None:
        """Return the words of a column of zones; None for a plan's own column."""
        known = LAYERS["zones"].column(column)
        if known is None:
            return None
        alias = known.alias if self.is_english else known.alias_zh
        return (
            self.say("workbook-with-unit", {"what": alias, "unit": known.unit})
            if known.unit
            else alias
        )

    def _word(self, name: str, figure: str = "", *, otherwise: str) -> str:
        """Return the workbook's own word, else that of a figure or of a table of figures."""
        for area, own in (("workbook", name), ("figure", figure)):
            code = f"{area}-{own}".replace("_", "-")
            if code in self._words.codes(area, ""):
                return self.say(code)
        return otherwise


def _add_summary(book: Workbook, plan: Plan, outcome: Outcome, heads: _Heads) -> None:
    """Add the first sheet: title, subtitle, status of the boundaries, and figures in words."""
    language, terms = outcome.language, plan.terms
    title = outcome.title if outcome.scenario != BASELINE else plan.title(language)
    notes = [terms.note(language, outcome.zones), terms.review.of(language) if terms.review else ""]
    lines = [
        *([plan.title(language)] if outcome.scenario != BASELINE else []),
        " ".join(filter(None, notes)),
    ]
    sheet = _add_sheet(book, "summary", _summary(outcome, heads), heads, first_row=len(lines) + 2)
    sheet.write_string(0, 0, title, heads.title_look)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line)


def _summary(outcome: Outcome, heads: _Heads) -> pd.DataFrame:
    """Return the changes of a scenario, or the amounts of the baseline, as figures in words.

    They are the people within each radius (of a plan without demand the land), the land of zones,
    caps, clusters and broken rules, and the plan's own weights.
    """
    figures = outcome.figures
    rows: list[_SummaryRow] = [
        *_reach_rows(figures["changes_totals"], "covered_population", heads),
        *_land_rows(figures, heads),
        *_cluster_rows(figures["changes_sectors"], heads),
        *_rule_rows(figures, heads),
        *_weight_rows(figures["changes_totals"], heads),
    ]
    if not any(row[0] == "people" for row in rows):
        rows[:0] = _reach_rows(figures["changes_totals"], "covered_area_km2", heads)
    table = pd.DataFrame([row[1:] for row in rows], columns=["figure", "before", "after"])
    if outcome.scenario == BASELINE:
        return table.drop(columns="before").rename(columns={"after": "value"})
    return table.assign(difference=table["after"] - table["before"].fillna(0.0))


_SummaryRow: TypeAlias = tuple[str, str, float | None, float]
"""A row of the summary: its subject, its words, before and after."""


def _reach_rows(totals: pd.DataFrame, name: str, heads: _Heads) -> Iterator[_SummaryRow]:
    """Yield the people or the land within each radius."""
    radius = next(column for column in ("radius_km", "radius_min") if column in totals)
    unit = name_and_unit(radius)[1]
    of = "people" if name == "covered_population" else "land"
    for row in totals[totals[f"{name}_after"].notna()].to_dict("records"):
        words = heads.say(f"workbook-row-{of}", {"within": heads.within(row[radius], unit)})
        yield of, words, row[f"{name}_before"], row[f"{name}_after"]


def _land_rows(figures: Mapping[str, pd.DataFrame], heads: _Heads) -> Iterator[_SummaryRow]:
    """Yield the land of zones, their gains and releases, and the area beyond caps."""
    changes, caps = figures["changes"], figures["caps"]
    before, after = (float(changes[f"area_km2_{it}"].sum()) for it in ("before", "after"))
    yield "zones", heads.say("workbook-row-zones"), before, after
    if (changes["change"] != "none").any():
        for name in ("gained_km2", "lost_km2"):
            yield "zones", heads.column(name), 0.0, float(changes[name].sum())
    if caps["cap_km2"].notna().any():
        over = -caps["headroom_km2"][caps["headroom_km2"] < -_LEAST_KM2].sum()
        yield "caps", heads.say("workbook-row-over-cap"), None, float(over)


def _cluster_rows(sectors: pd.DataFrame, heads: _Heads) -> Iterator[_SummaryRow]:
    """Yield the clusters inside zones, and within the middle radius."""
    radius = next((column for column in ("radius_km", "radius_min") if column in sectors), "")
    radii = sorted(set(sectors[radius])) if radius else []
    for at in (radii[0], radii[len(radii) // 2]) if radii else ():
        rows = sectors[sectors[radius] == at]
        within = {"within": heads.within(at, name_and_unit(radius)[1])}
        words = heads.say("workbook-row-clusters" if at else "workbook-row-clusters-in", within)
        before, after = (float(rows[f"covered_clusters_{it}"].sum()) for it in ("before", "after"))
        yield "clusters", words, before, after


def _rule_rows(figures: Mapping[str, pd.DataFrame], heads: _Heads) -> Iterator[_SummaryRow]:
    """Yield how many hard and soft rules are broken."""
    for level in ("hard", "soft"):
        now, new, mended = (
            int((figures[name]["level"] == level).sum())
            for name in ("rules", "rules_new", "rules_mended")
        )
        words = heads.say(f"workbook-row-{level}")
        yield "rules", words, float(now - new + mended), float(now)


def _weight_rows(totals: pd.DataFrame, heads: _Heads) -> Iterator[_SummaryRow]:
    """Yield the covered amount of each of the plan's own weights within each radius."""
    radius = next(column for column in ("radius_km", "radius_min") if column in totals)
    known = {"covered_population", "covered_area_km2"}
    names = (str(name).removesuffix("_after") for name in totals if str(name).endswith("_after"))
    for name in names:
        for row in totals.to_dict("records") if name.startswith("covered_") else ():
            if name in known or is_missing(row[f"{name}_after"]):
                continue
            within = heads.within(row[radius], name_and_unit(radius)[1])
            words = heads.say("workbook-row-weight", {"what": heads.column(name), "within": within})
            yield "weight", words, row[f"{name}_before"], row[f"{name}_after"]


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


def _add_zones(book: Workbook, table: pd.DataFrame, heads: _Heads) -> None:
    """Add the sheet of zones that programs read: column names first, with notes in words."""
    sheet = book.add_worksheet(heads.sheet("zones"))
    for number, column in enumerate(map(str, table.columns)):
        sheet.write_string(0, number, column, heads.look)
        if words := heads.note(column):
            sheet.write_comment(0, number, words)
        cells = [_cell(cell) for cell in table[column].tolist()]
        _write_cells(sheet, number, 1, cells, (None, None))
        _set_width(sheet, number, column, [column, *cells])
    _set_up(sheet, len(table), len(table.columns), heads=1)


def _add_sheet(
    book: Workbook, name: str, table: pd.DataFrame, heads: _Heads, *, first_row: int = 0
) -> Worksheet:
    """Add a sheet of a table: its headings, the names of its columns, and its rows."""
    sheet = book.add_worksheet(heads.sheet(name))
    for number, column in enumerate(map(str, table.columns)):
        title = heads.column(column)
        sheet.write_string(first_row, number, title, heads.look)
        sheet.write_string(first_row + 1, number, column, heads.key_look)
        cells = [_cell(cell) for cell in table[column].tolist()]
        cells = [0.0 if isinstance(it, float) and abs(it) < _NOISE else it for it in cells]
        form = book.add_format({"num_format": _form_of(column, cells)})
        has_unit = bool(name_and_unit(column)[1])
        large = form if has_unit else book.add_format({"num_format": "#,##0"})
        _write_cells(sheet, number, first_row + 2, cells, (form, large))
        _set_width(sheet, number, column, [title, column, *cells])
    _set_up(sheet, len(table), len(table.columns), heads=first_row + 2)
    sheet.fit_to_pages(1, 0)
    return sheet


def _write_cells(
    sheet: Worksheet,
    column: int,
    first_row: int,
    cells: Sequence[_CellValue],
    forms: tuple[XlsxFormat | None, XlsxFormat | None],
) -> None:
    """Write the cells of a column; `forms` are those of its figures and of its large ones.

    Of several units, as in a summary, large figures are shown without decimals.
    """
    form, large = forms
    for row, cell in enumerate(cells, start=first_row):
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif cell is not None:
            sheet.write_number(row, column, cell, large if abs(cell) >= _LARGE else form)


def _set_width(sheet: Worksheet, number: int, column: str, cells: Sequence[_CellValue]) -> None:
    widest = max(_wide(str(cell)) for cell in cells if cell is not None)
    width = _SHAPE_WIDTH if column.startswith(WKT) else min(widest, _WIDEST) + 2
    sheet.set_column(number, number, width)


def _set_up(sheet: Worksheet, rows: int, columns: int, *, heads: int) -> None:
    """Freeze the headings of a sheet, repeat them in print, and let its rows be filtered."""
    sheet.freeze_panes(heads, 1)
    sheet.repeat_rows(0, heads - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_footer("&L&A&R&P / &N")
    if rows and columns:
        sheet.autofilter(heads - 1, 0, heads - 1 + rows, columns - 1)


def _wide(text: str) -> int:
    """Return the width of a text in letters; a Chinese one is as wide as two."""
    return sum(1 if ord(letter) < _CHINESE else 2 for letter in text)


_CellValue: TypeAlias = bool | float | str | None


def _form_of(column: str, cells: Sequence[_CellValue]) -> str:
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


def _cell(value: Any) -> _CellValue:  # noqa: ANN401  cells are of any type
    if isinstance(value, np.generic):
        value = value.item()
    if is_missing(value) or (isinstance(value, float) and math.isinf(value)):
        return None
    if isinstance(value, bool | int | float):
        return value
    text = value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"
