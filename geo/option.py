"""The declaration of an option, of which the command line and the service make their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from numbers import Real
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from layers.messages import Message


class Option(NamedTuple):
    """An option of a command or a request; `...` means no default.

    `metavar` is the placeholder in the help, `longest` the maximum length of a text or list. A
    `deprecated` option works, warns, and is not in the help; its default is None: not given.
    `word` is what to write instead, a word of another option.
    """

    name: str
    kind: Any
    default: Any
    help: str
    metavar: str | None = None
    longest: int | None = None
    deprecated: bool = False
    word: Word | None = None


_PLAIN = {bool, int, float, str, NoneType}


class Help(NamedTuple):
    """A field of a question on the command line: its help, and its name there if it differs."""

    text: str
    metavar: str | None = None
    name: str | None = None


class Word(NamedTuple):
    """A field that is a word of an option, WORD=VALUE: its help, unit, and default if it has none.

    The field's name as an option of its own is deprecated.
    """

    word: str
    text: str
    unit: str = ""
    usual: str = ""


class Gone(NamedTuple):
    """A field whose option is deprecated; `in_scripts`: so is the field itself."""

    in_scripts: bool = False
    name: str | None = None


class Range(NamedTuple):
    """A field's range, from the least to the most; where open, without the least, or the most.

    >>> Range(0, 1).has(1), Range(0, 1, open="below").has(1), Range(0, 1, open="above").has(0)
    (True, False, False)
    """

    least: float
    most: float
    open: Literal["no", "above", "below"] = "no"

    def has(self, value: float) -> bool:
        """Return whether a value lies in it."""
        is_end = (self.open == "above" and value == self.least) or (
            self.open == "below" and value == self.most
        )
        return self.least <= value <= self.most and not is_end


class Among(NamedTuple):
    """The words that a field may be."""

    words: tuple[str, ...]


def kinds_of(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401  an annotation
    """Return the types of a union, or the one type of another annotation.

    >>> kinds_of(int | None), kinds_of(list[str])
    ((<class 'int'>, <class 'NoneType'>), (list[str],))
    """
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def options_of(question: type) -> tuple[Option, ...]:
    """Return the options of the fields that are marked for it, of their own fields too.

    On the command line a list or a mapping is several texts; a bool or a text is a text or None.

    >>> from geo.proposals import Question
    >>> next(one for one in options_of(Question) if one.name == "answers")[:3]
    ('answers', <class 'int'>, 1)
    """
    hints = get_type_hints(question, include_extras=True)
    options: list[Option] = []
    for field in fields(question):
        hint = hints[field.name]
        if isinstance(hint, type) and is_dataclass(hint):
            options += options_of(hint)
        for given in getattr(hint, "__metadata__", ()):
            if not isinstance(given, Gone | Help | Word):
                continue
            kind: Any = hint.__origin__
            is_needed = field.default is MISSING and field.default_factory is MISSING
            default = ... if is_needed else field.default
            if not {*kinds_of(kind)} <= _PLAIN:
                kind, default = (list[str], ...) if default is ... else (list[str] | None, None)
            elif {bool, str} <= {*kinds_of(kind)}:
                kind, default = str | None, None
            if isinstance(given, Word):
                shown = f"{default:g}" if isinstance(default, float) else str(default)
                word = given._replace(usual=given.usual or f"{shown}{given.unit}")
                own = Option(field.name, kind | None, None, "", deprecated=True, word=word)
            elif isinstance(given, Gone):
                own = Option(given.name or field.name, kind | None, None, "", deprecated=True)
            else:
                own = Option(given.name or field.name, kind, default, given.text, given.metavar)
            options.append(own)
    return tuple(options)


def marked(question: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401  a dataclass
    """Yield each field with its value and each of its marks, those of its own fields too."""
    hints = get_type_hints(type(question), include_extras=True)
    for field in fields(question):
        value = getattr(question, field.name)
        if is_dataclass(value):
            yield from marked(value)
        for mark in getattr(hints[field.name], "__metadata__", ()):
            yield field.name, value, mark


def out_of_range(question: Any) -> Iterator[Message]:  # noqa: ANN401  a dataclass
    """Yield a message for each number that is not in the range of its field."""
    for name, value, mark in marked(question):
        if not isinstance(mark, Range) or not isinstance(value, Real):
            continue
        given = value if isinstance(value, int) else float(value)
        if not mark.has(given):
            option = name.replace("_", "-")
            yield Message("propose-limit-not-allowed", option=option, given=given, **mark._asdict())


def deprecated_in(question: Any) -> tuple[str, ...]:  # noqa: ANN401  a dataclass
    """Return the fields that are deprecated in scripts and differ from their default."""
    usual = usual_values(type(question))
    return tuple(
        name
        for name, value, mark in marked(question)
        if isinstance(mark, Gone) and mark.in_scripts and value != usual[name]
    )


def usual_values(question: type) -> dict[str, Any]:
    """Return the default of each field that has one, those of its own fields too."""
    found: dict[str, Any] = {}
    hints = get_type_hints(question)
    for field in fields(question):
        if isinstance(hints[field.name], type) and is_dataclass(hints[field.name]):
            found |= usual_values(hints[field.name])
        elif field.default_factory is not MISSING:
            found[field.name] = field.default_factory()
        elif field.default is not MISSING:
            found[field.name] = field.default
    return found
