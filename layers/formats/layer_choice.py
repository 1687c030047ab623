"""Which layer of a file is meant: the one of the wanted name, else the only one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import PlanError

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
    there = ", ".join(names)
    problem = (
        f"has the layers {there}; name the one that is meant {wanted}"
        if names
        else ("has no layer; give a file that has one")
    )
    raise PlanError(f"{path}: {problem}")
