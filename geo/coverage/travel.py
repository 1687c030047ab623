"""How distance is measured: `Travel`, a mode and a unit; how both are named, parsed and shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import BeforeValidator

from geo.validation import is_radius, shown
from layers.errors import MeasureError
from layers.messages import Message

if TYPE_CHECKING:
    import pandas as pd

Mode = Literal["line", "road"]
"""A travel mode: along the straight line (geodesic), or along roads."""

Unit = Literal["km", "min"]
"""The unit of distances."""

_Name = Literal["line", "road", "road_min"]

DEFAULT_RADII_KM = (25.0, 50.0, 100.0)
DEFAULT_RADII_MIN = (30.0, 60.0, 120.0)

FAR_KM, FARTHEST_KM = 5.0, 20.0
"""A longer straight line from people to a network is said; no way begins with one longer still."""

_MINUTES = "_min"


@dataclass(frozen=True, slots=True)
class Travel:
    """A travel mode and the unit of distances, in minutes along a plan's own layer `network`.

    Its name is that of both in options, links and files.

    Raises MeasureError in minutes by the straight line.

    >>> Travel("road", "min").radius_column, Travel("road", "min").name, Travel("road").name
    ('radius_min', 'road_min', 'road')
    """

    mode: Mode
    unit: Unit = "km"

    def __post_init__(self) -> None:
        """Refuse minutes by the straight line."""
        if self.unit == "min" and self.mode == "line":
            raise MeasureError(Message("measure-minutes-by-line"))

    @classmethod
    def of(cls, by: str | Travel) -> Travel:
        """Return the mode and the unit of a name.

        Raises:
            MeasureError: there is none of that name, or it is of an earlier version: by rail one
                would board anywhere along a track.

        >>> Travel.of("road_min")
        Travel(mode='road', unit='min')
        """
        if isinstance(by, Travel):
            return by
        if by in ("rail", "rail_min"):
            raise MeasureError(Message("measure-rail-gone"))
        if by not in BY_NAMES:
            raise MeasureError(Message("measure-way-unknown", given=shown(by), known=BY_NAMES))
        return cls("line") if by == "line" else cls("road", "min" if by == "road_min" else "km")

    @property
    def name(self) -> By:
        """Return the name of both."""
        return "road_min" if self.unit == "min" else self.mode

    @property
    def radius_column(self) -> str:
        """Return the column of radii in tables."""
        return f"radius_{self.unit}"

    @property
    def usual_radii(self) -> tuple[float, ...]:
        """Return the radii that are measured where none are given."""
        return DEFAULT_RADII_KM if self.unit == "km" else DEFAULT_RADII_MIN

    @property
    def shown(self) -> str:
        """Return the mode for a text; nothing for the straight line."""
        return "" if self.mode == "line" else f" by {self.mode}"


def _name(by: By) -> By:
    return Travel.of(by).name


BY_NAMES: tuple[_Name, ...] = get_args(_Name)
"""The names of all pairs of a mode and a unit."""

By = Annotated[_Name, BeforeValidator(_name, json_schema_input_type=_Name)]
"""The name of a travel mode and a unit, as options, links and files have it.

By the straight line (`line`) or along roads, in km; `road_min` measures in minutes. A distance such
as a radius is then in minutes, and named accordingly: `radius_min`, not `radius_km`.
"""

LINE = Travel("line")


def radii_and_travel(
    radii_km: Sequence[float] | float | None, radii_min: Sequence[float] | float | None, by: By
) -> tuple[Sequence[float] | float, Travel]:
    """Return the radii that are given, else the usual ones, and how they are measured.

    Raises:
        MeasureError: both are given, minutes by the straight line, or km by a mode in minutes.

    >>> radii_and_travel(None, [30], "road")
    ([30], Travel(mode='road', unit='min'))
    >>> radii_and_travel(None, None, "line")
    ((25.0, 50.0, 100.0), Travel(mode='line', unit='km'))
    """
    travel = Travel.of(by)
    if radii_min is not None:
        if radii_km is not None:
            raise MeasureError(Message("measure-radii-mixed"))
        return radii_min, Travel(travel.mode, "min")
    if radii_km is None:
        return travel.usual_radii, travel
    if travel.unit == "min":
        raise MeasureError(Message("measure-radii-mixed"))
    return radii_km, travel


def only_radius(radii: Sequence[float] | float, travel: Travel) -> float:
    """Return the one radius that is given, or the middle one of the usual.

    Raises:
        MeasureError: several are given.

    >>> only_radius([30.0], LINE), only_radius((25.0, 50.0, 100.0), LINE)
    (30.0, 50.0)
    """
    if isinstance(radii, int | float):
        return radii
    if tuple(radii) != travel.usual_radii and len(radii) != 1:
        raise MeasureError(Message("measure-one-radius").at("radii_km"))
    return radii[len(radii) // 2]


def checked_radii(radii: Sequence[float] | float, unit: Unit = "km") -> tuple[float, ...]:
    """Return the distinct radii as numbers, ascending.

    Raises:
        MeasureError: a radius is invalid, or there is none: one line per problem.
    """
    if isinstance(radii, Real) and not isinstance(radii, bool):
        radii = (float(radii),)
    if isinstance(radii, str) or not isinstance(radii, Iterable):
        raise MeasureError(Message("measure-radii-not-several", given=shown(radii), unit=unit))
    radii = tuple(radii)
    problems = [
        Message("measure-radius-not-allowed", given=shown(radius), unit=unit)
        for radius in radii
        if not is_radius(radius)
    ]
    if not radii:
        problems.append(Message("measure-radii-none", unit=unit))
    if problems:
        raise MeasureError(problems)
    return tuple(sorted({float(radius) for radius in radii}))


def in_unit(table: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """Return a table of distances whose columns are named by their unit.

    >>> import pandas as pd
    >>> [*in_unit(pd.DataFrame(columns=["radius_km", "area_km2"]), "min")]
    ['radius_min', 'area_km2']
    """
    if unit == "km":
        return table
    return table.rename(columns=lambda name: re.sub(r"_km$", _MINUTES, str(name)))


def radius_message(radius: float, travel: Travel) -> Message:
    """Return the message of a radius with its unit, and of how distances are measured.

    >>> str(radius_message(30, Travel("road", "min")))
    '30 min by road'
    """
    return Message("measure-within", radius=float(radius), unit=travel.unit, way=travel.mode)
