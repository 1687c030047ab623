"""The columns of a file under the plan's names, in its units and codes, with the assumptions made.

A column is matched, in this order: by the user's mapping; by the exact name; by the name ignoring
case (`NAME`); by a usual name of a key, a name, people or a published area, from the schema or from
practice (`片区代码`, `CODE`, `公布面积`), with a year or a number (`GEOID10`, `NAME_2`; of several
the latest); or as its last part (`NUTS_ID`, `BoroCode`, `LAD23CD`). Places of people, and regions,
may be named by the column of their kind (`CITY`). Numbers may be formatted (`82,345`), people
counted in thousands or ten thousands (`总人口（万人）`). Other columns keep their names, or get a
free one if they would collide with the plan's names or another column (a GeoPackage does not
distinguish `Name` from `name`).

The unit of a column of areas is that of its heading, else inferred from the measured areas. The
**ratio** of the figures to the measured areas of the same zones indicates a unit if the median
is within a fifth of the unit's (100 for hectares, 1,500 for mu) and most are within a half.
Otherwise km² is assumed, and reported unless the heading states it.

Codes may have lost their leading zeros: a spreadsheet turns 06037 into 6037. A code is restored
only if a layer that refers to it, or that it refers to, has it with zeros.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.formats.numbers import numbers_of
from layers.formats.table import Assumption
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message
from layers.schema.column_types import as_text
from layers.schema.layer_schema import LAYERS, ORIGIN_ID, Layer

_KEY_NAMES = ("id", "code", "gid", "geoid", "key", "代码", "编号", "编码", "行政区划代码", "adcode")
_KEYS_OF = {
    "regions": (
        "xzqdm",  # of surveys of land use
        *("fips", "geo_id", "affgeoid", "gisjoin", "ags", "ars", "codgeo", "insee_com", "cvegeo"),
        *("cd_mun", "natcode", "pro_com", "cduid", "csduid", "statcode"),
    )
}
_NAMES_OF = {
    "name": (
        *("name_en", "nam", "title", "label", "英文名称", "nom", "nombre", "bezeichnung", "gen"),
        *("nom_com", "libgeo", "nomgeo", "nameunit", "nm_mun", "comune", "naam"),
        *("statnaam", "navn", "nazwa", "cdname", "csdname"),
    ),
    "name_zh": ("名称", "中文名称", "地名", "mc", "xzqmc"),
    "population": (
        *("人口", "常住人口", "总人口", "户籍人口", "人口数", "人数", "pop", "population_total"),
        *("einwohner", "einwohnerzahl", "habitants", "población", "poblacion", "nüfus", "ludność"),
        *("popestimate", "pop_est", "popest", "total_pop", "totpop", "tot_pop", "pop_total"),
        *("total_population", "persons", "people", "residents", "inhabitants", "p1_001n"),
        *("b01003_001e", "ewz", "bevölkerung", "ptot", "pmun", "população", "popolazione"),
        *("bevolking", "befolkning", "人口总数", "常住人口数", "年末常住人口", "人口数量"),
    ),
    "published_area_km2": (
        *("公布面积", "批准面积", "核准面积", "规划面积"),
        *("published area", "published_area", "approved area", "approved_area"),
    ),
}
_NAMES_OF_LAYER = {
    "performance": {
        "ftz_id": ("自贸试验区", "自贸区", "自由贸易试验区", "分组", "分组代码", "ftz", "group"),
        "zone_id": ("片区", "片区代码", "片区名称", "园区", "区域", "zone", "zone name", "area"),
        "indicator": ("指标", "指标名称", "项目", "measure"),
        "period": ("年份", "年度", "时期", "期间", "时间", "年", "year", "date"),
        "value": ("数值", "值", "指标值", "数据", "amount"),
        "unit": ("单位", "计量单位", "units"),
        "quote": ("公布原文", "原文", "as published"),
        "source": ("来源", "数据来源", "资料来源"),
        "verified": ("已核实", "是否核实"),
    },
    "caps": {
        "ftz_id": ("自贸试验区", "自贸区", "自由贸易试验区", "分组", "分组代码", "ftz", "group"),
        "from": ("起始", "起始日期", "起始年份", "生效日期", "生效年份", "年份", "since", "year"),
        "cap_km2": ("面积上限", "上限", "批准面积", "cap", "area cap", "approved area"),
        "source": ("来源", "数据来源"),
        "verified": ("已核实", "是否核实"),
    },
}
_PLACES = (
    *("city", "city_name", "town", "place", "place_name", "placename", "asciiname", "ctyname"),
    *("namelsad", "locality", "settlement", "village", "municipality", "commune", "gemeinde"),
    *("municipio", "município", "county", "district", "borough", "ward"),
)
_NAMED_BY_KIND = ("demand", "regions")
_ONLY_WITH_KEY = ("en",)  # ADM2_EN beside ADM2_PCODE
_MOSTLY = 0.5  # of the rows have a name, or a number, of their own
_KEY_ENDINGS = ("id", "code", "key", "nr", "no", "cd", "pcode", "fips", "编号", "代码", "编码")
_ENDINGS = {
    "name": ("name", "nm", "en"),
    "name_zh": ("名称",),
    "population": ("pop", "population", "人口"),
}
_NO_KEYS = ("gml_id", "global_id", "parent_id", "object_id")
_CAMEL, _PART = re.compile(r"(?<=[a-z])(?=[A-Z])"), re.compile(r"\d+|[^\s_.\-\d]+")
_DATED = re.compile(r"(?:(?:19|20)\d\d年?[\s_.\-]*)?(.*?)[\s_.\-]*(\d{0,4})年?", re.DOTALL)
_PEOPLE_UNITS = {
    **dict.fromkeys(("万人", "万"), 10_000),
    **dict.fromkeys(("千人", "千", "thousand", "thousands", "in thousands", "000", "000s"), 1_000),
}
_RESERVED = ("geom", "geometry", "fid", ORIGIN_ID)
AREAS = {"zones": "published_area_km2", "ftzs": "cap_km2", "caps": "cap_km2"}
"""The column of each layer with figures that may be in another unit."""

_REFERENCES = (
    *(("demand", "adcode", "regions"), ("clusters", "adcode", "regions")),
    ("customs_blocks", "zone_id", "zones"),
    *(
        ("zones", "ftz_id", "ftzs"),
        ("caps", "ftz_id", "ftzs"),
        ("performance", "ftz_id", "ftzs"),
        ("policies", "ftz_id", "ftzs"),
    ),
)


@dataclass(frozen=True)
class NamedColumns:
    """A table with the plan's column names, the file's column for each, and the further columns."""

    frame: pd.DataFrame
    taken: dict[str, str]
    further: tuple[str, ...]
    assumed: tuple[Assumption, ...]


def name_columns(
    layer: Layer,
    frame: pd.DataFrame,
    mapped: Mapping[str, str],
    *,
    fill_in: bool = True,
    own: Collection[str] = (),
) -> NamedColumns:
    """Return a layer's table with the plan's column names; `mapped` is the user's mapping.

    With `fill_in`, the last part of a column's name is also matched, a missing key becomes the row
    number, and zones may lack a group. Columns with one of the `own` names keep it.

    >>> from layers.schema.layer_schema import LAYERS
    >>> table = pd.DataFrame({"ADCODE": ["1"], "NAME": ["x"], "Name": ["y"]})
    >>> named = name_columns(LAYERS["regions"], table, {})
    >>> named.frame.columns.tolist(), named.taken
    (['adcode', 'name', 'Name_given'], {'adcode': 'ADCODE', 'name': 'NAME'})
    """
    geometry = getattr(frame, "active_geometry_name", None)
    columns = [str(name) for name in frame.columns if name != geometry]
    open_names = [name for name in columns if name not in own]
    matched = _matched(layer, frame, open_names, mapped, by_ending=fill_in)
    assumed = [
        Assumption("columns", heading, Message("import-column-taken", column=name, given=heading))
        for column, heading in matched.items()
        if column not in mapped and heading != column and (name := f"{layer.name}.{column}")
    ]
    renamed, displaced = _free_names(columns, matched)
    out = frame.rename(columns=renamed)
    for column, heading in matched.items():  # one column may be used for several
        if column not in out.columns:
            out[column] = frame[heading]
        schema = layer.column(column)
        numeric = schema is None or schema.kind in ("real", "integer")
        if numeric and (read := numbers_of(out[column], heading)) is not None:
            out[column] = read.numbers
            assumed += read.assumed
        unit = _people_unit(heading) if column == "population" else None
        if unit is not None and pd.api.types.is_numeric_dtype(out[column]):
            out[column] *= _PEOPLE_UNITS[unit]
            why = Message("import-people-unit", column=heading, factor=_PEOPLE_UNITS[unit])
            assumed.append(Assumption("unit", unit, why))
    assumed += [
        Assumption(
            "columns", heading, Message("import-column-set-aside", column=heading, name=name)
        )
        for heading, name in displaced.items()
    ]
    assumed += _filled_in(layer, out) if fill_in else []
    schema_columns = {column.name for column in layer.columns}
    further = tuple(
        str(name) for name in out.columns if name not in schema_columns and name != geometry
    )
    return NamedColumns(out, matched, further, tuple(assumed))


def _matched(
    layer: Layer,
    frame: pd.DataFrame,
    columns: Sequence[str],
    mapped: Mapping[str, str],
    *,
    by_ending: bool,
) -> dict[str, str]:
    """Return the file's column of each of the plan's: of that name, or else of a usual one."""
    matched = dict(mapped)
    for column in (it.name for it in layer.columns if it.name not in mapped):
        free = [it for it in columns if it not in matched.values()]
        match = column if column in columns else None
        match = match or next((it for it in free if it.strip().casefold() == column), None)
        match = match or _by_usage(layer, column, frame, free)
        if match is None and by_ending:
            key = matched.get(str(layer.key))
            match = _by_year(layer, column, frame, free, key)
            match = match or _by_ending(layer, column, frame, free, key)
            match = match or _by_kind(layer, column, frame, free)
        if match is not None:
            matched[column] = match
    return matched


def _by_usage(layer: Layer, column: str, frame: pd.DataFrame, free: list[str]) -> str | None:
    """Return the column with one of the usual names of a plan's column, if any."""
    for word in _usual(layer, column):
        for name in free:
            if _plain(name) == word and _fits(layer, column, frame[name]):
                return name
    return None


