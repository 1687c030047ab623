"""Text of a table whose bytes may be in another encoding than it says, and cut within a letter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from layers.errors import PlanError
from layers.formats.encodings import text_of
from layers.formats.table import Assumption, Table
from layers.formats.text import assumed_encoding, known_encoding, known_name, stated_or_recognised
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    import pandas as pd

_BYTES = "latin-1"


def decoded_table(path: Path, raw: Table, stated: str | None, named: str | None) -> Table:
    """Return a table whose text and names were read byte by byte (`raw`) with text in its encoding.

    `stated` is what the file says, `named` what the user says. A letter that was cut at the end of
    a cell is left out, and that is said.

    Raises:
        UnknownError: Python knows no such encoding as the user named.
        PlanError: the bytes are not in the encoding that was named, or in none that is recognised.
    """
    texts = [name for name in raw.frame.columns if _is_text(raw.frame, name)]
    every = (text for name in texts for text in raw.frame[name] if isinstance(text, str))
    cells = dict.fromkeys(every)
    both = dict.fromkeys((*cells, *map(str, raw.frame.columns)))
    pieces = [piece for piece in both if not piece.isascii()]
    if not pieces:
        return raw
    encoding, said = _encoding(path, list(map(_bytes_of, pieces)), stated, named)
    meant = {piece: text_of(_bytes_of(piece), encoding) or ("", True) for piece in pieces}
    frame = raw.frame.copy()
    for name in texts:
        column = [meant[text][0] if text in meant else text for text in frame[name]]
        frame[name] = frame[name].__class__(column, dtype="object", index=frame.index)
    names = {name: meant[name][0] for name in map(str, frame.columns) if name in meant}
    frame = frame.rename(columns=names)
    cut = sum(was_cut for piece, (_, was_cut) in meant.items() if piece in cells)
    if cut:
        said.append(Assumption("text", str(cut), Message("format-text-cut", cells=cut)))
    return replace(raw, frame=frame, assumed=(*raw.assumed, *said))


def _is_text(frame: pd.DataFrame, name: object) -> bool:
    return name != "geometry" and frame[name].dtype in ("object", "str")


def _encoding(
    path: Path, pieces: Collection[bytes], stated: str | None, named: str | None
) -> tuple[str, list[Assumption]]:
    """Return the encoding that all pieces are in, and what was assumed in choosing it.

    Raises:
        UnknownError: Python knows no such encoding as the user named.
        PlanError: they are not in the one that was named, or in none that is recognised.
    """
    if named is not None:
        known = known_encoding(path, named)
        if not _fits(pieces, known):
            raise PlanError(Message("format-encoding-wrong", encoding=named).in_file(path))
        return known, []
    said = known_name(stated)
    fitting = said if said is not None and _fits(pieces, said) else None
    if _fits(pieces, "utf-8") and (fitting is None or _are_rather_utf8(pieces, fitting)):
        return "utf-8", [assumed_encoding("utf-8", stated=stated if said else None)]
    found, assumed = stated_or_recognised(pieces, fitting, stated if said else None)
    if found is None:
        raise PlanError(Message("format-encoding-unclear").in_file(path))
    return found, assumed


def _are_rather_utf8(pieces: Iterable[bytes], said: str) -> bool:
    """Return whether all is UTF-8, though another encoding is stated that takes any bytes.

    Chinese letters in UTF-8 are bytes that GBK takes for others, and Latin 1 takes everything.
    """
    if said == "utf-8":
        return False
    texts = "".join(piece.decode("utf-8", "ignore") for piece in pieces)
    are_han = all(sign.isascii() or sign >= "\u2e80" for sign in texts)
    return are_han or said.startswith(("iso8859", "cp125", "cp437", "cp850"))


def _fits(pieces: Iterable[bytes], encoding: str) -> bool:
    return all(text_of(piece, encoding) is not None for piece in pieces)


def _bytes_of(piece: str) -> bytes:
    return piece.encode(_BYTES)
