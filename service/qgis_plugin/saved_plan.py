"""The plan's file as it is saved, also while QGIS has it open for editing.

QGIS then keeps what was saved last in a journal beside the file, and the command refuses the file,
rightly. So it gets a copy with the journal's content in it. On POSIX systems the copy is made by
another process: one that opens and closes the file itself would lose QGIS its locks on it.
Nothing here needs QGIS.
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
    """Return the path of a plan without a journal: its own, or of a copy in a folder.

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
    """Return the file of the scenarios that are kept of a plan, None where there is none.

    >>> store_of("nowhere.gpkg") is None
    True
    """
    store = Path(plan).with_suffix(".scenarios.db")
    return str(store) if store.exists() else None
