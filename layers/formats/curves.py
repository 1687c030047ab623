"""WKT with curves (SQL/MM), whose arcs become lines: `CURVEPOLYGON`, `COMPOUNDCURVE`, ….

An **arc** goes through three positions; if the first is the last, it is the circle of which the
second is opposite. It becomes a line of steps of at most two degrees of its circle, which lies
within 2e-4 of the radius.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

import shapely

_CURVED = re.compile(
    r"\s*(CURVEPOLYGON|COMPOUNDCURVE|CIRCULARSTRING|MULTISURFACE|MULTICURVE)\b", re.IGNORECASE
)
_TOKEN = re.compile(r"\s*([A-Za-z]+|[(),]|[-+0-9.][-+0-9.eE]*)")
_MARKS = ("Z", "M", "ZM", "EMPTY")
_STEP = math.radians(2)
_MOST_POSITIONS = 1_000_000  # on the arcs of one shape
_STRAIGHT = 1e-12  # twice the area of a triangle over the square of its longest side

_Position = tuple[float, float]


def is_curved(text: str) -> bool:
    """Return whether WKT begins as one of the kinds of curves."""
    return _CURVED.match(text) is not None


def without_curves(text: str) -> Any:  # noqa: ANN401  a shapely geometry
    """Return the geometry of WKT, its arcs as lines, in two dimensions.

    Raises:
        ValueError: it is not such WKT.

    >>> circle = without_curves("CURVEPOLYGON (CIRCULARSTRING (0 0, 2 0, 0 0))")
    >>> round(circle.area / math.pi, 3), len(circle.exterior.coords)
    (1.0, 181)
    """
    reader = _Reader(text)
    shape = reader.shape()
    reader.end()
    return shape


class _Reader:
    """The tokens of WKT, read from the first to the last."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._left = _MOST_POSITIONS

    def shape(self) -> Any:  # noqa: ANN401  a shapely geometry
        """Read a surface or a curve."""
        kind = self._kind()
        match kind:
            case "MULTISURFACE" | "MULTIPOLYGON":
                return shapely.MultiPolygon(self._members(self._surface))
            case "MULTICURVE" | "MULTILINESTRING":
                return shapely.MultiLineString(self._members(self._curve))
            case "CURVEPOLYGON" | "POLYGON":
                return self._rings()
            case _:
                return shapely.LineString(self._line(kind))

    def end(self) -> None:
        """Check that nothing follows."""
        if self._at != len(self._tokens):
            raise ValueError("more text")

    def _surface(self) -> shapely.Polygon:
        kind = "POLYGON" if self._peek() == "(" else self._kind()
        if kind not in ("POLYGON", "CURVEPOLYGON"):
            raise ValueError(kind)
        return self._rings()

    def _rings(self) -> shapely.Polygon:
        rings = self._members(self._curve)
        return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()

    def _curve(self) -> list[_Position]:
        return self._line("LINESTRING" if self._peek() == "(" else self._kind())

    def _line(self, kind: str) -> list[_Position]:
        match kind:
            case "LINESTRING":
                return self._members(self._position)
            case "CIRCULARSTRING":
                around = _along(self._members(self._position))
                self._left -= len(around)
                if self._left < 0:
                    raise ValueError("too many arcs")
                return around
            case "COMPOUNDCURVE":
                pieces = self._members(self._curve)
                return [xy for nth, piece in enumerate(pieces) for xy in piece[nth > 0 :]]
        raise ValueError(kind)

    def _members(self, read: Any) -> list[Any]:  # noqa: ANN401  a method
        """Read the members in brackets, separated by commas; EMPTY has none."""
        if self._peek() == "EMPTY":
            self._next()
            return []
        if self._next() != "(":
            raise ValueError("no bracket")
        members = [read()]
        while (sign := self._next()) == ",":
            members.append(read())
        if sign != ")":
            raise ValueError(sign)
        return members

    def _position(self) -> _Position:
        numbers = []
        while self._peek() not in (",", ")"):
            numbers.append(float(self._next()))
        x, y = numbers[:2]
        return x, y

    def _kind(self) -> str:
        kind = self._next()
        while self._peek() in _MARKS[:3]:
            self._next()
        return kind

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            raise ValueError("cut short")
        return self._tokens[self._at]

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token


def _tokens(text: str) -> Iterator[str]:
    at, text = 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(text[at : at + 20])
        at = match.end()
        yield match[1].upper()


def _along(positions: list[_Position]) -> list[_Position]:
    """Return the line along arcs, of which each begins where the one before ends."""
    if len(positions) % 2 == 0:
        raise ValueError("an arc has three positions")
    out = positions[:1]
    for nth in range(0, len(positions) - 2, 2):
        out += _arc(*positions[nth : nth + 3])
    return out


def _arc(start: _Position, middle: _Position, end: _Position) -> list[_Position]:
    """Return the positions along an arc, after its start."""
    if start == end:
        centre = (start[0] + middle[0]) / 2, (start[1] + middle[1]) / 2
        turn = 2 * math.pi
    else:
        found = _centre(start, middle, end)
        if found is None:
            return [middle, end]
        centre = found
        angles = [math.atan2(y - centre[1], x - centre[0]) for x, y in (start, middle, end)]
        turn = (angles[2] - angles[0]) % (2 * math.pi)
        if (angles[1] - angles[0]) % (2 * math.pi) > turn:
            turn -= 2 * math.pi
    radius, first = math.dist(start, centre), math.atan2(start[1] - centre[1], start[0] - centre[0])
    count = max(2, math.ceil(abs(turn) / _STEP))
    inner = [first + turn * nth / count for nth in range(1, count)]
    around = [
        (centre[0] + radius * math.cos(it), centre[1] + radius * math.sin(it)) for it in inner
    ]
    return [*around, end]


def _centre(one: _Position, two: _Position, three: _Position) -> _Position | None:
    """Return the centre of the circle through three positions; None if they are on a line."""
    (ax, ay), (bx, by) = ((it[0] - one[0], it[1] - one[1]) for it in (two, three))
    cross, a, b = 2 * (ax * by - ay * bx), ax * ax + ay * ay, bx * bx + by * by
    if abs(cross) <= _STRAIGHT * max(a, b):
        return None
    return one[0] + (by * a - ay * b) / cross, one[1] + (ax * b - bx * a) / cross
