"""Suggestions for an unknown word."""

from collections.abc import Iterable
from difflib import get_close_matches

from layers.messages import Message

_MOST_KNOWN = 12
_LONGEST = 200


def unknown_key(key: object, known: Iterable[str]) -> Message:
    """Return the problem of a key that a mapping does not have.

    >>> str(unknown_key("leve", ["level", "width_m"]))
    'unknown key; did you mean level?'
    """
    return Message("value-key-unknown", hint=suggestion(key, known))


def suggestion(word: object, known: Iterable[str]) -> Message:
    """Return a suggestion for an unknown word, or else the known words.

    >>> str(suggestion("expnad", ["expand", "move"]))
    'did you mean expand?'
    """
    candidates = sorted({*known})
    text = str(word)
    close = get_close_matches(text, candidates, n=3, cutoff=0.6) if len(text) <= _LONGEST else []
    if close:
        return Message("suggest-near", words=tuple(close))
    if not candidates:
        return Message("suggest-none")
    more = max(0, len(candidates) - _MOST_KNOWN)
    return Message("suggest-known", words=tuple(candidates[:_MOST_KNOWN]), more=more)
