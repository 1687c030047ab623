"""The command line, loaded once: a process that waits on a socket, and forks for each command.

Run with `--wait`, a socket's path and perhaps a file of a plan of China, it waits there. Run with a
socket's path and arguments it is the command: it sends them with its own streams, folder and
environment, and ends as the fork does. `-c TEXT` is a script for the same Python; what follows `--`
is another program. A fork ends, with all that it has started, once its command is gone; and all of
them end with the process that called `loaded`, however that ends.
"""

import ast
import gc
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[1]


@contextmanager
def loaded(china: Path | None = None) -> Iterator[list[str]]:
    """Have the command line wait; give the words before the arguments of a command.

    If it is given a plan of China, commands have any copy of that opened and its baseline measured,
    and `demo` copies it instead of building one.
    """
    with TemporaryDirectory() as folder:
        path = f"{folder}/socket"  # short: that of a socket has a hundred letters at most
        with subprocess.Popen(  # noqa: S603  our own script
            [sys.executable, __file__, "--wait", path, *([china] if china else [])],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,  # by whose end it learns that this process has ended
            stdout=subprocess.PIPE,
            start_new_session=True,  # what interrupts this process leaves it to end the commands
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield [sys.executable, "-I", "-S", __file__, path]


def ask(path: str, arguments: list[str]) -> int:
    """Have a command run by the process that waits; return its exit code."""
    asked = {"arguments": arguments, "folder": str(Path.cwd()), "environment": dict(os.environ)}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        socket.send_fds(connection, [json.dumps(asked).encode() + b"\n"], [0, 1, 2])
        return int(connection.makefile().read() or 1)


def wait(path: str, china: str = "") -> None:
    """Load everything, then fork for each connection, until standard input ends."""
    from importlib import import_module  # noqa: PLC0415  a command loads none of this

    for file in Path(str(import_module("service.cli").__file__)).parent.glob("*.py"):
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):  # functions import too
            if isinstance(one, ast.ImportFrom):
                for name in one.names:
                    getattr(import_module(str(one.module)), name.name)
    if china:
        know(china)
    gc.collect()
    gc.freeze()  # garbage is looked for in no fork among what all share: to look copies it
    forks: set[int] = set()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            fork = os.fork()
            os.setpgid(fork, fork)
            if fork == 0:
                run(connection)
            connection.close()
            forks = {one for one in {*forks, fork} if os.waitpid(one, os.WNOHANG) == (0, 0)}
    for fork in forks:
        with suppress(ProcessLookupError):
            os.killpg(fork, signal.SIGKILL)
    os._exit(0)  # without waiting for threads of what is loaded


def know(china: str) -> None:
    """Keep that plan, opened and measured: forks share what the process has before them."""
    from geo import CoverageMeter  # noqa: PLC0415
    from geo.coverage.travel import DEFAULT_RADII_KM, checked_radii  # noqa: PLC0415
    from layers import Plan  # noqa: PLC0415
    from layers import china as china_plan  # noqa: PLC0415
    from tests.opened_plans import OpenedPlans  # noqa: PLC0415

    opened = OpenedPlans(most=1)
    plan = opened.open(china)
    meter, make = CoverageMeter(plan), CoverageMeter.__init__
    meter.measure()

    plain = {"by": "line", "radii_min": None, "replay_cache": None}

    def begin(self: Any, plan_: Plan, radii_km: Any = None, **more: Any) -> None:
        if plain | more != plain or getattr(plan_, "zones", None) is not plan.zones:
            make(self, plan_, radii_km, **more)
        else:
            radii = checked_radii(DEFAULT_RADII_KM if radii_km is None else radii_km)
            same = meter if radii == meter.radii_km else meter.at(radii)
            vars(self).update(vars(same), plan=plan_)

    known = {"baseline": plan.baseline, "layers": plan.layers}
    copied = SimpleNamespace(**known, save=lambda to: shutil.copy(china, to))
    for owner, name, value in (
        (Plan, "open", opened.open),
        (CoverageMeter, "__init__", begin),
        (china_plan, "build_china_plan", lambda: copied),
    ):
        setattr(owner, name, value)


def end_with(connection: socket.socket) -> None:
    """Wait until the command is gone, then end this fork and what it has started."""
    connection.recv(1)
    os.killpg(0, signal.SIGKILL)


def run(connection: socket.socket) -> None:
    """Do in this fork what is asked, as a process of its own does, and tell the exit code."""
    text, streams, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    threading.Thread(target=end_with, args=(connection,), daemon=True).start()
    asked = json.loads(text)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.dup2(streams[number], number)
        os.close(streams[number])
        setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["zonewright", *asked["arguments"]]
    code = 1
    try:
        if sys.argv[1:2] == ["--"]:
            sys.exit(subprocess.run(sys.argv[2:], check=False).returncode)  # noqa: S603
        if sys.argv[1:2] == ["-c"]:
            _, _, script, *sys.argv[1:] = sys.argv
            exec(compile(script, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102
        else:
            from service.cli import main  # noqa: PLC0415

            main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  as the interpreter does at its end
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(str(code).encode())
        os._exit(code)


if __name__ == "__main__":
    if sys.argv[1] == "--wait":
        wait(*sys.argv[2:])
    else:
        sys.exit(ask(sys.argv[1], sys.argv[2:]))
