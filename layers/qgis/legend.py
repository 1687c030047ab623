"""The legend of a map: what its colours and shapes stand for, from the layers in a file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.palette import COLOURS, GATEWAYS, Mark, hues, sector_marks
from layers.schema.column_types import is_missing
from layers.schema.export_tables import covered_column, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.schema.terms import Terms

_POPULATION = ("population", "census_population")
_CLASSES = 5
_SQUARE_DEGREE_KM2 = 12_345  # at the equator; the spheroid's flattening makes ±0.4 %
AREA_KM2 = f"area($geometry) * {_SQUARE_DEGREE_KM2} * cos(radians(y(centroid($geometry))))"
"""A region's area as an expression that no unit or ellipsoid of a project changes, for a tint."""


@dataclass(frozen=True)
class MapLegend:
    """What stands for each FTZ, sector and kind of gateway, and the figures that tint regions.

    `tint` is the column of coverage that tints regions (the middle radius, people where there are
    any), None without coverage; `covered` says that the plan's own regions have it. `population` is
    the column whose people per km² tint them where they have not, with the upper bounds of its five
    classes.
    `provinces` are the codes of the coarsest regions, whose borders are drawn where there are finer
    ones. `terms` are the plan's words.
    """

    ftzs: tuple[Mark, ...]
    sectors: tuple[Mark, ...]
    gateways: tuple[Mark, ...]
    tint: str | None
    covered: bool
    population: str | None
    population_breaks: tuple[float, ...]
    provinces: tuple[str, ...]
    terms: Terms

    def spoken(self, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        """Return marks in English alone where the plan has no Chinese names."""
        return tuple(
            mark if self.chinese or not mark.words else mark._replace(words_zh="") for mark in marks
        )

    @property
    def rules(self) -> tuple[Mark, ...]:
        """Return every rule of which the catalogue has the name, in the plan's words."""
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
        return "zh" in self.terms.languages


def legend_of(frames: Mapping[str, pd.DataFrame], terms: Terms) -> MapLegend:
    """Return the legend of a map of these tables, by name; the same frames give the same one."""
    regions = frames["regions"]
    population = next((name for name in _POPULATION if name in regions.columns), None)
    breaks = _breaks(_density(regions, population)) if population else ()
    tint = _tint(frames)
    top = terms.coarsest.column if len(terms.levels) > 1 else None
    made = MapLegend(
        ftzs=_ftz_marks(frames),
        sectors=sector_marks(_values(frames, "clusters", "sector")),
        gateways=_gateways(frames),
        tint=tint,
        covered=tint in regions.columns,
        population=population if breaks else None,
        population_breaks=breaks,
        provinces=tuple(_values(frames, "regions", top)) if top else (),
        terms=terms,
    )
    return replace(
        made,
        ftzs=made.spoken(made.ftzs),
        sectors=made.spoken(made.sectors),
        gateways=made.spoken(made.gateways),
    )


def short_name(name: str | None) -> str | None:
    """Return what tells an FTZ from the others in its full name.

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


def _gateways(frames: Mapping[str, pd.DataFrame]) -> tuple[Mark, ...]:
    """Return marks for the kinds there are, ours first; some of others look like ours."""
    kinds = _values(frames, "gateways", "kind")
    known = {mark.value for mark in GATEWAYS}
    marks = [mark for mark in GATEWAYS if mark.value in kinds]
    for kind in kinds:
        like = next((mark for mark in GATEWAYS if kind.startswith(mark.value)), None)
        if kind not in known:
            marks.append(
                like._replace(value=kind)
                if like
                else Mark(kind, kind, "", COLOURS["ink"], "M5 8h6")
            )
    return tuple(marks)


def _values(frames: Mapping[str, pd.DataFrame], table: str, column: str) -> list[str]:
    """Return the values of a column in every table of that part, sorted."""
    found: set[str] = set()
    for name, frame in frames.items():
        known = table_of(name)
        if known is not None and known.part == table:
            found |= {str(value) for value in frame[column] if not is_missing(value)}
    return sorted(found)


def _tint(frames: Mapping[str, pd.DataFrame]) -> str | None:
    """Return the column of coverage that tints: of the middle radius; of land without demand."""
    columns: dict[str, dict[float, str]] = {"population_share": {}, "share": {}}
    for frame in frames.values():
        for name in map(str, frame.columns):
            covered = covered_column(name)
            if covered and covered[0] in columns and frame[name].notna().any():
                columns[covered[0]][covered[1]] = name
    known = columns["population_share"] or columns["share"]
    return known[sorted(known)[len(known) // 2]] if known else None


def _density(regions: pd.DataFrame, population: str) -> pd.Series[float]:
    """Return people per km², as the expression of the style has it."""
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
