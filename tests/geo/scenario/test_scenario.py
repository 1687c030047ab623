"""A scenario as a value: what it keeps on the way through YAML and JSON, and how it is replayed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.edits import (
    EDITS,
    Add,
    Edit,
    Expand,
    Merge,
    Move,
    Remove,
    Reshape,
    Shrink,
    Split,
    Swap,
    Transfer,
)
from geo.rules import RULES
from geo.scenario.model import Recorded, Scenario
from geo.scenario.replay import apply
from geo.scenario.schema import scenario_schema
from layers import Plan
from tests.searching import examples

if TYPE_CHECKING:
    from pathlib import Path

LINGANG = """\
# Land of one zone is released to extend another.
scenario: lingang-north
title: Lingang grows north
title_zh: 临港北扩
baseline: 5d41402a
edits:
  - shrink: {zone: SH-JQ, by_km: 0.5}
  - expand:
      zone: SH-LG
      to_area_km2: 130
  - move: {zone: LN-DL, dx_km: 30, dy_km: -1.5}
  - remove: {zone: off}
  - add: {zone: X, ftz: SH, sectors: a; b, geometry: "POLYGON ((120 30, 121 30, 121 31, 120 30))"}
  - reshape:
      zone: no
      geometry: {type: Polygon, coordinates: [[[120, 30], [121, 30], [121, 31], [120, 30]]]}
rules: {cap: hard, sliver: {level: ignore, width_m: 2}}
"""

TRIANGLE = shapely.Polygon([(120, 30), (121, 30), (121, 31)])


def test_a_file_is_read_as_it_is_meant() -> None:
    assert Scenario.parse(LINGANG) == Scenario(
        "lingang-north",
        "Lingang grows north",
        "5d41402a",
        (
            Shrink(zone="SH-JQ", by_km=0.5),
            Expand(zone="SH-LG", to_area_km2=130),
            Move(zone="LN-DL", dx_km=30, dy_km=-1.5),
            Remove(zone="off"),
            Add(zone="X", ftz="SH", sectors=("a", "b"), geometry=TRIANGLE),
            Reshape(zone="no", geometry=TRIANGLE),
        ),
        title_zh="临港北扩",
        rules={"cap": "hard", "sliver": {"level": "ignore", "width_m": 2}},
    )


def test_a_scenario_is_written_to_be_read() -> None:
    assert (
        Scenario.parse(LINGANG).to_yaml()
        == """\
scenario: lingang-north
title: Lingang grows north
title_zh: 临港北扩
baseline: 5d41402a
rules:
  cap: hard
  sliver:
    level: ignore
    width_m: 2
edits:
  - shrink:
      zone: SH-JQ
      by_km: 0.5
  - expand:
      zone: SH-LG
      to_area_km2: 130.0
  - move:
      zone: LN-DL
      dx_km: 30.0
      dy_km: -1.5
  - remove:
      zone: "off"
  - add:
      zone: X
      geometry: POLYGON ((120 30, 121 30, 121 31, 120 30))
      ftz: SH
      sectors:
        - a
        - b
  - reshape:
      zone: "no"
      geometry: POLYGON ((120 30, 121 30, 121 31, 120 30))
