"""Names of a package that are imported when they are first asked for: a command starts sooner."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy_names(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """Return the `__getattr__` of a package, whose names each stand in a module of it.

    Give it where type checkers do not look, and the imports where they do:

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
