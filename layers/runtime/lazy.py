"""Names of a package: imported on first use, so that commands start faster, or all discovered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar


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


_Kind = TypeVar("_Kind")


def declared(package: str, kind: type[_Kind]) -> list[_Kind]:
    """Return the values of a type that the modules of a package define, each once.

    >>> from layers.formats.format import Format
    >>> sorted(form.suffix for form in declared("layers.formats", Format))[:3]
    ['.csv', '.dxf', '.fgb']
    """
    folder = import_module(package).__path__
    modules = [import_module(f"{package}.{module.name}") for module in iter_modules(folder)]
    values = [value for module in modules for value in vars(module).values()]
    return list({id(value): value for value in values if isinstance(value, kind)}.values())
