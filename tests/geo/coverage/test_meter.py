"""Measuring from what is known equals measuring everything, over sequences of random edits."""

import itertools
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate

from geo import Coverage, CoverageMeter
from geo.coverage.incremental import MovingZone
from geo.coverage.state import Covered
from geo.zone import ZonePolygon
from layers import Plan
from tests.conftest import CRS, layer_frame
from tests.searching import examples

RADII_KM = (0, 2, 8, 30)
BY_KERNEL_AND_BY_ARRAYS = pytest.mark.parametrize(
    "kernel", ["on", pytest.param("off", marks=pytest.mark.deep)]
)
WAIT_S = 20


def patch(rng: np.random.Generator, lon: float, lat: float) -> shapely.MultiPolygon:
    """Return a zone of some hundredths of a degree: one block or two, ragged, perhaps holed."""
    blocks = []
    for _ in range(rng.integers(1, 3)):
        angle = np.sort(rng.uniform(0, 2 * np.pi, 9))
        size = rng.uniform(0.004, 0.03, 9)
        centre = np.array([lon, lat]) + rng.uniform(-0.1, 0.1, 2)
        ring = np.column_stack([size * np.cos(angle), size * np.sin(angle)]) + centre
        blocks.append(shapely.Polygon(ring))
    if rng.random() < 0.3:
        west, south, east, north = blocks[0].bounds
        rim = shapely.box(west, south, east, north)
        blocks[0] = shapely.difference(
            rim, shapely.buffer(shapely.centroid(rim), 0.002, quad_segs=2)
        )
    valid = [block for block in blocks if block.is_valid]
    whole = shapely.union_all(valid or [shapely.box(lon, lat, lon + 0.01, lat + 0.01)])
    return shapely.MultiPolygon(shapely.get_parts(whole).tolist())


def frame(shapes: dict[str, shapely.MultiPolygon]) -> gpd.GeoDataFrame:
    return layer_frame(shapes.values(), zone_id=list(shapes), ftz_id="F", sectors="biopharma")


def plan_at(rng: np.random.Generator, lon: float, lat: float) -> Plan:
    """Return six districts about a place, with people and clusters, some outside every district."""
    edges = lon + np.array([-0.6, -0.2, 0.2, 0.6])
    boxes = [
        shapely.box(west, south, east, south + 0.4)
        for west, east in itertools.pairwise(edges)
        for south in (lat - 0.4, lat)
    ]
    places = rng.uniform(-0.7, 0.7, (80, 2)) + np.array([lon, lat])
    demand = {"demand_id": [str(n) for n in range(80)], "population": rng.integers(0, 9, 80)}
    clusters = {"cluster_id": ["a", "b", "c"], "sector": ["biopharma", "biopharma", "finance"]}
    return Plan(
        {
            "zones": frame({name: patch(rng, lon, lat) for name in "ABCD"}),
            "regions": layer_frame(boxes, adcode=[f"33010{n}" for n in range(6)]),
            "demand": gpd.GeoDataFrame(demand, geometry=shapely.points(places), crs=CRS),
            "clusters": gpd.GeoDataFrame(clusters, geometry=shapely.points(places[:3]), crs=CRS),
        }
    )


def agree(one: Coverage, other: Coverage) -> None:
    """Check all tables to 1e-9: figures of themselves, covered areas of their region's area."""
    for name in ("totals", "regions"):
        left, right = getattr(one, name), getattr(other, name)
        error = (left["covered_area_km2"] - right["covered_area_km2"]).abs() / left["area_km2"]
        assert error.max() <= 1e-9
        rest = left.columns.drop("covered_area_km2")
        pd.testing.assert_frame_equal(left[rest], right[rest], rtol=1e-9, atol=0)
    for name in ("ftzs", "zones", "sectors"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), rtol=1e-9, atol=0)
    left, right = (coverage.violations[["rule", "subject"]] for coverage in (one, other))
    assert left.to_numpy().tolist() == right.to_numpy().tolist()


