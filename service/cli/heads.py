"""While a service runs, the heads of its store are noted once a day in a file (`serve --heads`)."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from layers.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from layers.store import Store

_LOG = logging.getLogger("zonewright.heads")
_LOOKED_EVERY_S = 60.0


@contextmanager
def noted_daily(store: Store, file: Path | None) -> Iterator[None]:
    """Note the heads of a store now, and during the block on every day (UTC) that begins.

    Raises:
        SourceError: the file cannot be read or written now; later that is logged.
    """
    if file is None:
        yield
        return
    noted = _today()
    store.heads.note(file, noted)
    ended = threading.Event()

    def note_on(noted: date) -> None:
        while not ended.wait(_LOOKED_EVERY_S):
            if (today := _today()) == noted:
                continue
            try:
                store.heads.note(file, today)
            except SourceError as error:
                _LOG.warning("%s", error)
            else:
                noted = today

    noting = threading.Thread(target=note_on, args=(noted,), daemon=True)
    noting.start()
    try:
        yield
    finally:
        ended.set()
        noting.join()


def _today() -> date:
    return datetime.now(UTC).date()
