"""The bytes of a file that a format is read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.errors import SourceError
from layers.geopackage import os_reason
from layers.messages import Message

if TYPE_CHECKING:
    from pathlib import Path


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
