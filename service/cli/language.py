"""The language of what a command prints: chosen by `--lang` or ZONEWRIGHT_LANG, else English.

It is one for the whole run of a command, and of no consequence for JSON documents, which are the
same in every language.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Annotated

import typer

from layers.messages import Language, Message, catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_language: ContextVar[Language] = ContextVar("language", default="en")


def _choose(lang: Language | None) -> Language | None:
    """Print in a language from here on; None leaves it as it is."""
    if lang is not None:
        _language.set(lang)
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


def sentence(message: Message) -> str:
    """Return the sentence of a message in the language of this run."""
    return catalogue(language()).text(message)


def row_sentence(row: Mapping[str, Any]) -> str:
    """Return the sentence of a row of a table or document by its `code` and `params`."""
    return sentence(Message.from_document(row))
