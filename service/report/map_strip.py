"""The strip below a map: legend, scale bar, north arrow, credit; and the patterns of land."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np

from layers.palette import CHANGES, COLOURS
from service.report.document import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 1000.0
"""The width of a picture in units, of 0.17 mm if it is as wide as a page's text."""

LOCATOR, LOCATOR_HIGH = 150.0, 104.0
"""The size of the locator map, at the right of the strip."""

LABEL, SMALL, _FINE = 17.0, 15.0, 12.5
"""Font sizes."""

_LINE, _FINE_LINE = 23.0, 16.0
_RIGHT = 175.0  # of the strip, for the scale bar
_NICE = (1.0, 2.0, 5.0)
_PIECES = re.compile(r"[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]\s*")  # unbreakable parts of a text


@dataclass(frozen=True)
class Key:
    """An entry of a legend: a box, a line or a dot of a radius, and its label."""

    text: str
    fill: str = "none"
    edge: str = "none"
    line: str = ""
    dash: str = ""
    dot: str = ""
    radius: float = 6.0


@dataclass(frozen=True)
class Strip:
    """The strip below a map: its legend, scale, the word for north, and the credit.

    `north` is empty if north is not up everywhere.
    """

    keys: Sequence[Key]
    title: str
    units_per_m: float
    credit: str
    north: str = ""
    locator: str = ""

    def drawn(self, top: float) -> tuple[str, float]:
        """Return the strip below a map of height `top`, and its lower end."""
        edge = WIDTH - (LOCATOR + 20 if self.locator else 0)
        parts, bottom = _legend(self.keys, self.title, top, edge - _RIGHT - 30)
        parts.append(_scale_bar(self.units_per_m, edge - _RIGHT + 25, top + 24))
        if self.north:
            parts.append(_north_arrow(self.north, edge - _RIGHT, top + 26))
        y = max(bottom, top + 50) + 20
        for line in _lines(self.credit, edge - 8):
            parts.append(_text(line, 4, y, size=_FINE, colour=COLOURS["ink-2"]))
            y += _FINE_LINE
        if self.locator:
            x = WIDTH - LOCATOR
            parts.append(f'<g transform="translate({x:g} {top + 6:g})">{self.locator}</g>')
            y = max(y, top + LOCATOR_HIGH + 16)
        return "".join(parts), y - 6


def _legend(keys: Sequence[Key], title: str, top: float, most: float) -> tuple[list[str], float]:
    """Return a legend wrapped to a width of `most`, and its lower end."""
    x, y = 4.0, top + 24.0
    parts = []
    if title:
        parts.append(_text(title, 4, y, weight=700))
        y += _LINE
    for key in keys:
        width = 36 + text_width(key.text, SMALL) + 18
        if x > 4 and x + width > most:
            x, y = 4.0, y + _LINE
        parts += [_symbol(key, x, y - 12), _text(key.text, x + 36, y)]
        x += width
    return parts, y


def _lines(text: str, most: float) -> list[str]:
    """Return a text wrapped to a width of `most`."""
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), _FINE) > most:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _symbol(key: Key, x: float, y: float) -> str:
    if key.dot:
        return (
            f'<circle cx="{x + 14:.1f}" cy="{y + 7:.1f}" r="{key.radius:g}" fill="{key.dot}" '
            f'stroke="{COLOURS["ink"]}" stroke-width="1.2"/>'
        )
    if key.line:
        dash = f' stroke-dasharray="{key.dash}"' if key.dash else ""
        return f'<path d="M{x:.1f} {y + 7:.1f}h28" stroke="{key.line}" stroke-width="2.4"{dash}/>'
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="28" height="14" fill="{key.fill}" '
        f'stroke="{key.edge}"/>'
    )


def _text(  # noqa: PLR0913  attributes of SVG
    text: str,
    x: float,
    y: float,
    *,
    size: float = SMALL,
    weight: int = 400,
    anchor: str = "start",
    colour: str = COLOURS["ink"],
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
    )


def _scale_bar(units_per_m: float, x: float, y: float) -> str:
    """Return a scale bar of a round length, for the scale at the map's centre."""
    most_km = 130 / units_per_m / 1e3
    power = 10.0 ** np.floor(np.log10(most_km))
    km = float(power * max(step for step in _NICE if step * power <= most_km))
    wide = km * 1e3 * units_per_m
    line = f'<path d="M{x:.1f} {y - 8:.1f}v8h{wide:.1f}v-8" fill="none" stroke="{COLOURS["ink"]}" '
    return (
        line + f'stroke-width="1.6"/>{_text(f"{km:g} km", x + wide / 2, y + 18, anchor="middle")}'
    )


def _north_arrow(word: str, x: float, y: float) -> str:
    arrow = f'<path d="M{x:.1f} {y:.1f}l-7 22l7 -6l7 6z" fill="{COLOURS["ink"]}"/>'
    return arrow + _text(word, x, y - 4, anchor="middle")


def patterns() -> str:
    """Return the patterns of land gained, lost, and transferred between zones, which has both."""
    stripes = {}
    for mark in CHANGES:
        line = "M0 0L8 8M-2 6L2 10M6 -2L10 2" if mark.value == "gained" else "M0 4H8"
        stripes[mark.value] = f'<path d="{line}" stroke="{mark.colour}" stroke-width="2"/>'
    stripes["handed"] = "".join(stripes.values())
    fills = (
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{COLOURS["sheet"]}"/>{drawn}</pattern>'
        for name, drawn in stripes.items()
    )
    return f"<defs>{''.join(fills)}</defs>"
