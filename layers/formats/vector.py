"""Shapefile, FlatGeobuf and KML through GDAL, each only where its content is what its name says."""

from __future__ import annotations

import tempfile
import warnings
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio

from layers.errors import PlanError, SourceError
from layers.formats.content import read_bytes
from layers.formats.layer_choice import chosen_layer
from layers.formats.table import ReadOptions, Table
from layers.geopackage import GDAL_FAILURES, short_reason
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

_SHAPEFILE = b"\x00\x00\x27\x0a"
_FLATGEOBUF = b"fgb\x03fgb"
_INDIRECT = (b"ogrvrt", b"ogrwfs", b"vrtdataset", b"gdal_streamed_alg", b"<!doctype", b"<!entity")
"""What a file says that leads GDAL to other files or hosts (or a parser to endless text)."""

_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
_MOST_BYTES = 4_000_000_000  # of an unpacked archive
_KML_STYLE = ["timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility"]
_KML_STYLE += ["drawOrder", "icon"]


def read_shapefile(path: Path, layer: str, options: ReadOptions) -> Table:  # noqa: ARG001  one layer
    """Return a shapefile; its .cpg names the encoding, else UTF-8 or GBK is recognised.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not a shapefile, or damaged.
    """
    return _shapefile(path, path)


def _shapefile(path: Path, named: Path) -> Table:
    """Return a shapefile; problems name it as `named`.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not a shapefile, or damaged.
    """
    if read_bytes(path, 4) != _SHAPEFILE:
        raise PlanError(Message("file-not-shapefile").in_file(named))
    missing = tuple(kind for kind in (".shx", ".dbf") if _beside(path, kind) is None)
    if missing:
        raise PlanError(Message("file-shapefile-incomplete", parts=missing).in_file(named))
    with _reading(path, named):
        frame: pd.DataFrame = pyogrio.read_dataframe(path, encoding=_encoding(path))
    return Table(frame)


def read_zipped_shapefile(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a shapefile from a zip archive: the one named as the layer, else the only one.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not an archive with one shapefile, or damaged.
    """
    with tempfile.TemporaryDirectory(prefix="zonewright-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                names = _unpack(path, archive, Path(folder))
        except OSError as error:
            unreadable = Message("file-archive-unreadable", why=str(error))
            raise SourceError(unreadable.in_file(path)) from error
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
            damaged = Message("file-archive-damaged", why=str(error))
            raise PlanError(damaged.in_file(path)) from error
        name = f"{chosen_layer(path, names, options.layer or layer)}.shp"
        return _shapefile(Path(folder) / name, path / name)


def read_flatgeobuf(path: Path, layer: str, options: ReadOptions) -> Table:  # noqa: ARG001  one layer
    """Return a FlatGeobuf file.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not FlatGeobuf, or damaged.
    """
    if read_bytes(path, len(_FLATGEOBUF)) != _FLATGEOBUF:
        raise PlanError(Message("file-not-flatgeobuf").in_file(path))
    with _reading(path, path):
        frame: pd.DataFrame = pyogrio.read_dataframe(path)
    return Table(frame)


def read_kml(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return the placemarks of a KML file, without what only styles them.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not KML, leads elsewhere, or the layer is not clear.
    """
    content = read_bytes(path).lower()
    if b"<kml" not in content[:4096]:
        raise PlanError(Message("file-not-kml").in_file(path))
    if any(word in content for word in _INDIRECT):
        raise PlanError(Message("file-kml-links").in_file(path))
    with _reading(path, path):
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
    chosen = chosen_layer(path, names, options.layer or layer)
    with _reading(path, path):
        frame: pd.DataFrame = pyogrio.read_dataframe(path, layer=chosen)
    empty = [name for name in frame.columns if name != "geometry" and frame[name].isna().all()]
    return Table(frame.drop(columns=[*empty, *_KML_STYLE], errors="ignore"))


@contextmanager
def _reading(path: Path, named: Path) -> Iterator[None]:
    """Turn what GDAL raises into a problem of `named`, also where it names the folder of `path`."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=RuntimeWarning)  # GDAL's, of readable files
            yield
    except GDAL_FAILURES as error:
        why = short_reason(error).replace(str(path.parent), str(named.parent))
        raise PlanError(Message("file-damaged", why=why).in_file(named)) from error


def _beside(path: Path, suffix: str) -> Path | None:
    """Return the file of that suffix beside a shapefile, in either case."""
    both = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((file for file in both if file.is_file()), None)


def _encoding(path: Path) -> str | None:
    """Return the encoding of the attribute table, None where GDAL knows it by itself."""
    table = _beside(path, ".dbf")
    if table is None or _beside(path, ".cpg") is not None:
        return None
    content = read_bytes(table)
    if len(content) < 32 or content[29] not in (0, 0x57):  # 0x57: "ANSI", which says nothing
        return None
    start = int.from_bytes(content[8:10], "little")
    names, cells = content[32:start], content[start:]
    text = b"".join(names[at : at + 11] for at in range(0, len(names) - 31, 32)) + cells
    for encoding in ("UTF-8", "GBK"):
        try:
            text.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def _unpack(path: Path, archive: zipfile.ZipFile, folder: Path) -> list[str]:
    """Unpack the parts of shapefiles, flat, and return the names of the shapefiles."""
    parts = [
        member
        for member in archive.infolist()
        if Path(member.filename).suffix.lower() in _PARTS
        and not Path(member.filename).name.startswith(".")
    ]
    if sum(member.file_size for member in parts) > _MOST_BYTES:
        raise PlanError(Message("file-archive-large", limit_bytes=_MOST_BYTES).in_file(path))
    names = []
    for member in parts:
        inside = Path(member.filename)
        target = folder / f"{inside.stem}{inside.suffix.lower()}"
        if target.exists():
            raise PlanError(Message("file-archive-repeats", name=target.name).in_file(path))
        with archive.open(member) as source, target.open("wb") as out:
            left = member.file_size
            while left > 0 and (block := source.read(min(left, 1 << 20))):
                out.write(block)
                left -= len(block)
        if target.suffix == ".shp":
            names.append(target.stem)
    return sorted(names)
