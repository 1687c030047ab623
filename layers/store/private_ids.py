"""The ids of private scenarios: each owner has a namespace, in which nobody else can make one.

Ids are one for all of a store. If anybody could take any id, a refusal that one is taken would tell
that there is a private scenario of that id. So a private scenario's id ends with its owner's mark,
`north--3d368a0b`, and an id with another's mark is refused whether or not there is such a scenario.
An id without a mark is that of a scenario which others may know of.

The local planner, who is the only one, needs no namespace.
"""

from __future__ import annotations

import hashlib
import re

from layers.errors import DeniedError
from layers.messages import Message
from layers.store.access import LOCAL

_MARKED = re.compile(r"--[0-9a-f]{8}")
_LONGEST = 64


def own_id(wanted: str, owner: str, visibility: str) -> str:
    """Return the id that a new scenario is kept under: with its owner's mark where it is private.

    >>> own_id("north", "Li", "private"), own_id("north", "Li", "shared")
    ('north--3d368a0b', 'north')

    Raises:
        DeniedError: the id has the mark of another, or of nobody.
    """
    if owner == LOCAL.name:
        return wanted
    mark = _mark(owner)
    given = wanted[-len(mark) :]
    if given == mark:
        return wanted
    if _MARKED.fullmatch(given):
        raise DeniedError(Message("store-scenario-id-of-another", scenario=wanted))
    return wanted[: _LONGEST - len(mark)] + mark if visibility == "private" else wanted


def _mark(owner: str) -> str:
    return f"--{hashlib.sha256(owner.encode()).hexdigest()[:8]}"
