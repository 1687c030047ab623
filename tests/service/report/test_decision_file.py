"""A decision file is made again from what it holds, and each changed place is named."""

import base64
import hashlib
import json
import lzma
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command_line import Ran, run, saved_plan

from geo import CoverageMeter, Expand, Scenario
from geo.edits import Edit, Remove, Set, Split
from layers import Plan
from layers.geometry.ellipsoid import GRS80
from service.report.decision_check import DecisionCheck, check_decision
from service.report.decision_document import Decision, decision_figures, measured_again
from service.report.decision_file import (
    DecisionFile,
    MadeAgain,
    made_again,
    read_decision,
    to_decision,
)
from service.report.measured import Measured
from service.report.writer import Edition
from tests.conftest import layer_frame, point, regions_frame, square, zones_frame

RADII = (1.0, 5.0)
SCRIPT = "</script><script>alert(1)</script><!--"
RECORD = {
    "owner": "li@example.org",
    "status": "approved",
    "etag": "sha256:0",
    "result": "sha256:1",
    "decisions": [
        {"status": "approved", "author": "Wu <wu@example.org>", "at": "2026-11-21T08", "why": "Yes"}
    ],
    "comments": [
        {"number": 1, "author": "chen@example.org", "at": "2026-11-20T09", "text": "是否防洪？"}
        | {"zone_id": "W", "reply_to": None, "withdrawn_by": None},
        {"number": 2, "author": "He", "at": "2026-11-20T09", "text": "secret"}
        | {"zone_id": None, "reply_to": 1, "withdrawn_by": "He"},
    ],
    "history": [
        {"number": 1, "kind": "create", "author": "chen@example.org", "at": "2026-11-20T08"}
        | {"message": "By the port", "status": "draft"}
    ],
    "notes": [{"token": "zw_secret"}],
}


def plan_of(name: str = "西片区") -> Plan:
    """Return W and E in the first of three districts, 1,000 people near them and 500 far away."""
    frames: dict[str, pd.DataFrame] = {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))).assign(
            name=["West", "East"], name_zh=[name, "东片区"], sectors=["ships", ""]
        ),
        "ftzs": pd.DataFrame({"ftz_id": ["F"], "adcode": ["330000"], "cap_km2": [2.2]}),
        "regions": regions_frame(
            *((code, square(west, -5, 20)) for code, west in (("1", -5), ("2", 200), ("3", 400)))
        ).assign(province_adcode="330000"),
        "demand": layer_frame(
            [point(0.5), point(2.5), point(205)],
            demand_id=list("abc"),
            population=[300.0, 700.0, 500.0],
            adcode=list("112"),
        ),
        "clusters": layer_frame([point(2.2)], cluster_id=["c"], sector=["ships"]),
    }
    return Plan(frames)


PLAN = plan_of()


def measured(plan: Plan, *edits: Edit | dict[str, Any], record: Any = None) -> Measured:
    scenario = Scenario.of(plan, edits, scenario="wider", title="Wider west", title_zh="西片区外扩")
    meter = CoverageMeter(plan, RADII)
    return replace(Measured.of(meter, meter.measure(), scenario), record=record)


EDITION = Edition("zh", "2026-11-25")


LEAST = "service.report.decision_document._MOST_PLAN_BYTES"


@pytest.fixture(scope="module")
def decided() -> bytes:
    """Return the decision file on a stored scenario that extends W, in Chinese."""
    one = measured(PLAN, Expand(zone="W", by_km=0.8), record=RECORD)
    return to_decision(PLAN, one, EDITION)


@pytest.fixture(scope="module")
def decided_of_reach() -> bytes:
    """Return the same of a plan that is too large to be held whole."""
    one = measured(PLAN, Expand(zone="W", by_km=0.8), record=RECORD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LEAST, 0)
        return to_decision(PLAN, one, EDITION)


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], DecisionFile]:
    """Return a function that reads a decision file of some content."""

    def written(content: bytes) -> DecisionFile:
        path = tmp_path / "read.html"
        path.write_bytes(content)
        return read_decision(path)

    return written


