"""How distance is measured: `By`, its names, and how they are shown."""

from __future__ import annotations

from typing import Literal, cast, get_args

from geo.validation import shown
from layers.errors import MeasureError
from layers.messages import Message

By = Literal["line", "road", "rail"]
"""How distance is measured: by the straight line (geodesic), or along roads or railways."""


def checked_by(by: object) -> By:
    """Return a way of measuring.

    Raises:
        MeasureError: there is none of that name.
    """
    if by not in get_args(By):
        raise MeasureError(Message("measure-way-unknown", given=shown(by), known=get_args(By)))
    return cast("By", by)


def shown_way(by: By) -> str:
    """Return how distances were measured, for a text; nothing for the straight line.

    >>> shown_way("line"), shown_way("road")
    ('', ' by road')
    """
    return "" if by == "line" else f" by {by}"
