"""The languages of readers: each is a folder here, with its sentences and a declaration.

`LANGUAGE/*.ftl` hold the sentences; those that a language lacks fall back to English.
`LANGUAGE/language.json` declares its name, the locale of its numbers, its tag in documents, the
steps of large numbers of people and of areas (km²), the unit of amounts of money, its word for ten
thousand where large numbers are counted in it, its words for units that documents spell out, and
whether its punctuation is full-width.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEN_THOUSAND = 10_000
_HAN = "[\u3400-\u9fff]"
_BRACKETS = re.compile(rf"(?<={_HAN})\(([^()]*)\)")
_GAPS = re.compile(rf"(?<=[，。；：！？]) | (?=[，。；：！？])|(?<={_HAN}) (?={_HAN})")
"""Spaces next to full-width punctuation, or between two characters."""
FOLDER = Path(__file__).parent
ENGLISH = "en"
LANGUAGES: tuple[str, ...] = (
    ENGLISH,
    *sorted({file.parent.name for file in FOLDER.glob("*/language.json")} - {ENGLISH}),
)
if TYPE_CHECKING:
    Language: TypeAlias = str
else:
    Language = Literal[LANGUAGES]

_ENTRY = re.compile(r"^(-?[a-z][\w-]*) =.*\n?(?:(?![-a-z#]).*\n?)*", re.MULTILINE)
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class LanguageFacts:
    """The declaration of a language."""

    name: str
    locale: str
    tag: str
    people: tuple[tuple[float, str], ...]
    areas: tuple[tuple[float, str], ...]
    money: float
    ten_thousands: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    full_width: bool = False

    def spelled(self, text: str) -> str:
        """Return a text of a document with its units spelled out, and its own punctuation.

        >>> facts_of("zh").spelled("新增 20.00 km²"), facts_of("en").spelled("20 km²")
        ('新增 20.00 平方公里', '20 km²')
        >>> facts_of("zh").spelled("港区(东疆)为 2 km² 。 草图"), facts_of("en").spelled("A (B)")
        ('港区（东疆）为 2 平方公里。草图', 'A (B)')
        >>> facts_of("zh").spelled("离开 沿公路 25 公里范围")
        '离开沿公路 25 公里范围'
        """
        for unit, word in self.units.items():
            text = text.replace(unit, word)
        if self.full_width:
            text = _BRACKETS.sub(r"（\1）", text)
            text = _GAPS.sub("", text)
        return text

    def counted(self, number: float) -> str:
        """Return a whole number as text for a sentence, without its noun.

        >>> facts_of("zh").counted(450353393), facts_of("zh").counted(6758)
        ('45,035.34 万', '6,758')
        >>> facts_of("en").counted(450353393)
        '450,353,393'
        """
        if self.ten_thousands and abs(number) >= _TEN_THOUSAND:
            return f"{number / _TEN_THOUSAND:,.2f} {self.ten_thousands}"
        return f"{number:,.0f}"


@cache
def facts_of(language: Language) -> LanguageFacts:
    """Return the declaration of a language.

    >>> facts_of("zh").locale, facts_of("en").people[0]
    ('zh-CN', [1000000.0, 'million'])
    """
    text = (FOLDER / language / "language.json").read_text(encoding="utf-8")
    return LanguageFacts(**json.loads(text))


@cache
def areas_of_messages() -> frozenset[str]:
    """Return the names of the files of sentences; the codes of their sentences begin with them."""
    return frozenset(path.stem for path in (FOLDER / ENGLISH).glob("*.ftl"))


_added: dict[tuple[Language, str], str] = {}
"""Sentences that a script adds, by language and file."""


@cache
def catalogue_text(language: Language, area: str) -> str:
    """Return a file of sentences; those that the language lacks are English."""
    file = FOLDER / language / f"{area}.ftl"
    own = file.read_text(encoding="utf-8") if file.exists() else ""
    own += _added.get((language, area), "")
    if language == ENGLISH:
        return own
    known = {entry[1] for entry in _ENTRY.finditer(own)}
    entries = _ENTRY.finditer(catalogue_text(ENGLISH, area))
    return "\n".join([own, *(entry[0] for entry in entries if entry[1] not in known)])


def add_text(language: Language, area: str, text: str) -> None:
    """Add sentences to a file of a language, in this process."""
    _added[language, area] = f"{_added.get((language, area), '')}\n{text}\n"
    catalogue_text.cache_clear()


def in_language(fields: Mapping[str, _Value], name: str, language: Language) -> _Value:
    """Return a field in a language, such as `title_zh`; the plain one if there is none.

    >>> in_language({"title": "North", "title_zh": "北部"}, "title", "zh")
    '北部'
    """
    return fields.get(f"{name}_{language}") or fields[name]


def names_first(language: Language) -> list[str]:
    """Return the columns of names, those of a language first.

    >>> names_first("zh"), names_first("en")
    (['name_zh', 'name'], ['name', 'name_zh'])
    """
    return sorted(("name", "name_zh"), key=lambda column: column != f"name_{language}")
