"""Gateways of the China plan: ports, rail ports and border crossings, and every airport.

204 gateways come from the project's own table. The other airports are those of `airportsdata` with
an IATA code in the mainland, Hong Kong, Macao and Taiwan, except those under construction. An
airport within `SAME_AIRPORT_KM` of one in the table, or with its code, is the same airport (the
package has Kunming's code at the airport that closed in 2012). No clearance times are published.
"""

import airportsdata
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from layers.china.divisions import districts
from layers.china.facts import as_points, is_verified, read_facts

SAME_AIRPORT_KM = 8.0

_KINDS = {"airport_cargo": "airport", "border_crossing": "border"}
_COUNTRIES = ("CN", "HK", "MO", "TW")
_NOT_YET_OPEN = ("LSG", "WNJ", "ZSP")  # under construction
_COLUMNS = [
    *("gateway_id", "kind", "name", "name_zh", "clearance_hours"),
    *("throughput", "throughput_unit", "throughput_year", "adcode", "source", "lon", "lat"),
]


def gateways() -> gpd.GeoDataFrame:
    """Return the `gateways` layer: points in EPSG:4490 by `gateway_id`.

    Columns: `kind` (seaport, airport, railport, border), `name`, `name_zh` (the English name if
    the Chinese one is missing), `clearance_hours` (null), `throughput` with its `throughput_unit`
    (TEU, tonnes, trains, trucks, vehicles) and `throughput_year` (a year, or the part of one that
    it covers; years are mixed, so not for ranking), `adcode` of the district or of the nearest one,
    `source`, `verified`.
    """
    table = _published()
    airports = _airports()
    table_airports = table[table["kind"] == "airport"]
    same_code = airports["gateway_id"].str[-3:].isin(table_airports["gateway_id"].str[-3:])
    same = same_code | (_km_to_nearest(airports, table_airports) <= SAME_AIRPORT_KM)
    frame = pd.concat([table, airports[~same]], ignore_index=True)
    frame = frame.assign(clearance_hours=np.nan, verified=is_verified(frame))
    return as_points(frame[[*_COLUMNS, "verified"]])


def _published() -> pd.DataFrame:
    table = read_facts("gateways").rename(columns={"name_en": "name"})
    numbers = {name: table[name].astype("float64") for name in ("throughput", "lon", "lat")}
    return table.assign(kind=table["kind"].replace(_KINDS), **numbers)


def _airports() -> pd.DataFrame:
    """Return the airports of `airportsdata`, by `gateway_id`: `IATA-` and the code."""
    listed = pd.DataFrame(list(airportsdata.load("IATA").values()))
    listed = listed[listed["country"].isin(_COUNTRIES) & ~listed["iata"].isin(_NOT_YET_OPEN)]
    listed = listed.sort_values("iata", ignore_index=True)
    layer = districts()
    points = shapely.points(listed[["lon", "lat"]].to_numpy())
    hosts = shapely.STRtree(layer.geometry.to_numpy()).query_nearest(points, all_matches=False)[1]
    return pd.DataFrame(
        {
            "gateway_id": "IATA-" + listed["iata"],
            "kind": "airport",
            "name": listed["name"],
            "name_zh": listed["name"],
            "adcode": layer["adcode"].to_numpy()[hosts],
            "source": "airportsdata, IATA " + listed["iata"],
            "verified": "true",
            "lon": listed["lon"],
            "lat": listed["lat"],
        }
    )


def _km_to_nearest(airports: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    lon, other_lon = np.meshgrid(airports["lon"], others["lon"], indexing="ij")
    lat, other_lat = np.meshgrid(airports["lat"], others["lat"], indexing="ij")
    _, _, metres = Geod(ellps="GRS80").inv(lon, lat, other_lon, other_lat)
    nearest: np.ndarray = np.min(metres, axis=1)
    return nearest / 1000
