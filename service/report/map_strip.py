"""The strip below a map: title, scale bar, legend, north arrow, credit; the patterns of land."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layers.palette import CHANGES, COLOURS, LEVELS
from service.report.document import text_width
from service.report.svg import symbol_at, text_at

WIDTH = 1000.0
"""The width of a picture in units, of 0.17 mm if it is as wide as a page's text."""

LOCATOR, LOCATOR_HIGH = 116.0, 76.0
"""The size of the locator map, at the right of the strip."""

LABEL, SMALL, _FINE = 17.0, 15.0, 12.5
"""Font sizes."""

_LINE, _FINE_LINE, _DENSE = 23.0, 16.0, 0.8
_TITLE, _BOLD = 26.0, 1.08  # the font size of a sheet's title; the width factor of bold letters
PANEL_FOOT = 30.0
"""The height of the strip below a panel: its title and its scale bar."""

_BAR, _LEAST_BARS = 110.0, 0.2  # the longest scale bar, and its share of a narrow map
_NICE = (1.0, 2.0, 5.0)
_PIECES = re.compile(r"[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]\s*")  # unbreakable parts of a text


@dataclass(frozen=True)
class Key:
    """An entry of a legend: a box, a line, a dot of a radius or a symbol, and its label."""

    text: str
    fill: str = "none"
    edge: str = "none"
    line: str = ""
    dash: str = ""
    dot: str = ""
    radius: float = 6.0
    width: float = 2.4
    symbol: str = ""


@dataclass(frozen=True)
class Strip:
    """The strip below maps: their legend, the credit, the word for north, and a locator map.

    `north` is empty if north is not up everywhere.
    """

    keys: Sequence[Key]
    title: str
    credit: str
    north: str = ""
    locator: str = ""

    def drawn(self, top: float) -> tuple[str, float]:
        """Return the strip below maps of height `top`, and its lower end."""
        edge = WIDTH - (LOCATOR + 20 if self.locator else 0)
        parts, bottom = legend(self.keys, self.title, (4.0, top), edge - 40)
        if self.north:
            parts.append(north_arrow(self.north, edge - 12, top + 18))
        fine, y = fine_print(self.credit, (4.0, bottom + 22), edge - 40)
        parts += fine
        if self.locator:
            x = WIDTH - LOCATOR
            parts.append(f'<g transform="translate({x:g} {top + 6:g})">{self.locator}</g>')
            y = max(y, top + LOCATOR_HIGH + 12)
        return "".join(parts), y - 6


def panel_foot(
    title: str, units_per_m: float, at: tuple[float, float], wide: float, unit: str
) -> str:
    """Return the title and the scale bar below a map, from the map's lower left corner.

    The bar has a round length, which holds at the middle of the map; `unit` is the word for km.
    """
    most_km = min(_BAR, _LEAST_BARS * wide) / units_per_m / 1e3
    power = 10.0 ** np.floor(np.log10(most_km))
    km = float(power * max(step for step in _NICE if step * power <= most_km))
    bar = km * 1e3 * units_per_m
    x, y = at[0] + wide - 4, at[1] + 20
    line = f'<path d="M{x - bar:.1f} {y - 8:.1f}v8h{bar:.1f}v-8" fill="none" '
    parts = [
        line + f'stroke="{COLOURS["ink"]}" stroke-width="1.6"/>',
        text_at(f"{km:g} {unit}", x - bar - 8, y, size=SMALL, anchor="end"),
    ]
    if title:
        room = wide - bar - text_width(f"{km:g} {unit}", SMALL) - 28
        (first, *more) = _lines(title, room, SMALL)
        parts.append(text_at(f"{first}…" if more else first, at[0] + 4, y, size=SMALL, weight=700))
    return "".join(parts)


