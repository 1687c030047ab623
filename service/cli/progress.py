"""Progress of long work: a line on a terminal, or lines for a program that runs a command.

With `ZONEWRIGHT_PROGRESS=lines`, as the plugin for QGIS sets it, standard error has one line per
step besides the warnings: `progress SHARE WHAT`; the share is from 0 to 1, or `-` if unknown.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from layers.messages import Message
from service.cli.errors import ended_by_signals
from service.cli.language import sentence


@contextmanager
def showing(
    what: Message, share: float | None = None
) -> Iterator[Callable[[Message, float | None], None] | None]:
    """Show that long work is running; yield a function to report its next step, None if unseen."""
    if _by_lines():
        _report(what, share)
        yield _report
        return
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with console.status(sentence(what)) as status:
        yield lambda step, _share: status.update(sentence(step))


@contextmanager
def working(code: str) -> Iterator[None]:
    """Show that long work is running: a code's text; a signal that ends it runs its cleanup."""
    with ended_by_signals(), showing(Message(code)):
        yield


@contextmanager
def counting(code: str) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a function that reports how many pieces of long work are done."""
    what = Message(code)
    with showing(what, 0.0) as show:
        if show is None:
            yield None
        elif _by_lines():
            yield lambda done, of: show(what, done / max(of, 1))
        else:
            yield lambda done, of: show(
                Message("cli-count-done", what=what, done=done, count=of), None
            )


def _by_lines() -> bool:
    return os.environ.get("ZONEWRIGHT_PROGRESS") == "lines"


def _report(what: Message, share: float | None) -> None:
    """Write the present step, and the share that is done."""
    known = "-" if share is None else f"{share:.3f}"
    typer.echo(f"progress {known} {sentence(what)}", err=True)
