"""The encoding of a text file: stated by its first bytes or by the user, else detected."""

import codecs
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from layers.errors import PlanError, UnknownError
from layers.formats.encodings import (
    Recognised,
    contradicts,
    decode_text,
    is_utf8,
    recognised,
    shown_words,
    utf8_among,
)
from layers.formats.table import Assumption
from layers.messages import Message

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
    """Return the text of a file, and the assumptions about its encoding.

    A BOM determines it; without one it is UTF-8 or UTF-16 if the bytes are valid, else the file's
    statement (`stated`) unless its words contradict it, else detected from its words
    (`layers.formats.encodings`). Pure ASCII needs no assumption.

    Raises:
        UnknownError: the user's encoding is unknown to Python.
        PlanError: the content is not in the user's encoding, or in none that is recognised.
    """
    of_mark = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if (named := of_mark if encoding is None else encoding) is not None:
        return _in_named(path, content, named), []
    wide, stated_name = b"\x00" in content[:4000], known_name(stated)
    for name in ("utf-16-le", "utf-16-be") if wide else ("utf-8",):
        text = _decoded(content, name)
        if text is not None:
            is_sure = name == stated_name or (content.isascii() and not wide)
            return text, [] if is_sure else [assumed_encoding(name)]
    pieces = [] if wide else content.splitlines(keepends=True)
    if b"\x00" not in content and (both := two_encodings(pieces)) is not None:
        return "".join(map(both.text, pieces)), [both.assumption]
    fitting = None if _decoded(content, stated_name) is None else stated_name
    of_words, assumptions = stated_or_recognised(pieces, fitting, stated)
    text = _decoded(content, of_words)
    if text is None:
        raise PlanError(Message("format-encoding-unclear").in_file(path))
    return text, assumptions


@dataclass(frozen=True)
class TwoEncodings:
    """Texts of which some are UTF-8, the others in an encoding, by Python's name."""

    utf8: frozenset[bytes]
    other: str

    def of(self, piece: bytes) -> str:
        """Return the encoding of one of the texts."""
        return "utf-8" if piece in self.utf8 else self.other

    def text(self, piece: bytes) -> str:
        """Return one of the texts decoded."""
        return piece.decode(self.of(piece), "replace")

    @property
    def assumption(self) -> Assumption:
        """Return the assumption, with words of those that are UTF-8."""
        names = [_KNOWN_AS.get(name, name) for name in ("utf-8", self.other)]
        words = shown_words(self.utf8, "utf-8")
        count = len(self.utf8)
        why = Message("format-encoding-two", count=count, words=words, other=names[1])
        return Assumption("encoding", ", ".join(names), why)


def two_encodings(pieces: Collection[bytes]) -> TwoEncodings | None:
    """Return the two encodings of texts of which only some are UTF-8; None if there is one.

    >>> pieces = ["Peña".encode(), "Málaga".encode("cp1252"), b"Lima"]
    >>> [two_encodings(pieces).text(piece) for piece in pieces], two_encodings(pieces[:1])
    (['Peña', 'Málaga', 'Lima'], None)
    """
    others = [piece for piece in pieces if not is_utf8(piece)]
    detected = recognised(others) if others else None
    if detected is None:
        return None
    utf8 = utf8_among({*pieces}.difference(others), detected.name)
    decodable = utf8 and all(decode_text(piece, detected.name) is not None for piece in others)
    return TwoEncodings(utf8, detected.name) if decodable else None


def stated_or_recognised(
    pieces: Collection[bytes], fitting: str | None, stated: str | None
) -> tuple[str | None, list[Assumption]]:
    """Return the encoding of texts that are not UTF-8, and the assumptions; None if none fits.

    `fitting` is the file's stated encoding, by Python's name, if all texts decode: it is used
    unless the texts contradict it. `stated` is the statement as written.
    """
    detected = recognised(pieces)
    if fitting is not None and (detected is None or not contradicts(detected, pieces, fitting)):
        return fitting, []
    if detected is None:
        return None, []
    return detected.name, [assumed_encoding(detected.name, detected, stated)]


def known_name(stated: str | None) -> str | None:
    """Return Python's name of an encoding stated by a file; None if unknown.

    >>> known_name("ANSI 1252"), known_name("ANSI_936"), known_name("no such page")
    ('cp1252', 'gbk', None)
    """
    try:
        name = (stated or "").upper().replace("ANSI ", "CP").replace("ANSI_", "CP")
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def assumed_encoding(
    name: str, detected: Recognised | None = None, stated: str | None = None
) -> Assumption:
    """Return the assumption that text is in an encoding, by its common name.

    It shows decoded words, and those of an equally plausible alternative.
    """
    common_name = _KNOWN_AS.get(name, name)
    shown: Message | str = ""
    example = "big5"
    if detected is not None and detected.other is not None:
        example = _KNOWN_AS.get(detected.other, detected.other)
        shown = Message(
            "format-encoding-shown-or",
            words=detected.words,
            other=example,
            others=detected.other_words,
        )
    elif detected is not None and detected.words:
        shown = Message("format-encoding-shown", words=detected.words)
    if stated is not None:
        why = Message("format-encoding-lies", stated=stated, encoding=common_name, shown=shown)
    else:
        why = Message(
            "format-encoding-recognised", encoding=common_name, shown=shown, example=example
        )
    return Assumption("encoding", common_name, why)


def _decoded(content: bytes, name: str | None) -> str | None:
    """Return the text in an encoding; None if it is not, or holds a zero, as no text does."""
    try:
        text = None if name is None else content.decode(name)
    except UnicodeDecodeError:
        return None
    return None if text is None or "\x00" in text else text


def known_encoding(path: Path, name: str) -> str:
    """Return Python's name of the user's encoding.

    Raises:
        UnknownError: it is unknown.
    """
    try:
        info = codecs.lookup(name)
        "".encode(info.name)
    except (LookupError, ValueError) as error:
        unknown = Message("format-encoding-unknown", encoding=repr(name))
        raise UnknownError(unknown.in_file(path)) from error
    return info.name


def _in_named(path: Path, content: bytes, name: str) -> str:
    python_name = known_encoding(path, name)
    try:
        return content.decode(python_name).removeprefix("\ufeff")
    except UnicodeError as error:
        wrong = Message("format-encoding-wrong", encoding=name)
        raise PlanError(wrong.in_file(path)) from error
