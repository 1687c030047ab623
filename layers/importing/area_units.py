"""The unit of a column of areas: from its heading, else inferred from the measured areas.

The **ratio** of the figures to the measured areas of the same zones indicates a unit if the median
is within a fifth of the unit's (100 for hectares, 1,500 for mu) and most are within a half.
Otherwise km² is assumed, and reported unless the heading states it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.formats.table import Assumption
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

AREAS = {"zones": "published_area_km2", "ftzs": "cap_km2"}
"""The column of each layer with figures that may be in another unit."""


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


def unit_of(heading: str) -> _Unit | None:
    """Return the unit at the end of a heading, None if there is none.

    >>> unit_of("规划面积（亩）").name, unit_of("AREA_HA").name, unit_of("AREA")
    ('mu', 'ha', None)
    """
    match = _STATED.match(heading.strip())
    text = (match[2] or match[3]).casefold() if match else ""
    return next((unit for unit in _UNITS if text in unit.words), None)


def without_unit(heading: str) -> str:
    """Return a stripped heading without its unit.

    >>> without_unit("规划面积（亩）"), without_unit("NUTS_ID")
    ('规划面积', 'NUTS_ID')
    """
    match = _STATED.match(heading.strip())
    return match[1] if match and unit_of(heading) else heading.strip()


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
    unit, code = unit_of(heading), "import-area-unit-stated"
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
