"""Problems of a value that was read, with their places: a message for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from layers.errors import MOST_PROBLEMS, ZonewrightError
from layers.messages import Message, Place
from layers.runtime.suggestions import unknown_key

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

_Model = TypeVar("_Model", bound="BaseModel")
Path: TypeAlias = "tuple[str | int, ...]"
"""The path of a value in a document: keys, and list positions counted from 0."""


MOST_KEYS = 1_000
"""The largest mapping whose keys are listed one by one."""

_NEAREST = 0.1  # smaller buffers need ever finer steps: at 1 m, practically endless
_FARTHEST = 2_000.0


def shown(value: object) -> str:
    """Return a value as one short line for a message."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def is_radius(radius: object) -> bool:
    """Return whether a value is a valid service radius."""
    if isinstance(radius, bool) or not isinstance(radius, Real):
        return False
    return radius == 0 or _NEAREST <= float(radius) <= _FARTHEST


def check_types(
    error: type[ZonewrightError], **values: tuple[object, type | tuple[type, ...] | str]
) -> None:
    """Check the types of a call's values; a text is a class's name.

    Raises:
        ZonewrightError: `error`, one line per wrong type.

    >>> check_types(ZonewrightError, plan=("china.gpkg", "Plan"))
    Traceback (most recent call last):
    layers.errors.ZonewrightError: plan: must be of type Plan, not str; correct it
    """
    wrong = [
        Message("value-not-of-type", expected=_type_name(kind), type=type(value).__name__).at(name)
        for name, (value, kind) in values.items()
        if not _is_of(value, kind)
    ]
    if wrong:
        raise error(wrong)


def _is_of(value: object, kind: type | tuple[type, ...] | str) -> bool:
    if isinstance(kind, str):
        return any(each.__name__ == kind for each in type(value).__mro__)
    return isinstance(value, kind)


def _type_name(kind: type | tuple[type, ...] | str) -> str:
    if isinstance(kind, str):
        return kind
    return " | ".join(each.__name__ for each in (kind if isinstance(kind, tuple) else (kind,)))


def as_several(values: object) -> tuple[Any, ...]:
    """Return a single value, such as a text or a number, as a tuple of one.

    >>> as_several("LN"), as_several(["LN", "SH"]), as_several(50)
    (('LN',), ('LN', 'SH'), (50,))
    """
    if isinstance(values, Iterable) and not isinstance(values, str):
        return tuple(values)
    return (values,)


def joined_by_and(parts: Iterable[str | Message]) -> str | Message:
    """Return one or more parts joined by the word "and".

    >>> str(joined_by_and(["a", "b", "c"]))
    'a and b and c'
    """
    first, *others = parts
    for other in others:
        first = Message("both", one=first, other=other)
    return first


def place_of(problem: Message) -> Path:
    """Return the place in the document that a problem names; empty if none.

    >>> place_of(Message("value-missing").at("edits", 1, "zone"))
    ('edits', 1, 'zone')
    """
    place = problem.params.get("place")
    return tuple(place) if problem.code == "at" and isinstance(place, Place) else ()


def reason_of(problem: Message) -> Message:
    """Return a problem without its place in the document."""
    reason = problem.params.get("reason")
    return reason if problem.code == "at" and isinstance(reason, Message) else problem


def problems_of(
    error: ValidationError,
    known: Iterable[str],
    at: Path = (),
    called: Mapping[str, str] = MappingProxyType({}),
) -> list[Message]:
    """Return pydantic's findings about the value at `at`, whose keys are `known`.

    A validator of the project raises an error of `layers.errors`: its messages are the findings.
    `called` has the names by which a script gives keys that are words of Python.
    """
    names = tuple(known)
    return [
        problem.at(*at, *(called.get(str(step), step) for step in detail["loc"]))
        for detail in error.errors()[:MOST_PROBLEMS]
        for problem in _reasons(detail, names)
    ]


def find_each(
    items: object, model: type[_Model], field: str, most: int
) -> tuple[list[_Model], list[Message]]:
    """Return the values of a list of mappings (or values), and the problems of the others.

    `field` is the name of the list in its document; it has `most` values.
    """
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  slow to load

    if not isinstance(items, Sequence) or isinstance(items, str | bytes):
        return [], [Message("value-not-list", given=shown(items)).at(field)]
    if len(items) > most:
        return [], [Message("value-list-too-long", limit=most, count=len(items)).at(field)]
    found: list[_Model] = []
    problems: list[Message] = []
    for number, item in enumerate(items):
        given = dict(item) if isinstance(item, Mapping) else item
        try:
            found.append(TypeAdapter(model).validate_python(given))
        except ValidationError as error:
            problems += problems_of(error, model.model_fields, (field, number))
    return found, problems


_NO_MAPPING = ("value-not-mapping", ("given",))

_REASONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "missing": ("value-missing", ()),
    "string_type": ("value-not-text", ("given",)),
    "float_type": ("value-not-number", ("given",)),
    "finite_number": ("value-not-finite", ("given",)),
    "greater_than": ("value-not-more", ("limit", "given")),
    "greater_than_equal": ("value-too-low", ("limit", "given")),
    "less_than_equal": ("value-too-high", ("limit", "given")),
    "literal_error": ("value-not-allowed", ("expected", "given")),
    "tuple_type": ("value-not-list", ("given",)),
    "list_type": ("value-not-list", ("given",)),
    "too_short": ("value-list-too-short", ("limit", "count")),
    "too_long": ("value-list-too-long", ("limit", "count")),
    "model_type": _NO_MAPPING,
    "dict_type": _NO_MAPPING,
    "dataclass_type": _NO_MAPPING,
}
"""The code of each of pydantic's error types, and the parameters of its sentence."""


def _key(detail: ErrorDetails) -> str | int:
    return detail["loc"][-1] if detail["loc"] else ""


_LIMITS = ("gt", "ge", "le", "min_length", "max_length")
_UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")


def _reasons(detail: ErrorDetails, known: tuple[str, ...]) -> tuple[Message, ...]:
    """Return the problems of one value."""
    context = detail.get("ctx", {})
    error = context.get("error")
    if isinstance(error, ZonewrightError):
        return error.problems
    if detail["type"] in _UNKNOWN_KEY:
        return (unknown_key(_key(detail), known),)
    code, places = _REASONS.get(detail["type"], ("value-other", ("finding", "given")))
    filled = {
        "given": shown(detail["input"]),
        "finding": detail["msg"],
        "limit": next((context[name] for name in _LIMITS if name in context), 0),
        "expected": context.get("expected", ""),
        "count": context.get("actual_length", 0),
    }
    return (Message(code, **{place: filled[place] for place in places}),)
