"""Who may do what: one table, without a database and without a web.

A private scenario is read by its owner, by admins, and by approvers once it is proposed or decided;
a shared one by everyone of the store; a public one by anyone. Whoever may read a scenario and has
the role may also change, branch or propose it: shared scenarios are the team's, and no change is
ever lost. What belongs to somebody (taking a proposal back, choosing who reads, withdrawing a
comment) is left to its owner and to admins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from layers.errors import DeniedError, UnknownError
from layers.store.values import Person, Role

if TYPE_CHECKING:
    from layers.store.values import Summary

Action = Literal[
    "read",
    "create",
    "comment",
    "change",
    "branch",
    "propose",
    "take_back",
    "decide",
    "share",
    "withdraw",
    "administer",
]

LOCAL = Person("local planner", "admin")
"""Whoever sits at the machine, where a store has no tokens."""

_ROLES = get_args(Role)

LEAST: dict[Action, tuple[Role | None, bool]] = {
    "read": (None, False),
    "create": ("planner", False),
    "comment": ("planner", False),
    "change": ("planner", False),
    "branch": ("planner", False),
    "propose": ("planner", False),
    "take_back": ("planner", True),
    "decide": ("approver", False),
    "share": ("planner", True),
    "withdraw": ("planner", True),
    "administer": ("admin", False),
}
"""For each action the least role that may do it (None: nobody's too), and whether it takes the
owner (of the scenario; of the comment for `withdraw`)."""


def may(
    person: Person | None,
    action: Action,
    scenario: Summary | None = None,
    *,
    owner: str | None = None,
) -> bool:
    """Return whether a person (None: nobody that is known) may do something.

    `scenario` is the one it is done to, where it is done to one; `owner` the name of whose it is,
    where that is not the scenario's owner.

    >>> may(Person("Li", "viewer"), "create"), may(Person("Li", "planner"), "create")
    (False, True)
    """
    least, owners = LEAST[action]
    if least is not None and not _has(person, least):
        return False
    if scenario is not None and not _reads(person, scenario):
        return False
    if not owners or _has(person, "admin"):
        return True
    whose = owner or (scenario.owner if scenario else None)
    return person is not None and person.name == whose


def check(
    person: Person | None,
    action: Action,
    scenario: Summary | None = None,
    *,
    owner: str | None = None,
) -> None:
    """Do nothing where `may` says yes.

    Raises:
        UnknownError: the person may not know that the scenario is there.
        DeniedError: the person may not do that.
    """
    if scenario is not None and not _reads(person, scenario):
        raise UnknownError(f"{scenario.scenario}: there is no such scenario; check the id")
    if may(person, action, scenario, owner=owner):
        return
    least, owners = LEAST[action]
    who = f"{person.name} ({person.role})" if person else "someone without a token"
    needs = f"the role {least}" + (" and to be the owner" if owners else "")
    where = f"{scenario.scenario}: " if scenario else ""
    what = action.replace("_", " ")
    raise DeniedError(f"{where}{who} may not {what}; it takes {needs}, or ask an admin")


def _has(person: Person | None, least: Role) -> bool:
    return person is not None and _ROLES.index(person.role) >= _ROLES.index(least)


def _reads(person: Person | None, scenario: Summary) -> bool:
    if scenario.visibility == "public":
        return True
    if person is None:
        return False
    if scenario.visibility == "shared" or person.name == scenario.owner:
        return True
    least: Role = "admin" if scenario.status == "draft" else "approver"
    return _has(person, least)