def sealed(content: bytes, old: bytes, new: bytes) -> bytes:
    """Return a file with another content and the digest of that."""
    if old not in content:
        raise LookupError(old)
    blank = re.sub(rb'(?<="sha256">)[0-9a-f]{64}', b"0" * 64, content.replace(old, new))
    digest = hashlib.sha256(blank).hexdigest().encode()
    return re.sub(rb'(?<="sha256">)0{64}', digest, blank)


def verdicts(decision: Decision, plan: Plan | None = None) -> set[str]:
    again = measured_again(decision, plan)
    assert again.result == decision.result
    assert again.figures.keys() == {it.key for it in decision.figures}
    return {it.compared(again.figures[it.key]) for it in decision.figures}


def test_a_figure_of_the_whole_plan_is_a_constant_and_what_the_reach_measures(
    decided_of_reach: bytes,
) -> None:
    decision = DecisionFile.of(decided_of_reach).document()
    assert verdicts(decision) == verdicts(decision, PLAN) == {"equal"}
    totals = [it for it in decision.figures if it.table == "totals"]
    people = {it.radius_km: it for it in totals if it.figure == "covered_population"}
    assert (people[1.0].before, people[1.0].after, people[1.0].rest) == (300.0, 1000.0, 0.0)
    whole, _ = (it for it in totals if it.figure == "population")
    assert (whole.after, whole.rest) == (1500.0, 500.0)  # those who live far away


def test_the_same_scenario_gives_the_same_bytes(decided: bytes) -> None:
    one = measured(PLAN, Expand(zone="W", by_km=0.8), record=RECORD)
    assert to_decision(PLAN, one, EDITION) == decided


@pytest.mark.parametrize(
    "edits",
    [
        [],
        [Expand(zone="W", by_km=0.3), *[Set(zone="E", sectors="rail")] * 38, Remove(zone="E")],
        [Remove(zone="E")],
        [Set(zone="W", zone_id="N", sectors="rail")],
        [Split(zone="W", into=["W", "V"], line="LINESTRING (120.005 29.9, 120.005 30.1)")],
    ],
    ids=["nothing", "forty", "remove", "set", "split"],
)
def test_what_is_measured_again_is_equal_for(
    edits: list[Edit], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = measured(PLAN, *edits)
    assert verdicts(Decision.of(one, EDITION)) == {"equal"}
    monkeypatch.setattr(LEAST, 0)
    assert verdicts(Decision.of(one, EDITION)) == {"equal"}


@pytest.mark.parametrize("annex", [False, True])
def test_a_page_is_written_again_byte_by_byte_from_what_the_file_holds(annex: bool) -> None:  # noqa: FBT001
    """Of a plan with columns of its own, and edits that change names, sectors and ids."""
    plan = PLAN.with_layer("demand", PLAN.demand.assign(jobs=[1.5, 2, 3], kind=[True, None, "x"]))
    edits = [Set(zone="W", zone_id="N", sectors="rail"), Remove(zone="E")]
    edition = Edition("en", "2026-11-25", annex=annex)
    content = to_decision(plan, measured(plan, *edits), edition)
    assert made_again(DecisionFile.of(content).document()).page == content


def test_a_target_over_an_own_weight_needs_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = PLAN.with_layer("demand", PLAN.demand.assign(jobs=[1.0, 2.0, 3.0]))
    target = {"measure": "covered_jobs", "radius_km": 1, "at_least": 1}
    scenario = Scenario.of(plan, [Expand(zone="W", by_km=0.8)], targets=[target])
    meter = CoverageMeter(plan, RADII)
    one = Measured.of(meter, meter.measure(), scenario)
    monkeypatch.setattr(LEAST, 0)
    decision = Decision.of(one, EDITION)
    again = measured_again(decision)
    (figure,) = (it for it in decision.figures if it.table == "targets")
    assert (figure.after, figure.compared(again.figures.get(figure.key))) == (3.0, "unknown")
    assert verdicts(decision, plan) == {"equal"}


def test_changed_bytes_are_told(decided: bytes, read: Callable[[bytes], DecisionFile]) -> None:
    assert read(decided).is_unchanged
    at_random = random.Random(7)  # noqa: S311  not for secrets
    digest, data = decided.index(b'"sha256">'), decided.index(b'"whole":{')
    places = [at_random.randrange(len(decided) - len(b"</html>\n")) for _ in range(90)]
    places += [0, digest, digest + 12, digest + 72, data - 3, data + 40]
    places += [
        decided.index("西片区".encode()),
        decided.index(b"<path"),
        decided.index(b"</script>"),
    ]
    for place in places:
        other = bytes([decided[place] ^ 1 << at_random.randrange(8)])
        changed = decided[:place] + other + decided[place + 1 :]
        assert not read(changed).is_unchanged, place
    assert not read(decided.replace(b"\n", b"\r\n")).is_unchanged
    assert not read(decided + b"\n").is_unchanged


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Ran]:
    """Return a function that verifies a file of some content, on the plan or not."""
    PLAN.save(tmp_path / "plan.gpkg")

    def verified(content: bytes, *more: object) -> Ran:
        path = tmp_path / "d.html"
        path.write_bytes(content)
        return run("verify", path, *more)

    return verified


