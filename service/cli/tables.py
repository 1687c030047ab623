"""Tables for a terminal, at most 100 columns wide: units in headers, "—" for missing figures.

A column is declared once, by its name: header and number format. Ids are needed for the next
command, so they stay: in Chinese the name of a zone or an FTZ follows its id; English tables have
only the ids, and the column `name` if a table has one. Outside tables, as for the region with the
least share, the name follows in English too.
"""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import typer

from layers.messages import Catalogue, Message
from layers.messages.languages import in_language
from layers.schema.figures import Figure, decimals_of, weight_label
from layers.schema.layer_schema import LAYERS
from service.cli.language import boundary_note, language, reader, sentence, visible
from service.cli.long_tables import MOST_ROWS, printed_rows

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from rich.console import Console

    from geo import Scenario
    from layers import Plan

_BEHIND_ID = {"zone_id": "zones", "nearest_zone_id": "zones", "ftz_id": "ftzs"}
_ALSO_NAMED = {"shared_with": "zones", "least": "regions", "most": "regions"}
_LAYER_OF_KEY = {
    "adcode": "regions",
    "cluster_id": "clusters",
    "gateway_id": "gateways",
    "strategy_id": "strategies",
}


class TableColumn(NamedTuple):
    """A column of a table: its header, a message or the code of one, and the format of its cells.

    `form` is a number format such as `.2f`, or `+.2f` for a difference; with `words` the cells are
    schema words, such as `draft`, which the catalogue translates.
    """

    head: str | Message
    form: str = ""
    words: bool = False

    @property
    def message(self) -> Message:
        """Return its header."""
        return self.head if isinstance(self.head, Message) else Message(self.head)


_NO_FIGURE = "—"
_WIDEST = 100
_HEAD = 10  # a header is wrapped into lines of at least this many letters
_NARROW_HEAD = 6  # the same where the columns of a table have no room otherwise
_EDGES = 3  # the separator between two columns
_MOST_NAMED = 20
_WORD = 26  # a text of at most this many letters is not wrapped


def print_json(document: object) -> None:
    """Print one JSON document."""
    from service.documents.coverage import to_json

    sys.stdout.write(to_json(document) + "\n")


def print_line(text: str) -> None:
    """Print a line unchanged."""
    _console().print(visible(text), markup=False, highlight=False, soft_wrap=True)


def say(message: Message) -> None:
    """Print a message as a line, in the reader's language."""
    print_line(sentence(message))


def warn(message: Message) -> None:
    """Print a message as a line on standard error, in the reader's language."""
    typer.echo(sentence(message), err=True)


def say_zones_outside(plan: Plan, zones: gpd.GeoDataFrame, *, json: bool = False) -> None:
    """Print which zones lie in no region; on standard error if all zones do."""
    from layers.plan.suspect_rows import all_elsewhere, zones_outside

    outside = zones_outside(plan, zones)
    if outside and len(outside) == len(zones):
        warn(all_elsewhere(plan, "zones", zones))
    elif outside and not json:
        say(Message("cli-zones-outside", count=len(outside), zones=outside[:_MOST_NAMED]))


def warn_of_weights(plan: Plan) -> None:
    """Warn of each column of the demand that cannot be measured, or should probably not be."""
    from layers.plan.weights import doubtful_weights, weights_left_out

    for why in (weights_left_out(plan) | doubtful_weights(plan)).values():
        warn(why)


def warn_of_replay(notice: Message | None) -> None:
    """Warn on standard error if a scenario's record was needed, or is out of date."""
    if notice is not None:
        warn(notice)


def print_schematic_note(zones: pd.DataFrame) -> None:
    """Print the plan's note on boundaries, and that they are schematic if any is."""
    note = boundary_note(zones)
    if note:
        print_line(note)


