"""The pieces that answers were chosen from, and their models, solved again by other ways."""

from itertools import combinations
from pathlib import Path

import highspy
import numpy as np
import pytest
import shapely

from geo.proposals import Pieces, Proposal
from geo.zone import ZonePolygon
from layers import Plan
from tests.geo.proposals.at_thresholds import front, portfolio, propose, propose_zone
from tests.geo.proposals.test_portfolio import JOBS, PEOPLE, people_and_jobs
from tests.geo.proposals.test_propose import EAST, WEST, plan_of, scattered

DENT = people_and_jobs(EAST, WEST, (1.5, 6.5, 650), jobs=[700, 10, 200])


def pieces_of(found: Proposal) -> Pieces:
    assert found.pieces is not None
    return found.pieces


def most_of(pieces: Pieces, folder: Path) -> float:
    """Return what can be gained at most, as another program reads the model."""
    (folder / "model.lp").write_text(pieces.model)
    solver = highspy.Highs()
    solver.silent()
    solver.readModel(str(folder / "model.lp"))
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value) - pieces.today


def test_another_solver_finds_the_same_optimum_of_the_pieces_that_were_tried(
    tmp_path: Path,
) -> None:
    asked = {"ftzs": ["F"], "objective": PEOPLE, "gap": 0.0, "time_limit_s": 60}
    alone = propose(plan_of(*scattered(3)), budget_km2=2.2, **asked)
    several = portfolio(
        plan_of(EAST, WEST, (1.5, 6.5, 300)), budget_km2=1.5, answers=3, differ_km2=1.5, **asked
    )
    assert [one.promised for one in several.answers] == [900, 500, 300]
    for found in (alone, *several.answers):
        pieces = pieces_of(found)
        gain = found.promised - found.before
        assert most_of(pieces, tmp_path) == pytest.approx(gain)
        taken = [one for one, n in zip(pieces.every, pieces.chosen, strict=True) if n]
        assert {one.geometry.wkb for one in taken} == {one.geometry.wkb for one in found.taken}
        (told,) = [one for one in found.reasons if one.code == "propose-best"]
        assert told.params["status"] == "optimal"
        assert told.params["pieces"] >= len(pieces)


def test_the_model_of_each_point_of_a_front_holds_what_is_gained_of_the_other_objective(
    tmp_path: Path,
) -> None:
    found = [
        point.proposal
        for points in (2, 5)
        for point in front(
            DENT, ["F"], (PEOPLE, JOBS), 1.5, points=points, gap=0.0, time_limit_s=60
        ).points
    ]
    gains = [(one.objective, one.promised - one.before) for one in found]
    people = [(*PEOPLE, 900), (*PEOPLE, 650), (*PEOPLE, 500)]
    assert gains == [people[0], (*JOBS, 700), *people]
    for one in found:
        pieces = pieces_of(one)
        assert most_of(pieces, tmp_path) == pytest.approx(one.promised - one.before)
        assert pieces.choice.allows(pieces.chosen)


def test_the_sites_of_new_zones_reach_no_more_than_counting_and_another_solver_say(
    tmp_path: Path,
) -> None:
    draw = np.random.default_rng(7)
    people = [(60 + x, y, int(n)) for x, y, n in draw.uniform(1, 15, (12, 3))]
    plan = plan_of(*people)
    found = propose_zone(plan, None, PEOPLE, 1.0, new=2, gap=0.0, time_limit_s=900)
    pieces = pieces_of(found)
    assert {one.zone_id for one in pieces.every} == {"NEW-340000"}
    reached = [reached_by(plan, one.geometry) for one in pieces.every]
    worth = plan.demand["population"].to_numpy()
    most = max(float(worth[a | b].sum()) for a, b in combinations(reached, 2))
    assert most_of(pieces, tmp_path) == pytest.approx(most)
    chosen = np.flatnonzero(pieces.chosen).tolist()
    assert worth[np.any([reached[n] for n in chosen], axis=0)].sum() == most
    assert found.promised - found.before >= most  # once moved


def reached_by(plan: Plan, land: shapely.MultiPolygon) -> np.ndarray:
    """Return which people are within two kilometres of some land."""
    where = plan.demand.geometry
    away_km = ZonePolygon(plan.ellipsoid, land).boundary.distance_km(
        where.x.to_numpy(), where.y.to_numpy()
    )
    reached: np.ndarray = (away_km <= 2.0) | shapely.contains(land, where.to_numpy())
    return reached
