"""What is not a scenario is refused, with the line and what to do."""

import re
import tracemalloc
from pathlib import Path

import pytest

from geo.edits import polygon_input
from geo.scenario import text
from geo.scenario.model import Scenario
from geo.validation import place_of, reason_of
from layers.errors import ScenarioError, SourceError, UnknownError
from layers.messages import Message, catalogue

HEAD = "scenario: s\ntitle: S\nbaseline: b\n"
WKT = "'POLYGON ((0 0, 1 1, 1 0, 0 0))'"
LINE, RINGS = "type: LineString, coordinates:", "type: Polygon, coordinates:"


def refusal(given: str) -> list[str]:
    """Return the problems of a text, each as its line, its place and the code of its reason."""
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(given, "s.yaml")
    assert "\n" not in "".join(caught.value.lines)
    found = []
    for problem in caught.value.problems:
        assert re.search(r"[\u4e00-\u9fff]", catalogue("zh").text(problem)), problem
        assert problem.params["file"] == "s.yaml"
        reason = problem.params["reason"]
        assert isinstance(reason, Message)
        place = ".".join(map(str, place_of(reason)))
        reason = reason_of(reason)
        while isinstance(inner := reason.params.get("reason"), Message):  # of an option
            reason = inner
        found.append(f"{problem.params['line']} {place} {reason.code}")
    return found


# verb | options | place in the options and reason
EDITS = f"""
expnad | zone: A | edits-verb-unknown
expand | zone: A, by_km: 1, to_area_km: 2 | to_area_km value-key-unknown
move | zone: A, dx_km: 1 | dy_km value-missing
expand | zone: A, by_km: 1, to_area_km2: 2 | edits-size-unclear
expand | zone: A, by_km: 1, by_km2: 2 | edits-size-unclear
shrink | zone: A | edits-size-unclear
expand | zone: A, by_km: -1 | by_km value-not-more
expand | zone: A, by_km: .nan | by_km value-not-finite
move | zone: A, dx_km: 1e999, dy_km: 0 | dx_km value-not-finite
expand | zone: A, by_km: true | by_km value-not-number
expand | zone: A, by_km: 3 km | by_km value-not-number
remove | zone: 310115 | zone value-not-text
split | zone: A, into: [A, B], line: 'LINESTRING (0 0, 1 1, 1 0, 0 1)' | line \
edits-line-crosses-itself
split | zone: A, into: [A, B], line: {WKT} | line edits-line-wkt-wanted
split | zone: A, into: [A, B], line: {{type: Point, coordinates: [0, 0]}} | line \
edits-line-geojson-wanted
split | zone: A, into: [A, B], line: 'LINESTRING (0 0, nan 1)' | line edits-coordinate-not-finite
split | zone: A, into: [A, B], line: {{{LINE} [[0, 1e999], [1, 0]]}} | \
line.coordinates.0.1 value-not-finite
split | zone: A, into: [A, B], line: {{{LINE} [[0, 0]]}} | line edits-line-without-length
split | zone: A, into: [A, B], line: 'LINESTRING (30 120, 31 121)' | edits-latitude-swapped
split | zone: A, into: [A, B] | edits-split-cut-unclear
split | zone: A, into: [B, B], line: 'LINESTRING (0 0, 1 1)' | edits-split-id-repeated
split | zone: A, into: [B], line: 'LINESTRING (0 0, 1 1)' | into value-list-too-short
merge | zones: A, into: A | zones value-not-list
merge | zones: [A, A] | edits-merge-zone-repeated
transfer | from: A, to: B | edits-transfer-unclear
transfer | from: A, to: B, geometry: {WKT}, by_km2: 1 | edits-transfer-unclear
transfer | from_: A, from: A, to: B, geometry: {WKT} | from_ value-key-unknown
expand | zone: A, by_km: 1, bearing: [0, 360] | edits-bearing-without-width
expand | zone: A, by_km: 1, bearing: [0, 361] | bearing.1 value-too-high
expand | zone: A, by_km: 1, bearing: [90] | bearing.1 value-missing
expand | zone: A, by_km: 1, keep_off: [off] | keep_off.0 value-not-allowed
swap | zone: A, release: {WKT}, take: 'POLYGON ((500 0, 501 1, 501 0, 500 0))' | \
edits-longitude-beyond
reshape | zone: A, crs: 'EPSG:99999', geometry: {WKT} | crs edits-crs-unknown
reshape | zone: A, crs: /etc/passwd, geometry: {WKT} | crs edits-crs-not-code
reshape | zone: A, crs: 'EPSG:5773', geometry: {WKT} | crs edits-crs-of-other-kind
"""

