"""The language of what a command prints: chosen by `--lang` or ZONEWRIGHT_LANG, else English.

It is one for the whole run of a command, and of no consequence for JSON documents, which are the
same in every language. So are the words of the plan that the command has opened.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import TYPE_CHECKING, Annotated

import typer

from layers.messages import Catalogue, Language, Message, catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    import pandas as pd

    from layers.schema.terms import Terms

_ACTS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs that steer a terminal, or turn the direction of what follows."""

_language: ContextVar[Language] = ContextVar("language", default="en")
_terms: ContextVar[Terms | None] = ContextVar("terms", default=None)


def _choose(lang: Language | None) -> Language | None:
    """Print in a language from here on, in no plan's own words; None leaves all as it is."""
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
"""The option of a command or of a group within."""

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
    """Print in a plan's own words from here on."""
    _terms.set(terms)


def boundary_note(zones: pd.DataFrame) -> str:
    """Return what is said of the boundaries of zones: in the reader's language, or in both."""
    terms = _terms.get()
    if terms is None:
        return ""
    return terms.notes(zones) if "zh" in terms.languages else terms.note(language(), zones)


def reader(names: Callable[[str], str] = str) -> Catalogue:
    """Return the catalogue of this run: its language, the plan's words, and names by id."""
    terms = _terms.get()
    if terms is None:
        return catalogue(language())
    return terms.speaker(language()) if names is str else terms.catalogue(language(), names)


def sentence(message: Message) -> str:
    """Return the sentence of a message in the language of this run, in the plan's words."""
    return visible(reader().text(message))


def visible(text: str) -> str:
    r"""Return a text that does nothing to a terminal but stand there, whoever wrote it.

    >>> visible("\x1b]0;mine\x07north\u202e")
    '�]0;mine�north�'
    """
    return _ACTS.sub("\N{REPLACEMENT CHARACTER}", text)


def row_sentence(row: Mapping[str, Any]) -> str:
    """Return the sentence of a row of a table or document by its `code` and `params`."""
    return sentence(Message.from_document(row))
