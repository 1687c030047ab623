"""Sweeps: a run is what the meter finds of boundaries, radii and weights really so."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import Add, CoverageMeter, Expand, Scenario, Set
from geo.coverage.point_index import PointIndex
from geo.edits.offset import Offset
from geo.indicators import scorecard
from geo.sweep import Spreads, Sweep, acceptability_in, pairs, summary
from geo.sweep.margins import Margins
from layers import Plan
from layers.errors import MeasureError, ScenarioError
from layers.example import example_plan
from tests.conftest import CRS, demand_frame, point, regions_frame, square, zones_frame
from tests.geo.coverage.test_network import grid
from tests.geo.coverage.test_network import plan_of as road_plan

RADII = (0.0, 0.7, 1.5)


def layers_of_squares() -> dict[str, gpd.GeoDataFrame]:
    rng = np.random.default_rng(5)
    places = [point(x, y) for x, y in rng.uniform(-4, 8, (4000, 2))]
    people = rng.integers(1, 50, 4000) * 1.0
    sectors = ["biopharma", "marine_economy"] * 20
    clusters = {"cluster_id": map(str, range(40)), "sector": sectors, "weight": 2.0}
    west, east = (shapely.box(x, 29.95, x + 0.08, 30.1) for x in (119.94, 120.02))
    return {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
        "regions": regions_frame(("330101", west), ("330102", east)),
        "demand": demand_frame(*zip(places, people, strict=True)),
        "clusters": gpd.GeoDataFrame(clusters, geometry=places[:40], crs=CRS),
    }


PLAN = Plan(layers_of_squares())
EXAMPLE = example_plan()
CARD_WIDER = Scenario.of(EXAMPLE, [Expand(zone="B", by_km=1)], scenario="wider")
WIDER = Scenario.of(PLAN, [Expand(zone="W", by_km=0.3)], scenario="wider")
SPREADS = Spreads(boundary=0.2, radius=0.3, demand=0.4, weights=0.1)
SWEEP = Sweep(PLAN, [None], SPREADS, radii_km=RADII, seed=4)


def covered(runs: pd.DataFrame, scenario: str = "baseline") -> pd.Series:
    return runs.loc[runs["scenario"] == scenario, "covered_population"].reset_index(drop=True)


def test_where_all_is_certain_a_run_is_what_the_meter_finds() -> None:
    runs = Sweep(PLAN, [None, WIDER], Spreads(), radii_km=RADII).measure([7])
    meter = CoverageMeter(PLAN, RADII)
    for name, scenario in (("baseline", None), ("wider", WIDER)):
        coverage = meter.measure(scenario)
        expected = coverage.totals["covered_population"]
        np.testing.assert_allclose(covered(runs, name), expected, rtol=1e-12)
        by_radius = coverage.sectors.groupby("radius_km")
        found = runs[runs["scenario"] == name]
        for figure in ("covered_clusters", "covered_weight"):
            assert found[figure].tolist() == by_radius[figure].sum().tolist()


def redrawn(plan: Plan, by_km: Sequence[float]) -> gpd.GeoDataFrame:
    """Return zones whose boundaries are really offset."""
    shapes = []
    for shape, km in zip(plan.zones.geometry, by_km, strict=True):
        moved = Offset(shape, plan.ellipsoid, 1 if km > 0 else -1).by_km(abs(km))
        shapes.append(shapely.MultiPolygon(shapely.get_parts(moved).tolist()))
    return plan.zones.set_geometry(shapes, crs=CRS)


def test_a_run_is_what_the_meter_finds_of_zones_really_redrawn() -> None:
    for run, drawn in enumerate(SWEEP.draws(range(2)).to_dict("records")):
        assert drawn["run"] == run
        by_km = [drawn[f"boundary_km:{zone}"] for zone in PLAN.zones["zone_id"]]
        meter = CoverageMeter(PLAN, [0.0, *(radius + drawn["radius_km"] for radius in RADII[1:])])
        regions = meter.measure(redrawn(PLAN, by_km)).regions
        regions = regions[regions["level"] == PLAN.terms.finest.code]
        factor = {adcode: drawn[f"demand:{adcode}"] for adcode in PLAN.regions["adcode"]}
        people = regions["covered_population"] * regions["adcode"].map(factor)
        expected = people.groupby(regions["radius_km"]).sum()
        np.testing.assert_allclose(covered(SWEEP.measure([run])), expected, rtol=1e-9)


@pytest.mark.parametrize("km", [0.4, 1.5])  # with 1.5 km a zone may vanish
def test_by_road_too_a_run_is_what_the_meter_finds_of_zones_really_redrawn(km: float) -> None:
    rng = np.random.default_rng(7)
    lines, oneway = grid(rng, 120.0, 30.0)
    people = [tuple(rng.uniform(-0.06, 0.22, 2) + np.array([120, 30])) for _ in range(30)]
    zones = {
        "W": shapely.box(120, 30, 120.02, 30.02),
        "E": shapely.box(120.13, 30.1, 120.16, 30.13),
    }
    plan = road_plan(zones, lines, people, oneway)
    sweep = Sweep(plan, [None], Spreads(boundary=km, radius=0.5), radii_km=(0, 3, 8), by="road")
    found, expected = sweep.measure(range(8)), []
    for run in range(8):
        drawn = sweep.drawn(run)
        by_km = [drawn.boundary_km[sweep.zones.index(zone)] for zone in plan.zones["zone_id"]]
        moved = redrawn(plan, by_km)
        radii_km = [0.0, 3 + drawn.radius_km, 8 + drawn.radius_km]
        meter = CoverageMeter(plan, radii_km, by="road")
        left = meter.measure(moved[~moved.geometry.is_empty])
        expected += left.totals["covered_population"].tolist()
    assert found["covered_population"].tolist() == expected
    assert found.groupby("radius_km")["covered_population"].nunique().max() > 1


def test_a_run_is_the_same_in_any_order_and_zones_that_scenarios_share_are_offset_alike() -> None:
    there, back = SWEEP.measure(range(6)), SWEEP.measure([5, 4, 3, 2, 1, 0])
    back = back.sort_values(["run", "radius_km"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(there, back)
    other = Sweep(PLAN, [None], SWEEP.spreads, radii_km=RADII, seed=5).measure(range(6))
    assert not there.equals(other)
    both, alone = (
        Sweep(PLAN, scenarios, Spreads(boundary=0.3), radii_km=RADII).measure(range(20))
        for scenarios in ([None, WIDER], [WIDER])
    )
    wider = both[both["scenario"] == "wider"].reset_index(drop=True)
    pd.testing.assert_frame_equal(wider, alone)
    assert (covered(both, "wider") >= covered(both)).all()


def test_what_is_drawn_for_a_zone_depends_neither_on_its_name_nor_on_zones_that_others_add() -> (
    None
):
    rename = Set(zone="E", zone_id="A")
    renamed = Scenario.of(PLAN, [rename], scenario="renamed")
    more = Scenario.of(PLAN, [rename, Add(zone="E", ftz="F", geometry=square(9))], scenario="more")
    spreads = Spreads(boundary=1.0)
    alone = Sweep(PLAN, [None], spreads, radii_km=RADII).measure(range(9))
    sweep = Sweep(PLAN, [renamed, None], spreads, radii_km=RADII)
    assert sweep.zones == ("E", "W")
    both = sweep.measure(range(9))
    assert (pairs(both)["equal"] == 1).all()
    added = Sweep(PLAN, [more, None], spreads, radii_km=RADII)
    offsets = added.draws([0])
    assert [*offsets][1:] == ["boundary_km:E", "boundary_km:W", "boundary_km:E:added"]
    for runs in (both, added.measure(range(9))):
        assert covered(runs).tolist() == covered(alone).tolist()


def test_runs_that_lack_a_scenario_are_refused_by_name_and_a_seed_below_0() -> None:
    runs = SWEEP.measure(range(3))
    two = pd.concat([runs, runs[runs["run"] < 2].assign(scenario="other")])
    for table, lacks in ((two, "run 2: lacks other"), (runs[1:], "run 0: lacks baseline")):
        with pytest.raises(MeasureError, match=lacks):
            summary(table)
    with pytest.raises(MeasureError, match="seed -1: must be"):
        Sweep(PLAN, [None], Spreads(), seed=-1)


@pytest.mark.parametrize("offset_km", [0.0, 0.2, 0.7])  # with 0.7 km a zone may vanish
def test_a_point_that_does_not_vary_is_on_one_side_of_each_window(offset_km: float) -> None:
    rng = np.random.default_rng(9)
    places = rng.uniform((119.9, 29.9), (120.15, 30.1), (3000, 2))
    points = PointIndex(*places.T)
    arm = shapely.union(square(0), shapely.box(120.01, 30.004, 120.04, 30.006))
    multi = [shapely.MultiPolygon([one]) for one in (arm, square(5), square(0.5, 3))]
    scenarios = [dict(zip("ABC", multi, strict=True)), dict(zip("AB", multi[1:], strict=True))]
    windows = [(0.0, 0.0), (1.8, 2.2), (4.0, 4.0)]
    few = Margins(PLAN.ellipsoid, points, scenarios, windows, offset_km)
    every = Margins(PLAN.ellipsoid, points, scenarios, [(-1e6, 4.0)], offset_km)
    assert 0 < len(few.varying) <= len(every.varying) / (1 if offset_km > 0.5 else 2)
    for _ in range(30):
        offsets = rng.uniform(-offset_km, offset_km, 3)
        for scenario in range(2):
            found, expected = few.certain_km[scenario].copy(), np.full(len(points), np.inf)
            found[few.varying] = few.each(offsets)[scenario]
            expected[every.varying] = every.each(offsets)[scenario]
            for low, high in windows:
                for radius in rng.uniform(low, high, 3):
                    assert ((found <= radius) == (expected <= radius)).all()


def test_the_summary_has_the_distribution_and_which_is_better() -> None:
    runs = Sweep(PLAN, [None, WIDER], Spreads(boundary=0.3), radii_km=(1.0,)).measure(range(50))
    after = covered(runs, "wider")
    more = (after - covered(runs)).to_numpy()
    people = summary(runs).query("total == 'covered_population'").set_index("scenario")
    assert people.loc["wider", "mean"] == pytest.approx(after.mean())
    assert people.loc["wider", "p95"] == pytest.approx(np.quantile(after, 0.95))
    assert people["first"].sum() == pytest.approx(1)
    assert people.loc["wider", "first"] > people.loc["baseline", "first"]
    assert people.loc["baseline", "regret"] == pytest.approx(np.maximum(more, 0).mean())
    (row,) = pairs(runs).query("total == 'covered_population'").to_dict("records")
    assert (row["scenario"], row["against"]) == ("wider", "baseline")
    assert row["better"] == (more > 0).mean() > row["worse"] == (more < 0).mean()
    assert row["better"] + row["equal"] + row["worse"] == pytest.approx(1)
    assert row["mean"] == pytest.approx(more.mean())
    assert row["p5"] == pytest.approx(np.quantile(more, 0.05))
    assert pairs(runs[runs["scenario"] == "wider"]).empty


def test_what_cannot_be_varied_or_swept_is_refused() -> None:
    for given, words in (
        ({"boundry": 1}, "boundary"),
        ({"boundary": -1}, "0"),
        ({"weights": 2}, "share"),
        ({"radius": float("nan")}, "nan"),
    ):
        with pytest.raises(MeasureError, match=words):
            Spreads.of(given)
    with pytest.raises(MeasureError) as caught:  # no scenario, and a radius below 0
        Sweep(PLAN, [], Spreads(radius=0.7), radii_km=RADII)
    assert len(caught.value.problems) == 2
    with pytest.raises(MeasureError, match="once"):
        Sweep(PLAN, [None, None], Spreads())
    runs = SWEEP.measure(range(2))
    for wrong, words in (
        (lambda: SWEEP.measure(range(0)), "no run is given"),
        (lambda: SWEEP.measure([0, 1, 0]), "run 0: is there twice"),
        (lambda: summary(pd.concat([runs, runs])), "runs: run 0: is there twice"),
        (lambda: pairs(pd.DataFrame({"a": [1]})), "lacks run, scenario, radius_km"),
        (lambda: summary(runs.iloc[:0]), "no run is given"),
    ):
        with pytest.raises(MeasureError, match=words):
            wrong()


def test_a_scenario_may_be_the_path_of_its_file_and_a_refusal_names_that(tmp_path: Path) -> None:
    wider, other = tmp_path / "wider.yaml", tmp_path / "other.yaml"
    for file in (wider, other):
        file.write_text(WIDER.to_yaml(), encoding="utf-8")

    def swept(*given: Scenario | str | Path | None) -> Sweep:
        return Sweep(PLAN, given if len(given) > 1 else given[0], Spreads(), radii_km=RADII)

    for given in (WIDER, wider, str(wider)):
        pd.testing.assert_frame_equal(swept(given).measure([3]), swept(WIDER).measure([3]))
    with pytest.raises(MeasureError, match=r"wider.yaml, .*other.yaml: each has the id wider"):
        swept(None, wider, other)
    unknown = wider.read_text(encoding="utf-8").replace("zone: W", "zone: Z")
    other.write_text(unknown.replace("scenario: wider", "scenario: other"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"^[^\n]*other.yaml: edit 1 "):
        swept(None, wider, other)


def test_without_people_or_land_nobody_is_reached() -> None:
    of_clusters, of_people = (
        Sweep(PLAN.only(("zones", "regions", layer)), [None], Spreads(boundary=1)).measure(range(3))
        for layer in ("clusters", "demand")
    )
    assert set(summary(of_clusters)["total"]) == {"covered_clusters", "covered_weight"}
    assert set(summary(of_people)["total"]) == {"covered_population", "worst_served_population"}
    with pytest.raises(MeasureError, match="neither people nor clusters"):
        Sweep(PLAN.only(("zones", "regions")), [None], Spreads(boundary=1))
    sweep = Sweep(PLAN, [None], Spreads(boundary=2.0), radii_km=(0.0, 2.5))
    gone = [run for run in range(60) if (sweep.drawn(run).boundary_km < -0.6).all()]
    assert gone  # the zones are drawn inward by more than they hold
    assert (sweep.measure(gone)["covered_population"] == 0).all()


def test_where_all_is_certain_each_indicator_is_that_of_the_scorecard_and_so_are_the_views() -> (
    None
):
    card = scorecard(EXAMPLE, CARD_WIDER, radii_km=(5, 10))
    runs = Sweep(EXAMPLE, [None, CARD_WIDER], Spreads(), radii_km=(5, 10)).measure([3])
    compared = 0
    for row in card.rows:
        column = row.indicator.key if row.place is None else f"{row.indicator.key}:{row.place}"
        for scenario, value in row.by_scenario.items() if column in runs else ():
            found = runs[(runs["scenario"] == scenario) & (runs["radius_km"] == row.radius)]
            assert found[column].item() == pytest.approx(value, rel=1e-12)
            compared += 1
    assert compared > 20
    assert acceptability_in(runs, card) == card.acceptability


def test_where_people_are_uncertain_views_are_shared_over_the_runs() -> None:
    """Of a single purpose the best is first in each view; which one that is, the runs tell."""
    eastern = Scenario.of(PLAN, [Expand(zone="E", by_km=0.3)], scenario="eastern")
    purposes = pd.DataFrame(
        {"purpose": ["people"], "order": [1], "indicators": ["covered_population"]}
    )
    plan = PLAN.with_layer("purposes", purposes)
    runs = Sweep(plan, [WIDER, eastern], Spreads(demand=0.9), radii_km=1.5).measure(range(40))
    card = scorecard(plan, [WIDER, eastern], radii_km=1.5)
    people = runs.pivot_table(index="run", columns="scenario", values="covered_population")
    found = {one.scenario: one.first for one in acceptability_in(runs, card)}
    assert 0 < found["wider"] < 1
    assert found["wider"] == pytest.approx((people["wider"] > people["eastern"]).mean())


def test_the_table_of_draws_has_what_varies() -> None:
    sweep = Sweep(PLAN, [None], Spreads(weights=0.5), radii_km=5)
    table = sweep.draws([3, 1])
    assert [*table] == ["run", *(f"weights:{one}" for one in sorted(set(PLAN.clusters["sector"])))]
    assert table["run"].tolist() == [3, 1]
    assert table.iloc[1, 1:].tolist() == sweep.drawn(1).weights.tolist()
