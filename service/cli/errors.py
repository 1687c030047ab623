"""How a command fails: every problem as a line on standard error, and the exit code."""

import functools
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import typer
from typer._click.core import Context
from typer.core import TyperGroup

from layers.errors import StaleError, ZonewrightError, of_library
from layers.messages import Message, options_for
from service.budget import budget_of_environment
from service.cli.language import sentence, visible

P = ParamSpec("P")
R = TypeVar("R")

HARD_RULE_BROKEN = 1
BAD_INPUT = 2
CONFLICT = 3
PROGRAM_FAULT = 70
_INTERRUPTED = 130
_LONGEST_REASON = 200
_PACKAGES = ("service", "geo", "layers")
_ENDED = 128  # plus the number of the signal
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)  # not exported


class Commands(TyperGroup):
    """The commands; a usage error is reported in one line that names the help."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Context | None = None,
        **extra: Any,  # noqa: ANN401
    ) -> Context:
        """Parse the arguments before a command's name."""
        with _usage_error_in_one_line():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Context) -> object:
        """Run the command that the arguments name."""
        with _usage_error_in_one_line():
            return super().invoke(ctx)


@contextmanager
def _usage_error_in_one_line() -> Iterator[None]:
    """Report a usage error in one line; the help that a group prints is unchanged."""
    try:
        yield
    except _UsageError as error:
        text = error.format_message()
        if not text.startswith("Usage: "):
            where = error.ctx.command_path if error.ctx else "zonewright"
            text = " ".join(text.replace("Value error, ", "").split()).rstrip(".")
            text = f"{where}: {text}; see {where} --help"
        typer.echo(visible(text), err=True)
        raise typer.Exit(BAD_INPUT) from error


def reporting(command: Callable[P, R]) -> Callable[P, R]:
    """Return the command, within its limits, with its errors as lines (see `errors_as_lines`)."""

    @functools.wraps(command)
    @options_for("command")
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        with errors_as_lines(), budget_of_environment().limiting():
            return command(*args, **kwargs)

    return guarded


@contextmanager
def errors_as_lines() -> Iterator[None]:
    """Print errors within as lines on standard error, and exit with code 2.

    The code is 3 if the input is valid, but another user saved meanwhile: a script can read again
    or merge. Exceptions other than those of the project, the system or a library are raised.
    """
    try:
        yield
        sys.stdout.flush()
    except ZonewrightError as error:
        problems = error.problems
        code = CONFLICT if isinstance(error, StaleError) else BAD_INPUT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None  # the reader closed the pipe
    except KeyboardInterrupt:
        raise typer.Exit(_INTERRUPTED) from None
    except Exception as error:
        if (ours := of_library(error)) is not None:
            problems = ours.problems
        elif isinstance(error, OSError):
            problems = (_of_system(error),)
        else:
            raise
        code = BAD_INPUT
    else:
        return
    for problem in problems:
        typer.echo(sentence(problem), err=True)
    raise typer.Exit(code)


def run_to_the_end(program: Callable[[], None]) -> None:
    """Run a program and end the process; an internal error is one line and exit code 70.

    With ZONEWRIGHT_DEBUG it is raised instead, for the traceback.
    """
    try:
        with errors_as_lines():
            program()
    except typer.Exit as error:
        raise SystemExit(error.exit_code) from None
    except Exception as error:
        if os.environ.get("ZONEWRIGHT_DEBUG"):
            raise
        reason = " ".join(f"{type(error).__name__} {error}".split())[:_LONGEST_REASON]
        fault = Message("cli-program-fault", reason=reason, where=_where(error))
        typer.echo(sentence(fault), err=True)
        raise SystemExit(PROGRAM_FAULT) from None


def _where(error: Exception) -> str:
    """Return the last line of this program in an error's traceback, as `file:line`."""
    root = Path(__file__).parents[2]
    ours = [
        f"{Path(frame.filename).relative_to(root).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if any(Path(frame.filename).is_relative_to(root / name) for name in _PACKAGES)
    ]
    return ours[-1] if ours else ""


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM end a block as Ctrl+C does, so that its cleanup runs.

    A further signal does not interrupt the cleanup.
    """
    if threading.current_thread() is not threading.main_thread():  # only that one handles signals
        yield
        return

    def end(number: int, _frame: object) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(_ENDED + number)

    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        for each in before:
            signal.signal(each, end)
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _of_system(error: OSError) -> Message:
    """Return the operating system's error, and its file."""
    reason = Message("cli-system-error", reason=error.strerror or str(error))
    return Message("at-file", file=str(error.filename), reason=reason) if error.filename else reason
