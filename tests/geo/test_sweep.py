"""Sweeps: a run is what the meter finds of boundaries, radii and weights really so."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import CRS, point, regions_frame, square, zones_frame
from shapely.geometry.base import BaseGeometry

from geo import CoverageMeter, Expand, Scenario
from geo.edits.offset import Offset
from geo.sweep import Spreads, Sweep, pairs, summary
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.antimeridian import wrapped

RADII = (0.0, 0.7, 1.5)


def layers_of_squares() -> dict[str, gpd.GeoDataFrame]:
    rng = np.random.default_rng(5)
    places = [point(x, y) for x, y in rng.uniform(-4, 8, (4000, 2))]
    people = {"demand_id": map(str, range(4000)), "population": rng.integers(1, 50, 4000) * 1.0}
    sectors = ["biopharma", "marine_economy"] * 20
    clusters = {"cluster_id": map(str, range(40)), "sector": sectors, "weight": 2.0}
    return {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
        "regions": regions_frame(
            ("330101", shapely.box(119.95, 29.95, 120.02, 30.1)),
            ("330102", shapely.box(120.02, 29.95, 120.1, 30.1)),
        ),
        "demand": gpd.GeoDataFrame(people, geometry=places, crs=CRS),
        "clusters": gpd.GeoDataFrame(clusters, geometry=places[:40], crs=CRS),
    }


PLAN = Plan(layers_of_squares())
WIDER = Scenario.of(PLAN, [Expand(zone="W", by_km=0.3)], scenario="wider")


def totals(runs: pd.DataFrame, scenario: str) -> pd.DataFrame:
    return runs[runs["scenario"] == scenario].reset_index(drop=True)


def test_where_all_is_certain_a_run_is_what_the_meter_finds() -> None:
    runs = Sweep(PLAN, [None, WIDER], Spreads(), radii_km=RADII).measure([7])
    meter = CoverageMeter(PLAN, RADII)
    for name, one in (("baseline", None), ("wider", WIDER)):
        found, coverage = totals(runs, name), meter.measure(one)
        np.testing.assert_allclose(
            found["covered_population"], coverage.totals["covered_population"], rtol=1e-12
        )
        by_radius = coverage.sectors.groupby("radius_km")
        assert found["covered_clusters"].tolist() == by_radius["covered_clusters"].sum().tolist()
        assert found["covered_weight"].tolist() == by_radius["covered_weight"].sum().tolist()


SWEEP = Sweep(
    PLAN, [None], Spreads(boundary=0.2, radius=0.3, demand=0.4, weights=0.1), radii_km=RADII, seed=4
)


def redrawn(shape: shapely.MultiPolygon, by_km: float) -> shapely.MultiPolygon:
    moved = Offset(shape, PLAN.ellipsoid, 1 if by_km > 0 else -1).by_km(abs(by_km))
    return shapely.MultiPolygon(shapely.get_parts(moved).tolist())


@pytest.mark.parametrize("run", range(3))
def test_a_run_is_what_the_meter_finds_of_zones_really_redrawn(run: int) -> None:
    drawn = SWEEP.drawn(run)
    pairs = zip(PLAN.zones["zone_id"], PLAN.zones.geometry, strict=True)
    outlines = [redrawn(shape, drawn.boundary_km[SWEEP.zones.index(zone)]) for zone, shape in pairs]
    zones = PLAN.zones.set_geometry(outlines, crs=CRS)
    meter = CoverageMeter(PLAN, [0.0, *(radius + drawn.radius_km for radius in RADII[1:])])
    regions = meter.measure(zones).regions
    regions = regions[regions["level"] == PLAN.terms.finest.code]
    factor = dict(zip(PLAN.regions["adcode"], drawn.demand, strict=False))
    people = regions["covered_population"] * regions["adcode"].map(factor)
    expected = people.groupby(regions["radius_km"]).sum()
    found = totals(SWEEP.measure([run]), "baseline")["covered_population"]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_an_arm_of_land_vanishes_in_a_run_just_where_it_does_when_really_redrawn() -> None:
    arm = shapely.box(120.005, 30.004, 120.06, 30.0055)  # 165 m wide: gone from 83 m on
    layers = layers_of_squares() | {"zones": zones_frame(("W", "F", square(0).union(arm)))}
    plan = Plan(layers)
    sweep = Sweep(plan, [None], Spreads(boundary=0.2), radii_km=(1.5,))
    near = [run for run in range(400) if abs(sweep.drawn(run).boundary_km[0] + 0.083) < 0.012]
    assert len(near) > 10
    meter = CoverageMeter(plan, (1.5,))
    expected = [
        meter.measure(plan.zones.set_geometry([redrawn(plan.zones.geometry[0], by_km)], crs=CRS))
        .totals["covered_population"]
        .iloc[-1]
        for by_km in (sweep.drawn(run).boundary_km[0] for run in near)
    ]
    found = sweep.measure(near)["covered_population"]
    assert max(expected) > 1.5 * min(expected)
    np.testing.assert_allclose(found, expected, rtol=5e-3)


def test_a_sweep_across_180_degrees_is_what_it_is_anywhere_else() -> None:
    far = Plan({name: across_180(layer) for name, layer in layers_of_squares().items()})
    assert far.zones.total_bounds[[0, 2]].tolist() == [-180, 180]
    spreads = Spreads(boundary=0.5)
    found, here = (
        Sweep(plan, [None], spreads, radii_km=RADII).measure(range(12)) for plan in (far, PLAN)
    )
    pd.testing.assert_frame_equal(found, here)


def across_180(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    turned = shapely.transform(layer.geometry.to_numpy(), lambda xy: xy + np.array([59.995, 0]))
    return layer.set_geometry([across(shape) for shape in turned], crs=CRS)


def across(shape: BaseGeometry) -> BaseGeometry:
    if isinstance(shape, shapely.Point):
        return shapely.Point((shape.x + 180) % 360 - 180, shape.y)
    return wrapped(shape)


def test_a_run_is_the_same_whoever_measures_it_and_in_whatever_order() -> None:
    there, back = SWEEP.measure(range(6)), SWEEP.measure([5, 4, 3, 2, 1, 0])
    pd.testing.assert_frame_equal(
        there, back.sort_values(["run", "radius_km"]).reset_index(drop=True)
    )
    other = Sweep(PLAN, [None], SWEEP.spreads, radii_km=RADII, seed=5).measure(range(6))
    assert not there.equals(other)


def test_zones_that_scenarios_share_are_offset_alike_in_all_of_them() -> None:
    spreads = Spreads(boundary=0.3)
    both = Sweep(PLAN, [None, WIDER], spreads, radii_km=RADII).measure(range(20))
    alone = Sweep(PLAN, [WIDER], spreads, radii_km=RADII).measure(range(20))
    pd.testing.assert_frame_equal(totals(both, "wider"), alone)
    before, after = (totals(both, one)["covered_population"] for one in ("baseline", "wider"))
    assert (after >= before).all()


def test_a_zone_that_is_drawn_inward_by_more_than_it_holds_reaches_nobody() -> None:
    sweep = Sweep(PLAN, [None], Spreads(boundary=2.0), radii_km=(0.0, 2.5))
    gone = [run for run in range(60) if (sweep.drawn(run).boundary_km < -0.6).all()]
    assert gone
    assert (sweep.measure(gone)["covered_population"] == 0).all()


def test_the_summary_says_the_distribution_and_how_often_each_is_first() -> None:
    runs = Sweep(PLAN, [None, WIDER], Spreads(boundary=0.3), radii_km=(1.0,)).measure(range(50))
    table = summary(runs)
    people = table[table["total"] == "covered_population"].set_index("scenario")
    wider = totals(runs, "wider")["covered_population"]
    assert people.loc["wider", "mean"] == pytest.approx(wider.mean())
    assert people.loc["wider", "p95"] == pytest.approx(np.quantile(wider, 0.95))
    assert people["first"].sum() == pytest.approx(1)
    assert people.loc["wider", "first"] > people.loc["baseline", "first"]


def test_of_two_scenarios_it_says_in_how_many_runs_which_is_better_and_by_how_much() -> None:
    runs = Sweep(PLAN, [None, WIDER], Spreads(boundary=0.3), radii_km=(1.0,)).measure(range(50))
    before, after = (totals(runs, one)["covered_population"] for one in ("baseline", "wider"))
    more = after.to_numpy() - before.to_numpy()
    table = pairs(runs)
    (row,) = table[table["total"] == "covered_population"].to_dict("records")
    assert (row["scenario"], row["against"]) == ("wider", "baseline")
    assert row["better"] == (more > 0).mean() > row["worse"] == (more < 0).mean()
    assert row["better"] + row["equal"] + row["worse"] == pytest.approx(1)
    assert row["mean"] == pytest.approx(more.mean())
    assert row["p5"] == pytest.approx(np.quantile(more, 0.05))
    regret = summary(runs).query("total == 'covered_population'").set_index("scenario")["regret"]
    assert regret["baseline"] == pytest.approx(np.maximum(more, 0).mean())
    assert pairs(runs[runs["scenario"] == "wider"]).empty


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({"boundry": 1}, "boundary"),
        ({"boundary": -1}, "0"),
        ({"weights": 2}, "share"),
        ({"radius": float("nan")}, "nan"),
    ],
)
def test_what_cannot_be_varied_is_refused(given_: dict[str, float], words: str) -> None:
    with pytest.raises(MeasureError, match=words):
        Spreads.of(given_)


def test_a_sweep_without_scenarios_with_one_twice_or_of_radii_below_zero_is_refused() -> None:
    with pytest.raises(MeasureError) as caught:
        Sweep(PLAN, [], Spreads(radius=0.7), radii_km=RADII)
    assert len(caught.value.problems) == 2
    with pytest.raises(MeasureError, match="once"):
        Sweep(PLAN, [None, None], Spreads())


def test_a_plan_without_people_and_clusters_is_swept_without_them(
    make_plan: Callable[..., Plan],
) -> None:
    bare = make_plan(
        zones=zones_frame(("W", "F", square(0))), regions=regions_frame(("330101", square(-5)))
    )
    runs = Sweep(bare, [None], Spreads(boundary=1, weights=0.1)).measure(range(3))
    assert runs["covered_population"].isna().all()
    assert set(summary(runs)["total"]) == {"covered_clusters", "covered_weight"}


def test_drawn_inward_less_lies_inside_and_drawn_outward_more() -> None:
    sweep = Sweep(PLAN, [None], Spreads(boundary=0.4), radii_km=(0.0,))
    runs = sweep.measure(range(200))
    inside = CoverageMeter(PLAN, (0.0,)).measure().totals["covered_population"][0]
    shrunk = [run for run in range(200) if (sweep.drawn(run).boundary_km < 0).all()]
    grown = [run for run in range(200) if (sweep.drawn(run).boundary_km > 0).all()]
    assert len(shrunk) > 20
    assert len(grown) > 20
    assert (runs["covered_population"][shrunk] <= inside).all()
    assert (runs["covered_population"][grown] >= inside).all()
