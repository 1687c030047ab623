"""The facts of the China plan: its tables as frames, each row with its source and `verified`.

The tables are in `layers/china/data` and are read unchanged. Codes (adcodes, ids) and dates are
text; an unpublished figure is null. A column of each table states whether a fact is verified
(`true`, `false`): general knowledge, derived facts, and those from the seed article are not.
Without that column, or with an empty cell, a fact is not verified either.
"""

from importlib.resources import files

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.schema.lists import join_list, split_list

CRS = "EPSG:4490"
WHOLE_ISLAND_FTZ = "HI"  # Hainan: the whole island, without an area cap
DERIVED_SECTORS = "derived from published functions"

_NAMES = {"name_en": "name"}


def read_facts(name: str) -> pd.DataFrame:
    """Return one packaged table with every cell as text, empty cells null.

    >>> read_facts("ftzs")["adcode"].iloc[0]
    '310000'
    """
    with (files("layers.china") / "data" / f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[""])


def is_verified(table: pd.DataFrame, column: str = "verified") -> pd.Series:
    """Return which facts a table marks as verified; False if unmarked; same index.

    >>> is_verified(pd.DataFrame({"verified": ["true", "false", None]})).tolist()
    [True, False, False]
    >>> is_verified(pd.DataFrame({"name": ["x"]})).tolist()
    [False]
    """
    stated = table[column] if column in table else pd.Series(None, table.index, dtype="object")
    return stated.eq("true").astype(bool)


def sector_table() -> pd.DataFrame:
    """Return the reviewed table: `phrase` of a zone's functions, its `sectors`, the `reason`.

    `functions` are phrases separated by semicolons. `sectors` holds none, one or several of the
    seven sectors of `clusters()`, semicolon-separated and sorted.
    """
    table = read_facts("function_sectors")
    return table.assign(sectors=table["sectors"].fillna(""))


def ftzs() -> pd.DataFrame:
    """Return the 22 FTZs by `ftz_id`.

    Columns: `name`, `name_zh`, `adcode` (province), `approved` (ISO date), `batch`, `cap_km2` (the
    approved area; null for Hainan, which has no cap), `source`, `verified`.
    """
    table = read_facts("ftzs").rename(columns=_NAMES)
    cap = pd.to_numeric(table["approved_area_km2"]).mask(table["ftz_id"] == WHOLE_ISLAND_FTZ)
    table = table.assign(batch=table["batch"].astype("int64"), cap_km2=cap.astype("float64"))
    return _facts(
        table, ["ftz_id", "name", "name_zh", "adcode", "approved", "batch", "cap_km2", "source"]
    )


def zones_facts() -> pd.DataFrame:
    """Return the published facts of the 70 zones by `zone_id`; no geometry, as none is published.

    Columns: `ftz_id`, `province_adcode`, `name`, `name_zh`, `published_area_km2`, `lon`, `lat` (a
    representative point, degrees) with `coord_accuracy_km`, `functions`, `sectors` (derived from
    the functions by `sector_table`; `sectors_source` states it), `source`, `verified` (of the row
    as a whole: no zone's position is), `approved` (ISO date of a zone that an FTZ got later, else
    null: that of the FTZ), `published_area_source`, `published_area_verified`.
    """
    table = _numbers(
        read_facts("zones").rename(columns=_NAMES),
        ["published_area_km2", "lon", "lat", "coord_accuracy_km"],
    )
    area, coord = is_verified(table, "area_verified"), is_verified(table, "coord_verified")
    table = table.assign(
        province_adcode=table["ftz_id"].map(ftzs().set_index("ftz_id")["adcode"]),
        sectors=_sectors(table["functions"]),
        sectors_source=DERIVED_SECTORS,
        source="area: " + table["area_source"] + "; coord: " + table["coord_source"],
        published_area_source=table["area_source"],
        published_area_verified=area,
        verified=(area & coord).map({True: "true", False: "false"}),
    )
    return _facts(
        table,
        [
            *("zone_id", "ftz_id", "province_adcode", "name", "name_zh", "published_area_km2"),
            "approved",
            *("lon", "lat", "coord_accuracy_km", "functions", "sectors", "sectors_source"),
            *("source", "published_area_source", "published_area_verified"),
        ],
    )


def clusters() -> gpd.GeoDataFrame:
    """Return the 120 sector clusters by `cluster_id`, points in EPSG:4490.

    Columns: `name`, `name_zh`, `sector`, `weight` (1: no weights are published), `adcode`
    (district), `city`, `source`, `verified`.
    """
    table = read_facts("clusters").rename(columns=_NAMES).assign(weight=1.0)
    columns = ["cluster_id", "name", "name_zh", "sector", "weight", "adcode", "city", "source"]
    return as_points(_facts(_numbers(table, ["lon", "lat"]), [*columns, "lon", "lat"]))


