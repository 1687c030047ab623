"""Lobes and cuts of a square block of ten by ten kilometres, drawn and measured."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from conftest import CRS, regions_frame, square, zones_frame

from geo.proposals.cuts import cuts_of, with_area
from geo.proposals.ground import Ground
from geo.proposals.lobes import LEAST_WIDTH_KM, Aims, Lobe, Site, lobes_of
from layers import Plan

SIDE = 10  # hundredths of a degree, about a kilometre each
ZONE = square(0, 0, SIDE)


def ground_of(**more: gpd.GeoDataFrame) -> Ground:
    """Return the land about the square zone Z."""
    regions = regions_frame(("330101", square(-40, -40, 80)))
    return Ground(Plan({"zones": zones_frame(("Z", "F", ZONE)), "regions": regions} | more))


def layer(key: str, shape: shapely.Geometry, **more: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {key: ["X"]} | {k: [v] for k, v in more.items()}, geometry=[shape], crs=CRS
    )


def lobes(
    ground: Ground, *points: tuple[float, float], most_km2: float = 20.0, slender: float = 3.0
) -> list[Lobe]:
    """Return the lobes that reach points (column, row) within two kilometres."""
    zone = ground.plan.zones.geometry.iloc[0]
    site = Site("Z", "F", zone, zone.geoms[0], 0.5, most_km2, slender)
    lonlat = np.array([(120 + c / 100, 30 + r / 100) for c, r in points])
    aims = Aims(lonlat, np.full(len(points), 2.0), np.ones(len(points)))
    return [*lobes_of(ground, site, aims)]


def test_a_lobe_and_its_block_are_one_polygon_without_holes_or_slits() -> None:
    ground = ground_of()
    found = lobes(ground, (14, 5), (5, 14), (14, 14))
    assert found
    for lobe in found:
        whole = shapely.union(ZONE, lobe.shape)
        plane = ground.ellipsoid.plane(120.05, 30.05)
        flat = plane.forward(whole)
        slit = shapely.difference(
            flat.buffer(10, join_style="mitre").buffer(-10, join_style="mitre"), flat
        )
        assert whole.geom_type == "Polygon"
        assert not whole.interiors
        assert slit.area < 100
        grown = ground.ellipsoid.area_km2(whole)[0] - ground.ellipsoid.area_km2(ZONE)[0]
        assert lobe.area_km2 == pytest.approx(grown, rel=1e-6)


def test_a_lobe_is_nowhere_narrower_than_it_may_be() -> None:
    ground = ground_of()
    plane = ground.ellipsoid.plane(120.05, 30.05)
    for lobe in lobes(ground, (14, 5), (16, 16), slender=6.0):
        flat = plane.forward(shapely.union(ZONE, lobe.shape))
        by_m = 0.8 * LEAST_WIDTH_KM * 1e3 / 2  # at its tip it is 0.8 of its width
        opened = flat.buffer(-by_m).buffer(by_m)
        lost = shapely.difference(flat, opened.union(plane.forward(ZONE).buffer(1))).area
        assert lost < 0.04 * lobe.area_km2 * 1e6
        assert opened.geom_type == "Polygon"


def test_the_longer_a_lobe_the_wider() -> None:
    near, far = lobes(ground_of(), (13, 5)), lobes(ground_of(), (17, 5))
    length_km = 0.01 * 96.4 * np.array([1.0, 5.0])  # a degree of longitude at 30° is 96.4 km
    assert min(one.area_km2 for one in near) >= LEAST_WIDTH_KM * length_km[0]
    assert min(one.area_km2 for one in far) >= length_km[1] ** 2 / 3


def test_the_shortest_lobe_reaches_straight_out_to_a_point() -> None:
    ground = ground_of()
    lobe = min(lobes(ground, (16, 5)), key=lambda one: one.area_km2)
    east = lobe.new.bounds[2]
    away_km = ground.ellipsoid.plane(east, 30.05).forward(shapely.Point(120.16, 30.05)).x / 1e3
    assert away_km == pytest.approx(2.0, abs=0.06)


def test_no_lobe_takes_excluded_land_and_none_passes_a_wall() -> None:
    wall = shapely.box(120.12, 29.5, 120.13, 30.5)
    ground = ground_of(exclusions=layer("exclusion_id", wall, kind="red line"))
    for column in (16, 14.5):
        found = lobes(ground, (column, 5))
        assert all(shapely.intersection(lobe.new, wall).area < 1e-12 for lobe in found)
        assert max(lobe.new.bounds[2] for lobe in found) <= 120.12 + 1e-9


def test_a_rule_that_does_not_hold_forbids_nothing() -> None:
    wall = shapely.box(120.12, 29.5, 120.13, 30.5)
    ground = ground_of(exclusions=layer("exclusion_id", wall, kind="red line"))
    window = shapely.box(120, 30, 120.2, 30.1)
    assert ground.blocked(window, "Z", "F", frozenset({"overlap"})).is_empty
    assert ground.blocked(window, "Z", "F", frozenset({"exclusion"})).area == pytest.approx(1e-3)


def test_a_cut_parts_a_block_in_two_and_meets_no_customs_block() -> None:
    customs = shapely.box(120.0, 30.0, 120.03, 30.03)
    blocks = layer("block_id", customs, zone_id="Z", kind="bonded")
    ground = ground_of(customs_blocks=blocks)
    found = [*cuts_of(ground, site_of(ZONE))]
    assert len(found) > 50
    area = ground.ellipsoid.area_km2(ZONE)[0]
    for cut in found:
        assert cut.area_km2 <= 12.0 + 1e-6
        kept = ground.ellipsoid.area_km2(cut.kept)[0]
        assert kept + cut.area_km2 == pytest.approx(area, rel=1e-9)
        assert (len(cut.kept.geoms), len(cut.released.geoms)) == (1, 1)
        assert shapely.intersection(cut.released, customs).area < 1e-12


def test_a_cut_draws_back_to_any_area() -> None:
    ground = ground_of()
    cut = next(cuts_of(ground, site_of(ZONE)))
    back = with_area(cut, 0.7)
    assert back.area_km2 == pytest.approx(0.7, abs=1e-6)
    assert shapely.difference(cut.kept, back.kept).area < 1e-12


def site_of(block: shapely.Polygon, *others: shapely.Polygon) -> Site:
    """Return a block of zone Z that may release 12 km², beside its other ones."""
    return Site("Z", "F", shapely.MultiPolygon([block, *others]), block, 0.5, 12.0, 3.0)


def test_a_small_block_is_not_cut_and_the_only_one_of_its_zone_not_released() -> None:
    assert not [*cuts_of(ground_of(), site_of(square(0, 0, 1)))]


def test_a_block_of_several_may_be_released_whole_unless_customs_or_size_forbid_it() -> None:
    small, far = square(0, 0, 1), square(20)
    (whole,) = cuts_of(ground_of(), site_of(small, far))
    assert whole.kept.is_empty
    assert whole.released.equals(small)
    assert with_area(whole, 0.3) is whole
    customs = layer("block_id", shapely.box(119, 29, 120.002, 31), zone_id="Z", kind="bonded")
    assert not [*cuts_of(ground_of(customs_blocks=customs), site_of(small, far))]
    assert all(cut.line for cut in cuts_of(ground_of(), site_of(ZONE, far)))