def test_verify_prints_whether_each_figure_is_equal(
    written: Callable[..., Ran], decided: bytes, tmp_path: Path
) -> None:
    (digest,) = re.findall(rb'"sha256">([0-9a-f]{64})<', decided)
    for on_plan in ([], [tmp_path / "plan.gpkg"]):
        ran = written(decided, *on_plan)
        assert (ran.code, ran.errors) == (0, [])
        assert hashlib.sha256(decided.replace(digest, b"0" * 64)).hexdigest() in ran.out
        assert ran.out.rstrip().endswith("No differences in the parts compared")
    document = json.loads(written(decided, "--json").out)
    assert document["equal"]
    assert {row["verdict"] for row in document["figures"]} == {"equal"}
    changed = written(decided.replace(b"By the port", b"By the part", 1), "--json")
    assert changed.code == 1
    places = [row["place"] for row in json.loads(changed.out)["places"]]
    assert places == ["the digest", "above the first section, 理由"]


def test_a_figure_that_was_changed_with_its_digest_is_told(
    written: Callable[..., Ran], decided: bytes
) -> None:
    ran = written(sealed(decided, b'"after":1000.0', b'"after":1001.0'), "--json")
    assert ran.code == 1
    rows = [it for it in json.loads(ran.out)["figures"] if it["verdict"] != "equal"]
    assert {(row["after"], row["after_again"]) for row in rows} == {(1001.0, 1000.0)}
    left_out = json.loads(decided.partition(b'id="decision">')[2].partition(b"</script>")[0])
    (row, *_) = (it for it in left_out["figures"] if it["table"] == "zones")
    text = json.dumps(row, separators=(",", ":"), ensure_ascii=False).encode() + b","
    assert written(sealed(decided, text, b"")).code == 1


def test_another_plan_and_other_libraries_are_named(
    written: Callable[..., Ran], decided: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = PLAN.with_layer("demand", PLAN.demand.assign(population=[301.0, 700.0, 500.0]))
    more.save(tmp_path / "more.gpkg")
    ran = written(decided, tmp_path / "more.gpkg", "--json")
    assert ran.code == 1
    document = json.loads(ran.out)
    differing = [row["layer"] for row in document["hashes"] if row["verdict"] != "equal"]
    assert differing == ["demand"]
    assert {row["figure"] for row in document["figures"] if row["verdict"] != "equal"} == {
        "covered_population",
        "population",
    }
    moved = Plan({**{it: PLAN.frame(it) for it in PLAN.present}, "zones": PLAN.zones.iloc[:1]})
    moved.save(tmp_path / "moved.gpkg")
    ran = written(decided, tmp_path / "moved.gpkg", "--json")
    assert (ran.code, json.loads(ran.out)["figures"]) == (1, [])
    monkeypatch.setattr(
        "service.report.decision_check.library_versions", lambda: {"shapely": "9.9"}
    )
    assert "shapely is 9.9 here" in written(decided).out


@pytest.fixture(scope="module")
def english() -> bytes:
    """Return the decision file of the same in English, with a map review number."""
    one = measured(PLAN, Expand(zone="W", by_km=0.8), record=RECORD)
    return to_decision(PLAN, one, Edition("en", "2026-11-25", "GS(2026)1"))


@pytest.fixture(scope="module")
def made(english: bytes) -> MadeAgain:
    return made_again(DecisionFile.of(english).document())


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch, made: MadeAgain) -> Callable[[bytes], DecisionCheck]:
    """Return a function that checks a file whose data are those of `english`."""
    monkeypatch.setattr("service.report.decision_check.run_bounded", lambda *_, **__: made)

    def check(content: bytes) -> DecisionCheck:
        file = DecisionFile.of(content)
        return check_decision(file, file.document(), None, None)

    return check


