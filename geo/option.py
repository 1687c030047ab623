"""The declaration of an option, of which the command line and the service make their own."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints


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


def deprecated_in(value: Any) -> tuple[str, ...]:  # noqa: ANN401  a dataclass
    """Return the fields of a value that are deprecated in scripts and differ from their default."""
    found: list[str] = []
    hints = get_type_hints(type(value), include_extras=True)
    for field in fields(value):
        given = getattr(value, field.name)
        if is_dataclass(given):
            found += deprecated_in(given)
        usual = field.default if field.default_factory is MISSING else field.default_factory()
        for mark in getattr(hints[field.name], "__metadata__", ()):
            if isinstance(mark, Gone) and mark.in_scripts and given != usual:
                found.append(field.name)
    return tuple(found)
