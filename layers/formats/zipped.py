"""A zip archive with a file, or a folder, of another format."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from layers.errors import PlanError
from layers.formats.archive import unpacked
from layers.formats.content import failures_of, other_content, read_bytes
from layers.formats.format import Format, Reader
from layers.formats.table import ReadOptions, Table, chosen_layer
from layers.messages import Message

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time in an archive
_READABLE = 0o644 << 16
_UNIX = 3


def reader_of(formats: Sequence[Format]) -> Reader:
    """Return a reader of archives with a file of one of these formats.

    Among several files the name decides; files that may describe another count only if there is
    nothing else.
    """
    readers = {form.suffix: form for form in formats}

    def read(path: Path, layer: str, options: ReadOptions) -> Table:
        head = read_bytes(path, 4096)
        if not head.startswith(b"PK"):
            raise other_content(path, head, "ZIP")
        parts = {*readers, *(part for form in formats for part in form.beside)}
        with unpacked(path, parts) as members:
            files = _data_sets(members, readers)
            if not files:
                nothing = Message("format-archive-without-data", known=tuple(readers))
                raise PlanError(nothing.in_file(path))
            name = _chosen(path, list(files), layer, options.layer)
            file = files[name]
            inner = None if options.layer == name else options.layer
            within = ReadOptions(options.encoding, options.crs, options.axis_order, inner)
            read_file = readers[file.suffix].read
            assert read_file is not None  # noqa: S101  all are readable formats
            with failures_of(file):
                return read_file(file, layer, within)

    return read


def _data_sets(members: Mapping[str, Path], readers: Mapping[str, Format]) -> dict[str, Path]:
    """Return each readable file, or folder `.gdb`, by its name without suffix.

    Names are made unique by the folder, or else by the suffix.
    """
    data_sets: dict[str, Path] = {}
    for name, file in sorted(members.items()):
        inside = PurePosixPath(name)
        if file.parent.suffix == ".gdb":
            data_sets.setdefault(str(inside.parent), file.parent)
        elif file.suffix in readers:
            data_sets[name] = file
    describing = {suffix for suffix, form in readers.items() if form.describes}
    if any(file.suffix not in describing for file in data_sets.values()):
        data_sets = {
            name: file for name, file in data_sets.items() if file.suffix not in describing
        }
    for names in (
        [PurePosixPath(name).stem for name in data_sets],
        [str(PurePosixPath(name).with_suffix("")) for name in data_sets],
    ):
        if len(set(names)) == len(names):
            return dict(zip(names, data_sets.values(), strict=True))
    return data_sets


def _chosen(path: Path, names: list[str], layer: str, named: str | None) -> str:
    """Return the name of the chosen file.

    Raises:
        PlanError: it is ambiguous.
    """
    if named in names:
        return str(named)
    if len(names) == 1:
        return names[0]
    return chosen_layer(path, names, layer)


def pack(path: Path, members: Mapping[str, bytes]) -> None:
    """Write an archive of members by name, in order, all with the same time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = _READABLE
            member.create_system = _UNIX
            archive.writestr(member, content)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files in a folder, at any depth, by relative name, sorted."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