def _usual(layer: Layer, column: str) -> tuple[str, ...]:
    """Return the usual names of a plan's column in small letters, those of practice last."""
    schema = layer.column(column)
    names = _NAMES_OF_LAYER.get(layer.name, _NAMES_OF).get(column, ())
    if column == layer.key and schema is not None:
        names = (schema.alias, schema.alias_zh, *_KEYS_OF.get(layer.name, ()), *_KEY_NAMES)
    return tuple(name.casefold() for name in names)


def _by_year(
    layer: Layer, column: str, frame: pd.DataFrame, free: list[str], key: str | None
) -> str | None:
    """Return the column with a usual name and a year or number, the latest; a name as its key."""
    usual = _usual(layer, column)
    words = (column, *usual) if usual else ()
    numbers = {name: match[2] for name in free if (match := _dated(name)) and match[1] in words}
    fitting = [name for name in numbers if _fits(layer, column, frame[name])]
    of_key = _dated(key)[2] if key is not None and column != layer.key else ""
    ranked = sorted(
        fitting, key=lambda it: (numbers[it] == of_key, int(numbers[it] or 0)), reverse=True
    )
    return next(iter(ranked), None)


def _dated(name: str) -> re.Match[str]:
    """Return the parts of a name in small letters: the text, and the number at its end.

    >>> [_dated(name).groups() for name in ("GEOID10", "POP_2023", "2020年人口", "name")]
    [('geoid', '10'), ('pop', '2023'), ('人口', ''), ('name', '')]
    """
    match = _DATED.fullmatch(_plain(name))
    assert match is not None  # noqa: S101  any text matches
    return match