@BY_KERNEL_AND_BY_ARRAYS
@given(st.integers(0, 2**32), st.sampled_from([(120, 30), (10, 0), (50, 84), (-60, -50)]))
@examples(3)
def test_edits_are_measured_as_from_nothing(
    kernel: str, seed: int, place: tuple[float, float]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ZONEWRIGHT_KERNEL", kernel)
        measure_edits(np.random.default_rng(seed), place)


def measure_edits(rng: np.random.Generator, place: tuple[float, float]) -> None:
    """Measure random edits one after the other, each by what is known and from nothing."""
    plan = plan_at(rng, *place)
    meter = CoverageMeter(plan, RADII_KM)
    zones = dict(zip(plan.zones["zone_id"], plan.zones["geometry"], strict=True))
    for step in range(8):
        match rng.integers(7):
            case 0 if len(zones) > 1:
                del zones[str(rng.choice(list(zones)))]
            case 1:
                zones[f"N{step}"] = patch(rng, *place)
            case 2:  # two at once
                for name in list(zones)[:2]:
                    zones[name] = patch(rng, *place)
            case 6:  # all at once
                zones = {name: patch(rng, *place) for name in zones}
            case 3:  # one lies where another does
                zones[f"O{step}"] = next(iter(zones.values()))
            case _:  # a step of a drag, some of them out of reach of everything
                name = str(rng.choice(list(zones)))
                by = rng.uniform(-0.02, 0.02, 2) * rng.choice([1, 1, 1, 300])
                zones[name] = shapely.transform(zones[name], lambda xy, by=by: xy + by)
        agree(meter.measure(frame(zones)), meter.measure_fully(frame(zones)))
    agree(meter.measure(), CoverageMeter(plan, RADII_KM).measure())


def test_a_meter_at_other_radii_shared_by_threads_measures_as_from_nothing() -> None:
    rng = np.random.default_rng(3)
    plan = plan_at(rng, 120, 30)
    frames = [frame({name: patch(rng, 120, 30) for name in "ABCD"[: 2 + n % 3]}) for n in range(6)]
    other = CoverageMeter(plan, 2)
    other.measure(frames[0])
    meter = other.at((0, 30))
    other.prepare_edits()
    expected = [meter.measure_fully(zones) for zones in frames]
    with ThreadPoolExecutor(len(frames)) as pool:
        found = list(pool.map(meter.measure, frames))
    for one, right in zip(found, expected, strict=True):
        agree(one, right)
    agree(meter.measure(), CoverageMeter(plan, (0, 30)).measure())
    assert other.measure(frames[0]).radii_km == (2,)
    moved = plan.zones.set_geometry([patch(rng, 120, 30), *plan.zones.geometry[1:]], crs=CRS)
    agree(other.measure(moved), other.measure_fully(moved))


def test_nobody_waits_for_a_draft_that_is_being_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_at(np.random.default_rng(8), 120, 30)
    meter = CoverageMeter(plan, RADII_KM)
    shapes = dict(zip(plan.zones["zone_id"], plan.zones.geometry, strict=True))
    large, small = (frame(shapes | {name: translate(shapes[name], 0.01)}) for name in "AB")
    expected = meter.measure_fully(small)
    measuring, go_on = threading.Event(), threading.Event()
    held: list[int] = []
    as_ever = MovingZone.step

    def step(zone: MovingZone, polygon: ZonePolygon) -> object:
        if threading.get_ident() in held:
            measuring.set()
            assert go_on.wait(WAIT_S)
        return as_ever(zone, polygon)

    def measure_large() -> Coverage:
        held.append(threading.get_ident())
        return meter.measure(large, draft="large")

    monkeypatch.setattr(MovingZone, "step", step)
    with ThreadPoolExecutor() as pool:
        try:
            asked = pool.submit(measure_large)
            assert measuring.wait(WAIT_S)
            agree(pool.submit(meter.measure, small, draft="small").result(WAIT_S), expected)
            agree(pool.submit(meter.measure, small, draft="large").result(WAIT_S), expected)
            assert not asked.done()
        finally:
            go_on.set()
        agree(asked.result(WAIT_S), meter.measure_fully(large))


def test_drafts_that_are_dragged_at_once_get_the_bytes_that_each_gets_alone() -> None:
    rng = np.random.default_rng(9)
    plan = plan_at(rng, 120, 30)
    shapes = dict(zip(plan.zones["zone_id"], plan.zones.geometry, strict=True))
    steps = {
        name: [frame(shapes | {name: patch(rng, 120, 30)}) for _ in range(3)] for name in "ABC"
    }

    def drag(meter: CoverageMeter, name: str) -> list[bytes]:
        measured = [meter.measure(zones, draft=name).figures for zones in steps[name]]
        return [
            figures.tobytes()
            for one in measured
            for figures in (
                one.covered.people,
                one.covered.land_km2,
                *(it.cluster_level for it in one.reaches),
            )
        ]

    alone = {name: drag(CoverageMeter(plan, RADII_KM), name) for name in steps}
    meter = CoverageMeter(plan, RADII_KM)
    begin = threading.Barrier(len(steps))

    def drag_at_once(name: str) -> list[bytes]:
        begin.wait(WAIT_S)
        return drag(meter, name)

    with ThreadPoolExecutor(len(steps)) as pool:
        assert dict(zip(steps, pool.map(drag_at_once, steps), strict=True)) == alone


def test_covered_land_is_measured_once_and_has_been_where_it_is_sent_elsewhere() -> None:
    measured = []

    def land_km2() -> np.ndarray:
        measured.append(1)
        return np.ones((1, 2))

    covered = Covered(np.zeros((1, 3)), land_km2)
    assert not measured
    again = pickle.loads(pickle.dumps(covered))  # noqa: S301  our own
    assert (again.land_km2 == covered.land_km2).all()
    assert measured == [1]


def test_no_shape_that_threads_share_is_prepared() -> None:
    """GEOS ends the process where two threads use one prepared shape."""
    plan = plan_at(np.random.default_rng(10), 120, 30)
    meter = CoverageMeter(plan, RADII_KM)
    coverage = meter.measure(plan.zones.set_geometry(plan.zones.translate(0.001)))
    coverage.rule_checker.violations(coverage.zone_frame)
    shared = [reach.polygon.shape for reach in meter.measure().reaches]
    shared += [area.shape for reach in meter.measure().reaches for area in reach.areas]
    shared += [zone.polygon.shape for zone in coverage.rule_checker._prepared.zones.values()]
    shared += [*plan.zones.geometry, *plan.regions.geometry]
    assert not shapely.is_prepared(shared).any()
