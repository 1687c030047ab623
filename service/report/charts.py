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


def _svg(content: str, high: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {high:g}" '
        f'font-family="{FONT}, sans-serif">{content}</svg>'
    )


def _bar(x: float, y: float, width: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="15" fill="{fill}"/>'
