"""Turning errors of libraries on untrusted files into problems of these files.

A **failure** of a file is an error of a type that decoders raise about content, from any code, or
any error raised inside a library that decodes files, since these may raise anything. A `KeyError`
or `TypeError` in our own code remains a program fault.
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
def failures_of(path: Path) -> Iterator[None]:
    """Turn a library's errors into problems of the file.

    Warnings about invalid numbers are suppressed: checks report them by row.

    Raises:
        FullError: there is no space for unpacked or copied files.
        PlanError: a library raised anything else.
    """
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # readers report what matters to users
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
