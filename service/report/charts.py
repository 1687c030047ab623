"""Charts of a report as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from layers.palette import COLOURS
from service.report.document import text_width
from service.report.map_strip import WIDTH
from service.report.maps import FONT

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE, _SIZE = 22.0, 14.0


def share_bars(rows: Sequence[tuple[str, float]]) -> str:
    """Return horizontal bars of shares (0–1), with names on the left and figures on the right.

    >>> share_bars([("Zürich", 0.5)]).count("<rect")
    2
    """
    left = 14 + max(text_width(name, _SIZE) for name, _ in rows)
    room = WIDTH - left - 60
    parts = []
    for number, (name, share) in enumerate(rows):
        y = 4 + number * _LINE
        middle = f'{y + 12:.1f}" font-size="{_SIZE:g}" fill="{COLOURS["ink"]}'
        parts += [
            f'<text x="{left - 8:.1f}" text-anchor="end" y="{middle}">{escape(name)}</text>',
            _bar(left, y, room, COLOURS["share-none"]),
            _bar(left, y, room * min(share, 1.0), COLOURS["share-5"]),
            f'<text x="{left + room + 8:.1f}" y="{middle}">{share:.0%}</text>',
        ]
    return _svg("".join(parts), 8 + len(rows) * _LINE)


def intervals(rows: Sequence[tuple[str, tuple[float, float, float], str]]) -> str:
    """Return intervals of figures along one axis, each low, middle and high, with names and text.

    The axis has a line at 0 if that lies among them.

    >>> intervals([("wider", (-1.0, 2.0, 3.0), "better in 90%")]).count("<circle")
    1
    """
    left = 14 + max(text_width(name, _SIZE) for name, _, _ in rows)
    right = 12 + max(text_width(text, _SIZE) for _, _, text in rows)
    least, most = min(low for _, (low, *_), _ in rows), max(figures[2] for _, figures, _ in rows)
    scale = (WIDTH - left - right - 8) / ((most - least) or 1.0)
    parts = []
    for number, (name, figures, text) in enumerate(rows):
        y = 4 + number * _LINE
        low, middle, high = (left + (figure - least) * scale for figure in figures)
        at = f'y="{y + 12:.1f}" font-size="{_SIZE:g}" fill="{COLOURS["ink"]}"'
        parts += [
            f'<text x="{left - 8:.1f}" text-anchor="end" {at}>{escape(name)}</text>',
            _bar(low, y, max(high - low, 1.0), COLOURS["share-2"]),
            f'<circle cx="{middle:.1f}" cy="{y + 7.5:.1f}" r="4" fill="{COLOURS["share-5"]}"/>',
            f'<text x="{WIDTH - right + 4:.1f}" {at}>{escape(text)}</text>',
        ]
    high = 8 + len(rows) * _LINE
    zero = f'<path d="M{left - least * scale:.1f} 0V{high:g}" stroke="{COLOURS["ink-2"]}"/>'
    return _svg("".join(parts) + (zero if least <= 0 <= most else ""), high)


def _svg(content: str, high: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {high:g}" '
        f'font-family="{FONT}, sans-serif">{content}</svg>'
    )


def _bar(x: float, y: float, width: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="15" fill="{fill}"/>'
