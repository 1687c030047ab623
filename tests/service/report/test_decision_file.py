"""A decision file measures itself again, tells each changed byte, and opens with no request."""

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
from service.report.decision_document import Decision, decision_figures, measured_again
from service.report.decision_file import DecisionFile, read_decision, to_decision
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


@pytest.fixture(scope="module")
def decided() -> bytes:
    """Return the decision file on a stored scenario that extends W, in Chinese."""
    one = measured(PLAN, Expand(zone="W", by_km=0.8), record=RECORD)
    return to_decision(PLAN, one, Edition("zh", "2026-11-25"))


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
    assert old in content
    blank = re.sub(rb'(?<="sha256">)[0-9a-f]{64}', b"0" * 64, content.replace(old, new))
    digest = hashlib.sha256(blank).hexdigest().encode()
    return re.sub(rb'(?<="sha256">)0{64}', digest, blank)


def verdicts(decision: Decision, plan: Plan | None = None) -> set[str]:
    again = measured_again(decision, plan)
    assert again.result == decision.result
    assert again.figures.keys() == {it.key for it in decision.figures}
    return {it.compared(again.figures[it.key]) for it in decision.figures}


def test_a_figure_of_the_whole_plan_is_a_constant_and_what_the_reach_measures(
    decided: bytes, read: Callable[[bytes], DecisionFile]
) -> None:
    decision = read(decided).document()
    assert verdicts(decision) == verdicts(decision, PLAN) == {"equal"}
    totals = [it for it in decision.figures if it.table == "totals"]
    people = {it.radius_km: it for it in totals if it.figure == "covered_population"}
    assert (people[1.0].before, people[1.0].after, people[1.0].rest) == (300.0, 1000.0, 0.0)
    whole, _ = (it for it in totals if it.figure == "population")
    assert (whole.after, whole.rest) == (1500.0, 500.0)  # those who live far away


def test_the_same_scenario_gives_the_same_bytes(decided: bytes) -> None:
    one = measured(PLAN, Expand(zone="W", by_km=0.8), record=RECORD)
    assert to_decision(PLAN, one, Edition("zh", "2026-11-25")) == decided


@pytest.mark.parametrize(
    "edits",
    [
        (),
        [Expand(zone="W", by_km=0.3), *[Set(zone="E", sectors="rail")] * 38, Remove(zone="E")],
        [Remove(zone="E")],
        [Set(zone="W", zone_id="N", sectors="rail")],
        [Split(zone="W", into=["W", "V"], line="LINESTRING (120.005 29.9, 120.005 30.1)")],
    ],
    ids=["nothing", "forty", "remove", "set", "split"],
)
def test_what_is_measured_again_is_equal_for(edits: list[Edit]) -> None:
    assert verdicts(Decision.of(measured(PLAN, *edits))) == {"equal"}


def test_a_target_over_an_own_weight_needs_the_plan() -> None:
    plan = PLAN.with_layer("demand", PLAN.demand.assign(jobs=[1.0, 2.0, 3.0]))
    target = {"measure": "covered_jobs", "radius_km": 1, "at_least": 1}
    scenario = Scenario.of(plan, [Expand(zone="W", by_km=0.8)], targets=[target])
    meter = CoverageMeter(plan, RADII)
    decision = Decision.of(Measured.of(meter, meter.measure(), scenario))
    again = measured_again(decision)
    (figure,) = (it for it in decision.figures if it.table == "targets")
    assert (figure.after, figure.compared(again.figures.get(figure.key))) == (3.0, "unknown")
    assert verdicts(decision, plan) == {"equal"}


def test_changed_bytes_are_told(decided: bytes, read: Callable[[bytes], DecisionFile]) -> None:
    assert read(decided).is_unchanged
    at_random = random.Random(7)  # noqa: S311  not for secrets
    digest, data = decided.index(b'"sha256">'), decided.index(b'"reach":"')
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
        assert ran.out.rstrip().endswith("all are equal")
    document = json.loads(written(decided, "--json").out)
    assert document["equal"]
    assert {row["verdict"] for row in document["figures"]} == {"equal"}
    changed = written(decided.replace(b"By the port", b"By the part"))
    assert changed.code == 1
    assert len(changed.out.splitlines()) == 1


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
        "service.report.decision_document.library_versions", lambda: {"shapely": "9.9"}
    )
    assert "shapely is 9.9 here" in written(decided).out


def with_reach(content: bytes, reach: bytes) -> bytes:
    packed = base64.b64encode(lzma.compress(reach, preset=0))
    return sealed(re.sub(rb'"reach":"[^"]+', b'"reach":"' + packed, content), b"<main>", b"<main>")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda _: b"", "is not a decision file"),
        (lambda _: b"<html><p>not this</p></html>", "is not a decision file"),
        (lambda _: b'\x89PNG\r\n\x1a\n"sha256">', "is not a decision file"),
        (lambda it: it[:900], "is not a decision file"),
        (lambda it: it[:-100], "cut short"),
        (lambda it: sealed(it, b'{"decision":1', b'{"decision":2'), "cannot be read"),
        (lambda it: sealed(it, b'{"decision":1', b"[" * 99_999), "cannot be read"),
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
    decided: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.report.decision_file._MOST_BYTES", 4_000_000)
    ran = written(content(decided))
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
