"""The members of a request for a proposal: the fields of its question, with types that JSON has.

Types are checked here; ranges and what contradicts itself by the question itself. Lists have a
limit, for anyone may send them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import reduce
from operator import or_
from types import GenericAlias, NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import pydantic

from geo.option import Among, Gone, Range, kinds_of
from geo.scenario.phase import MOST_PHASES
from service.jobs.work import Name, StrictFloat, one_or

_LENGTHS = {
    "objective": (1, 20),
    "ftzs": (0, 1_000),
    "province": (0, 1_000),
    "budget_km2": (0, 1_000),
    "weights": (0, 5_000),
    "phases": (0, MOST_PHASES),
    "phase_weights": (0, MOST_PHASES),
}
_USUAL_LENGTH = (0, 20)
_EXACT = 2**53  # integers up to here are the same in every program
_Integer = Annotated[int, pydantic.Field(strict=True, ge=-_EXACT, le=_EXACT)]
_PLAIN: dict[Any, Any] = {float: StrictFloat, int: _Integer, str: Name}


def members_of(question: type) -> dict[str, Any]:
    """Return the members as `pydantic.create_model` takes them, by the names of the fields.

    >>> from geo.proposals import Question
    >>> kind, about = members_of(Question)["kept_share"]
    >>> about.default, about.json_schema_extra
    (0.8, {'minimum': 0, 'maximum': 1})
    """
    members: dict[str, Any] = {}
    hints = get_type_hints(question, include_extras=True)
    for field in fields(question):
        hint = hints[field.name]
        if isinstance(hint, type) and is_dataclass(hint):
            members |= members_of(hint)
            continue
        kind = hint.__origin__ if get_origin(hint) is Annotated else hint
        marks = getattr(hint, "__metadata__", ())
        words = [word for mark in marks if isinstance(mark, Among) for word in mark.words]
        length = _LENGTHS.get(field.name, _USUAL_LENGTH)
        members[field.name] = (_over_http(kind, words, length), _about(field, marks))
    return members


def _over_http(kind: Any, words: list[str], length: tuple[int, int]) -> Any:  # noqa: ANN401
    """Return a type as JSON has it; a list of names may be a single name."""
    kinds = kinds_of(kind)
    if any(get_origin(one) is Sequence for one in kinds):
        names = Annotated[list[Name], pydantic.Field(min_length=length[0], max_length=length[1])]
        if NoneType in kinds:
            return Annotated[names | None, one_or(*length, or_none=True)]
        return Annotated[names, one_or(*length)]
    if words:
        return reduce(or_, (Literal[*words] if one is str else one for one in kinds))
    return reduce(or_, (_plain(one, length[1]) for one in kinds))


def _plain(kind: Any, most: int) -> Any:  # noqa: ANN401
    if get_origin(kind) is Mapping:
        key, value = get_args(kind)
        of = GenericAlias(dict, (Name if key is str else key, _PLAIN[value]))
        return Annotated[of, pydantic.Field(max_length=most)]
    return _PLAIN.get(kind, kind)


def _about(field: Field[Any], marks: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """Return a member's default, range as the description has it, and whether it is deprecated."""
    about: dict[str, Any] = {}
    if field.default_factory is not MISSING:
        about["default_factory"] = field.default_factory
    elif field.default is not MISSING:
        about["default"] = list(field.default) if field.default == () else field.default
    for mark in marks:
        if isinstance(mark, Range):
            least = "exclusiveMinimum" if mark.open == "above" else "minimum"
            most = "exclusiveMaximum" if mark.open == "below" else "maximum"
            about["json_schema_extra"] = {least: mark.least, most: mark.most}
        if isinstance(mark, Gone) and mark.in_scripts:
            about["deprecated"] = True
    return pydantic.Field(**about)
