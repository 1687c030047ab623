"""The legend of a map: the meaning of its colours and shapes, from the layers in a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from layers.palette import CHANGE_BREAKS, COLOURS, Mark, gateway_marks, hues, sector_marks
from layers.schema.column_types import is_missing
from layers.schema.export_tables import covered_column, table_of
from layers.schema.terms import Terms
from layers.schema.terms_table import codes_without_tint

POPULATION = ("population", "census_population")
_CLASSES = 5
_SQUARE_DEGREE_KM2 = 12_345  # at the equator; the flattening changes it by ±0.4 %
AREA_KM2 = f"area($geometry) * {_SQUARE_DEGREE_KM2} * cos(radians(y(centroid($geometry))))"
"""A region's area as an expression independent of a project's units and ellipsoid, for tints."""


@dataclass(frozen=True)
class MapLegend:
    """The marks of each FTZ, sector and kind of gateway, and the figures that tint regions.

    `tint` is the column of coverage that tints regions (the middle radius, people if there are
    any), None without coverage; `covered` states that the plan's own regions have it. Otherwise
    `population` is the column whose people per km² tint them, with the upper bounds of its five
    classes. `change` is the column of the change of `tint`, None where no scenario changes it.

    `lines` are the kinds of lines in `map_lines`, `untinted` the codes of regions that have the
    colour of no data, `terms` the plan's terms.
    """

    ftzs: tuple[Mark, ...]
    sectors: tuple[Mark, ...]
    gateways: tuple[Mark, ...]
    tint: str | None
    change: str | None
    covered: bool
    population: str | None
    population_breaks: tuple[float, ...]
    lines: tuple[str, ...]
    untinted: tuple[str, ...]
    terms: Terms

    def spoken(self, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        """Return marks in English only if the plan has no Chinese names."""
        return tuple(
            mark if self.chinese or not mark.words else mark._replace(words_zh="") for mark in marks
        )

    @property
    def rules(self) -> tuple[Mark, ...]:
        """Return every rule named in the catalogue, in the plan's words."""
        english, chinese = self.terms.speaker("en"), self.terms.speaker("zh")
        names = {
            code[len("rule-") : -len("-name")].replace("-", "_"): code
            for code in english.codes("rule", "-name")
        }
        marks = (
            Mark(rule, english.say(code), chinese.say(code), COLOURS["ink"])
            for rule, code in names.items()
        )
        return self.spoken(tuple(marks))

    @property
    def chinese(self) -> bool:
        """Return whether the plan has Chinese names."""
        return self.terms.chinese


def legend_of(frames: Mapping[str, pd.DataFrame], terms: Terms) -> MapLegend:
    """Return the legend of a map of these tables, by name; deterministic."""
    regions = frames["regions"]
    population = next((name for name in POPULATION if name in regions.columns), None)
    breaks = _breaks(_density(regions, population)) if population else ()
    tint = _tint(frames)
    legend = MapLegend(
        ftzs=_ftz_marks(frames),
        sectors=sector_marks(_values(frames, "clusters", "sector")),
        gateways=gateway_marks(_values(frames, "gateways", "kind")),
        tint=tint,
        change=_change(frames, tint),
        covered=tint in regions.columns,
        population=population if breaks else None,
        population_breaks=breaks,
        lines=tuple(_values(frames, "map_lines", "kind")),
        untinted=_untinted(regions),
        terms=terms,
    )
    return replace(
        legend,
        ftzs=legend.spoken(legend.ftzs),
        sectors=legend.spoken(legend.sectors),
        gateways=legend.spoken(legend.gateways),
    )


def short_name(name: str | None) -> str | None:
    """Return the distinguishing part of an FTZ's full name.

    >>> short_name("中国（上海）自由贸易试验区"), short_name("Hainan Free Trade Port")
    ('上海', 'Hainan')
    """
    if name is None:
        return None
    inside = re.search(r"[（(](.+?)[)）]", name)
    if inside:
        return inside[1]
    return re.sub(r"( Pilot)? Free Trade.*|自由贸易.*", "", name) or name


def _ftz_marks(frames: Mapping[str, pd.DataFrame]) -> tuple[Mark, ...]:
    names: dict[str, tuple[str | None, str | None]] = {}
    if "ftzs" in frames:
        table = frames["ftzs"]
        for ftz, name, name_zh in zip(
            table["ftz_id"], table["name"], table["name_zh"], strict=True
        ):
            words = None if is_missing(name) else short_name(str(name))
            words_zh = None if is_missing(name_zh) else short_name(str(name_zh))
            names[str(ftz)] = (words or (None if words_zh else str(ftz)), words_zh)
    for ftz in _values(frames, "zones", "ftz_id"):
        names.setdefault(ftz, (ftz, None))
    return tuple(
        Mark(ftz, words or "", words_zh or "", colour)
        for (ftz, (words, words_zh)), colour in zip(names.items(), hues(len(names)), strict=True)
    )


def _values(frames: Mapping[str, pd.DataFrame], table: str, column: str) -> list[str]:
    """Return the values of a column in every table of a part, sorted."""
    values: set[str] = set()
    for name, frame in frames.items():
        described = table_of(name)
        if described is not None and described.part == table:
            values |= {str(value) for value in frame[column] if not is_missing(value)}
    return sorted(values)


def _untinted(regions: pd.DataFrame) -> tuple[str, ...]:
    crs = getattr(regions, "crs", None)
    return () if crs is None else tuple(sorted(codes_without_tint(regions, CRS(crs))))


def _tint(frames: Mapping[str, pd.DataFrame]) -> str | None:
    """Return the column of coverage that tints: the middle radius; land without demand."""
    columns: dict[str, dict[float, str]] = {"population_share": {}, "share": {}}
    for frame in frames.values():
        for name in map(str, frame.columns):
            covered = covered_column(name)
            if covered and covered[0] in columns and frame[name].notna().any():
                columns[covered[0]][covered[1]] = name
    candidates = columns["population_share"] or columns["share"]
    return candidates[sorted(candidates)[len(candidates) // 2]] if candidates else None


def _change(frames: Mapping[str, pd.DataFrame], tint: str | None) -> str | None:
    """Return the column of changes of the tinting column, if a scenario changes it anywhere."""
    column = "" if tint is None else tint.replace("share_", "share_change_", 1)
    known = [frame[column] for frame in frames.values() if column in frame.columns]
    return column if any((each.abs() >= CHANGE_BREAKS[0]).any() for each in known) else None


def _density(regions: pd.DataFrame, population: str) -> pd.Series[float]:
    """Return people per km², equal to the expression of the style."""
    shapes = gpd.GeoSeries(regions.geometry).to_numpy()
    latitude = np.radians(shapely.get_y(shapely.centroid(shapes)))
    area_km2 = shapely.area(shapes) * _SQUARE_DEGREE_KM2 * np.cos(latitude)
    people = pd.to_numeric(regions[population], errors="coerce").to_numpy(float)
    return pd.Series(people / np.where(area_km2 > 0, area_km2, np.nan))


def _breaks(figures: pd.Series[float]) -> tuple[float, ...]:
    """Return round upper bounds of five classes with about as many regions each."""
    numbers = pd.to_numeric(figures, errors="coerce").dropna().to_numpy(float)
    if not len(numbers) or numbers.min() == numbers.max():
        return ()
    inner = np.quantile(numbers, np.arange(1, _CLASSES) / _CLASSES)
    rounded = [float(f"{bound:.2g}") for bound in inner]
    return tuple(sorted({*rounded, float(numbers.max())}))
