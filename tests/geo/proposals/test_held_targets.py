"""Hard targets of covered people and clusters that proposals keep, beside every choice measured."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from geo import Coverage
from geo.proposals import Limits, NoProposalError, Proposal
from geo.proposals.drawing import draw
from geo.proposals.search import Search
from geo.scenario.replay import replay
from layers import Plan
from tests.conftest import layer_frame, point
from tests.geo.proposals.at_thresholds import propose, task_of
from tests.geo.proposals.test_propose import EAST, WEST, plan_of, scattered, with_block

LIMITS = Limits(max_pieces=2, width_km=0.75, compact=3.0)
ASKED: dict[str, Any] = {
    "ftzs": ["F"],
    "objective": ["population@2"],
    "budget_km2": 2.6,
    "gap": 0.0,
    "limits": LIMITS,
    "tries": 400,
    "kept_share": 0.0,
    "residents": 0.0,
    "spread_km": 0.0,
    "runs": 0,
}


def aimed(plan: Plan, *targets: dict[str, object]) -> Plan:
    """Return a plan with targets, hard unless one says otherwise."""
    return plan.with_layer("targets", pd.DataFrame([{"hard": True, **one} for one in targets]))


def town_plan(seed: int) -> Plan:
    """Return eight towns about the zone, with jobs, in two regions, each a cluster as well."""
    plan = plan_of(*scattered(seed, 8))
    random = np.random.default_rng(seed)
    codes = np.where(np.arange(8) % 2, "330101", "340101")
    towns = layer_frame(
        plan.demand.geometry.to_numpy(), cluster_id=[f"C{n}" for n in range(8)], sector="chips"
    )
    demand = plan.demand.assign(jobs=random.integers(10, 500, 8).astype(float), adcode=codes)
    zones = plan.zones.assign(sectors=["chips", ""])
    layers = {"demand": demand, "clusters": towns, "zones": zones}
    for name, frame in layers.items():
        plan = plan.with_layer(name, frame)
    return plan


def best_measured(
    plan: Plan, asked: dict[str, Any] = ASKED, value: Callable[[Coverage], float] | None = None
) -> float:
    """Return the most (by default people) of all choices, measured, that keep the targets."""
    search = Search.of_script(plan, dict(asked))
    value = value or search.objective.value
    task = task_of(search)
    free, meter, found = task.choice.with_lower_bounds(spare=True), search.meter, []
    pairs = itertools.combinations_with_replacement(range(free.columns), 2)
    for pair in pairs:
        chosen = np.isin(np.arange(free.columns), pair)
        if free.allows(chosen):
            coverage = meter.measure_fully(draw(task, chosen, "any").scenario)
            if coverage.targets["met"].all():
                found.append(value(coverage))
    return max(found)


JOBS = {"measure": "covered_jobs", "radius_km": 2.0}
IN_EAST = {**JOBS, "region": "340101"}
TOWNS = {"measure": "covered_clusters"}


@pytest.mark.parametrize(
    "targets",
    [
        [{**JOBS, "at_most": 520.0}],
        [{**IN_EAST, "at_most": 100.0}],
        [{**TOWNS, "radius_km": 2.0, "sector": "chips", "at_most": 1.0}],
        [{"measure": "covered_population", "radius_km": 2.5, "ftz": "F", "at_most": 700.0}],
        [{**IN_EAST, "at_most": 400.0}, {**JOBS, "at_least": 520.0}],
    ],
)
def test_the_best_is_that_of_every_choice_measured_that_meets_the_targets(
    targets: list[dict[str, object]],
) -> None:
    plan = aimed(town_plan(3), *targets)
    found = propose(plan, **ASKED)
    assert (found.status, found.promised, found.measured) == ("optimal", *2 * [best_measured(plan)])
    assert found.measured < 786  # what is gained without them
    assert codes(found).count("propose-target-held") == len(targets)


def codes(found: Proposal) -> list[str]:
    return [reason.code for reason in found.reasons]


def test_a_swap_releases_no_block_by_which_a_target_is_kept() -> None:
    edges = [(c, r, 900) for c in (0.1, 3, 5.9) for r in (0.1, 3, 5.9)]
    plan = with_block(plan_of((7.4, 3.0, 700), (20.3, 20.3, 0), *edges, side=6), 20, 20, 0.6)
    plan = plan.with_layer("demand", plan.demand.assign(jobs=[0.0, 50.0] + [0.0] * len(edges)))
    customs = layer_frame([shapely.box(120.004, 30, 120.06, 30.06)], block_id=["C"], zone_id="Z")
    plan = plan.with_layer("customs_blocks", customs)
    target = {"measure": "covered_jobs", "radius_km": 1.0, "at_least": 50.0}
    limits = Limits(min_piece_km2=2.05, width_km=0.75, compact=3.0)
    found = propose(plan, ["F"], ["population@1"], swap=True, limits=limits)
    assert len(replay(plan, found.scenario).zones.geometry.iloc[0].geoms) == 1
    assert found.measured == 700 + 900 * len(edges)
    with pytest.raises(NoProposalError) as none:  # without the block too little is released
        propose(aimed(plan, target), ["F"], ["population@1"], swap=True, limits=limits)
    assert [one.code for one in none.value.problems] == ["propose-targets-forbid"]


def test_a_target_that_is_missed_is_met_where_it_can_be_and_else_missed_by_no_more() -> None:
    plan = plan_of(EAST, WEST)
    plan = plan.with_layer("demand", plan.demand.assign(jobs=[70.0, 0.0]))

    def asked(jobs: float, *, hard: bool = True) -> Proposal:
        target = {"measure": "covered_jobs", "radius_km": 2.0, "at_least": jobs, "hard": hard}
        return propose(aimed(plan, target), ["F"], ["population@2"], 1.5)

    met, beyond, soft = asked(70), asked(71), asked(70, hard=False)
    assert (met.measured, beyond.measured, soft.measured) == (500, 900, 900)
    assert "propose-targets-missed" in codes(beyond)
    assert "propose-targets-missed" not in codes(met)
    assert "propose-target-held" not in codes(soft)


def test_land_leads_to_what_a_missed_target_counts_alone() -> None:
    plan = plan_of(EAST)
    town = layer_frame([point(1.5, -3.5)], cluster_id=["C"], sector=["chips"])
    plan = plan.with_layer("clusters", town)
    target = {"measure": "covered_clusters", "radius_km": 2.0, "at_least": 1}
    found = propose(aimed(plan, target), ["F"], ["population@2"], 3.0)
    assert found.measured == 500
    south = min(shapely.bounds(piece.geometry)[1] for piece in found.taken)
    assert south < 30 - 0.005


def test_where_no_land_gains_and_keeps_a_target_that_is_said() -> None:
    plan = plan_of(EAST)
    target = {"measure": "covered_population", "radius_km": 2.0, "at_most": 10.0}
    with pytest.raises(NoProposalError, match="keeps every hard target"):
        propose(aimed(plan, target), ["F"], ["population@2"], 1.5)