def _by_kind(layer: Layer, column: str, frame: pd.DataFrame, free: list[str]) -> str | None:
    """Return the column that names most places by their kind: CITY."""
    if column != "name" or layer.name not in _NAMED_BY_KIND:
        return None
    for word in _PLACES:
        for name in free:
            fits = _plain(name) == word and _fits(layer, column, frame[name])
            if fits and _is_distinct(frame[name]):
                return name
    return None


def _by_ending(
    layer: Layer, column: str, frame: pd.DataFrame, free: list[str], key: str | None
) -> str | None:
    """Return the first column whose last part denotes a key, a name or people.

    A name must match the key (NUTS_NAME with NUTS_ID), and must not match another key (CNTR_NAME
    with CNTR_CODE).
    """
    others = {it.name for it in layer.columns} | {*_NO_KEYS}
    endings = _KEY_ENDINGS if column == layer.key else _ENDINGS.get(column, ())
    named = (name for name in free if name.strip().casefold() not in others)
    matches = [it for it in named if _ends_in(it, endings) and _fits(layer, column, frame[it])]
    if column == layer.key or column not in ("name", "name_zh"):
        return next(iter(matches), None)
    keys = {_stem(str(name)): name for name in frame.columns if _ends_in(str(name), _KEY_ENDINGS)}
    of_key = [name for name in matches if key is not None and keys.get(_stem(name)) == key]
    others_of = [
        name
        for name in matches
        if _stem(name) not in keys
        and not _ends_in(name, _ONLY_WITH_KEY)
        and (layer.name not in _NAMED_BY_KIND or _is_distinct(frame[name]))
    ]
    return next(iter([*of_key, *others_of]), None)


