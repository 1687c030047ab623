"""Scenario documents, a store with rows of every kind, and changes of it by force."""

from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from layers.store import Change, Remark, Revision, Store
from layers.store.tables import METADATA
from tests.conftest import by_force

FIRST = {"documents", "revisions", "notes", "tokens"}
"""The tables of the first version."""


def drawn(scenario: str = "north", title: str = "North", **more: object) -> dict[str, object]:
    return {"scenario": scenario, "title": title, "baseline": "sha256:b", "edits": [], **more}


def on(revision: Revision, author: str = "Li", message: str = "") -> Change:
    return Change(revision.hash, author, message)


def fill(store: Store) -> None:
    """Save two scenarios with a revision of every kind, and a note of every kind."""
    a = store.create(drawn(title="A", recorded={"result": "sha256:z"}, title_zh="甲"), "Li")
    b = store.save(drawn(title="B"), on(a, "Wu", "why"))
    store.branch(drawn("west"), on(b, "Wu"))
    for step in (store.undo, store.redo):
        b = step("north", on(b))
    b = store.merge(drawn(title="C"), store.revision("west").hash, on(b))
    said = store.comments.add("north", "Wu", Remark("no", "Z", (1.5, 2)))
    store.comments.withdraw("north", said.number, "Wu")
    b = store.set_status("north", "proposed", on(b), [{"rule": "cap"}])
    store.set_status("north", "approved", on(b, "He", "good"))


def forced(path: Path, *statements: str) -> list[str]:
    """Return what verify finds after statements that no trigger refuses."""
    by_force(path, *statements)
    with Store.open(path) as store:
        return [str(fault) for fault in store.verify()]


def engine_of(place: str) -> Engine:
    """Return an engine of the database at a path or URL."""
    url = place.replace("postgresql", "postgresql+psycopg", 1)
    return create_engine(url if "://" in place else f"sqlite:///{place}")


def executed(place: str, *statements: str) -> None:
    """Execute statements where a store is, or none."""
    engine = engine_of(place)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def as_first(place: str) -> None:
    """Make a store what the first version made: without the tables that came after."""
    dropped = [f"DROP TABLE {table}" for table in METADATA.tables.keys() - FIRST]
    executed(place, *dropped, "UPDATE zonewright_store SET version_num = '1'")
