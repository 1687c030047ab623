"""Anywhere on the globe the same: a plan turned about the axis has the same figures.

A turn in longitude is an exact symmetry of the ellipsoid. So what comes of an edit at 180° is to be
what comes of it at 20° E, where nothing is cut.
"""

from collections.abc import Collection

import pandas as pd
import pytest
import shapely
from globe_plans import ELSEWHERE, Place, edits_at, edits_of, places, plan_at, scenario_of
from hypothesis import example, given
from hypothesis import strategies as st

from geo import CoverageMeter, Scenario
from geo.coverage.coverage import Coverage
from geo.edits import EditContext, Reshape, apply_edits
from geo.edits.recut import redraw
from geo.infer.diff import diff
from geo.scenario.replay import record, replay
from layers.antimeridian import unwrapped
from layers.ellipsoid import GRS80
from layers.errors import ScenarioError
from tests.searching import examples

VERBS = sorted(edits_at(0, 0))
RADII = (5, 40)
FIGURES = ["area_km2", "perimeter_km", "polsby_popper", "reock", "blocks"]


def figures(coverage: Coverage) -> pd.DataFrame:
    return coverage.zones.set_index("zone_id")[FIGURES].astype(float)


def broken(coverage: Coverage) -> dict[tuple[str, str], float]:
    found = coverage.violations
    return dict(zip(zip(found["rule"], found["subject"], strict=True), found["amount"], strict=True))


@examples(25)
@given(places, st.sampled_from(VERBS))
@example((180.0, -17.0), "reshape")
@example((-180.0, 83.5), "expand within limits")
@example((180.0, 0.0), "split and merge")
@example((180.0, -83.5), "swap")
@example((179.97, 10.0), "swap with a neighbour")
@example((-179.99, -45.0), "transfer")
@example((180.0, 65.0), "overlap")
def test_every_verb_gives_at_any_longitude_what_it_gives_elsewhere(
    place: tuple[float, float], verb: str
) -> None:
    lon, lat = place
    here, there = plan_at(lon, lat), plan_at(ELSEWHERE, lat)
    one = CoverageMeter(here, RADII).measure(scenario_of(here, edits_at(lon, lat)[verb]))
    other = CoverageMeter(there, RADII).measure(scenario_of(there, edits_at(ELSEWHERE, lat)[verb]))
    pd.testing.assert_frame_equal(figures(one), figures(other), rtol=1e-6, atol=1e-9)
    areas = one.zones["area_km2"].to_numpy(), other.zones["area_km2"].to_numpy()
    assert areas[0] == pytest.approx(areas[1], rel=1e-9)
    assert broken(one) == pytest.approx(broken(other), rel=1e-5, abs=1e-7)
    columns = ["covered_population", "covered_area_km2"]
    assert one.totals[columns].to_numpy() == pytest.approx(
        other.totals[columns].to_numpy(), rel=1e-6
    )
    shapes = one.zone_frame.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert abs(shapely.total_bounds(shapes)[[0, 2]]).max() <= 180


def land_km2(plan_zones: pd.DataFrame, ids: Collection[str]) -> float:
    mine = plan_zones.geometry[plan_zones["zone_id"].isin([*ids])]
    return float(GRS80.area_km2(mine.to_numpy()).sum())


@examples(20)
@given(places)
@example((180.0, -17.0))
def test_splitting_merging_and_handing_over_loses_no_land(place: tuple[float, float]) -> None:
    plan = plan_at(*place)
    context = EditContext.of(plan, "s")
    before = land_km2(plan.zones, "AB")
    for verb in ("split", "split by an area", "merge", "split and merge", "transfer"):
        made = apply_edits(plan.zones, edits_of(plan, edits_at(*place)[verb]), context)
        assert land_km2(made, {"A", "A2", "B"}) == pytest.approx(before, rel=1e-12)
        (union,) = unwrapped(shapely.union_all(made.geometry[made["zone_id"].isin(["A", "A2", "B"])]))
        assert shapely.get_num_geometries(shapely.union_all(shapely.get_parts(union))) == 1


@examples(10)
@given(places, st.sampled_from(VERBS))
@example((180.0, -17.0), "reshape")
def test_a_record_and_a_file_replay_to_the_same_zones(
    place: tuple[float, float], verb: str
) -> None:
    plan = plan_at(*place)
    scenario = scenario_of(plan, edits_at(*place)[verb])
    recorded = record(plan, scenario)
    again = Scenario.from_document(recorded.to_document())
    found = replay(plan, again)
    assert not found.used_record if hasattr(found, "used_record") else True
    made = apply_edits(plan.zones, scenario.edits, EditContext.of(plan, "s"))
    assert shapely.equals_identical(found.zones.geometry, made.geometry).all()


