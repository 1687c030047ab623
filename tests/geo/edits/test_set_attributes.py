"""`set`: a zone's names, sectors, lock, id and the user's own columns; all else stays."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from edit_squares import CONTEXT, refusal, square, zones_of

from geo import CoverageMeter, Scenario, compare
from geo.edits import Set, Shrink, apply_edits, find_edits, write_edit
from layers import Plan
from tests.conftest import point


def test_the_columns_that_are_named_change_and_no_others() -> None:
    zones = zones_of(A=square(0), B=square(10))
    values = {"name": "Harbour", "sectors": "ships;finance", "locked": False}
    child = apply_edits(zones, [Set(zone="A", **values)], CONTEXT)
    expected = zones.reset_index(drop=True)
    expected.loc[0, [*values]] = [*values.values()]
    pd.testing.assert_frame_equal(child, expected)
    nothing = Set(zone="A", name=None, sectors=None, published_area_km2=None)
    row = apply_edits(zones, [nothing], CONTEXT).iloc[0]
    assert row[["name", "published_area_km2"]].isna().all()
    assert row["sectors"] == ""


def test_a_zone_gets_another_id_and_later_edits_know_it_by_that() -> None:
    zones = zones_of(A=square(0), B=square(10))
    rename, later = Set(zone="A", zone_id="HARBOUR"), Set(zone="HARBOUR", name="Harbour")
    assert rename.touched == {"A", "HARBOUR"}
    child = apply_edits(zones, [rename, later], CONTEXT)
    assert child["zone_id"].tolist() == ["HARBOUR", "B"]
    assert child["name"].tolist() == ["Harbour", "Zone B"]
    assert child.geometry.iloc[0].equals(zones.geometry.iloc[0])


def test_the_users_own_columns_keep_their_types() -> None:
    dates = pd.to_datetime(["2024-01-01", None], utc=True)
    cases: list[tuple[Any, Any, Any]] = [
        ([5, 6], 7, 7),
        ([0.5, np.nan], 1, 1.0),
        ([True, False], False, False),
        (["x", None], "y", "y"),
        (dates, "2025-02-03", pd.Timestamp("2025-02-03", tz="UTC")),
    ]
    for held, value, stored in cases:
        zones = zones_of(A=square(0), B=square(10)).assign(own=held)
        child = apply_edits(zones, [Set(zone="A", own=value)], CONTEXT)
        assert child.loc[0, "own"] == stored
        assert child["own"].dtype == zones["own"].dtype
    whole = zones_of(A=square(0), B=square(10)).assign(own=[5, 6])
    assert pd.isna(apply_edits(whole, [Set(zone="A", own=None)], CONTEXT).loc[0, "own"])


def test_a_value_that_a_column_cannot_hold_is_refused() -> None:
    zones = zones_of(A=square(0), B=square(10)).assign(jobs=[1, 2])
    cases: list[tuple[dict[str, Any], str]] = [
        ({"nmae": "X"}, "zones have no column nmae; did you mean name?"),
        ({"geometry": "X"}, "zones have no column geometry; known: "),
        ({"locked": "yes"}, "locked must be true or false, not 'yes'"),
        ({"locked": None}, "locked must be true or false, not None"),
        ({"published_area_km2": "3 km"}, "published_area_km2 must be a number, not '3 km'"),
        ({"published_area_km2": -1}, "published_area_km2 must be at least 0, not -1"),
        ({"name": 3}, "name must be text that a file can hold, not 3"),
        ({"name": "a\0b"}, "name must be text that a file can hold"),
        ({"name": "\ud800"}, "name must be text that a file can hold"),
        ({"jobs": 2.5}, "jobs must be a whole number, not 2.5"),
        ({"zone_id": "B"}, "there is a zone B already; give another id"),
    ]
    for values, reason in cases:
        assert refusal([Set(zone="A", **values)], zones).startswith(f"edit 1 (set A): {reason}")


def test_what_sets_nothing_that_can_be_set_is_no_edit() -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, ": sets nothing; name a column and its value"),
        ({"ftz_id": "G"}, ": sets ftz_id; a zone of another group"),
        ({"zone_id": 7}, ": sets a zone_id that is not text"),
        ({"zone_id": " "}, ": is empty"),
        ({"x": [1]}, ".x: must be a text, number, true, false or null"),
        ({"x": float("nan")}, ".x: must be a text, number"),
        ({"x": 10**400}, ".x: must be a text, number"),
    ]
    for options, reason in cases:
        edits, (problem,) = find_edits([{"set": {"zone": "A", **options}}])
        assert edits == ()
        assert str(problem).startswith(f"edits[1].set{reason}")


def test_it_is_written_with_null_and_read_again_as_it_was(two_zones: Plan) -> None:
    values = {"name": "off", "name_zh": None, "published_area_km2": 1e-7, "locked": True}
    edit = Set(zone="W", **values)
    assert write_edit(edit) == {"set": {"zone": "W"} | values}
    scenario = Scenario("s", "S", two_zones.baseline, (edit,))
    assert Scenario.parse(scenario.to_yaml()) == scenario
    assert Scenario.from_document(scenario.to_document()) == scenario


def test_clusters_follow_what_is_set_but_a_lock_stays(two_zones: Plan) -> None:
    clusters = gpd.GeoDataFrame(
        {"cluster_id": ["C"], "sector": ["ships"]}, geometry=[point(0.5)], crs=two_zones.crs
    )
    zones = two_zones.zones.assign(locked=True)
    plan = Plan({"zones": zones, "regions": two_zones.regions, "clusters": clusters})
    meter = CoverageMeter(plan, [1])
    edits = [Set(zone="W", locked=False, sectors="ships"), Shrink(zone="W", by_km=0.1)]
    found = compare(meter.measure(), meter.measure(Scenario.of(plan, edits)))
    assert "locked" in set(found.violations_new["rule"])
    assert found.sectors["matched_clusters_difference"].tolist() == [1, 1]
