"""The card by which a notebook shows a value: a heading, tables and notes, as HTML.

Every text is escaped. Colours are those of the notebook, light or dark, except for bars. Where no
HTML is shown, there is the value's `repr`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import isnan
from typing import NamedTuple, TypeAlias

_BAR = "#368ca7"
_HASH_LETTERS = 12
_STYLE = """
.zw-card{max-width:46em;line-height:1.45;font-variant-numeric:tabular-nums}
.zw-card h4{margin:0 0 .1em;font-size:1.1em;font-weight:600}
.zw-card p{margin:.1em 0 .5em;font-size:.9em;opacity:.75}
.zw-card table{border-collapse:collapse;margin:.3em 0 .7em;font-size:.9em;border:0}
.zw-card caption{text-align:left;padding:.2em 0;font-weight:600;caption-side:top;color:inherit}
.zw-card tr,.zw-card tr:nth-child(n){background:none}
.zw-card th,.zw-card td{border:0;border-bottom:1px solid rgba(128,128,128,.35);
padding:.2em 1.2em .2em 0;text-align:left;white-space:nowrap;vertical-align:baseline}
.zw-card th{font-weight:400;opacity:.75}
.zw-card td.zw-number,.zw-card th.zw-number{text-align:right}
.zw-card i{display:inline-block;width:6em;height:.6em;margin-right:.6em;border-radius:.3em;
background:rgba(128,128,128,.25)}
.zw-card i>b{display:block;height:100%;border-radius:.3em;background:BAR}
""".replace("BAR", _BAR)


class Portion(NamedTuple):
    """A cell: a share from 0 to 1, shown as a bar and in per cent; a dash if it is unknown."""

    part: float


class Amount(NamedTuple):
    """A cell: a number and its format, shown at the right; a dash if it is unknown."""

    number: float
    form: str = ",.0f"

    def __str__(self) -> str:
        """Return the number as text for display."""
        if isnan(self.number):
            return "–"
        form = self.form if self.number else self.form.removeprefix("+")
        return format(self.number, form).replace("-", "−")


Cell: TypeAlias = "str | Amount | Portion"


class CardTable(NamedTuple):
    """A table of a card."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""


def short_hash(digest: str) -> str:
    """Return the beginning of a hash, which tells it from others at a glance.

    >>> short_hash("sha256:0123456789abcdef")
    '0123456789ab…'
    """
    return f"{digest.rpartition(':')[2][:_HASH_LETTERS]}…"


def card(
    title: str, about: str, tables: Iterable[CardTable] = (), notes: Iterable[str] = ()
) -> str:
    """Return the card of a value: its title, a line about it, its tables, and notes below.

    >>> html = card("A <b>", "Plan", [CardTable(["Zone", "People"], [["A", Amount(4280)]])])
    >>> "<h4>A &lt;b&gt;</h4>" in html, '<td class="zw-number">4,280</td>' in html
    (True, True)
    """
    body = "".join(_table(one) for one in tables if one.rows)
    said = "".join(f"<p>{escape(note)}</p>" for note in notes if note)
    return (
        f'<div class="zw-card"><style>{_STYLE}</style>'
        f"<h4>{escape(title)}</h4><p>{escape(about)}</p>{body}{said}</div>"
    )


def _table(table: CardTable) -> str:
    marks = [' class="zw-number"' if isinstance(it, Amount) else "" for it in table.rows[0]]
    heads = "".join(
        f"<th{mark}>{escape(head)}</th>" for mark, head in zip(marks, table.heads, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(f"<td{mark}>{_cell(cell)}</td>" for mark, cell in zip(marks, row, strict=True))
        + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(cell: Cell) -> str:
    if not isinstance(cell, Portion):
        return escape(str(cell))
    if isnan(cell.part):
        return "–"
    return f'<i><b style="width:{cell.part:.1%}"></b></i>{cell.part:.1%}'
