"""Presences: who has which scenario open at the moment, as recently reported."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select

from layers.store import queries
from layers.store.database import Database
from layers.store.model import Presence
from layers.store.tables import PRESENCES

HOLDS_S = 45
"""How long a reported presence is valid unless it is renewed."""


class Presences:
    """Who has the scenarios of a store open, shared by all processes that use the store.

    Rows are temporary: each is deleted when it expires, and backups leave them out.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, scenario: str) -> list[Presence]:
        """Return who has a scenario open, ordered by name."""
        rows = select(PRESENCES.c.name, PRESENCES.c.editing).where(
            PRESENCES.c.scenario == scenario, PRESENCES.c.until > queries.now()
        )
        with self._database.reading() as connection:
            result = connection.execute(rows.order_by(PRESENCES.c.name)).mappings()
            return [Presence(**row) for row in result]

    def report(self, scenario: str, name: str, *, editing: bool = False) -> None:
        """Record that a user has a scenario open, and whether they edit it."""
        until = queries.now() + timedelta(seconds=HOLDS_S)
        row = {"scenario": scenario, "name": name, "editing": editing, "until": until}
        with self._database.writing("presences") as connection:
            over = PRESENCES.c.until <= queries.now()
            connection.execute(delete(PRESENCES).where(or_(_is(scenario, name), over)))
            connection.execute(insert(PRESENCES).values(row))

    def leave(self, scenario: str, name: str) -> None:
        """Record that a user has left a scenario."""
        with self._database.writing("presences") as connection:
            connection.execute(delete(PRESENCES).where(_is(scenario, name)))


def _is(scenario: str, name: str) -> ColumnElement[bool]:
    return (PRESENCES.c.scenario == scenario) & (PRESENCES.c.name == name)
