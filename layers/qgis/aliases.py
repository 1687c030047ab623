"""Column titles in forms and tables of QGIS: the plan's words, else the schema's."""

from layers.schema.export_tables import OVERVIEWS, ExportTable, covered_column
from layers.schema.figures import UNITS
from layers.schema.layer_schema import Layer
from layers.schema.terms import Level, Terms

_FIGURES = {
    "share": ("Covered share of area", "覆盖面积比例"),
    "population": ("Covered population", "覆盖人口"),
    "population_share": ("Covered share of population", "覆盖人口比例"),
    "share_change": ("Change of the covered share of area", "覆盖面积比例变化"),
    "population_share_change": ("Change of the covered share of population", "覆盖人口比例变化"),
}

_FURTHER = {
    "note": ("Note", "备注（英文）"),
    "note_zh": ("Note (Chinese)", "备注"),
    "functions": ("Functions", "功能定位"),
    "sectors_source": ("Source of sectors", "产业来源"),
    "published_area_source": ("Source of the published area", "公布面积来源"),
    "published_area_verified": ("Published area verified", "公布面积已核实"),
    "census_population": ("Census population", "普查人口"),
    "census_basis": ("Basis of the census figure", "普查口径"),
    "share_manufacturing": ("Manufacturing, share of jobs", "制造业就业占比"),
    "share_transport_storage_post": (
        "Transport, storage and post, share of jobs",
        "交通运输、仓储和邮政业就业占比",
    ),
    "share_wholesale_retail": ("Wholesale and retail, share of jobs", "批发和零售业就业占比"),
    "share_information_it": ("Information technology, share of jobs", "信息技术服务业就业占比"),
    "share_finance": ("Finance, share of jobs", "金融业就业占比"),
    "share_research_technical": (
        "Research and technical services, share of jobs",
        "科研和技术服务业就业占比",
    ),
    "province_gdp_2024_cny": ("GDP of the province, 2024 (CNY)", "所在省 2024 年生产总值（元）"),
    "province_gdp_2024_source": ("Source of the GDP", "生产总值来源"),
    "province_gdp_2024_verified": ("GDP verified", "生产总值已核实"),
    "province_trade_2024_cny": ("Trade of the province, 2024 (CNY)", "所在省 2024 年进出口（元）"),
    "province_trade_2024_source": ("Source of the trade", "进出口来源"),
    "province_trade_2024_verified": ("Trade verified", "进出口已核实"),
    "strategies": ("Strategic regions", "所属战略区域"),
}
"""Columns of the China plan that are not in the schema."""


def alias_of(table: ExportTable, name: str, terms: Terms) -> str:
    """Return a column's title with its unit; as a fallback its name in words.

    A plan without Chinese names has English words only.
    """
    words = _own_words(table, name, terms) or _covered(name) or _of_schema(table.layer, name)
    return terms.label(*(words if any(words) else _FURTHER.get(name) or (_spelled(name), "")))


def _spelled(name: str) -> str:
    """Return the name of a user's column as words, with its unit.

    >>> _spelled("built_up_km2"), _spelled("owner")
    ('Built up (km²)', 'Owner')
    """
    stem, _, unit = name.rpartition("_")
    if stem and unit in UNITS:
        return f"{_spelled(stem)} ({UNITS[unit]})"
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _own_words(table: ExportTable, name: str, terms: Terms) -> tuple[str, str] | None:
    """Return the plan's words for the ids of groups and regions, and for the names of regions."""
    if name == "ftz_id":
        return terms.group.capital, f"{terms.group.zh}代码"
    if table.part in ("regions", *OVERVIEWS):
        matches = [_of_level(level, name, terms) for level in terms.levels]
        return next((words for words in matches if words), None)
    if name == "adcode" and table.level:
        return terms.region_code.capital, terms.region_code.zh
    if name == "adcode":
        return _code(terms.coarsest if table.part == "ftzs" else terms.finest, terms)
    return None


def _of_level(level: Level, name: str, terms: Terms) -> tuple[str, str] | None:
    if name == "adcode":
        return terms.region_code.capital, terms.region_code.zh
    if level.column == "adcode":  # its names are titled as in every layer
        return None
    words = level.words
    return {
        level.column: _code(level, terms),
        level.name_column: (words.capital, f"{words.zh}（英文）"),
        f"{level.name_column}_zh": (f"{words.capital} (Chinese)", words.zh),
    }.get(name)


def _code(level: Level, terms: Terms) -> tuple[str, str]:
    """Return the title of the code of a region of a level: "City adcode", "Region code"."""
    return f"{level.words.capital} {terms.region_code.one.split()[-1]}", f"{level.words.zh}代码"


def _covered(name: str) -> tuple[str, str] | None:
    covered = covered_column(name)
    if covered is None:
        return None
    words, words_zh = _FIGURES[covered.figure]
    within, within_zh = covered.within
    return f"{words} within {within}", f"{within_zh}内{words_zh}"


def _of_schema(layer: Layer, name: str) -> tuple[str, str]:
    column = layer.column(name)
    if column is None:
        return "", ""
    unit = f" ({column.unit})" if column.unit else ""
    return column.alias + unit, column.alias_zh + unit
