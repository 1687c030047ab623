"""New zones, several at once or anywhere, over squares."""

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.proposals import Limits, NoProposalError, Proposal, Step, Stop
from geo.proposals.land import APART_KM
from geo.proposals.question import Question
from layers import Plan
from layers.errors import MeasureError, UnknownError
from tests.conftest import CRS, square
from tests.geo.proposals.at_thresholds import propose_zone
from tests.geo.proposals.independent import flat, hold_rules
from tests.geo.proposals.test_propose import AskedAfter, check, plan_of

ONE, OTHER, THIRD = (60, 0, 500), (100, 30, 900), (10, 30, 700)
"""People in the eastern province, twice, and in the western."""


def asked(plan: Plan, new: int, province: object = "340000") -> Proposal:
    found = propose_zone(plan, province, ["population@2"], 1.0, new=new, time_limit_s=900)  # type: ignore[arg-type]
    check(plan, found)
    hold_rules(plan, found, Limits(), None)
    shapes = [piece.geometry for piece in found.taken]
    assert not any(a.intersects(b) for n, a in enumerate(shapes) for b in shapes[:n])
    assert [piece.area_km2 for piece in found.taken] == pytest.approx([1.0] * len(shapes))
    return found


def test_two_zones_stand_where_most_people_are_reached_that_the_other_does_not_reach() -> None:
    found = asked(plan_of(ONE, OTHER, THIRD), 2)
    assert (found.promised, found.measured, found.status) == (1400, 1400, "optimal")
    assert [piece.zone_id for piece in found.taken] == ["NEW-340000", "NEW-340000-2"]
    assert [(piece.alone, piece.last) for piece in found.taken] == [(900, 900), (500, 500)]


def test_zones_stand_in_the_provinces_that_are_named_or_in_any() -> None:
    plan = plan_of(ONE, OTHER, THIRD)
    found = asked(plan, 2, ["330000", "340000"])
    assert found.measured == 1600
    assert {piece.zone_id for piece in found.taken} == {"NEW-330000", "NEW-340000"}
    found = asked(plan, 5, None)  # no more than gain something
    assert (found.measured, len(found.taken)) == (2100, 3)
    (fewer,) = [reason for reason in found.reasons if reason.code == "propose-fewer-zones"]
    assert fewer.params == {"new": 5, "found": 3}


def test_zones_stand_apart_by_three_quarters_of_a_kilometre_where_people_are_nearer() -> None:
    people = [(60 + 1.35 * n, 0, 500) for n in range(4)]
    found = propose_zone(plan_of(*people), None, ["population@0"], 1.0, new=4, time_limit_s=900)
    zones = np.array([flat(one.geometry, found.taken[0].geometry) for one in found.taken])
    apart_m = shapely.distance(zones[:, None], zones[None])[np.triu_indices(len(zones), 1)]
    assert apart_m.min() >= 1e3 * APART_KM


def test_two_zones_lie_beside_each_other_where_their_towns_are_nearer_than_two_middles() -> None:
    towns = plan_of((60, 0, 500), (61.2, 0.3, 400))  # 0.75 km and two halves of a zone are 1.9 km
    found = propose_zone(towns, None, ["population@0"], 1.0, new=2)
    assert (found.measured, len(found.taken)) == (900, 2)


def test_zones_keep_out_of_exclusions_and_of_dear_land() -> None:
    place = square(56, -4, 8)
    wall = gpd.GeoDataFrame({"exclusion_id": ["X"], "kind": "lake"}, geometry=[place], crs=CRS)
    found = asked(plan_of(ONE, OTHER, exclusions=wall), 2)
    assert found.measured == 900
    assert not any(piece.geometry.intersects(place) for piece in found.taken)
    place = square(59.5, -0.5)
    columns = {"parcel_id": ["P"], "land_use": None, "value": [1e6], "idle": False}
    plan = plan_of(ONE, OTHER, parcels=gpd.GeoDataFrame(columns, geometry=[place], crs=CRS))
    objective = ["population@2", "0.1*land_value"]
    found = propose_zone(plan, None, objective, 1.0, new=2, time_limit_s=900)
    assert found.measured == pytest.approx(1400)
    assert not any(piece.geometry.intersects(place) for piece in found.taken)


def test_people_beyond_in_the_worst_served_regions_become_fewer_by_several_zones() -> None:
    plan = plan_of(ONE, OTHER, (5, 2, 800))
    found = propose_zone(plan, None, ["worst-served@2"], 1.0, new=2, time_limit_s=900)
    assert found.sense == "min"
    assert (found.before, found.promised, found.measured, found.bound) == (1400, 0, 0, 0)


def test_why_there_are_no_new_zones_is_told_and_a_stopped_search_calls_no_sites_best() -> None:
    plan, inside = plan_of(ONE, OTHER), plan_of((1.5, 1.5, 10))
    every = {"exclusion_id": ["X"], "kind": "sea"}
    sea = gpd.GeoDataFrame(every, geometry=[square(-50, -50, 200)], crs=CRS)
    cases: list[tuple[Plan, str, float, dict[str, Any], str]] = [
        (plan, "population@50", 9_000.0, {}, "places tried has room"),
        (inside, "population@2", 1.0, {}, "no land within reach"),
        (plan, "population@2", 1.0, {"stop": AskedAfter(0)}, "the search ended before"),
        (plan_of(ONE, exclusions=sea), "population@2", 1.0, {}, "none of the 0 places"),
    ]
    for one, objective, km2, options, why in cases:
        with pytest.raises(NoProposalError, match=why):
            propose_zone(one, None, [objective], km2, new=2, **options)
    stop = Stop()

    def stops(step: Step) -> None:
        stop.requested = stop.requested or step.gain > 0

    found = propose_zone(plan, None, ["population@2"], 1.0, new=2, stop=stop, progress=stops)
    assert found.status == "feasible"


def test_what_contradicts_itself_about_new_zones_is_refused() -> None:
    plan, objective = plan_of(ONE), ["population@2"]
    for new in (0, -1, 101):
        with pytest.raises(MeasureError, match="new: must be from 1 to 100"):
            propose_zone(plan, None, objective, 1.0, new=new)
    with pytest.raises(MeasureError, match="new: must be of type"):
        propose_zone(plan, None, objective, 1.0, new=1.5)  # type: ignore[arg-type]
    with pytest.raises(UnknownError, match="province 35: the plan has no such"):
        propose_zone(plan, ["340000", "35"], objective, 1.0, new=2)
    names = plan.regions["province_adcode"].map({"330000": "Zhejiang", "340000": "Anhui"})
    named = plan.with_layer("regions", plan.regions.assign(province_name=names))
    with pytest.raises(UnknownError, match=r"such region; did you mean 340000\?"):
        propose_zone(named, "anhui", objective, 1.0, new=1)
    for given, code in (
        ({"province": ["340000", "all"]}, "propose-all-alone"),
        ({"ftzs": ["F"], "new": 2}, "propose-new-nowhere"),
        ({"province": "all", "new": 2, "answers": 2, "differ_km2": 1}, "propose-several-of-zone"),
        ({"province": "all", "front": ["jobs@2"]}, "propose-several-of-zone"),
    ):
        with pytest.raises(MeasureError) as wrong:
            Question(objective=objective, budget_km2=1.0, **given)  # type: ignore[arg-type]
        assert [problem.code for problem in wrong.value.problems] == [code]