# a geometry for reshape | place and reason
GEOMETRIES = f"""
'POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))' | geometry edits-geometry-invalid-at
POLYGON EMPTY | geometry edits-polygon-empty
{{type: MultiPolygon, coordinates: []}} | geometry edits-polygon-empty
POINT (120 30) | geometry edits-polygon-wkt-wanted
SRID=4326;POLYGON EMPTY | geometry edits-polygon-wkt-wanted
{{type: Feature}} | geometry edits-polygon-geojson-wanted
{{type: Polygon, crs: {{}}, coordinates: [[]]}} | geometry edits-geojson-key
'POLYGON ((0 0, 1 1' | geometry edits-wkt-unreadable
'POLYGON ((0 0, nan 1, 1 1, 0 0))' | geometry edits-coordinate-not-finite
{{{RINGS} [[[0, 1e999], [1, 0], [1, 1], [0, 1e999]]]}} | geometry.coordinates.0.0.1 \
value-not-finite
{{{RINGS} [[[0, '1'], [1, 0], [1, 1], [0, 1]]]}} | geometry.coordinates.0.0.1 \
value-not-number
{{{RINGS} [[[0, 1], [1], [1, 1], [0, 1]]]}} | geometry.coordinates.0.1 value-list-too-short
{{{RINGS} [[[0, 1], [true, 0], [1, 1], [0, 1]]]}} | geometry.coordinates.0.1.0 value-not-number
{{{RINGS} [5]}} | geometry.coordinates.0 value-not-list
{{{RINGS} [[[0, 1], [1, 0], [1, 1], [1, 2]]]}} | geometry.coordinates.0 edits-ring-open
'POLYGON ((30 120, 30 121, 31 121, 30 120))' | edits-latitude-swapped
'POLYGON ((500 20, 501 20, 501 21, 500 20))' | edits-longitude-beyond
'POLYGON ((5e5 3e6, 500100 3e6, 5e5 3000100, 5e5 3e6))' | edits-latitude-beyond
'POLYGON ((-100 0, 100 0, 100 1, -100 0))' | edits-too-wide
"""


def test_a_bad_edit_is_refused_with_its_place() -> None:
    cases = [line.split(" | ") for line in EDITS.strip().splitlines()]
    for line in GEOMETRIES.strip().splitlines():
        geometry, reason = line.split(" | ")
        cases.append(["reshape", f"zone: A, geometry: {geometry}", reason])
    for verb, options, reason in cases:
        place = f"5 edits.0.{verb}" + (" " if reason.startswith("edits-") else ".")
        assert refusal(f"{HEAD}edits:\n  - {verb}: {{{options}}}\n") == [place + reason]


# a line in place of the one of its key, after which there are no edits | place and reason
FIELDS = f"""
scenario: a b | scenario scenario-id-invalid
scenario: {"a" * 65} | scenario scenario-id-invalid
scenario: baseline | scenario scenario-id-of-baseline
title: '' | title value-text-empty
title: "a\\nb" | title value-text-control
basline: b | basline value-key-unknown
rules: {{cap: strict}} | rules.cap scenario-level-unknown
rules: {{caps: hard}} | rules.caps scenario-rule-unknown
rules: {{sliver: {{width: 5}}}} | rules.sliver.width value-key-unknown
rules: {{cap: {{level: hard, tolerance: .inf}}}} | rules.cap.tolerance value-out-of-range
recorded: {{result: x, zones: {{A: 3}}}} | recorded.zones.A edits-polygon-wanted
"""


def test_a_bad_field_is_refused_with_its_line() -> None:
    for line in FIELDS.strip().splitlines():
        given, reason = line.split(" | ")
        key = given.split(":", maxsplit=1)[0]
        others = [line for line in HEAD.splitlines() if not line.startswith(f"{key}:")]
        text = "\n".join([*others, "edits: []", given, ""])
        assert refusal(text) == [f"{len(others) + 2} {reason}"]
    rules = "rules:\n  caps: hard\n  sliver:\n    level: soft\n    width_m: -1\n"
    lines = [problem.split()[0] for problem in refusal(f"{HEAD}edits: []\n{rules}")]
    assert lines == ["6", "9"]  # each problem of the rules names its own


TEXTS = {
    "": "1  scenario-not-mapping",
    HEAD + "edits: off\n": "4 edits edits-not-list",
    HEAD + "edits:\n  - remove\n": "5 edits.0 edits-not-verb",
    HEAD + "edits:\n  - remove:\n": "5 edits.0.remove value-not-mapping",
    HEAD + "edits:\n  - remove: {}\n    shrink: {}\n": "5 edits.0 edits-several-verbs",
    HEAD + "edits: [}": "4  scenario-not-yaml",
    HEAD + "edits: []\ntitle: T\n": "5 title scenario-key-repeated",
    HEAD + "edits:\n  - remove:\n      zone: A\n      zone: B\n": (
        "7 edits.0.remove.zone scenario-key-repeated"
    ),
    HEAD + "edits: &a []\n": "4  scenario-anchor",
    HEAD + "edits: *a\n": "4  scenario-alias",
    HEAD + "edits: !!python/name:os []\n": "4  scenario-tag",
    HEAD + "edits: []\n<<: {a: b}\n": "5 << value-key-unknown",
    HEAD + "edits: []\n---\na: b\n": "5  scenario-second-document",
    "%YAML 1.1\n---\n" + HEAD: "2  scenario-other-yaml-version",
    HEAD + "? [a]\n: b\n": "4  scenario-key-not-word",
    HEAD + "edits: []\n\x01": "5  scenario-character",
    HEAD + "edits: " + "[" * 20: "4  scenario-too-deep",
    HEAD + "edits: " + "{a: " * 50_000: "4  scenario-too-deep",
    HEAD + "edits:\n" + "- " * 50_000: "5  scenario-too-deep",
}


