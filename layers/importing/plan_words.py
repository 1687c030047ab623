"""The user's terms for a new plan: title, groups, levels, a note."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

import pandas as pd

from layers.errors import UnknownError
from layers.formats.table import Assumption
from layers.messages import Message, catalogue
from layers.schema.column_types import as_text
from layers.schema.terms import Level, Text, Words
from layers.schema.terms_table import plural_of, terms_frame

_HAN = re.compile("[\u3400-\u9fff]")
_LEAST_NAMED = 0.5  # of the codes of a level
_NAMED = re.compile("name|nam$|nm$|nom|名", re.IGNORECASE)


class LevelColumns(NamedTuple):
    """A level: its word, and the columns of its codes and its names in the regions' file."""

    word: str
    column: str
    names: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the level of `WORD=CODES` or `WORD=CODES:NAMES`.

        Raises:
            UnknownError: the text is not of that form.

        >>> LevelColumns.parse("county=GEOID"), LevelColumns.parse("state/州=STATEFP:STATE_NAME")
        (LevelColumns(word='county', column='GEOID', names=None), \
LevelColumns(word='state/州', column='STATEFP', names='STATE_NAME'))
        """
        word, _, columns = (part.strip() for part in text.partition("="))
        column, colon, names = (part.strip() for part in columns.partition(":"))
        if not word or not column or (colon and not names):
            raise UnknownError(Message("import-level-form", given=text))
        return cls(word, column, names or None)


@dataclass(frozen=True)
class PlanWords:
    """The plan's title, its word for a group of zones, its levels of regions, a note.

    A word may have a Chinese form after a slash: `programme/项目`; without it, a neutral Chinese
    word is used.

    `levels` are from finest to coarsest; the column of the finest is the regions' key. None means
    the default.
    """

    title: str | None = None
    group: str | None = None
    levels: tuple[LevelColumns, ...] = ()
    note: str | None = None

    @property
    def given(self) -> bool:
        """Return whether any term is given."""
        return self != PlanWords()

    def table(self, columns: Mapping[str, str]) -> pd.DataFrame:
        """Return the plan's table `terms`; `columns` maps columns of the plan to the file's.

        >>> levels = LevelColumns("county", "GEOID"), LevelColumns("state", "STATEFP", "STATE_NAME")
        >>> table = PlanWords("Hubs", "programme", levels).table({"adcode": "GEOID"})
        >>> table[table["term"] == "level"][["code", "region_column", "text_plural"]].values
        array([['county', 'adcode', 'counties'],
               ['state', 'STATEFP', 'states']], dtype=object)
        """
        plan_columns = {heading: column for column, heading in columns.items()}
        levels = [
            Level(
                _code(level.word, rank),
                "adcode" if rank == 1 else plan_columns.get(level.column, level.column),
                _words(level.word, "terms-level", rank),
                None
                if rank == 1 or not level.names
                else plan_columns.get(level.names, level.names),
            )
            for rank, level in enumerate(self.levels, start=1)
        ]
        return terms_frame(
            title=None if self.title is None else Text(self.title, self.title),
            group=None if self.group is None else _words(self.group, "terms-group"),
            levels=levels,
            notes={} if self.note is None else {"boundaries": Text(self.note, self.note)},
        )

    def missing(self, regions: pd.DataFrame, columns: Mapping[str, str]) -> list[Message]:
        """Return a problem for each column of a level that the regions do not have.

        `columns` maps columns of the plan to the file's.
        """
        known = {*map(str, regions.columns), *columns.values()} - {"geometry"}
        there = tuple(sorted(known - (columns.keys() - {*columns.values()})))
        named = [
            (level, column)
            for level in self.levels
            for column in (level.column, level.names)
            if column
        ]
        return [
            Message("import-level-column", level=level.word, column=column, there=there)
            for level, column in named
            if column not in known
        ]

    def with_names(
        self, regions: pd.DataFrame, columns: Mapping[str, str]
    ) -> tuple[PlanWords, list[Assumption]]:
        """Return the words with columns of names found in the regions, and the assumptions.

        A column names a level if it has one text for each of its codes, and another for another.
        `columns` maps columns of the plan to the file's.
        """
        headings = {column: heading for heading, column in columns.items()}
        levels, assumed = list(self.levels), list[Assumption]()
        for number, level in enumerate(self.levels[1:], start=1):
            column = headings.get(level.column, level.column)
            if level.names is not None or column not in regions:
                continue
            code = as_text(regions[column])
            found = _names_of(regions, column)
            word = level.word.partition("/")[0]
            if found is not None:
                levels[number] = level._replace(names=found)
                why = Message("import-level-names", level=word, column=level.column, names=found)
                assumed.append(Assumption("columns", found, why))
            elif code.dropna().str.isdecimal().all():
                why = Message("import-level-unnamed", level=word, column=level.column)
                assumed.append(Assumption("columns", level.column, why))
        return replace(self, levels=tuple(levels)), assumed


def _names_of(regions: pd.DataFrame, column: str) -> str | None:
    """Return the column with a name for each code of a column; None if there is none."""
    codes = as_text(regions[column])
    if codes.nunique() < 2:
        return None
    found = []
    for name in map(str, regions.columns):
        if name in (column, "geometry", "adcode") or not _is_text(regions[name]):
            continue
        texts = as_text(regions[name])
        pairs = pd.DataFrame({"code": codes, "text": texts}).dropna().drop_duplicates()
        many = len(pairs) >= _LEAST_NAMED * codes.nunique()
        if many and pairs["code"].is_unique and pairs["text"].is_unique:
            found.append((bool(_NAMED.search(name)), float(texts.str.len().mean()), name))
    return max(found)[-1] if found else None


def _is_text(values: pd.Series[Any]) -> bool:
    numeric = pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values)
    return not numeric and not as_text(values).dropna().map(str.isdecimal).all()


def _words(text: str, neutral: str, rank: int = 1) -> Words:
    """Return the words of `WORD` or `WORD/中文`; `neutral` is the code of the fallback word."""
    word, _, chinese = (part.strip() for part in text.partition("/"))
    zh = chinese or (word if _HAN.search(word) else catalogue("zh").say(neutral, {"rank": rank}))
    return Words(word, word if _HAN.search(word) else plural_of(word), zh)


def _code(word: str, rank: int) -> str:
    """Return the code of a level: the letters and digits of its word.

    >>> _code("Local unit", 1), _code("乡镇", 1)
    ('localunit', 'level1')
    """
    return re.sub(r"[^a-z0-9]", "", word.partition("/")[0].lower()) or f"level{rank}"
