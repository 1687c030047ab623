"""The encoding of a text file: stated by its first bytes or by the user, else recognised."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from layers.errors import PlanError, UnknownError
from layers.formats.encodings import contradicts, recognised
from layers.formats.table import Assumption
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from layers.formats.encodings import Recognised

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KNOWN_AS = {
    "utf-8": "UTF-8", "gb18030": "GBK", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "cp950": "Big5", "cp932": "Shift-JIS", "euc_jp": "EUC-JP", "mac-roman": "Mac-Roman",
    "iso8859-2": "ISO-8859-2",
} | {f"cp125{nth}": f"Windows-125{nth}" for nth in range(9)}  # fmt: skip


def decoded(
    path: Path, content: bytes, encoding: str | None, stated: str | None = None
) -> tuple[str, list[Assumption]]:
    """Return the text of a file, and what was assumed of its encoding.

    A mark at the beginning states it; without one it is UTF-8 or UTF-16 where the bytes are, else
    what the file states (`stated`) unless its words contradict that, else what its words are
    recognised by (`layers.formats.encodings`). Pure ASCII needs no assumption.

    Raises:
        UnknownError: Python knows no such encoding as the user named.
        PlanError: the content is not in the encoding named, or in none that is recognised.
    """
    if encoding is not None:
        return _in_named(path, content, encoding), []
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _in_named(path, content, name), []
    wide = b"\x00" in content[:4000]
    for name in ("utf-16-le", "utf-16-be") if wide else ("utf-8",):
        text = _decoded(content, name)
        if text is not None and "\x00" not in text:
            found = [] if content.isascii() and not wide else [assumed_encoding(name)]
            return text, [] if known_name(stated) == name else found
    pieces = [] if wide else content.splitlines()
    known = known_name(stated)
    fitting = None if known is None or _decoded(content, known) is None else known
    of_words, said = stated_or_recognised(pieces, fitting, stated)
    text = _decoded(content, of_words) if of_words else None
    if text is None or "\x00" in text:
        raise PlanError(Message("format-encoding-unclear").in_file(path))
    return text, said


def stated_or_recognised(
    pieces: Collection[bytes], fitting: str | None, stated: str | None
) -> tuple[str | None, list[Assumption]]:
    """Return the encoding of texts that are no UTF-8, and what was assumed; None where none fits.

    `fitting` is the encoding that the file states, by Python's name, where all can be decoded so:
    it counts unless the texts contradict it. `stated` is what the file states, as it stands there.
    """
    found = recognised(pieces)
    if fitting is not None and (found is None or not contradicts(found, pieces, fitting)):
        return fitting, []
    if found is None:
        return None, []
    return found.name, [assumed_encoding(found.name, found, stated)]


def known_name(stated: str | None) -> str | None:
    """Return the name that Python has for an encoding that a file states; None where it has none.

    >>> known_name("ANSI 1252"), known_name("ANSI_936"), known_name("no such page")
    ('cp1252', 'gbk', None)
    """
    try:
        name = (stated or "").upper().replace("ANSI ", "CP").replace("ANSI_", "CP")
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def assumed_encoding(
    name: str, found: Recognised | None = None, stated: str | None = None
) -> Assumption:
    """Return the assumption that text is in an encoding, by the name that people know it by.

    Words that it gives are shown, and how another would read them that fits as well.
    """
    known = _KNOWN_AS.get(name, name)
    shown: Message | str = ""
    example = "big5"
    if found is not None and found.other is not None:
        example = _KNOWN_AS.get(found.other, found.other)
        shown = Message(
            "format-encoding-shown-or", words=found.words, other=example, others=found.other_words
        )
    elif found is not None and found.words:
        shown = Message("format-encoding-shown", words=found.words)
    if stated is not None:
        why = Message("format-encoding-lies", stated=stated, encoding=known, shown=shown)
    else:
        why = Message("format-encoding-recognised", encoding=known, shown=shown, example=example)
    return Assumption("encoding", known, why)


def _decoded(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None


def known_encoding(path: Path, name: str) -> str:
    """Return the name that Python has for an encoding that the user named.

    Raises:
        UnknownError: it knows none.
    """
    try:
        info = codecs.lookup(name)
        "".encode(info.name)
    except (LookupError, ValueError) as error:
        unknown = Message("format-encoding-unknown", encoding=repr(name))
        raise UnknownError(unknown.in_file(path)) from error
    return info.name


def _in_named(path: Path, content: bytes, name: str) -> str:
    known = known_encoding(path, name)
    try:
        return content.decode(known).removeprefix("\ufeff")
    except UnicodeError as error:
        wrong = Message("format-encoding-wrong", encoding=name)
        raise PlanError(wrong.in_file(path)) from error
