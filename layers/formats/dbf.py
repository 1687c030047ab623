"""The text of a table in another encoding than stated, or cut as a shapefile cuts it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from layers.errors import PlanError
from layers.formats.encodings import decode_text, is_utf8
from layers.formats.table import Assumption, Table
from layers.formats.text import (
    assumed_encoding,
    known_encoding,
    known_name,
    stated_or_recognised,
    two_encodings,
)
from layers.messages import Message
from layers.schema.layer_schema import LAYERS

_BYTES = "latin-1"
_LETTERS = 10
_TEXT_BYTES = range(250, 255)  # a text ends between two characters, and without spaces


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
    pieces = {piece: piece.encode(_BYTES) for piece in both if not piece.isascii()}
    if not pieces:
        return raw
    encoding_of, assumptions = _encodings(path, [*pieces.values()], stated, named)
    read = {it: decode_text(raw, encoding_of(raw)) or ("", True) for it, raw in pieces.items()}
    decoded = {piece: text for piece, (text, _) in read.items()}
    frame = raw.frame.copy()
    for name in texts:
        column = [decoded.get(text, text) for text in frame[name]]
        frame[name] = frame[name].__class__(column, dtype="object", index=frame.index)
    frame = frame.rename(columns=decoded)
    cut = sum(was_cut for piece, (_, was_cut) in read.items() if piece in cells)
    if cut:
        assumptions.append(Assumption("text", str(cut), Message("format-text-cut", cells=cut)))
    return replace(raw, frame=frame, assumed=(*raw.assumed, *assumptions))


def _is_text(frame: pd.DataFrame, name: object) -> bool:
    return name != "geometry" and frame[name].dtype in ("object", "str")


def _encodings(
    path: Path, pieces: Collection[bytes], stated: str | None, named: str | None
) -> tuple[Callable[[bytes], str], list[Assumption]]:
    """Return the encoding of each piece, and the assumptions.

    It is one for all, unless only some are UTF-8.

    Raises:
        UnknownError: the user's encoding is unknown to Python.
        PlanError: they are not in the user's encoding, or in none that is recognised.
    """
    if named is None and (both := two_encodings(pieces)) is not None:
        return both.of, [both.assumption]
    encoding, assumptions = _encoding(path, pieces, stated, named)
    return lambda _: encoding, assumptions


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
    if all(map(is_utf8, pieces)) and (fitting is None or _are_rather_utf8(pieces, fitting)):
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
    return all(decode_text(piece, encoding) is not None for piece in pieces)


def restored_names(table: Table, layer: str) -> Table:
    """Return the table with the truncated names of its layer's columns restored.

    A name is restored if it is unambiguous and the table lacks the full name. If several are
    truncated to the same, programs number them: `province_n`, `province_1`.
    """
    if layer not in LAYERS:
        return table
    frame, notes = with_whole_names(table.frame, [column.name for column in LAYERS[layer].columns])
    return replace(table, frame=frame, assumed=(*table.assumed, *notes))


def with_whole_names(
    frame: pd.DataFrame, columns: Sequence[str]
) -> tuple[pd.DataFrame, tuple[Assumption, ...]]:
    """Return a frame with the truncated names of some columns restored, and the assumptions."""
    names = whole_names(columns, [*map(str, frame.columns)])
    assumed = tuple(
        Assumption(
            "columns", whole, Message("format-column-restored", given=cut_name, column=whole)
        )
        for cut_name, whole in names.items()
    )
    return frame.rename(columns=names), assumed


def whole_names(columns: Sequence[str], names_given: Sequence[str]) -> dict[str, str]:
    """Return the full column name of each truncated name of a table.

    A column with its full name in the table still counts for the numbering of others.

    >>> whole_names(["sectors_source", "published_a", "published_b"], ["SECTORS_SO", "published_"])
    {'SECTORS_SO': 'sectors_source'}
    """
    lower_names = {name.lower() for name in names_given}
    cut = lower_names | {name[:_LETTERS] for name in columns if name in lower_names}
    names = {}
    for short, whole in _cut(columns, cut).items():
        name_given = next((name for name in names_given if name.lower() == short), None)
        if name_given is not None and whole not in lower_names:
            names[name_given] = whole
    return names


def whole_text(text: str, known: Iterable[str]) -> str:
    """Return the full text of a truncated one, if its length fits and exactly one text matches.

    >>> whole_text("a" * 254, ["a" * 300, "b"]) == "a" * 300
    True
    >>> whole_text("a" * 20, ["a" * 300])
    'aaaaaaaaaaaaaaaaaaaa'
    """
    if not {len(text.encode()), len(text.encode("gb18030", "replace"))} & {*_TEXT_BYTES}:
        return text
    longer = {one for one in known if one.startswith(text)}
    return longer.pop() if len(longer) == 1 else text


def _cut(columns: Sequence[str], present: set[str]) -> dict[str, str]:
    """Return the columns by their truncated names, without ambiguous ones."""
    long = [name for name in columns if len(name) > _LETTERS]
    counts = Counter(name[:_LETTERS] for name in columns)
    cut: dict[str, str] = {}
    for name in long:
        short = name[:_LETTERS]
        if counts[short] == 1:
            cut[short] = name
            continue
        alike = [other for other in long if other[:_LETTERS] == short]
        numbered = [short, *(f"{short[:8]}_{nth}" for nth in range(1, len(alike)))]
        if set(numbered) <= present:
            cut |= dict(zip(numbered, alike, strict=False))
    return cut
