"""The declaration of an option, of which the command line and the service make their own."""

from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints


class Option(NamedTuple):
    """An option of a command or a request; `...` means no default.

    `metavar` is the placeholder in the help, `longest` the maximum length of a text or list; the
    command's help does not list `finer` ones.
    """

    name: str
    kind: Any
    default: Any
    help: str
    metavar: str | None = None
    longest: int | None = None
    finer: bool = False


_PLAIN = {bool, int, float, str, NoneType}


class Finer(NamedTuple):
    """What a field of a question is that few ask for: its default is what most would choose."""

    text: str


class Help(NamedTuple):
    """What a field of a question is on the command line: its help, its name if it has another."""

    text: str
    metavar: str | None = None
    name: str | None = None


def kinds_of(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401  an annotation
    """Return the types of a union, or the one type of another annotation.

    >>> kinds_of(int | None), kinds_of(list[str])
    ((<class 'int'>, <class 'NoneType'>), (list[str],))
    """
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def options_of(question: type) -> tuple[Option, ...]:
    """Return the options of the fields that have a `Help`, those of a field's own fields too.

    A list or a mapping is several texts on the command line.

    >>> from geo.proposals import Question
    >>> next(one for one in options_of(Question) if one.name == "swap")[:3]
    ('swap', <class 'bool'>, False)
    """
    hints = get_type_hints(question, include_extras=True)
    options: list[Option] = []
    for field in fields(question):
        hint = hints[field.name]
        if isinstance(hint, type) and is_dataclass(hint):
            options += options_of(hint)
        for given in getattr(hint, "__metadata__", ()):
            if not isinstance(given, Finer | Help):
                continue
            kind: Any = hint.__origin__
            is_needed = field.default is MISSING and field.default_factory is MISSING
            default = ... if is_needed else field.default
            if not {*kinds_of(kind)} <= _PLAIN:
                kind, default = (list[str], ...) if default is ... else (list[str] | None, None)
            if isinstance(given, Finer):
                options.append(Option(field.name, kind, default, given.text, finer=True))
            else:
                name = given.name or field.name
                options.append(Option(name, kind, default, given.text, given.metavar))
    return tuple(options)
