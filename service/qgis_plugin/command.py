"""The installed command `zonewright`: its path, and runs in a process that can be stopped.

No shell is used, so no argument needs quoting. Variables of QGIS's own Python, GDAL and PROJ are
removed from the process's environment, because the command has its own. On Windows no console
opens. Nothing here needs QGIS.
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
_BATCH = (".bat", ".cmd")  # which Windows runs through a shell
_PROGRESS = "progress "
_ASKED_S = 0.1  # the interval of checks whether to stop
_GRACE_S = 3.0  # how long a stopped process may clean up


class CommandError(Exception):
    """A command that cannot be run: the code of the message, and its parameters."""

    def __init__(self, code: str, **places: object) -> None:
        super().__init__(code)
        self.code, self.places = code, places


@dataclass(frozen=True)
class Ended:
    """The result of a command: its exit code, its output, and its messages, a line each."""

    code: int
    out: str
    complaints: tuple[str, ...]
    cancelled: bool = False


def find(configured: str = "") -> str:
    """Return the path of the command: the configured one, else one on PATH or of the user.

    Raises:
        CommandError: it is missing, or is a batch file.
    """
    path = os.path.expanduser(configured.strip().strip('"'))
    places = [str(Path.home() / ".local" / "bin")]
    if path:
        program = shutil.which(path)
    else:
        program = shutil.which(NAME) or shutil.which(NAME, path=os.pathsep.join(places))
    if program is None:
        raise CommandError("plugin-command-missing", command=path or NAME)
    if program.lower().endswith(_BATCH):
        raise CommandError("plugin-command-batch", command=program)
    return program


def environment(inherited: Mapping[str, str], language: str) -> dict[str, str]:
    """Return the environment of the process: QGIS's without variables that affect another Python.

    >>> sorted(environment({"PATH": "/bin", "PYTHONHOME": "/qgis"}, "zh"))[:2]
    ['NO_COLOR', 'PATH']
    """
    passed = {name: value for name, value in inherited.items() if name.upper() not in _OF_QGIS}
    settings = {"ZONEWRIGHT_LANG": language, "ZONEWRIGHT_PROGRESS": "lines"}
    return {**passed, **settings, "PYTHONUTF8": "1", "NO_COLOR": "1"}


def run(
    line: Sequence[str],
    language: str,
    is_cancelled: Callable[[], bool],
    progress: Callable[[float | None, str], None],
) -> Ended:
    """Run a command to its end, or until it is cancelled: then it and its children are ended.

    `progress` is called with the share that is done (None if unknown) and the present step, in the
    calling thread.

    Raises:
        CommandError: it cannot be started.
    """
    try:
        process = _started(line, environment(os.environ, language))
    except OSError as error:
        raise CommandError("plugin-command-fails", command=line[0], why=str(error)) from error
    out: list[str] = []
    error_lines: list[str] = []
    readers = [
        threading.Thread(target=_read, args=(stream, lines), daemon=True)
        for stream, lines in ((process.stdout, out), (process.stderr, error_lines))
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
        seen = _tell(error_lines, seen, progress)
        if process.poll() is not None:
            break
    for reader in readers:
        reader.join(_GRACE_S)
    _tell(error_lines, seen, progress)
    complaints = (text.rstrip("\r\n") for text in error_lines if not text.startswith(_PROGRESS))
    return Ended(process.returncode, "".join(out), tuple(filter(None, complaints)), cancelled)


def _started(line: Sequence[str], variables: dict[str, str]) -> subprocess.Popen[str]:
    """Start a process with an encoding and its own group, on Windows without a console."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(  # noqa: S603  the configured command, without a shell
        list(line),
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        creationflags=flags,
        start_new_session=True,  # has no effect on Windows
    )


def _read(stream: IO[str] | None, lines: list[str]) -> None:
    if stream is not None:
        with stream:
            for line in stream:
                lines.append(line)  # noqa: PERF402  one by one, because another thread reads them


def _tell(lines: list[str], seen: int, progress: Callable[[float | None, str], None]) -> int:
    """Report the progress of new lines, and return how many lines there are."""
    count = len(lines)
    for text in lines[seen:count]:
        if text.startswith(_PROGRESS):
            share, _, what = text[len(_PROGRESS) :].strip().partition(" ")
            progress(None if share == "-" else float(share), what)
    return count


def _end(process: subprocess.Popen[str]) -> None:
    """End a process and its children: first by SIGTERM, then by SIGKILL."""
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
    for how in ("SIGTERM", "SIGKILL"):  # the second for processes that ignore the first
        with suppress(ProcessLookupError):
            os.killpg(process.pid, getattr(signal, how))  # Windows does not have both
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_S)
