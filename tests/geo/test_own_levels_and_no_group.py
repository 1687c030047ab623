"""Regions of a plan's own levels, and zones of no group: measured, checked, edited, found again."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import CoverageMeter, Scenario
from geo import tables as ask
from geo.comparison.consensus import consensus
from geo.coverage.scope import Scope
from geo.edits import Add, EditContext, Merge, Transfer, apply_edits
from geo.infer.diff import diff
from geo.infer.edits import infer_edits
from geo.rules import violations
from layers import Plan
from layers.errors import ScenarioError, UnknownError
from layers.schema.terms import Level, Words
from layers.schema.terms_table import terms_frame
from tests import own_words
from tests.own_words import COUNTY, STATE, own_words_plan, zone

NEW = zone(1.3)


def edited(plan: Plan, *edits: object) -> gpd.GeoDataFrame:
    return apply_edits(plan.zones, list(edits), EditContext.of(plan))  # type: ignore[arg-type]


def refusal(plan: Plan, *edits: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        edited(plan, *edits)
    (line,) = caught.value.lines
    return line


def test_regions_are_summed_by_the_levels_of_the_plan_one_or_four() -> None:
    def regions(plan: Plan) -> pd.DataFrame:
        return CoverageMeter(plan, [50]).measure().regions

    table = regions(own_words_plan())
    assert table["level"].tolist() == ["county"] * 4 + ["state"] * 2
    assert table["name"].tolist()[4:] == ["Kansas", "Nebraska"]
    for figure in ("area_km2", "covered_area_km2"):
        counties = table[figure][:4].to_numpy().reshape(2, 2).sum(axis=1)
        assert table[figure][4:].tolist() == pytest.approx(counties.tolist(), rel=1e-12)
    one = own_words_plan(terms=terms_frame(levels=[COUNTY]))
    assert set(regions(one)["level"]) == {"county"}
    columns = own_words.regions().assign(nation="1", belt=["x", "y", "x", "y"])
    word = Words("x", "x", "x")
    more = [Level("belt", "belt", word), Level("nation", "nation", word)]  # a belt crosses states
    four = own_words_plan(regions=columns, terms=terms_frame(levels=[COUNTY, STATE, *more]))
    sizes = regions(four).groupby("level", sort=False).size().to_dict()
    assert sizes == {"county": 4, "state": 2, "belt": 2, "nation": 1}
    coverage = CoverageMeter(four, [50]).measure()
    assert ask.explained(coverage, "x", 50)["level"].tolist() == ["belt"]


def test_a_zone_of_no_group_counts_in_the_totals_and_in_no_group() -> None:
    plan = own_words_plan()
    coverage = CoverageMeter(plan, [50]).measure()
    assert coverage.ftzs["ftz_id"].tolist() == ["P"]
    assert coverage.ftzs["area_km2"].sum() == pytest.approx(coverage.zones["area_km2"][:2].sum())
    assert coverage.zones["ftz_id"].fillna("").tolist() == ["P", "P", ""]
    read = plan.zones.assign(ftz_id=["P", "P", float("nan")])  # read with a gap
    coverage = CoverageMeter(plan, [50]).measure(read)
    assert coverage.ftzs["ftz_id"].tolist() == ["P"]
    assert coverage.violations.empty
    nobody = own_words_plan(zones=own_words.zones().assign(ftz_id=None))
    coverage = CoverageMeter(nobody, [50]).measure()
    assert coverage.ftzs.empty
    assert coverage.ftzs.columns.tolist() == ["ftz_id", "area_km2", "cap_km2", "headroom_km2"]
    both = consensus({"a": plan.zones, "b": plan.zones[:2]})
    assert both.ftzs["ftz_id"].unique().tolist() == ["P"]
    assert consensus({"a": nobody.zones, "b": nobody.zones}).ftzs.empty


def test_rules_of_groups_leave_zones_of_none_alone() -> None:
    ftzs = pd.DataFrame({"ftz_id": ["P"], "cap_km2": [188.0], "adcode": ["20"]})
    plan = own_words_plan(ftzs=ftzs)
    grown = plan.zones.copy()
    grown.loc[2, "geometry"] = shapely.MultiPolygon([zone(2.3, 0.3)])
    assert set(violations(plan, grown)["rule"]) <= {"cap"}
    assert violations(plan, grown)["subject"].tolist() == ["P"]


def test_a_group_is_held_to_the_coarsest_region_that_it_names() -> None:
    ftzs = pd.DataFrame({"ftz_id": ["P"], "adcode": ["20"]})
    plan = own_words_plan(ftzs=ftzs)
    moved = plan.zones.copy()
    moved.loc[0, "geometry"] = shapely.MultiPolygon([zone(3.3)])
    (row,) = violations(plan, moved, {"swap_balance": "ignore"}).to_dict("records")
    assert (row["rule"], row["code"]) == ("outside_province", "rule-land-outside-province")
    assert row["message"] == ("A has 94.20 km² outside its state (Kansas): 94.20 km² in Nebraska")


def test_a_zone_is_added_to_no_group() -> None:
    plan = own_words_plan()
    scenario = Scenario.of(plan, [{"add": {"zone": "N", "geometry": NEW.wkt}}])
    assert Scenario.from_document(scenario.to_document()) == scenario
    zones = CoverageMeter(plan, [50]).measure(scenario).zones
    assert zones["ftz_id"].fillna("").tolist() == ["P", "P", "", ""]
    assert "there is no group Q; known: P" in refusal(plan, Add(zone="N", ftz="Q", geometry=NEW))


def test_zones_of_a_group_and_of_none_neither_merge_nor_hand_over_land() -> None:
    plan = own_words_plan()
    assert "A is of group P, C of none; zones of one group merge" in refusal(
        plan, Merge(zones=("C", "A"))
    )
    over = Transfer.model_validate({"from": "C", "to": "A", "geometry": zone(2.3, 0.05)})
    assert "A is of group P, C of none; land passes within one group only" in refusal(plan, over)
    free = own_words_plan(zones=own_words.zones().assign(ftz_id=None))
    merged = edited(free, Merge(zones=("A", "B")))
    assert merged["ftz_id"].tolist() == [None, None]


def test_edits_of_zones_of_no_group_are_found_again() -> None:
    plan = own_words_plan()
    after = edited(plan, Add(zone="N", geometry=NEW))
    found = diff(plan.zones, after)
    assert [(type(edit).__name__, edit.touched) for edit in found.edits] == [("Add", {"N"})]
    assert edited(plan, *found.edits)["ftz_id"].tolist() == after["ftz_id"].tolist()
    given = diff(plan.zones, plan.zones.assign(ftz_id=["P", "P", "P"])).edits
    assert [type(edit).__name__ for edit in given] == ["Remove", "Add"]
    drawn = edited(plan, Add(zone="N", geometry=zone(2.5)))  # next to a zone of no group
    (add,) = infer_edits(plan, drawn, 1e-6).edits
    assert isinstance(add, Add)
    assert add.ftz is None


def test_an_unknown_scope_is_refused_in_the_words_of_the_plan() -> None:
    plan = own_words_plan()
    with pytest.raises(UnknownError) as refused:
        Scope.parse("hub:P", plan)
    (problem,) = refused.value.problems
    text = plan.terms.speaker("en").text(problem)
    assert "'hub:P' is not a programme, sector or region" in text
