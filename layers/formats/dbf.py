"""Text of a table whose bytes may have another encoding than stated, or truncated characters."""

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
    """Return a table whose text and names were read as bytes (`raw`) with decoded text.

    `stated` is the file's statement, `named` the user's. A truncated character at the end of a cell
    is dropped, with a note.

    Raises:
        UnknownError: the user's encoding is unknown to Python.
        PlanError: the bytes are not in the user's encoding, or in none that is recognised.
    """
    texts = [name for name in raw.frame.columns if _is_text(raw.frame, name)]
    every = (text for name in texts for text in raw.frame[name] if isinstance(text, str))
    cells = dict.fromkeys(every)
    both = dict.fromkeys((*cells, *map(str, raw.frame.columns)))
    pieces = [piece for piece in both if not piece.isascii()]
    if not pieces:
        return raw
    encoding, assumptions = _encoding(path, list(map(_bytes_of, pieces)), stated, named)
    decoded_texts = {piece: text_of(_bytes_of(piece), encoding) or ("", True) for piece in pieces}
    frame = raw.frame.copy()
    for name in texts:
        column = [decoded_texts[text][0] if text in decoded_texts else text for text in frame[name]]
        frame[name] = frame[name].__class__(column, dtype="object", index=frame.index)
    names = {
        name: decoded_texts[name][0] for name in map(str, frame.columns) if name in decoded_texts
    }
    frame = frame.rename(columns=names)
    cut = sum(was_cut for piece, (_, was_cut) in decoded_texts.items() if piece in cells)
    if cut:
        assumptions.append(Assumption("text", str(cut), Message("format-text-cut", cells=cut)))
    return replace(raw, frame=frame, assumed=(*raw.assumed, *assumptions))


def _is_text(frame: pd.DataFrame, name: object) -> bool:
    return name != "geometry" and frame[name].dtype in ("object", "str")


def _encoding(
    path: Path, pieces: Collection[bytes], stated: str | None, named: str | None
) -> tuple[str, list[Assumption]]:
    """Return the encoding of all pieces, and the assumptions.

    Raises:
        UnknownError: the user's encoding is unknown to Python.
        PlanError: they are not in the user's encoding, or in none that is recognised.
    """
    if named is not None:
        python_name = known_encoding(path, named)
        if not _fits(pieces, python_name):
            raise PlanError(Message("format-encoding-wrong", encoding=named).in_file(path))
        return python_name, []
    stated_name = known_name(stated)
    fitting = stated_name if stated_name is not None and _fits(pieces, stated_name) else None
    if _fits(pieces, "utf-8") and (fitting is None or _are_rather_utf8(pieces, fitting)):
        return "utf-8", [assumed_encoding("utf-8", stated=stated if stated_name else None)]
    recognised_name, assumed = stated_or_recognised(
        pieces, fitting, stated if stated_name else None
    )
    if recognised_name is None:
        raise PlanError(Message("format-encoding-unclear").in_file(path))
    return recognised_name, assumed


def _are_rather_utf8(pieces: Iterable[bytes], stated: str) -> bool:
    """Return whether all is UTF-8 although a stated encoding accepts the bytes.

    Chinese characters in UTF-8 decode as others in GBK, and Latin 1 accepts everything.
    """
    if stated == "utf-8":
        return False
    texts = "".join(piece.decode("utf-8", "ignore") for piece in pieces)
    are_han = all(sign.isascii() or sign >= "\u2e80" for sign in texts)
    return are_han or stated.startswith(("iso8859", "cp125", "cp437", "cp850"))


def _fits(pieces: Iterable[bytes], encoding: str) -> bool:
    return all(text_of(piece, encoding) is not None for piece in pieces)


def _bytes_of(piece: str) -> bytes:
    return piece.encode(_BYTES)
