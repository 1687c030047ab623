"""Arguments of calls by scripts, held to the annotations of the function."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, wraps
from inspect import Signature, signature
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

from pydantic import BeforeValidator

from layers.errors import ZonewrightError
from layers.messages import Message

_Call = TypeVar("_Call", bound=Callable[..., Any])

_NUMBERS: Mapping[object, type] = {float: Real, int: Integral}
"""The classes accepted as a number: NumPy's as well as Python's."""

_MOST_SHOWN = 40


def checked_call(error: type[ZonewrightError]) -> Callable[[_Call], _Call]:
    """Return a decorator: arguments of other types than annotated raise `error`, one line each.

    A sequence may be any iterable but a text, unless a text is allowed too. Of values, only texts
    that an annotation lists are checked. A class that is imported only for type checkers is known
    by its name.

    >>> @checked_call(ZonewrightError)
    ... def within(radii_km: Sequence[float], level: str | None = None) -> None: ...
    >>> within([25, 50], "city")
    >>> within([25, 50], level=5)
    Traceback (most recent call last):
    layers.errors.ZonewrightError: level: must be of type str | None, not int; correct it
    >>> @checked_call(ZonewrightError)
    ... def title(language: Literal["en", "zh"]) -> None: ...
    >>> title("fr")
    Traceback (most recent call last):
    layers.errors.ZonewrightError: language: must be en, zh, not 'fr'; correct it
    """

    def decorate(function: _Call) -> _Call:
        shape = signature(function)

        @cache
        def hints() -> dict[str, object]:
            return _hints(function, shape)

        @wraps(function)
        def call(*values: Any, **options: Any) -> Any:  # noqa: ANN401  those of the function
            try:
                given = shape.bind(*values, **options).arguments
            except TypeError:  # one is missing or unknown: Python's own error names the function
                return function(*values, **options)
            problems = [
                wrong_type(given[name], hint).at(name)
                for name, hint in hints().items()
                if name in given and not _fits(given[name], hint)
            ]
            if problems:
                raise error(problems)
            return function(*values, **options)

        return cast("_Call", call)

    return decorate


def wrong_type(value: object, expected: object) -> Message:
    """Return the message that a value is not of a type, or not as an annotation says.

    >>> str(wrong_type("5", float | None))
    'must be of type float | None, not str; correct it'
    """
    if isinstance(value, str) and (allowed := _literals(expected)):
        return Message("value-not-allowed", expected=allowed, given=repr(value[:_MOST_SHOWN]))
    return Message("value-not-of-type", expected=_shown(expected), type=type(value).__name__)


def _literals(hint: object) -> tuple[str, ...]:
    """Return the texts that an annotation allows, if it names them."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    is_union = get_origin(hint) in (Union, UnionType)
    return tuple(text for part in get_args(hint) for text in _literals(part)) if is_union else ()


class _ByName(type):
    """The type of a class that is not imported where a program runs."""

    def __getattr__(cls, name: str) -> _ByName:
        if name.startswith("_"):
            raise AttributeError(name)
        return _ByName(name, (), {})

    def __getitem__(cls, _: object) -> _ByName:
        return cls


class _Absent(dict[str, Any]):
    """The names of an annotation that a module does not have: each a class, known by its name."""

    def __init__(self, present: Mapping[str, object]) -> None:
        super().__init__()
        self._present = present

    def __missing__(self, name: str) -> _ByName:
        if name in self._present or hasattr(builtins, name):
            raise KeyError(name)
        return _ByName(name, (), {})


def _hints(function: Callable[..., Any], shape: Signature) -> dict[str, object]:
    """Return the annotation of each parameter that has one."""
    return {
        name: _evaluated(parameter.annotation, function.__globals__)
        for name, parameter in shape.parameters.items()
        if parameter.annotation is not parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    }


def _evaluated(annotation: object, names: dict[str, Any]) -> object:
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, names, _Absent(names))  # noqa: S307  our own annotation
    except TypeError:  # true for type checkers alone, such as `pd.Series[float]`
        return Any


def _fits(value: object, hint: Any) -> bool:  # noqa: ANN401  any annotation
    """Return whether a value is as an annotation says."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(value, part) for part in parts)
    if origin is Annotated:  # what has a validator is checked by it, with a better reason
        validators = [part for part in parts[1:] if isinstance(part, BeforeValidator)]
        if validators and get_origin(parts[0]) is Literal:
            return isinstance(value, str) and all(_passes(each, value) for each in validators)
        return bool(validators) or _fits(value, parts[0])
    if origin is Literal:
        return isinstance(value, str) and value in parts
    if isinstance(hint, _ByName):
        return any(each.__name__ == hint.__name__ for each in type(value).__mro__)
    return _is_of(value, NoneType if hint is None else origin or hint, parts)


def _passes(validator: BeforeValidator, text: str) -> bool:
    """Return True; a validator of a text raises an error of its own if it refuses it."""
    cast("Callable[[str], object]", validator.func)(text)
    return True


def _is_of(value: object, kind: Any, parts: tuple[Any, ...]) -> bool:  # noqa: ANN401  a class
    """Return whether a value is of a class, and its items of the classes in brackets."""
    if kind in _NUMBERS:
        return isinstance(value, _NUMBERS[kind]) and not isinstance(value, bool)
    if kind in (Sequence, Collection, Iterable):
        return _is_series(value, kind, parts[0])
    if not isinstance(kind, type) or getattr(kind, "_is_protocol", False):
        return True  # nothing that can be looked at
    if kind is Mapping and isinstance(value, Mapping):
        return all(_fits(key, parts[0]) and _fits(each, parts[1]) for key, each in value.items())
    return isinstance(value, kind)


def _is_series(value: object, kind: object, of: object) -> bool:
    """Return whether a value is a series of some; only what can be read twice is read."""
    if not isinstance(value, Iterable) or isinstance(value, str | bytes):
        return False
    if kind is Sequence and isinstance(value, Mapping):
        return False
    return not isinstance(value, Collection) or all(_fits(each, of) for each in value)


def _shown(hint: Any) -> str:  # noqa: ANN401  any annotation
    """Return the source text of an annotation, without modules."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " | ".join(map(_shown, parts))
    if origin is Annotated:
        return _shown(parts[0])
    if origin is Literal:
        return " | ".join(map(repr, parts))
    if hint in (None, NoneType):
        return "None"
    name = str(getattr(origin or hint, "__name__", hint))
    return f"{name}[{', '.join(map(_shown, parts))}]" if parts and origin is not Callable else name
