"""An empty store for each test, on both engines, and the file of one with rows of every kind.

PostgreSQL is any server whose URL stands in ZONEWRIGHT_POSTGRESQL and whose user may make schemas.
Such a test is deep, and fails without a server.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from layers.store import Store
from layers.store.tables import METADATA
from tests.layers.store.histories import fill

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.deep)]


@pytest.fixture(scope="session")
def postgresql() -> str:
    """Return the URL of the server that tests may use."""
    url = os.environ.get("ZONEWRIGHT_POSTGRESQL")
    if not url:
        pytest.fail("ZONEWRIGHT_POSTGRESQL names no server; .ci/run starts one")
    return str(url)


@contextmanager
def schema_of(server: str) -> Iterator[str]:
    """Give the URL of a new schema, which is dropped at the end."""
    schema = f"zonewright_{uuid4().hex}"
    joint = "&" if "?" in server else "?"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    yield f"{server}{joint}options=-csearch_path%3D{schema}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return a path or URL where no store is yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "plan.scenarios.db")
        return
    with schema_of(request.getfixturevalue("postgresql")) as url:
        yield url


@pytest.fixture(scope="session")
def empty_schema(postgresql: str) -> Iterator[str]:
    """Return the URL of a store whose rows each test removes: making its tables takes long."""
    with schema_of(postgresql) as url:
        Store.open(url).close()
        yield url


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty store, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "plan.scenarios.db"
    Store.open(path).close()
    return path


@pytest.fixture(params=ENGINES)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the path or URL of an empty store."""
    if request.param == "sqlite":
        empty = request.getfixturevalue("empty_file")
        return str(shutil.copyfile(empty, tmp_path / "plan.scenarios.db"))
    url = str(request.getfixturevalue("empty_schema"))
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")  # no trigger refuses
        connection.execute(f"TRUNCATE {', '.join(METADATA.tables)}")
    return url


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with Store.open(where) as opened:
        yield opened


@pytest.fixture(scope="session")
def filled_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copyfile(empty_file, tmp_path_factory.mktemp("filled") / "kept.db"))
    with Store.open(path) as store:
        fill(store)
    return path


@pytest.fixture
def filled(filled_file: Path, tmp_path: Path) -> Path:
    """Return the file of a store with scenarios of every kind, which a test may change."""
    return Path(shutil.copyfile(filled_file, tmp_path / "filled.db"))
