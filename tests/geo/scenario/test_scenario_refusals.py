"""What is not a scenario is refused, with the line and what to do."""

from __future__ import annotations

import re
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from geo.scenario.model import Scenario
from layers.errors import ScenarioError, SourceError, UnknownError
from layers.messages import Message, catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = "scenario: s\ntitle: S\nbaseline: b\n"
WKT = "'POLYGON ((0 0, 1 1, 1 0, 0 0))'"
LINE, RINGS = "type: LineString, coordinates:", "type: Polygon, coordinates:"


def refusal(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(text, "s.yaml")
    assert "\n" not in "".join(caught.value.lines)
    for problem in caught.value.problems:
        assert re.search(r"[\u4e00-\u9fff]", catalogue("zh").text(problem)), problem
    return list(caught.value.lines)


def held_to(cases: str, refused: Callable[..., str]) -> None:
    """Hold what is refused of each line but its last part to be the last."""
    lines = [line.split(" | ") for line in cases.strip().splitlines()]
    found = {" | ".join(line): refused(*line[:-1]) for line in lines}
    assert {case: text for case, text in found.items() if text != case.split(" | ")[-1]} == {}


# verb | options | what stands after the place of the verb
EDITS = f"""
expnad | zone: A | : unknown verb; did you mean expand?
xyz | zone: A | : unknown verb; known: add, expand, merge, move, remove, reshape, set, shrink, \
split, swap, transfer
expand | zone: A, by_km: 1, to_area_km: 2 | .to_area_km: unknown key; did you mean to_area_km2?
move | zone: A, dx_km: 1 | .dy_km: missing; add it
expand | zone: A, by_km: 1, to_area_km2: 2 | : takes either to_area_km2 or by_km; give one of them
shrink | zone: A | : takes either to_area_km2 or by_km; give one of them
expand | zone: A, by_km: -1 | .by_km: must be more than 0, not -1; correct it
expand | zone: A, by_km: .nan | .by_km: must be a finite number, not nan; correct it
move | zone: A, dx_km: 1e999, dy_km: 0 | .dx_km: must be a finite number, not inf; correct it
expand | zone: A, by_km: true | .by_km: must be a number, not True; write it without quotes or \
unit
expand | zone: A, by_km: 3 km | .by_km: must be a number, not '3 km'; write it without quotes or \
unit
remove | zone: 310115 | .zone: must be text, not 310115; put it in quotes
split | zone: A, into: [A, B], line: 'LINESTRING (0 0, 1 1, 1 0, 0 1)' | .line: crosses itself; \
draw a line that does not
split | zone: A, into: [A, B], line: 'POLYGON ((0 0, 1 1, 1 0, 0 0))' | .line: must be a WKT \
LINESTRING, not 'POLYGON ((0 0, 1 1, 1 0, 0 0))'; draw one line
split | zone: A, into: [A, B], line: {{type: Point, coordinates: [0, 0]}} | .line: must be a \
GeoJSON LineString, not 'Point'; draw one
split | zone: A, into: [A, B], line: 'LINESTRING (0 0, nan 1)' | .line: has a coordinate that is \
not a finite number; correct it
split | zone: A, into: [A, B], line: {{{LINE} [[0, 1e999], [1, 0]]}} | .line: has a coordinate \
that is not a finite number; correct it
split | zone: A, into: [A, B], line: {{{LINE} [[0, 0]]}} | .line: has no length; draw a line of \
two places at least
split | zone: A, into: [A, B], line: 'LINESTRING (30 120, 31 121)' | : line has latitude 121, \
beyond ±90; longitude and latitude look swapped: write longitude first
split | zone: A, into: [A, B] | : takes either line or geometry; give one of them
split | zone: A, into: [B, B], line: 'LINESTRING (0 0, 1 1)' | : into names B twice; give each \
part an id of its own
split | zone: A, into: [B], line: 'LINESTRING (0 0, 1 1)' | .into: must list at least 2, not 1; \
add to it
merge | zones: A, into: A | .zones: must be a list, not 'A'; put it in brackets
merge | zones: [A, A] | : zones names A twice; name each zone once
transfer | from_: A, from: A, to: B, geometry: {WKT} | .from_: unknown key; did you mean from?
expand | zone: A, by_km: 1, bearing: [0, 360] | : bearing goes from one bearing clockwise to \
another; give two that differ, or leave it out for all round
expand | zone: A, by_km: 1, bearing: [0, 361] | .bearing[2]: must be at most 360, not 361; \
correct it
expand | zone: A, by_km: 1, bearing: [90] | .bearing[2]: missing; add it
expand | zone: A, by_km: 1, keep_off: [off] | .keep_off[1]: must be 'exclusions', 'neighbours' \
or 'waters', not 'off'; correct it
swap | zone: A, release: {WKT}, take: 'POLYGON ((500 0, 501 1, 501 0, 500 0))' | : take has \
longitude 501, beyond ±180; give degrees, or name the geometry's crs
reshape | zone: A, crs: 'EPSG:99999', geometry: {WKT} | .crs: EPSG:99999 is not known to PROJ; \
correct it
reshape | zone: A, crs: /etc/passwd, geometry: {WKT} | .crs: must be an EPSG code such as \
EPSG:4513, not '/etc/passwd'; correct it
reshape | zone: A, crs: 'EPSG:5773', geometry: {WKT} | .crs: EPSG:5773 is neither geographic nor \
projected; name one that is
"""

# a geometry for reshape | what stands after the place of the verb
GEOMETRIES = f"""
'POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))' | .geometry: is not valid: self-intersection at 0.5 0.5; \
redraw it there
POLYGON EMPTY | .geometry: is empty; draw a polygon, or use remove to drop the zone
{{type: MultiPolygon, coordinates: []}} | .geometry: is empty; draw a polygon, or use remove to \
drop the zone
POINT (120 30) | .geometry: must be a WKT POLYGON or MULTIPOLYGON, not 'POINT (120 30)'; give \
its polygons, and a CRS by the key crs
SRID=4326;POLYGON EMPTY | .geometry: must be a WKT POLYGON or MULTIPOLYGON, not \
'SRID=4326;POLYGON EMPTY'; give its polygons, and a CRS by the key crs
{{type: Feature}} | .geometry: must be a GeoJSON Polygon or MultiPolygon, not 'Feature'; correct \
it
{{type: Polygon, crs: {{}}, coordinates: [[]]}} | .geometry: has the key 'crs'; a geometry has \
type and coordinates only
'POLYGON ((0 0, 1 1' | .geometry: is not readable as WKT (Expected word but encountered end of \
stream); correct it
'POLYGON ((0 0, nan 1, 1 1, 0 0))' | .geometry: has a coordinate that is not a finite number; \
correct it
{{{RINGS} [[[0, 1e999], [1, 0], [1, 1], [0, 1e999]]]}} | .geometry: ring 1 has a coordinate that \
is not a finite number; correct it
{{{RINGS} [[[0, '1'], [1, 0], [1, 1], [0, 1]]]}} | .geometry: ring 1, position 1 must be \
[longitude, latitude], not [0, '1']; correct it
{{{RINGS} [[[0, 1], [1, 0], [1, 1], [1, 2]]]}} | .geometry: ring 1 is not a closed ring of at \
least 4 positions; repeat its first at the end
'POLYGON ((30 120, 30 121, 31 121, 30 120))' | : geometry has latitude 121, beyond ±90; \
longitude and latitude look swapped: write longitude first
'POLYGON ((500 20, 501 20, 501 21, 500 20))' | : geometry has longitude 501, beyond ±180; give \
degrees, or name the geometry's crs
'POLYGON ((5e5 3e6, 500100 3e6, 5e5 3000100, 5e5 3e6))' | : geometry has latitude 3.0001e+06, \
beyond ±90; give degrees, or name the geometry's crs
'POLYGON ((-100 0, 100 0, 100 1, -100 0))' | : geometry spans more than 180° of longitude; cut \
it at the antimeridian
"""


def test_a_bad_edit_is_refused_with_its_place_and_what_to_do() -> None:
    def refused(verb: str, options: str) -> str:
        (problem,) = refusal(f"{HEAD}edits:\n  - {verb}: {{{options}}}\n")
        return problem.removeprefix(f"s.yaml line 5: edits[1].{verb}")

    held_to(EDITS, refused)
    held_to(GEOMETRIES, lambda geometry: refused("reshape", f"zone: A, geometry: {geometry}"))


# a line in place of the one of its key, after which there are no edits | what is wrong there
FIELDS = f"""
scenario: a b | scenario: must be 1 to 64 letters, digits, - or _, not 'a b'; correct it
scenario: {"a" * 65} | scenario: must be 1 to 64 letters, digits, - or _, not \
'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...; correct it
scenario: baseline | scenario: baseline is the name of the unedited plan; choose another
title: '' | title: is empty; write a text
title: "a\\nb" | title: has a control character or line break; write it on one line
basline: b | basline: unknown key; did you mean baseline?
rules: {{cap: strict}} | rules.cap: there is no level 'strict'; known: hard, ignore, soft
rules: {{caps: hard}} | rules.caps: there is no such rule; did you mean cap?
rules: {{sliver: {{width: 5}}}} | rules.sliver.width: unknown key; did you mean width_m?
rules: {{cap: {{level: hard, tolerance: .inf}}}} | rules.cap.tolerance: must be a number from 0 \
to 1, not inf; correct it
recorded: {{result: x, zones: {{A: 3}}}} | recorded.zones.A: must be a polygon as GeoJSON \
mapping or WKT text, not 3; correct it
"""


def test_a_bad_field_is_refused_with_its_line() -> None:
    def refused(given: str) -> str:
        key = given.split(":", maxsplit=1)[0]
        kept = [line for line in HEAD.splitlines() if not line.startswith(f"{key}:")]
        (problem,) = refusal("\n".join([*kept, "edits: []", given, ""]))
        return problem.removeprefix(f"s.yaml line {len(kept) + 2}: ")

    held_to(FIELDS, refused)


TEXTS = {
    "": "s.yaml line 1: must be a mapping, not None",
    "- a": "s.yaml line 1: must be a mapping, not ['a']",
    HEAD + "edits: off\n": "s.yaml line 4: edits: must be a list of edits, not 'off'; begin each",
    HEAD + "edits:\n  - remove\n": "s.yaml line 5: edits[1]: must be one verb with its options",
    HEAD + "edits:\n  - remove:\n": "s.yaml line 5: edits[1].remove: must be a mapping of keys to",
    HEAD + "edits:\n  - remove: {zone: A}\n    shrink: {zone: A, by_km: 1}\n": (
        "s.yaml line 5: edits[1]: holds 2 keys (remove, shrink); write each verb as an item"
    ),
    HEAD + "edits: [}": "s.yaml line 4: is not YAML (",
    HEAD + "edits: []\ntitle: T\n": "s.yaml line 5: title: the key appears twice; keep one",
    HEAD + "edits:\n  - remove:\n      zone: A\n      zone: B\n": (
        "s.yaml line 7: edits[1].remove.zone: the key appears twice; keep one"
    ),
    HEAD + "edits: &a []\n": "s.yaml line 4: &a is an anchor; remove it",
    HEAD + "edits: *a\n": "s.yaml line 4: *a refers to another place;",
    HEAD + "edits: !!python/name:os []\n": "s.yaml line 4: tag:yaml.org,2002:python",
    HEAD + "edits: []\n<<: {a: b}\n": "s.yaml line 5: <<: unknown key;",
    HEAD + "edits: []\n---\na: b\n": "s.yaml line 5: begins a second",
    "%YAML 1.1\n---\n" + HEAD: "s.yaml line 2: is not YAML 1.2; remove",
    HEAD + "? [a]\n: b\n": "s.yaml line 4: a key must be a word;",
    HEAD + "edits: []\n\x01": "s.yaml line 5: holds the character U+0001",
    HEAD + "edits: " + "[" * 50_000: "s.yaml line 4: nested more than 16 deep",
    HEAD + "edits: " + "[" * 20: "s.yaml line 4: nested more than 16 deep",
    HEAD + "edits: " + "{a: " * 50_000: "s.yaml line 4: nested more than 16",
    HEAD + "edits:\n" + "- " * 50_000: "s.yaml line 5: nested more than 16 deep",
}


def test_a_bad_text_is_refused_with_its_line() -> None:
    found = {text: refusal(text) for text in TEXTS}
    assert {len(problems) for problems in found.values()} == {1}
    wrong = {
        text[:99]: problem
        for text, (problem,) in found.items()
        if not problem.startswith(TEXTS[text])
    }
    assert wrong == {}


def test_all_problems_of_a_file_are_told_at_once_in_the_order_of_its_lines() -> None:
    text = "scenario: a b\nedits:\n  - remove: {}\n  - foo: {}\nfoo: 1\n"
    assert [problem.split(": ")[:2] for problem in refusal(text)] == [
        ["s.yaml line 1", "baseline"],
        ["s.yaml line 1", "scenario"],
        ["s.yaml line 1", "title"],
        ["s.yaml line 3", "edits[1].remove.zone"],
        ["s.yaml line 4", "edits[2].foo"],
        ["s.yaml line 5", "foo"],
    ]


def test_a_problem_is_a_message_at_its_place() -> None:
    edits = [{"expand": {"zone": "A", "by_km": -1}}, {"expnad": {}}]
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_document({"scenario": "s", "title": "S", "baseline": "b", "edits": edits})
    negative = Message("value-not-more", limit=0.0, given="-1")
    unknown = Message("edits-verb-unknown", hint=Message("suggest-near", words=("expand",)))
    assert caught.value.problems == (
        Message(
            "scenario-in-document",
            name="scenario",
            reason=negative.at("edits", 0, "expand", "by_km"),
        ),
        Message("scenario-in-document", name="scenario", reason=unknown.at("edits", 1, "expnad")),
    )
    assert catalogue("zh").text(caught.value.problems[0]) == (
        "scenario：edits[1].expand.by_km：必须大于 0，而不是 -1；请改正"
    )


def test_a_json_document_is_held_to_the_same_without_lines() -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_document({"scenario": "s", "title": "S", "edits": [{"remove": {"zone": 3}}]})
    assert caught.value.lines == (
        "scenario: baseline: missing; add it",
        "scenario: edits[1].remove.zone: must be text, not 3; put it in quotes",
    )
    with pytest.raises(ScenarioError, match="must be a mapping"):
        Scenario.from_document([1])


def test_what_is_no_file_of_utf_8_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    with pytest.raises(UnknownError, match="no such file"):
        Scenario.load(path)
    with pytest.raises(SourceError, match="is not a file"):
        Scenario.load(tmp_path)
    path.write_text("scenario: s\ntitle: 临港北扩\n", encoding="gbk")
    with pytest.raises(ScenarioError, match="line 2: is not UTF-8; save it as UTF-8"):
        Scenario.load(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    with pytest.raises(ScenarioError, match="is larger than 8,000,000 bytes; shorten it"):
        Scenario.load(path)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most_bytes < 20_000_000


def test_too_many_positions_or_values_are_refused() -> None:
    ring = ", ".join(f"{120 + i / 1e6:.6f} 30" for i in range(100_001))
    edit = f"reshape: {{zone: A, geometry: 'POLYGON (({ring}, 120 31, 120 30))'}}"
    (problem,) = refusal(f"{HEAD}edits:\n  - {edit}\n")
    assert problem.endswith("geometry: has more than 100,000 positions; simplify it")
    (problem,) = refusal(f"{HEAD}edits: [{'1, ' * 100_001}]")
    assert problem == "s.yaml line 4: more than 100,000 values; give geometry as WKT"


def test_each_problem_of_the_rules_names_its_own_line() -> None:
    text = HEAD + "edits: []\nrules:\n  caps: hard\n  sliver:\n    level: soft\n    width_m: -1\n"
    lines = [problem.split(": ")[0] for problem in refusal(text)]
    start = text[: text.index("  caps")].count("\n")
    assert lines == [f"s.yaml line {start + 1}", f"s.yaml line {start + 4}"]


@pytest.mark.parametrize(
    ("place", "count", "last"),
    [("", 1, "1,204 keys: far more than are known"), ("rules:\n  ", 1_000, "rules.k999: there is")],
)
def test_of_very_many_wrong_keys_the_first_are_told_and_no_others_looked_at(
    place: str, count: int, last: str
) -> None:
    indent = " " * (len(place) - len(place.lstrip()) + 2 * bool(place))
    keys = f"\n{indent}".join(f"k{number}: 1" for number in range(1_200))
    text = f"scenario: a\ntitle: t\nbaseline: b\nedits: []\n{place}{keys}\n"
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(text)
    assert len(caught.value.lines) == count
    assert last in caught.value.lines[-1]
