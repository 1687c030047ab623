"""A schema of a PostgreSQL server, and a way to it that can be cut, as by a restart."""

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlencode
from uuid import uuid4

import psycopg.conninfo
import pytest


@contextlib.contextmanager
def new_schema() -> Iterator[str]:
    """Give the URL of an empty schema on the server that ZONEWRIGHT_POSTGRESQL names."""
    server = os.environ.get("ZONEWRIGHT_POSTGRESQL", "")
    if not server:
        pytest.fail("ZONEWRIGHT_POSTGRESQL names no server; .ci/run starts one")
    schema = f"service_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        yield f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{schema}"
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


class Forwarder:
    """Listens on a port of loopback and passes everything on to a server, until it is cut."""

    def __init__(self, server: str) -> None:
        self._about = psycopg.conninfo.conninfo_to_dict(server)
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._port = 0
        self.mend()

    @property
    def url(self) -> str:
        """Return the URL of the server by way of this."""
        about, user = self._about, self._about.get("user", "postgres")
        more = {name: about[name] for name in ("options", "password") if name in about}
        base = f"postgresql://{user}@127.0.0.1:{self._port}/{about.get('dbname', 'postgres')}"
        return f"{base}?{urlencode({'connect_timeout': 5, **more})}"

    def cut(self) -> None:
        """End every connection, and take no more."""
        if self._listener is None:
            return
        ended, self._listener = self._listener, None
        with contextlib.suppress(OSError):
            ended.shutdown(socket.SHUT_RDWR)
        ended.close()
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def mend(self) -> None:
        """Take connections, again."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._take, args=(listener,), daemon=True).start()

    def _take(self, listener: socket.socket) -> None:
        while True:
            try:
                ours, _ = listener.accept()
            except OSError:
                return
            theirs = self._connect()
            self._open += [ours, theirs]
            for one, other in ((ours, theirs), (theirs, ours)):
                threading.Thread(target=_pass_on, args=(one.recv, other), daemon=True).start()

    def _connect(self) -> socket.socket:
        host, port = str(self._about.get("host", "127.0.0.1")), self._about.get("port") or 5432
        if not host.startswith("/"):
            return socket.create_connection((host, int(port)))
        theirs = socket.socket(socket.AF_UNIX)
        theirs.connect(f"{host}/.s.PGSQL.{port}")
        return theirs


def _pass_on(read: Callable[[int], bytes], other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while part := read(65_536):
            other.sendall(part)
        other.shutdown(socket.SHUT_RDWR)
