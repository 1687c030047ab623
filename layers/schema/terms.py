"""A plan's own terms: the words for its groups of zones and its levels of regions, and its notes.

They are in the plan's table `terms` (read by `layers.schema.terms_table`), each with a default. A
word replaces a Fluent term of the catalogue, so that every sentence uses the plan's words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from layers.geometry.antimeridian import Extent
from layers.messages import LANGUAGES, Catalogue, Language, catalogue
from layers.palette import bilingual
from layers.runtime.cache import Cache, cached_property

_CODE_ENDINGS = ("_adcode", "_code", "_geoid", "_fips", "_id")


class Words(NamedTuple):
    """A plan's word for something: English singular and plural, and Chinese."""

    one: str
    many: str
    zh: str

    def forms(self, language: Language) -> tuple[str, str]:
        """Return singular and plural in a language, else in English; Chinese has one form."""
        one = self._asdict()
        return one.get(language, self.one), one.get(language, self.many)

    @property
    def capital(self) -> str:
        """Return the English singular with a capital letter."""
        return self.one[:1].upper() + self.one[1:]

    def title(self, language: Language) -> str:
        """Return the plural as the start of a title, with a capital letter.

        >>> Words("county", "counties", "县").title("en")
        'Counties'
        """
        many = self.forms(language)[1]
        return many[:1].upper() + many[1:]


class Text(NamedTuple):
    """A text of the plan in English and in Chinese."""

    en: str
    zh: str

    def of(self, language: Language) -> str:
        """Return the text in a language, English if it has none."""
        return str(self._asdict().get(language, self.en))


@dataclass(frozen=True)
class Level:
    """A level of regions: its code, the column of `regions` with its regions' codes, its word.

    Names are in further columns: `name` and `name_zh` for the finest level. For a coarser level
    they are in the column `names_in`, and in that of the same name with `_zh`. By default, for
    codes in `state_fips`, they are in `state_name`: the column's name without a suffix `_adcode`,
    `_code`, `_geoid`, `_fips` or `_id`, plus `_name`.

    >>> words = Words("canton", "cantons", "州")
    >>> [Level("canton", "canton_id", words, it).name_column for it in (None, "KTNAME")]
    ['canton_name', 'KTNAME']
    """

    code: str
    column: str
    words: Words
    names_in: str | None = None

    @property
    def name_column(self) -> str:
        """Return the column of `regions` with its regions' names."""
        if self.column == "adcode":
            return "name"
        if self.names_in is not None:
            return self.names_in
        ending = next((end for end in _CODE_ENDINGS if self.column.endswith(end)), "")
        return f"{self.column.removesuffix(ending)}_name"

    def names(self, regions: pd.DataFrame) -> pd.DataFrame:
        """Return `adcode`, `name`, `name_zh` of the level, for each row of `regions`, or None."""
        columns = {
            "adcode": self.column,
            "name": self.name_column,
            "name_zh": f"{self.name_column}_zh",
        }
        nothing = pd.Series([None] * len(regions), regions.index, dtype=object)
        return pd.DataFrame({as_: regions.get(name, nothing) for as_, name in columns.items()})

    def shown_names(self, regions: pd.DataFrame) -> pd.Series[str]:
        """Return each region's name at the level: `name`, else `name_zh`, else the code."""
        names = self.names(regions)
        shown: pd.Series[str] = names["name"].fillna(names["name_zh"]).fillna(names["adcode"])
        return shown


