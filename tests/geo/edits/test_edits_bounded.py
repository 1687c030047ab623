"""Edits after edits: vertices have a bound, targets are met, borders stay shared."""

from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import Scenario
from geo.edits import Expand, Remove, Split, Transfer, apply_edits, polygon_input
from geo.edits.polygon_input import read_polygonal
from geo.rules import violations
from layers import Plan
from layers.errors import BudgetError, ScenarioError
from layers.messages import Message
from layers.runtime.budget import Budget
from tests.edit_squares import CONTEXT, area_km2, only, square, zones_of


def ragged(lon: float, lat: float, corners: int, size: float, seed: int) -> shapely.Polygon:
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, corners))
    far = size * rng.uniform(0.5, 1, corners)
    return shapely.Polygon(np.column_stack([lon + far * np.cos(turn), lat + far * np.sin(turn)]))


def test_vertices_do_not_multiply_as_a_zone_expands_again_and_again() -> None:
    start = zones_of(A=ragged(120, 30, 60, 0.1, 1))
    tenths = apply_edits(start, [Expand(zone="A", by_km=10)] * 10, CONTEXT)
    # an arc of radius k·d needs 222·√k chords to lie within 1e-4·d
    assert shapely.get_num_coordinates(only(tenths)) <= 222 * np.sqrt(10) * 1.5
    assert only(tenths).is_valid
    once = apply_edits(start, [Expand(zone="A", by_km=100)], CONTEXT)
    assert area_km2(only(tenths)) == pytest.approx(area_km2(only(once)), rel=2e-3)


@pytest.mark.parametrize("seed", [0, 2])
def test_a_zone_that_keeps_off_its_neighbour_touches_it(seed: int) -> None:
    one = ragged(120, 30, 40, 0.05, seed)
    other = ragged(120.13, 30.01, 40, 0.06, seed + 100).difference(one)
    zones = zones_of(A=one, B=other)
    zones = apply_edits(zones, [Expand(zone="A", by_km=8, keep_off=("neighbours",))] * 2, CONTEXT)
    border = shapely.intersection(only(zones, "A").boundary, only(zones, "B").boundary)
    assert border.length > 0.05
    assert area_km2(shapely.intersection(only(zones, "A"), only(zones, "B"))) < 1e-9
    region = zones_of(R=shapely.box(119, 29, 121, 31)).rename(columns={"zone_id": "adcode"})
    found = violations(Plan({"zones": zones, "regions": region}), zones)
    gaps = found[found["subject"] == "A B gap"]
    assert not (gaps["amount"] < 0.5).any()  # a corner's wedge may be one, metres wide


def placed(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy * 0.05 + [120.013, 30.0177])


def beside_a_ragged_border(rng: np.random.Generator) -> tuple[shapely.Geometry, shapely.Geometry]:
    steps = np.sort(rng.uniform(0, 1, 6))
    border = [(1, 0), *zip(1 + rng.uniform(-0.2, 0.2, 6), steps, strict=True), (1, 1)]
    west, east = ([(x, 0), *border, (x, 1)] for x in (0, 2))
    return placed(shapely.Polygon(west)), placed(shapely.Polygon(east))


def assert_land_is_conserved(zones: gpd.GeoDataFrame, *before: shapely.Geometry) -> None:
    """No overlap, no hole, and as much land as before."""
    parts = zones.geometry.to_numpy()
    union = shapely.union_all(parts)
    assert sum(len(part.interiors) for part in shapely.get_parts(union)) == 0
    assert area_km2(union) == pytest.approx(sum(map(area_km2, before)), rel=1e-12)
    for one, other in combinations(parts, 2):
        assert area_km2(shapely.intersection(one, other)) < 1e-13


@pytest.mark.parametrize("seed", range(3))
def test_edits_across_a_ragged_border_conserve_land(seed: int) -> None:
    rng = np.random.default_rng(seed)
    west, east = beside_a_ragged_border(rng)
    line = placed(shapely.LineString([(-0.5, rng.uniform(0.1, 0.9)), (2.5, rng.uniform(0.1, 0.9))]))
    cuts = [Split(zone=zone, line=line, into=(zone, f"{zone}2")) for zone in "AB"]
    assert_land_is_conserved(apply_edits(zones_of(A=west, B=east), cuts, CONTEXT), west, east)
    drawn = placed(shapely.Polygon([(0.6, rng.uniform(0.1, 0.4)), (1.6, 0.3), (1.2, 0.8)]))
    there_and_back = [
        Transfer.model_validate({"from": one, "to": other, "geometry": drawn})
        for one, other in ("AB", "BA")
    ]
    written = Scenario(scenario="s", title="T", baseline="0" * 64, edits=there_and_back).to_yaml()
    replayed = Scenario.parse(written).edits
    assert_land_is_conserved(apply_edits(zones_of(A=west, B=east), replayed, CONTEXT), west, east)


def test_a_budget_ends_a_replay() -> None:
    zones = zones_of(A=square(0), B=square(3))
    with Budget(seconds=0).limiting(), pytest.raises(BudgetError):
        apply_edits(zones, [Expand(zone="A", by_km=0.001)] * 1500, CONTEXT)


def test_a_failure_of_the_geometry_library_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise shapely.errors.GEOSException("TopologyException:  side location\nconflict")

    monkeypatch.setattr(Remove, "edited", fails)
    with pytest.raises(ScenarioError, match=r"the geometry library fails .*conflict") as caught:
        apply_edits(zones_of(A=square(0), B=square(3)), [Remove(zone="A")], CONTEXT)
    assert str(caught.value).startswith("edit 1 (remove A): ")


def test_no_message_is_made_of_positions_that_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def message(code: str, **params: object) -> Message:
        made.append(code)
        return Message(code, **params)  # type: ignore[arg-type]

    monkeypatch.setattr(polygon_input, "Message", message)
    ring = shapely.get_coordinates(ragged(120, 30, 10_000, 0.1, 4)).tolist()
    drawn = {"type": "Polygon", "coordinates": [ring]}
    assert shapely.get_coordinates(read_polygonal(drawn)).tolist() == ring
    assert len(made) < 10
