"""Land beside a square block of ten by ten kilometres, and what it releases, drawn and measured."""

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from benchmarks.proofs import every, random_choice
from geo import CoverageMeter
from geo.proposals.available_land import AvailableLand, ProposalTerms
from geo.proposals.held_targets import Counted
from geo.proposals.land import LandPiece, Site
from geo.proposals.model import choose
from geo.proposals.objective import Objective
from geo.proposals.parcels import Maker
from geo.proposals.reaching import Reaching
from geo.proposals.releases import Releases, whole_block
from geo.proposals.shapes import Terrain
from geo.proposals.task import free_land
from geo.solver import Clock
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from tests.conftest import CRS, regions_frame, square, zones_frame
from tests.geo.proposals.at_thresholds import limits_of

ZONE = square(0, 0, 10)  # hundredths of a degree, about a kilometre each
PLANE = GRS80.plane(120.05, 30.05)


def available_land_of(
    zone: shapely.Polygon = ZONE, **layers: tuple[str, BaseGeometry]
) -> AvailableLand:
    """Return the land about the square zone Z, with the key and shape of one row of more layers."""
    regions = regions_frame(("330101", square(-40, -40, 80)))
    more = {
        name: gpd.GeoDataFrame(
            {key: ["X"], "zone_id": "Z", "kind": "any"}, geometry=[shape], crs=CRS
        )
        for name, (key, shape) in layers.items()
    }
    return AvailableLand(Plan({"zones": zones_frame(("Z", "F", zone)), "regions": regions} | more))


AVAILABLE = available_land_of()
LIMITS = limits_of(width_km=1.0)


