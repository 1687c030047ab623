"""The user's terms for a new plan: title, groups, levels, a note."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from layers.messages import catalogue
from layers.schema.terms import Level, Text, Words
from layers.schema.terms_table import plural_of, terms_frame

_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class PlanWords:
    """The plan's title, its word for a group of zones, its levels of regions, a note.

    A word may have a Chinese form after a slash: `programme/项目`; without it, a neutral Chinese
    word is used.

    `levels` are from finest to coarsest, each with the word and the column of the regions' file, or
    of the plan, with its codes; that of the finest is the regions' key. None means the default.
    """

    title: str | None = None
    group: str | None = None
    levels: tuple[tuple[str, str], ...] = ()
    note: str | None = None

    @property
    def given(self) -> bool:
        """Return whether any term is given."""
        return self != PlanWords()

    def table(self, columns: Mapping[str, str]) -> pd.DataFrame:
        """Return the plan's table `terms`; `columns` maps columns of the plan to the file's.

        >>> words = PlanWords("Hubs", "programme", (("county", "GEOID"), ("state", "STATEFP")))
        >>> table = words.table({"adcode": "GEOID"})
        >>> table[table["term"] == "level"][["code", "region_column", "text_plural"]].values
        array([['county', 'adcode', 'counties'],
               ['state', 'STATEFP', 'states']], dtype=object)
        """
        names = {heading: column for column, heading in columns.items()}
        levels = [
            Level(
                _code(word, rank),
                "adcode" if rank == 1 else names.get(column, column),
                _words(word, "terms-level", rank),
            )
            for rank, (word, column) in enumerate(self.levels, start=1)
        ]
        return terms_frame(
            title=None if self.title is None else Text(self.title, self.title),
            group=None if self.group is None else _words(self.group, "terms-group"),
            levels=levels,
            notes={} if self.note is None else {"boundaries": Text(self.note, self.note)},
        )


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
