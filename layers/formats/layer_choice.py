"""Which layer of a file is meant: the one of the wanted name, else the only one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import PlanError
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def chosen_layer(path: Path, names: Sequence[str], wanted: str) -> str:
    """Return the name of the layer that is meant.

    Raises:
        PlanError: there is no layer, or several and none of that name.
    """
    if wanted in names:
        return wanted
    if len(names) == 1:
        return names[0]
    if not names:
        raise PlanError(Message("file-without-layer").in_file(path))
    unclear = Message("file-layer-unclear", there=tuple(names), layer=wanted)
    raise PlanError(unclear.in_file(path))
