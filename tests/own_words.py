"""Plans of another country over squares, in their own words: counties and states, hubs, no China.

Four counties in a row lie in two states, at 100° W 40° N; each is a degree wide.
"""

import geopandas as gpd
import pandas as pd
import shapely

from layers import Plan
from layers.schema.terms import Level, Text, Words
from layers.schema.terms_table import terms_frame

CRS = "EPSG:4326"
COUNTY = Level("county", "adcode", Words("county", "counties", "县"))
STATE = Level("state", "state_fips", Words("state", "states", "州"))
CHINESE_NOTIONS = (
    *("CGCS", "adcode", "FTZ", "ftz", "free trade", "review", "China", "Chinese", "Shanghai"),
    *("province", "district", "Gauss", "GCJ", "EPSG:4490", "121.", "31.2", "national", "CNY"),
    *("Biopharma", "biopharma", "Marine", "no open boundaries"),
    *(
        "自贸",
        "区县",
        "省",
        "城市",
        "地级",
        "行政区划",
        "审图",
        "审核",
        "中国",
        "上海",
        "生物医药",
        "没有公开",
    ),
)
"""What nobody sees in a plan of another country, in either language."""


def county(column: int) -> shapely.Polygon:
    return shapely.box(column - 100, 40, column - 99, 41)


def zone(column: float, side: float = 0.1) -> shapely.Polygon:
    west = column - 100
    return shapely.box(west, 40.4, west + side, 40.4 + side)


def terms(**more: object) -> pd.DataFrame:
    return terms_frame(
        title=Text("Logistics hubs", "物流枢纽"),
        group=Words("programme", "programmes", "项目"),
        levels=[COUNTY, STATE],
        region_code=Words("GEOID", "GEOIDs", "地理编码"),
        notes={"boundaries": Text("Counties as of 2023.", "县界截至 2023 年。")},
        **more,  # type: ignore[arg-type]
    )


def regions() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "adcode": ["20001", "20003", "31001", "31003"],
            "name": ["Allen", "Barton", "Clay", "Dodge"],
            "state_fips": ["20", "20", "31", "31"],
            "state_name": ["Kansas", "Kansas", "Nebraska", "Nebraska"],
        },
        geometry=[county(column) for column in range(4)],
        crs=CRS,
    )


def zones() -> gpd.GeoDataFrame:
    """Zones A and B of programme P, and zone C of none."""
    return gpd.GeoDataFrame(
        {
            "zone_id": ["A", "B", "C"],
            "ftz_id": ["P", "P", None],
            "name": ["Alpha", "Beta", "Gamma"],
            "sectors": "",
        },
        geometry=[zone(0.3), zone(0.4), zone(2.3)],
        crs=CRS,
    )


def own_words_plan(**layers: pd.DataFrame) -> Plan:
    """Return the plan without demand, clusters or caps; further layers as given."""
    return Plan({"zones": zones(), "regions": regions(), "terms": terms()} | layers)
