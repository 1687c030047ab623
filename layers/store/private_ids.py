"""The ids of private scenarios: each owner has a namespace that nobody else can use.

Ids are unique in a store. If anyone could request any id, the refusal of a taken one would reveal
that a private scenario of that id exists. So a private scenario's id ends with its owner's mark,
`north--3d368a0b`, and an id with another's mark is refused whether or not the scenario exists. An
id without a mark belongs to a scenario that others may know about. The local planner, the only
user, needs no namespace.
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
    """Return the id of a new scenario: with its owner's mark if it is private.

    >>> own_id("north", "Li", "private"), own_id("north", "Li", "shared")
    ('north--3d368a0b', 'north')

    Raises:
        DeniedError: the id has the mark of another, or of nobody.
    """
    if owner == LOCAL.name:
        return wanted
    mark = _mark(owner)
    ending = wanted[-len(mark) :]
    if ending == mark:
        return wanted
    if _MARKED.fullmatch(ending):
        raise DeniedError(Message("store-scenario-id-of-another", scenario=wanted))
    return wanted[: _LONGEST - len(mark)] + mark if visibility == "private" else wanted


def _mark(owner: str) -> str:
    return f"--{hashlib.sha256(owner.encode()).hexdigest()[:8]}"
