"""Listing the scenarios that a person may read, page by page, by id.

The database itself filters what a person may read (`readable`), by the same rules as
`access.may`, so the time for a page does not depend on the number of scenarios.
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
    """A request for scenarios that a person (None: unknown) may read.

    `text` is part of an id or a title, ignoring case; the list starts after the id `after`.
    Withdrawn scenarios are listed only if that visibility alone is requested.
    """

    person: Person | None
    status: Status | None = None
    owner: str | None = None
    visibility: Shown | None = None
    text: str = ""
    after: str = ""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions on each scenario of the list, except `after`."""
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
    """Return the condition that a person may read a scenario, equal to `access.may`."""
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