def print_table(
    title: Message,
    rows: pd.DataFrame | Sequence[Mapping[str, Any] | tuple[Any, ...]],
    shown: str | Mapping[str, TableColumn],
    most: int = MOST_ROWS,
) -> None:
    """Print a table with the given columns (see `columns`); figures are right-aligned.

    Its rows may be a frame, mappings by column, or tuples in the columns' order. Without
    `--all-rows` a command that has this option prints at most `most` of them, and how many more
    there are.

    Where a table has distances in minutes, `radius_min`, that is printed for `radius_km`.
    """
    import pandas as pd
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    title_text = sentence(title)
    if not len(rows):
        say(Message("cli-none", title=title))
        return
    known = columns(shown) if isinstance(shown, str) else shown
    if not isinstance(rows, pd.DataFrame):
        rows = pd.DataFrame(rows, columns=list(known) if isinstance(rows[0], tuple) else None)
    count = printed_rows(len(rows), most)
    more, rows = len(rows) - count, rows.iloc[:count]
    printed = dict(_in_unit_of(rows, name, column) for name, column in known.items())
    console, texts, rights = _console(), list[list[str]](), list[bool]()
    for name, column in printed.items():
        numeric = pd.api.types.is_numeric_dtype(rows[name]) or column.form
        texts.append([cell_text(value, column) for value in rows[name]])
        rights.append(bool(numeric) and rows[name].dtype != bool)
    heads = [sentence(column.message) for column in printed.values()]
    keys = len([*takewhile(lambda column: not column.form, printed.values())])
    layout = _layout(heads, texts, rights, keys, console.width)
    console.print()
    console.print(title_text, style="bold", markup=False, highlight=False)
    for part in layout.parts:
        table = Table(box=SIMPLE, padding=(0, 1, 0, layout.edges - 2))
        for number in part:
            justify: Literal["right", "left"] = "right" if rights[number] else "left"
            head, whole = escape(layout.heads[number]), layout.whole[number]
            table.add_column(head, justify=justify, overflow="fold", no_wrap=whole)
        for cells in zip(*(texts[number] for number in part), strict=True):
            table.add_row(*map(escape, cells))
        console.print(table)
    if more:
        say(Message("cli-more-rows", rows=more))


def _in_unit_of(rows: pd.DataFrame, name: str, column: TableColumn) -> tuple[str, TableColumn]:
    in_minutes = re.sub("_km$", "_min", name)
    if name in rows or in_minutes not in rows:
        return name, column
    if isinstance(column.head, str):
        return in_minutes, column._replace(head=f"{column.head}-min")
    return in_minutes, column._replace(head=Figure(in_minutes, column.form).head)


def share(part: pd.Series[float], whole: pd.Series[float]) -> pd.Series[float]:
    """Return a share in percent; NaN if the whole is zero."""
    return 100 * part / whole.where(whole > 0)


def cell_text(value: Any, column: TableColumn) -> str:  # noqa: ANN401  cells are of any type
    """Return the text of a cell."""
    from service.documents.coverage import plain

    cell = plain(value)
    if cell is None or cell == "":
        return _NO_FIGURE
    if isinstance(cell, bool):
        return sentence(Message("cli-yes" if cell else "cli-no"))
    if isinstance(cell, int | float):
        form = column.form or ("d" if isinstance(cell, int) else "g")
        if form.endswith("n"):  # an amount of any size
            form = form.replace("n", f".{decimals_of(cell)}f")
        text = f"{cell:,{form.removeprefix('+')}}"
        is_zero = not text.strip("-0.")
        return text.lstrip("-") if is_zero else ("+" if form[0] == "+" and cell > 0 else "") + text
    return sentence(Message("cli-word", word=cell)) if column.words else visible(str(cell))


class _Layout(NamedTuple):
    """How a table is printed: the headers in lines, and which columns are never wrapped.

    `parts` are the columns of each of the tables that it is printed as; `edges` is the width of
    what stands between two columns.
    """

    heads: list[str]
    whole: list[bool]
    parts: list[list[int]]
    edges: int = _EDGES


