"""A scenario as a value: what it keeps on the way through YAML and JSON, and how it is replayed."""

import json
from pathlib import Path

import pytest
import shapely
from globe_plans import Place, edits_at
from hypothesis import example, given
from hypothesis import strategies as st

from geo.edits import EDITS, Add, Expand, Remove, Reshape
from geo.rules import RULES
from geo.scenario.model import Scenario, scenario_schema
from tests.searching import examples

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


@examples(20)
@given(words)
@example("off")
def test_every_verb_and_any_word_comes_back_whole_from_yaml_and_json(word: str) -> None:
    land = TRIANGLE.wkt
    edits = [edit for each in edits_at(Place(120, 30)).values() for edit in each]
    named = {"zone": word, "ftz": word, "name_zh": word, "crs": "EPSG:4490", "geometry": land}
    document = {
        "scenario": "a-b",
        "title": word,
        "title_zh": word,
        "parent": "on",
        "baseline": word,
        "rules": {"cap": "hard", "sliver": {"level": "soft", "width_m": 1 / 3}},
        "edits": [*edits, {"add": named}, {"merge": {"zones": [word, "b"], "into": word}}],
        "recorded": {"result": word, "made_from": word, "zones": {word: land, "gone": None}},
    }
    scenario = Scenario.from_document(document)
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
    assert set(defined["Transfer"]["required"]) == {"from", "to"}
    assert defined["Transfer"]["oneOf"] == [{"required": ["geometry"]}, {"required": ["by_km2"]}]
    assert "with" in defined["Swap"]["properties"]
    assert defined["Split"]["oneOf"] == [{"required": ["line"]}, {"required": ["geometry"]}]
    rules = schema["properties"]["rules"]
    assert list(rules["properties"]) == list(RULES)
    level, mapping = rules["properties"]["max_blocks"]["anyOf"]
    assert level == {"enum": ["hard", "soft", "ignore"]}
    blocks = mapping["properties"]["blocks"]
    assert (blocks["type"], blocks["minimum"], blocks["default"]) == ("integer", 1, 10)
    assert rules["additionalProperties"] is mapping["additionalProperties"] is False
