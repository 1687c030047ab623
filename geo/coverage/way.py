"""How distance is measured: `By`, its names and its unit, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import BeforeValidator

from geo.validation import is_radius, shown
from layers.errors import MeasureError
from layers.messages import Message

if TYPE_CHECKING:
    import pandas as pd

_Way = Literal["line", "road", "road_min"]
WAYS: tuple[_Way, ...] = get_args(_Way)
"""The ways by which anything is measured."""

Unit = Literal["km", "min"]
"""The unit of distances."""

DEFAULT_RADII_KM = (25.0, 50.0, 100.0)
DEFAULT_RADII_MIN = (30.0, 60.0, 120.0)

_MINUTES = "_min"


def checked_by(by: object) -> _Way:
    """Return a way of measuring.

    Raises:
        MeasureError: there is none of that name, or it is of an earlier version: by rail one would
            board anywhere along a track.
    """
    if by in ("rail", "rail_min"):
        raise MeasureError(Message("measure-rail-gone"))
    if by not in WAYS:
        raise MeasureError(Message("measure-way-unknown", given=shown(by), known=WAYS))
    return by


By = Annotated[_Way, BeforeValidator(checked_by, json_schema_input_type=_Way)]
"""How distance is measured: by the straight line (geodesic), or along roads; in km.

`road_min` measures in minutes along a plan's own layer `network`. Whatever is a distance, such as a
radius, is then in minutes, and so named: `radius_min`, not `radius_km`.
"""


def unit_of(by: By) -> Unit:
    """Return the unit in which a way measures.

    >>> unit_of("road"), unit_of("road_min")
    ('km', 'min')
    """
    return "min" if by.endswith(_MINUTES) else "km"


def radius_column(by: By) -> str:
    """Return the column of radii in the tables of a coverage.

    >>> radius_column("line"), radius_column("road_min")
    ('radius_km', 'radius_min')
    """
    return f"radius_{unit_of(by)}"


FAR_KM, FARTHEST_KM = 5.0, 20.0
"""A longer straight line from people to a network is said; no way begins with one longer still."""


def network_of(by: By) -> Literal["line", "road"]:
    """Return along what a way measures, in either unit.

    >>> network_of("road"), network_of("road_min")
    ('road', 'road')
    """
    return "line" if by == "line" else "road"


def in_minutes(by: By) -> By:
    """Return a way that measures in minutes along the same network.

    Raises:
        MeasureError: it is the straight line.
    """
    if by == "line":
        raise MeasureError(Message("measure-minutes-by-line"))
    return "road_min"


def usual_radii(by: By) -> tuple[float, ...]:
    """Return the radii of a way that are measured where none are given."""
    return DEFAULT_RADII_KM if unit_of(by) == "km" else DEFAULT_RADII_MIN


def radii_and_way(
    radii_km: Sequence[float] | float | None, radii_min: Sequence[float] | float | None, by: By
) -> tuple[Sequence[float] | float, By]:
    """Return the radii that are given, else the usual ones, and the way that has their unit.

    Raises:
        MeasureError: both are given, minutes by the straight line, or km for a way in minutes.

    >>> radii_and_way(None, [30], "road")
    ([30], 'road_min')
    >>> radii_and_way(None, None, "line")
    ((25.0, 50.0, 100.0), 'line')
    """
    way = checked_by(by)
    if radii_min is not None:
        if radii_km is not None:
            raise MeasureError(Message("measure-radii-mixed"))
        return radii_min, in_minutes(way)
    if radii_km is None:
        return usual_radii(way), way
    if unit_of(way) == "min":
        raise MeasureError(Message("measure-radii-mixed"))
    return radii_km, way


def only_radius(radii: Sequence[float] | float, by: By) -> float:
    """Return the one radius that is given, or the middle one of the usual.

    Raises:
        MeasureError: several are given.

    >>> only_radius([30.0], "line"), only_radius((25.0, 50.0, 100.0), "line")
    (30.0, 50.0)
    """
    if isinstance(radii, int | float):
        return radii
    if tuple(radii) != usual_radii(by) and len(radii) != 1:
        raise MeasureError(Message("measure-one-radius").at("radii_km"))
    return radii[len(radii) // 2]


def checked_radii(radii_km: Sequence[float] | float, by: By = "line") -> tuple[float, ...]:
    """Return the distinct radii as numbers, ascending; in minutes if `by` measures in these.

    Raises:
        MeasureError: a radius is invalid, or there is none: a line for each.
    """
    if isinstance(radii_km, Real) and not isinstance(radii_km, bool):
        radii_km = (float(radii_km),)
    if isinstance(radii_km, str) or not isinstance(radii_km, Iterable):
        raise MeasureError(
            Message("measure-radii-not-several", given=shown(radii_km), unit=unit_of(by))
        )
    radii_km = tuple(radii_km)
    problems = [
        Message("measure-radius-not-allowed", given=shown(radius), unit=unit_of(by))
        for radius in radii_km
        if not is_radius(radius)
    ]
    if not radii_km:
        problems.append(Message("measure-radii-none", unit=unit_of(by)))
    if problems:
        raise MeasureError(problems)
    return tuple(sorted({float(radius) for radius in radii_km}))


def in_unit(table: pd.DataFrame, by: By) -> pd.DataFrame:
    """Return a table of distances whose columns are named by the unit of a way.

    >>> import pandas as pd
    >>> [*in_unit(pd.DataFrame(columns=["radius_km", "area_km2"]), "road_min")]
    ['radius_min', 'area_km2']
    """
    if unit_of(by) == "km":
        return table
    return table.rename(columns=lambda name: re.sub(r"_km$", _MINUTES, str(name)))


def radius_message(radius: float, by: By) -> Message:
    """Return the message of a radius with its unit, and of how distances are measured.

    >>> str(radius_message(30, "road_min"))
    '30 min by road'
    """
    return Message("measure-within", radius=float(radius), unit=unit_of(by), way=network_of(by))


def shown_way(by: By) -> str:
    """Return how distances were measured, for a text; nothing for the straight line.

    >>> shown_way("line"), shown_way("road_min")
    ('', ' by road')
    """
    return "" if by == "line" else f" by {network_of(by)}"
