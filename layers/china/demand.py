"""Demand: the 2020 census by district, spread over cells of some 2 km. Modelled, not counted.

Assignment. Each census figure belongs to a *pool* of districts (`census_pools`): to the district it
is published for; Yuhang's also to Linping, which was split from it; the figures of Hong Kong, Macao
and Taiwan to their districts. A district without a figure whose people are in the figures of others
has no demand: Qiantang (spread over Hangzhou in the census table), Jinmen, three farm and reserve
units of Gansu, two cities of Xinjiang founded since. So everybody is counted exactly once.

Distribution. In a pool, people live on dry land (`layers.china.cells`), more densely where there
are more roads and more places of GeoNames about: per km² in proportion to

    roads ** road_power + places_weight * places

where `roads` is their length per km² and `places` their number per km², each about the cell
(`Weights`). The weights are those that best predict held-out towns, and districts from their
city's total (`python -m benchmarks.people`, which measures the error too). The published people of
places are not used: the more they count, the worse held-out towns are predicted. How steep land
is, is not known. Where fewer than `FEWEST` people live, cells of 2 km are one of 4, 8 km and so on
within their district, its point where most of them are. A point has the name of the nearest place.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from layers.china.cells import Cells, cells_of
from layers.china.divisions import census, districts
from layers.china.facts import CRS, provinces
from layers.china.places import places
from layers.context import read_network
from layers.geometry.antimeridian import Shapes
from layers.geometry.edges import Floats, Ints

SOURCE = "2020 census, modelled"  # in each of 265,158 rows
SOURCE_PROVINCE = "2020–21 census, modelled"
FEWEST = 10_000
_LEAST_DENSITY = 1e-6
_LEVELS = 8  # of joining cells: at most 2 ** 8 on a side, and no more than a district
_COS = 0.82  # at 35°N: degrees of longitude beside those of latitude, where the nearest is sought


class Weights(NamedTuple):
    """The factors of the density of people, and the distance around a cell that each covers."""

    road_km: float = 6.0
    road_power: float = 1.7
    place_km: float = 20.0
    places_weight: float = 4.4


def demand(
    waters: gpd.GeoDataFrame | None = None, fewest_people: float = FEWEST
) -> gpd.GeoDataFrame:
    """Return the `demand` layer: points in EPSG:4490 by `demand_id`, each in its district.

    `waters` is the layer without people; cells with fewer than `fewest_people` are joined.
    Columns: `demand_id` (the adcode of the district
    and a number in it), `name`, `name_zh`, `population` (persons, whole, modelled), `adcode` of the
    district, `source`, `verified` (False).
    """
    layer = districts()
    wet = np.empty(0, object) if waters is None else waters.geometry.to_numpy()
    cells = cells_of(layer.geometry.to_numpy(), wet)
    located = places()
    weights = Weights()
    density = CellSurroundings.of(cells, located).smoothed(weights).people(weights)
    cells, people = joined_cells(cells, spread(cells, density, layer), fewest_people)
    persons = whole_persons(people, layer["adcode"].to_numpy()[cells.district])
    rows = np.lexsort((cells.cell, cells.district))
    rows = rows[persons[rows] > 0]
    return _layer(cells.some(rows), persons[rows], layer, located)


@cache
def census_pools() -> pd.DataFrame:
    """Return the census figure that covers each district; those without demand are not listed.

    Columns: `adcode`, `pool` (the adcode that the figure is published for), `figure` (persons of
    the pool), `row` (the figure without people apportioned from areas tabulated separately).
    """
    table = census()
    has_figure = table["census_population"].notna()
    parent = table["split_from"]
    of_parent = ~has_figure & parent.isin(table.loc[has_figure, "adcode"])
    counted = table.loc[has_figure, "province_adcode"]
    of_province = ~table["province_adcode"].isin(counted)
    pool = table["adcode"].where(has_figure)
    pool = pool.mask(of_parent, parent).mask(of_province, table["province_adcode"])
    totals = provinces().set_index("adcode")["population_2020"]
    by_adcode = table.set_index("adcode")
    return pd.DataFrame(
        {
            "adcode": table["adcode"],
            "pool": pool,
            "figure": pool.map(by_adcode["census_population"]).fillna(pool.map(totals)),
            "row": pool.map(by_adcode["census_row"]).fillna(pool.map(totals)),
        }
    ).dropna(subset="pool", ignore_index=True)


class CellSurroundings(NamedTuple):
    """The surroundings of cells: length of roads and number of places, by row and column."""

    cells: Cells
    roads_km: Floats
    places: Floats

    @classmethod
    def of(cls, cells: Cells, located: gpd.GeoDataFrame) -> CellSurroundings:
        """Look at some cells."""
        grid = cells.grid
        roads_km = grid.length_km(read_network("roads", grid.extent))
        number = np.ones(len(located))
        return cls(cells, roads_km, grid.summed(*_degrees(located), number))

    def smoothed(self, weights: Weights) -> Density:
        """Return the roads and places about each cell, per km²."""
        grid, cell = self.cells.grid, self.cells.cell
        return Density(
            grid.smoothed(self.roads_km, weights.road_km).ravel()[cell],
            grid.smoothed(self.places, weights.place_km).ravel()[cell],
        )


class Density(NamedTuple):
    """The km of roads and the number of places per km², about each cell."""

    roads: Floats
    places: Floats

    def people(self, weights: Weights) -> Floats:
        """Return how densely people live in each cell, beside other cells of the pool."""
        roads = self.roads.clip(0) ** weights.road_power
        return np.maximum(roads + weights.places_weight * self.places, _LEAST_DENSITY)


def spread(cells: Cells, density: Floats, layer: gpd.GeoDataFrame) -> Floats:
    """Return the persons of each cell: those of its pool, by density and land; 0 without a pool."""
    by_adcode = census_pools().set_index("adcode").reindex(layer["adcode"])
    pool, _ = pd.factorize(by_adcode["pool"])
    weight = np.where(pool >= 0, 1.0, 0.0)[cells.district] * cells.land_km2 * density
    of_cell = pool[cells.district]
    total = np.bincount(of_cell + 1, weight)
    figure = by_adcode["figure"].fillna(0.0).to_numpy()[cells.district]
    return figure * weight / np.where(total > 0, total, 1.0)[of_cell + 1]


def joined_cells(cells: Cells, people: Floats, fewest_people: float) -> tuple[Cells, Floats]:
    """Return cells with people, those of a block with fewer than `fewest_people` as one."""
    cells, people = cells.some(people > 0), people[people > 0]
    block = _blocks(cells, people, fewest_people)
    sums: Floats = np.bincount(block, people).astype(float)
    far = np.zeros(len(people))
    for place, scale in ((cells.lon, _COS), (cells.lat, 1.0)):
        mean = np.bincount(block, people * place) / sums
        far += (scale * (place - mean[block])) ** 2
    least = np.full(len(sums), np.inf)
    np.minimum.at(least, block, far)
    rows = np.flatnonzero(far == least[block])[::-1]
    nearest = np.empty(len(sums), np.int64)
    nearest[block[rows]] = rows
    return cells.some(nearest), sums


def _blocks(cells: Cells, people: Floats, fewest_people: float) -> Ints:
    """Return the number of each cell's block: the largest in its district with fewer people."""
    row, column = np.divmod(cells.cell, cells.grid.columns)
    district = cells.district.astype(np.int64)
    block = number = origin = np.arange(len(people))
    for _ in range(_LEVELS):
        row, column = row >> 1, column >> 1
        key = (district * cells.grid.rows + row) * cells.grid.columns + column
        _, first, larger = np.unique(key, return_index=True, return_inverse=True)
        people = np.bincount(larger, people).astype(float)
        district, row, column, origin = (each[first] for each in (district, row, column, origin))
        number = larger[number]
        is_one = people < fewest_people
        if not is_one.any():
            break
        block = np.where(is_one[number], origin[number], block)
    is_first = np.zeros(len(block), bool)
    is_first[block] = True
    return (np.cumsum(is_first) - 1)[block]


