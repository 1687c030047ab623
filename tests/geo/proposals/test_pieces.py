"""Lobes and cuts of a square block of ten by ten kilometres, drawn and measured."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from conftest import CRS, regions_frame, square, zones_frame
from shapely.geometry.base import BaseGeometry

from benchmarks.proofs import every, random_choice
from benchmarks.propose import greedy
from geo.proposals.cuts import cuts_of, with_area
from geo.proposals.ground import Ground
from geo.proposals.lobes import Aims, Lobe, Site, lobes_of
from geo.proposals.model import choose
from geo.solver import Clock
from layers import Plan
from layers.geometry.ellipsoid import GRS80

ZONE = square(0, 0, 10)  # hundredths of a degree, about a kilometre each
PLANE = GRS80.plane(120.05, 30.05)


def ground_of(**layers: tuple[str, BaseGeometry]) -> Ground:
    """Return the land about the square zone Z, with the key and shape of one row of more layers."""
    regions = regions_frame(("330101", square(-40, -40, 80)))
    more = {
        name: gpd.GeoDataFrame(
            {key: ["X"], "zone_id": "Z", "kind": "any"}, geometry=[shape], crs=CRS
        )
        for name, (key, shape) in layers.items()
    }
    return Ground(Plan({"zones": zones_frame(("Z", "F", ZONE)), "regions": regions} | more))


GROUND = ground_of()


def lobes(
    *points: tuple[float, float], ground: Ground = GROUND, slender: float = 3.0
) -> list[Lobe]:
    """Return the lobes that reach points (column, row) within two kilometres."""
    zone = ground.plan.zones.geometry.iloc[0]
    site = Site("Z", "F", zone, zone.geoms[0], 0.5, 20.0, slender)
    lonlat = np.array([(120 + c / 100, 30 + r / 100) for c, r in points])
    aims = Aims(lonlat, np.full(len(points), 2.0), np.ones(len(points)), np.arange(len(points)))
    found = [*lobes_of(ground, site, aims)]
    assert found
    return found


def test_a_lobe_and_its_block_are_one_polygon_without_holes_slits_or_narrow_places() -> None:
    for lobe in lobes((14, 5), (5, 14), (14, 14)):
        whole = shapely.union(ZONE, lobe.shape)
        flat = PLANE.forward(whole)
        closed = flat.buffer(10, join_style="mitre").buffer(-10, join_style="mitre")
        assert whole.geom_type == "Polygon"
        assert not whole.interiors
        assert shapely.difference(closed, flat).area < 100
        grown = GRS80.area_km2(whole)[0] - GRS80.area_km2(ZONE)[0]
        assert lobe.area_km2 == pytest.approx(grown, rel=1e-6)
    for lobe in lobes((14, 5), (16, 16), slender=6.0):
        flat = PLANE.forward(shapely.union(ZONE, lobe.shape))
        by_m = 0.8 * 1e3 / 2
        opened = flat.buffer(-by_m).buffer(by_m)
        lost = shapely.difference(flat, opened.union(PLANE.forward(ZONE).buffer(1))).area
        assert lost < 0.04 * lobe.area_km2 * 1e6
        assert opened.geom_type == "Polygon"


def test_no_lobe_takes_excluded_land_or_passes_a_wall_unless_the_rule_is_off() -> None:
    wall = shapely.box(120.12, 29.5, 120.13, 30.5)
    ground = ground_of(exclusions=("exclusion_id", wall))
    for column in (16, 14.5):
        found = lobes((column, 5), ground=ground)
        assert all(shapely.intersection(lobe.new, wall).area < 1e-12 for lobe in found)
        assert max(lobe.new.bounds[2] for lobe in found) <= 120.12 + 1e-9
    window = shapely.box(120, 30, 120.2, 30.1)
    for rule, area in (("overlap", 0), ("exclusion", 1e-3)):
        blocked = ground.blocked(window, "Z", "F", frozenset({rule}))
        assert blocked.area == pytest.approx(area)


def site_of(block: shapely.Polygon, *others: shapely.Polygon) -> Site:
    """Return a block of zone Z that may release 12 km², beside its other ones."""
    return Site("Z", "F", shapely.MultiPolygon([block, *others]), block, 0.5, 12.0, 3.0)


def test_a_cut_parts_a_block_in_two_and_meets_no_customs_block() -> None:
    customs = shapely.box(120.0, 30.0, 120.03, 30.03)
    found = [*cuts_of(ground_of(customs_blocks=("block_id", customs)), site_of(ZONE))]
    assert len(found) > 50
    area = GRS80.area_km2(ZONE)[0]
    for cut in found:
        assert cut.area_km2 <= 12.0 + 1e-6
        kept = GRS80.area_km2(cut.kept)[0]
        assert kept + cut.area_km2 == pytest.approx(area, rel=1e-9)
        assert (len(cut.kept.geoms), len(cut.released.geoms)) == (1, 1)
        assert shapely.intersection(cut.released, customs).area < 1e-12
    cut = next(cuts_of(GROUND, site_of(ZONE)))
    back = with_area(cut, 0.7)  # drawn back
    assert back.area_km2 == pytest.approx(0.7, abs=1e-6)
    assert shapely.difference(cut.kept, back.kept).area < 1e-12


def test_land_with_a_gateway_is_kept_unless_it_may_be_released() -> None:
    port = shapely.Point(120.09, 30.05)  # near the east edge
    ground, small = ground_of(gateways=("gateway_id", port)), square(8.5, 4.5, 1)
    assert not any(cut.released.intersects(port) for cut in cuts_of(ground, site_of(ZONE)))
    assert not [*cuts_of(ground, site_of(small, square(20)))]
    assert any(
        cut.released.intersects(port) for cut in cuts_of(ground, site_of(ZONE), gateways=True)
    )
    (whole,) = cuts_of(ground, site_of(small, square(20)), gateways=True)
    assert whole.line is None


def test_a_block_of_several_may_be_released_whole_unless_customs_or_size_forbid_it() -> None:
    small, far = square(0, 0, 1), square(20)
    assert not [*cuts_of(GROUND, site_of(small))]  # the only one: neither cut nor released
    (whole,) = cuts_of(GROUND, site_of(small, far))
    assert whole.kept.is_empty
    assert whole.released.equals(small)
    assert with_area(whole, 0.3) is whole
    customs = ground_of(customs_blocks=("block_id", shapely.box(119, 29, 120.002, 31)))
    assert not [*cuts_of(customs, site_of(small, far))]
    assert all(cut.line for cut in cuts_of(GROUND, site_of(ZONE, far)))


@pytest.mark.parametrize("seed", range(3))
def test_of_choices_that_gain_the_same_the_one_of_least_cost_is_taken(seed: int) -> None:
    choice = random_choice(seed)
    found = choose(choice, 0.0, Clock(20.0))
    same = [one for one in every(choice) if choice.gain(one) >= found.gain - 1e-9]
    least = min(float(choice.cost[one].sum()) for one in same)
    assert choice.cost[found.chosen].sum() == pytest.approx(least, rel=2e-3)
    chosen = greedy(choice)
    assert choice.allows(chosen)
    assert choice.gain(chosen) <= found.gain + 1e-9
