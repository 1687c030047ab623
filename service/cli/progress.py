"""Progress of long work for a program that runs a command, such as the plugin for QGIS.

With `ZONEWRIGHT_PROGRESS=lines`, standard error has a line for each step besides the warnings:
`progress SHARE WHAT`; the share is from 0 to 1, or `-` if unknown.
"""

from __future__ import annotations

import os

import typer


def by_lines() -> bool:
    """Return whether progress is requested as lines."""
    return os.environ.get("ZONEWRIGHT_PROGRESS") == "lines"


def tell(what: str, share: float | None = None) -> None:
    """Write the present step, and the share that is done."""
    known = "-" if share is None else f"{share:.3f}"
    typer.echo(f"progress {known} {what}", err=True)
