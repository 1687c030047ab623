"""The China plan: 22 FTZs, 70 zones, their clusters and gateways, 2,891 districts and their people.

Facts come from the tables in `data/`, districts, places and airports from packaged data. Zone
polygons and customs blocks are schematic: no open boundaries exist. The exclusions are invented.
Waters are those of the context map, if it was made.
"""

import geopandas as gpd
import pandas as pd

from layers.china import facts
from layers.china.demand import FEWEST, demand
from layers.china.divisions import regions
from layers.china.exclusions import synthetic_exclusions
from layers.china.gateways import gateways
from layers.china.map_lines import map_land, map_lines, map_names
from layers.china.schematic import WHOLE_ISLAND_ZONE, schematic_zones
from layers.china.schematic_customs import schematic_customs_blocks
from layers.china.waters import waters
from layers.plan.plan import Plan
from layers.schema.terms import Level, Text, Words
from layers.schema.terms_table import terms_frame


def build_china_plan(fewest_people: float = FEWEST) -> Plan:
    """Return the China plan, in EPSG:4490; deterministic, with the same hashes each time.

    People are at points some 2 km apart; where fewer than `fewest_people` live, a point covers
    more land. A higher number makes a smaller plan with fewer points, at least one per district.

    It takes some seconds, mostly for drawing the schematic zones and for the people.
    """
    districts = regions()
    zones = _zones(districts)
    known = waters(districts)
    return Plan(
        {
            "waters": known,
            "map_land": map_land(districts),
            "zones": zones,
            "ftzs": facts.ftzs(),
            "clusters": facts.clusters(),
            "regions": districts,
            "demand": demand(known, fewest_people),
            "gateways": gateways(),
            "exclusions": synthetic_exclusions(),
            "customs_blocks": schematic_customs_blocks(zones),
            "map_lines": map_lines(districts),
            "map_names": map_names(),
            "performance": facts.performance(),
            "policies": facts.policies(),
            "purposes": facts.purposes(),
            "terms": terms(districts),
            "strategies": facts.national_strategy().drop(columns="adcodes"),
        }
    )


def _zones(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the zones: the published facts of each with its schematic polygon."""
    published = facts.zones_facts()
    polygons = schematic_zones(published, districts)
    columns = published.drop(columns=["province_adcode", "lon", "lat", "coord_accuracy_km"])
    zones = polygons.merge(columns, on="zone_id", validate="one_to_one")
    # its boundary is the island's, not a planning decision
    locked = zones["zone_id"] == WHOLE_ISLAND_ZONE
    return zones.assign(locked=locked).drop(columns="blocks")


CHINA_LEVELS = (
    Level("district", "adcode", Words("district", "districts", "区县")),
    Level("city", "city_adcode", Words("city", "cities", "城市")),
    Level("province", "province_adcode", Words("province", "provinces", "省级行政区")),
)
GROUP = Words("FTZ", "FTZs", "自贸试验区")
REGION_CODE = Words("adcode", "adcodes", "行政区划代码")
_NOTES = {
    "schematic": Text("no open boundaries exist", "没有公开的边界数据"),
    "review": Text(
        "Working draft: this map has not been reviewed for publication.",
        "工作草图：本图未经地图审核。",
    ),
    "base_map": Text(
        "Base map: Tianditu's administrative divisions, published under review number "
        "GS(2024)0650.",
        "底图：天地图行政区划，公布时的审图号为 GS(2024)0650号。",
    ),
    "caps": Text(
        "The published areas add exactly to the approved area, so every expansion needs a release "
        "elsewhere or a request for quota.",
        "公布面积之和恰等于批准面积，因此任何扩大都需要在别处核减或申请指标。",
    ),
    "people": Text(
        "Where people live within a district is modelled: of towns that the model has not seen, "
        "about half have within 5 km between half and twice the people that are published.",
        "区县之内的人口分布为模型推算：以未参与建模的城镇检验，约半数城镇 5 公里内的推算人口为"
        "公布人口的二分之一至两倍。",
    ),
}


TITLE = Text("China's pilot FTZs", "中国自由贸易试验区")


def terms(regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the table `terms` of the China plan with these regions."""
    west, south, east, north = regions.total_bounds
    return terms_frame(
        title=TITLE,
        group=GROUP,
        levels=CHINA_LEVELS,
        region_code=REGION_CODE,
        notes=_NOTES,
        languages=("zh", "en"),
        crs_name="CGCS2000",
        extent=(west, south, east, north),
    )
