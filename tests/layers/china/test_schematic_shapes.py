"""Growing plots on plain squares of ground."""

import pytest
from shapely.geometry import Point, box

from layers.china.schematic_ground import STRIP_M, Seat, cell_of, seat_on
from layers.china.schematic_shapes import Plot, grow_plot
from layers.geometry.ellipsoid import GRS80

PLANE = GRS80.plane(113.0, 28.0)
FIELD = box(-10_000, -10_000, 10_000, 10_000)


def test_a_plot_has_its_area_and_stays_on_its_ground() -> None:
    plot = Plot("X-1/1", 30.0, street_blocks=200)
    shape = grow_plot(plot, box(-3_000, -3_000, 3_000, 9_000), PLANE)

    assert GRS80.area_km2(shape)[0] == pytest.approx(30.0, rel=1e-7)
    west, south, east, north = PLANE.forward(shape).bounds
    assert west >= -3_010
    assert south >= -3_010
    assert east <= 3_010
    assert north <= 9_010


def test_another_name_gives_another_outline_and_the_same_name_the_same() -> None:
    first = grow_plot(Plot("X-1/1", 30.0, street_blocks=200), FIELD, PLANE)
    second = grow_plot(Plot("X-1/2", 30.0, street_blocks=200), FIELD, PLANE)
    again = grow_plot(Plot("X-1/1", 30.0, street_blocks=200), FIELD, PLANE)

    assert first.equals_exact(again)
    assert not first.equals_exact(second, 1e-3)


def test_ground_smaller_than_the_plot_is_an_error_that_names_the_plot() -> None:
    with pytest.raises(ValueError, match=r"X-1/1: no room for 30\.00 km²"):
        grow_plot(Plot("X-1/1", 30.0, street_blocks=200), box(-2e3, -2e3, 2e3, 2e3), PLANE)


def test_a_seat_moves_to_the_nearest_ground_and_tells_how_far() -> None:
    """Ground begins 1 km east; a seed so far off goes in by a twentieth of its radius only."""
    seat = seat_on(box(1_000, -5_000, 11_000, 5_000), PLANE, area_km2=4.0)

    assert seat.radius_m == pytest.approx(1_128.4, abs=0.1)
    assert seat.moved_m == pytest.approx(1_000 + 0.05 * 1_128.4, abs=0.5)
    assert PLANE.forward(Point(seat.lon, seat.lat)).y == pytest.approx(0, abs=0.2)


def test_a_seat_on_ground_that_is_too_small_is_an_error() -> None:
    with pytest.raises(ValueError, match="no ground for 4"):
        seat_on(box(0, 0, 1_000, 1_000), PLANE, area_km2=4.0)


def test_two_equal_neighbours_part_half_way_less_the_strip() -> None:
    east = PLANE.inverse(Point(2_000, 0))
    cell = cell_of(Seat(113.0, 28.0, 1_500), [Seat(east.x, east.y, 1_500)], PLANE, FIELD)

    assert cell.bounds == pytest.approx((-6_000, -6_000, 1_000 - STRIP_M / 2, 6_000))


def test_a_larger_neighbour_takes_more() -> None:
    """By power: (4² + 1² − 2²) / (2 · 4) = 1.625 km from the smaller of radius 1, at 4 km."""
    east = PLANE.inverse(Point(4_000, 0))
    cell = cell_of(Seat(113.0, 28.0, 1_000), [Seat(east.x, east.y, 2_000)], PLANE, FIELD)

    assert cell.bounds[2] == pytest.approx(1_625 - STRIP_M / 2, abs=0.01)


def test_two_plots_on_one_point_are_an_error() -> None:
    seat = Seat(113.0, 28.0, 1_000)
    with pytest.raises(ValueError, match="two plots are on this point"):
        cell_of(seat, [seat], PLANE, FIELD)