def test_a_bad_text_is_refused_with_its_line() -> None:
    assert {text: refusal(text) for text in TEXTS} == {text: [TEXTS[text]] for text in TEXTS}


def test_all_problems_of_a_file_are_reported_at_once_in_the_order_of_its_lines() -> None:
    text = "scenario: a b\nedits:\n  - remove: {}\n  - foo: {}\nfoo: 1\n"
    assert [problem.split()[:2] for problem in refusal(text)] == [
        ["1", "baseline"],
        ["1", "scenario"],
        ["1", "title"],
        ["3", "edits.0.remove.zone"],
        ["4", "edits.1.foo"],
        ["5", "foo"],
    ]


def test_a_json_document_has_the_same_problems_without_lines() -> None:
    edits = [{"expand": {"zone": "A", "by_km": -1}}, {"expnad": {}}, {"remove": {"zone": 3}}]
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_document({"scenario": "s", "title": "S", "edits": edits})
    negative = Message("value-not-more", limit=0.0, given="-1")
    unknown = Message("edits-verb-unknown", hint=Message("suggest-near", words=("expand",)))
    number = Message("value-not-text", given="3")
    reasons = (
        Message("value-missing").at("baseline"),
        negative.at("edits", 0, "expand", "by_km"),
        unknown.at("edits", 1, "expnad"),
        number.at("edits", 2, "remove", "zone"),
    )
    assert caught.value.problems == tuple(
        Message("scenario-in-document", name="scenario", reason=reason) for reason in reasons
    )
    assert caught.value.lines[3] == (
        "scenario: edits[3].remove.zone: must be text, not 3; put it in quotes"
    )
    assert catalogue("zh").text(caught.value.problems[1]) == (
        "scenario：edits[1].expand.by_km：必须大于 0，而不是 -1；请改正"
    )
    with pytest.raises(ScenarioError, match="must be a mapping"):
        Scenario.from_document([1])


def test_what_is_no_file_of_utf_8_cannot_be_read_and_a_huge_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    with pytest.raises(UnknownError, match="no such file"):
        Scenario.load(path)
    with pytest.raises(SourceError, match="is not a file"):
        Scenario.load(tmp_path)
    path.write_text("scenario: s\ntitle: 临港北扩\n", encoding="gbk")
    with pytest.raises(ScenarioError, match="line 2: is not UTF-8; save it as UTF-8"):
        Scenario.load(path)
    with path.open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    with pytest.raises(ScenarioError, match="is larger than 8,000,000 bytes; shorten it"):
        Scenario.load(path)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most_bytes < 20_000_000


def test_too_many_positions_or_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, limit, few in ((polygon_input, "_MOST_POSITIONS", 6), (text, "_MOST_VALUES", 12)):
        assert getattr(module, limit) == 100_000
        monkeypatch.setattr(module, limit, few)
    rings = ["0 0, 1 1, 2 1, 3 1, 2 0, 0 0", "0 0, 1 1, 2 1, 3 1, 3 0, 2 0, 0 0"]
    edits = [f"edits:\n  - reshape: {{zone: A, geometry: 'POLYGON (({ring}))'}}" for ring in rings]
    assert Scenario.parse(HEAD + edits[0])
    assert refusal(HEAD + edits[1]) == ["5 edits.0.reshape.geometry edits-positions-too-many"]
    assert refusal(f"{HEAD}edits: [{'1, ' * 20}]") == ["4  scenario-too-many-values"]


@pytest.mark.parametrize(
    ("place", "count", "last"),
    [("", 1, "1,204 keys: far more than are known"), ("rules:\n  ", 1_000, "rules.k999: there is")],
)
def test_of_very_many_wrong_keys_the_first_are_reported(place: str, count: int, last: str) -> None:
    indent = " " * (len(place) - len(place.lstrip()) + 2 * bool(place))
    keys = f"\n{indent}".join(f"k{number}: 1" for number in range(1_200))
    text = f"scenario: a\ntitle: t\nbaseline: b\nedits: []\n{place}{keys}\n"
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(text)
    assert len(caught.value.lines) == count
    assert last in caught.value.lines[-1]
