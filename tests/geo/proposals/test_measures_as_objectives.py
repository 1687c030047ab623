"""What tables measure, as objectives: each best held against every pair of pieces, measured."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import Coverage, CoverageMeter
from geo.proposals import Limits
from geo.proposals import task as task_
from geo.proposals.search import Search
from geo.proposals.term import known_names
from geo.tables import inequality, own_regions
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.example import example_plan
from tests.conftest import regions_frame
from tests.geo.proposals.at_thresholds import front, propose, propose_zone, task_of
from tests.geo.proposals.test_certificate import most_of, pieces_of
from tests.geo.proposals.test_held_targets import ASKED, best_measured
from tests.geo.proposals.test_propose import EAST, WEST, plan_of, scattered


def parted(plan: Plan, at: float = 1.5) -> Plan:
    """Return a plan whose land is of two provinces and customs areas, parted at a column."""
    lon = 120 + at / 100
    west, east = shapely.box(119.6, 29.6, lon, 30.4), shapely.box(lon, 29.6, 121.2, 30.4)
    regions = regions_frame(("330101", west), ("340101", east)).assign(customs_area=["", "E"])
    return plan.with_layer("regions", regions)


def at_2_km(table: pd.DataFrame) -> "pd.Series[Any]":
    (row,) = np.flatnonzero(table["radius_km"] == 2.0)
    return table.iloc[row]


def people(coverage: Coverage) -> float:
    return float(at_2_km(coverage.totals)["covered_population"])


def own(coverage: Coverage) -> float:
    return float(at_2_km(own_regions(coverage)[0])["own_amount"])


def same_customs(coverage: Coverage) -> float:
    return float(at_2_km(own_regions(coverage)[0])["same_customs_amount"])


def least_share(coverage: Coverage) -> float:
    return 100 * float(at_2_km(inequality(coverage, level="district"))["least_share"])


def by_zone(plan: Plan, zones: gpd.GeoDataFrame) -> list[np.ndarray]:
    """Return whom each zone reaches within 2 km, measured as if it were alone."""
    meter = CoverageMeter(plan, 2.0)
    alone = [meter.measure_fully(zones.iloc[[row]]) for row in range(len(zones))]
    return [one.demand_radius_km <= 2.0 for one in alone]


def second(coverage: Coverage) -> float:
    before = by_zone(coverage.plan, coverage.plan.zones)
    after = by_zone(coverage.plan, coverage.zone_frame)
    one_alone = np.sum(before, axis=0) == 1
    now = np.sum(after, axis=0) >= 2
    return float(coverage.plan.demand["population"].to_numpy()[one_alone & now].sum())


def found_as(plan: Plan, objective: str, value: Callable[[Coverage], float]) -> float:
    """Return what an objective gains, held against every pair of pieces, and its naive value."""
    asked: dict[str, Any] = ASKED | {"objective": [objective]}
    found = propose(plan, **asked)
    most = best_measured(plan, asked, value)
    assert found.status == "optimal"
    assert [found.promised, found.measured, found.bound] == pytest.approx([most] * 3)
    assert found.before == pytest.approx(value(CoverageMeter(plan, 2.0).measure()))
    return found.measured


def test_another_solver_finds_the_same_region_covered_least(tmp_path: Path) -> None:
    plan = parted(plan_of(*scattered(4, 8)))
    plan = plan.with_layer("ftzs", plan.ftzs.assign(adcode=None))
    found = propose(plan, **ASKED | {"objective": "least:district@2"})
    most = most_of(pieces_of(found), tmp_path)
    assert most == pytest.approx(found.measured - found.before)
    assert most > 0


def test_what_a_group_reaches_beyond_its_own_regions_does_not_count() -> None:
    plan = parted(plan_of(*scattered(3, 9)))
    plan = plan.with_layer("ftzs", plan.ftzs.assign(adcode=None, counts_regions="330101"))
    reached = found_as(plan, "own:population@2", own)
    assert 0 < reached < found_as(plan, "population@2", people)


def test_the_region_covered_least_is_the_one_that_counts() -> None:
    plan = parted(plan_of(*scattered(3, 9)))
    plan = plan.with_layer("ftzs", plan.ftzs.assign(adcode=None))
    share = found_as(plan, "least:district@2", least_share)
    assert 0 < share < 100


def test_of_the_regions_that_the_groups_count_the_least_one_counts() -> None:
    plan = parted(plan_of(EAST, WEST))
    found = propose(plan, **ASKED | {"objective": "least:district@2"})
    assert (found.before, found.measured) == (0.0, 100.0)  # of the west alone
    assert {one.zone_id for one in found.taken} == {"Z"}


def test_pieces_for_a_region_that_is_never_the_least_are_not_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rich_and_poor = (0.5, 0.5, 5_000), (60, 0.5, 50_000)  # in the zone; east, out of reach
    plan = parted(plan_of(*scattered(3, 9), *rich_and_poor))
    plan = plan.with_layer("ftzs", plan.ftzs.assign(adcode=None))
    asked: dict[str, Any] = ASKED | {"objective": "least:district@2"}

    def drawn() -> int:
        search = Search.of_script(plan, dict(asked))
        task = task_of(search)
        return len(task.lands)

    few, found = drawn(), propose(plan, **asked)
    monkeypatch.setattr(task_, "_may_count", lambda counted, *_: counted.open_)
    every = propose(plan, **asked)
    assert few < drawn()
    assert found.measured == pytest.approx(every.measured)
    assert found.measured > found.before


def test_over_a_spread_a_gain_in_own_regions_is_kept_and_measured() -> None:
    plan = parted(plan_of(*scattered(1)))
    wide = ASKED | {"objective": ["own:population@2"], "spread_km": 0.5}
    found = propose(plan, **wide)
    radii = [1.5, 1.75, 2.0, 2.25, 2.5]
    coverage = CoverageMeter(plan, radii).measure_fully(found.scenario)
    assert found.measured == pytest.approx(own_regions(coverage)[0]["own_amount"].mean())
    share = propose(plan, **wide | {"objective": ["least:district@2"]})
    assert share.status == "optimal"


def test_a_swap_keeps_what_counts_in_own_regions() -> None:
    plan = parted(plan_of(*scattered(2), (1.4, 1.5, 300), side=6), 3.0)
    asked = ASKED | {"objective": ["own:population@1"], "budget_km2": None, "swap": True}
    found = propose(plan, **asked)
    coverage = CoverageMeter(plan, 1.0).measure_fully(found.scenario)
    counted = own_regions(coverage)[0]["own_amount"].item()
    assert found.measured == pytest.approx(counted)
    assert found.promised == pytest.approx(found.measured)


def test_what_may_be_counted_is_what_a_term_may_name() -> None:
    names = known_names(example_plan())
    assert {"own:jobs", "least:province", "worst-served"} <= {*names}
    assert not any(name.startswith(("same-customs", "second")) for name in names)


@pytest.mark.parametrize(
    ("objective", "told"),
    [
        ("sole:population@2", "population@50"),
        ("overlap@2", "population@50"),
        ("second:population@2", "population@50"),
        ("gini@2", "least:LEVEL@50"),
        ("margin@2", "population@50"),
        ("own:jobs@2", "nothing is called jobs"),
        ("same-customs:population@2", "own:population@50"),
        ("least:county@2", "county"),
    ],
)
def test_what_is_no_sum_is_refused_with_what_is_nearest(objective: str, told: str) -> None:
    with pytest.raises((MeasureError, UnknownError), match=told):
        propose(plan_of(EAST), ["F"], [objective], 2.0)


def test_where_no_group_counts_a_region_none_counts_as_its_own() -> None:
    plan = plan_of(EAST)
    plan = plan.with_layer("ftzs", plan.ftzs.assign(adcode=None))
    with pytest.raises(UnknownError, match="counts a region of the plan"):
        propose(plan, ["F"], ["own:population@2"], 2.0)


@pytest.mark.parametrize(
    "more",
    [
        {"objective": ["least:district@2", "population@2"]},
        {"objective": "least:district@2", "weights": {"330101": 2.0}},
    ],
)
def test_what_is_no_sum_stands_alone(more: dict[str, Any]) -> None:
    with pytest.raises(MeasureError, match="without another term"):
        propose(plan_of(EAST), **ASKED | more)


def test_new_zones_count_whomever_they_reach() -> None:
    with pytest.raises(MeasureError, match="new zones"):
        propose_zone(plan_of(EAST), "330000", ["own:population@2"], 2.0)


def test_what_is_to_be_kept_is_not_asked_of_new_zones() -> None:
    with pytest.raises(MeasureError, match="keep"):
        propose_zone(plan_of(EAST), "330000", ["population@2"], 2.0, keep="population@2>=today")


def test_a_front_has_what_counts_of_both_objectives() -> None:
    plan = parted(plan_of(*scattered(1)))
    limits = Limits(max_pieces=2, width_km=0.75, compact=3.0)
    aims = (["population@2"], ["own:population@2"])
    found = front(plan, ["F"], aims, 2.6, points=3, limits=limits, gap=0.0)
    for one in found.points:
        coverage = CoverageMeter(plan, 2.0).measure_fully(one.proposal.scenario)
        assert one.figures == pytest.approx((people(coverage), own(coverage)))
    alone = propose(plan, **ASKED | {"objective": aims[1]})
    assert max(one.figures[1] for one in found.points) == pytest.approx(alone.measured)