"""
    )


def test_a_document_is_json_and_has_geometry_as_geojson() -> None:
    document = json.loads(json.dumps(Scenario.parse(LINGANG).to_document(), allow_nan=False))
    assert document["edits"][5] == {
        "reshape": {
            "zone": "no",
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[120, 30], [121, 30], [121, 31], [120, 30]]],
            },
        }
    }
    assert Scenario.from_document(document) == Scenario.parse(LINGANG)


def test_a_scenario_cannot_be_changed() -> None:
    scenario = Scenario.parse(LINGANG)
    with pytest.raises(AttributeError):
        scenario.title = "other"
    with pytest.raises(ValueError, match="frozen"):
        scenario.edits[0].zone = "other"


def test_a_json_file_with_a_byte_order_mark_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps(Scenario.parse(LINGANG).to_document()), encoding="utf-8-sig")
    assert Scenario.load(path) == Scenario.parse(LINGANG)
    assert Scenario.load(str(path)) == Scenario.parse(LINGANG)


# Names that readers may take for something else, and any text that shows.
NAMES = ["off", "no", "true", "~", "null", "1e5", "007", "0x1F", "2024-01-01", ".inf", "- a", "#"]
SHOWN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1)
words = st.sampled_from([*NAMES, "a: b"]) | SHOWN.filter(lambda text: bool(text.strip()))
numbers = st.floats(1e-9, 999, allow_subnormal=False)
shifts = st.floats(-9999, 9999)
shifts_deg = st.floats(-80, 8)


@st.composite
def outlines(draw: st.DrawFn) -> shapely.Geometry:
    west, south = draw(st.floats(-179, 170)), draw(st.floats(-89, 80))
    width, height = draw(st.floats(1e-6, 2)), draw(st.floats(1e-6, 2))
    box = shapely.box(west, south, west + width, south + height)
    other = shapely.box(west + 3, south, west + 3 + width, south + height)
    return draw(st.sampled_from([box, shapely.MultiPolygon([box, other])]))


edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Reshape, zone=words, geometry=outlines()),
    st.builds(Expand, zone=words, to_area_km2=numbers),
    st.builds(Shrink, zone=words, by_km=numbers),
    st.builds(Move, zone=words, dx_km=shifts, dy_km=shifts),
    st.builds(
        Add,
        zone=words,
        ftz=words,
        geometry=outlines(),
        crs=st.sampled_from([None, "EPSG:4490"]),
        name_zh=st.none() | words,
        sectors=st.lists(words.filter(lambda word: ";" not in word)),
    ),
    st.builds(Remove, zone=words),
    st.builds(
        Shrink,
        zone=words,
        by_km=numbers,
        keep_off=st.lists(st.sampled_from(["exclusions", "neighbours", "waters"])),
        bearing=st.none() | st.tuples(st.floats(0, 90), st.floats(91, 270)),
        within=st.none() | outlines(),
    ),
    st.builds(
        Split,
        zone=words,
        line=st.builds(lambda x, y: shapely.LineString([(x, y), (9, 80)]), shifts_deg, shifts_deg),
        into=st.lists(words, min_size=2, max_size=3, unique=True),
    ),
    st.builds(Split, zone=words, geometry=outlines(), into=st.just(["a", "off"])),
    st.builds(
        Merge, zones=st.lists(words, min_size=2, max_size=3, unique=True), into=st.none() | words
    ),
    st.builds(
        lambda giver, **options: Transfer.model_validate({"from": giver, **options}),
        giver=words,
        to=words,
        geometry=outlines(),
    ),
    st.builds(
        lambda other, **options: Swap.model_validate({"with": other, **options}),
        other=st.none() | words,
        zone=words,
        release=outlines(),
        take=outlines(),
        adjust=st.sampled_from([None, "take", "release"]),
    ),
)
levels = st.sampled_from(["hard", "soft", "ignore"])
scenarios = st.builds(
    Scenario,
    scenario=st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True).filter(
        lambda i: i != "baseline"
    ),
    title=words,
    baseline=words,
    edits=st.lists(edits, max_size=4).map(tuple),
    title_zh=st.none() | words,
    parent=st.none() | st.sampled_from(["1", "on", "a-b"]),
    rules=st.fixed_dictionaries(
        {},
        optional={
            "cap": levels,
            "sliver": st.fixed_dictionaries({}, optional={"level": levels, "width_m": numbers}),
            "max_blocks": st.fixed_dictionaries({"blocks": st.integers(1, 99)}),
        },
    ),
    recorded=st.none()
    | st.builds(
        Recorded,
        result=words,
        made_from=st.none() | words,
        made_with=st.none() | words,
        zones=st.dictionaries(words, st.none() | outlines(), max_size=2),
    ),
)


@examples(30)
@given(scenarios)
def test_every_scenario_comes_back_whole_from_yaml_and_json(scenario: Scenario) -> None:
    text = scenario.to_yaml()
    assert Scenario.parse(text) == scenario
    assert Scenario.parse(text).to_yaml() == text
    assert Scenario.from_document(json.loads(json.dumps(scenario.to_document()))) == scenario


def test_what_an_edit_makes_is_a_valid_plan_again(two_zones: Plan) -> None:
    edits = (
        Add(zone="N", ftz="F", geometry=shapely.box(120.3, 30, 120.4, 30.1)),
        Move(zone="W", dx_km=1, dy_km=1),
    )
    zones = apply(two_zones, Scenario("north", "N", two_zones.baseline, edits))
    plan = Plan({"zones": zones, "regions": two_zones.regions})
    assert plan.zones["source"].iloc[2] == "scenario north"
    assert plan.baseline != two_zones.baseline
    assert plan.zones.dtypes.to_dict() == two_zones.zones.dtypes.to_dict()


def test_the_json_schema_offers_every_verb_and_requires_four_fields() -> None:
    schema = scenario_schema()
    json.dumps(schema)
    assert schema["required"] == ["scenario", "title", "baseline", "edits"]
    assert schema["additionalProperties"] is False
    offered = [
        next(iter(item["properties"])) for item in schema["properties"]["edits"]["items"]["oneOf"]
    ]
    assert offered == list(EDITS)
    for item in schema["properties"]["edits"]["items"]["oneOf"]:
        (options,) = item["properties"].values()
        assert options["$ref"].removeprefix("#/$defs/") in schema["$defs"]
    assert set(schema["$defs"]["Add"]["required"]) == {"zone", "geometry"}
    assert set(schema["$defs"]["Transfer"]["required"]) == {"from", "to", "geometry"}
    assert "with" in schema["$defs"]["Swap"]["properties"]
    assert schema["$defs"]["Split"]["oneOf"] == [{"required": ["line"]}, {"required": ["geometry"]}]


def test_the_schema_knows_every_rule_with_its_levels_and_the_bounds_of_its_parameters() -> None:
    rules = scenario_schema()["properties"]["rules"]
    assert list(rules["properties"]) == list(RULES)
    level, mapping = rules["properties"]["max_blocks"]["anyOf"]
    assert level == {"enum": ["hard", "soft", "ignore"]}
    blocks = mapping["properties"]["blocks"]
    assert (blocks["type"], blocks["minimum"], blocks["default"]) == ("integer", 1, 10)
    assert rules["additionalProperties"] is mapping["additionalProperties"] is False
