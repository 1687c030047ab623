"""The versions that a report's figures and pictures depend on."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

import geo
import layers
from geo.scenario.replay import libraries
from layers.geometry import kernel
from service import map as display
from service import report

PROGRAM = "zonewright"
"""The name of this program among the versions."""

_SOURCES = {".py", ".ftl", ".json", ".csv", ".npz"}


def library_versions() -> dict[str, str]:
    """Return the versions of this program and of the libraries, and of the system, by name."""
    geometry = dict(one.rsplit(" ", 1) for one in libraries().split(", "))
    return {
        PROGRAM: _program(),
        "Python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        **geometry,
        "numpy": np.__version__,
        "pandas": pd.__version__,
        "kernel": "compiled" if kernel.is_on() else "off",
    }


@cache
def _program() -> str:
    """Return the version of this program, with the beginning of a hash of its source.

    So two states of the source between releases differ.
    """
    digest = hashlib.sha256()
    for package in (layers, geo, display, report):
        root = Path(package.__path__[0])
        files = (file for file in root.rglob("*") if file.suffix in _SOURCES)
        for name, file in sorted((file.relative_to(root).as_posix(), file) for file in files):
            digest.update(f"{root.name}/{name}\n".encode() + file.read_bytes())
    return f"{version(PROGRAM)}+{digest.hexdigest()[:12]}"
