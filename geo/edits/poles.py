"""The limit of edits near the poles: 85° of latitude.

Beyond, longitudes converge, and land may contain the pole, which no polygon in longitude and
latitude can represent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import ScenarioError
from layers.messages import Message

if TYPE_CHECKING:
    from layers.geometry.antimeridian import Extent

HIGHEST_LAT = 85.0
"""The highest latitude, north or south, of an outline made by an edit."""

NEAR_POLE = Message("edits-near-pole", limit=HIGHEST_LAT)


def check_off_poles(bounds: Extent) -> None:
    """Refuse the bounds of an outline that extends beyond 85° north or south.

    Raises:
        ScenarioError: it does.
    """
    _, south, _, north = bounds
    if max(north, -south) > HIGHEST_LAT:
        raise ScenarioError(NEAR_POLE)
