"""An FTZ, a sector or a region looked at by itself, by hand over squares."""

import geopandas as gpd
import pytest

from geo import CoverageMeter
from geo.coverage.scope import Scope
from layers import Plan
from layers.errors import UnknownError
from tests.conftest import CRS, demand_frame, point, regions_frame, square, zones_frame


def test_a_part_of_a_plan_is_measured_by_itself() -> None:
    # zones W (biopharma) and E of FTZs F and G, 11 km apart, ten and thirty persons
    zones = zones_frame(("W", "F", square(0)), ("E", "G", square(10)))
    clusters = {"cluster_id": ["B", "M"], "sector": ["biopharma", "marine_economy"]}
    plan = Plan(
        {
            "zones": zones.assign(sectors=["biopharma;semiconductors", "marine_economy"]),
            "regions": regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
            "demand": demand_frame((point(0.5), 10), (point(10.5), 30)),
            "clusters": gpd.GeoDataFrame(clusters, geometry=[point(0.5), point(10.5)], crs=CRS),
        }
    )
    meter = CoverageMeter(plan, radii_km=(5,))
    whole = meter.measure()
    for text, ids, covered, sectors in (
        ("ftz:F", ["W"], 10, {"biopharma": (1, 1, 1), "marine_economy": (1, 0, 0)}),
        ("sector:marine_economy", ["E"], 30, {"marine_economy": (1, 1, 1)}),
        ("region:330102", ["W", "E"], 30, {"biopharma": (0, 0, 0), "marine_economy": (1, 1, 1)}),
    ):
        scope = Scope.parse(text, plan)
        part = scope.zones(whole.zone_frame)
        assert part["zone_id"].tolist() == ids
        own = whole if scope.kind == "region" else meter.measure(part)
        assert scope.totals(own)["covered_population"].tolist() == [covered]
        table = scope.sectors(own)
        at_5 = table[table["radius_km"] == 5].set_index("sector")
        columns = ["clusters", "covered_clusters", "matched_clusters"]
        assert {name: tuple(row) for name, row in at_5[columns].iterrows()} == sectors
    for text in ("ftz:X", "sector:tea", "region:1", "F", "zone:W", ""):
        with pytest.raises(UnknownError):
            Scope.parse(text, plan)
