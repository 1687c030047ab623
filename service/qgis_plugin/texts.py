"""Texts in the language of QGIS, if Zonewright has it, else in English.

`zonewright qgis plugin` writes them to `texts.json` from Zonewright's message catalogue; parameters
are in braces.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return every text by language and code."""
    texts: dict[str, dict[str, str]] = json.loads(
        (FOLDER / "texts.json").read_text(encoding="utf-8")
    )
    return texts


def suffixes() -> list[str]:
    """Return the suffixes that may be exported."""
    known: list[str] = json.loads((FOLDER / "suffixes.json").read_text(encoding="utf-8"))
    return known


def fields() -> dict[str, dict[str, dict[str, tuple[str, str]]]]:
    """Return the fields of layers by language: the type of each by name, and its title."""
    known: dict[str, Any] = json.loads((FOLDER / "fields.json").read_text(encoding="utf-8"))
    return known


def language(locale: str, known: Iterable[str]) -> str:
    """Return the language of a locale's readers, English if it is none of the known ones.

    >>> language("zh_CN", ["en", "zh"]), language("de", ["en", "zh"])
    ('zh', 'en')
    """
    return next((one for one in known if locale.lower().startswith(one)), "en")


def filled(sentence: str, places: dict[str, object]) -> str:
    """Return a sentence with its parameters filled in.

    >>> filled("{file}: not there", {"file": "{a}"})
    '{a}: not there'
    """
    return sentence.format_map(places)
