"""The installed command `zonewright`: found, and run in a process of its own that can be stopped.

No shell is asked, so no argument needs quoting. What belongs to QGIS's own Python, GDAL and PROJ is
left out of the process's environment: those of the command are others. On Windows no console opens.
Nothing here needs QGIS.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import IO

NAME = "zonewright"
_OF_QGIS = {
    *("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONEXECUTABLE", "PYTHONNOUSERSITE"),
    *("GDAL_DATA", "GDAL_DRIVER_PATH", "PROJ_LIB", "PROJ_DATA", "QT_PLUGIN_PATH"),
}
_BATCH = (".bat", ".cmd")  # of which Windows itself makes a shell's line
_PROGRESS = "progress "
_ASKED_S = 0.1  # how often it is asked whether to stop
_GRACE_S = 3.0  # how long a process that is to end may tidy up


class CommandError(Exception):
    """A command that cannot be run: the code of the text that says why, and its places."""

    def __init__(self, code: str, **places: object) -> None:
        super().__init__(code)
        self.code, self.places = code, places


@dataclass(frozen=True)
class Ended:
    """What a command left: its exit code, its output, and its complaints, a line for each."""

    code: int
    out: str
    complaints: tuple[str, ...]
    cancelled: bool = False


def find(configured: str = "") -> str:
    """Return the path of the command: as it is set, else the one on PATH or of the user's own.

    Raises:
        CommandError: it is not there, or is a batch file.
    """
    given = os.path.expanduser(configured.strip().strip('"'))
    places = [str(Path.home() / ".local" / "bin")]
    if given:
        found = shutil.which(given)
    else:
        found = shutil.which(NAME) or shutil.which(NAME, path=os.pathsep.join(places))
    if found is None:
        raise CommandError("plugin-command-missing", command=given or NAME)
    if found.lower().endswith(_BATCH):
        raise CommandError("plugin-command-batch", command=found)
    return found


def environment(own: Mapping[str, str], language: str) -> dict[str, str]:
    """Return the environment of the process: QGIS's without what would mislead another Python.

    >>> sorted(environment({"PATH": "/bin", "PYTHONHOME": "/qgis"}, "zh"))[:2]
    ['NO_COLOR', 'PATH']
    """
    kept = {name: value for name, value in own.items() if name.upper() not in _OF_QGIS}
    said = {"ZONEWRIGHT_LANG": language, "ZONEWRIGHT_PROGRESS": "lines"}
    return {**kept, **said, "PYTHONUTF8": "1", "NO_COLOR": "1"}


def run(
    line: Sequence[str],
    language: str,
    is_cancelled: Callable[[], bool],
    progress: Callable[[float | None, str], None],
) -> Ended:
    """Run a command to its end, or until it is cancelled: then it and what it started are ended.

    `progress` is told the share that is done (None where that is not known) and what is being done,
    by the thread that calls this.

    Raises:
        CommandError: it cannot be started.
    """
    try:
        process = _started(line, environment(os.environ, language))
    except OSError as error:
        raise CommandError("plugin-command-fails", command=line[0], why=str(error)) from error
    out: list[str] = []
    told: list[str] = []
    readers = [
        threading.Thread(target=_read, args=(stream, lines), daemon=True)
        for stream, lines in ((process.stdout, out), (process.stderr, told))
    ]
    for reader in readers:
        reader.start()
    seen, cancelled = 0, False
    while True:
        try:
            process.wait(_ASKED_S)
        except subprocess.TimeoutExpired:
            cancelled = is_cancelled()
            if cancelled:
                _end(process)
        seen = _tell(told, seen, progress)
        if process.poll() is not None:
            break
    for reader in readers:
        reader.join(_GRACE_S)
    _tell(told, seen, progress)
    complaints = (text.rstrip("\r\n") for text in told if not text.startswith(_PROGRESS))
    return Ended(process.returncode, "".join(out), tuple(filter(None, complaints)), cancelled)


def _started(line: Sequence[str], variables: dict[str, str]) -> subprocess.Popen[str]:
    """Start a process with an encoding, a group and, on Windows, no console of its own."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(  # noqa: S603  the command that is set, and no shell
        list(line),
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        creationflags=flags,
        start_new_session=True,  # of no consequence on Windows
    )


def _read(stream: IO[str] | None, lines: list[str]) -> None:
    if stream is not None:
        with stream:
            for line in stream:
                lines.append(line)  # noqa: PERF402  one by one, for who looks on


def _tell(told: list[str], seen: int, progress: Callable[[float | None, str], None]) -> int:
    """Tell the progress of the lines that came since, and return how many there are."""
    count = len(told)
    for text in told[seen:count]:
        if text.startswith(_PROGRESS):
            share, _, what = text[len(_PROGRESS) :].strip().partition(" ")
            progress(None if share == "-" else float(share), what)
    return count


def _end(process: subprocess.Popen[str]) -> None:
    """End a process and what it started: politely, and then not."""
    if sys.platform == "win32":
        root = os.environ.get("SYSTEMROOT", r"C:\Windows")
        subprocess.run(  # noqa: S603  a program of Windows
            [os.path.join(root, "System32", "taskkill.exe"), "/PID", str(process.pid), "/T", "/F"],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
        process.wait()
        return
    for how in ("SIGTERM", "SIGKILL"):  # the second for what the first did not end
        with suppress(ProcessLookupError):
            os.killpg(process.pid, getattr(signal, how))  # which Windows has not both
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_S)
