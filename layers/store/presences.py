"""Presences: who has which scenario open at the moment, as far as they said so lately."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select

from layers.store import queries
from layers.store.model import Presence
from layers.store.tables import PRESENCES

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from layers.store.database import Database

HOLDS_S = 45
"""How long it holds that somebody has a scenario open, unless it is said again."""


class Presences:
    """Who has the scenarios of a store open: the same to every process that has the store.

    Nothing of it is kept: a row is gone when its time is over, and no backup has it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, scenario: str) -> list[Presence]:
        """Return who has a scenario open, by name."""
        rows = select(PRESENCES.c.name, PRESENCES.c.editing).where(
            PRESENCES.c.scenario == scenario, PRESENCES.c.until > queries.now()
        )
        with self._database.reading() as connection:
            found = connection.execute(rows.order_by(PRESENCES.c.name)).mappings()
            return [Presence(**row) for row in found]

    def tell(self, scenario: str, name: str, *, editing: bool = False) -> None:
        """Say that somebody has a scenario open, and whether they edit it."""
        until = queries.now() + timedelta(seconds=HOLDS_S)
        row = {"scenario": scenario, "name": name, "editing": editing, "until": until}
        with self._database.writing("presences") as connection:
            over = PRESENCES.c.until <= queries.now()
            connection.execute(delete(PRESENCES).where(or_(_is(scenario, name), over)))
            connection.execute(insert(PRESENCES).values(row))

    def try_writing(self) -> None:
        """Write what nobody reads, as a change would be written.

        Raises:
            SourceError: no change can be kept.
        """
        self.tell("", "")

    def leave(self, scenario: str, name: str) -> None:
        """Say that somebody has left a scenario."""
        with self._database.writing("presences") as connection:
            connection.execute(delete(PRESENCES).where(_is(scenario, name)))


def _is(scenario: str, name: str) -> ColumnElement[bool]:
    return (PRESENCES.c.scenario == scenario) & (PRESENCES.c.name == name)
