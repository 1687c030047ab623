"""Positions in JSON: pairs of finite numbers, heights dropped."""

import math
from typing import Any

from layers.errors import PlanError
from layers.messages import Message


def ring_of(positions: Any) -> list[tuple[float, float]]:  # noqa: ANN401  JSON of any shape
    """Return the positions of a ring or line.

    Raises:
        PlanError: one is not a pair of finite numbers; the reason, without the file.
        TypeError, IndexError: they are not lists.
    """
    xy = [(position[0], position[1]) for position in positions]
    kinds = {kind for x, y in xy for kind in (type(x), type(y))}
    if not kinds <= {int, float} or not all(math.isfinite(x + y) for x, y in xy):
        raise PlanError(Message("file-feature-coordinate"))
    return xy


def position_of(position: Any) -> tuple[float, float]:  # noqa: ANN401  JSON of any shape
    """Return one position.

    Raises:
        PlanError: it is not a pair of finite numbers; the reason, without the file.
        TypeError, ValueError: it is not a list.
    """
    x, y = position[:2]
    return ring_of([(x, y)])[0]
