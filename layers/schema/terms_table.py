"""The table `terms` of a plan: a row for each term; read into `Terms`, and made from words.

Columns: `term`; `text`, `text_plural`, `text_zh` (its words); for a level of regions also `code`
(the value of `--level`), `region_column` (the column of `regions` with its codes), `rank` (1 is
the finest; without ranks, levels are in the order of their rows) and, in some tables,
`name_column` (the column of `regions` with its names). The terms are:

- `title` of the plan; `group`, the word for a group of zones; `level`, a row for each level of
  regions, one to four; `region_code`, the word for the code of a region;
- `boundaries`, a note of one sentence or more; `schematic`, why boundaries are drawn by hand (the
  text after "Boundaries are schematic:", without a full stop); `review`, the note on a map that
  was not reviewed; `base_map`, the base map of all maps, with its review number; `caps`, a note
  about area caps; `people`, one about how well people are known;
- `not_summed`, a row for each column of the demand that is not an amount, such as a year, and
  `summed`, one for each that looks the same but is summed (`text`: the column);
- `languages` of the plan's names (`text`: `en`, `zh` or `zh en`), `crs_name`, and `extent`
  (`text`: west, south, east, north in degrees, separated by spaces), the initial map extent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from pyproj import CRS

from layers.geometry.antimeridian import Extent
from layers.messages import LANGUAGES, Language, Message, catalogue
from layers.schema.column_types import is_missing
from layers.schema.terms import Level, Terms, Text, Words

_NOTES = ("boundaries", "schematic", "review", "base_map", "caps", "people")
_SUMS = ("summed", "not_summed")
TERMS = (
    *("title", "group", "level", "region_code"),
    *_NOTES,
    *("languages", "crs_name", "extent"),
    *_SUMS,
)
_REPEATED = ("level", *_SUMS)
MOST_LEVELS = 4
_MOST_ROWS = 50
_LONGEST_WORD, _LONGEST_NOTE = 60, 400
_CGCS2000 = 4490  # planners do not know its long name
_CODES, _TAIWAN = ("adcode", "city_adcode", "province_adcode"), "71"
_CHINESE_DISTRICT = r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}"  # GB/T 2260
_CODE = re.compile(r"[a-z][a-z0-9]{0,23}")
_CHINESE = re.compile("[\u3400-\u9fff]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_BEFORE_TERMS = (("district", "adcode"), ("city", "city_adcode"), ("province", "province_adcode"))
"""The levels of a plan without terms, if its regions have codes for them."""


class TermRow(NamedTuple):
    """A row of the table; an empty cell is empty text."""

    number: int
    term: str
    code: str
    region_column: str
    text: str
    text_plural: str
    text_zh: str
    name_column: str = ""

    @property
    def english(self) -> str:
        """Return the English text, else the Chinese one."""
        return self.text or self.text_zh

    @property
    def words(self) -> Words:
        """Return the row's word; the plural defaults to the singular."""
        one = self.english
        return Words(one, self.text_plural or one, self.text_zh or one)

    @property
    def texts(self) -> Text:
        """Return the row's text in both languages."""
        return Text(self.english, self.text_zh or self.text)


def read_terms(frames: Mapping[str, pd.DataFrame], crs: CRS, problems: list[Message]) -> Terms:
    """Return the terms of a plan's layers (`terms`, `regions` and those with names), with defaults.

    Problems of the table are appended to `problems`; rows with problems are ignored.
    """
    regions = frames["regions"]
    rows = _sound(_rows(frames.get("terms")), regions, problems)
    terms = {row.term: row for row in rows if row.term not in _REPEATED}
    summed, not_summed = (
        frozenset(row.english for row in rows if row.term == name) for name in _SUMS
    )
    levels = [
        Level(row.code, row.region_column, row.words, row.name_column or None)
        for row in rows
        if row.term == "level"
    ]
    texts = {name: terms[name].texts for name in ("title", *_NOTES) if name in terms}
    group, code = terms.get("group"), terms.get("region_code")
    return Terms(
        levels=tuple(levels or _levels_without_terms(regions, crs)),
        group=group.words if group else _words("terms-group", "terms-groups"),
        region_code=code.words if code else _code_words(regions, crs),
        crs_name=terms["crs_name"].english if "crs_name" in terms else _crs_name(crs),
        languages=_languages(terms.get("languages"), frames),
        extent=_extent(terms["extent"].text) if "extent" in terms else None,
        summed=summed,
        not_summed=not_summed - summed,
        **texts,
    )


