"""Regions that overlap or leave gaps are found, and measures stand all the same."""

import pytest
import shapely

from geo import CoverageMeter
from geo.region_faults import region_faults
from layers import Plan
from service.map.display import display_regions, display_topology
from tests.conftest import regions_frame, square, zones_frame


def plan_of(*regions: tuple[str, shapely.Polygon]) -> Plan:
    return Plan({"zones": zones_frame(("W", "F", square(0))), "regions": regions_frame(*regions)})


def test_overlaps_and_narrow_gaps_are_found_and_no_others() -> None:
    apart = region_faults(plan_of(("1", square(0)), ("2", square(1)), ("3", square(5))))
    assert apart.overlaps.empty
    assert apart.gaps == ()
    plan = plan_of(("1", square(0)), ("2", square(0.5)), ("3", square(5)))
    ((code, other, overlap_km2),) = region_faults(plan).overlaps.itertuples(index=False)
    half = plan.ellipsoid.area_km2(square(0.5, side=1).intersection(square(0)))[0]
    assert (code, other) == ("1", "2")
    assert overlap_km2 == pytest.approx(half)
    narrow = plan_of(("1", square(0)), ("2", square(1.05)), ("3", square(5)))
    assert region_faults(narrow).gaps == ("1", "2")  # a wide one is land of nobody


@pytest.mark.parametrize("second", [square(0.5), square(1.05), square(0)])
def test_measures_and_display_stand_over_faults(second: shapely.Polygon) -> None:
    plan = plan_of(("110101", square(0)), ("110102", second))
    regions = CoverageMeter(plan).measure().regions
    assert regions["area_km2"].notna().all()
    assert len(display_regions(plan.regions, plan.terms.finest, 0.001)) == 2
    for level in plan.levels[1:]:
        assert display_regions(plan.regions, level, 0.001).is_valid.all()
    assert display_topology(plan.regions, plan.levels, 0.001)["objects"]
