"""The scenarios of a store from the command line: save, undo, merge, decide; tokens; backups."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from command_line import answer, refusal, refused, run, scenario_file

from geo import Scenario
from layers import Plan
from layers.errors import FullError
from layers.messages import Message
from layers.store import Change, Remark, Store, backups, store_beside
from tests.layers.store.histories import forced
from tests.notes import SURVEYED_NOTE

WEST = "move: {zone: W, dx_km: 0, dy_km: 1}"
EAST = "expand: {zone: E, by_km: 0.1}"
ONTO = "reshape: {zone: W, geometry: 'POLYGON ((120.09 30, 120.11 30, 120.11 30.01, 120.09 30))'}"


def of_scenario(plan: Path, verb: str, *arguments: object, code: int = 0) -> Any:
    return answer("scenario", verb, plan, *arguments, code=code)


def verbs(plan: Path, name: str = "north") -> list[str]:
    document = answer("scenario", "show", plan, name)
    return [next(iter(edit)) for edit in document["edits"]]


def test_a_scenario_is_saved_undone_and_redone_and_its_history_says_why(plan: Path) -> None:
    of_scenario(plan, "save", scenario_file(plan, WEST, EAST), "--on", 1, "-m", "the east too")
    assert verbs(plan) == ["move", "expand"]
    assert of_scenario(plan, "undo", "north", "-m", "no")["revision"] == 3
    assert verbs(plan) == ["move"]
    assert of_scenario(plan, "redo", "north")["revision"] == 4
    rows = of_scenario(plan, "history", "north")
    assert [(row["kind"], row["message"]) for row in rows] == [
        ("redo", ""),
        ("undo", "no"),
        ("save", "the east too"),
        ("create", "for a test"),
    ]
    assert "the east too" in run("scenario", "history", plan, "north").out
    shown = run("scenario", "show", plan, "north", "--revision", 1).out
    assert [edit.verb for edit in Scenario.parse(shown).edits] == ["move"]
    refused(run("scenario", "redo", plan, "north"), 2, "nothing to redo")


def test_a_file_made_on_an_older_revision_is_not_saved_unless_it_is_merged(plan: Path) -> None:
    of_scenario(plan, "save", scenario_file(plan, WEST, EAST), "--on", 1)
    further = scenario_file(plan, "move: {zone: W, dx_km: 0, dy_km: 2}")
    stale = run("scenario", "save", plan, further, "--on", 1)
    refused(stale, 3, "is at revision 2, by local planner; your change is based on revision 1")
    assert "add --merge" in stale.errors[1]
    details = of_scenario(plan, "save", further, "--on", 1, code=3)
    refused(run("scenario", "undo", plan, "north", "--on", 1), 3, "is at revision 2")
    assert details["merge"]["clean"] is True
    assert of_scenario(plan, "save", further, "--on", 1, "--merge")["revision"] == 3
    assert answer("scenario", "show", plan, "north")["edits"][0]["move"]["dy_km"] == 2
    again = scenario_file(plan, "remove: {zone: W}")
    conflict = run("scenario", "save", plan, again, "--on", 1, "--merge")
    refused(conflict, 3, "W: current by edit 1 (move W), yours by edit 1 (remove W)")


def test_branches_merge_in_the_store_over_what_both_grew_from(plan: Path) -> None:
    begun = of_scenario(plan, "branch", "north", "both", "--title", "Both", "-m", "try it")
    assert (begun["scenario"], begun["revision"], begun["visibility"]) == ("both", 1, "private")
    of_scenario(plan, "save", scenario_file(plan, WEST, EAST, name="both"), "--on", 1)
    merged = of_scenario(plan, "merge", "north", "both", "-m", "take it")
    assert merged == {"scenario": "north", "revision": 2, "edits": 2, "conflicts": []}
    out = plan.parent / "in-a-file.yaml"
    assert of_scenario(plan, "merge", "north", "both", "-o", out)["edits"] == 2
    of_scenario(plan, "save", away := scenario_file(plan, "remove: {zone: W}", name="away"))
    assert of_scenario(plan, "merge", "north", "away", code=3)["revision"] is None
    refused(run("scenario", "merge", plan, "north", away), 2, "needs -o")


def test_a_scenario_is_proposed_decided_and_recorded(plan: Path) -> None:
    said = of_scenario(plan, "comment", "north", "Why here? 为什么", "--zone", "W")
    reply = of_scenario(plan, "comment", "north", "Because.", "--reply-to", 1)
    assert of_scenario(plan, "comment", "north") == [said, reply]
    proposed = of_scenario(plan, "propose", "north", "-m", "Ready")
    assert (proposed["status"], proposed["violations"]) == ("proposed", [])
    assert of_scenario(plan, "propose", "north", "--take-back")["status"] == "draft"
    of_scenario(plan, "propose", "north")
    assert run("scenario", "approve", plan, "north").code == 2
    assert of_scenario(plan, "approve", "north", "-m", "Agreed 同意")["status"] == "approved"
    refused(run("scenario", "reject", plan, "north", "-m", "no"), 2, "cannot change; branch it")
    ran = run("scenario", "save", plan, scenario_file(plan, WEST, EAST), "--on", 1)
    refused(ran, 2, "north: is approved and cannot change; branch it")
    assert "--merge" not in "\n".join(ran.errors)
    record = of_scenario(plan, "record", "north")
    assert [each["why"] for each in record["decisions"]] == ["Ready", "", "", "Agreed 同意"]
    out = plan.parent / "record.md"
    assert run("scenario", "record", plan, "north", "-o", out).code == 0
    text = out.read_text(encoding="utf-8")
    assert text == run("scenario", "record", plan, "north").out
    for told in ("# North 北", "> Agreed 同意", "> Why here? 为什么", SURVEYED_NOTE):
        assert told in text


def test_the_terminal_calls_a_decision_of_the_local_planner_practice(plan: Path) -> None:
    of_scenario(plan, "propose", "north")
    ran = run("scenario", "approve", plan, "north", "-m", "Agreed")
    status, note = ran.out.splitlines()
    assert status == "north: approved (practice), revision 3"
    assert "no other person decided" in note
    assert "approved (practice)" in run("scenario", "list", plan).out
    assert "已通过（演练）" in run("--lang", "zh", "scenario", "history", plan, "north").out
    assert "- Status: approved (practice)" in run("scenario", "record", plan, "north").out
    assert of_scenario(plan, "list")[0]["status"] == "approved"


def test_a_scenario_is_withdrawn_and_brought_back(plan: Path) -> None:
    gone = of_scenario(plan, "withdraw", "north")
    assert gone == {"scenario": "north", "visibility": "withdrawn", "revision": 1}
    assert of_scenario(plan, "list") == []
    logged = json.loads(run("audit", plan, "--what", "withdrawn", "--json").out)
    assert [entry["about"] for entry in logged] == [{"scenario": "north"}]
    assert of_scenario(plan, "withdraw", "north", "--bring-back")["visibility"] == "private"
    assert [row["scenario"] for row in of_scenario(plan, "list")] == ["north"]
    chinese = run("--lang", "zh", "scenario", "withdraw", plan, "north").out
    assert chinese.strip() == "north：已撤回，第 1 版"
    refused(run("scenario", "withdraw", plan, "south"), 2, "not found")


def test_what_breaks_a_hard_rule_stays_a_draft_and_exits_1_with_the_violations(plan: Path) -> None:
    of_scenario(plan, "save", scenario_file(plan, ONTO, name="onto"))
    found = of_scenario(plan, "propose", "onto", code=1)
    assert (found["status"], found["revision"]) == ("draft", 1)
    assert [row["rule"] for row in found["violations"]] == ["overlap"]
    ran = run("scenario", "propose", plan, "onto")
    assert (ran.code, "overlap" in ran.out) == (1, True)


def test_a_scenario_of_another_baseline_is_listed_and_said_to_be_one(plan: Path) -> None:
    opened = Plan.open(plan)
    frames = {name: opened.frame(name) for name in opened.present}
    Plan(frames | {"zones": opened.zones.assign(locked=True)}).save(plan)
    listed = run("scenario", "list", plan, "--json")
    assert [row["scenario"] for row in json.loads(listed.out)] == ["north"]
    told = "north: is based on another baseline; scenario rebase moves it to this one"
    assert listed.errors == [told]


def test_scenarios_are_listed_page_by_page(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "z"):
        of_scenario(plan, "save", scenario_file(plan, EAST, name=name))

    def listed(*options: object) -> tuple[list[str], str]:
        lines = run("scenario", "list", plan, *options).out.strip().splitlines()
        return [line.split()[0] for line in lines if " draft " in line], lines[-1]

    more = "--after b lists the next, --all-rows prints them all"
    assert listed("--limit", 2) == (["a", "b"], f"and 2 more scenarios: {more}")
    assert listed("--limit", 2, "--after", "b")[0] == ["north", "z"]
    monkeypatch.setattr("service.cli.long_tables.MOST_ROWS", 3)
    assert listed()[1].startswith("and 1 more scenario: --after north ")
    assert listed("--all-rows")[0] == ["a", "b", "north", "z"]
    pages = (of_scenario(plan, "list", *page) for page in ((), ("--limit", 1, "--after", "a")))
    names = [[row["scenario"] for row in page] for page in pages]
    assert names == [["a", "b", "north", "z"], ["b"]]


def test_another_store_is_named_by_an_option(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    of_scenario(plan, "save", scenario_file(plan, EAST, name="east"), "--store", other)
    (row,) = of_scenario(plan, "list")
    assert row["scenario"] == "north"
    assert "updated" not in row  # so that the same store is the same text
    out = tmp_path / "o.geojson"
    for command in (
        ("measure", plan, "--scenario", "east"),
        ("compare", plan, "east"),
        ("table", "overlap", plan, "--scenario", "east"),
        ("export", plan, out, "--scenario", "east"),
    ):
        ran = run(*command, "--store", other)
        assert (ran.code, ran.errors) == (0, []), command
    assert run("check", plan, "--scenario", "east").code == 2
    nowhere = tmp_path / "nowhere.db"
    for arguments in (["scenario", "list", plan], ["serve", plan, "--host", "192.0.2.1"]):
        refused(run(*arguments, "--store", nowhere), 2, "there is no store")
    assert not nowhere.exists()
    refused(run("scenario", "list", plan, "--store", plan), 2, "is a plan")
    refused(run("scenario", "list", plan, "--store", "mysql://x"), 2, "mysql:// is not known")


def test_reading_makes_no_store_and_gives_the_same_bytes_without_times(plan: Path) -> None:
    for command in (["list"], ["show", "north"], ["save", "north"]):
        document = json.dumps(of_scenario(plan, *command))
        assert '"updated":' not in document
        assert not re.search(r"\d{4}-\d\d-\d\d", document)
    assert of_scenario(plan, "list") == of_scenario(plan, "list")
    store_beside(plan).unlink()
    before = set(plan.parent.iterdir())
    assert of_scenario(plan, "list") == []
    for verb in ("show", "history", "undo", "record", "propose"):
        refused(run("scenario", verb, plan, "north"), 2, "there is no store")
    refused(run("backup", plan, plan.parent / "kept.db"), 2, "there is no store")
    assert set(plan.parent.iterdir()) == before


def test_a_token_is_shown_once_listed_without_its_secret_and_revoked(plan: Path) -> None:
    made = answer("token", "create", plan, "Li 李", "--role", "approver", "--expires", "2999-12-31")
    assert (made["name"], made["role"]) == ("Li 李", "approver")
    assert made["expires"] == "3000-01-01T00:00:00.000000Z"
    secret = run("token", "create", plan, "Wang").out.strip()
    listed = run("token", "list", plan, "--json").out
    assert [row["role"] for row in json.loads(listed)] == ["approver", "planner"]
    for each in (made["secret"], secret):
        assert each not in listed
    refused(run("token", "create", plan, "Zhao", "--expires", "2020-01-01"), 2, "is past; give")
    refused(run("token", "create", plan, "Zhao", "--expires", "9999-12-31"), 2, "leave it out")
    assert run("token", "create", plan, "Zhao", "--role", "king").code == 2
    assert answer("token", "revoke", plan, "Wang")["revoked"]
    refused(run("token", "revoke", plan, "Wang"), 2, "no such valid token")


def test_what_others_wrote_does_nothing_to_the_terminal_that_shows_it(plan: Path) -> None:
    acting = "\x1b]0;mine\x07 \x9b2J \u202etxt"
    with Store.open(store_beside(plan)) as store:
        document = store.document(store.revision("north")) | {"title": acting}
        head = store.revision("north").hash
        store.save(document, Change(head, acting, acting))
        store.comments.add("north", acting, Remark(acting))
        store.audit.note("read", acting, {"scenario": acting})
    assert "mine" in run("scenario", "list", plan).out
    for command in (
        ("scenario", "list", plan),
        ("scenario", "history", plan, "north"),
        ("scenario", "record", plan, "north"),
        ("scenario", "show", plan, "north"),
        ("audit", plan),
        ("audit", plan, "--csv"),
        ("scenario", "show", plan, acting),
        ("compare", plan, "north"),
    ):
        ran = run(*command)
        told = ran.out + "\n".join(ran.errors)
        assert not set("\x1b\x07\x9b\u202e") & set(told), told


def test_where_people_have_tokens_a_change_needs_one_and_a_file_stays_its_writers(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = (("Li", "approver"), ("Wang", "admin"))
    li, wang = (
        run("token", "create", plan, name, "--role", role).out.strip() for name, role in people
    )
    written = scenario_file(plan, EAST, name="east")
    for verb, *rest in (
        ("save", written),
        ("save", scenario_file(plan, WEST, EAST), "--on", 1),
        ("branch", "north", "both"),
        ("undo", "north"),
        ("propose", "north"),
    ):
        refused(run("scenario", verb, plan, *rest), 2, "ZONEWRIGHT_TOKEN")
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", li)
    of_scenario(plan, "save", written)
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", wang)
    mine = of_scenario(plan, "save", scenario_file(plan, EAST, WEST, name="again"))["scenario"]
    of_scenario(plan, "propose", mine)
    refused(run("scenario", "approve", plan, mine, "-m", "fine"), 2, "Wang (admin) proposed it")
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", li)
    ran = run("scenario", "approve", plan, mine, "-m", "fine")
    refused(ran, 2, "Li wrote an edit of it before, in east")
    monkeypatch.delenv("ZONEWRIGHT_TOKEN")
    refused(run("scenario", "approve", plan, mine, "-m", "fine"), 2, "ZONEWRIGHT_TOKEN")


def test_a_token_changes_scenarios_under_it(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = run("token", "create", plan, "Wang", "--role", "viewer").out.strip()
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", secret)
    refused(run("scenario", "undo", plan, "north"), 2, "may not change")
    monkeypatch.delenv("ZONEWRIGHT_TOKEN")
    run("token", "revoke", plan, "Wang")
    planner = run("token", "create", plan, "Wang", "--role", "planner").out.strip()
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", planner)
    of_scenario(plan, "save", scenario_file(plan, EAST), "--on", 1)
    assert of_scenario(plan, "history", "north")[0]["author"] == "Wang"
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", secret)
    refused(run("scenario", "history", plan, "north"), 2, "ZONEWRIGHT_TOKEN")


def test_who_gives_a_token_reads_no_private_scenario_of_others_by_any_command(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(store_beside(plan)) as store:
        north = store.revision("north")
        document = dict(store.document(north)) | {"scenario": "hidden"}
        store.create(document, "Zhao", visibility="private")
        store.create(document | {"scenario": "open"}, "Zhao", visibility="shared")
    secret = run("token", "create", plan, "Wang").out.strip()
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", secret)
    listed = [row["scenario"] for row in answer("scenario", "list", plan)]
    assert "open" in listed
    assert "hidden" not in listed
    for reading in (
        ("scenario", "show", plan, "hidden"),
        ("measure", plan, "--scenario", "hidden"),
        ("compare", plan, "hidden"),
        ("export", plan, plan.parent / "out.geojson", "--scenario", "hidden"),
        ("scenario", "merge", plan, "open", "hidden", "-o", plan.parent / "out.yaml"),
    ):
        ran = run(*reading)
        refused(ran, 2, "scenario hidden: no such file, and no stored scenario of that id")
        assert "hidden" not in "\n".join(ran.errors).partition("there are")[2]
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", "zw_expired")
    refused(run("scenario", "list", plan), 2, "ZONEWRIGHT_TOKEN")
    refused(run("scenario", "show", plan, "open"), 2, "ZONEWRIGHT_TOKEN")


def test_a_history_that_was_changed_or_cut_off_is_found_by_its_hashes(plan: Path) -> None:
    of_scenario(plan, "comment", "north", "Floods here?")
    verified = of_scenario(plan, "verify", "north")
    (noted,) = verified["heads"]
    assert verified["verified"] == ["north"]
    assert (noted["scenario"], noted["revisions"], noted["notes"]) == ("north", 1, 2)
    assert noted["head"] == of_scenario(plan, "history", "north")[0]["etag"]
    assert f"north: 1 revision, {noted['head']}" in run("scenario", "verify", plan).out
    options = ("--head", noted["head"], "--head", noted["last_note"])
    of_scenario(plan, "verify", *options)
    forced(store_beside(plan), "DELETE FROM notes WHERE number = 2")
    refused(
        run("scenario", "verify", plan, "north"), 2, "north: note 2, with which its chain ended"
    )
    end = "(SELECT hash FROM notes)"
    forced(store_beside(plan), f"UPDATE heads SET number = 1, hash = {end} WHERE number = 2")
    ran = run("scenario", "verify", plan, *options)
    refused(ran, 2, f"--head {noted['last_note']}: is not in the history")
    assert len(ran.errors) == 1
    forced(store_beside(plan), "UPDATE revisions SET message = 'tampered'")
    told = "north: revision 1 does not match its hash"
    refused(run("scenario", "verify", plan, "north", "--json"), 2, told)


def test_a_store_that_is_lost_comes_back_from_its_backup(plan: Path, tmp_path: Path) -> None:
    before = run("scenario", "record", plan, "north").out
    backup = tmp_path / "kept.db"
    ran = run("backup", plan, backup)
    assert (ran.code, ran.errors) == (0, [])
    assert "holds 1 scenario in 1 revisions" in " ".join(ran.out.split())
    for file in store_beside(plan).parent.glob(f"{store_beside(plan).name}*"):
        file.unlink()
    restored = json.loads(run("restore", backup, plan, "--json").out)
    assert (restored["scenarios"], restored["revisions"]) == (1, 1)
    assert run("scenario", "record", plan, "north").out == before
    assert run("scenario", "verify", plan).code == 0


def test_a_backup_that_is_there_is_replaced_on_demand_alone(plan: Path, tmp_path: Path) -> None:
    backup = tmp_path / "kept.db"
    backup.write_text("mine")
    assert "--force" in refusal("backup", plan, backup)
    assert backup.read_text() == "mine"
    assert run("backup", plan, backup, "--force").code == 0


def test_a_full_disk_is_told_of_the_backup_not_of_the_store(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise FullError(Message("store-full").in_file("a temporary name"))

    monkeypatch.setattr(backups, "_copy", full)
    assert "kept.db: the disk is full" in refusal("backup", plan, tmp_path / "kept.db")
    assert not (tmp_path / "kept.db").exists()