def legend(
    keys: Sequence[Key],
    title: str,
    at: tuple[float, float],
    most: float,
    *,
    is_stacked: bool = False,
) -> tuple[list[str], float]:
    """Return a legend from its upper left corner, wrapped to a width, and its lower end.

    If stacked, each entry has a line of its own.
    """
    left, y = at[0], at[1] + 20.0
    x, parts = left, []
    for line in _lines(title, most, SMALL * _BOLD) if title else ():
        parts.append(text_at(line, left, y, size=SMALL, weight=700))
        y += _LINE
    for key in keys:
        first, *more = _lines(key.text, most - 36, SMALL)
        width = 36 + text_width(first, SMALL) + 18
        if x > left and (is_stacked or more or x + width > left + most):
            x, y = left, y + _LINE
        parts += [_symbol(key, x, y - 12), text_at(first, x + 36, y, size=SMALL)]
        for line in more:
            y += _LINE * _DENSE
            parts.append(text_at(line, x + 36, y, size=SMALL))
        x += most if more else width
    return parts, y


def fine_print(text: str, at: tuple[float, float], most: float) -> tuple[list[str], float]:
    """Return a text in small letters, wrapped to a width, and where the next line would be."""
    x, y = at
    parts = []
    for line in _lines(text, most):
        parts.append(text_at(line, x, y, size=_FINE, colour=COLOURS["ink-2"]))
        y += _FINE_LINE
    return parts, y


def heading(text: str, at: tuple[float, float], most: float) -> tuple[str, float]:
    """Return the title of a sheet, wrapped to a width, and its lower end."""
    x, y = at
    parts = []
    for line in _lines(text, most, _TITLE * _BOLD):
        y += _TITLE
        parts.append(text_at(line, x, y, size=_TITLE, weight=700))
        y += 0.3 * _TITLE
    return "".join(parts), y


def _lines(text: str, most: float, size: float = _FINE) -> list[str]:
    """Return a text wrapped to a width of `most`."""
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > most:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _symbol(key: Key, x: float, y: float) -> str:
    if key.symbol:
        return symbol_at(key.symbol, x + 14, y + 7, 1.0)
    if key.dot:
        return (
            f'<circle cx="{x + 14:.1f}" cy="{y + 7:.1f}" r="{key.radius:g}" fill="{key.dot}" '
            f'stroke="{COLOURS["ink"]}" stroke-width="1.2"/>'
        )
    if key.line:
        dash = f' stroke-dasharray="{key.dash}"' if key.dash else ""
        look = f'stroke="{key.line}" stroke-width="{key.width:.1f}"{dash}'
        return f'<path d="M{x:.1f} {y + 7:.1f}h28" {look}/>'
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="28" height="14" fill="{key.fill}" '
        f'stroke="{key.edge}"/>'
    )


def north_arrow(word: str, x: float, y: float) -> str:
    """Return an arrow to the north at a place, with its word above."""
    arrow = f'<path d="M{x:.1f} {y:.1f}l-7 22l7 -6l7 6z" fill="{COLOURS["ink"]}"/>'
    return arrow + text_at(word, x, y - 4, size=SMALL, anchor="middle")


def patterns() -> str:
    """Return the patterns of land lost, of land transferred (both gained and lost), and of rules.

    The pattern of broken rules is see-through, cased so that it shows on dark land, in grey too.
    """
    gained, lost = CHANGES
    stripes = {
        "lost": f'<path d="M0 4H8" stroke="{lost.colour}" stroke-width="3"/>',
        "handed": f'<path d="M0 2H8" stroke="{lost.colour}" stroke-width="2"/>'
        f'<path d="M0 6H8" stroke="{gained.colour}" stroke-width="4"/>',
    }
    fills = (
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{COLOURS["sheet"]}"/>{drawn}</pattern>'
        for name, drawn in stripes.items()
    )
    hatches = (
        f'<pattern id="{mark.value}" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
        f'<g fill="none" stroke-linecap="square"><path d="{cross}" stroke="{COLOURS["halo"]}" '
        f'stroke-width="3.4"/><path d="{cross}" stroke="{mark.colour}" stroke-width="{width}"/></g>'
        "</pattern>"
        for mark, size, width in zip(LEVELS, (9, 14), (1.6, 1), strict=True)
        for cross in (f"M0 0L{size} {size}M0 {size}L{size} 0",)
    )
    return f"<defs>{''.join([*fills, *hatches])}</defs>"
