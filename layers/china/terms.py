"""The China plan's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.schema.terms import Level, Text, Words
from layers.schema.terms_table import terms_frame

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

LEVELS = (
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
        "公布面积之和恰等于批准面积，因此任何扩大都需要在别处调出或申请指标。",
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
        levels=LEVELS,
        region_code=REGION_CODE,
        notes=_NOTES,
        languages=("zh", "en"),
        crs_name="CGCS2000",
        extent=(west, south, east, north),
    )