FORGED = {
    "the title of the page": ("<title>Wider", "<title>Safer", "the file's head"),
    "its style": ("body { ", "body { display: none; ", "the file's head"),
    "its policy": ("default-src 'none'", "default-src *", "the file's head"),
    "the plan's title": ("<p>plan</p>", "<p>The plan</p>", "above the first section"),
    "the title": ("<h1>Wider west", "<h1>Safer west", "above the first section"),
    "the review number": (">Map review number GS(2026)1", ">Reviewed", "above the first section"),
    "the reason": ("By the port</dd>", "By law</dd>", "above the first section, Why"),
    "the day": ("2026-11-25</dd>", "2026-12-25</dd>", "above the first section, Plan of"),
    "what is proposed": ("gains 5.33 km²", "gains 0.33 km²", "Decision requested"),
    "the map": (
        'fill="#6b2fa0" fill-rule',
        'fill="none" fill-rule',
        "Decision requested, Before and after: each place where land changes, enlarged",
    ),
    "a figure": (">300<", ">30<", "Zones, reasons and effects, What changes"),
    "the banner": (
        "is broken; 2 conditions",
        "is broken; 0 conditions",
        "Decision requested, ◆ No hard rule is broken; 2 conditions",
    ),
    "the costs": ("<ul><li>F is 5.27 km²", "<ul><li>F is 0.27 km²", ", What it costs"),
    "how sure it is": (": the number of people is rough", "", "Decision requested, How sure it is"),
    "what is open": ("To be settled first", "Settled already", ", Who decides"),
    "who decides": ("approved by Wu", "approved by He", "Decision requested, Who decides"),
    "a point left out": (
        "</li><li>Soft rules broken newly or more than now (1): Swap not balanced.</li>",
        "</li>",
        "Decision requested, What it costs",
    ),
    "a table of changes": (">6.40</td>", ">1.40</td>", "Zones, reasons and effects, Changed zones"),
    "a decision": ("2026-11-21 08</td>", "2026-11-22 08</td>", "Decisions, Decisions"),
    "a comment": ("是否防洪？</td>", "好</td>", "History, Comments"),
    "a comment left out": (
        '<td class="short">chen@…</td><td class="short">2026-11-20 09</td>',
        "",
        "History, Comments",
    ),
    "a source": ("<td>sha256:b696b748", "<td>sha256:c696b748", "Hashes of the measured layers"),
    "how it is checked": ("not protect against forgery", "a proof", "How to check this file"),
    "a section put in": ("</section>\n<p>SHA", "</section><p>Valid.</p>\n<p>SHA", "last section"),
    "a script": ("<h2>Rules", "<script>x()</script><h2>Rules", "Rules"),
    "a remark in markup": ("<main>", "<main><!-- x -->", "above the first section"),
    "the end": ("</main></body>", "</main><p>Signed</p></body>", "the data in the file"),
    "the form of the data": ('{"decision":2', '{ "decision":2', "the data in the file"),
    "a digest in another place": (
        "<h2>Rules",
        '<p hidden><code id="sha256"></code></p><h2>Rules',
        "Rules",
    ),
}
"""By what is forged: a text of the page, what is in its place, and the place that is named."""


