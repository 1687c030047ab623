"""`zonewright audit`, sessions, rotated tokens and noted heads, from the command line."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import answer, refused, run, scenario_file

from layers.messages import Message
from layers.store import Person, Store, queries, store_beside
from layers.store.audit import Event
from layers.store.database import NEWEST
from layers.store.sessions import SessionLimits
from tests.layers.store.histories import as_first, forced

FORMULA = "=HYPERLINK(1)"


def noted(plan: Path, what: Event, who: str | None, **about: object) -> None:
    with Store.open(store_beside(plan)) as store:
        store.audit.note(what, who, about, address="10.0.0.7")


def test_the_log_is_told_in_sentences_of_either_language(plan: Path) -> None:
    run("token", "create", plan, "Li", "--role", "approver")
    run("token", "rotate", plan, "Li")
    noted(plan, "sign-in", "Wu", role="planner", by="token")
    noted(plan, "sign-in-failed", None, by="oidc", why="expired", again=2)
    noted(plan, "read", "Wu", scenario="north", action="read")
    why = Message("store-role-needed", who="Wu", action="decide", role="approver").to_document()
    noted(plan, "refused", "Wu", why=why)
    run("export", plan, plan.parent / "out.csv", "--scenario", "north")
    run("backup", plan, plan.parent / "kept.db")
    english = run("audit", plan, "--csv").out
    for sentence in (
        "granted to Li (approver), until revoked",
        "replacing",
        "signed in as planner, by token",
        "tried to sign in, by oidc: expired (and 2 more like it",
        "north, private to another: read",
        "refused: Wu may not decide; it requires the role approver",
        "north, revision 1: written as .csv",
        "whole store written to kept.db",
        "local planner",
        "10.0.0.7",
    ):
        assert sentence in english, sentence
    chinese = run("--lang", "zh", "audit", plan, "--csv").out
    assert all(words in chinese for words in ("颁发令牌", "登录失败", "导出为"))
    assert max(map(len, run("audit", plan).out.splitlines())) <= 100
    odd: tuple[tuple[Any, Any], ...] = (
        ("token-granted", {"role": 5, "expires": 7}),
        ("refused", {"why": {"code": "no-such-code", "params": {}}}),
        ("refused", {"why": {"code": "store-role-needed", "params": {}}}),
        ("refused", {"why": {"params": []}}),
        ("exported", {"scenario": ["a", {"b": 1}], "revision": {}}),
        ("of-a-newer-version", {"x": [1, 2]}),
    )
    for what, about in odd:
        noted(plan, what, "Li", **about)
    for form in ((), ("--csv",), ("--json",)):
        ran = run("audit", plan, *form)
        assert (ran.code, ran.errors) == (0, [])
        assert ran.out.count("\n") > 8 + len(odd)


def test_entries_are_chosen_by_day_and_person(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, who in ((1, "Li"), (2, "Wu"), (3, "Li")):
        at = datetime(2026, 1, day, 23, 59, 59, tzinfo=UTC)
        monkeypatch.setattr(queries, "now", lambda at=at: at)
        noted(plan, "sign-in", who)
    for options, days in (
        ((), [1, 2, 3]),
        (("--since", "2026-01-02"), [2, 3]),
        (("--until", "2026-01-02"), [1, 2]),
        (("--who", "Li"), [1, 3]),
        (("--what", "sign-out"), []),
        (("--until", "9999-12-31"), [1, 2, 3]),
    ):
        entries = answer("audit", plan, *options)
        assert [int(entry["at"][8:10]) for entry in entries] == days, options
    assert run("audit", plan, "--what", "sign-out").code == 0
    assert run("audit", plan, "--since", "yesterday").code == 2
    assert run("audit", plan, "--csv", "--json").errors == ["--csv and --json: give one of them"]


def test_in_csv_no_cell_is_a_formula_and_every_hash_is_there(plan: Path) -> None:
    noted(plan, "read-refused", FORMULA, scenario=FORMULA)
    with Store.open(store_beside(plan)) as store:
        store.audit.note("sign-in", "Li\n=1", {"role": "viewer", "by": "-1"}, address="@x")
    rows = list(csv.DictReader(io.StringIO(run("audit", plan, "--csv").out)))
    assert [row["hash"] for row in rows] == [one["hash"] for one in answer("audit", plan)]
    assert (rows[0]["who"], rows[1]["address"]) == (f"'{FORMULA}", "'@x")
    assert not [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@\t")]


def test_log_heads_and_sessions_take_an_admin(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = run("token", "create", plan, "Li", "--role", "approver").out.strip()
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", secret)
    for command in (("audit", plan), ("session", "list", plan), ("session", "end", plan, "Wu")):
        refused(run(*command), 2, "may not administer")
    assert run("scenario", "verify", plan, "--heads", plan.parent / "heads").code == 2
    monkeypatch.delenv("ZONEWRIGHT_TOKEN")
    last = answer("audit", plan)[-1]
    assert (last["what"], last["who"]) == ("refused", "Li")


def test_a_token_is_rotated_and_how_long_each_holds_is_listed(plan: Path) -> None:
    first = answer("token", "create", plan, "Li", "--days", 30)
    expected = datetime.now(UTC) + timedelta(days=30)
    assert abs(datetime.fromisoformat(first["expires"]) - expected) < timedelta(minutes=5)
    second = answer("token", "rotate", plan, "Li")
    assert second["secret"] != first["secret"]
    third = answer("token", "rotate", plan, second["token_id"], "--days", 5)
    assert third["expires"] < first["expires"]
    states = [row["state"] for row in answer("token", "list", plan)]
    assert states == ["revoked", "revoked", "live"]
    assert "已撤销" in run("--lang", "zh", "token", "list", plan).out
    for command, line in (
        (("rotate", plan, "Wu"), "no such valid token"),
        (("create", plan, "Wu", "--days", 1, "--expires", "2999-01-01"), "give one of them"),
        (("create", plan, "Wu", "--days", 10**12), "--days 1000000000000: leave it out"),
        (("create", plan, "local planner"), "is the local user"),
    ):
        refused(run("token", *command), 2, line)


def test_sessions_are_listed_without_secrets_ended_by_person(plan: Path, tmp_path: Path) -> None:
    run("token", "create", plan, "He")
    limits, wu = SessionLimits(), Person("Wu", "viewer")
    with Store.open(store_beside(plan)) as store:
        texts = [store.sessions.begin(person, limits) for person in (Person("Li 李", "admin"), wu)]
        listed = answer("session", "list", plan)
        people = [(row["name"], row["role"], row["by"]) for row in listed]
        assert people == [("Li 李", "admin", "oidc"), ("Wu", "viewer", "oidc")]
        assert set(listed[0]) == {"name", "role", "by", "began", "seen", "until"}
        began, until = (datetime.fromisoformat(listed[0][name]) for name in ("began", "until"))
        assert round((until - began).total_seconds()) == 2 * 3600
        settings = tmp_path / "service.toml"
        settings.write_text("session_idle_minutes = 1e-9\n", encoding="utf-8")
        assert answer("session", "list", plan, "--config", settings) == []
        table = run("--lang", "zh", "session", "list", plan).out
        assert "统一身份认证" in table
        assert max(map(len, table.splitlines())) <= 100
        assert not any(text[3:] in table + str(listed) for text in texts)
        assert answer("session", "end", plan, "Li 李") == {"name": "Li 李", "ended": 1}
        assert [store.sessions.person(text, limits) for text in texts] == [None, wu]
    assert "已结束 1 个会话" in run("--lang", "zh", "session", "end", plan, "Wu").out
    assert run("session", "list", plan).out == "Sessions: none\n"
    assert run("session", "end", plan, "Wu").errors == ["Wu: has no session; list them"]
    assert "all sessions of Li 李 ended: 1" in run("audit", plan).out
    assert run("scenario", "verify", plan).code == 0


def test_a_cut_log_is_found_by_verify_with_noted_heads_alone(plan: Path, tmp_path: Path) -> None:
    run("token", "create", plan, "Li")
    store, heads = store_beside(plan), tmp_path / "heads.jsonl"
    assert run("scenario", "anchor", plan, heads).out == f"Heads noted: {heads}\n"
    verified = run("scenario", "verify", plan, "--heads", heads)
    assert verified.code == 0
    assert "audit log: 1 entry, sha256:" in verified.out
    assert forced(store, "DELETE FROM tokens", "DELETE FROM audit") != []
    assert forced(store, "DELETE FROM heads WHERE chain = 'audit'") == []  # by itself it holds
    ran = run("scenario", "verify", plan, "--heads", heads)
    refused(ran, 2, "audit log: entry 1: noted on ")


def test_a_migration_is_told_in_one_line_and_answers_go_on(plan: Path) -> None:
    store = store_beside(plan)
    as_first(str(store))
    (line,) = run("scenario", "list", plan).errors
    assert line.startswith(f"{store}: was migrated from store version 1 to {NEWEST}; ")
    assert run("scenario", "list", plan).errors == []


def test_a_private_scenario_is_saved_again(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = run("token", "create", plan, "Li").out.strip()
    monkeypatch.setenv("ZONEWRIGHT_TOKEN", secret)
    file = scenario_file(plan, "expand: {zone: E, by_km: 0.1}", name="east")
    for options, number in (((), 1), (("--on", 1), 2)):
        saved = answer("scenario", "save", plan, file, *options)
        assert (saved["scenario"], saved["revision"]) == ("east--3d368a0b", number)
    assert answer("scenario", "branch", plan, "north", "west")["scenario"] == "west--3d368a0b"
    ran = run("scenario", "branch", plan, "north", "west--00000000")
    refused(ran, 2, "belongs to another person; choose another")
