"""What stands beneath a map: its legend, scale bar and north arrow; and the patterns of land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np

from layers.palette import CHANGES, COLOURS

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT, STRIP = 1000.0, 620.0, 84.0
"""Units of a picture: the map, and the strip beneath it."""

LOCATOR = 150.0
"""How wide the small map is, at the right of the strip."""

LABEL, SMALL = 15.0, 13.0
"""Sizes of letters."""

_WIDE_FROM = "\u2e80"  # letters from here on are as wide as high
_NICE = (1.0, 2.0, 5.0)


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is; letters of Chinese are as wide as high."""
    return sum(size if letter >= _WIDE_FROM else 0.56 * size for letter in text)


@dataclass(frozen=True)
class Key:
    """An entry of a legend: a box, a line or a dot, and what it means."""

    text: str
    fill: str = "none"
    edge: str = "none"
    line: str = ""
    dash: str = ""
    dot: str = ""


def legend(keys: Sequence[Key], title: str) -> str:
    """Return a legend that fills the strip from the left, in as many lines as it needs."""
    top, x, y = HEIGHT + 12, 4.0, HEIGHT + 30.0
    most = WIDTH - LOCATOR - 190
    parts = []
    if title:
        parts.append(_text(title, 4, top + 10, weight=700))
        y += 20
    for key in keys:
        width = 40 + text_width(key.text, SMALL) + 18
        if x > 4 and x + width > most:
            x, y = 4.0, y + 24
        parts += [_symbol(key, x, y - 10), _text(key.text, x + 36, y + 1)]
        x += width
    return "".join(parts)


def _symbol(key: Key, x: float, y: float) -> str:
    if key.dot:
        return (
            f'<circle cx="{x + 14:.1f}" cy="{y + 7:.1f}" r="6" fill="{key.dot}" '
            f'stroke="{COLOURS["ink"]}" stroke-width="1.2"/>'
        )
    if key.line:
        dash = f' stroke-dasharray="{key.dash}"' if key.dash else ""
        return f'<path d="M{x:.1f} {y + 7:.1f}h28" stroke="{key.line}" stroke-width="2.4"{dash}/>'
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="28" height="14" fill="{key.fill}" '
        f'stroke="{key.edge}"/>'
    )


def _text(text: str, x: float, y: float, *, weight: int = 400, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{SMALL:g}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{COLOURS["ink"]}">{escape(text)}</text>'
    )


def scale_bar(units_per_m: float) -> str:
    """Return a bar of a round length, true in the map's projection at its middle."""
    most_km = 130 / units_per_m / 1e3
    power = 10.0 ** np.floor(np.log10(most_km))
    km = float(power * max(step for step in _NICE if step * power <= most_km))
    wide = km * 1e3 * units_per_m
    x, y = WIDTH - LOCATOR - 170, HEIGHT + 44
    line = f'<path d="M{x:.1f} {y - 8:.1f}v8h{wide:.1f}v-8" fill="none" stroke="{COLOURS["ink"]}" '
    return (
        line + f'stroke-width="1.6"/>{_text(f"{km:g} km", x + wide / 2, y + 18, anchor="middle")}'
    )


def north_arrow(word: str) -> str:
    """Return an arrow to the north, with its word."""
    x, y = WIDTH - LOCATOR - 190, HEIGHT + 30
    arrow = f'<path d="M{x:.1f} {y:.1f}l-7 22l7 -6l7 6z" fill="{COLOURS["ink"]}"/>'
    return arrow + _text(word, x, y - 4, anchor="middle")


def patterns() -> str:
    """Return the patterns of land gained and lost."""
    made = []
    for mark in CHANGES:
        stripes = "M0 0L8 8M-2 6L2 10M6 -2L10 2" if mark.value == "gained" else "M0 4H8"
        made.append(
            f'<pattern id="{mark.value}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{COLOURS["sheet"]}"/>'
            f'<path d="{stripes}" stroke="{mark.colour}" stroke-width="2"/></pattern>'
        )
    return f"<defs>{''.join(made)}</defs>"
