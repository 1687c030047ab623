"""How well the modelled people of the China plan meet published figures that it has not seen.

    python -m benchmarks.people [--choose]

Towns: places of GeoNames with `_LEAST` people or more are in three parts, at random. Two parts in
turn are left out, place and people, while weights are chosen (`--choose`); the third is looked at
in the end alone. A town is met by the people that are modelled within 5 km of it, or within the
disc that would hold its people at 1,000 per km² if that is larger. Districts: the people of each
city are spread over its districts as if the city's census alone were known. The weights chosen have
the least mean error over both (of logarithms: 0.69 is twice too many, or half). Beside them stand
people spread evenly over dry land, and people at places by their population. Prints Markdown.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from layers.china.cells import Cells, cells_of
from layers.china.demand import CellSurroundings, Density, Weights, census_pools, spread
from layers.china.divisions import census, districts, regions
from layers.china.places import places
from layers.china.waters import waters

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from layers.geometry.edges import Floats, Ints

_LEAST = 10_000
_LEAST_KM = 5.0
_PER_KM2 = 1_000.0
_PARTS, _FINAL, _SEED = 3, 0, 2020
_DEGREE_KM = 111.2
_MANY = 100
_START = [(0.4, 2.0), (0.2, 2.0), (0.4, 1.5)]  # logarithms of the power and of the weight
_SMOOTHING = ((6.0, 20.0), (4.0, 20.0), (9.0, 20.0), (6.0, 12.0), (6.0, 30.0))  # roads, places


class Country(NamedTuple):
    """What is modelled and what is published."""

    layer: gpd.GeoDataFrame
    cells: Cells
    located: gpd.GeoDataFrame
    part: Ints  # of each place; −1 if too small, or without a census figure
    city: Ints  # of each district
    figure: Floats  # of each district; NaN if it has none, or its city no other

    @classmethod
    def read(cls) -> Country:
        """Read what is installed."""
        layer, located = districts(), places()
        wet = waters(regions())
        shapes = np.empty(0, object) if wet is None else wet.geometry.to_numpy()
        city, _ = pd.factorize(layer["city_adcode"])
        figure = census()["census_population"].to_numpy(float)
        several = np.bincount(city, ~np.isnan(figure))[city] > 1
        is_town = (located["place_population"] >= _LEAST) & located["adcode"].isin(
            census_pools()["adcode"]
        )
        part = np.full(len(located), -1)
        towns = np.flatnonzero(is_town)
        part[towns] = np.random.default_rng(_SEED).permutation(len(towns)) % _PARTS
        cells = cells_of(layer.geometry.to_numpy(), shapes)
        return cls(layer, cells, located, part, city, np.where(several, figure, np.nan))


class LeftOut:
    """A part of the towns, and the surroundings of cells without them."""

    def __init__(self, country: Country, part: int) -> None:
        self.country = country
        is_out = country.part == part
        self.known = country.located[~is_out]
        self.surroundings = CellSurroundings.of(country.cells, self.known)
        towns = country.located[is_out]
        self.published = towns["place_population"].to_numpy(float)
        self.at = np.column_stack([towns.geometry.x, towns.geometry.y])
        self.within = self._within(country.cells.lon, country.cells.lat)

    def _within(self, lon: Floats, lat: Floats) -> csr_array:
        """Return as a matrix which points are near enough to each town."""
        km = np.maximum(_LEAST_KM, np.sqrt(self.published / _PER_KM2 / np.pi))
        across = np.cos(np.radians(self.at[:, 1]))
        tree = cKDTree(np.column_stack([lon, lat]))
        near = tree.query_ball_point(self.at, km / _DEGREE_KM / across)
        town = np.repeat(np.arange(len(near)), [len(one) for one in near])
        point = np.concatenate([np.array(one, int) for one in near])
        east, north = (lon[point] - self.at[town, 0]) * across[town], lat[point] - self.at[town, 1]
        held = np.hypot(east, north) * _DEGREE_KM <= km[town]
        ones = np.ones(int(held.sum()))
        return csr_array((ones, (town[held], point[held])), (len(near), len(lon)))

    def of_towns(self, people: Floats) -> Floats:
        """Return the error of each town: the logarithm of modelled by published."""
        return np.log(np.maximum(self.within @ people, 1.0) / self.published)

    def by_density(self, density: Floats) -> tuple[Floats, Floats]:
        """Return the errors of towns and of districts."""
        country = self.country
        people = spread(country.cells, density, country.layer)
        weight = np.bincount(country.cells.district, density * country.cells.land_km2)
        return self.of_towns(people), _of_districts(country, weight)

    def at_places(self) -> tuple[Floats, Floats]:
        """Return the errors where people are at places, by population, alike if none has any."""
        pools = self.known[["adcode", "place_population"]].merge(census_pools(), on="adcode")
        by_pool = pools.groupby("pool")["place_population"]
        weight = pools["place_population"].where(by_pool.transform("sum") > 0, 1.0)
        share = weight / weight.groupby(pools["pool"]).transform("sum")
        lon, lat = (getattr(self.known.geometry, axis).to_numpy() for axis in ("x", "y"))
        counted = self.known["adcode"].isin(pools["adcode"]).to_numpy()
        within = self._within(lon[counted], lat[counted])
        modelled = within @ (share * pools["figure"]).to_numpy()
        of_district = self.known.groupby("adcode")["place_population"].sum()
        weight = self.country.layer["adcode"].map(of_district).fillna(0.0).to_numpy()
        of_towns = np.log(np.maximum(modelled, 1.0) / self.published)
        return of_towns, _of_districts(self.country, weight)


def _of_districts(country: Country, weight: Floats) -> Floats:
    """Return the error of each district whose city has several, from the city's total."""
    known = ~np.isnan(country.figure)
    city, figure, weight = country.city[known], country.figure[known], weight[known]
    modelled = (
        weight * (np.bincount(city, figure) / np.maximum(np.bincount(city, weight), 1e-9))[city]
    )
    return np.log(np.maximum(modelled, 1.0) / figure)


