"""The lines of boundary-point TXT: its headers, parcels and points (see `boundary_txt`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from layers.errors import PlanError
from layers.messages import Message

_HEAD, _BODY = "[属性描述]", "[地块坐标]"
_SEPARATORS = re.compile(r"[,，\t;；]")
_RING = re.compile(r"\d{1,3}")
_USUAL = re.compile(r"[A-Za-z]?\d{1,9},(\d{1,3}),(\d+\.\d+),(\d+\.\d+)")
_POINT_NAME = re.compile(r"[^\W\d_]{0,3}-?\d+['′]?")
_DECIMAL = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")
_KINDS = ("面", "线", "点")
_STATED = re.compile(r"([^=＝:：,，]{1,20}?)\s*[=＝:：]\s*(.*)")
_LONGEST = 1_000  # characters of a header line
_MOST_PROBLEMS = 100


class Point(NamedTuple):
    """A point: its ring, and its two coordinates in the order of the file."""

    ring: int
    first: float
    second: float

    def scaled(self, factor: float) -> Point:
        """Return the point with both coordinates multiplied."""
        return Point(self.ring, self.first * factor, self.second * factor)


@dataclass
class Parcel:
    """A parcel: its first line's number, the fields of that line, its points."""

    line: int
    fields: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)

    def text(self, nth: int) -> str | None:
        """Return a field of the parcel's line, None if empty or missing."""
        return (self.fields[nth].strip() or None) if nth < len(self.fields) else None


class ParcelSection(NamedTuple):
    """A part of a file with its own header: the header's fields, and the parcels."""

    head: dict[str, str]
    parcels: list[Parcel]


def is_boundary_file(text: str) -> bool:
    """Return whether a text has boundary points: by its sections, a parcel, or all its lines."""
    if _BODY in text or _HEAD in text:
        return True
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    return any(_parcel_fields(line) for line in lines) or (
        len(lines) > 2 and all(map(_point, lines))
    )


def parsed(path: Path, text: str) -> list[ParcelSection]:
    """Return the sections of a file; points before the first parcel form one without fields.

    Raises:
        PlanError: one line per line that is not of a header, parcel or point.
    """
    sections = [ParcelSection({}, [])]
    problems: list[Message] = []
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.strip().strip("\ufeff")
        if content.startswith(_HEAD) and sections[-1].parcels:
            sections.append(ParcelSection({}, []))
        head, parcels = sections[-1]
        if not content or content.startswith("["):
            continue
        usual = _USUAL.fullmatch(content)
        if usual is not None and parcels:
            parcels[-1].points.append(Point(int(usual[1]), float(usual[2]), float(usual[3])))
            continue
        fields = _parcel_fields(content)
        point = None if fields else _point(content)
        if fields:
            parcels.append(Parcel(number, fields))
        elif point is not None:
            if not parcels:
                parcels.append(Parcel(number))
            parcels[-1].points.append(point)
        elif not parcels and (stated := _STATED.fullmatch(content[:_LONGEST])) is not None:
            head[stated[1].strip()] = stated[2].strip().rstrip(",，")
        else:
            invalid = Message("format-txt-line", line=number, text=content[:40])
            problems.append(invalid.in_file(path))
    if problems:
        raise PlanError(problems[:_MOST_PROBLEMS])
    return sections


def _parcel_fields(line: str) -> list[str]:
    """Return the fields of a parcel's line, empty for other lines."""
    fields = [part.strip() for part in _SEPARATORS.split(line.strip())]
    marked = any(part in ("@", "＠") or part.endswith("@") for part in fields[3:])
    if marked or (len(fields) >= 5 and any(part in _KINDS for part in fields[3:])):
        return [part.rstrip("@＠") for part in fields]
    return []


def _point(line: str) -> Point | None:
    """Return the point of a line, None for other lines."""
    fields = [part.strip() for part in _SEPARATORS.split(line.strip().rstrip(",，;；"))]
    if len(fields) == 1:
        fields = line.split()
    numbers = [part if _DECIMAL.fullmatch(part) else None for part in fields]
    match numbers:
        case [first, second] if first and second and ("." in first or "." in second):
            return Point(1, float(first), float(second))
        case [_, ring, str(first), str(second), *_] if ring is None or _RING.fullmatch(ring):
            named = not fields[0] or _POINT_NAME.fullmatch(fields[0])
            empty = not fields[1] or _RING.fullmatch(fields[1])
            return Point(int(ring or 1), float(first), float(second)) if named and empty else None
        case [_, str(first), str(second), *_] if _POINT_NAME.fullmatch(fields[0]):
            return Point(1, float(first), float(second))
    return None