@pytest.mark.parametrize(("old", "new", "place"), FORGED.values(), ids=FORGED)
def test_a_change_of_the_page_is_named_by_its_place_whatever_its_digest(
    old: str, new: str, place: str, checked: Callable[[bytes], DecisionCheck], english: bytes
) -> None:
    check = checked(sealed(english, old.encode(), new.encode()))
    assert not check.is_equal
    assert [str(it.place) for it in check.places][-1].endswith(place)


def test_a_page_of_very_many_open_brackets_is_compared_in_one_pass(
    checked: Callable[[bytes], DecisionCheck], english: bytes
) -> None:
    check = checked(sealed(english, b"<h1>", b"<h1>" + b"<" * 3_000_000))
    assert str(check.places[0].place) == "above the first section"


def test_a_page_that_was_not_changed_is_equal_and_what_was_not_compared_is_named(
    checked: Callable[[bytes], DecisionCheck], english: bytes
) -> None:
    check = checked(english)
    assert (check.is_equal, check.places) == (True, [])
    assert [it.code for it in check.compared] == ["report-checked-figures", "report-checked-page"]
    assert [it.code.removeprefix("report-unchecked-") for it in check.left_out] == [
        "plan",
        "record",
        "edition",
    ]


def test_of_another_version_it_is_said_that_a_difference_may_come_of_that(
    checked: Callable[[bytes], DecisionCheck], english: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.report.decision_check.library_versions", lambda: {"GEOS": "4"})
    same = checked(english)
    assert (same.is_equal, same.libraries["GEOS"][1]) == (True, "4")
    other = checked(sealed(english, b"+700<", b"+701<"))
    assert not other.is_equal
    assert "report-unchecked-version" in [it.code for it in other.left_out]


def test_a_page_that_cannot_be_written_again_is_not_verified(
    written: Callable[..., Ran], decided_of_reach: bytes, tmp_path: Path
) -> None:
    alone = written(decided_of_reach)
    assert (alone.code, alone.errors) == (1, [])
    assert "the file does not hold the whole plan" in alone.out
    assert alone.out.rstrip().endswith("so the file is not verified")
    assert written(decided_of_reach, tmp_path / "plan.gpkg").code == 0
    forged = sealed(decided_of_reach, "已通过".encode(), "未通过".encode())
    assert written(forged, tmp_path / "plan.gpkg").code == 1


def with_reach(content: bytes, reach: bytes) -> bytes:
    if b'"reach":"' not in content:
        raise LookupError("reach")
    packed = base64.b64encode(lzma.compress(reach, preset=0))
    return sealed(re.sub(rb'"reach":"[^"]+', b'"reach":"' + packed, content), b"<main>", b"<main>")


@pytest.fixture
def both(decided: bytes, decided_of_reach: bytes) -> tuple[bytes, bytes]:
    """Return the file that holds its plan, and the one that holds a part of it."""
    return decided, decided_of_reach


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda _: b"", "is not a decision file"),
        (lambda _: b"<html><p>not this</p></html>", "is not a decision file"),
        (lambda _: b'\x89PNG\r\n\x1a\n"sha256">', "is not a decision file"),
        (lambda it: it[:900], "is not a decision file"),
        (lambda it: it[:-100], "cut short"),
        (lambda it: sealed(it, b'{"decision":2', b'{"decision":3'), "cannot be read"),
        (lambda it: sealed(it, b'{"decision":2', b'{"decision":1'), "cannot be read"),
        (lambda it: sealed(it, b'{"decision":2', b"[" * 99_999), "cannot be read"),
        (lambda it: sealed(it, b'"author":"chen', b'"writer":"chen'), "cannot be read"),
        (lambda it: sealed(it, b'"whole":{', b'"whole":{"x":"UEFSMQ==",'), "cannot be unpacked"),
        (
            lambda it: sealed(it, b'"whole":{"zones":"', b'"whole":{"zones":"!'),
            "cannot be unpacked",
        ),
        (lambda it: sealed(it, b'"regions":"U', b'"streets":"U'), "cannot be read"),
        (lambda it: sealed(it, b'"reach":"', b'"reach":"!'), "cannot be unpacked"),
        (lambda it: sealed(it, b'"reach":"', b'"reach":"aGFoYQ==","x":"'), "cannot be read"),
        (lambda it: with_reach(it, b"SQLite format 3"), "cannot be read"),
        (lambda it: with_reach(it, bytes(200_000_001)), "unpacks to more than"),
        (lambda it: it + b" " * 4_000_000, "is larger than"),
    ],
)
def test_a_hostile_file_is_refused_in_one_line(
    content: Callable[[bytes], bytes],
    reason: str,
    written: Callable[..., Ran],
    both: tuple[bytes, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.report.decision_file._MOST_BYTES", 4_000_000)
    try:
        hostile = content(both[0])
    except LookupError:  # what it changes is in the other
        hostile = content(both[1])
    ran = written(hostile)
    assert (ran.code, ran.out) == (2, "")
    (line,) = ran.errors
    assert reason in line


def test_people_are_named_without_mail_and_withdrawn_comments_left_out(decided: bytes) -> None:
    text = decided.decode()
    for shown in ("chen@…", "wu@…", "By the port", "是否防洪？", "已通过"):
        assert shown in text
    for hidden in ("example.org", "secret"):
        assert hidden not in text


def test_names_that_are_markup_stay_text(read: Callable[[bytes], DecisionFile]) -> None:
    plan = plan_of(SCRIPT)
    one = measured(plan, Expand(zone="W", by_km=0.8))
    content = to_decision(plan, one, Edition("zh", "2026-11-25"))
    assert re.findall(b"<script[^>]*>", content) == [
        b'<script type="application/json" id="decision">'
    ]
    assert content.count(b"</script>") == 1
    assert verdicts(read(content).document()) == {"equal"}


def test_a_decision_is_on_one_scenario(tmp_path: Path) -> None:
    plan = saved_plan(tmp_path)
    ran = run("--lang", "zh", "decision", plan, "north", "-o", tmp_path / "北.html")
    assert (ran.code, ran.errors) == (0, [])
    assert read_decision(tmp_path / "北.html").sha256 in ran.out
    assert run("verify", tmp_path / "北.html", plan).code == 0
    for scenario, out in (("baseline", "b.html"), ("north", "b.pdf")):
        assert run("decision", plan, scenario, "-o", tmp_path / out).code == 2
    assert run("export", plan, tmp_path / "b.decision.html").code == 2
    assert not list(tmp_path.glob("b.*"))


def test_every_figure_of_the_first_page_is_in_the_document() -> None:
    one = measured(PLAN, Expand(zone="W", by_km=0.8), Remove(zone="E"))
    found = {(it.table, it.of, it.radius_km, it.figure): it.after for it in decision_figures(one)}
    for row in one.comparison.totals.to_dict("records"):
        for name in ("covered_population", "covered_area_km2"):
            assert found["totals", "", row["radius_km"], name] == row[f"{name}_after"]
    for row in one.changes:
        assert found["zones", row["zone_id"], None, "lost_km2"] == row["lost_km2"]
    (group,) = one.after.ftzs.to_dict("records")
    assert found["ftzs", "F", None, "headroom_km2"] == group["headroom_km2"]


def test_what_a_scenario_breaks_or_mends_is_a_figure_and_what_stays_broken_is_none() -> None:
    plan = PLAN.with_layer("ftzs", PLAN.frame("ftzs").assign(cap_km2=2.0))
    rules = {"min_block_km2": {"area_km2": 2}}
    scenario = Scenario.of(plan, Remove(zone="E"), rules=rules)
    meter = CoverageMeter(plan, RADII)
    one = Measured.of(meter, meter.measure(), scenario)
    west, east = GRS80.area_km2(plan.zones.geometry)
    assert {
        it.of: (it.before, it.after) for it in decision_figures(one) if it.table == "rules"
    } == {
        "mended: cap F": (pytest.approx(west + east), None),
        "mended: min_block_km2 E": (pytest.approx(east), None),
        "new: swap_balance F": (None, pytest.approx(east)),
    }
