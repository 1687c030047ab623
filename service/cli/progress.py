"""Progress of long work for a program that runs a command, as the plugin for QGIS does.

With `ZONEWRIGHT_PROGRESS=lines`, standard error has a line for each step beside the complaints:
`progress SHARE WHAT`, the share from 0 to 1, `-` where it is not known.
"""

from __future__ import annotations

import os

import typer


def by_lines() -> bool:
    """Return whether a program asks for progress."""
    return os.environ.get("ZONEWRIGHT_PROGRESS") == "lines"


def tell(what: str, share: float | None = None) -> None:
    """Write what is being done, and how much of it is done."""
    known = "-" if share is None else f"{share:.3f}"
    typer.echo(f"progress {known} {what}", err=True)
