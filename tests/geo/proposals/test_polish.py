"""Chosen pieces whose corners are moved: what they gain, and the rules that they keep to."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
import shapely

from geo import CoverageMeter
from geo.proposals import polish, search
from geo.proposals.ground import SLENDER, ProposalTerms
from geo.proposals.lobes import APART_KM, Lobe
from geo.proposals.model import Chosen, choose
from geo.proposals.objective import Objective
from geo.proposals.objective_terms import parse_terms
from geo.proposals.polish import polished
from geo.proposals.reaching import Reaching
from geo.proposals.task import Task
from geo.solver import Clock
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from tests.geo.coverage import test_network as roads
from tests.geo.proposals.at_thresholds import propose
from tests.geo.proposals.test_propose import aims_of, exclusion, plan_of

EAST = [(5 + 0.3 * column, 0.7 * row, 10) for column in range(8) for row in range(-3, 8)]
PLANE = GRS80.plane(120.03, 30.015)


def best(task: Task) -> Chosen:
    return choose(task.choice, 0.0, Clock(60.0))


@lru_cache
def tasks() -> tuple[Task, Task]:
    """Return the task of a square zone with people east of it, and the one with moved corners."""
    plan = plan_of(*EAST)
    task = Task.of(plan, *aims_of(plan), ProposalTerms({"F": 2.0}), Clock(60.0))
    return task, polished(task, best(task).chosen, best, Clock(60.0))


def test_pieces_with_their_corners_moved_gain_more_and_the_others_stay_to_choose_from() -> None:
    task, more = tasks()
    assert more.lobes[: len(task.lobes)] == task.lobes
    before, after = best(task), best(more)
    assert after.gain > before.gain
    assert after.chosen[len(task.lobes) : len(more.lobes)].any()
    same = task.as_chosen_in(more, before.chosen)
    assert more.choice.allows(same)
    assert more.choice.gain(same) == before.gain


def test_pieces_with_their_corners_moved_keep_to_the_rules_of_shape() -> None:
    task, more = tasks()
    block = PLANE.forward(task.plan.zones.geometry.iloc[0])
    moved = more.lobes[len(task.lobes) :]
    assert moved
    for lobe in moved:
        land, km2 = PLANE.forward(lobe.new), lobe.area_km2
        assert 0.5 <= km2 <= 2.0 + 1.0  # drawn for a km² more, as all pieces are
        whole = shapely.union(block, PLANE.forward(lobe.shape))
        assert whole.geom_type == "MultiPolygon" or not whole.interiors
        corners = shapely.points(shapely.get_coordinates(land))
        assert shapely.distance(corners, block).max() ** 2 <= 1.01 * SLENDER * land.area
        wide = whole.buffer(-470).buffer(470)
        assert shapely.distance(wide, corners).max() <= 260
        assert land.area >= 0.8 * land.convex_hull.area


def moved(plan: Plan) -> Iterator[tuple[Lobe, list[Lobe]]]:
    """Yield what comes of each chosen piece as land costs nothing, and the other pieces."""
    task = Task.of(plan, *aims_of(plan), ProposalTerms({"F": 4.0}), Clock(60.0))
    chosen = best(task).chosen
    taken = np.flatnonzero(chosen[: len(task.lobes)]).tolist()
    for number in taken:
        outline = polish.LobeOutline.of(task, chosen, number, 3e3, certain=False)
        for lobe in outline.polished(0.0, 0.0, of_hull=True):
            yield lobe, [task.lobes[other] for other in taken if other != number]


def test_moved_corners_keep_off_other_pieces_and_land_that_may_not_be_taken() -> None:
    people = *EAST, *((-2 - 0.5 * n, 1.5, 40) for n in range(3))
    wall = shapely.box(120.045, 30.0333, 120.07, 30.05)
    ((free, others),) = moved(plan_of(*people))
    ((held, beside),) = moved(plan_of(*people, exclusions=exclusion(wall)))
    assert free.new.intersection(wall).area > 0
    assert held.new.intersection(wall).area == 0
    for lobe, rest in ((free, others), (held, beside)):
        apart_m = [shapely.distance(*PLANE.forward([lobe.new, one.new])) for one in rest]
        assert min(apart_m) >= 1e3 * APART_KM


def degrees(east_km: float, north_km: float) -> tuple[float, float]:
    return 120 + east_km / 96.5, 30 + north_km / 110.9


def test_by_road_corners_are_moved_by_what_roads_inside_lead_to() -> None:
    norths = [0.4 * row + 0.17 for row in range(-2, 10)]
    streets = [[degrees(1.5, north), degrees(9, north)] for north in norths]
    across = [degrees(1.5, norths[0]), degrees(1.5, norths[-1])]
    people = [degrees(5 + 0.4 * column, north) for column in range(7) for north in norths]
    zone = shapely.box(*degrees(0, 0), *degrees(3, 3))
    plan = roads.plan_of({"A": zone}, [*streets, across], people)
    plan = plan.with_layer("demand", plan.demand.assign(population=1.0))
    baseline = CoverageMeter(plan, 2.0, by="road").measure()
    aims = Objective.of(baseline, parse_terms(plan, ["population@2"]))
    task = Task.of(plan, baseline, aims, ProposalTerms({"F": 3.5}), Clock(60.0))
    before = best(task)
    more = polished(task, before.chosen, best, Clock(60.0))
    assert best(more).gain > before.gain
    every, reaching = np.arange(len(aims.worth)), task.land.reaching
    for lobe in more.lobes[len(task.lobes) :]:
        told = reaching.gain_about(lobe.new, PLANE.forward(zone), PLANE, every)(
            PLANE.forward(lobe.new), 0.0
        )
        low, high = (
            Reaching.of(baseline, replace(aims, radius_km=aims.radius_km - by_km)).added(
                lobe, every
            )
            for by_km in (0.1, 0.0)
        )
        assert low.sum() <= told <= high.sum()


def test_without_time_the_pieces_are_those_that_were_there_and_one_at_most() -> None:
    task, _ = tasks()
    assert len(polished(task, best(task).chosen, best, Clock(0.0)).lobes) <= len(task.lobes) + 1


def test_a_proposal_has_what_moved_corners_gain_and_is_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, Any] = {"ftzs": ["F"], "objective": "population@2", "budget_km2": 2.0}
    moved_ = propose(plan_of(*EAST), **asked)
    monkeypatch.setattr(search, "polished", lambda task, *_: task)
    first = propose(plan_of(*EAST), **asked)
    assert (moved_.status, moved_.promised) == ("optimal", pytest.approx(moved_.measured))
    assert moved_.measured > first.measured
    assert len(moved_.pieces) > len(first.pieces)