def steps(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return a box between columns and rows."""
    return shapely.box(120 + west / 100, 30 + south / 100, 120 + east / 100, 30 + north / 100)


def maker_of(
    block: shapely.Polygon = ZONE, *barred: shapely.Polygon, most_km2: float = 20.0
) -> Maker:
    """Return what draws land beside a block, where some land may not be taken."""
    more = {"exclusions": ("exclusion_id", shapely.union_all(barred))} if barred else {}
    available = available_land_of(block, **more)
    zone = available.plan.zones.geometry.iloc[0]
    return Maker.of(available, Site("Z", "F", zone, zone.geoms[0], most_km2, LIMITS), None)


def beside(land: shapely.Polygon, maker: Maker) -> LandPiece | None:
    """Return what a block takes of some land beside it, which counts about its east end."""
    _, south, east, north = maker.plane.forward(land).bounds
    place = shapely.Point(east - 20, (south + north) / 2)
    grown = maker.grown(maker.plane.forward(land), 15.0, place)
    return None if grown is None else maker.piece(grown)


STRIP = steps(9, 4, 14, 6)
"""Land four steps long and two wide outside the zone, beside its east border."""


def test_half_of_a_piece_at_least_is_left_by_what_may_not_be_taken() -> None:
    whole = beside(STRIP, maker_of())
    for column, left in ((12.5, True), (11.5, False)):
        cut = beside(STRIP, maker_of(ZONE, steps(column, 3, 30, 7)))
        assert (cut is not None) == left
        if whole is not None and cut is not None:
            assert cut.area_km2 == pytest.approx(0.625 * whole.area_km2, rel=1e-3)
    teeth = [steps(10, 4 + n / 50, 14, 4.009 + n / 50) for n in range(100)]
    assert beside(STRIP, maker_of(ZONE, *teeth)) is None  # combs are no land
    far = [steps(10, 3, 10.2, 7), *(one - steps(12, 3, 12.01, 7) for one in teeth)]
    assert beside(STRIP, maker_of(ZONE, *far)) is None
    assert beside(steps(2, 4, 8, 6), maker_of()) is None  # nothing of it is new


SMALL_END = [
    *(steps(14, 3, 30, 4.75), steps(14, 5.25, 30, 7), steps(14.6, 3, 30, 7)),
    *(steps(14, 4.7, 14.1, 4.95), steps(14, 5.05, 14.1, 5.3)),
]


@pytest.mark.parametrize(
    ("what", "rows", "barred"),
    [
        ("a small end behind a neck of 100 m", (4, 6), SMALL_END),
        ("900 m wide", (4, 5), [steps(10, 4.82, 30, 7)]),
        ("a neck of 600 m between broad land", (4, 6), [steps(11.8, 3, 12.2, 5.45)]),
        ("a notch", (2, 6), [steps(11.7, 3.1, 30, 4.9)]),
        ("a wall before it", (4, 6), [steps(10.1, 0, 10.5, 10)]),
        ("a gap of 15 m to what bars it", (4, 6), [steps(13, 3, 30, 7), steps(10, 6.014, 12, 7)]),
    ],
)
def test_land_that_is_cut_has_no_narrow_place_no_notch_and_no_gap(
    what: str, rows: tuple[float, float], barred: list[shapely.Polygon]
) -> None:
    south, north = rows
    assert beside(steps(9, south, 15, north), maker_of(ZONE, *barred)) is None, what


def test_what_a_wall_cuts_off_is_no_piece_of_a_block_too_narrow_to_have_a_neck() -> None:
    pier, land = steps(0, 4.3, 10, 4.6), steps(9.9, 4, 15, 5)
    assert beside(land, maker_of(pier)) is not None
    assert beside(land, maker_of(pier, steps(10.5, -30, 11, 30))) is None


def test_land_that_is_cut_along_its_side_is_a_piece_if_wide_enough_and_not_too_long() -> None:
    for column, fits in ((12, True), (15, False)):
        cut = beside(steps(9, 4, column, 5), maker_of(ZONE, steps(10, 4.9, 30, 7)))
        assert (cut is not None) == fits


def test_a_strand_along_a_shore_is_left_off() -> None:
    shore = steps(13, 3, 30, 5.993)  # eight metres of the strip remain beyond column 13
    piece = beside(STRIP, maker_of(ZONE, shore))
    assert piece is not None
    assert piece.land.bounds[2] == pytest.approx(120.13, abs=1e-6)


def test_a_piece_closes_no_bay_and_keeps_to_the_least_and_the_most_land() -> None:
    bay = shapely.difference(ZONE, steps(7, 4, 10, 5))
    assert beside(steps(9.9, 3, 12, 7), maker_of(bay)) is None
    assert beside(steps(9.9, 4.4, 12, 6), maker_of(bay)) is not None
    for most_km2, land in ((8.0, STRIP), (20.0, steps(9, 4, 10.3, 5))):
        assert beside(land, maker_of(most_km2=most_km2)) is None


def test_a_gap_between_a_piece_and_its_block_is_filled_and_a_slit_beside_it_is_not() -> None:
    tooth = shapely.union(ZONE, steps(10, 6.02, 12, 8))
    piece = beside(STRIP, maker_of(tooth))
    assert piece is not None
    assert shapely.contains(
        shapely.union(tooth, piece.shape).buffer(1e-9), steps(10, 6, 11.9, 6.02)
    )
    slit = shapely.difference(ZONE, steps(8, 6.0285, 10, 6.045))
    piece = beside(steps(9, 5, 10.6, 6), maker_of(slit))
    assert piece is not None
    assert len(piece.land.geoms) == 1


def test_a_piece_of_a_long_straight_border_has_no_wings_along_it() -> None:
    long_block = steps(-20, 0, 20, 10)  # its north border is 17 m off a straight line in the plane
    maker = maker_of(long_block)
    flat = maker.plane.forward(steps(-0.5, 9, 0.5, 12))
    land = maker.grown(flat, 15.0, shapely.Point(0, flat.bounds[3] - 20))
    assert land is not None
    piece = maker.piece(land)
    assert piece is not None
    eleven_m_north = shapely.LineString([(119, 30.1001), (121, 30.1001)])
    assert shapely.intersection(piece.land, eleven_m_north).length < 0.0101


def test_land_that_the_plane_bends_into_itself_is_drawn_all_the_same() -> None:
    hole = [(120.0, 30.1), (119.9, 30.15), (120.1, 30.15)]  # it touches the border
    land = shapely.MultiPolygon([shapely.Polygon(steps(-20, 10, 20, 20).exterior, [hole])])
    maker = maker_of(ZONE)
    assert not maker.plane.forward(land).is_valid
    assert maker._flat(land).is_valid


def site_of(block: shapely.Polygon, *others: shapely.Polygon) -> Site:
    """Return a block of zone Z that may release 12 km², beside its other ones."""
    return Site("Z", "F", shapely.MultiPolygon([block, *others]), block, 12.0, LIMITS)


def terrain_of(available: AvailableLand, **limits: Any) -> Terrain:
    """Return available land with nobody on it, of which up to 12 km² may be swapped."""
    baseline = CoverageMeter(available.plan, 1.0).measure()
    counted = Counted.of(Objective.of_amounts(available.plan, []), baseline, ())
    terms = ProposalTerms({"F": 12.0}, swap=True, limits=limits_of(**limits))
    reaching = Reaching.of(baseline, counted.led)
    return Terrain(available, reaching, counted, np.empty(0, int), terms, free_land(available))


def releases_of(available: AvailableLand, site: Site, **limits: Any) -> list[LandPiece]:
    """Return the first shapes that a block may release, and the whole block."""
    terrain = terrain_of(available, **limits)
    scene = Releases.of(terrain, [site], [np.empty(0, int)])
    every = [whole_block(terrain, site), *(scene.land_of(shape) for shape in scene.first())]
    return [one for one in every if one is not None]


def test_a_release_parts_a_block_in_two_and_meets_no_customs_block() -> None:
    customs = shapely.box(120.0, 30.0, 120.03, 30.03)
    found = releases_of(available_land_of(customs_blocks=("block_id", customs)), site_of(ZONE))
    assert len(found) > 50
    area = GRS80.area_km2(ZONE)[0]
    for one in found:
        assert one.area_km2 <= 12.0 + 1e-6
        assert GRS80.area_km2(one.shape)[0] + one.area_km2 == pytest.approx(area, rel=1e-9)
        assert (len(one.shape.geoms), len(one.land.geoms)) == (1, 1)
        assert shapely.intersection(one.land, customs).area < 1e-12


def test_a_release_is_drawn_back_within_itself() -> None:
    scene = Releases.of(terrain_of(AVAILABLE), [site_of(ZONE)], [np.empty(0, int)])
    (place,) = scene.places
    east = [(2_500.0, -1_500.0), (3_500.0, 0.0), (2_500.0, 1_500.0)]
    shape = scene.shape(place, np.array(east))
    assert shape is not None
    land = scene.land_of(shape)
    assert land is not None
    assert land.drawn_back is not None
    assert land.land.bounds[2] == pytest.approx(120.1)  # nothing of the block is left beyond it
    back = land.drawn_back(0.7)
    assert back.area_km2 == pytest.approx(0.7, abs=1e-6)
    assert shapely.difference(land.shape, back.shape).area < 1e-10  # a square metre
    corner = shapely.get_coordinates(land.land)
    turns = np.abs(np.diff(np.unwrap(np.arctan2(*np.diff(corner, axis=0).T))))
    assert (turns < np.pi / 2 + 0.1).all()  # round within the block, right angles at its edge


def test_land_with_a_gateway_is_kept_unless_it_may_be_released() -> None:
    port = shapely.Point(120.09, 30.05)  # near the east edge
    available, small = available_land_of(gateways=("gateway_id", port)), square(8.5, 4.5, 1)
    assert not any(one.land.intersects(port) for one in releases_of(available, site_of(ZONE)))
    assert not releases_of(available, site_of(small, square(20)))
    free = releases_of(available, site_of(ZONE), release_gateways=True)
    assert any(one.land.intersects(port) for one in free)
    (whole,) = releases_of(available, site_of(small, square(20)), release_gateways=True)
    assert whole.is_whole_block


def test_a_block_of_several_may_be_released_whole_unless_customs_or_size_forbid_it() -> None:
    small, far = square(0, 0, 1), square(20)
    assert not releases_of(AVAILABLE, site_of(small))  # the only one: nothing of it is released
    (whole,) = releases_of(AVAILABLE, site_of(small, far))
    assert whole.shape.is_empty
    assert whole.land.equals(small)
    assert whole.drawn_back is None
    customs = available_land_of(customs_blocks=("block_id", shapely.box(119, 29, 120.002, 31)))
    assert not releases_of(customs, site_of(small, far))
    assert {one.is_whole_block for one in releases_of(AVAILABLE, site_of(ZONE, far))} == {False}


@pytest.mark.parametrize("seed", range(3))
def test_of_choices_that_gain_the_same_the_one_of_least_cost_is_taken(seed: int) -> None:
    choice = random_choice(seed)
    found = choose(choice, 0.0, Clock(20.0))
    same = [one for one in every(choice) if choice.gain(one) >= found.gain - 1e-9]
    least = min(float(choice.cost[one].sum()) for one in same)
    assert choice.cost[found.chosen].sum() == pytest.approx(least, rel=2e-3)
