"""The budget of a command or a request."""

import os

from geo.validation import shown
from layers.errors import MeasureError
from layers.messages import Message
from layers.runtime.budget import SECONDS, VERTICES, Budget


def budget_of_environment(seconds: float = SECONDS) -> Budget:
    """Return the budget of a command or a request.

    ZONEWRIGHT_LIMIT_S and ZONEWRIGHT_LIMIT_VERTICES set other limits.

    Raises:
        MeasureError: they are not numbers above 0.
    """
    limits = {"ZONEWRIGHT_LIMIT_S": seconds, "ZONEWRIGHT_LIMIT_VERTICES": float(VERTICES)}
    for name in tuple(limits):
        text = os.environ.get(name)
        if text is None:
            continue
        try:
            limits[name] = float(text)
        except ValueError:
            limits[name] = 0.0
        if not 0 < limits[name] < float("inf"):
            raise MeasureError(Message("measure-limit-not-number", name=name, given=shown(text)))
    limit_s, vertices = limits.values()
    return Budget(limit_s, int(vertices))