def _layout(
    heads: list[str], texts: list[list[str]], rights: list[bool], keys: int, room: int
) -> _Layout:
    """Return a layout in which no figure is wrapped: columns get narrower, then tables several.

    Each of several begins with the first `keys` columns.
    """
    from rich.cells import cell_len

    widest, every = [max(map(cell_len, column)) for column in texts], [*range(len(heads))]
    for edges, least in ((_EDGES, _HEAD), (_EDGES - 1, _NARROW_HEAD)):
        broken = [
            _broken(head, max(width, least), anywhere=least < _HEAD)
            for head, width in zip(heads, widest, strict=True)
        ]
        widths = [
            max(width, *map(cell_len, head.splitlines()))
            for head, width in zip(broken, widest, strict=True)
        ]
        short = [right or width <= _WORD for width, right in zip(widths, rights, strict=True)]
        for whole in (short, rights):
            taken = [
                edges + (width if one else min(width, _HEAD))
                for width, one in zip(widths, whole, strict=True)
            ]
            if sum(taken) < room:
                return _Layout(broken, whole, [every], edges)
    if not any(rights):
        return _Layout(broken, rights, [every], edges)
    first, parts = every[: max(keys, 1)], list[list[int]]()
    for number in every[len(first) :]:
        if not parts or sum(taken[one] for one in (*parts[-1], number)) >= room:
            parts.append([*first])
        parts[-1].append(number)
    return _Layout(broken, rights, parts or [every], edges)


def _broken(head: str, width: int, *, anywhere: bool) -> str:
    """Return a header wrapped between words to about a width; in Chinese, a unit goes below.

    If `anywhere`, Chinese, which has no spaces, is wrapped between any two letters.
    """
    from rich.cells import cell_len

    lines = re.sub("（(.*)）$", r"\n\1", head).splitlines() if cell_len(head) > width else [head]
    if anywhere:
        return "\n".join(_in_lines(line, width) for line in lines)
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in lines
    )


def _in_lines(text: str, width: int) -> str:
    """Return a text in lines of a width, wrapped at spaces and between Chinese letters."""
    from rich.cells import cell_len

    lines = [""]
    for word in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+", text):
        if lines[-1] and cell_len((lines[-1] + word).rstrip()) > width:
            lines.append("")
        lines[-1] += word
    return "\n".join(line.strip() for line in lines)


def _console() -> Console:
    from rich.console import Console

    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    return Console(file=sys.stdout, width=width if sys.stdout.isatty() else _WIDEST)


def columns(written: str, figures: Iterable[Figure] = ()) -> dict[str, TableColumn]:
    """Return columns by name, separated by spaces, and those of declared figures after them.

    A name may be followed by another header, a code or a column's, and a format, or `words` for
    schema words: `lost_km=cli-col-lost:.1f`.

    >>> columns("zone_id perimeter_km=mean_km:.2f")["perimeter_km"].form
    '.2f'
    """
    shown = dict(map(_column, written.split()))
    return shown | {one.name: TableColumn(one.head, one.form) for one in figures}


def _column(written: str) -> tuple[str, TableColumn]:
    name, _, other = written.partition("=")
    head, _, form = other.partition(":")
    if "-" in head:
        return name, TableColumn(head, "", words=True) if form == "words" else TableColumn(
            head, form
        )
    known = _SHOWN.get(head or name) or _figure(head or name)
    return name, TableColumn(known.head, form) if head else known


def columns_of_weights(plan: Plan, table: pd.DataFrame) -> dict[str, TableColumn]:
    """Return the columns of a table that have the plan's own weights, beside those of people."""
    from geo.coverage.plan_data import demand_attributes

    weights = demand_attributes(plan)
    labels = {name: weight_label(name, weights) for name in map(str, table.columns)}
    return {name: TableColumn(label, "n") for name, label in labels.items() if label}


