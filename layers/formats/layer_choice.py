"""The choice of a file's layer: the user's, the one with the wanted name, or the only one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import PlanError
from layers.formats.table import Assumption
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def chosen_layer(path: Path, names: Sequence[str], wanted: str, named: str | None = None) -> str:
    """Return the name of the chosen layer; `named` is the user's choice.

    Raises:
        PlanError: there is no layer, none with the user's name, or several without the wanted one.
    """
    if not names:
        raise PlanError(Message("file-without-layer").in_file(path))
    if named is not None and named not in names:
        missing = Message("format-layer-missing", layer=named, there=tuple(names))
        raise PlanError(missing.in_file(path))
    if named is not None:
        return named
    if wanted in names:
        return wanted
    if len(names) == 1:
        return names[0]
    unclear = Message("file-layer-unclear", there=tuple(names), layer=wanted)
    raise PlanError(unclear.in_file(path))


def assumed_layer(chosen: str, wanted: str, options_layer: str | None) -> tuple[Assumption, ...]:
    """Return the assumption that a file's only layer, with another name, was chosen; else empty."""
    if chosen == wanted or options_layer is not None:
        return ()
    return (Assumption("layer", chosen, Message("format-layer-only", layer=chosen)),)