def terms_frame(  # noqa: PLR0913  a keyword for each term
    *,
    title: Text | None = None,
    group: Words | None = None,
    levels: Sequence[Level] = (),
    region_code: Words | None = None,
    notes: Mapping[str, Text] | None = None,
    languages: Collection[Language] = (),
    crs_name: str = "",
    extent: Extent | None = None,
) -> pd.DataFrame:
    """Return the table `terms` of these words; those not given have no row, and so their default.

    `levels` are from finest to coarsest. `notes` are `boundaries`, `schematic`, `review`,
    `base_map`, `caps`, `people`.

    >>> county = Level("county", "adcode", Words("county", "counties", "县"))
    >>> terms_frame(title=Text("Hubs", "枢纽"), levels=[county])[["term", "code", "text"]].values
    array([['title', None, 'Hubs'],
           ['level', 'county', 'county']], dtype=object)
    """
    given: list[tuple[str, Sequence[str | None] | None, dict[str, object]]] = [
        ("title", title, {}),
        ("group", group and _forms(group), {}),
        *(
            (
                "level",
                _forms(one.words),
                {"code": one.code, "region_column": one.column, "rank": n}
                | ({"name_column": one.names_in} if one.names_in else {}),
            )
            for n, one in enumerate(levels, 1)
        ),
        ("region_code", region_code and _forms(region_code), {}),
        *((name, text, {}) for name, text in (notes or {}).items()),
        ("languages", (" ".join(languages),) if languages else None, {}),
        ("crs_name", (crs_name,) if crs_name else None, {}),
        ("extent", (" ".join(map(repr, map(float, extent))),) if extent else None, {}),
    ]
    texts = ("text", "text_zh", "text_plural")
    rows = [
        {"term": term, **more, **dict(zip(texts, words, strict=False))}
        for term, words, more in given
        if words is not None
    ]
    columns = ["term", "code", "region_column", "rank", "text", "text_plural", "text_zh"]
    columns += ["name_column"] * any("name_column" in row for row in rows)
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    return table.where(table.notna(), None)


def has_sums(table: pd.DataFrame | None) -> bool:
    """Return whether a table of terms says which columns are summed or not."""
    return table is not None and "term" in table and bool(table["term"].isin(_SUMS).any())


def with_sums(
    table: pd.DataFrame | None, summed: Iterable[str], not_summed: Iterable[str]
) -> pd.DataFrame | None:
    """Return a table of terms with these rows `summed` and `not_summed`; None if it has no row.

    >>> with_sums(None, [], ["year"])[["term", "text"]].values.tolist()
    [['not_summed', 'year']]
    """
    rows = [("summed", name) for name in summed] + [("not_summed", name) for name in not_summed]
    added = pd.DataFrame(rows, columns=["term", "text"], dtype=object)
    if table is None:
        return added if rows else None
    kept = table[~table["term"].isin(_SUMS)] if has_sums(table) else table
    numbers = pd.RangeIndex(len(rows)) + (0 if kept.empty else int(kept.index.max()) + 1)
    return pd.concat([kept, added.set_index(numbers.rename(kept.index.name))])


def _forms(words: Words) -> tuple[str, str, str]:
    return words.one, words.zh, words.many


def plural_of(word: str) -> str:
    """Return the regular English plural of a word.

    >>> plural_of("county"), plural_of("parish"), plural_of("canton"), plural_of("gateway")
    ('counties', 'parishes', 'cantons', 'gateways')
    """
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return word + ("es" if re.search(r"(s|x|z|ch|sh)$", word) else "s")


def _rows(frame: pd.DataFrame | None) -> list[TermRow]:
    """Return the rows of the table, ranked levels in their order."""
    if frame is None:
        return []

    def cell(value: Any) -> str:  # noqa: ANN401  cells are of any type
        return "" if is_missing(value) else str(value).strip()

    rank = pd.to_numeric(frame["rank"], errors="coerce").to_numpy(float)
    order = np.argsort(rank, kind="stable")
    table = frame.reindex(columns=list(TermRow._fields[1:])).to_numpy(object)
    return [TermRow(int(row) + 1, *map(cell, table[row])) for row in order]


def _sound(rows: list[TermRow], regions: pd.DataFrame, problems: list[Message]) -> list[TermRow]:
    """Return the valid rows, append the problems of the others."""
    sound: list[TermRow] = []
    if (count := sum(row.term not in _SUMS for row in rows)) > _MOST_ROWS:
        problems.append(Message("plan-terms-many", rows=count, most=_MOST_ROWS).at("terms"))
        return sound
    for row in rows:
        faults = list(_faults(row, regions, sound))
        problems.extend(
            Message("plan-term-row", row=row.number, why=why).at("terms") for why in faults
        )
        if not faults:
            sound.append(row)
    problems.extend(problem.at("terms") for problem in _faults_of_levels(rows, sound))
    return sound


def _faults(row: TermRow, regions: pd.DataFrame, before: Iterable[TermRow]) -> Iterable[Message]:
    """Yield the problems of a row; `before` are the valid rows before it."""
    if row.term not in TERMS:
        yield Message("plan-term-unknown", term=row.term[:40], known=TERMS)
        return
    is_long = row.term in (*_NOTES, *_SUMS, "title")
    longest = _LONGEST_NOTE if is_long else _LONGEST_WORD
    for text in (row.text, row.text_plural, row.text_zh):
        if len(text) > longest:
            yield Message("plan-term-long", term=row.term, most=longest)
        if _UNSEEN.search(text):
            yield Message("plan-term-control", term=row.term)
    if not row.english:
        yield Message("plan-term-empty", term=row.term)
    if row.term == "level":
        yield from _faults_of_level(row, regions, before)
    elif row.term not in _SUMS and any(other.term == row.term for other in before):
        yield Message("plan-term-twice", term=row.term)
    if row.term == "extent" and row.text and _extent(row.text) is None:
        yield Message("plan-term-extent")
    if row.term == "languages" and not set(_parts(row.text)) <= set(LANGUAGES):
        yield Message("plan-term-languages", known=LANGUAGES)