_SHOWN = columns(
    "adcode=cli-col-adcode change=cli-col-change:words clearance_hours=cli-col-clearance:.1f"
    " cluster_id=cli-col-cluster covered_amount=figure-covered-amount:.2f amount=cli-col-of:.2f"
    " covered_area_km2=cli-col-covered-area:.1f"
    " covered_population=cli-col-covered-persons:.0f covered_population_share=cli-col-share:.1%"
    " covered_share=cli-col-share:.1% distance_km=cli-col-distance:.1f"
    " entering_population=cli-col-persons-entering:.0f leaving_population=cli-col-leaving:.0f"
    " ftz_id=cli-col-ftz gained_km2=cli-col-gained:.2f lost_km2=cli-col-lost:.2f"
    " gateway_id=cli-col-gateway kind=cli-col-kind:words level=cli-col-level:words"
    " name=cli-col-name"
    " nearest_km=cli-col-at-km:.1f nearest_zone_id=cli-col-nearest-zone"
    " population=cli-col-of:.0f radius_km=cli-col-radius"
    " rule=cli-col-rule sector=cli-col-sector:words"
    " told=cli-col-what"
    " uncovered_population=cli-col-uncovered-persons:.0f verified=cli-col-verified"
    " zone_id=cli-col-zone"
)
"""The header of a column for which a table gives only its name."""


def _figure(name: str) -> TableColumn:
    from geo.coverage.tables import FIGURES

    figures = (one for table in FIGURES.values() for one in table if one.name == name)
    return next(TableColumn(one.head, one.form) for one in figures)


def named(rows: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the rows of a table with names in the reader's language.

    A column `name` belongs to the key column beside it: `adcode`, `cluster_id`….
    """
    table = rows.copy(deep=False)
    if "name" in rows.columns:
        for key in rows.columns.intersection(list(_LAYER_OF_KEY)):
            names = _own_names(plan, _LAYER_OF_KEY[key])
            pairs = zip(rows[key], table["name"], strict=True)
            table["name"] = [names.get(id_, name) for id_, name in pairs]
    for column, layer in (_BEHIND_ID | _ALSO_NAMED).items():
        if column in rows.columns:
            otherwise = "name" if column in _ALSO_NAMED else None
            names = _own_names(plan, layer, otherwise)
            both = {key: f"{key} {name}" for key, name in names.items()}
            table[column] = [both.get(key, key) for key in rows[column]]
    return table.assign(**_words_of_performance(rows))


def _words_of_performance(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Return the indicators and units of published figures in the reader's words, if any."""
    from layers.schema.performance import indicator_label, unit_label

    labels = {"indicator": indicator_label, "unit": unit_label}
    if not {*labels, "period"} <= {*rows.columns}:
        return {}
    return {
        name: [sentence(label(str(cell))) if cell else "" for cell in rows[name]]
        for name, label in labels.items()
    }


def reader_of(plan: Plan) -> Catalogue:
    """Return the catalogue of this run; the coarsest regions have names in its language."""
    rows = plan.terms.coarsest.names(plan.regions)
    own = f"name_{language()}"
    if own not in rows:
        return reader()
    rows = rows[["name", own]].dropna()
    names = dict(zip(rows["name"], rows[own], strict=True))
    return reader(lambda id_: names.get(id_, id_))


def title_of(scenario: Scenario) -> str:
    """Return the title of a scenario, in the reader's language if it has one."""
    titles = {"title": scenario.title, "title_zh": scenario.title_zh}
    return in_language(titles, "title", language()) or ""


def _own_names(plan: Plan, layer: str, otherwise: str | None = None) -> dict[str, str]:
    """Return the names of a layer's rows in the reader's language by key, if it has such names.

    Those of regions are of every level; `otherwise` is the column of names in another language.
    """
    import pandas as pd

    frame = pd.DataFrame(plan.frame(layer))
    tables = [level.names(frame) for level in plan.levels] if layer == "regions" else [frame]
    by_key: dict[str, str] = {}
    for column in (otherwise, f"name_{language()}"):
        for table in tables:
            if column in table:
                key = LAYERS[layer].columns[0].name
                by_key |= dict(table[[key, column]].dropna().itertuples(index=False, name=None))
    return by_key
