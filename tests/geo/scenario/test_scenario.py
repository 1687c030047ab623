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
from geo.scenario.schema import scenario_schema
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
  - expand:
      zone: SH-LG
      to_area_km2: 130
  - remove: {zone: off}
  - add: {zone: X, ftz: SH, sectors: a; b, geometry: "POLYGON ((120 30, 121 30, 121 31, 120 30))"}
  - reshape:
      zone: no
      geometry: {type: Polygon, coordinates: [[[120, 30], [121, 30], [121, 31], [120, 30]]]}
rules: {cap: hard, sliver: {level: ignore, width_m: 2}}
"""

TRIANGLE = shapely.Polygon([(120, 30), (121, 30), (121, 31)])


def test_a_file_is_read_as_it_is_meant_and_written_to_be_read(tmp_path: Path) -> None:
    scenario = Scenario.parse(LINGANG)
    edits = (
        Expand(zone="SH-LG", to_area_km2=130),
        Remove(zone="off"),
        Add(zone="X", ftz="SH", sectors=("a", "b"), geometry=TRIANGLE),
        Reshape(zone="no", geometry=TRIANGLE),
    )
    rules = {"cap": "hard", "sliver": {"level": "ignore", "width_m": 2}}
    fields = {"title_zh": "临港北扩", "rules": rules}
    named = "lingang-north", "Lingang grows north", "5d41402a"
    assert scenario == Scenario(*named, edits, **fields)
    assert (
        scenario.to_yaml()
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
  - expand:
      zone: SH-LG
      to_area_km2: 130.0
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
    document = json.loads(json.dumps(scenario.to_document(), allow_nan=False))
    ring = [[120, 30], [121, 30], [121, 31], [120, 30]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    assert document["edits"][3] == {"reshape": {"zone": "no", "geometry": geometry}}
    assert Scenario.from_document(document) == scenario
    path = tmp_path / "s.json"  # with a byte order mark
    path.write_text(json.dumps(document), encoding="utf-8-sig")
    assert Scenario.load(path) == Scenario.load(str(path)) == scenario
    with pytest.raises(AttributeError):
        scenario.title = "other"  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        scenario.edits[0].zone = "other"


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


some_words = st.lists(words, min_size=2, max_size=3, unique=True)
lines = st.builds(lambda x, y: shapely.LineString([(x, y), (9, 80)]), shifts_deg, shifts_deg)
zone, land = {"zone": words}, {"geometry": outlines()}
edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Reshape, **zone, **land),
    st.builds(Expand, **zone, to_area_km2=numbers),
    st.builds(Move, **zone, dx_km=shifts, dy_km=shifts),
    st.builds(
        Add,
        **zone,
        **land,
        ftz=words,
        crs=st.sampled_from([None, "EPSG:4490"]),
        name_zh=st.none() | words,
        sectors=st.lists(words.filter(lambda word: ";" not in word)),
    ),
    st.builds(Remove, **zone),
    st.builds(
        Shrink,
        **zone,
        by_km=numbers,
        keep_off=st.lists(st.sampled_from(["exclusions", "neighbours", "waters"])),
        bearing=st.none() | st.tuples(st.floats(0, 90), st.floats(91, 270)),
        within=st.none() | outlines(),
    ),
    st.builds(Split, **zone, line=lines, into=some_words),
    st.builds(Split, **zone, **land, into=st.just(["a", "off"])),
    st.builds(Merge, zones=some_words, into=st.none() | words),
    st.fixed_dictionaries({"from": words, "to": words, **land}).map(Transfer.model_validate),
    st.fixed_dictionaries(
        {
            **zone,
            "with": st.none() | words,
            "release": outlines(),
            "take": outlines(),
            "adjust": st.sampled_from([None, "take", "release"]),
        }
    ).map(Swap.model_validate),
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


@examples(10)
@given(scenarios)
def test_every_scenario_comes_back_whole_from_yaml_and_json(scenario: Scenario) -> None:
    text = scenario.to_yaml()
    assert Scenario.parse(text) == scenario
    assert Scenario.parse(text).to_yaml() == text
    assert Scenario.from_document(json.loads(json.dumps(scenario.to_document()))) == scenario


def test_the_json_schema_offers_every_verb_and_rule_with_its_bounds() -> None:
    schema = json.loads(json.dumps(scenario_schema()))
    assert schema["required"] == ["scenario", "title", "baseline", "edits"]
    assert schema["additionalProperties"] is False
    items, defined = schema["properties"]["edits"]["items"]["oneOf"], schema["$defs"]
    assert [next(iter(item["properties"])) for item in items] == list(EDITS)
    for item in items:
        (options,) = item["properties"].values()
        assert options["$ref"].removeprefix("#/$defs/") in defined
    assert set(defined["Add"]["required"]) == {"zone", "geometry"}
    assert set(defined["Transfer"]["required"]) == {"from", "to", "geometry"}
    assert "with" in defined["Swap"]["properties"]
    assert defined["Split"]["oneOf"] == [{"required": ["line"]}, {"required": ["geometry"]}]
    rules = schema["properties"]["rules"]
    assert list(rules["properties"]) == list(RULES)
    level, mapping = rules["properties"]["max_blocks"]["anyOf"]
    assert level == {"enum": ["hard", "soft", "ignore"]}
    blocks = mapping["properties"]["blocks"]
    assert (blocks["type"], blocks["minimum"], blocks["default"]) == ("integer", 1, 10)
    assert rules["additionalProperties"] is mapping["additionalProperties"] is False