@examples(10)
@given(places)
@example((180.0, -17.0))
@example((-180.0, 70.0))
def test_a_border_drawn_anew_stays_shared(place: tuple[float, float]) -> None:
    plan, at = plan_at(*place), Place(*place)
    context = EditContext.of(plan, "s")
    drawn = Reshape(zone="A", geometry=at.box(-4, -2, 2, 2))
    edits = redraw(plan.zones, drawn, context)
    assert [edit.zone for edit in edits] == ["A", "B"]
    made = apply_edits(plan.zones, edits, context)
    assert land_km2(made, "AB") == pytest.approx(land_km2(plan.zones, "AB"), rel=1e-12)
    one, other = unwrapped(made.geometry.to_numpy()[:2], place[0])
    assert shapely.relate_pattern(one, other, "FF2F11212")


def test_zones_that_an_edit_leaves_are_the_very_same() -> None:
    plan = plan_at(180, -17)
    edits = edits_of(plan, [{"expand": {"zone": "A", "by_km": 1}}])
    made = apply_edits(plan.zones, edits, EditContext.of(plan, "s"))
    assert list(made.geometry[1:]) == list(plan.zones.geometry[1:])
    assert all(a is b for a, b in zip(made.geometry[1:], plan.zones.geometry[1:], strict=True))


@pytest.mark.parametrize("turn", [0, 360, -360])
def test_an_outline_beyond_180_is_taken_and_kept_within(turn: float) -> None:
    plan, at = plan_at(180, -17), Place(180 + turn * 0.999_999, -17)
    del at
    drawn = shapely.affinity.translate(Place(180, -17).box(-4, -2, 1, 3), turn if turn < 0 else 0)
    (edit,) = edits_of(plan, [{"reshape": {"zone": "A", "geometry": drawn.wkt}}])
    assert isinstance(edit, Reshape)
    assert edit.geometry.geom_type == "MultiPolygon"
    assert edit.geometry.bounds[::2] == (-180, 180)


def test_an_outline_that_leaps_from_180_to_minus_180_is_taken_as_one_across() -> None:
    plan = plan_at(180, -17)
    ring = "POLYGON ((179.97 -17.02, -179.98 -17.02, -179.98 -16.97, 179.97 -16.97, 179.97 -17.02))"
    made = apply_edits(
        plan.zones,
        edits_of(plan, [{"reshape": {"zone": "A", "geometry": ring}}]),
        EditContext.of(plan, "s"),
    )
    wanted = GRS80.area_km2(shapely.box(179.97, -17.02, 180.02, -16.97))[0]
    assert land_km2(made, "A") == pytest.approx(wanted, rel=1e-12)


def test_an_outline_in_metres_across_180_is_taken() -> None:
    plan = plan_at(180, -17)
    east, north = 500_000, 8_120_000  # UTM 1S about 177° W; UTM 60S ends at 180°
    box = shapely.box(east - 322_000, north, east - 312_000, north + 5_000).wkt
    edit = {"add": {"zone": "N", "ftz": "F", "geometry": box, "crs": "EPSG:32701"}}
    made = apply_edits(plan.zones, edits_of(plan, [edit]), EditContext.of(plan, "s"))
    shape = made.geometry.iloc[-1]
    assert shape.bounds[::2] == (-180, 180)
    assert land_km2(made, "N") == pytest.approx(50, rel=2e-3)


def test_the_difference_of_two_frames_finds_the_move_across_180() -> None:
    plan = plan_at(179.95, -17)
    edits = edits_of(plan, [{"move": {"zone": "A", "dx_km": 7, "dy_km": 1}}])
    made = apply_edits(plan.zones, edits, EditContext.of(plan, "s"))
    assert diff(plan.zones, made).edits == edits


@pytest.mark.parametrize("lat", [84.5, -84.5])
@pytest.mark.parametrize(
    "edit",
    [
        {"expand": {"zone": "A", "by_km": 200}},
        {"expand": {"zone": "A", "to_area_km2": 1e6}},
        {"expand": {"zone": "A", "by_km": 30, "bearing": [0, 90], "to_area_km2": None}},
        {"shrink": {"zone": "A", "by_km": 900, "bearing": [0, 90]}},
        {"move": {"zone": "A", "dx_km": 0, "dy_km": 80}},
        {"move": {"zone": "A", "dx_km": 0, "dy_km": 900}},
    ],
)
def test_what_comes_too_near_to_a_pole_is_refused_with_a_reason(
    lat: float, edit: dict[str, dict[str, object]]
) -> None:
    (verb, options) = next(iter(edit.items()))
    options = {name: value for name, value in options.items() if value is not None}
    if verb == "move" and lat < 0:
        options["dy_km"] = -float(str(options["dy_km"]))
    plan = plan_at(180, lat)
    context = EditContext.of(plan, "s")
    edits = edits_of(plan, [{verb: options}])
    if options.get("by_km") == 30:
        assert apply_edits(plan.zones, edits, context).geometry.is_valid.all()
        return
    with pytest.raises(ScenarioError, match=r"pole|85°|nothing|plan's extent"):
        apply_edits(plan.zones, edits, context)
