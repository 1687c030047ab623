"""Arcs of borders: each border once, and every region whole again from its arcs."""

from collections import Counter

import numpy as np
import pytest
import shapely

from layers import Plan
from service.map.display import Arcs, cut_arcs


def whole(arcs: Arcs, shape: int) -> shapely.Geometry:
    """Return a shape, put together of its arcs."""

    def line(number: int) -> np.ndarray:
        return arcs.positions[number] if number >= 0 else arcs.positions[~number][::-1]

    rings = [
        [np.vstack([line(arc) for arc in ring]) for ring in part] for part in arcs.shapes[shape]
    ]
    return shapely.MultiPolygon([(shell, holes) for shell, *holes in rings])


def uses(arcs: Arcs) -> list[int]:
    """Return how often each arc is used, in any direction."""
    counts = Counter(
        arc if arc >= 0 else ~arc
        for shape in arcs.shapes
        for part in shape
        for ring in part
        for arc in ring
    )
    return [counts[number] for number in range(len(arcs.positions))]


def test_a_border_of_three_squares_around_a_corner_is_cut_there() -> None:
    squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 1, 1, 2)]
    arcs = cut_arcs(np.array(squares))
    assert sorted(uses(arcs)) == [1, 1, 1, 2, 2]
    for number, square in enumerate(squares):
        assert shapely.equals(whole(arcs, number), square)


def test_an_enclave_has_the_arc_of_the_hole_around_it() -> None:
    enclave = shapely.box(1, 1, 2, 2)
    around = shapely.box(0, 0, 3, 3).difference(enclave)
    arcs = cut_arcs(np.array([around, enclave]))
    assert sorted(uses(arcs)) == [1, 2]
    ring_around, hole = arcs.shapes[0][0]
    assert len(ring_around) == 1
    (own,) = arcs.shapes[1][0][0]
    assert hole in ([own], [~own])


def test_islands_and_regions_that_touch_in_a_corner_alone_share_no_arc() -> None:
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    beside = shapely.box(1, 1, 2, 2)
    arcs = cut_arcs(np.array([islands, beside]))
    assert uses(arcs) == [1] * len(arcs.positions)
    assert shapely.equals(whole(arcs, 0), islands)
    assert shapely.equals(whole(arcs, 1), beside)
    assert cut_arcs(np.empty(0, object)) == ([], [])


def test_every_district_of_china_is_whole_again_and_its_borders_are_told_once(
    china_plan: Plan,
) -> None:
    shapes = china_plan.regions.geometry.to_numpy()
    simple = shapely.coverage_simplify(shapes, 0.05)
    simple = simple[~shapely.is_empty(simple)]
    arcs = cut_arcs(simple)
    for number, shape in enumerate(simple):
        assert shapely.equals(whole(arcs, number), shape)
    assert max(uses(arcs)) == 2
    inner = sum(shapely.length(shapely.linestrings(line)) for line in arcs.positions)
    borders = (shapely.length(simple).sum() + shapely.length(shapely.union_all(simple))) / 2
    assert inner == pytest.approx(borders, rel=1e-6)
