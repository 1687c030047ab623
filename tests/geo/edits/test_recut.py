"""A boundary drawn anew over unit squares: A at the west, B along its eastern border, C apart.

Corners are written as (column, row) in hundredths of a degree.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.edits import Reshape, apply_edits
from geo.edits.recut import neighbours, redraw
from layers.errors import ScenarioError
from tests.edit_squares import CONTEXT, area_km2, only, square, zones_of


def outline(*corners: tuple[float, float]) -> shapely.Polygon:
    return shapely.Polygon([(120 + x / 100, 30 + y / 100) for x, y in corners])


def side_by_side(**more: shapely.Geometry) -> gpd.GeoDataFrame:
    return zones_of(A=square(0), B=square(1), C=square(5), **more).assign(locked=False)


def redrawn(
    zones: gpd.GeoDataFrame, shape: shapely.Geometry, **options: object
) -> gpd.GeoDataFrame:
    before = zones.copy()
    edits = redraw(zones, Reshape(zone="A", geometry=shape), CONTEXT, **options)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(zones, before)
    return apply_edits(zones, edits, CONTEXT)


def share(zones: gpd.GeoDataFrame, zone: str) -> float:
    """Return a zone's area in squares."""
    return area_km2(only(zones, zone)) / area_km2(square(0))


def test_what_moves_outwards_is_taken_from_the_neighbour_and_inwards_given_to_it() -> None:
    for column, of_a in ((1.4, 1.2), (0.6, 0.8)):
        drawn = outline((0, 0), (1, 0), (column, 0.5), (1, 1), (0, 1))
        after = redrawn(side_by_side(), drawn)
        assert share(after, "A") == pytest.approx(of_a, rel=1e-6)
        assert share(after, "A") + share(after, "B") == pytest.approx(2, rel=1e-9)
        assert only(after, "A").intersection(only(after, "B")).area == 0
        assert (column, 0.5) in places(only(after, "A")) & places(only(after, "B"))


def test_neighbours_share_a_border_and_not_a_corner_alone() -> None:
    others = {"B": square(1), "C": square(-1, 1), "D": square(0, 1.001)}
    assert [*neighbours(square(0), others)] == ["B"]


def test_land_is_added_to_a_zone_or_cut_out_of_it_as_if_its_outline_were_drawn() -> None:
    over_the_border = outline((0.5, 0.2), (1.5, 0.2), (1.5, 0.7), (0.5, 0.7))
    zones = side_by_side()
    for part, of_a in (("added", 1.25), ("cut", 0.75)):
        after = redrawn(zones, over_the_border, part=part)
        assert share(after, "A") == pytest.approx(of_a, rel=1e-5)
        assert share(after, "A") + share(after, "B") == pytest.approx(2, rel=1e-9)


def test_land_that_would_change_nothing_of_a_zone_or_leave_nothing_of_it_is_refused() -> None:
    for part, land, refusal in (
        ("cut", square(-1, side=3), "covers all of A; leave some of it"),
        ("cut", square(5), "nothing of A lies inside geometry; draw it over the zone"),
        ("cut", outline((0.5, 0), (0.5 + 1e-7, 0), (0.5, 1)), "nothing of A lies inside"),
        ("added", square(0.2, 0.2, side=0.5), "geometry lies in A already; draw it outside"),
        ("added", square(0), "geometry lies in A already"),
    ):
        with pytest.raises(ScenarioError, match=refusal):
            redrawn(side_by_side(), land, part=part)


def test_a_neighbour_whose_border_does_not_move_is_left_alone() -> None:
    for beside, drawn in (
        (square(1.5), square(0, side=2)),  # no shared border
        (square(1, 1), square(0, side=1.5)),  # a shared corner alone
        (square(1), outline((0.5, 0), (1, 0), (1, 1), (0, 1))),  # the free boundary moves
    ):
        zones = zones_of(A=square(0), B=beside).assign(locked=[False, True])
        edits = redraw(zones, Reshape(zone="A", geometry=drawn), CONTEXT)
        assert [edit.zone for edit in edits] == ["A"]


def test_the_end_of_a_shared_border_takes_the_neighbour_along_and_releases_the_free_side() -> None:
    after = redrawn(side_by_side(), outline((0, 0), (1, 0), (0.6, 0.9), (0, 1)))
    neighbour = shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (0.6, 0.9)])
    assert places(only(after, "B")) == {*map(tuple, neighbour.exterior.coords)}
    assert share(after, "B") == pytest.approx(1.2, rel=1e-5)
    assert share(after, "A") == pytest.approx(0.75, rel=1e-4)


def test_a_locked_zone_or_neighbour_refuses_and_none_is_swallowed() -> None:
    inwards = outline((0, 0), (1, 0), (0.6, 0.5), (1, 1), (0, 1))
    locked = side_by_side().assign(locked=[False, True, False])
    with pytest.raises(ScenarioError, match="the border of A with B moved, and B is locked"):
        redrawn(locked, inwards)
    with pytest.raises(ScenarioError, match="B is locked"):
        redrawn(side_by_side(), inwards, locked=("B",))
    with pytest.raises(ScenarioError, match="A is locked: its boundary stays"):
        redrawn(side_by_side().assign(locked=True), square(0, side=2))
    with pytest.raises(ScenarioError, match="covers all of B; leave some of it"):
        redrawn(side_by_side(), outline((0, 0), (3, 0), (3, 1), (0, 1)))


def test_an_outline_rounded_to_a_tenth_of_a_metre_moves_nothing() -> None:
    zones = side_by_side()
    shaken = shapely.transform(square(0), lambda xy: np.round(xy + 4e-7, 7))
    assert redraw(zones, Reshape(zone="A", geometry=shaken), CONTEXT) == []


def test_land_between_two_neighbours_goes_to_the_one_with_the_longer_border() -> None:
    stacked = zones_of(
        A=square(0, side=2), B=square(2, side=1.5), D=square(2, 1.5, side=0.5)
    ).assign(locked=False)
    edits = redraw(
        stacked, Reshape(zone="A", geometry=outline((0, 0), (1, 0), (1, 2), (0, 2))), CONTEXT
    )
    assert [edit.zone for edit in edits] == ["A", "B"]


def places(shape: shapely.Geometry) -> set[tuple[float, float]]:
    """Return the corners as (column, row)."""
    xy = (shapely.get_coordinates(shape) - (120, 30)) * 100
    return {(round(x, 6), round(y, 6)) for x, y in xy.tolist()}
