"""Charts of a report as SVG."""

from collections.abc import Sequence

from layers.palette import COLOURS
from service.report.document import text_width
from service.report.map_strip import WIDTH
from service.report.maps import FONT
from service.report.svg import svg_text

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
        parts += [
            _text(left - 8, y + 12, name, "end"),
            _bar(left, y, room, COLOURS["share-none"]),
            _bar(left, y, room * min(share, 1.0), COLOURS["share-5"]),
            _text(left + room + 8, y + 12, f"{share:.0%}", "start"),
        ]
    return _svg("".join(parts), 8 + len(rows) * _LINE)


def intervals(title: str, rows: Sequence[tuple[str, tuple[float, float, float], str]]) -> str:
    """Return intervals of figures along one axis, each low, middle and high, with names and text.

    The axis has its ends as figures, and a line at 0 if that lies among them; where figures are no
    farther from 0 than they lie apart, it begins or ends there.

    >>> intervals("people", [("wider", (-1.0, 2.0, 3.0), "better in 90%")]).count("<circle")
    1
    """
    left = 14 + max(text_width(name, _SIZE) for name, _, _ in rows)
    right = 12 + max(text_width(text, _SIZE) for _, _, text in rows)
    least, most = min(low for _, (low, *_), _ in rows), max(figures[2] for _, figures, _ in rows)
    if min(abs(least), abs(most)) <= most - least or least == most:
        least, most = min(least, 0.0), max(most, 0.0)
    scale = (WIDTH - left - right - 8) / ((most - least) or 1.0)
    parts = [_text(4, _LINE - 6, title, "start")]
    for number, (name, figures, text) in enumerate(rows, start=1):
        y = 4 + number * _LINE
        low, middle, high = (left + (figure - least) * scale for figure in figures)
        parts += [
            _text(left - 8, y + 12, name, "end"),
            _bar(low, y, max(high - low, 1.0), COLOURS["share-2"]),
            f'<circle cx="{middle:.1f}" cy="{y + 7.5:.1f}" r="4" fill="{COLOURS["share-5"]}"/>',
            _text(WIDTH - right + 4, y + 12, text, "start"),
        ]
    foot = 4 + (len(rows) + 1) * _LINE
    zero = left - least * scale
    if least <= 0 <= most:
        line = f"M{zero:.1f} {_LINE:g}V{foot:g}"
        parts += [f'<path d="{line}" stroke="{COLOURS["ink-2"]}"/>']
    room = text_width(f"{most:+,.0f}", _SIZE)
    ends = {left: least, left + (most - least) * scale: most}
    if all(abs(zero - at) > room for at in ends):
        ends |= {zero: 0.0} if least <= 0 <= most else {}
    parts += [
        _text(at, foot + 12, f"{round(end):,}".replace("-", "−"), "middle")
        for at, end in ends.items()
    ]
    return _svg("".join(parts), foot + _LINE)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    look = f'font-size="{_SIZE:g}" fill="{COLOURS["ink"]}" text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{svg_text(text)}</text>'


def _svg(content: str, high: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {high:g}" '
        f'font-family="{FONT}, Noto Sans CJK SC, sans-serif">{content}</svg>'
    )


def _bar(x: float, y: float, width: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="15" fill="{fill}"/>'
