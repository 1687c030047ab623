"""Shapes beside blocks: whom they reach, which rules they keep to, what land costs."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from geo.proposals import Proposal
from geo.proposals.anneal import reached_by
from geo.proposals.available_land import as_multi
from geo.proposals.search import Search
from geo.proposals.shapes import Additions, Shape, away_m
from geo.proposals.task import sites_of, terrain_of
from layers import Plan
from layers.errors import UnknownError
from tests.conftest import layer_frame, square
from tests.geo.proposals.at_thresholds import limits_of, propose
from tests.geo.proposals.independent import hold_rules
from tests.geo.proposals.test_held_targets import ASKED
from tests.geo.proposals.test_propose import EAST, WEST, plan_of, scattered


def first_shapes(plan: Plan, count: int = 20, **more: Any) -> tuple[Additions, list[Shape]]:
    """Return the scene of a question, and some of its first shapes that reach anybody."""
    search = Search.of_script(plan, ASKED | more)
    setting = terrain_of(search.baseline, search.objective, search.terms._replace(targets=()))
    scene = Additions.of(setting, sites_of(setting.available, search.terms))
    shapes = [shape for shape in scene.first() if shape.reached.any()]
    return scene, shapes[:: max(1, len(shapes) // count)]


@pytest.mark.parametrize("kept_share", [0.0, 0.8])
def test_a_shape_reaches_in_the_plane_whom_its_land_reaches_as_the_meter_decides_it(
    kept_share: float,
) -> None:
    limits = limits_of(boundary_km=0.25)
    scene, shapes = first_shapes(
        plan_of(*scattered(2, 40)), kept_share=kept_share, spread_km=1.0, limits=limits
    )
    rows, aims = scene.setting.rows, scene.setting.counted.aims
    assert ({0.225} <= {*aims.insets_km.tolist()}) == bool(kept_share)
    reached = reached_by(shapes, len(rows))
    assert 0 < reached.mean() < 1
    for shape, own in zip(shapes, reached, strict=True):
        land = scene.land_of(shape)
        assert land is not None
        wider = replace(land, **{
            name: as_multi(shapely.buffer(getattr(land, name), 1e-5)) for name in ("land", "shape")
        })  # fmt: skip
        exact, nearly = (scene.setting.reaching.added(one, rows) for one in (land, wider))
        assert not (own & ~nearly).any()  # about a metre is lost, where notches are filled
        assert (own == exact).mean() > 0.98


def test_the_first_shapes_that_reach_somebody_are_found_without_drawing_all() -> None:
    scene, _ = first_shapes(plan_of((7.2, 1.5, 100), (1.0, -3.0, 50)))
    every, reaching = [*scene.first()], [*scene.first_reaching()]
    wanted = [shape for shape in every if shape.reached.any()]
    assert [one.corners.tolist() for one in reaching] == [one.corners.tolist() for one in wanted]
    assert 0 < len(wanted) < len(every)
    sites = [place.site for place in scene.places]

    def key(**terms: Any) -> object:
        changed = scene.setting.terms._replace(**terms)
        return Additions.of(scene.setting._replace(terms=changed), sites).key

    forbids = scene.setting.terms.forbids
    assert key(forbids=forbids - {"exclusion", "water"}) == scene.key  # there are none
    assert key(limits=limits_of(compact=1.5)) != scene.key
    assert key(forbids=forbids - {"overlap", "outside_province"}) == scene.key  # nor near


def test_distances_to_a_convex_polygon_are_those_of_shapely() -> None:
    draw = np.random.default_rng(5)
    for count in (3, 5, 7):
        hull = shapely.convex_hull(shapely.multipoints(draw.normal(0, 500, (count, 2))))
        xy = draw.normal(0, 1500, (200, 2))
        assert away_m(hull, xy) == pytest.approx(shapely.distance(shapely.points(xy), hull))
    assert (away_m(shapely.Polygon(), xy) > 1e8).all()


def test_the_same_question_has_the_same_answer_and_keeps_to_the_rules() -> None:
    plan = plan_of(*scattered(7, 20))
    wall = layer_frame([shapely.box(119.96, 29, 119.985, 31)], water_id=["L"])
    plan = plan.with_layer("waters", wall)
    limits = limits_of(compact=1.5)
    found = [propose(plan, ["F"], ["population@2"], 3.0, limits=limits) for _ in range(2)]
    assert found[0].scenario == found[1].scenario
    hold_rules(plan, found[0], limits, 3.0)


def residents_of(found: Proposal) -> float:
    return next(one.params["taken"] for one in found.reasons if one.code == "propose-residents")


def test_residents_of_the_land_are_priced() -> None:
    # 900 live where land to the east of the zone would lie, which reaches 300 more than to the west
    plan = plan_of((6.9, 1.5, 800), (-3.9, 1.5, 500), (4.2, 1.5, 900))
    asked: dict[str, Any] = {"ftzs": ["F"], "objective": ["population@2"], "budget_km2": 2.0}
    free, priced = (propose(plan, **asked, residents=each) for each in (0.0, 40.0))
    assert free.residents == residents_of(free) > residents_of(priced) >= 0
    assert (free.measured - free.before, priced.measured - priced.before) == (800, 500)
    assert free.measured == free.promised
    costs = [one.params["gain"] for one in priced.reasons if one.code == "propose-price-costs"]
    assert costs == [300.0]


def test_land_on_which_more_live_than_it_reaches_is_proposed_all_the_same_and_that_is_said() -> (
    None
):
    plan = plan_of((6.5, 1.5, 500), (3.6, 1.5, 900_000))
    found = propose(plan, ["F"], ["population@2"], 2.0, residents=1.0)
    assert found.measured - found.before == 500
    assert "propose-price-not-met" in {one.code for one in found.reasons}


def test_land_keeps_off_what_it_is_to_avoid() -> None:
    plan = plan_of(EAST, WEST)
    parks = layer_frame([square(-4, -2, 4)], parcel_id=["P"], land_use=["park"])
    plan = plan.with_layer("parcels", parks.assign(value=np.nan, idle=False))
    asked: dict[str, Any] = {"ftzs": ["F"], "objective": ["population@2"], "budget_km2": 1.5}
    assert propose(plan, **asked).measured == 900
    kept_off = propose(plan, **asked, avoid="parcels.land_use=park")
    shared = shapely.intersection([one.geometry for one in kept_off.taken], square(-4, -2, 4))
    assert shapely.area(shared).sum() < 0.2 * sum(one.geometry.area for one in kept_off.taken)
    for layer, code in (("parks", "layer"), ("parcels.use=park", "column")):
        with pytest.raises(UnknownError) as wrong:
            propose(plan, **asked, avoid=layer)
        assert wrong.value.problems[0].code == f"propose-{code}-unknown"


def test_what_is_to_be_kept_does_not_fall_below_its_figure() -> None:
    plan = plan_of(EAST, WEST)
    plan = plan.with_layer("demand", plan.demand.assign(jobs=[50.0, 0.0]))
    asked: dict[str, Any] = {"ftzs": ["F"], "objective": ["population@2"], "budget_km2": 1.5}
    assert propose(plan, **asked).measured == 900
    kept = propose(plan, **asked, keep="jobs@2>=50")
    assert kept.measured == 500
    assert "propose-kept-at" in {one.code for one in kept.reasons}
