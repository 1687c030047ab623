"""Discovery of what the modules of a package declare: a new file needs no entry in a list."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

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
