"""Growing plots on plain squares of ground."""

from dataclasses import replace

import pytest
from shapely.geometry import Point, Polygon, box

from layers.china.schematic_ground import STRIP_M, Seat, cell_of, seat_on
from layers.china.schematic_shapes import Plot, grow_plot
from layers.geometry.ellipsoid import GRS80

PLANE = GRS80.plane(113.0, 28.0)
FIELD = box(-10_000, -10_000, 10_000, 10_000)


def test_a_plot_has_its_area_on_its_ground_and_an_outline_by_its_name() -> None:
    plot = Plot("X-1/1", 30.0, street_blocks=200)
    first = grow_plot(plot, FIELD, PLANE)
    assert first.equals_exact(grow_plot(plot, FIELD, PLANE))
    assert not first.equals_exact(grow_plot(replace(plot, name="X-1/2"), FIELD, PLANE), 1e-3)
    shape = grow_plot(plot, box(-3_000, -3_000, 3_000, 9_000), PLANE)
    assert GRS80.area_km2(shape)[0] == pytest.approx(30.0, rel=1e-7)
    assert box(-3_010, -3_010, 3_010, 9_010).covers(PLANE.forward(shape))
    with pytest.raises(ValueError, match=r"X-1/1: no room for 30\.00 km²"):
        grow_plot(plot, box(-2e3, -2e3, 2e3, 2e3), PLANE)


def test_a_seat_moves_to_the_nearest_ground_and_tells_how_far() -> None:
    """Ground begins 1 km east; a seed so far off goes in by a twentieth of its radius only."""
    seat = seat_on(box(1_000, -5_000, 11_000, 5_000), PLANE, area_km2=4.0)
    assert seat.radius_m == pytest.approx(1_128.4, abs=0.1)
    assert seat.moved_m == pytest.approx(1_000 + 0.05 * 1_128.4, abs=0.5)
    assert PLANE.forward(Point(seat.lon, seat.lat)).y == pytest.approx(0, abs=0.2)
    with pytest.raises(ValueError, match="no ground for 4"):
        seat_on(box(0, 0, 1_000, 1_000), PLANE, area_km2=4.0)


def test_neighbours_part_half_way_less_the_strip_and_a_larger_one_takes_more() -> None:
    def cell(radius_m: float, east_m: float, its_radius_m: float) -> Polygon:
        east = PLANE.inverse(Point(east_m, 0))
        seat, neighbour = Seat(113.0, 28.0, radius_m), Seat(east.x, east.y, its_radius_m)
        return cell_of(seat, [neighbour], PLANE, FIELD)

    equal = cell(1_500, 2_000, 1_500)
    assert equal.bounds == pytest.approx((-6_000, -6_000, 1_000 - STRIP_M / 2, 6_000))
    # by power: (4² + 1² − 2²) / (2 · 4) = 1.625 km from the smaller of radius 1, at 4 km
    assert cell(1_000, 4_000, 2_000).bounds[2] == pytest.approx(1_625 - STRIP_M / 2, abs=0.01)
    with pytest.raises(ValueError, match="two plots are on this point"):
        cell(1_000, 0, 1_000)
