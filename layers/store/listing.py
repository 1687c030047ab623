"""A list of scenarios: which of those that a person may read, page by page, by id.

The database itself leaves out what a person may not read (`readable`), as `access.may` does with a
summary in hand: so a page of few takes as long, however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import false, or_, true

from layers.store.access import is_at_least
from layers.store.model import WITHDRAWN
from layers.store.queries import FIRST, HEAD, SHARING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement

    from layers.store.model import Person, Shown, Status


@dataclass(frozen=True)
class Listing:
    """What a person (None: nobody that is known) may read, and of that what is asked for.

    `text` is part of an id or a title, capital letters or not; `after` the id after which the list
    goes on. What was withdrawn is listed where that is asked for alone.
    """

    person: Person | None
    status: Status | None = None
    owner: str | None = None
    visibility: Shown | None = None
    text: str = ""
    after: str = ""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield what holds for each scenario of the list, but that it is after `after`."""
        yield readable(self.person)
        yield _is_shown(self.visibility) if self.visibility else ~_is_shown(WITHDRAWN)
        if self.status:
            yield HEAD.c.status == self.status
        if self.owner is not None:
            yield FIRST.c.author == self.owner
        if self.text:
            columns = (HEAD.c.scenario, HEAD.c.title, HEAD.c.title_zh)
            yield or_(*(each.icontains(self.text, autoescape=True) for each in columns))


def readable(person: Person | None) -> ColumnElement[bool]:
    """Return what holds for each scenario that a person may read, as `access.may` says."""
    allowed = [_is_shown("public")]
    if is_at_least(person, "viewer"):
        allowed.append(_is_shown("shared"))
    if person is not None:
        allowed.append(_is_shown("private") & (FIRST.c.author == person.name))
    if is_at_least(person, "approver"):
        allowed.append(_is_shown("private") & (HEAD.c.status != "draft"))
    return true() if is_at_least(person, "admin") else or_(false(), *allowed)


def _is_shown(visibility: Shown) -> ColumnElement[bool]:
    return SHARING.in_([{"visibility": visibility}])
