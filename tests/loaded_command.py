"""The command line, loaded once: a process that waits on a socket, and forks for each command.

Run with a socket's path alone it waits there. Run with arguments behind the path it is the command:
it sends them with its own streams, folder and environment, and ends as the fork does. `-c TEXT` is
a script for the same Python. The China plan is built once, for all commands that build it.
"""

import json
import os
import select
import socket
import sys
from contextlib import suppress
from pathlib import Path


def ask(path: str, arguments: list[str]) -> int:
    """Have a command run by the process that waits; return its exit code."""
    asked = {"arguments": arguments, "folder": str(Path.cwd()), "environment": dict(os.environ)}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        socket.send_fds(connection, [json.dumps(asked).encode() + b"\n"], [0, 1, 2])
        return int(connection.makefile().read())


def wait(path: str) -> None:
    """Load everything, then fork for whoever connects, until standard input ends."""
    from importlib import import_module  # noqa: PLC0415  who asks loads none of this

    import layers.china  # noqa: PLC0415

    commands = import_module("service.cli.app")

    for name in ("COMMANDS", "SCENARIO_COMMANDS", "LENS_COMMANDS", "TOKEN_COMMANDS"):
        for listed in getattr(commands, name).values():
            import_module(f"service.cli.{listed.module}")
    plan = layers.china.build_china_plan()
    import_module("service.cli.demo").build_china_plan = lambda: plan
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            if os.fork() == 0:
                run(connection)
            connection.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    """Those that have ended are gone."""


def run(connection: socket.socket) -> None:
    """Do in this fork what is asked, as a process of its own does, and tell the exit code."""
    text, streams, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    asked = json.loads(text)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.dup2(streams[number], number)
        setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["zonewright", *asked["arguments"]]
    code = 1
    try:
        if sys.argv[1:2] == ["-c"]:
            exec(compile(sys.argv[2], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102
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
    if sys.argv[2:]:
        sys.exit(ask(sys.argv[1], sys.argv[2:]))
    wait(sys.argv[1])
