"""Demand: the 2020 census by district, spread over the places of GeoNames. Modelled, not counted.

Assignment. Each census figure belongs to a *pool* of districts (`census_pools`): to the district it
is published for; Yuhang's also to Linping, which was split from it; the figures of Hong Kong, Macao
and Taiwan to their districts. A district without a figure whose people are in the figures of others
has no demand: Qiantang (spread over Hangzhou in the census table), Jinmen, three farm and reserve
units of Gansu, two cities of Xinjiang founded since. So everybody is counted exactly once.

Distribution. In a pool of several districts a figure is divided by the population of their places,
or by the number of their places if one has no place with a population. In a district it is divided
by place population; evenly over all its places if none has a population; it goes to the district's
own point if it has no place. A place that contains others already counted is dropped (`containing`,
`WHOLES`); the people of a district's census row not covered by its other places are then spread
evenly over these, because it is unknown where they live.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.china.divisions import census, districts
from layers.china.facts import CRS, provinces
from layers.china.places import places

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOURCE = "modelled from the 2020 census by district, spread over GeoNames places"
SOURCE_PROVINCE = "modelled from the 2020–21 census of the territory, spread over GeoNames places"

# Places in pools of several districts that represent a metropolis or a part of the territory. In a
# pool of one district `containing` finds them from the census.
WHOLES = {
    1668341: "Taipei: the figure includes New Taipei and Keelung",
    1819609: "Kowloon",
    1819729: "Hong Kong",
    1931681: "Victoria: the north of Hong Kong Island",
    12747063: "New Territories",
    12747064: "Hong Kong Island",
}


def demand() -> gpd.GeoDataFrame:
    """Return the `demand` layer: points in EPSG:4490 by `demand_id`, each in its district.

    Columns: `demand_id` (`GN` and the GeoNames id, or `D` and the adcode of a district without a
    place), `name`, `name_zh`, `population` (persons; modelled, so not whole), `adcode` of the
    district, `source`, `verified` (False).
    """
    points = _points().merge(census_pools(), on="adcode")
    whole = _wholes(points)
    points = points.assign(cut=whole.groupby(points["adcode"]).transform("any"))[~whole]
    share = _share_of_district(points) * _share_in_district(points)
    territory = points["pool"].str.endswith("0000")
    frame = points.assign(
        population=points["figure"] * share,
        source=np.where(territory, SOURCE_PROVINCE, SOURCE),
        verified=False,
    )
    frame = frame[frame["population"] > 0].sort_values("demand_id", ignore_index=True)
    columns = ["demand_id", "name", "name_zh", "population", "adcode", "source", "verified"]
    return gpd.GeoDataFrame(frame[columns], geometry=frame["geometry"].to_numpy(), crs=CRS)


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


def containing(populations: NDArray[np.float64], census_row: float) -> NDArray[np.bool_]:
    """Return which places of a district contain other places that are counted as well.

    A place and the others together cannot have more people than the district; so at least
    `place + others - census_row` people of the others are also in the place. If that is half of
    them or more, the place contains them: Shanghai, which GeoNames puts in Huangpu, or a county's
    seat with the county's population. Tested from the largest place down, without earlier ones.

    >>> containing(np.array([500.0, 90.0, 60.0, 0.0]), census_row=200.0).tolist()
    [True, False, False, False]
    """
    contains = np.zeros(len(populations), dtype=bool)
    for place in np.argsort(-populations, kind="stable"):
        others = populations[~contains].sum() - populations[place]
        if others <= 0 or populations[place] + others / 2 < census_row:
            break
        contains[place] = True
    return contains


def _points() -> pd.DataFrame:
    """Return the places, and the points of the districts that have none."""
    located = places()
    located = located.assign(demand_id="GN" + located["geonameid"].astype(str))
    layer = districts()
    without_place = layer[~layer["adcode"].isin(located["adcode"])]
    without_place = without_place.assign(
        demand_id="D" + without_place["adcode"],
        geonameid=0,
        place_population=0.0,
        geometry=gpd.points_from_xy(without_place["lon"], without_place["lat"]),
    )
    columns = ["demand_id", "geonameid", "name", "name_zh", "place_population", "adcode"]
    return pd.DataFrame(pd.concat([located, without_place])[[*columns, "geometry"]])


def _wholes(points: pd.DataFrame) -> pd.Series:
    whole = points["geonameid"].isin(WHOLES)
    single = points.groupby("pool")["adcode"].transform("nunique") == 1
    populated = points[single & (points["place_population"] > 0)]
    for _, group in populated.groupby("pool"):
        contains = containing(group["place_population"].to_numpy(), float(group["row"].iloc[0]))
        whole.loc[group.index[contains]] = True
    return whole


def _share_of_district(points: pd.DataFrame) -> pd.Series:
    """Return each point's district's share of the pool."""
    by = points.groupby(["pool", "adcode"])["place_population"].agg(["sum", "size"])
    empty = by["sum"].eq(0).groupby(level="pool").transform("any")
    weight = by["sum"].mask(empty, by["size"])
    share = weight / weight.groupby(level="pool").transform("sum")
    return points["adcode"].map(share.droplevel("pool"))


def _share_in_district(points: pd.DataFrame) -> pd.Series:
    """Return each point's share of its district."""
    population, by = points["place_population"], points["adcode"]
    counted, number = (population.groupby(by).transform(how) for how in ("sum", "size"))
    rest = (points["row"] - counted).clip(lower=0).where(points["cut"], 0.0)
    weight = (population + rest / number).mask(counted.eq(0), 1.0)
    return weight / weight.groupby(by).transform("sum")
