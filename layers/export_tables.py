"""The tables that an export holds beside the layers of a plan: their names and their columns.

A scenario `north` has `scenario_north_zones`, `…_changes` (land gained and lost), `…_violations`
and `…_coverage_district`, `…_coverage_city`, `…_coverage_province`; the baseline's coverage of
cities and provinces is in `coverage_city` and `coverage_province`, that of the districts in columns
of `regions`. None of them is a layer of a plan: opening ignores them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from layers.schema import LAYERS, Column, Layer

REGION_LEVELS = ("district", "city", "province")
_PARTS = ("zones", "changes", "violations", *(f"coverage_{level}" for level in REGION_LEVELS))
_SCENARIO_TABLE = re.compile(rf"scenario_(.+)_({'|'.join(_PARTS)})")
_COVERED = re.compile(r"covered_(share|population|population_share)_([0-9.e+-]+)km")


class Table(NamedTuple):
    """What a table holds: a layer of the plan or a part of an export, of which scenario, if any."""

    part: str
    scenario: str | None = None

    @property
    def level(self) -> str | None:
        """Return the level of a table of coverage, else None."""
        return self.part.removeprefix("coverage_") if self.part.startswith("coverage_") else None

    @property
    def layer(self) -> Layer:
        """Return the columns that the table has, as a layer."""
        return COVERAGE if self.level else LAYERS.get(self.part) or _DERIVED[self.part]


def scenario_table(scenario: str, part: str) -> str:
    """Return the name of a scenario's table.

    >>> scenario_table("north", "zones")
    'scenario_north_zones'
    """
    return f"scenario_{scenario}_{part}"


def table_of(name: str) -> Table | None:
    """Return what the table of that name holds, None where it is not one that we write.

    >>> table_of("scenario_a_zones_coverage_city"), table_of("coverage_city").level
    (Table(part='coverage_city', scenario='a_zones'), 'city')
    """
    found = _SCENARIO_TABLE.fullmatch(name)
    if found:
        return Table(found[2], found[1])
    return Table(name) if name in LAYERS or name in _PARTS[2:] else None


def covered_column(name: str) -> tuple[str, float] | None:
    """Return which figure a column of coverage holds and its radius in km, else None.

    >>> covered_column("covered_population_share_25km")
    ('population_share', 25.0)
    """
    found = _COVERED.fullmatch(name)
    return (found[1], float(found[2])) if found else None


def alias_of(layer: Layer, name: str) -> tuple[str, str]:
    """Return a column's words in English and Chinese, with its unit; empty where none are known."""
    column = layer.column(name)
    if column is not None:
        unit = f" ({column.unit})" if column.unit else ""
        return column.alias + unit, column.alias_zh + unit
    covered = covered_column(name)
    if covered is None:
        return "", ""
    figure, radius_km = covered
    words, words_zh = _FIGURES[figure]
    return f"{words} within {radius_km:g} km", f"{radius_km:g} 公里内{words_zh}"


_FIGURES = {
    "share": ("Covered share of area", "覆盖面积比例"),
    "population": ("Covered population", "覆盖人口"),
    "population_share": ("Covered share of population", "覆盖人口比例"),
}


def _text(name: str, alias: str, alias_zh: str) -> Column:
    return Column(name, "text", alias, alias_zh)


_AREA = Column("area_km2", "real", "Area", "面积", "km²")
_DERIVED = {
    "provinces": LAYERS["regions"],
    "changes": Layer(
        "changes",
        "MultiPolygon",
        None,
        (_text("zone_id", "Zone", "片区代码"), _text("change", "Change", "变化"), _AREA),
    ),
    "violations": Layer(
        "violations",
        "MultiPolygon",
        None,
        (
            _text("rule", "Rule", "规则"),
            _text("level", "Level", "级别"),
            _text("zone_id", "Zone", "片区代码"),
            Column("amount", "real", "Measured", "实测值"),
            Column("limit", "real", "Allowed", "限值"),
            _text("unit", "Unit", "单位"),
            _text("message", "Message", "说明"),
            _text("subject", "Subject", "对象"),
        ),
    ),
}
COVERAGE = Layer(
    "coverage",
    "MultiPolygon",
    "adcode",
    (
        _text("adcode", "Adcode", "行政区划代码"),
        _text("name", "Name", "英文名称"),
        _text("name_zh", "Chinese name", "中文名称"),
        _AREA,
        Column("population", "real", "Population", "人口"),
    ),
)
"""The columns of a table of coverage; those of the radii come after them."""