def _is_distinct(values: pd.Series[Any]) -> bool:
    """Return whether most rows have a text of their own: it is not that of a larger region."""
    return int(as_text(values).nunique()) > _MOSTLY * len(values)


def _stem(name: str) -> str:
    """Return the parts before the last one: `nuts` of `NUTS_ID`, 地块 of 地块编号."""
    text = without_unit(name)
    ending = next((it for it in (*_KEY_ENDINGS, "名称") if text.endswith(it)), "")
    return text.removesuffix(ending) if not text.isascii() else " ".join(_parts(text)[:-1])


def _parts(name: str) -> list[str]:
    """Return the words and the numbers in a name in small letters, without a number at its end.

    >>> _parts("BoroCode"), _parts("LAD23CD"), _parts("SA2_CODE21")
    (['boro', 'code'], ['lad', '23', 'cd'], ['sa', '2', 'code'])
    """
    words = _CAMEL.sub(" ", without_unit(name).rstrip("0123456789"))
    return [part.casefold() for part in _PART.findall(words)]


def _ends_in(name: str, endings: tuple[str, ...]) -> bool:
    """Return whether the last part of a multi-part name is one of the endings.

    >>> _ends_in("NUTS_ID", ("id",)), _ends_in("地块编号", ("编号",)), _ends_in("grid", ("id",))
    (True, True, False)
    """
    parts = _parts(name)
    han = tuple(ending for ending in endings if not ending.isascii())
    return (len(parts) > 1 and parts[-1] in endings) or without_unit(name).endswith(han)


def _fits(layer: Layer, column: str, values: pd.Series[Any]) -> bool:
    """Return whether a column can be a key (no empty cells, no duplicates), a name or people."""
    if column in ("name", "name_zh"):
        return not pd.api.types.is_numeric_dtype(values)
    if column == "population":
        return bool(as_text(values).str.contains(r"\d").mean() > _MOSTLY)
    if column != layer.key or not layer.unique_keys:
        return True
    text = as_text(values)
    return bool(text.notna().all() and text.is_unique)


