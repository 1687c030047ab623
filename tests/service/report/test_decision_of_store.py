"""A decision file is compared with the store of its plan: scenario, record, and digest."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo import CoverageMeter, Expand, Scenario
from layers import Plan
from layers.store import Person, Remark, Store
from service.report.decision_check import DecisionCheck, check_decision
from service.report.decision_document import Again, Decision
from service.report.decision_file import DecisionFile, MadeAgain, to_decision
from service.report.measured import Measured
from service.report.writer import Edition
from service.scenario_service import ScenarioService
from tests.conftest import regions_frame, square, zones_frame

PLAN = Plan(
    {"zones": zones_frame(("W", "F", square(0))), "regions": regions_frame(("1", square(0)))}
)
LI, WU, HE = Person("Li", "planner"), Person("wu@example.org", "planner"), Person("He", "approver")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("decided")


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[ScenarioService]:
    """Give the service of a store whose scenario was commented, proposed and approved."""
    with Store.open(folder / "p.scenarios.db") as store:
        li, wu, he = (ScenarioService(PLAN, store, who) for who in (LI, WU, HE))
        own = Scenario.of(PLAN, [Expand(zone="W", by_km=0.8)], scenario="wider", title="Wider")
        begun = li.create(own, "By the port", "public")
        for text in ("Is it dry?", "I withdraw this", "And the birds?"):
            wu.comment("wider", Remark(text))
        store.comments.withdraw("wider", 2, WU.name)
        proposed = li.set_status("wider", "proposed", begun.etag)
        he.set_status("wider", "approved", proposed.etag, "It is dry")
        wu.comment("wider", Remark("A pity"))
        yield he


@pytest.fixture(scope="module")
def file(service: ScenarioService) -> DecisionFile:
    """Return the decision file as it was exported."""
    meter = CoverageMeter(PLAN, (1.0,))
    record = service.record("wider")
    one = Measured.of(meter, meter.measure(), service.scenario("wider"), record)
    written = DecisionFile.of(to_decision(PLAN, one, Edition("en", "2026-11-25")))
    service.exported("wider", service.revision("wider"), ".decision.html", written.sha256)
    return written


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch, service: ScenarioService, file: DecisionFile) -> Any:
    """Return a function that compares with the store alone: what is there with another record."""

    def check(document: Decision, content: DecisionFile = file) -> DecisionCheck:
        made = MadeAgain(Again("", {}, None), document.layers, None)
        monkeypatch.setattr("service.report.decision_check.run_bounded", lambda *_, **__: made)
        return check_decision(content, document, PLAN, service)

    return check


def places(check: DecisionCheck) -> list[str]:
    return [f"{it.place}: {it.stated}, {it.again}" for it in check.places]


def test_a_decision_that_was_exported_is_equal_in_all_parts(
    service: ScenarioService, file: DecisionFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.report import decision_check  # noqa: PLC0415

    monkeypatch.setattr(decision_check, "run_bounded", lambda work, *of, **_: work(*of))
    check = check_decision(file, file.document(), PLAN, service)
    assert (check.is_equal, places(check), check.left_out) == (True, [], [])
    parts = [it.code.removeprefix("report-checked-") for it in check.compared]
    assert parts == ["figures", "page", "plan", "record", "log"]


def decider(record: dict[str, Any]) -> None:
    record["decisions"][-1]["author"] = record["history"][-1]["author"] = "Mallory"


def comment_left_out(record: dict[str, Any]) -> None:
    del record["comments"][0]


def comment_before_the_decision_left_out(record: dict[str, Any]) -> None:
    del record["comments"][:]


def comment_put_in(record: dict[str, Any]) -> None:
    record["comments"].append(record["comments"][-1] | {"number": 5, "text": "Approved by all"})


def decision_left_out(record: dict[str, Any]) -> None:
    del record["decisions"][0]


@pytest.mark.parametrize(
    ("forge", "named"),
    [
        (decider, ["decisions.3.author: Mallory, He", "history.3.author: Mallory, He"]),
        (comment_left_out, ["comments.1"]),
        (comment_before_the_decision_left_out, ["comments.1", "comments.3"]),
        (comment_put_in, ["comments.5"]),
        (decision_left_out, ["decisions.2"]),
        (lambda it: it["decisions"][-1].update(why="By order"), ["decisions.3.why: By order"]),
        (lambda it: it["history"][0].update(message="By law"), ["history.1.message: By law"]),
        (lambda it: it["comments"][0].update(text="Fine"), ["comments.1.text: Fine, Is it dry?"]),
        (lambda it: it["comments"][0].update(author="He"), ["comments.1.author: He, wu@…"]),
        (lambda it: it.update(status="rejected"), ["status: rejected, approved"]),
        (lambda it: it.update(etag=f"sha256:{'0' * 64}"), ["etag: sha256:000"]),
    ],
)
def test_another_record_is_named_by_its_place(
    forge: Any, named: list[str], checked: Any, file: DecisionFile
) -> None:
    document = file.document()
    record = deepcopy(document.record)
    forge(record)
    check = checked(document.model_copy(update={"record": record}))
    begins = [f"the store's record, {it}" for it in named]
    assert len(places(check)) == len(named)
    assert all(map(str.startswith, places(check), begins))


def test_what_was_said_and_withdrawn_after_the_export_is_no_difference(
    checked: Any, file: DecisionFile
) -> None:
    document = file.document()
    record = deepcopy(document.record) or {}
    later = record["comments"].pop()
    assert later["text"] == "A pity"
    settled = {"settled_by": "Li", "settled_at": "2026-11-25"}
    record["comments"][0] |= settled
    assert checked(document.model_copy(update={"record": record})).places == []


def test_another_scenario_is_named_by_its_edit(
    checked: Any, file: DecisionFile, service: ScenarioService
) -> None:
    other = Scenario.of(PLAN, [Expand(zone="W", by_km=0.9)], scenario="wider", title="Wider")
    meter = CoverageMeter(PLAN, (1.0,))
    forged = Measured.of(meter, meter.measure(), other, service.record("wider"))
    document = Decision.of(forged, Edition("en", "2026-11-25"))
    found = places(checked(document.model_copy(update={"record": file.document().record})))
    assert any(it.startswith("the store's record, scenario.edits") for it in found)


def test_a_digest_that_no_export_has_is_named_and_what_the_file_alone_states_is_said(
    checked: Any, file: DecisionFile
) -> None:
    other = replace_in(file, b"<main>", b"<main> ")
    check = checked(file.document(), other)
    assert places(check) == [f"the digest in the store's audit log: {other.sha256}, –"]
    assert [it.code for it in check.left_out] == [
        "report-unchecked-page",
        "report-unchecked-edition",
    ]


def replace_in(file: DecisionFile, old: bytes, new: bytes) -> DecisionFile:
    """Return a file with other content whose digest is right."""
    other = DecisionFile.of(file.content.replace(old, new))
    stated = (file.stated or "").encode()
    return DecisionFile.of(other.content.replace(stated, other.sha256.encode()))


def test_a_store_that_does_not_know_the_scenario_was_not_compared(
    file: DecisionFile, checked: Any, service: ScenarioService, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "other.scenarios.db") as store:
        check_decision_with = replace(service, store=store)
        document = file.document()
        checked(document)
        check = check_decision(file, document, PLAN, check_decision_with)
        without = check_decision(file, document, PLAN, None)
    assert (check.places, without.places) == ([], [])
    whys = [
        it.params["why"] for one in (check, without) for it in one.left_out if "why" in it.params
    ]
    assert whys == ["plan", "scenario", "plan", "store"]