def _faults_of_level(
    row: TermRow, regions: pd.DataFrame, before: Iterable[TermRow]
) -> Iterable[Message]:
    if not _CODE.fullmatch(row.code):
        yield Message("plan-term-level-code", given=row.code[:40])
    if row.region_column not in regions.columns or row.region_column == "geometry":
        yield Message("plan-term-level-column", column=row.region_column[:60])
    if row.name_column and (row.name_column not in regions or row.name_column == "geometry"):
        yield Message("plan-term-level-names", column=row.name_column[:60])
    for other in before:
        if other.term == "level" and row.code == other.code:
            yield Message("plan-term-level-twice", code=row.code)
        if other.term == "level" and row.region_column == other.region_column:
            yield Message("plan-term-level-column-twice", column=row.region_column)


def _faults_of_levels(rows: Iterable[TermRow], sound: Iterable[TermRow]) -> Iterable[Message]:
    levels = [row for row in rows if row.term == "level"]
    valid = [row for row in sound if row.term == "level"]
    if len(levels) > MOST_LEVELS:
        yield Message("plan-term-levels-many", count=len(levels), most=MOST_LEVELS)
    if len(valid) == len(levels) > 0 and valid[0].region_column != "adcode":
        yield Message("plan-term-level-finest", column=valid[0].region_column)


def chinese_codes(regions: pd.DataFrame, crs: CRS) -> pd.Series[bool]:
    """Return which regions are China's districts: six digits of GB/T 2260, in CGCS2000."""
    nested: pd.Series[bool] = regions["adcode"].str.fullmatch(_CHINESE_DISTRICT).eq(other=True)
    return nested & crs.equals(CRS.from_epsg(4490), ignore_axis_order=True)


def codes_without_tint(regions: pd.DataFrame, crs: CRS) -> frozenset[str]:
    """Return the codes, of every level, of regions that each map has in the colour of no data.

    They are those of Taiwan, in a plan of China's districts: its people are known as a whole alone.

    >>> codes = {"adcode": ["710001", "330101"], "city_adcode": ["710000", "330100"]}
    >>> sorted(codes_without_tint(pd.DataFrame(codes), CRS.from_epsg(4490)))
    ['710000', '710001']
    """
    own = regions[chinese_codes(regions, crs)]
    columns = (own[name].dropna() for name in _CODES if name in own)
    codes = {str(code) for column in columns for code in column}
    return frozenset(code for code in codes if code.startswith(_TAIWAN))


def _levels_without_terms(regions: pd.DataFrame, crs: CRS) -> Iterable[Level]:
    """Yield the levels for which a plan's regions have codes: in neutral words outside China."""
    chinese = bool(chinese_codes(regions, crs).any())
    rank = 0
    for code, column in _BEFORE_TERMS:
        if column != "adcode" and not (column in regions and regions[column].notna().any()):
            continue
        rank += 1
        if chinese:
            yield Level(code, column, _words("terms-division", "terms-divisions", level=code))
        else:
            yield Level(code, column, _words("terms-level", "terms-levels", rank=rank))


def _code_words(regions: pd.DataFrame, crs: CRS) -> Words:
    if chinese_codes(regions, crs).any():
        return _words("terms-adcode", "terms-adcodes")
    return _words("terms-region-code", "terms-region-codes")


def _words(one: str, many: str, **places: str | int) -> Words:
    """Return a word of the catalogue by the codes of its singular and plural."""
    english, chinese = catalogue("en"), catalogue("zh")
    return Words(english.say(one, places), english.say(many, places), chinese.say(one, places))


def _crs_name(crs: CRS) -> str:
    return "CGCS2000" if crs.to_epsg() == _CGCS2000 else str(crs.name)[:_LONGEST_WORD]


def _languages(row: TermRow | None, frames: Mapping[str, pd.DataFrame]) -> tuple[Language, ...]:
    """Return the languages of a plan's names: those it declares, else those it uses."""
    if row is not None:
        declared = _parts(row.text)
        return tuple(one for one in LANGUAGES if one in declared)
    named = (frames[layer] for layer in ("zones", "ftzs", "regions") if layer in frames)
    chinese = any(
        frame[column].astype("string").str.contains(_CHINESE).any()
        for frame in named
        for column in ("name", "name_zh")
        if column in frame
    )
    return ("en", "zh") if chinese else ("en",)


def _extent(text: str) -> Extent | None:
    """Parse an extent, None if invalid."""
    try:
        west, south, east, north = map(float, _parts(text))
    except ValueError:
        return None
    sound = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if sound and west != east else None


def _parts(text: str) -> list[str]:
    return text.replace(",", " ").split()