def customs_blocks() -> pd.DataFrame:
    """Return the 51 customs areas inside zones, without geometry.

    Columns: `zone_id`, `name`, `name_zh`, `area_km2` (published), `source`, `verified`.
    """
    table = _numbers(read_facts("customs_blocks").rename(columns=_NAMES), ["area_km2"])
    return _facts(table, ["zone_id", "name", "name_zh", "area_km2", "source"])


def performance() -> pd.DataFrame:
    """Return published figures of FTZs and zones: `indicator`, `period`, `value`, `unit`, ….

    `ALL` is all FTZs together, `CHN` the nation; figures that conflict are rows of their own.
    `layers.schema.performance` explains suffixes of units, after an underscore, and null values.
    """
    return _facts(_numbers(read_facts("performance"), ["value"]))


def policies() -> pd.DataFrame:
    """Return the policy pilots: `ftz_id`, `policy`, `since` (ISO, to the day or month known).

    With `name`, `name_zh` of the pilot, and the source of these (`name_source`).
    """
    names = read_facts("policy_names").rename(columns={"source": "name_source"})
    table = read_facts("policies").merge(names, on="policy", how="left", validate="many_to_one")
    return _facts(table)


def national_strategy() -> pd.DataFrame:
    """Return the 14 strategic regions by `strategy_id`.

    Columns: `name`, `name_zh`, `adcodes` (member provinces and cities, semicolon-separated),
    `since`, `source`, `verified`.
    """
    table = read_facts("national_strategy").rename(columns=_NAMES)
    return _facts(table)


def purposes() -> pd.DataFrame:
    """Return the purposes for which boundaries are moved, by `purpose`.

    Columns: `order`, `name`, `name_zh`, `indicators` (semicolon-separated), `source`, `verified`.
    """
    table = _numbers(read_facts("purposes").rename(columns=_NAMES), ["order"])
    return _facts(table.astype({"order": "Int64"}))


def provinces() -> pd.DataFrame:
    """Return the 34 provinces by `adcode`.

    Columns: `name`, `name_zh`, `population_2020`, `gdp_2024_cny`, `trade_2024_cny` (null where not
    published), `source` (of all three figures), `verified`; and separately `gdp_2024_source` and
    `trade_2024_source`, with `gdp_2024_verified` and `trade_2024_verified`.
    """
    figures = ["population_2020", "gdp_2024_cny", "trade_2024_cny"]
    table = _numbers(read_facts("provinces").rename(columns=_NAMES), figures)
    source = table[["source_population", "source_gdp", "source_trade"]].agg(" | ".join, axis=1)
    out = table.assign(source=source)[["adcode", "name", "name_zh", *figures, "source"]]
    stated = [is_verified(table, f"verified_{it}") for it in ("population", "gdp", "trade")]
    out["verified"] = np.logical_and.reduce(stated)
    for figure in ("gdp", "trade"):
        published = table[f"{figure}_2024_cny"].notna()
        out[f"{figure}_2024_source"] = table[f"source_{figure}"].where(published)
        out[f"{figure}_2024_verified"] = published & is_verified(table, f"verified_{figure}")
    return out


def cities() -> pd.DataFrame:
    """Return the 375 cities and equivalent units by `adcode`.

    Columns: `name`, `name_zh`, `province_adcode`, `population_2020` (null if the city is not in
    the census), `source`, `verified`.
    """
    table = _numbers(read_facts("cities").rename(columns=_NAMES), ["population_2020"])
    return _facts(table)


def as_points(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the table with its `lon`, `lat` columns (degrees) as points of EPSG:4490."""
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table.drop(columns=["lon", "lat"]), geometry=points, crs=CRS)


def _facts(table: pd.DataFrame, columns: list[str] | None = None) -> pd.DataFrame:
    """Return the named columns of a table, all by default, with `verified` last."""
    names = columns or [name for name in table.columns if name != "verified"]
    return table[names].assign(verified=is_verified(table))


def _numbers(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return table.assign(**{name: pd.to_numeric(table[name]).astype("float64") for name in columns})


def _sectors(functions: pd.Series) -> pd.Series:
    sectors_of = sector_table().set_index("phrase")["sectors"]
    phrases = functions.map(split_list).explode()
    sectors = phrases.map(sectors_of).map(split_list).explode()
    return sectors.groupby(level=0).agg(lambda group: join_list(sorted(set(group.dropna()))))
