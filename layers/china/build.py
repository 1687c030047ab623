"""The China plan: 22 FTZs, 70 zones, their clusters and gateways, 2,891 districts and their people.

Facts come from the tables in `data/`, districts, places and airports from packaged data. Zone
polygons and customs blocks are schematic: no open boundaries exist. The exclusions are invented.
Waters are those of the context map, if it was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.china import facts
from layers.china.demand import FEWEST, demand
from layers.china.divisions import regions
from layers.china.exclusions import synthetic_exclusions
from layers.china.gateways import gateways
from layers.china.map_lines import map_land, map_lines, map_names
from layers.china.schematic import schematic_zones
from layers.china.schematic_blocks import WHOLE_ISLAND_ZONE
from layers.china.schematic_customs import schematic_customs_blocks
from layers.china.terms import terms
from layers.china.waters import waters
from layers.plan.plan import Plan

if TYPE_CHECKING:
    import geopandas as gpd


def build_china_plan(fewest_people: float = FEWEST) -> Plan:
    """Return the China plan, in EPSG:4490; deterministic, with the same hashes each time.

    People are at points some 2 km apart; where fewer than `fewest_people` live, a point stands for
    more land. More make a smaller plan with fewer points, at least one for each district.

    It takes some seconds, mostly for drawing the schematic zones and for the people.
    """
    districts = regions()
    zones = _zones(districts)
    known = waters(districts)
    beyond = map_land()
    return Plan(
        ({} if known is None or beyond is None else {"waters": known, "map_land": beyond})
        | {
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
            "trade": facts.trade(),
            "policies": facts.policies(),
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
