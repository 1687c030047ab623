"""An empty store for each test, on both engines.

PostgreSQL is any server whose URL stands in ZONEWRIGHT_POSTGRESQL and whose user may make schemas;
each test has a schema of its own there. Such a test is deep, and fails without a server.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from layers.store import Store


@pytest.fixture(scope="session")
def postgresql() -> str:
    """Return the URL of the server that tests may use."""
    url = os.environ.get("ZONEWRIGHT_POSTGRESQL")
    if not url:
        pytest.fail("ZONEWRIGHT_POSTGRESQL names no server; .ci/run starts one")
    return str(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.deep)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return a path or URL where no store is yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "plan.scenarios.db")
        return
    server = request.getfixturevalue("postgresql")
    schema = f"zonewright_{uuid4().hex}"
    joint = "&" if "?" in server else "?"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    yield f"{server}{joint}options=-csearch_path%3D{schema}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty store, to be copied: making its tables takes long."""
    path = tmp_path_factory.mktemp("empty") / "plan.scenarios.db"
    Store.open(path).close()
    return path


@pytest.fixture
def store(place: str, empty_store: Path) -> Iterator[Store]:
    """Return an empty store."""
    if "://" not in place:
        shutil.copyfile(empty_store, place)
    with Store.open(place) as opened:
        yield opened


def drawing(scenario: str = "north", title: str = "North", **more: object) -> dict[str, object]:
    """Return the document of a scenario."""
    return {"scenario": scenario, "title": title, "baseline": "sha256:b", "edits": [], **more}


@pytest.fixture
def drawn() -> Callable[..., dict[str, object]]:
    """Return a maker of scenario documents."""
    return drawing
