"""The saved state of the plan's file, even while QGIS has it open for editing.

QGIS then keeps the last saves in a journal (WAL) beside the file, and the command rejects such a
file. So it gets a copy with the journal's content. On POSIX systems another process makes the copy:
opening and closing the file in this process would drop QGIS's locks on it. Nothing here needs QGIS.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from .command import CommandError


def settled(plan: str, folder: str) -> str:
    """Return the path of a plan without a journal: its own, or that of a copy in a folder.

    Raises:
        CommandError: it cannot be copied.
    """
    if not any(Path(plan + end).exists() for end in ("-wal", "-shm")):
        return plan
    copy = str(Path(folder) / Path(plan).name)
    try:
        if sys.platform == "win32":
            shutil.copyfile(plan, copy)
        else:
            subprocess.run(["/bin/cp", "--", plan, copy], check=True, capture_output=True)  # noqa: S603  two files
        if Path(plan + "-wal").exists():
            shutil.copyfile(plan + "-wal", copy + "-wal")
        with closing(sqlite3.connect(copy)) as file:
            file.execute("PRAGMA journal_mode=DELETE").fetchone()
    except (OSError, subprocess.CalledProcessError, sqlite3.Error) as error:
        raise CommandError("plugin-plan-not-copied", file=plan, why=str(error)) from error
    return copy


def store_of(plan: str) -> str | None:
    """Return the store file of a plan's scenarios; None if there is none.

    >>> store_of("nowhere.gpkg") is None
    True
    """
    store = Path(plan).with_suffix(".scenarios.db")
    return str(store) if store.exists() else None
