"""The tables of an export besides the layers of a plan: their names and columns.

A scenario `north` has `scenario_north_zones`, `…_changes` (land gained and lost), `…_violations`,
`…_scorecard` (its indicators by purpose, without geometry) and, for each level of the plan's
regions, `…_coverage_LEVEL`; the baseline's coverage of coarser levels is in `coverage_LEVEL`, that
of the finest in columns of `regions`. None of them is a layer of a plan: opening ignores them.
"""

import re
from typing import NamedTuple

from layers.messages import Message, catalogue
from layers.schema.layer_schema import LAYERS, Column, Layer

OVERVIEWS = ("overview", "provinces", "land")
"""Simplified regions for maps of a whole plan: the finest, the coarsest, and these as plain land.

The first two are tables of a file, if there are enough regions; `land` is a layer of the second.
"""

OUTLINED_WATERS = ("rivers", "lakes")
"""Beside the overviews: the waters of the world's map in the plan's extent."""

_COVERAGE = "coverage_[a-z][a-z0-9]{0,23}"
_SCENARIO_TABLE = re.compile(rf"scenario_(.+)_(zones|changes|violations|scorecard|{_COVERAGE})")
_BASELINE_TABLE = re.compile(rf"violations|overview|provinces|rivers|lakes|{_COVERAGE}")
_COVERED = re.compile(
    r"covered_(population|(?:population_)?share(?:_change)?)_([0-9.e+-]+)(km|min)(?:_by_(road|rail))?"
)


class ExportTable(NamedTuple):
    """A table's content: a layer of the plan or a part of an export, and the scenario if any."""

    part: str
    scenario: str | None = None

    @property
    def level(self) -> str | None:
        """Return the level of a table of coverage, else None."""
        return self.part.removeprefix("coverage_") if self.part.startswith("coverage_") else None

    @property
    def layer(self) -> Layer:
        """Return the table's columns as a layer."""
        return COVERAGE if self.level else LAYERS.get(self.part) or _DERIVED[self.part]


def scenario_table(scenario: str, part: str) -> str:
    """Return the name of a scenario's table.

    >>> scenario_table("north", "zones")
    'scenario_north_zones'
    """
    return f"scenario_{scenario}_{part}"


def table_of(name: str) -> ExportTable | None:
    """Return the content of a table by name, None if it is not one that we write.

    >>> table_of("scenario_a_zones_coverage_city"), table_of("coverage_city").level
    (ExportTable(part='coverage_city', scenario='a_zones'), 'city')
    """
    match = _SCENARIO_TABLE.fullmatch(name)
    if match:
        return ExportTable(match[2], match[1])
    return ExportTable(name) if name in LAYERS or _BASELINE_TABLE.fullmatch(name) else None


class CoveredColumn(NamedTuple):
    """A column of coverage: the figure, and within which radius, measured along what."""

    figure: str
    radius: float
    unit: str
    way: str

    @property
    def within(self) -> tuple[str, str]:
        """Return the radius in words, in English and in Chinese."""
        message = Message("measure-within", radius=self.radius, unit=self.unit, way=self.way)
        return str(message), catalogue("zh").text(message)


def covered_column(name: str) -> CoveredColumn | None:
    """Return the description of a column of coverage, None for other columns.

    >>> covered_column("covered_population_share_25km").within
    ('25 km', '25 公里')
    >>> covered_column("covered_population_30min_by_road").within[0]
    '30 min by road'
    """
    match = _COVERED.fullmatch(name)
    return CoveredColumn(match[1], float(match[2]), match[3], match[4] or "line") if match else None


def _text(name: str, alias: str, alias_zh: str) -> Column:
    return Column(name, "text", alias, alias_zh)


_AREA = Column("area_km2", "real", "Area", "面积", "km²")
_DERIVED = {
    **dict.fromkeys(OVERVIEWS, LAYERS["regions"]),
    "rivers": Layer("rivers", "MultiLineString", None).with_columns(
        Column("length_km", "real", "Length", "长度", "km"), _text("source", "Source", "来源")
    ),
    "lakes": Layer("lakes", "MultiPolygon", None).with_columns(
        _AREA, _text("source", "Source", "来源")
    ),
    "changes": Layer("changes", "MultiPolygon", None).with_columns(
        _text("zone_id", "Zone", "片区代码"), _text("change", "Change", "变化"), _AREA
    ),
    "violations": Layer("violations", "MultiPolygon", None).with_columns(
        _text("rule", "Rule", "规则"),
        _text("level", "Level", "级别"),
        _text("zone_id", "Zone", "片区代码"),
        Column("amount", "real", "Measured", "实测值"),
        Column("limit", "real", "Allowed", "限值"),
        _text("unit", "Unit", "单位"),
        _text("change", "Change", "变化"),
        Column("amount_before", "real", "Measured before", "此前实测值"),
        Column("worse_by", "real", "Worse by", "加重"),
        _text("message", "Message", "英文说明"),
        _text("message_zh", "Chinese message", "中文说明"),
        _text("subject", "Subject", "对象"),
    ),
    "scorecard": Layer("scorecard", None, None).with_columns(
        _text("purpose", "Purpose", "目的（英文）"),
        _text("purpose_zh", "Purpose (Chinese)", "目的"),
        _text("indicator", "Indicator", "指标代码"),
        _text("name", "Name", "指标（英文）"),
        _text("name_zh", "Name (Chinese)", "指标"),
        _text("of", "Of", "地点代码"),
        _text("place", "Place", "地点（英文）"),
        _text("place_zh", "Place (Chinese)", "地点"),
        Column("radius_km", "real", "Radius", "半径", "km"),
        Column("radius_min", "real", "Radius", "半径", "min"),
        _text("unit", "Unit", "单位"),
        Column("before", "real", "Before", "此前"),
        Column("after", "real", "After", "此后"),
        Column("difference", "real", "Difference", "差值"),
        _text("verdict", "Verdict", "结论（英文）"),
        _text("verdict_zh", "Verdict (Chinese)", "结论"),
    ),
}
COVERAGE = Layer("coverage", "MultiPolygon", "adcode").with_columns(
    _text("adcode", "Region code", "区域代码"),
    _text("name", "Name", "英文名称"),
    _text("name_zh", "Chinese name", "中文名称"),
    _AREA,
    Column("population", "real", "Population", "人口"),
)
"""The columns of a table of coverage; those of the radii come after them."""
