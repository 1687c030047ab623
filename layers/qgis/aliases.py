"""What columns are called in forms and tables of QGIS: the plan's words, else the schema's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.export_tables import covered_column

if TYPE_CHECKING:
    from layers.export_tables import Table
    from layers.schema import Layer
    from layers.terms import Level, Terms

_FIGURES = {
    "share": ("Covered share of area", "覆盖面积比例"),
    "population": ("Covered population", "覆盖人口"),
    "population_share": ("Covered share of population", "覆盖人口比例"),
}


def alias_of(table: Table, name: str, terms: Terms) -> str:
    """Return what a column is called, with its unit; empty where no words are known.

    A plan without Chinese names has English words alone.
    """
    words = _own_words(table, name, terms) or _covered(name) or _of_schema(table.layer, name)
    return terms.label(*words)


def _own_words(table: Table, name: str, terms: Terms) -> tuple[str, str] | None:
    """Return the plan's words for the ids of groups and regions, and for the names of regions."""
    if name == "ftz_id":
        return terms.group.capital, f"{terms.group.zh}代码"
    if table.part in ("regions", "provinces"):
        known = [_of_level(level, name, terms) for level in terms.levels]
        return next((words for words in known if words), None)
    if name == "adcode" and table.level:
        return terms.region_code.capital, terms.region_code.zh
    if name == "adcode":
        return _code(terms.coarsest if table.part == "ftzs" else terms.finest, terms)
    return None


def _of_level(level: Level, name: str, terms: Terms) -> tuple[str, str] | None:
    if name == "adcode":
        return terms.region_code.capital, terms.region_code.zh
    if level.column == "adcode":  # whose names are called as those of every layer
        return None
    words = level.words
    return {
        level.column: _code(level, terms),
        level.name_column: (words.capital, f"{words.zh}（英文）"),
        f"{level.name_column}_zh": (f"{words.capital} (Chinese)", words.zh),
    }.get(name)


def _code(level: Level, terms: Terms) -> tuple[str, str]:
    """Return the words for the code of a region of a level: "City adcode", "Region code"."""
    return f"{level.words.capital} {terms.region_code.one.split()[-1]}", f"{level.words.zh}代码"


def _covered(name: str) -> tuple[str, str] | None:
    covered = covered_column(name)
    if covered is None:
        return None
    figure, radius_km = covered
    words, words_zh = _FIGURES[figure]
    return f"{words} within {radius_km:g} km", f"{radius_km:g} 公里内{words_zh}"


def _of_schema(layer: Layer, name: str) -> tuple[str, str]:
    column = layer.column(name)
    if column is None:
        return "", ""
    unit = f" ({column.unit})" if column.unit else ""
    return column.alias + unit, column.alias_zh + unit