@dataclass(frozen=True)
class Terms:
    """The terms of one plan.

    `levels` are from finest to coarsest, one to four. `boundaries` is a note about the source of
    the plan's boundaries, `schematic` the reason why some are drawn by hand, `review` the note on
    a map that was not reviewed, `base_map` names the base map of all maps and its review number,
    `caps` a note about area caps, `people` one about how well people
    are known; each None if absent. `languages` are those of its names. `extent` is the initial
    extent of a map, None for all regions. `not_summed` are the columns of numbers of the demand
    that are not amounts, `summed` those that look the same but are summed on request.
    """

    levels: tuple[Level, ...]
    group: Words
    region_code: Words
    crs_name: str
    languages: tuple[Language, ...]
    title: Text | None = None
    boundaries: Text | None = None
    schematic: Text | None = None
    review: Text | None = None
    base_map: Text | None = None
    caps: Text | None = None
    people: Text | None = None
    extent: Extent | None = None
    summed: frozenset[str] = frozenset()
    not_summed: frozenset[str] = frozenset()

    @property
    def chinese(self) -> bool:
        """Return whether the plan has Chinese names."""
        return "zh" in self.languages

    @property
    def finest(self) -> Level:
        """Return the level whose regions are the rows of `regions`."""
        return self.levels[0]

    @property
    def coarsest(self) -> Level:
        """Return the level of the largest regions, which contain the groups of zones."""
        return self.levels[-1]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the levels, from finest to coarsest."""
        return tuple(level.code for level in self.levels)

    def level(self, code: str) -> Level | None:
        """Return the level with a code, None if absent."""
        return next((level for level in self.levels if level.code == code), None)

    def label(self, words: str | None, words_zh: str | None) -> str:
        """Return a label in the languages of the plan's names that exist, Chinese first."""
        return bilingual(words, words_zh if self.chinese else None)

    def fluent(self, language: Language) -> str:
        """Return the words as Fluent terms, which replace the catalogue's own."""
        words = {
            "group": self.group,
            "region": self.finest.words,
            "top-region": self.coarsest.words,
            "region-code": self.region_code,
        }
        return "".join(_fluent(name, one.forms(language)) for name, one in words.items())

    def catalogue(self, language: Language, names: Callable[[str], str] = str) -> Catalogue:
        """Return the catalogue of a language in the plan's words; `names` maps ids to names."""

        def level_of(code: str, *, many: bool) -> str:
            level = self.level(code)
            return code if level is None else level.words.forms(language)[many]

        return Catalogue(language, names, self.fluent(language), level_of)

    def speaker(self, language: Language) -> Catalogue:
        """Return the cached catalogue of a language in the plan's words, with ids for names."""
        return self._speakers.get(language, lambda: self.catalogue(language))

    @cached_property
    def _speakers(self) -> Cache[Language, Catalogue]:
        return Cache(len(LANGUAGES))

    def note(self, language: Language, zones: pd.DataFrame, what: str = "boundaries") -> str:
        """Return the note on the boundaries of zones in a language, empty if there is none.

        It states that boundaries are schematic if those of any zone are (`boundary_source`), and
        how many zones are surveyed; as "Zone boundaries are …" if `what` is "zones", for a reader
        who also sees other boundaries. Of rows with the same `zone_id`, the last counts.
        """
        notes = [self.boundaries.of(language)] if self.boundaries else []
        if "boundary_source" in zones:
            each = zones.drop_duplicates("zone_id", keep="last")["boundary_source"]
            counts = {"zones": len(each)} | {
                source: int((each == source).sum()) for source in ("schematic", "surveyed")
            }
            if counts["schematic"]:
                why = self.schematic.of(language) if self.schematic else "none"
                of = "all" if counts["schematic"] == counts["zones"] else "some"
                said = {"what": what, "of": of, "why": why} | counts
                notes.insert(0, catalogue(language).say("terms-schematic", said))
        return " ".join(notes)

    def notes(self, zones: pd.DataFrame) -> str:
        """Return the note on the boundaries of zones in the languages of the plan's names."""
        notes = [self.note(language, zones) for language in LANGUAGES if language in self.languages]
        return " ".join(dict.fromkeys(filter(None, notes)))

    def document(self) -> dict[str, object]:
        """Return the words as the page reads them."""
        return {
            "terms": {language: self.fluent(language) for language in LANGUAGES},
            "levels": [
                {"level": level.code}
                | {language: list(level.words.forms(language)) for language in LANGUAGES}
                for level in self.levels
            ],
            "languages": list(self.languages),
            "crs_name": self.crs_name,
        }


def _fluent(name: str, forms: tuple[str, str]) -> str:
    one, many = map(_literal, forms)
    return f"-{name} = {{ $number ->\n   *[one] {one}\n    [many] {many}\n}}\n"


def _literal(text: str) -> str:
    r"""Return a text as a Fluent literal, with no special characters.

    >>> _literal('a "b" {$c}')
    '{ "a \\"b\\" {$c}" }'
    """
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'{{ "{plain}" }}'
