"""Who may do what, by role, ownership, visibility and status."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import get_args

import pytest

from layers.errors import DeniedError, UnknownError
from layers.store import LOCAL, Person, Summary, check, may
from layers.store.access import PERMISSIONS
from layers.store.model import WITHDRAWN, Role

SCENARIO = Summary(
    *("north", "North", None, "draft", 1, "sha256:0", "Li", "private", "b"),
    *(datetime(2026, 1, 31, 8, tzinfo=UTC), "He", "save", "", 1),
)
SHARED = replace(SCENARIO, visibility="shared")
PROPOSED = replace(SHARED, status="proposed", updated_by="Wu")


def test_the_table_says_who_may_what() -> None:
    """By a second definition: every person, action, visibility and status."""
    people = [None, Person("Li", "viewer"), Person("Li", "planner")]
    people += [Person("Wu", role) for role in get_args(Role)]
    seen = ("private", "shared", "public", WITHDRAWN)
    states = ("draft", "proposed", "approved", "rejected")
    for person, visibility, status in product(people, seen, states):
        scenario = replace(SCENARIO, visibility=visibility, status=status)
        role = person.role if person else "nobody"
        owner = person is not None and person.name == "Li"
        reads = role == "admin" or (
            visibility != WITHDRAWN
            and (
                visibility == "public"
                or (visibility == "shared" and role not in {"nobody", "monitor"})
                or owner
                or (role == "approver" and status != "draft")
            )
        )
        plans = role in {"planner", "approver", "admin"}
        owns = reads and plans and (owner or role == "admin")
        expected = dict.fromkeys(
            ("create", "comment", "change", "branch", "propose", "acknowledge"), reads and plans
        )
        expected |= dict.fromkeys(("take_back", "share", "withdraw", "remove"), owns)
        expected |= {
            "read": reads,
            "decide": reads and role in {"approver", "admin"},
            "administer": role == "admin",
        }
        found = {action: may(person, action, scenario) for action in PERMISSIONS}
        assert found == expected, (person, visibility, status)
    for action in PERMISSIONS:
        check(LOCAL, action, SCENARIO)
    check(LOCAL, "decide", replace(SCENARIO, status="proposed", updated_by=LOCAL.name))


def test_a_comment_is_withdrawn_by_its_author_or_an_admin() -> None:
    assert may(Person("Wu", "planner"), "withdraw", SHARED, owner="Wu")
    assert not may(Person("Li", "planner"), "withdraw", SHARED, owner="Wu")
    assert may(Person("He", "admin"), "withdraw", SHARED, owner="Wu")


def test_a_refusal_says_what_it_takes_but_not_that_there_is_what_one_may_not_read() -> None:
    with pytest.raises(UnknownError, match="north: there is no such scenario"):
        check(Person("Wu", "planner"), "change", SCENARIO)
    with pytest.raises(DeniedError, match=r"north: Wu \(viewer\) may not change; it requires"):
        check(Person("Wu", "viewer"), "change", SHARED)
    with pytest.raises(DeniedError, match="someone without a token may not create"):
        check(None, "create")
    with pytest.raises(DeniedError, match="the owner may, in the role planner, or ask an admin"):
        check(Person("Wu", "planner"), "take_back", SHARED)
    with pytest.raises(DeniedError, match="it requires the role approver, or ask an admin"):
        check(Person("He", "planner"), "decide", PROPOSED)
    check(Person("Wu", "planner"), "change", SHARED)


def test_who_proposed_a_scenario_does_not_decide_it() -> None:
    for role in ("approver", "admin"):
        reason = rf"north: Wu \({role}\) proposed it, so another approver must decide; ask one"
        with pytest.raises(DeniedError, match=reason):
            check(Person("Wu", role), "decide", PROPOSED)
        check(Person("He", role), "decide", PROPOSED)
        check(Person("Wu", role), "decide", replace(PROPOSED, updated_by="He"))
    check(Person("Wu", "approver"), "decide", replace(PROPOSED, status="draft"))
