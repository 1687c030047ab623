"""What libraries raise of a stranger's file, as a problem of that file; a mistake of ours is not.

A **failure** of a file is an error of the kinds that decoders raise of content, whoever does, and
any error at all that comes from inside a library that decodes files: there is no list of what these
raise. A `KeyError` or `TypeError` of our own code is a fault of the program, and stays one.
"""

from __future__ import annotations

import csv
import struct
import traceback
import warnings
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
from shapely.errors import ShapelyError

from layers.errors import PlanError, ZonewrightError, of_full_disk
from layers.messages import Message
from layers.plan.geopackage import short_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OF_CONTENT = (
    *(OSError, EOFError, ValueError, RuntimeError, OverflowError, MemoryError),
    *(ET.ParseError, ShapelyError, csv.Error, struct.error, zipfile.BadZipFile, zlib.error),
)
_DECODERS = ("openpyxl", "pyogrio", "pyarrow", "geopandas.io", "xml", "zipfile", "sqlite3")


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Turn what a library raises into a problem of the file.

    Numbers that lead nowhere give no warning: checks find them, and say which rows have them.

    Raises:
        FullError: there is no room for what is unpacked or copied.
        PlanError: a library has raised anything else.
    """
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries speak to programmers; readers say the rest
            yield
    except ZonewrightError:
        raise
    except Exception as error:
        if (full := of_full_disk(error)) is not None:
            raise full from error
        if not isinstance(error, _OF_CONTENT) and not _is_of_decoder(error):
            raise
        why = short_reason(error) or type(error).__name__
        damaged = Message("file-damaged", why=why.replace(f"{path.parent}/", ""))
        raise PlanError(damaged.in_file(path)) from error


def _is_of_decoder(error: Exception) -> bool:
    """Return whether an error was raised inside a library that decodes files."""
    modules = (
        frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__)
    )
    return any(f"{module}.".startswith(f"{name}.") for module in modules for name in _DECODERS)
