"""Names of a package that are imported on first use, so that commands start faster."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy_names(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """Return the `__getattr__` of a package, given the module of each name.

    Define it where type checkers do not look, and import where they do:

        if TYPE_CHECKING:
            from layers.plan.plan import Plan
        else:
            __getattr__ = lazy_names(__name__, {"Plan": "layers.plan.plan"})
    """

    def look_up(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(modules[name]), name)

    return look_up
