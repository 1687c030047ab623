"""What is wrong with a value that was read, and where in it: one line for each problem."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys, and list positions counted from 0."""


class Problem(NamedTuple):
    """One thing that is wrong at one place of a document."""

    where: Path
    reason: str

    def __str__(self) -> str:
        """Return `edits[2].expand: reason`, list positions counted from 1."""
        return f"{spelled(self.where)}: {self.reason}" if self.where else self.reason


def spelled(where: Path) -> str:
    """Return a place as a person writes it, list positions counted from 1.

    >>> spelled(("edits", 1, "expand"))
    'edits[2].expand'
    """
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in where)
    return text.removeprefix(".")


def shown(value: object) -> str:
    """Return a value as one short line for a message."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def near(word: object, known: Iterable[str]) -> str:
    """Return what was probably meant by an unknown word, or else what is known.

    >>> near("expnad", ["expand", "move"])
    'did you mean expand?'
    """
    words = sorted(known)
    close = get_close_matches(str(word), words, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    listed = ", ".join(words[:12]) + (", …" if len(words) > 12 else "")
    return f"known: {listed}" if listed else "there are none"


def problems_of(error: ValidationError, known: Iterable[str], at: Path = ()) -> list[Problem]:
    """Return pydantic's findings about the value at `at`, whose keys are `known`."""
    names = tuple(known)
    return [Problem(at + detail["loc"], _reason(detail, names)) for detail in error.errors()]


_UNKNOWN_KEY = "unknown key; {near}"
_NO_NUMBER = "must be a number, not {given}; write it without quotes or unit"
_NO_MAPPING = "must be a mapping of keys to values, not {given}; correct it"

_REASONS = {
    "missing": "missing; add it",
    "extra_forbidden": _UNKNOWN_KEY,
    "unexpected_keyword_argument": _UNKNOWN_KEY,
    "string_type": "must be text, not {given}; put it in quotes",
    "float_type": _NO_NUMBER,
    "finite_number": "must be a finite number, not {given}; correct it",
    "greater_than": "must be more than {gt:g}, not {given}; correct it",
    "greater_than_equal": "must be at least {ge:g}, not {given}; correct it",
    "less_than_equal": "must be at most {le:g}, not {given}; correct it",
    "literal_error": "must be {expected}, not {given}; correct it",
    "value_error": "{error}",
    "tuple_type": "must be a list, not {given}; put it in brackets",
    "too_short": "must list at least {min_length}, not {actual_length}; add to it",
    "too_long": "must list at most {max_length}, not {actual_length}; shorten it",
    "model_type": _NO_MAPPING,
    "dict_type": _NO_MAPPING,
    "dataclass_type": _NO_MAPPING,
}
"""pydantic's kinds of findings in the project's words: what is wrong, and what to do."""


def _reason(detail: ErrorDetails, known: tuple[str, ...]) -> str:
    """Return what is wrong with one value, in the project's words."""
    template = _REASONS.get(detail["type"], "{msg} (given {given}); correct it")
    return template.format(
        near=near(detail["loc"][-1] if detail["loc"] else "", known),
        given=shown(detail["input"]),
        msg=detail["msg"],
        **detail.get("ctx", {}),
    )
