"""The encoding of a text file: stated by its first bytes or by the user, else recognised."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from layers.errors import PlanError, UnknownError
from layers.formats.table import Assumption
from layers.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RECOGNISED = {"utf-8": "UTF-8", "gb18030": "GBK", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


def decoded(path: Path, content: bytes, encoding: str | None) -> tuple[str, list[Assumption]]:
    """Return the text of a file, and what was assumed of its encoding.

    A mark at the beginning states it; without one UTF-8, UTF-16 and GBK are recognised, in that
    order. Pure ASCII needs no assumption.

    Raises:
        UnknownError: Python knows no such encoding as the user named.
        PlanError: the content is not in the encoding named, or in none that is recognised.
    """
    if encoding is not None:
        return _in_named(path, content, encoding), []
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _in_named(path, content, name), []
    for name in ("utf-16-le", "utf-16-be") if b"\x00" in content[:4000] else ("utf-8", "gb18030"):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, [] if content.isascii() and name == "utf-8" else [assumed_encoding(name)]
    raise PlanError(Message("format-encoding-unclear").in_file(path))


def assumed_encoding(name: str) -> Assumption:
    """Return the assumption that text is in an encoding, by the name that people know it by."""
    known = _RECOGNISED.get(name, name)
    return Assumption("encoding", known, Message("format-encoding-recognised", encoding=known))


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