def _free_names(
    headings: list[str], matched: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the new name of each renamed column, and of those among them set aside."""
    first = {heading: column for column, heading in reversed([*matched.items()])}
    used = {name.casefold() for name in matched} | set(_RESERVED[:2])
    renamed, displaced = {}, {}
    for heading in headings:
        if heading in first:
            renamed[heading] = first[heading]
            continue
        name = heading if heading.casefold() in ("fid", ORIGIN_ID) else _free(heading, used)
        used.add(name.casefold())
        if name != heading:
            renamed[heading] = displaced[heading] = name
    return renamed, displaced


def _free(name: str, used: set[str]) -> str:
    """Return the name, or else the first unused variant of it."""
    if name.casefold() not in used:
        return name
    free = f"{name}_given"
    number = 2
    while free.casefold() in used:
        free, number = f"{name}_given_{number}", number + 1
    return free


def _filled_in(layer: Layer, frame: pd.DataFrame) -> list[Assumption]:
    """Fill in a missing key and missing groups of zones; return the assumptions."""
    assumed = []
    if layer.key is not None and layer.key not in frame.columns:
        frame[layer.key] = [str(number) for number in range(1, len(frame) + 1)]
        why = Message("import-rows-numbered", column=f"{layer.name}.{layer.key}")
        assumed.append(Assumption("columns", layer.key, why))
    if layer.name == "zones" and "ftz_id" not in frame.columns:
        frame["ftz_id"] = pd.Series([None] * len(frame), dtype="object", index=frame.index)
        assumed.append(Assumption("columns", "ftz_id", Message("import-zones-without-group")))
    return assumed


class _Unit(NamedTuple):
    name: str
    per_km2: float
    words: tuple[str, ...]
    by_ratio: bool = True


_UNITS = (
    _Unit("km²", 1.0, ("km2", "km²", "sqkm", "sq km", "qkm", "平方公里", "平方千米")),
    _Unit("ha", 100.0, ("ha", "hectare", "hectares", "hektar", "hectáreas", "公顷", "万平方米")),
    _Unit("acres", 247.105381, ("acre", "acres", "ac", "英亩")),
    _Unit("mu", 1_500.0, ("mu", "亩", "市亩")),
    _Unit("m²", 1e6, ("m2", "m²", "㎡", "sqm", "sq m", "qm", "平方米")),
    _Unit("10,000 mu", 0.15, ("万亩",), by_ratio=False),
)
_STATED = re.compile(r"(.*?)\s*(?:[(（\[]\s*([^)）\]]+?)\s*[)）\]]|[_\s\-/]+([^_\s\-/]+))\s*$")
_NEAR, _ABOUT = 0.2, 0.5


def heading_unit(heading: str) -> _Unit | None:
    """Return the unit at the end of a heading, None if there is none.

    >>> heading_unit("规划面积（亩）").name, heading_unit("AREA_HA").name, heading_unit("AREA")
    ('mu', 'ha', None)
    """
    match = _STATED.match(heading.strip())
    text = (match[2] or match[3]).casefold() if match else ""
    return next((unit for unit in _UNITS if text in unit.words), None)


def _people_unit(heading: str) -> str | None:
    """Return the unit of people at the end of a heading, None if there is none.

    >>> _people_unit("总人口（万人）"), _people_unit("Population, 000s"), _people_unit("pop")
    ('万人', '000s', None)
    """
    match = _STATED.match(heading.strip())
    text = (match[2] or match[3]).casefold() if match else ""
    return text if text in _PEOPLE_UNITS else None


def _plain(heading: str) -> str:
    """Return a heading in small letters without its unit."""
    match = _STATED.match(heading.strip())
    text = match[1] if match and _people_unit(heading) else without_unit(heading)
    return text.strip(" ,").casefold()


def without_unit(heading: str) -> str:
    """Return a stripped heading without its unit.

    >>> without_unit("规划面积（亩）"), without_unit("NUTS_ID")
    ('规划面积', 'NUTS_ID')
    """
    match = _STATED.match(heading.strip())
    return match[1] if match and heading_unit(heading) else heading.strip()


def in_km2(
    layer: str, frame: pd.DataFrame, columns: Mapping[str, str]
) -> tuple[pd.DataFrame, tuple[Assumption, ...]]:
    """Return a layer with its areas in km², and the assumptions about their unit.

    `columns` maps the plan's columns to the file's; zones are in degrees. A column with the plan's
    own name is in km².
    """
    column = AREAS.get(layer, "")
    heading = columns.get(column, column)
    figures = pd.to_numeric(frame.get(column, pd.Series(dtype=float)), errors="coerce")
    if heading.casefold() == column or not figures.notna().any():
        return frame, ()
    unit, code = heading_unit(heading), "import-area-unit-stated"
    if unit is None:
        code = "import-area-unit-found"
        unit = _by_ratio(figures, frame) if isinstance(frame, gpd.GeoDataFrame) else None
    if unit is None:
        unit, code = _UNITS[0], "import-area-unit-unknown"
    assumption = Assumption("unit", unit.name, Message(code, column=heading, unit=unit.name))
    if unit.per_km2 == 1.0:
        return frame, (assumption,)
    scaled = figures / unit.per_km2
    return frame.assign(**{column: frame[column].where(figures.isna(), scaled)}), (assumption,)


def _by_ratio(figures: pd.Series[float], frame: gpd.GeoDataFrame) -> _Unit | None:
    """Return the unit in which figures equal the measured areas; None if there is none."""
    measured_km2 = Ellipsoid.of(frame.crs).area_km2(frame.geometry.to_numpy())
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = figures.to_numpy(float) / measured_km2
    ratio = ratio[np.isfinite(ratio) & (ratio > 0)]
    for unit in _UNITS if len(ratio) else ():
        off = np.abs(ratio / unit.per_km2 - 1)
        near = abs(np.median(ratio) / unit.per_km2 - 1) <= _NEAR
        if unit.by_ratio and near and (off <= _ABOUT).mean() > _ABOUT:
            return unit
    return None


def with_zeros(
    frames: dict[str, pd.DataFrame], existing: Mapping[str, pd.DataFrame]
) -> dict[str, list[Assumption]]:
    """Restore the zeros of codes in `frames`; return the assumptions for each layer.

    `kept` are unchanged layers of a plan, used only for comparison.
    """
    assumptions: dict[str, list[Assumption]] = {}
    for layer, column, target in _REFERENCES:
        key = str(LAYERS[target].key)
        sides = ((target, key, layer, column), (layer, column, target, key))
        for changed, of, shown, by in sides:
            other = frames.get(shown, existing.get(shown))
            if changed not in frames or other is None:
                continue
            if of not in frames[changed] or by not in other:
                continue
            zeros = as_text(pd.Series(other[by].unique(), dtype="object"))
            if not zeros.str.startswith("0").any():
                continue
            codes = as_text(frames[changed][of]).set_axis(frames[changed].index)
            whole = restored_codes(codes, zeros)
            count = int((whole.fillna("") != codes.fillna("")).sum())
            if count:
                frames[changed] = frames[changed].assign(**{of: whole})
                why = Message("import-codes-restored", column=of, count=count, layer=shown)
                assumptions.setdefault(changed, []).append(Assumption("codes", of, why))
    return assumptions


def restored_codes(codes: pd.Series[str], shown: pd.Series[str]) -> pd.Series[str]:
    """Return codes with lost zeros restored by comparison with others.

    If one code is restored, all others are padded to the same length, provided that all codes with
    zeros have the same length.

    >>> restored_codes(pd.Series(["6037", "10001", "1001"]), pd.Series(["06037", "10001"])).tolist()
    ['06037', '10001', '01001']
    """
    whole = {code.lstrip("0"): code for code in shown.dropna() if code.startswith("0")}
    distinct = set(codes.dropna())
    lost = {code: whole[code] for code in distinct if code in whole}
    lost = {code: full for code, full in lost.items() if full not in distinct}
    lengths = {len(full) for full in lost.values()}
    if len(lengths) == 1 and all(code.isdecimal() for code in distinct):
        (length,) = lengths
        lost |= {code: code.zfill(length) for code in distinct if len(code) < length}
    return codes.map(lambda code: lost.get(code, code))
