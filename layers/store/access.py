"""Permissions: one table of who may do what, independent of the database and of HTTP.

A private scenario is read by its owner, by admins, and by approvers once it is proposed or decided;
a shared one by everyone of the store; a public one by anyone; a withdrawn one by admins.
Anyone who may read a scenario and has the role may also change, branch or propose it: shared
scenarios belong to the team, and no change is ever lost. Taking a proposal back, choosing who
reads, and withdrawing a scenario or a comment are reserved to the owner and to admins. A decision
takes four eyes: anyone, including an admin, who proposed a scenario, or wrote any revision of it
or of a scenario branched or merged into it, or an edit of it in another scenario before
(`layers.store.authorship`), must not decide it. Only the local planner decides alone, where no one
has a name.

The ids of an owner's private scenarios are a namespace that no one else can use. Ids are unique in
a store. If anyone could request any id, the refusal of a taken one would reveal that a private
scenario of that id exists. So a private scenario's id ends with its owner's mark,
`north--3d368a0b`, and an id with another's mark is refused whether or not the scenario exists. An
id without a mark belongs to a scenario that others may know about. The local planner, the only
user, needs no namespace.
"""

import hashlib
import re
from typing import Literal, get_args

from layers.errors import DeniedError, UnknownError
from layers.messages import Message
from layers.store.model import WITHDRAWN, Person, Role, Summary

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
    "remove",
    "acknowledge",
    "administer",
]

_Part = Literal["proposed", "wrote"]
"""A person's part in a scenario."""

LOCAL = Person("local planner", "admin")
"""The user of the machine, if the store has no tokens."""

_ROLES = get_args(Role)

PERMISSIONS: dict[Action, tuple[Role | None, Literal["anyone", "owner", "another"]]] = {
    "read": (None, "anyone"),
    "create": ("planner", "anyone"),
    "comment": ("planner", "anyone"),
    "change": ("planner", "anyone"),
    "branch": ("planner", "anyone"),
    "propose": ("planner", "anyone"),
    "take_back": ("planner", "owner"),
    "decide": ("approver", "another"),
    "share": ("planner", "owner"),
    "withdraw": ("planner", "owner"),
    "remove": ("planner", "owner"),
    "acknowledge": ("planner", "anyone"),
    "administer": ("admin", "anyone"),
}
"""For each action the lowest role that may do it (None: no role needed), and whether it requires
the owner (of the scenario; of the comment for `withdraw`), or a user who neither wrote nor
proposed it."""
_MARKED = re.compile(r"--[0-9a-f]{8}")
_LONGEST = 64


def may(
    person: Person | None,
    action: Action,
    scenario: Summary | None = None,
    *,
    owner: str | None = None,
) -> bool:
    """Return whether a person (None: unknown) may do something.

    `scenario` is the scenario concerned, if any; `owner` the owner's name if that is not the
    scenario's owner.

    >>> may(Person("Li", "viewer"), "create"), may(Person("Li", "planner"), "create")
    (False, True)
    """
    least, whose = PERMISSIONS[action]
    if least is not None and not is_at_least(person, least):
        return False
    if scenario is not None and not _reads(person, scenario):
        return False
    if whose == "another":
        return scenario is None or part_in(_name(person), scenario) is None
    if whose == "anyone" or is_at_least(person, "admin"):
        return True
    owned_by = owner or (scenario.owner if scenario else None)
    return person is not None and person.name == owned_by


def check(
    person: Person | None,
    action: Action,
    scenario: Summary | None = None,
    *,
    owner: str | None = None,
) -> None:
    """Raise an error unless `may` allows the action.

    Raises:
        UnknownError: the person may not know that the scenario exists.
        DeniedError: the person may not do that.
    """
    if scenario is not None and not _reads(person, scenario):
        raise UnknownError(Message("store-scenario-unknown", scenario=scenario.scenario))
    if may(person, action, scenario, owner=owner):
        return
    reason = _refusal(person, action, scenario)
    if scenario is not None:
        reason = Message("store-in-scenario", scenario=scenario.scenario, reason=reason)
    raise DeniedError(reason)


