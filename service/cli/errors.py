"""What ends a command: every problem as a line on standard error, and the exit code."""

from __future__ import annotations

import functools
import os
import signal
import sys
import threading
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import typer
from typer.core import TyperGroup

from layers.errors import StaleError, ZonewrightError, of_library
from layers.messages import Message, as_command_line_options
from service.budget import budget_of_environment
from service.cli.language import sentence, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typer._click.core import Context

P = ParamSpec("P")
R = TypeVar("R")

HARD_RULE_BROKEN = 1
BAD_INPUT = 2
CONFLICT = 3
PROGRAM_FAULT = 70
_INTERRUPTED = 130
_LONGEST_REASON = 200
_PACKAGES = ("service", "geo", "layers")
_ENDED = 128  # and the number of the signal
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)  # Typer names it not


class Commands(TyperGroup):
    """The commands; one that is called wrongly says so in one line, and where to read how."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Context | None = None,
        **extra: Any,  # noqa: ANN401
    ) -> Context:
        """Read the arguments that stand before a command's name."""
        with _told_in_one_line():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Context) -> object:
        """Run the command that the arguments name."""
        with _told_in_one_line():
            return super().invoke(ctx)


@contextmanager
def _told_in_one_line() -> Iterator[None]:
    """End a command that is called wrongly; the help that a group shows by itself stays whole."""
    try:
        yield
    except _UsageError as error:
        told = error.format_message()
        if not told.startswith("Usage: "):
            where = error.ctx.command_path if error.ctx else "zonewright"
            told = " ".join(told.replace("Value error, ", "").split()).rstrip(".")
            told = f"{where}: {told}; see {where} --help"
        typer.echo(visible(told), err=True)
        raise typer.Exit(BAD_INPUT) from error


def reporting(command: Callable[P, R]) -> Callable[P, R]:
    """Return the command, within its limits, with its errors as lines (see `told_in_lines`)."""

    @functools.wraps(command)
    @as_command_line_options()
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        with told_in_lines(), budget_of_environment().limiting():
            return command(*args, **kwargs)

    return guarded


@contextmanager
def told_in_lines() -> Iterator[None]:
    """Print errors within as lines on standard error, and exit with code 2.

    It is 3 where the input is good, but somebody saved since: a script can read anew or merge.
    What is no error of the project, of the system or of a library is raised.
    """
    try:
        yield
        sys.stdout.flush()
    except ZonewrightError as error:
        problems = error.problems
        code = CONFLICT if isinstance(error, StaleError) else BAD_INPUT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None  # the reader has had enough
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
    """Run a program, and end the process; a fault of the program is one line and exit code 70.

    ZONEWRIGHT_DEBUG raises the fault instead, for the traceback.
    """
    try:
        with told_in_lines():
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
    """Return the last line of this program that an error came through, as `file:line`."""
    root = Path(__file__).parents[2]
    ours = [
        f"{Path(frame.filename).relative_to(root).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if any(Path(frame.filename).is_relative_to(root / name) for name in _PACKAGES)
    ]
    return ours[-1] if ours else ""


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM end a block as Ctrl+C does, so that what it began is tidied away.

    Another signal does not end the tidying.
    """
    if threading.current_thread() is not threading.main_thread():  # which alone has signals
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
    """Return what the operating system refused, and of which file."""
    reason = Message("cli-system-error", reason=error.strerror or str(error))
    return Message("at-file", file=str(error.filename), reason=reason) if error.filename else reason
