"""Demand in partitions over squares: any cut gives the tables of the whole, on any workers."""

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from distributed import LocalCluster
from hypothesis import given
from hypothesis import strategies as st

from geo import Coverage, CoverageMeter, Scenario
from geo.coverage import Workers, measure_partitions
from geo.coverage.partitioned import DemandMeasure, with_people
from layers import Plan
from layers.errors import MeasureError, PlanError, ScenarioError, SourceError
from layers.plan.partitions import DemandParts, DemandPoints
from tests.conftest import demand_frame, point, regions_frame, square, zones_frame
from tests.searching import examples

RADII_KM = (0.0, 2.5, 4.0, 6.0)
TABLES = ("totals", "ftzs", "zones", "regions", "sectors")
POINTS = 200


def land() -> dict[str, gpd.GeoDataFrame]:
    """Return three zones and three districts, the last of them without demand."""
    holed = square(3, 0, 3).difference(square(4, 1))
    return {
        "zones": zones_frame(("W", "F", square(0)), ("M", "F", holed), ("E", "G", square(10))),
        "regions": regions_frame(
            ("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11)), ("340101", square(500))
        ),
    }


@cache
def demand() -> gpd.GeoDataFrame:
    """Return points in and around two districts, some without adcode, some outside every one."""
    rng = np.random.default_rng(4)
    places = [point(column, row) for column, row in rng.uniform((-8, -8), (20, 8), (POINTS, 2))]
    places[:3] = [point(6, 0), point(1, 1), point(0, 0.5)]  # on a shared border, on a zone's edge
    places[3] = point(3.1)  # in M, and in reach of W, which comes first
    named = rng.integers(0, 4, POINTS)
    adcodes = [("330101", "330102", None, "999999")[number] for number in named]
    people = rng.gamma(2, 50, POINTS)
    return demand_frame(*zip(places, people, strict=True)).assign(adcode=adcodes)


@cache
def whole() -> Coverage:
    """Return the coverage by a single process."""
    return CoverageMeter(Plan(land() | {"demand": demand()}), RADII_KM).measure()


@cache
def bare() -> Coverage:
    return CoverageMeter(Plan(land()), RADII_KM).measure()


@cache
def measure_of_demand() -> DemandMeasure:
    return DemandMeasure(bare())


def points_of(rows: np.ndarray) -> DemandPoints:
    """Return some rows of the demand as they come from a partition."""
    some = demand().iloc[rows]
    names = tuple(dict.fromkeys(code for code in some["adcode"] if isinstance(code, str)))
    number = [names.index(code) if isinstance(code, str) else -1 for code in some["adcode"]]
    x, y = some.geometry.x.to_numpy(), some.geometry.y.to_numpy()
    population = some["population"].to_numpy()
    return DemandPoints(x, y, population, np.array(number, dtype=np.int64), names)


def same_tables(found: Coverage, expected: Coverage) -> None:
    for table in TABLES:
        pd.testing.assert_frame_equal(
            getattr(found, table), getattr(expected, table), rtol=1e-9, atol=0, obj=table
        )


@given(order=st.permutations(range(POINTS)), cuts=st.lists(st.integers(0, POINTS), max_size=12))
@examples(10)
def test_any_cut_of_the_demand_gives_the_same(order: list[int], cuts: list[int]) -> None:
    parts = np.split(np.array(order), sorted(cuts))
    total = measure_of_demand().nothing
    for rows in parts:
        total += measure_of_demand().tally(points_of(rows))
    same_tables(with_people(bare(), total), whole())
    assert total.points.sum() == POINTS


def test_a_point_belongs_to_its_adcode_or_else_to_where_it_lies() -> None:
    three = DemandPoints(
        lon=np.array([120.005, 120.005, 121.0]),
        lat=np.array([30.005, 30.005, 35.0]),
        population=np.array([1.0, 10.0, 100.0]),
        adcode=np.array([0, -1, -1]),
        adcodes=("330102",),
    )
    found = measure_of_demand().tally(three)
    assert found.points.tolist() == [1, 1, 0, 1]
    assert found.people.tolist() == [10, 1, 0, 100]
    assert found.covered.tolist() == [[10, 1, 0, 0]] * 4


def test_without_any_partition_there_is_no_population(tmp_path: Path) -> None:
    demand().iloc[:0].to_parquet(tmp_path / "none.parquet", index=False)
    plan = Plan(land())
    found = measure_partitions(plan, DemandParts.open(tmp_path, plan.crs), radii_km=RADII_KM)
    same_tables(found, bare())
    assert found.totals["population"].isna().all()


def test_a_target_over_another_column_of_the_demand_is_left_out(tmp_path: Path) -> None:
    demand().iloc[:0].to_parquet(tmp_path / "none.parquet", index=False)
    jobs = {"measure": "covered_jobs", "radius_km": 2.5, "at_least": 1.0}
    area = {"measure": "area_km2", "at_most": 9.0}
    targets = pd.DataFrame([jobs, area])
    plan = Plan(land() | {"demand": demand().assign(jobs=1.0), "targets": targets})
    parts = DemandParts.open(tmp_path, plan.crs)
    own = [jobs | {"at_least": 2.0}, area | {"at_most": 2.0}]
    found = measure_partitions(plan, parts, Scenario.of(plan, targets=own), RADII_KM)
    assert found.targets["target"].tolist() == ["area_km2 <= 9", "area_km2 <= 2"]
    unknown = Scenario.of(plan, targets=[jobs | {"measure": "covered_gold"}])
    with pytest.raises(ScenarioError, match="no figure covered_gold"):
        measure_partitions(plan, parts, unknown, RADII_KM)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demand as three files, the first of three row groups."""
    path = tmp_path_factory.mktemp("demand")
    demand().iloc[:100].to_parquet(path / "1.parquet", row_group_size=40)
    demand().iloc[100:101].to_parquet(path / "2.parquet")
    demand().iloc[101:].to_parquet(path / "3.parquet", geometry_encoding="geoarrow")
    return path


@pytest.mark.deep
def test_two_processes_give_the_tables_of_one(folder: Path) -> None:
    plan = Plan(land() | {"demand": demand()})
    parts = DemandParts.open(folder, plan.crs)
    scenario = Scenario.of(plan, {"move": {"zone": "W", "dx_km": 1.2, "dy_km": -0.4}})
    done_of: list[tuple[int, int]] = []
    local = {"host": "127.0.0.1", "dashboard_address": None, "silence_logs": 50}
    dashboard = {"dashboard_address": "127.0.0.1:0"}
    with LocalCluster(
        n_workers=2, threads_per_worker=1, scheduler_kwargs=dashboard, **local
    ) as cluster:
        workers = Workers(cluster.scheduler_address, progress=lambda *step: done_of.append(step))
        found = measure_partitions(plan, parts, radii_km=RADII_KM, workers=workers)
        moved = measure_partitions(plan, parts, scenario, RADII_KM, workers=workers)
    assert done_of[:5] == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    same_tables(found, whole())
    same_tables(moved, CoverageMeter(plan, RADII_KM).measure(scenario))
    assert moved.scenario == "edited"
    assert (moved.totals["covered_population"] != found.totals["covered_population"]).any()
    assert found.access.isna().to_numpy().tolist() == [[True] * 4]
    assert "demand" not in found.plan.layers


@pytest.mark.deep
def test_every_bad_partition_is_named_by_a_local_cluster(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        gpd.read_parquet(file).to_parquet(tmp_path / file.name)
    bad = demand().iloc[:3].assign(population=[1, -1, np.nan])
    bad.to_parquet(tmp_path / "2.parquet", row_group_size=2)
    plan = Plan(land())
    with pytest.raises(PlanError) as caught:
        measure_partitions(plan, DemandParts.open(tmp_path, plan.crs), workers=Workers(count=1))
    groups = [f"{tmp_path}/2.parquet, row group {n}: demand.population: row" for n in (1, 2)]
    assert caught.value.lines == (
        f"{groups[0]} 2 is below 0; correct it",
        f"{groups[1]} 1 is empty or not a number; fill it in",
    )


@pytest.mark.deep
def test_a_scheduler_that_is_not_there_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.coverage.dask_workers._PATIENCE_S", 1)
    plan = Plan(land())
    for address in ("tcp://127.0.0.1:9", "nonsense"):
        workers = Workers(scheduler=address)
        with pytest.raises(SourceError, match="cannot be reached") as caught:
            measure_partitions(plan, DemandParts.open(folder, plan.crs), workers=workers)
        assert len(caught.value.lines) == 1


def test_what_needs_single_points_says_that_they_are_not_here() -> None:
    found = with_people(bare(), measure_of_demand().tally(points_of(np.arange(POINTS))))
    for ask in (
        lambda: found.demand_radius_km,
        lambda: found.plan_data.demand.lon,
        lambda: found.plan_data.demand.in_box((120, 30, 121, 31)),
    ):
        with pytest.raises(MeasureError, match="is aggregated by region"):
            ask()


def test_targets_are_measured_from_the_sums_of_partitions_and_others_are_left_out() -> None:
    stated = [
        {"measure": "covered_population", "radius_km": 2.5, "at_least": 1.0},
        {"measure": "covered_population", "radius_km": 2.5, "region": "330102", "at_least": 1.0},
        {"measure": "area_km2", "ftz": "F", "at_most": 1.0},
        {"measure": "covered_area_km2", "radius_km": 3.0, "at_least": 1.0},
        {"measure": "covered_population", "radius_km": 3.0, "at_least": 1.0},
        {"measure": "covered_population", "radius_km": 2.5, "ftz": "F", "at_least": 1.0},
        {"measure": "mean_km", "at_most": 1.0},
    ]
    layers = land() | {"targets": pd.DataFrame(stated)}
    base = CoverageMeter(Plan(layers), RADII_KM).measure()
    parts = with_people(base, DemandMeasure(base).tally(points_of(np.arange(POINTS))))
    every = CoverageMeter(Plan(layers | {"demand": demand()}), RADII_KM).measure().targets
    pd.testing.assert_frame_equal(parts.targets, every.head(4))
    assert parts.violations["rule"].tolist().count("target") == (~every["met"].head(4)).sum()
