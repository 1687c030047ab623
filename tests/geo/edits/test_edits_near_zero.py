"""Coordinates next to zero are zero: every verb that cuts does on them what it does on the equator.

A is a block that stands on the equator, B beside it; the wedge W crosses A's base from the south.
"""

from collections.abc import Callable

import geopandas as gpd
import pytest
import shapely

from geo.edits import Reshape, apply_edits, find_edits
from geo.edits.recut import redraw
from tests.edit_squares import CONTEXT, area_km2, zones_of

LEAST = 1.1125369292536e-308  # half the least number that a double holds in full
WEST, TIP, SOUTH = (118.2682494951, 0.1489105624), (118.5388824338, -0.0073394376), (118.26, -0.16)
WEDGE = shapely.Polygon([TIP, WEST, SOUTH])


def block(west: float, base: float) -> shapely.Polygon:
    return shapely.box(west, base, west + 0.125, 0.125)


def zones_on(base: float) -> gpd.GeoDataFrame:
    zones = zones_of(A=block(118.5, base), B=block(118.625, base), W=WEDGE)
    return zones.assign(locked=False)


def edited(frame: gpd.GeoDataFrame, verb: str, **options: object) -> gpd.GeoDataFrame:
    edits, problems = find_edits([{verb: {key.rstrip("_"): options[key] for key in options}}])
    assert problems == []
    return apply_edits(frame, edits, CONTEXT)


def redrawn(zones: gpd.GeoDataFrame, *corners: tuple[float, float]) -> gpd.GeoDataFrame:
    drawn = Reshape(zone="A", geometry=shapely.Polygon(corners))
    return apply_edits(zones, redraw(zones, drawn, CONTEXT), CONTEXT)


CUTS: dict[str, Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]] = {
    "transfer": lambda zones: edited(zones, "transfer", from_="A", to="B", geometry=WEDGE),
    "split by an area": lambda zones: edited(
        zones, "split", zone="A", geometry=WEDGE, into=["A", "C"]
    ),
    "split by a line": lambda zones: edited(
        zones, "split", zone="A", line=shapely.LineString([WEST, TIP, SOUTH]), into=["A", "C"]
    ),
    "swap with free land": lambda zones: edited(
        zones,
        "swap",
        zone="A",
        release=WEDGE,
        take=shapely.box(118.4, 0, 118.5, 0.1),
        adjust="take",
    ),
    "swap with a zone": lambda zones: edited(
        zones, "swap", zone="A", with_="B", release=WEDGE, take=block(118.7, 0), adjust="take"
    ),
    "merge": lambda zones: edited(zones, "merge", zones=["A", "W"]),
    "redraw": lambda zones: redrawn(
        zones, (118.5, 0), (118.65, -0.007), (118.7, 0.12), (118.5, 0.125)
    ),
    "redraw of the end of a border": lambda zones: redrawn(
        zones, (118.5, 0), (118.6, 0.02), (118.625, 0.125), (118.5, 0.125)
    ),
}


@pytest.mark.parametrize("verb", CUTS)
def test_a_base_next_to_the_equator_is_cut_as_one_on_it(verb: str) -> None:
    expected = CUTS[verb](zones_on(0))
    for base in (LEAST, -LEAST, 1e-13):
        found = CUTS[verb](zones_on(base))
        assert found["zone_id"].tolist() == expected["zone_id"].tolist()
        for one, other in zip(found.geometry, expected.geometry, strict=True):
            assert area_km2(one) == pytest.approx(area_km2(other), rel=1e-9)
            assert shapely.symmetric_difference(one, other).area <= 1e-9 * other.area


def test_what_was_drawn_next_to_the_equator_is_cut_as_what_was_drawn_on_it() -> None:
    line = shapely.LineString([(118.4, LEAST), (118.7, LEAST)])
    tall = zones_of(A=shapely.box(118.5, -0.125, 118.625, 0.125))
    halves = edited(tall, "split", zone="A", line=line, into=["A", "C"])
    assert {shape.bounds[1::2] for shape in halves.geometry} == {(-0.125, 0), (0, 0.125)}
