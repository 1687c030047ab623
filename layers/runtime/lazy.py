"""Names of a package: imported on first use, so that commands start faster, or all discovered."""

from __future__ import annotations

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple, TypeVar


class LazyNames(NamedTuple):
    """The functions with which a package imports its public names on first use."""

    look_up: Callable[[str], object]
    """Its `__getattr__`."""
    every: Callable[[], list[str]]
    """Its `__dir__`."""
    public: list[str]
    """Its `__all__`."""


def lazy_names(package: str) -> LazyNames:
    """Return the public names of a package, as its stub `__init__.pyi` imports them.

        __getattr__, __dir__, __all__ = lazy_names(__name__)

    The stub is the one place that lists them, for type checkers and editors as for Python:
    `from layers.plan.plan import Plan as Plan`, or all of another package, `from geo import *`.

    >>> public = lazy_names("layers").public
    >>> "Plan" in public, public == sorted(public)
    (True, True)
    """
    modules = _modules_of_names(package)

    def look_up(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)
        return getattr(import_module(modules[name]), name)

    def every() -> list[str]:
        return sorted(vars(import_module(package)).keys() | modules.keys())

    return LazyNames(look_up, every, sorted(modules))


def _modules_of_names(package: str) -> dict[str, str]:
    """Return the module of each name that the stub of a package imports."""
    file = import_module(package).__file__
    assert file is not None  # noqa: S101  a package with an `__init__.py`
    modules: dict[str, str] = {}
    for line in ast.parse(Path(file).with_suffix(".pyi").read_text(encoding="utf-8")).body:
        if isinstance(line, ast.ImportFrom) and line.module is not None:
            names = [alias.name for alias in line.names]
            if names == ["*"]:
                names = import_module(line.module).__all__
            modules |= dict.fromkeys(names, line.module)
    return modules


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
