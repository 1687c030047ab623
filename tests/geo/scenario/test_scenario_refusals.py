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
    from pathlib import Path

HEAD = "scenario: s\ntitle: S\nbaseline: b\n"
DRAWN = "edits[1].reshape"
SHAPE = f"{DRAWN}.geometry"
VERBS = "add, expand, merge, move, remove, reshape, set, shrink, split, swap, transfer"
RING = "[[120, 30], [121, 30], [121, 31], [120, 30]]"


def refusal(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(text, "s.yaml")
    assert "\n" not in "".join(caught.value.lines)
    for problem in caught.value.problems:
        assert re.search(r"[\u4e00-\u9fff]", catalogue("zh").text(problem)), problem
    return list(caught.value.lines)


def edit(options: str, verb: str = "reshape") -> str:
    return f"{HEAD}edits:\n  - {verb}: {{{options}}}\n"


def drawn(geometry: str) -> str:
    return edit(f"zone: A, geometry: {geometry}")


EDITS = {
    "unknown verb": (
        edit("zone: A", "expnad"),
        "edits[1].expnad: unknown verb; did you mean expand?",
    ),
    "unknown verb like none": (
        edit("zone: A", "xyz"),
        f"edits[1].xyz: unknown verb; known: {VERBS}",
    ),
    "two verbs": (
        HEAD + "edits:\n  - remove: {zone: A}\n    shrink: {zone: A, by_km: 1}\n",
        "edits[1]: holds 2 keys (remove, shrink); write each verb as an item of its own",
    ),
    "no verb": (
        HEAD + "edits:\n  - remove\n",
        f"edits[1]: must be one verb with its options, not 'remove'; known: {VERBS}",
    ),
    "no options": (
        HEAD + "edits:\n  - remove:\n",
        "edits[1].remove: must be a mapping of keys to values, not None; correct it",
    ),
    "misspelt option": (
        edit("zone: A, by_km: 1, to_area_km: 2", "expand"),
        "edits[1].expand.to_area_km: unknown key; did you mean to_area_km2?",
    ),
    "missing option": (edit("zone: A, dx_km: 1", "move"), "edits[1].move.dy_km: missing; add it"),
    "two sizes": (
        edit("zone: A, by_km: 1, to_area_km2: 2", "expand"),
        "edits[1].expand: takes either to_area_km2 or by_km; give one of them",
    ),
    "no size": (
        edit("zone: A", "shrink"),
        "edits[1].shrink: takes either to_area_km2 or by_km; give one of them",
    ),
    "negative size": (
        edit("zone: A, by_km: -1", "expand"),
        "edits[1].expand.by_km: must be more than 0, not -1; correct it",
    ),
    "NaN": (
        edit("zone: A, by_km: .nan", "expand"),
        "edits[1].expand.by_km: must be a finite number, not nan; correct it",
    ),
    "1e999": (
        edit("zone: A, dx_km: 1e999, dy_km: 0", "move"),
        "edits[1].move.dx_km: must be a finite number, not inf; correct it",
    ),
    "yes for a number": (
        edit("zone: A, by_km: true", "expand"),
        "edits[1].expand.by_km: must be a number, not True; write it without quotes or unit",
    ),
    "number with unit": (
        edit("zone: A, by_km: 3 km", "expand"),
        "edits[1].expand.by_km: must be a number, not '3 km'; write it without quotes or unit",
    ),
    "number for an id": (
        edit("zone: 310115", "remove"),
        "edits[1].remove.zone: must be text, not 310115; put it in quotes",
    ),
    "self-crossing": (
        drawn("'POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))'"),
        f"{SHAPE}: is not valid: self-intersection at 0.5 0.5; redraw it there",
    ),
    "empty WKT": (
        drawn("POLYGON EMPTY"),
        f"{SHAPE}: is empty; draw a polygon, or use remove to drop the zone",
    ),
    "empty GeoJSON": (
        drawn("{type: MultiPolygon, coordinates: []}"),
        f"{SHAPE}: is empty; draw a polygon, or use remove to drop the zone",
    ),
    "not polygonal": (
        drawn("POINT (120 30)"),
        (
            f"{SHAPE}: must be a WKT POLYGON or MULTIPOLYGON, not 'POINT (120 30)'; "
            "give its polygons, and a CRS by the key crs"
        ),
    ),
    "a CRS in the WKT": (
        drawn("SRID=4326;POLYGON EMPTY"),
        (
            f"{SHAPE}: must be a WKT POLYGON or MULTIPOLYGON, not "
            "'SRID=4326;POLYGON EMPTY'; give its polygons, and a CRS by the key crs"
        ),
    ),
    "a feature": (
        drawn("{type: Feature}"),
        (f"{SHAPE}: must be a GeoJSON Polygon or MultiPolygon, not 'Feature'; correct it"),
    ),
    "a CRS in the GeoJSON": (
        drawn(f"{{type: Polygon, crs: {{}}, coordinates: [{RING}]}}"),
        f"{SHAPE}: has the key 'crs'; a geometry has type and coordinates only",
    ),
    "cut WKT": (
        drawn("'POLYGON ((0 0, 1 1'"),
        (
            f"{SHAPE}: is not readable as WKT (Expected word but encountered end of "
            "stream); correct it"
        ),
    ),
    "NaN in WKT": (
        drawn("'POLYGON ((0 0, nan 1, 1 1, 0 0))'"),
        f"{SHAPE}: has a coordinate that is not a finite number; correct it",
    ),
    "1e999 in GeoJSON": (
        drawn("{type: Polygon, coordinates: [[[0, 1e999], [1, 0], [1, 1], [0, 1e999]]]}"),
        (f"{SHAPE}: ring 1 has a coordinate that is not a finite number; correct it"),
    ),
    "text as coordinate": (
        drawn("{type: MultiPolygon, coordinates: [[[[0, '1'], [1, 0], [1, 1], [0, 1]]]]}"),
        (
            f"{SHAPE}: polygon 1, ring 1, position 1 must be [longitude, latitude], "
            "not [0, '1']; correct it"
        ),
    ),
    "open ring": (
        drawn("{type: Polygon, coordinates: [[[0, 1], [1, 0], [1, 1], [1, 2]]]}"),
        (
            f"{SHAPE}: ring 1 is not a closed ring of at least 4 positions; repeat "
            "its first at the end"
        ),
    ),
    "swapped axes": (
        drawn("'POLYGON ((30 120, 30 121, 31 121, 30 120))'"),
        (
            f"{DRAWN}: geometry has latitude 121, beyond ±90; longitude and latitude look "
            "swapped: write longitude first"
        ),
    ),
    "longitude 500": (
        drawn("'POLYGON ((500 20, 501 20, 501 21, 500 20))'"),
        (
            f"{DRAWN}: geometry has longitude 501, beyond ±180; give degrees, or name the "
            "geometry's crs"
        ),
    ),
    "metres without a CRS": (
        drawn("'POLYGON ((500000 3e6, 500100 3e6, 500100 3000100, 500000 3e6))'"),
        (
            f"{DRAWN}: geometry has latitude 3.0001e+06, beyond ±90; give degrees, or name "
            "the geometry's crs"
        ),
    ),
    "half the Earth": (
        drawn("'POLYGON ((-100 0, 100 0, 100 1, -100 0))'"),
        f"{DRAWN}: geometry spans more than 180° of longitude; cut it at the antimeridian",
    ),
    "unknown CRS": (
        edit(f"zone: A, crs: 'EPSG:99999', geometry: {{type: Polygon, coordinates: [{RING}]}}"),
        "edits[1].reshape.crs: EPSG:99999 is not known to PROJ; correct it",
    ),
    "a CRS by file name": (
        edit(f"zone: A, crs: /etc/passwd, geometry: {{type: Polygon, coordinates: [{RING}]}}"),
        (
            "edits[1].reshape.crs: must be an EPSG code such as EPSG:4513, not '/etc/passwd'; "
            "correct it"
        ),
    ),
    "a vertical CRS": (
        edit(f"zone: A, crs: 'EPSG:5773', geometry: {{type: Polygon, coordinates: [{RING}]}}"),
        "edits[1].reshape.crs: EPSG:5773 is neither geographic nor projected; name one that is",
    ),
    "a line that crosses itself": (
        edit("zone: A, into: [A, B], line: 'LINESTRING (0 0, 1 1, 1 0, 0 1)'", "split"),
        "edits[1].split.line: crosses itself; draw a line that does not",
    ),
    "a polygon for a line": (
        edit("zone: A, into: [A, B], line: 'POLYGON ((0 0, 1 1, 1 0, 0 0))'", "split"),
        (
            "edits[1].split.line: must be a WKT LINESTRING, not "
            "'POLYGON ((0 0, 1 1, 1 0, 0 0))'; draw one line"
        ),
    ),
    "another GeoJSON for a line": (
        edit("zone: A, into: [A, B], line: {type: Point, coordinates: [0, 0]}", "split"),
        "edits[1].split.line: must be a GeoJSON LineString, not 'Point'; draw one",
    ),
    "NaN in a line": (
        edit("zone: A, into: [A, B], line: 'LINESTRING (0 0, nan 1)'", "split"),
        "edits[1].split.line: has a coordinate that is not a finite number; correct it",
    ),
    "1e999 in a GeoJSON line": (
        edit(
            "zone: A, into: [A, B], line: {type: LineString, coordinates: [[0, 1e999], [1, 0]]}",
            "split",
        ),
        "edits[1].split.line: has a coordinate that is not a finite number; correct it",
    ),
    "a line of one place": (
        edit("zone: A, into: [A, B], line: {type: LineString, coordinates: [[0, 0]]}", "split"),
        "edits[1].split.line: has no length; draw a line of two places at least",
    ),
    "a line with swapped axes": (
        edit("zone: A, into: [A, B], line: 'LINESTRING (30 120, 31 121)'", "split"),
        (
            "edits[1].split: line has latitude 121, beyond ±90; longitude and latitude look "
            "swapped: write longitude first"
        ),
    ),
    "no cut": (
        edit("zone: A, into: [A, B]", "split"),
        "edits[1].split: takes either line or geometry; give one of them",
    ),
    "equal ids of parts": (
        edit("zone: A, into: [B, B], line: 'LINESTRING (0 0, 1 1)'", "split"),
        "edits[1].split: into names B twice; give each part an id of its own",
    ),
    "one part": (
        edit("zone: A, into: [B], line: 'LINESTRING (0 0, 1 1)'", "split"),
        "edits[1].split.into: must list at least 2, not 1; add to it",
    ),
    "a text for a list": (
        edit("zones: A, into: A", "merge"),
        "edits[1].merge.zones: must be a list, not 'A'; put it in brackets",
    ),
    "a zone merged with itself": (
        edit("zones: [A, A]", "merge"),
        "edits[1].merge: zones names A twice; name each zone once",
    ),
    "the key of a program": (
        edit("from_: A, from: A, to: B, geometry: 'POLYGON ((0 0, 1 1, 1 0, 0 0))'", "transfer"),
        "edits[1].transfer.from_: unknown key; did you mean from?",
    ),
    "a side of no width": (
        edit("zone: A, by_km: 1, bearing: [0, 360]", "expand"),
        (
            "edits[1].expand: bearing goes from one bearing clockwise to another; "
            "give two that differ, or leave it out for all round"
        ),
    ),
    "a bearing beyond the circle": (
        edit("zone: A, by_km: 1, bearing: [0, 361]", "expand"),
        "edits[1].expand.bearing[2]: must be at most 360, not 361; correct it",
    ),
    "one bearing": (
        edit("zone: A, by_km: 1, bearing: [90]", "expand"),
        "edits[1].expand.bearing[2]: missing; add it",
    ),
    "unknown land to keep off": (
        edit("zone: A, by_km: 1, keep_off: [exclusion]", "expand"),
        (
            "edits[1].expand.keep_off[1]: must be 'exclusions', 'neighbours' or 'waters', "
            "not 'exclusion'; correct it"
        ),
    ),
    "longitude 500 in a swap": (
        edit(
            "zone: A, release: 'POLYGON ((0 0, 1 1, 1 0, 0 0))', "
            "take: 'POLYGON ((500 0, 501 1, 501 0, 500 0))'",
            "swap",
        ),
        (
            "edits[1].swap: take has longitude 501, beyond ±180; give degrees, or name the "
            "geometry's crs"
        ),
    ),
    "no list": (
        HEAD + "edits: off\n",
        "edits: must be a list of edits, not 'off'; begin each with a dash",
    ),
}


@pytest.mark.parametrize("case", EDITS)
def test_a_bad_edit_is_refused_with_its_place_and_what_to_do(case: str) -> None:
    text, message = EDITS[case]
    (problem,) = refusal(text)
    line, _, reason = problem.partition(": ")
    assert reason == message
    assert line == ("s.yaml line 4" if case == "no list" else "s.yaml line 5")


FIELDS = {
    "a bad id": (
        "scenario: a b",
        "scenario: must be 1 to 64 letters, digits, - or _, not 'a b'; correct it",
    ),
    "a long id": (f"scenario: {'a' * 65}", "scenario: must be 1 to 64 letters"),
    "the baseline's id": (
        "scenario: baseline",
        "scenario: baseline is the name of the unedited plan; choose another",
    ),
    "an empty title": ("title: ''", "title: is empty; write a text"),
    "a title of two lines": ("title: |\n  a\n  b", "title: has a control character or line break"),
    "an unknown key": ("basline: b", "basline: unknown key; did you mean baseline?"),
    "an unknown level": (
        "rules: {cap: strict}",
        "rules.cap: there is no level 'strict'; known: hard, ignore, soft",
    ),
    "an unknown rule": (
        "rules: {caps: hard}",
        "rules.caps: there is no such rule; did you mean cap",
    ),
    "an unknown parameter": (
        "rules: {sliver: {width: 5}}",
        "rules.sliver.width: unknown key; did you mean width_m?",
    ),
    "an endless parameter": (
        "rules: {cap: {level: hard, tolerance: .inf}}",
        "rules.cap.tolerance: must be a number from 0 to 1, not inf; correct it",
    ),
    "a record of another kind": (
        "recorded: {result: x, zones: {A: 3}}",
        "recorded.zones.A: must be a polygon as GeoJSON mapping or WKT text, not 3; correct it",
    ),
}


@pytest.mark.parametrize("case", FIELDS)
def test_a_bad_field_is_refused_with_its_line(case: str) -> None:
    given, message = FIELDS[case]
    key = given.split(":")[0]
    kept = [line for line in HEAD.splitlines() if not line.startswith(f"{key}:")]
    (problem,) = refusal("\n".join([*kept, "edits: []", given, ""]))
    assert problem.startswith(f"s.yaml line {len(kept) + 2}: {message}")


TEXTS = {
    "nothing": ("", "s.yaml line 1: must be a mapping, not None"),
    "a list": ("- a", "s.yaml line 1: must be a mapping, not ['a']"),
    "not YAML": (HEAD + "edits: [}", "s.yaml line 4: is not YAML ("),
    "a repeated key": (
        HEAD + "edits: []\ntitle: T\n",
        "s.yaml line 5: title: the key is there twice; keep one",
    ),
    "a repeated option": (
        HEAD + "edits:\n  - remove:\n      zone: A\n      zone: B\n",
        "s.yaml line 7: edits[1].remove.zone: the key is there twice; keep one",
    ),
    "an anchor": (HEAD + "edits: &a []\n", "s.yaml line 4: &a is an anchor; take it out"),
    "an alias": (HEAD + "edits: *a\n", "s.yaml line 4: *a refers to another place;"),
    "a tag": (HEAD + "edits: !!python/name:os []\n", "s.yaml line 4: tag:yaml.org,2002:python"),
    "a merge key": (HEAD + "edits: []\n<<: {a: b}\n", "s.yaml line 5: <<: unknown key;"),
    "a second document": (HEAD + "edits: []\n---\na: b\n", "s.yaml line 5: begins a second"),
    "YAML 1.1": ("%YAML 1.1\n---\n" + HEAD, "s.yaml line 2: is not YAML 1.2; take"),
    "a key that is a list": (HEAD + "? [a]\n: b\n", "s.yaml line 4: a key must be a word;"),
    "a control character": (HEAD + "edits: []\n\x01", "s.yaml line 5: holds the character U+0001"),
    "deep lists": (HEAD + "edits: " + "[" * 50_000, "s.yaml line 4: nested more than 16 deep"),
    "deep mappings": (HEAD + "edits: " + "{a: " * 50_000, "s.yaml line 4: nested more than 16"),
    "deep blocks": (HEAD + "edits:\n" + "- " * 50_000, "s.yaml line 5: nested more than 16 deep"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_bad_text_is_refused_with_its_line(case: str) -> None:
    text, message = TEXTS[case]
    (problem,) = refusal(text)
    assert problem.startswith(message)


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


def test_a_file_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(UnknownError, match="no such file"):
        Scenario.load(tmp_path / "s.yaml")


def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not a file"):
        Scenario.load(tmp_path)


def test_a_file_in_gbk_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
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


def test_too_many_positions_are_refused() -> None:
    ring = ", ".join(f"{120 + i / 1e6:.6f} 30" for i in range(100_001))
    (problem,) = refusal(drawn(f"'POLYGON (({ring}, 120 31, 120 30))'"))
    assert problem.endswith("geometry: has more than 100,000 positions; simplify it")


def test_too_many_values_are_refused_with_a_way_out() -> None:
    (problem,) = refusal(HEAD + "edits: [" + "1, " * 100_001 + "]")
    assert problem == "s.yaml line 4: more than 100,000 values; give geometry as WKT"


def test_each_problem_of_the_rules_names_its_own_line() -> None:
    text = HEAD + "edits: []\nrules:\n  caps: hard\n  sliver:\n    level: soft\n    width_m: -1\n"
    lines = [problem.split(": ")[0] for problem in refusal(text)]
    start = text[: text.index("  caps")].count("\n")
    assert lines == [f"s.yaml line {start + 1}", f"s.yaml line {start + 4}"]


@pytest.mark.parametrize(
    ("place", "count", "last"),
    [("", 1, "1,204 keys: far more than there are"), ("rules:\n  ", 1_000, "rules.k999: there is")],
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
