"""The language of a command's output: `--lang` or ZONEWRIGHT_LANG, else English.

It is set once for the whole run and does not affect JSON documents, which are the same in every
language. The same holds for the terms of the plan that the command has opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layers.messages import Catalogue, Language, Message, catalogue

if TYPE_CHECKING:
    import pandas as pd

    from layers.schema.terms import Terms

_ACTS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that control a terminal, or change the text direction."""

_language: ContextVar[Language] = ContextVar("language", default="en")
_terms: ContextVar[Terms | None] = ContextVar("terms", default=None)


def _choose(lang: Language | None) -> Language | None:
    """Set the language of the output, without a plan's terms; None changes nothing."""
    if lang is not None:
        _language.set(lang)
        _terms.set(None)
    return lang


LangHere = Annotated[
    Language | None,
    typer.Option(
        "--lang",
        callback=_choose,
        expose_value=False,
        help="The language of tables, lines and errors; help stays English.",
    ),
]
"""The option of a command or of a nested group."""

LangFirst = Annotated[
    Language,
    typer.Option(
        "--lang",
        envvar="ZONEWRIGHT_LANG",
        callback=_choose,
        expose_value=False,
        help="The language of tables, lines and errors; help stays English.",
    ),
]
"""The option before the first command, which sets the language of every run."""


def language() -> Language:
    """Return the language of this run."""
    return _language.get()


def speak(terms: Terms) -> None:
    """Use a plan's own terms in the output."""
    _terms.set(terms)


def boundary_note(zones: pd.DataFrame) -> str:
    """Return the note on the boundaries of zones, in the reader's language."""
    terms = _terms.get()
    return "" if terms is None else terms.note(language(), zones)


def reader(names: Callable[[str], str] = str) -> Catalogue:
    """Return the catalogue of this run: its language, the plan's terms, and names by id."""
    terms = _terms.get()
    if terms is None:
        return catalogue(language())
    return terms.speaker(language()) if names is str else terms.catalogue(language(), names)


def sentence(message: Message) -> str:
    """Return the sentence of a message in the language of this run, with the plan's terms."""
    return visible(reader().text(message))


def visible(text: str) -> str:
    r"""Return a text without characters that control a terminal.

    >>> visible("\x1b]0;mine\x07north\u202e")
    '�]0;mine�north�'
    """
    return _ACTS.sub("\N{REPLACEMENT CHARACTER}", text)


def row_sentence(row: Mapping[str, Any]) -> str:
    """Return the sentence of a row of a table or document by its `code` and `params`."""
    return sentence(Message.from_document(row))
