"""Why a region is covered: the zones that reach it, and the contribution of each."""

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage import Coverage
from geo.coverage.scope import Region, find_region
from geo.coverage.service_area import Reach
from geo.coverage.travel import in_unit
from geo.tables.nearest import closest, distance_of, nearest_zones
from layers.errors import MeasureError
from layers.geometry.edges import Floats, Ints
from layers.runtime.arguments import checked_call

_TOUCH = 1e-9
_FIGURES = ["covered_area_km2", "sole_area_km2", "covered_population", "sole_population"]


@checked_call(MeasureError)
def explain(coverage: Coverage, adcode: str, radius_km: float) -> pd.DataFrame:
    """Return the zones that cover a region at a radius, and by how much; the most people first.

    **Covered** is what lies within the radius of the zone; **sole** is the part of it that lies
    within the radius of no other zone: the region's loss without the zone. A zone is listed if
    it covers land of the region (more than a billionth of it), or people or a demand attribute of
    it, which may lie off its land. `adcode` is of any level. By road land is null, and in
    minutes the distance is `distance_min`.

    Returns:
        Columns `zone_id`, `ftz_id`; `distance_km`, from the zone to the region's nearest demand
        point; `covered_area_km2`, `sole_area_km2`, `covered_population`, `sole_population`
        (persons); `sole_area_share`, `sole_population_share`: sole, as a share (0–1) of the whole
        region; and of the plan's own weights `covered_jobs` and `sole_jobs`. Figures of people and
        weights are null in a region without demand, the share of people also in an uninhabited one.

    Raises:
        UnknownError: no region has the adcode.
        MeasureError: the coverage was not measured at the radius.

    >>> from geo import CoverageMeter
    >>> from geo.tables import explain
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> columns = ["zone_id", "covered_population", "sole_population"]
    >>> explain(coverage, "330102", radius_km=10)[columns].values.tolist()
    [['B', 500.0, 0.0], ['A', 500.0, 0.0]]
    """
    region, level = find_region(coverage.plan, adcode), coverage.radius_number(radius_km)
    points = coverage.plan_data.points_of(region.districts)
    reaching = [
        row
        for row, reach in enumerate(coverage.reaches)
        if _meets(reach, region, level) or np.isin(points, reach.demand_within(level)).any()
    ]
    reaches = [coverage.reaches[row] for row in reaching]
    land = _land_km2(coverage, region, reaches, level)
    people = _people(coverage, points, reaches, level)
    distance = [
        distance_of(coverage, reach.polygon, points, radius_km).min(initial=np.inf)
        for reach in reaches
    ]
    own = [f"{part}{name}" for name in coverage.plan_data.weights for part in ("covered_", "sole_")]
    figures = pd.DataFrame(np.hstack([land, people]), columns=[*_FIGURES, *own])
    area_km2 = coverage.plan_data.region_area_km2[region.districts].sum()
    living = coverage.plan_data.population[points].sum()
    table = coverage.zone_frame[["zone_id", "ftz_id"]].iloc[reaching].reset_index(drop=True)
    table = pd.DataFrame(table).assign(
        distance_km=pd.Series(distance, dtype=float).replace(np.inf, np.nan),
        **{name: figures[name] for name in _FIGURES},
        sole_area_share=figures["sole_area_km2"] / area_km2,
        sole_population_share=figures["sole_population"] / (living if living > 0 else np.nan),
        **{name: figures[name] for name in own},
    )
    amounts = [name for name in ("covered_population", *own) if name.startswith("covered_")]
    reached = (table[amounts].fillna(0) > 0).any(axis=1)
    shown: pd.DataFrame = table[reached | (table["covered_area_km2"] > _TOUCH * area_km2)]
    order = ["covered_population", "covered_area_km2", "zone_id"]
    shown = shown.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return in_unit(shown, coverage.unit)


@checked_call(MeasureError)
def explained(coverage: Coverage, adcode: str, radius_km: float) -> pd.DataFrame:
    """Return the region of `explain`: its row of `Coverage.regions`, and further columns.

    These are `nearest_zone_id` and `nearest_km`: the zone nearest to any of the region's demand
    points, covering it or not, and its distance; null without demand, or without zones.

    Raises:
        UnknownError: no region has the adcode.
        MeasureError: the coverage was not measured at the radius.

    >>> from geo import CoverageMeter
    >>> from geo.tables import explained
    >>> from layers.example import example_plan
    >>> coverage = CoverageMeter(example_plan(), radii_km=[5, 10]).measure()
    >>> explained(coverage, "330102", 10)[["covered_population", "nearest_zone_id"]].values.tolist()
    [[500.0, 'B']]
    """
    region, number = find_region(coverage.plan, adcode), coverage.radius_number(radius_km)
    points = coverage.plan_data.points_of(region.districts)
    zone, distance = closest(coverage, *nearest_zones(coverage, points))
    key = pd.Series(
        {"adcode": adcode, "level": region.level, coverage.radius_column: coverage.radii_km[number]}
    )
    row = coverage.regions[(coverage.regions[list(key.index)] == key).all(axis=1)]
    row = row.reset_index(drop=True).assign(nearest_zone_id=zone, nearest_km=distance)
    return in_unit(row, coverage.unit)


def _meets(reach: Reach, region: Region, level: int) -> bool:
    return bool(np.isin(region.districts, reach.met(level)).any())


def _land_km2(coverage: Coverage, region: Region, reaches: list[Reach], level: int) -> Floats:
    """Return covered and sole area of the region, a row for each zone; unknown by road."""
    if coverage.network is not None:
        return np.full((len(reaches), 2), np.nan)
    areas = [reach.areas[level].shape for reach in reaches]
    out = np.zeros((len(areas), 2))
    for number, (reach, area) in enumerate(zip(reaches, areas, strict=True)):
        met = np.intersect1d(region.districts, reach.met(level))
        filled = np.intersect1d(met, reach.filled(level))
        others = [other for other in areas if other is not area and other.intersects(area)]
        sole = shapely.difference(area, shapely.union_all(others)) if others else area
        covered = coverage.plan_data.region_area_km2[filled].sum()
        covered += _shared_km2(coverage, np.setdiff1d(met, filled), area)
        out[number] = covered, covered if sole is area else _shared_km2(coverage, met, sole)
    return out


def _shared_km2(coverage: Coverage, districts: Ints, area: BaseGeometry) -> float:
    shapes = shapely.intersection(coverage.plan_data.regions[districts], area)
    return float(coverage.plan_data.ellipsoid.area_km2(shapes).sum())


def _people(coverage: Coverage, points: Ints, reaches: list[Reach], level: int) -> Floats:
    """Return covered and sole people and own weights of the region, a row for each zone."""
    plan_data = coverage.plan_data
    amounts = [amount[points] for amount in (plan_data.population, *plan_data.weights.values())]
    if not len(points):
        return np.full((len(reaches), 2 * len(amounts)), np.nan)
    reached = np.array([np.isin(points, reach.demand_within(level)) for reach in reaches], bool)
    reached = reached.reshape(len(reaches), len(points))
    sole = reached & (reached.sum(axis=0) == 1)
    return np.column_stack([part @ amount for amount in amounts for part in (reached, sole)])
