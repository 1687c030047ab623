"""MapInfo TAB and MIF through GDAL; text decoded by its bytes, not the stated character set."""

import re
import shutil
import tempfile
from pathlib import Path

from layers.errors import PlanError
from layers.formats.content import kind_of, other_content, read_bytes
from layers.formats.dbf import decoded_table
from layers.formats.format import Format
from layers.formats.gdal import read_with_gdal
from layers.formats.table import ReadOptions, Table
from layers.messages import Message

_CHARSETS = {
    "windowssimpchinese": "gbk",
    "windowstradchinese": "big5",
    "windowsjapanese": "cp932",
    "windowskorean": "cp949",
    "windowslatin1": "cp1252",
    "windowslatin2": "cp1250",
    "windowscyrillic": "cp1251",
    "iso8859_1": "latin-1",
    "utf-8": "utf-8",
}
_CHARSET = re.compile(rb'(charset\s+"?)([\w-]+)("?)', re.IGNORECASE)
_PARTS = {".tab": (".dat", ".map", ".id"), ".mif": (".mid",)}


def read(path: Path, layer: str, options: ReadOptions) -> Table:  # noqa: ARG001  one layer
    """Return a table of MapInfo with its accompanying files.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not MapInfo's, refers to other tables, is incomplete or damaged, or not
            in the user's encoding.
    """
    suffix = path.suffix.lower()
    head = read_bytes(path, 4096)
    wanted = "MapInfo TAB" if suffix == ".tab" else "MapInfo MIF"
    if kind_of(head) != wanted:
        raise other_content(path, head, wanted)
    if suffix == ".tab" and _leads_elsewhere(read_bytes(path)):
        raise PlanError(Message("format-mapinfo-linked").in_file(path))
    stated = _CHARSET.search(head)
    with tempfile.TemporaryDirectory(prefix="zonewright-") as folder:
        copy = Path(folder) / f"{path.stem}{suffix}"
        _copy_neutral(path, copy)
        missing = [part for part in _PARTS[suffix] if not _copy_part(path, copy, part)]
        if missing:
            raise PlanError(
                Message("format-mapinfo-incomplete", parts=tuple(missing)).in_file(path)
            )
        try:
            raw = read_with_gdal(copy, "MapInfo File", raw=True)
        except PlanError as error:
            raise PlanError(_of(path, problem) for problem in error.problems) from error
    charset = _CHARSETS.get(stated[2].decode().lower()) if stated else None
    return decoded_table(path, raw, charset, options.encoding)


def _leads_elsewhere(definition: bytes) -> bool:
    """Return whether a definition refers to other tables: a view, a seamless or a linked one."""
    text = definition.lower()
    kind = re.search(rb'type\s+"?(\w+)', text)
    is_native = kind is not None and kind[1] == b"native"
    return not is_native or b"isseamless" in text or b"create view" in text


def _copy_neutral(path: Path, copy: Path) -> None:
    """Copy the first file of a table without its stated character set, so that bytes are kept."""
    content = read_bytes(path)
    head, body = content[:4096], content[4096:]
    copy.write_bytes(_CHARSET.sub(rb"\1Neutral\3", head) + body)


def _copy_part(path: Path, copy: Path, suffix: str) -> bool:
    """Copy an accompanying file, its suffix in either case; return whether it exists."""
    for part in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if part.is_file():
            shutil.copyfile(part, copy.with_suffix(suffix))
            return True
    return False


def _of(path: Path, problem: Message) -> Message:
    """Return a problem of the copy as one of the file."""
    reason = problem.params.get("reason")
    return reason.in_file(path) if isinstance(reason, Message) else problem


TAB = Format(".tab", 13, read, beside=(*_PARTS[".tab"], ".ind"))
MIF = Format(".mif", 13, read, beside=_PARTS[".mif"])
