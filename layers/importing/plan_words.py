"""The words of a plan as a user says them where it is made: title, groups, levels, a note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.terms import Level, Text, Words
from layers.terms_table import plural_of, terms_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True)
class PlanWords:
    """The plan's title, its word for a group of zones, its levels of regions, a note.

    `levels` are from finest to coarsest, each the word and the column of the regions' file, or of
    the plan, that has its codes; that of the finest is the regions' key. What is None has its
    default.
    """

    title: str | None = None
    group: str | None = None
    levels: tuple[tuple[str, str], ...] = ()
    note: str | None = None

    @property
    def given(self) -> bool:
        """Return whether there is any word."""
        return self != PlanWords()

    def table(self, columns: Mapping[str, str]) -> pd.DataFrame:
        """Return the plan's table `terms`; `columns` maps columns of the plan to the file's.

        >>> words = PlanWords("Hubs", "programme", (("county", "GEOID"), ("state", "STATEFP")))
        >>> table = words.table({"adcode": "GEOID"})
        >>> table[table["term"] == "level"][["code", "region_column", "text_plural"]].values
        array([['county', 'adcode', 'counties'],
               ['state', 'STATEFP', 'states']], dtype=object)
        """
        names = {given: column for column, given in columns.items()}
        levels = [
            Level(_code(word), "adcode" if rank == 0 else names.get(column, column), _words(word))
            for rank, (word, column) in enumerate(self.levels)
        ]
        return terms_frame(
            title=None if self.title is None else Text(self.title, self.title),
            group=None if self.group is None else _words(self.group),
            levels=levels,
            notes={} if self.note is None else {"boundaries": Text(self.note, self.note)},
        )


def _words(word: str) -> Words:
    return Words(word, plural_of(word), word)


def _code(word: str) -> str:
    """Return the code of a level: the letters and digits of its word.

    >>> _code("Local unit")
    'localunit'
    """
    return re.sub(r"[^a-z0-9]", "", word.lower()) or "level"
