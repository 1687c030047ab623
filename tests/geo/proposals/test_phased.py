"""Proposals in phases: nested choices, best over the phases together, and what that costs each."""

import itertools
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
import shapely

from geo import CoverageMeter
from geo.proposals import NoProposalError, Proposal, Question, answer
from geo.proposals.model import Choice, Row, choose
from geo.proposals.phased import phased_choice
from geo.rules import violations
from geo.scenario.replay import apply
from geo.solver import Clock, Stop
from layers import Plan
from layers.errors import MeasureError
from layers.example import example_plan
from tests.geo.proposals.test_propose import plan_of

EAST, WEST = (7.4, 1.5, 500), (-5.4, 1.5, 900)
"""People whom some 4.2 km² more reach in the east, and 7 km² in the west, within 2 km."""


def phased(plan: Plan, phases: dict[int, float], **more: Any) -> Proposal:
    asked: dict[str, Any] = {"spread_km": 0, "kept_share": 0, "runs": 0, "tries": 2_000}
    found = answer(
        plan,
        Question(objective="population@2", ftzs="F", phases=phases, residents=0, **asked, **more),
    )
    assert isinstance(found, Proposal)
    return found


def gains(plan: Plan, found: Proposal) -> list[float]:
    """Return what each phase of a scenario gains, measured; hold it against rules and the last."""
    meter = CoverageMeter(plan, 2)
    before, gained = meter.measure().totals["covered_population"].iloc[-1], []
    land = shapely.union_all(plan.zones.geometry.to_numpy())
    for phase in found.scenario.phases:
        state = found.scenario.as_of(phase.by)
        zones = apply(plan, state)
        now = shapely.union_all(zones.geometry.to_numpy())
        assert shapely.area(shapely.difference(land, now)) < 1e-12  # nothing is given up
        assert not (violations(plan, zones, state.rules)["level"] == "hard").any()
        land = now
        gained.append(meter.measure(state).totals["covered_population"].iloc[-1] - before)
    return gained


def messages_by_phase(found: Proposal) -> dict[str, tuple[str, float]]:
    """Return the message of each phase by year, and its loss against the best for its year."""
    return {
        str(one.params["year"]): (one.code, float(str(one.params.get("lost_pct", 0))))
        for one in found.reasons
        if one.code in {"propose-phase-best", "propose-phase-loses"}
    }


def test_what_one_phase_takes_the_next_keeps_and_takes_more() -> None:
    plan = plan_of(EAST, WEST)
    found = phased(plan, {2027: 5, 2030: 12})
    assert gains(plan, found) == [500, 1400]
    assert (found.status, found.measured - found.before) == ("optimal", 950)
    assert [phase.by for phase in found.scenario.phases] == [2027, 2030]
    assert {code for code, _ in messages_by_phase(found).values()} == {"propose-phase-best"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_phases_are_best_together_and_what_each_loses_by_that_is_said() -> None:
    plan = plan_of(EAST, WEST)
    alike = phased(plan, {2027: 5, 2030: 8})
    assert gains(plan, alike) == [500, 500]
    assert messages_by_phase(alike)["2030"] == ("propose-phase-loses", pytest.approx(100 * 4 / 9))
    assert messages_by_phase(alike)["2027"][0] == "propose-phase-best"
    later = phased(plan, {2027: 5, 2030: 8}, phase_weights={2030: 3})
    assert gains(plan, later) == [0, 900]
    assert later.measured - later.before == pytest.approx(0.75 * 900)
    assert messages_by_phase(later) == {
        "2027": ("propose-phase-loses", 100.0), "2030": ("propose-phase-best", 0),
    }  # fmt: skip


def test_each_phase_has_the_headroom_of_the_caps_of_its_year() -> None:
    plan = plan_of(EAST, WEST)
    (cap_km2,) = plan.ftzs["cap_km2"].dropna()
    caps = example_plan().frame("caps")
    caps = caps.reindex(range(1)).assign(ftz_id="F", cap_km2=cap_km2 + 7)
    caps["from"] = "2030"
    plan = plan.with_layer("caps", caps)
    found = phased(plan, {2027: 5, 2030: 5})
    assert gains(plan, found) == [500, 1400]
    with pytest.raises(NoProposalError):
        phased(plan, {2027: 1})


def nested(one: tuple[int, ...], other: tuple[int, ...], inside: list[list[int]]) -> bool:
    return all(
        not taken or other[column] or any(other[larger] for larger in inside[column])
        for column, taken in enumerate(one)
    )


@pytest.mark.parametrize("seed", range(12))
def test_no_nested_choice_of_all_is_better_than_the_one_that_is_proven(seed: int) -> None:
    draw = np.random.default_rng(seed)
    columns, groups, weights = 5, 7, (0.4, 0.6)
    area = draw.uniform(1, 4, columns)
    covers = draw.random((groups, columns)) < 0.4
    apart = tuple(sorted(draw.choice(columns, 2, replace=False).tolist()))
    inside = [
        [int(n) for n in np.flatnonzero(draw.random(columns) < 0.2) if n != one]
        for one in range(columns)
    ]
    choice = Choice(
        covers=sp.csr_array(covers.astype(float)),
        worth=draw.integers(1, 9, groups).astype(float),
        own=np.zeros(columns),
        today=np.zeros(columns, bool),
        cost=area,
        rows=(
            Row(tuple(range(columns)), tuple(area), 9.0, name="F"),
            Row(apart, (1.0, 1.0), 1.0),
        ),
        price=draw.uniform(0, 1, columns),
    )
    rooms = [{"F": 4.0}, {"F": 7.0}]
    single = [choice.with_most(room) for room in rooms]
    allowed = [
        [one for one in itertools.product((0, 1), repeat=columns) if it.allows(np.array(one, bool))]
        for it in single
    ]
    best = max(
        sum(w * it.net(np.array(x, bool)) for w, it, x in zip(weights, single, both, strict=True))
        for both in itertools.product(*allowed)
        if nested(both[0], both[1], inside)
    )
    found = choose(phased_choice(choice, inside, rooms, weights), 0.0, Clock(30, Stop()))
    assert found.status == "optimal"
    assert found.gain == pytest.approx(best)
    first, last = np.split(found.chosen, 2)
    assert nested(tuple(first), tuple(last), inside)
    assert single[0].allows(first)
    assert single[1].allows(last)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"phases": {2030: 5, 2027: 8}}, ["propose-phase-less"]),
        ({"phases": {27: 5, 2030: -1}}, ["propose-phase-year", "propose-phase-area"]),
        ({"phases": {2030: 5}, "swap": True}, ["propose-phases-alone"]),
        ({"phases": {2030: 5}, "answers": 2}, ["propose-phases-alone"]),
        (
            {"phases": {2030: 5}, "phase_weights": {2030: 0, 2031: 1}},
            ["propose-phase-weight-not-allowed", "propose-phase-weight-of-none"],
        ),
        ({"budget_km2": 2, "phase_weights": {2030: 1}}, ["propose-phase-weight-alone"]),
    ],
)
def test_all_that_is_wrong_with_phases_is_told_at_once(
    given: dict[str, Any], codes: list[str]
) -> None:
    with pytest.raises(MeasureError) as refused:
        Question(objective="population@5", ftzs="F", **given)
    assert [problem.code for problem in refused.value.problems] == codes
