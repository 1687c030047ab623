"""What was probably meant by a word that is not known."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_KNOWN = 12
_LONGEST = 200


def near(word: object, known: Iterable[str]) -> Message:
    """Return what was probably meant by an unknown word, or else what is known.

    >>> str(near("expnad", ["expand", "move"]))
    'did you mean expand?'
    """
    words = sorted(known)
    text = str(word)
    close = get_close_matches(text, words, n=3, cutoff=0.6) if len(text) <= _LONGEST else []
    if close:
        return Message("suggest-near", words=tuple(close))
    if not words:
        return Message("suggest-none")
    more = max(0, len(words) - _MOST_KNOWN)
    return Message("suggest-known", words=tuple(words[:_MOST_KNOWN]), more=more)
