"""The option `--land WORD=VALUE` of `propose`: finer terms of the land, one word each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from geo.option import Option, kinds_of
from layers.errors import MeasureError
from layers.messages import Message
from layers.runtime.suggestions import suggestion

_UNITS = {"": {"": 1, "%": 100}, "km": {"km": 1, "m": 1000}, "km2": {"km2": 1, "km²": 1, "ha": 100}}
"""Units in which a value may be written, and how many are one of its own."""

_NUMBER = re.compile(r"(-?[0-9.]+) *([a-z%]*[2²]?)")
_EXAMPLE = "3"


def land_help(options: Iterable[Option]) -> str:
    """Return the help of the option, from the options that its words replace."""
    words = [f"{word.word}={word.usual}: {word.text}" for one in options if (word := one.word)]
    return f"Finer terms of the land, each with its default; may be repeated. {'. '.join(words)}."


def land_of(texts: Iterable[str], options: Iterable[Option]) -> dict[str, Any]:
    """Return the value of each field for which a word is given.

    Raises:
        MeasureError: a word is unknown or repeated, or its value is unclear: one line per problem.

    >>> from geo.option import options_of
    >>> from geo.proposals import Question
    >>> land_of(["width=2km", "joint=800 m", "kept=70%", "pieces=any"], options_of(Question))
    {'width_km': 2.0, 'joint_km': 0.8, 'kept_share': 0.7, 'max_pieces': None}
    """
    known = {one.word.word: one for one in options if one.word}
    found: dict[str, Any] = {}
    problems: list[Message] = []
    for text in texts:
        word, _, value = (part.strip() for part in text.partition("="))
        option = known.get(word)
        if option is None:
            problems.append(Message("propose-land-word", given=word, hint=suggestion(word, known)))
        elif option.name in found:
            problems.append(Message("propose-land-twice", word=word))
        else:
            try:
                found[option.name] = _value(option, value)
            except ValueError:
                form = f"{word}={_example(option)}"
                problems.append(Message("propose-land-unclear", given=text, form=form))
    if problems:
        raise MeasureError(problems)
    return found


def words_of(given: Mapping[str, Any], options: Iterable[Option]) -> dict[str, str]:
    """Return fields with their values as words, `width=2km`."""
    return {
        one.name: f"{one.word.word}={_written(given[one.name])}{one.word.unit}"
        for one in options
        if one.word and given[one.name] is not None
    }


def _written(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _value(option: Option, text: str) -> float | str | None:
    """Return a value from its text; raises ValueError where it is unclear."""
    kinds, word = kinds_of(option.kind), option.word
    assert word is not None  # noqa: S101  it is found by its word
    if text == word.usual and text.isalpha():
        return text if str in kinds else None
    if str in kinds and text:
        return text
    number = _NUMBER.fullmatch(text)
    parts = _UNITS[word.unit].get(number[2]) if number else None
    if number is None or parts is None:
        raise ValueError(text)
    return int(number[1]) if int in kinds else float(number[1]) / parts


def _example(option: Option) -> str:
    """Return the default, or another value where that is not fixed."""
    kinds, word = kinds_of(option.kind), option.word
    assert word is not None  # noqa: S101  it is found by its word
    is_fixed = str in kinds or _NUMBER.fullmatch(word.usual)
    return word.usual if is_fixed else f"{_EXAMPLE}{word.unit}"