def part_in(name: str | None, scenario: Summary) -> _Part | None:
    """Return the part in a proposed scenario that keeps a person from deciding it.

    None: they may decide it. So may the local planner, the only user.
    """
    if name is None or name == LOCAL.name or scenario.status != "proposed":
        return None
    if scenario.updated_by == name:
        return "proposed"
    return "wrote" if name in scenario.authors else None


def is_practice(status: str, author: str) -> bool:
    """Return whether a status, by its author, is a decision of the local planner.

    Without tokens everyone works as the local planner: no second person is known to have decided.

    >>> is_practice("approved", LOCAL.name), is_practice("approved", "Li")
    (True, False)
    """
    return author == LOCAL.name and status in {"approved", "rejected"}


def status_message(status: str, author: str) -> Message:
    """Return the word for a status, by who set it: a decision may be practice."""
    word = Message("store-status", status=status)
    return Message("store-practice", status=word) if is_practice(status, author) else word


def part_message(part: _Part, who: str | Message) -> Message:
    """Return the refusal of a decision by the user who proposed or wrote the scenario."""
    role = role_message("approver")
    if part == "proposed":
        return Message("store-decider-needed", who=who, role=role)
    return Message("store-decider-wrote", who=who, role=role)


def person_message(person: Person | None) -> Message:
    """Return how messages name a person: `Li (viewer)`."""
    if person is None:
        return Message("store-nobody")
    return Message("store-person", name=person.name, role=role_message(person.role))


def role_message(role: Role) -> Message:
    """Return how messages name a role."""
    return Message("store-role", role=role)


def _refusal(person: Person | None, action: Action, scenario: Summary | None) -> Message:
    """Return why a person may not do something, and the role or ownership required."""
    least, whose = PERMISSIONS[action]
    who, role = person_message(person), role_message(least or "viewer")
    part = part_in(_name(person), scenario) if scenario else None
    if whose == "another" and part:
        return part_message(part, who)
    code = "store-owner-needed" if whose == "owner" else "store-role-needed"
    return Message(code, who=who, action=Message("store-action", action=action), role=role)


def _name(person: Person | None) -> str | None:
    return None if person is None else person.name


def is_at_least(person: Person | None, least: Role) -> bool:
    """Return whether a person has a role, or a higher one."""
    return person is not None and _ROLES.index(person.role) >= _ROLES.index(least)


def _reads(person: Person | None, scenario: Summary) -> bool:
    if scenario.visibility == "public":
        return True
    if person is None or scenario.visibility == WITHDRAWN:
        return is_at_least(person, "admin")
    if scenario.visibility == "shared":
        return is_at_least(person, "viewer")
    if person.name == scenario.owner:
        return True
    least: Role = "admin" if scenario.status == "draft" else "approver"
    return is_at_least(person, least)


def marked_id(wanted: str, owner: str, visibility: str) -> str:
    """Return the id of a new scenario: with its owner's mark if it is private.

    >>> marked_id("north", "Li", "private"), marked_id("north", "Li", "shared")
    ('north--3d368a0b', 'north')

    Raises:
        DeniedError: the id has the mark of another owner, or an unknown mark.
    """
    if owner == LOCAL.name:
        return wanted
    mark = _mark(owner)
    ending = wanted[-len(mark) :]
    if ending == mark:
        return wanted
    if _MARKED.fullmatch(ending):
        raise DeniedError(Message("store-scenario-id-of-another", scenario=wanted))
    return wanted[: _LONGEST - len(mark)] + mark if visibility == "private" else wanted


def _mark(owner: str) -> str:
    return f"--{hashlib.sha256(owner.encode()).hexdigest()[:8]}"
