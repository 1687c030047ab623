"""An FTZ, a sector or a region looked at by itself, by hand over squares."""

from collections.abc import Callable

import geopandas as gpd
import pytest

from geo import CoverageMeter
from geo.scope import Scope
from layers import Plan
from layers.errors import UnknownError
from tests.conftest import CRS, point, regions_frame, square, zones_frame


@pytest.fixture
def plan(make_plan: Callable[..., Plan]) -> Plan:
    """Return zones W (biopharma) and E of FTZs F and G, 11 km apart, ten and thirty persons."""
    zones = zones_frame(("W", "F", square(0)), ("E", "G", square(10)))
    return make_plan(
        zones=zones.assign(sectors=["biopharma;semiconductors", "marine_economy"]),
        regions=regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
        demand=gpd.GeoDataFrame(
            {"demand_id": ["1", "2"], "population": [10, 30]},
            geometry=[point(0.5), point(10.5)],
            crs=CRS,
        ),
        clusters=gpd.GeoDataFrame(
            {"cluster_id": ["B", "M"], "sector": ["biopharma", "marine_economy"]},
            geometry=[point(0.5), point(10.5)],
            crs=CRS,
        ),
    )


@pytest.mark.parametrize(
    ("text", "zones", "covered", "sectors"),
    [
        ("ftz:F", ["W"], 10, {"biopharma": (1, 1, 1), "marine_economy": (1, 0, 0)}),
        ("sector:marine_economy", ["E"], 30, {"marine_economy": (1, 1, 1)}),
        ("region:330102", ["W", "E"], 30, {"biopharma": (0, 0, 0), "marine_economy": (1, 1, 1)}),
    ],
)
def test_a_part_of_a_plan_is_measured_by_itself(
    plan: Plan, text: str, zones: list[str], covered: int, sectors: dict[str, tuple[int, int, int]]
) -> None:
    meter, aim = CoverageMeter(plan, radii_km=(5,)), Scope.parse(text, plan)
    whole = meter.measure()
    looked_at = aim.zones(whole.zone_frame)
    assert looked_at["zone_id"].tolist() == zones
    own = whole if aim.kind == "region" else meter.measure(looked_at)
    assert aim.totals(own)["covered_population"].tolist() == [covered]
    table = aim.sectors(own)
    at_5 = table[table["radius_km"] == 5].set_index("sector")
    columns = ["clusters", "covered_clusters", "matched_clusters"]
    assert {name: tuple(row) for name, row in at_5[columns].iterrows()} == sectors


@pytest.mark.parametrize("text", ["ftz:X", "sector:tea", "region:1", "F", "zone:W", ""])
def test_what_the_plan_does_not_have_is_not_looked_at(plan: Plan, text: str) -> None:
    with pytest.raises(UnknownError):
        Scope.parse(text, plan)
