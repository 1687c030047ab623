"""The bytes of an untrusted file: their format regardless of its name, and what fails to read them.

Errors of libraries become problems of the file. A **failure** of a file is an error of a type that
decoders raise about content, from any code, or any error raised inside a library that decodes
files, since these may raise anything. A `KeyError` or `TypeError` in our own code remains a program
fault.
"""

import csv
import re
import struct
import traceback
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from shapely.errors import ShapelyError

from layers.errors import PlanError, SourceError, ZonewrightError, of_full_disk
from layers.messages import Message
from layers.plan.geopackage import short_reason
from layers.runtime.files import os_reason

_MOST_TEXT_BYTES = 1_000_000_000

_INDIRECT = re.compile(rb"<ogr(?!:)|<vrtdataset|<gdal|_capabilities|gdal_streamed_alg")
_SIGNATURES = (
    (rb"SQLite format 3\x00.{52}(GPKG|GP10|GP11)", "GeoPackage"),
    (rb"SQLite format 3\x00", "SQLite"),
    (rb"PK\x03\x04|PK\x05\x06", "ZIP"),
    (rb"\x00\x00\x27\x0a", "shapefile"),
    (rb"fgb\x03fgb", "FlatGeobuf"),
    (rb"PAR1", "Parquet"),
    (rb"%PDF-", "PDF"),
    (rb"AC10\d\d", "DWG"),
    (rb"AutoCAD Binary DXF", "binary DXF"),
    (rb"\xd0\xcf\x11\xe0", "XLS"),
    (rb"Rar!", "RAR"),
    (rb"7z\xbc\xaf\x27\x1c", "7z"),
    (rb"\x1f\x8b", "gzip"),
    (rb"\s*(?>(?:999[ \t\r]*\n[^\n]*\n[ \t]*)*)0[ \t\r]*\n[ \t]*SECTION", "DXF"),
    (rb"\s*!table", "MapInfo TAB"),
    (rb"\s*version\s+\d+\s*\n", "MapInfo MIF"),
    (rb"\s*(<\?xml.*?)?<(\w+:)?kml\b", "KML"),
    (rb"\s*(<\?xml.*?)?<(\w+:)?gpx\b", "GPX"),
    (rb"\s*<(!doctype )?html\b", "HTML"),
    (rb"\s*<.{0,3000}opengis\.net/gml", "GML"),
    (rb"\s*<", "XML"),
    (rb'\s*\{.*"(FeatureCollection|Feature|Polygon|MultiPolygon)"', "GeoJSON"),
    (rb"\s*\[?\s*\{", "JSON"),
)
_OF_CONTENT = (
    *(OSError, EOFError, ValueError, RuntimeError, OverflowError, MemoryError),
    *(ET.ParseError, ShapelyError, csv.Error, struct.error, zipfile.BadZipFile, zlib.error),
)
_DECODERS = ("openpyxl", "pyogrio", "pyarrow", "geopandas.io", "xml", "zipfile", "sqlite3")


def read_bytes(path: Path, most: int = -1) -> bytes:
    """Return the content of a file, or its first `most` bytes.

    Raises:
        SourceError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        unreadable = Message("file-unreadable", why=os_reason(error))
        raise SourceError(unreadable.in_file(path)) from error


def kind_of(head: bytes) -> str | None:
    """Return the format of a file by its first bytes; None if undecided.

    >>> kind_of(b'<kml xmlns="http://www.opengis.net/kml/2.2">'), kind_of(b"a,b")
    ('KML', None)
    """
    text = head.removeprefix(b"\xef\xbb\xbf")
    for signature, kind in _SIGNATURES:
        if re.match(signature, text, re.DOTALL | re.IGNORECASE):
            return kind
    return None


def leads_elsewhere(path: Path) -> bool:
    """Return whether a file begins with content that makes GDAL open other files or hosts.

    GDAL searches for such words up to the first NUL, ignoring what precedes them.
    """
    text = read_bytes(path, 1 << 16).split(b"\x00")[0].lower()
    return _INDIRECT.search(text) is not None


def other_content(path: Path, head: bytes, wanted: str) -> PlanError:
    """Return the error that a file is not of the format of its name, but of another."""
    actual = kind_of(head) or Message("format-kind-unknown")
    return PlanError(Message("format-other", wanted=wanted, found=actual).in_file(path))


def read_text_bytes(path: Path) -> bytes:
    """Return the content of a file of text.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is too large.
    """
    content = read_bytes(path, _MOST_TEXT_BYTES + 1)
    if len(content) > _MOST_TEXT_BYTES:
        raise PlanError(Message("format-large", limit_bytes=_MOST_TEXT_BYTES).in_file(path))
    return content


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
