"""Text of a table whose bytes may be in another encoding than it says, and cut within a letter."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import TYPE_CHECKING

from layers.errors import PlanError
from layers.formats.table import Assumption, Table
from layers.formats.text import assumed_encoding, known_encoding
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

_GUESSES = ("utf-8", "gb18030")
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
    cells = {text for name in texts for text in raw.frame[name] if isinstance(text, str)}
    pieces = {piece for piece in (*cells, *map(str, raw.frame.columns)) if not piece.isascii()}
    if not pieces:
        return raw
    encoding, said = _encoding(path, pieces, stated, named)
    meant = {piece: _decoded(piece, encoding) or ("", True) for piece in pieces}
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
    path: Path, pieces: Iterable[str], stated: str | None, named: str | None
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
    said = _known(stated)
    if said is not None and _fits(pieces, said) and not _are_rather_utf8(pieces, said):
        return said, []
    for guess in _GUESSES:
        if _fits(pieces, guess):
            found = assumed_encoding(guess)
            if said is not None:
                lies = Message("format-encoding-lies", stated=stated or "", encoding=found.value)
                found = replace(found, why=lies)
            return guess, [found]
    raise PlanError(Message("format-encoding-unclear").in_file(path))


def _are_rather_utf8(pieces: Iterable[str], said: str) -> bool:
    """Return whether all is UTF-8, though another encoding is stated that takes any bytes.

    Chinese letters in UTF-8 are bytes that GBK takes for others, and Latin 1 takes everything.
    """
    found = [_decoded(piece, "utf-8") for piece in pieces]
    if said == "utf-8" or None in found:
        return False
    texts = "".join(text[0] for text in found if text is not None)
    are_han = all(sign.isascii() or sign >= "\u2e80" for sign in texts)
    return are_han or said.startswith(("iso8859", "cp125", "cp437", "cp850"))


def _known(stated: str | None) -> str | None:
    """Return the name that Python has for a stated encoding; None where it has none."""
    try:
        return None if stated is None else codecs.lookup(stated.replace("ANSI ", "cp")).name
    except LookupError:
        return None


def _fits(pieces: Iterable[str], encoding: str) -> bool:
    return all(_decoded(piece, encoding) is not None for piece in pieces)


def _decoded(piece: str, encoding: str) -> tuple[str, bool] | None:
    """Return the text of bytes, and whether its last letter was cut; None where there is none."""
    content = piece.encode(_BYTES)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(content)
    except UnicodeError:
        return None
    return text, bool(decoder.getstate()[0])
