"""Tiles of pictures in a file of the user's own, MBTiles or PMTiles, as a ground for the map."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.errors import SourceError
from layers.messages import Message

SUFFIXES = (".mbtiles", ".pmtiles")
PICTURES = (".tif", ".tiff", ".vrt", ".jp2")
"""Pictures that are not tiles; GDAL makes MBTiles of them."""
DEEPEST_LEVEL = 24
_KINDS = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"RIFF": "image/webp",
}


PICTURE_TYPES = tuple(_KINDS.values())


@dataclass(frozen=True)
class TileFile:
    """A file of tiles in the Web Mercator grid: its levels, and its attribution."""

    path: Path
    shallowest: int
    deepest: int
    attribution: str

    @classmethod
    def open(cls, path: Path) -> TileFile:
        """Return the tiles of a file.

        Raises:
            SourceError: there is no such file, or it has no tiles of pictures.
        """
        if path.suffix.lower() in PICTURES:
            raise SourceError(Message("service-basemap-picture", file=path.name, stem=path.stem))
        if not path.is_file():
            raise SourceError(Message("service-basemap-missing", file=str(path)))
        is_sqlite = path.suffix.lower() == ".mbtiles"
        try:
            least, most, said = (_mbtiles if is_sqlite else _pmtiles)(path)
        except (OSError, ValueError, KeyError, sqlite3.Error):
            raise SourceError(Message("service-basemap-unreadable", file=path.name)) from None
        if said["format"] != "picture" or not 0 <= least <= most <= DEEPEST_LEVEL:
            raise SourceError(Message("service-basemap-no-pictures", file=path.name))
        return cls(path, least, most, str(said.get("attribution") or ""))

    def tile(self, zoom: int, x: int, y: int) -> tuple[bytes, str] | None:
        """Return a tile and its media type; None where the file has no picture.

        Args:
            zoom: the level.
            x: its column, from 180° west.
            y: its row, from the north.
        """
        content: bytes | None = None
        with suppress(OSError, ValueError, sqlite3.Error):  # replaced while it is served
            if self.path.suffix.lower() == ".mbtiles":
                with _database(self.path) as database:
                    content = _blob(database, zoom, x, 2**zoom - 1 - y)
            else:
                with _reader(self.path) as reader:
                    content = reader.get(zoom, x, y)
        media = media_type(content or b"")
        return None if content is None or media is None else (content, media)


def media_type(content: bytes) -> str | None:
    """Return the media type of a picture by its first bytes; None of anything else.

    >>> media_type(bytes([0x89]) + b"PNG"), media_type(b"<svg>")
    ('image/png', None)
    """
    return next((kind for mark, kind in _KINDS.items() if content.startswith(mark)), None)


def _mbtiles(path: Path) -> tuple[int, int, dict[str, Any]]:
    """Return the first and the last level of an MBTiles file, and its metadata."""
    with _database(path) as database:
        said = dict(database.execute("SELECT name, value FROM metadata").fetchall())
        levels = database.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        first = database.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
    least, most = (int(level) for level in levels if level is not None)
    return least, most, said | {"format": media_type(first[0]) and "picture"}


def _pmtiles(path: Path) -> tuple[int, int, dict[str, Any]]:
    from pmtiles.tile import TileType  # noqa: PLC0415  a server without such a file needs none

    pictures = {TileType.PNG, TileType.JPEG, TileType.WEBP}
    with _reader(path) as reader:
        header, said = reader.header(), reader.metadata()
    kind = "picture" if header["tile_type"] in pictures else "other"
    return int(header["min_zoom"]), int(header["max_zoom"]), dict(said) | {"format": kind}


def _blob(database: sqlite3.Connection, zoom: int, x: int, row: int) -> bytes | None:
    found = database.execute(
        "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
        (zoom, x, row),
    ).fetchone()
    return None if found is None else bytes(found[0])


@contextmanager
def _database(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        yield database


@contextmanager
def _reader(path: Path) -> Iterator[Any]:
    """Yield a reader of a PMTiles file; its errors within the block become ValueErrors."""
    from pmtiles.reader import Reader  # noqa: PLC0415  as above

    with path.open("rb") as file:

        def read(offset: int, length: int) -> bytes:
            file.seek(offset)
            return file.read(length)

        try:
            yield Reader(read)
        except Exception as error:
            raise ValueError(path) from error