def _error(errors: tuple[Floats, Floats]) -> float:
    return float(np.mean([np.abs(each).mean() for each in errors]))


def choose(country: Country) -> Weights:
    """Return the weights with the least mean error over the parts that are left out in turn."""
    parts = [LeftOut(country, part) for part in range(_PARTS) if part != _FINAL]
    found: list[tuple[float, Weights]] = []
    for road_km, place_km in _SMOOTHING:

        def weights(at: Floats, road: float = road_km, place: float = place_km) -> Weights:
            return Weights(road, float(np.exp(at[0])), place, float(np.exp(at[1])))

        begun = weights(np.zeros(2))
        smoothed = [(part, part.surroundings.smoothed(begun)) for part in parts]

        def error(
            at: Floats,
            of: Callable[[Floats], Weights] = weights,
            about: list[tuple[LeftOut, Density]] = smoothed,
        ) -> float:
            each = [_error(part.by_density(near.people(of(at)))) for part, near in about]
            return float(np.mean(each))

        options = {"xatol": 0.02, "fatol": 5e-4, "maxfev": 30, "initial_simplex": _START}
        best = minimize(error, _START[0], method="Nelder-Mead", options=options)
        found.append((float(best.fun), weights(best.x)))
        print(f"{best.fun:.4f} {found[-1][1]}", flush=True)
    return min(found)[1]


def _row(name: str, errors: tuple[Floats, Floats]) -> str:
    figures = []
    for each in map(np.abs, errors):
        factor = np.exp(np.median(each))
        figures.append(f"{factor:.2f}" if factor < _MANY else f"over {_MANY}")
        figures += [f"{(each < np.log(times)).mean():.0%}" for times in (2, 10)]
    return f"| {name} | {' | '.join(figures)} |"


def main() -> None:
    """Choose weights if asked to; print the errors of the part that nothing has seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--choose", action="store_true")
    country = Country.read()
    weights = choose(country) if parser.parse_args().choose else Weights()
    final = LeftOut(country, _FINAL)
    known = int((~np.isnan(country.figure)).sum())
    print(f"{weights}\n\n{len(final.published)} towns, {known} districts\n")
    heads = [f"{what}: typical factor | within 2 | within 10" for what in ("towns", "districts")]
    print(f"| | {' | '.join(heads)} |\n|---|---|---|---|---|---|---|")
    print(_row("modelled", final.by_density(final.surroundings.smoothed(weights).people(weights))))
    print(_row("evenly over land", final.by_density(np.ones(len(country.cells.cell)))))
    print(_row("at places, by population", final.at_places()))


if __name__ == "__main__":
    main()
