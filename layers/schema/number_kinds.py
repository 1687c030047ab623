"""The kinds of numbers in the demand that are not amounts: ids, years, rates, positions.

Amounts can be summed: people, jobs, GDP. Other numbers cannot; they are recognised by **name**, by
its words in several languages (`geonameid`, `pct_urban`, `medianIncome`, 海拔), or by **shape**:

- `id`: whole numbers, all distinct and consecutive, or as long as each other (five digits at
  least), or codes of the regions;
- `year`: whole numbers from 1900 to 2100, or dates such as 20231231;
- `rate`: between 0 and 1, not whole;
- `place`: the longitudes or latitudes of the points themselves;
- `same`: one number in every row, other than 0 and 1.

Shapes need several rows, because a few amounts may have any.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.geometry.edges import Floats

NumberKind = Literal["id", "year", "rate", "place", "same"]

_IDS = {
    *("id", "ids", "gid", "fid", "oid", "uid", "pid", "qid", "osm", "huc", "key", "row", "serial"),
    *("code", "codes", "fips", "statefp", "countyfp", "tractce", "placefp", "sumlev", "cbsa"),
    *("zip", "zcta", "postal", "plz", "nuts", "lau", "ags", "ars", "insee", "gss", "iso", "cp"),
    *("country", "state", "province", "region", "division", "district", "county", "municipality"),
    *("city", "town", "village", "ward", "commune", "canton", "kreis", "gemeinde", "adm", "admin"),
    *("tract", "block", "blkgrp", "zone", "class", "type", "kind", "category", "cat", "rank"),
    *("tier", "grade", "flag", "status", "phone", "no", "nr", "nummer", "timezone"),
}
_ID_STARTS = {"id", "code", "fips", "zip", "geoid", "no", "nr"}
_ID_ENDINGS = ("id", "code", "fips", "编号", "代码", "编码", "序号", "邮编")
_NO_IDS = {
    *("paid", "unpaid", "aid", "bid", "covid", "grid", "hybrid", "liquid", "solid", "fluid"),
    *("acid", "kid", "void", "valid", "rapid"),
}
_YEARS = {"year", "yr", "jahr", "année", "annee", "año", "ano", "anno", "vintage", "date", "年份"}
_RATES = {
    *("rate", "rates", "ratio", "pct", "percent", "percentage", "perc", "proportion", "prop"),
    *("share", "avg", "average", "mean", "median", "density", "index", "gini", "score", "quantile"),
    *("capita", "percapita", "per", "anteil", "quote", "dichte", "durchschnitt", "taux", "moyenne"),
    *("médiane", "mediane", "densité", "densite", "tasa", "promedio", "media", "mediana"),
    *("densidad", "temperature", "speed", "medinc", "medhhinc", "medage"),
}
_RATE_ENDINGS = ("density", "dichte", "quote", "anteil")
_RATE_SIGNS = (
    "%",
    "‰",
    "率",
    "占比",
    "比重",
    "比例",
    "密度",
    "人均",
    "平均",
    "均价",
    "指数",
    "中位",
)
_USUALLY_RATES = {"income", "price", "salary", "wage", "rent", "age", "einkommen", "alter"}
_TOTALS = {"total", "sum", "aggregate", "agg", "gross", "gesamt"}
_TIMES = {"year", "yr", "annum", "month", "week", "day", "hour"}
_PLACES = {
    *("lat", "latitude", "lon", "lng", "longitude", "easting", "northing", "elev", "elevation"),
    *("altitude", "height", "ele", "dem", "slope", "depth", "höhe", "hoehe", "distance"),
    *("经度", "纬度", "海拔", "高程", "坡度", "距离"),
}
_ALONE = {"x", "y", "z", "alt", "long"}
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_CONSECUTIVE_ROWS, _SAME_LENGTH_ROWS, _FEW_ROWS = 8, 20, 3
_LEAST_DIGITS, _LEAST_CODE = 5, 1_000
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def number_kind(
    name: str,
    values: Sequence[float] | NDArray[Any] | pd.Series[Any],
    codes: Collection[str] = (),
    positions: Collection[Floats] = (),
) -> NumberKind | None:
    """Return the kind of a column that is not an amount, None if it may be one.

    Args:
        name: the column's.
        values: its numbers; missing ones are ignored.
        codes: those of the regions.
        positions: the longitudes, and the latitudes, of the same rows.

    >>> [number_kind(name, [2, 31, 5]) for name in ("geonameid", "pct_urban", "jobs", "elevation")]
    ['id', 'rate', None, 'place']
    >>> number_kind("x1", [0.25, 0.5, 1.0]), number_kind("x1", [2020, 2020, 2021])
    ('rate', 'year')
    """
    every = np.asarray(values, float)
    numbers = every[np.isfinite(every)]
    if not len(numbers):
        return None
    whole = bool((numbers == np.floor(numbers)).all())
    return _by_name(name, numbers, whole=whole) or _by_shape(
        every, numbers, codes, positions, whole=whole
    )


def _by_name(name: str, numbers: Floats, *, whole: bool) -> NumberKind | None:
    words = [word.casefold() for word in _WORD.findall(_CAMEL.sub(" ", name))] or [""]
    last = words[-1]
    if whole and (years := _YEARS & {*words}) and _are_years(numbers, 1):
        return "year" if last in years or len(words) == 1 else None
    if last in _PLACES or name.strip().casefold() in _ALONE:
        return "place"
    if _is_rate(words) or any(sign in name for sign in _RATE_SIGNS):
        return "rate"
    ends = last.endswith(_ID_ENDINGS) and last not in _NO_IDS
    is_id = ends or last in _IDS or words[0] in _ID_STARTS
    return "id" if whole and is_id else None


def _is_rate(words: list[str]) -> bool:
    known = {*words}
    if "per" in known and words[-1] in _TIMES:
        known.discard("per")
    by_end = words[-1].endswith(_RATE_ENDINGS)
    usual = words[-1] in _USUALLY_RATES and not _TOTALS & known
    return bool(_RATES & known) or by_end or usual


def _by_shape(
    every: Floats,
    numbers: Floats,
    codes: Collection[str],
    positions: Collection[Floats],
    *,
    whole: bool,
) -> NumberKind | None:
    distinct = np.unique(numbers)
    if len(numbers) < _FEW_ROWS:
        return None
    if len(distinct) > 1 and any(np.allclose(every, at, 0, 1e-6) for at in positions):
        return "place"
    if not whole:
        return "rate" if distinct[0] >= 0 and distinct[-1] <= 1 else None
    if _are_years(numbers, _FIRST_YEAR) or _are_dates(distinct):
        return "year"
    if _are_ids(numbers, distinct, codes):
        return "id"
    return "same" if len(distinct) == 1 and distinct[0] not in (0, 1) else None


def _are_years(numbers: Floats, first: int) -> bool:
    return bool(numbers.min() >= first and numbers.max() <= _LAST_YEAR)


def _are_dates(distinct: Floats) -> bool:
    """Return whether numbers are dates such as 20231231."""
    year, month, day = distinct // 10_000, distinct // 100 % 100, distinct % 100
    in_year = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    return _are_years(year, _FIRST_YEAR) and bool(in_year.all())


def _are_ids(numbers: Floats, distinct: Floats, codes: Collection[str]) -> bool:
    count = len(numbers)
    if count == len(distinct):
        if count >= _CONSECUTIVE_ROWS and distinct[-1] - distinct[0] == count - 1:
            return True
        digits = {len(f"{number:.0f}") for number in (distinct[0], distinct[-1])}
        if count >= _SAME_LENGTH_ROWS and len(digits) == 1 and min(digits) >= _LEAST_DIGITS:
            return True
    known = {code.lstrip("0") for code in codes}
    return bool(distinct[0] >= _LEAST_CODE and all(f"{it:.0f}" in known for it in distinct))