def whole_persons(people: Floats, adcode: Shapes) -> Ints:
    """Return whole persons, the total of each pool unchanged: fractions pass to the next row."""
    pool = census_pools().set_index("adcode")["pool"].reindex(adcode)
    order = np.argsort(pool.to_numpy(), kind="stable")
    persons = np.empty(len(people), np.int64)
    persons[order] = np.diff(np.round(np.cumsum(people[order])), prepend=0)
    return persons


def _layer(
    cells: Cells, persons: Ints, layer: gpd.GeoDataFrame, located: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    adcode = layer["adcode"].to_numpy(object)[cells.district]
    number = pd.Series(adcode).groupby(adcode).cumcount() + 1
    places_at = np.column_stack(_degrees(located)) * (_COS, 1.0)
    _, nearest = cKDTree(places_at).query(np.column_stack([cells.lon * _COS, cells.lat]))
    names = located[["name", "name_zh"]].iloc[nearest].reset_index(drop=True)
    territory = census_pools().set_index("adcode")["pool"].str.endswith("0000").reindex(adcode)
    columns = {
        "demand_id": adcode + "-" + number.astype(str),
        **names,
        "population": persons.astype(float),
        "adcode": adcode,
        "source": np.where(territory, SOURCE_PROVINCE, SOURCE),
        "verified": False,
    }
    points = shapely.points(cells.lon, cells.lat)
    return gpd.GeoDataFrame(columns, geometry=points, crs=CRS)


def _degrees(points: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    shapes = points.geometry.to_numpy()
    return shapely.get_x(shapes), shapely.get_y(shapes)
