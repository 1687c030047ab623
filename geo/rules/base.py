"""What a rule is: a function from zones to breaches, its level, and its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.rules.context import RuleContext

Level = Literal["hard", "soft", "ignore"]
"""A broken hard rule is refused when it comes to deciding; a soft one is listed."""

LEVELS: tuple[Level, ...] = ("hard", "soft", "ignore")

NEGLIGIBLE_SHARE = 1e-6
"""An overlap or a cut below this share of the smaller polygon is rounding, not land."""


class Breach(NamedTuple):
    """One place where a rule is broken.

    `subject` names what is broken (ids of the zone, and of what it meets): with the rule it is the
    same violation in another scenario. `amount` was measured and `limit` allowed, both in `unit`.
    `message` is one line; `geometry` shows where, in degrees of the plan's CRS, if anywhere.
    """

    subject: str
    zone_id: str | None
    amount: float
    limit: float
    unit: str
    message: str
    geometry: BaseGeometry | None


Parameters: TypeAlias = "Mapping[str, float]"
Check: TypeAlias = "Callable[[RuleContext, Parameters], Iterable[Breach]]"


@dataclass(frozen=True)
class Parameter:
    """A figure that a scenario may set for a rule; both bounds are allowed values."""

    name: str
    default: float
    unit: str
    description: str
    description_zh: str
    minimum: float = 0.0
    maximum: float = 1e9
    whole: bool = False


@dataclass(frozen=True)
class Rule:
    """A rule by name: what finds its breaches, and its level where a scenario sets none."""

    name: str
    check: Check
    level: Level
    description: str
    description_zh: str
    parameters: tuple[Parameter, ...] = ()


def polygonal(geometry: BaseGeometry) -> BaseGeometry | None:
    """Return the polygons in a geometry as one multipolygon, None where there are none.

    Two polygons that touch also share points and lines: those cover nothing.
    """
    parts = shapely.get_parts(geometry)
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    polygons = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    return shapely.MultiPolygon(polygons) if polygons else None


def km2(area_km2: float) -> str:
    """Return an area as a person reads it: square metres where it is below a hectare.

    >>> km2(119.984), km2(0.0005)
    ('119.98 km²', '500 m²')
    """
    if area_km2 >= 0.01:
        return f"{area_km2:,.2f} km²"
    metres = area_km2 * 1e6
    return f"{metres:,.0f} m²" if metres >= 1 else f"{metres:.2g} m²"


def counted(number: int, noun: str) -> str:
    """Return "1 block", "2 blocks"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
