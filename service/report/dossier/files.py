"""The files of a dossier: document, boundary points, maps, decision file, texts, and digests.

All but the texts are a function of the decision file and the texts, byte by byte.
"""

import datetime as dt
import hashlib
import secrets
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from layers import Plan
from layers.errors import FullError, SourceError, of_full_disk
from layers.formats import FORMATS
from layers.formats.boundary_points import is_cgcs2000
from layers.formats.format import Outcome
from layers.messages import Message
from layers.runtime.files import os_reason
from service.report.decision_file import DecisionFile, decided, decision_page
from service.report.dossier.content import Dossier
from service.report.dossier.template import DossierTemplate
from service.report.maps import PAPERS
from service.report.measured import Measured
from service.report.writer import Edition

DECISION_FILE, DOCUMENT, PRINT = "decision.html", "dossier.docx", "dossier.pdf"
DIGESTS = "checksums.sha256"
TEXTS = "template/"
_POINTS = "boundary-points"
_MAPS = {"map-today.pdf": False, "map-planned.pdf": True}
_PAPER = "a4"
_MOST_BYTES, _MOST_FILES = 300_000_000, 500
DossierFiles = Mapping[str, bytes]
"""The content of files by their names."""


def country_of(plan: Plan) -> str:
    """Return which template a plan has by default: that of China in CGCS2000."""
    return "china" if is_cgcs2000(plan.crs) else "international"


def to_dossier(
    plan: Plan, one: Measured, edition: Edition, template: DossierTemplate | None = None
) -> DossierFiles:
    """Return the files of a dossier on a measured scenario; without mail addresses.

    Without a template it is that of the plan's country.
    """
    document, one = decided(one, edition)
    page = decision_page(document, plan, one)
    shown = document.shown_edition
    template = template or DossierTemplate.of_country(country_of(plan), edition.language)
    return with_digests(dossier_files(page, plan, one, shown, template))


def dossier_files(
    decision: bytes, plan: Plan, one: Measured, edition: Edition, template: DossierTemplate
) -> DossierFiles:
    """Return the files of a dossier that follow from a decision file, and that file."""
    from service.report.docx import to_docx  # noqa: PLC0415  of the extra `reports`
    from service.report.pdf import sheet_pdf, to_pdf  # noqa: PLC0415

    dossier = Dossier(plan, one, edition)
    report = dossier.report(template, DecisionFile.of(decision).sha256)
    files = {DOCUMENT: to_docx(report), PRINT: to_pdf(report), DECISION_FILE: decision}
    files[f"{_POINTS}.csv"] = dossier.boundaries.csv()
    if is_cgcs2000(plan.crs) and dossier.boundaries.points:
        files[f"{_POINTS}.txt"] = _exchanged(plan, one, edition)
    for name, is_planned in _MAPS.items():
        svg, title = dossier.sheet(_PAPER, is_planned=is_planned)
        files[name] = sheet_pdf(svg, title, edition, PAPERS[_PAPER])
    return files | {f"{TEXTS}{name}": text.encode() for name, text in template.texts.items()}


def with_digests(files: DossierFiles) -> DossierFiles:
    """Return files with the list of their digests, as `sha256sum` writes it."""
    lines = (f"{sha256(content)}  {name}\n" for name, content in sorted(files.items()))
    return {**files, DIGESTS: "".join(lines).encode()}


def sha256(content: bytes) -> str:
    """Return the SHA-256 of a content."""
    return hashlib.sha256(content).hexdigest()


def _exchanged(plan: Plan, one: Measured, edition: Edition) -> bytes:
    """Return the zones that change, as planned, in the boundary-point format of land registers."""
    frame = one.after.zone_frame
    own = frame[frame["zone_id"].isin(one.changed)].reset_index(drop=True)
    number = None if one.last is None else int(one.last["number"])
    scenario = one.scenario
    outcome = Outcome(scenario.scenario, scenario.title, own, revision=number, saved=edition.day)
    write = FORMATS[".txt"].write
    assert write is not None  # noqa: S101  it is written
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.txt"
        write(plan, path, outcome)
        return path.read_bytes()


def zipped(files: DossierFiles, day: str) -> bytes:
    """Return files as an archive; the same files give the same bytes."""
    date = dt.date.fromisoformat(day)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = ZipInfo(name, (date.year, date.month, date.day, 0, 0, 0))
            member.compress_type = ZIP_DEFLATED
            archive.writestr(member, content)
    return out.getvalue()


def check_free(folder: Path) -> None:
    """Check that a folder can be made: it does not exist, or is empty.

    Raises:
        SourceError: it holds something, is a file, or would be in no folder.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise SourceError(Message("dossier-folder-file").in_file(folder))
    if folder.is_dir() and any(folder.iterdir()):
        raise SourceError(Message("dossier-folder-taken").in_file(folder))
    if not folder.resolve().parent.is_dir():
        raise SourceError(Message("file-folder-missing").in_file(folder.resolve().parent))


def write_folder(files: DossierFiles, folder: Path) -> None:
    """Write files as a new folder, which is there whole or not at all.

    Raises:
        FullError: the disk is full.
        SourceError: the folder holds something, or cannot be written.
    """
    check_free(folder)
    folder = folder.resolve()
    temporary = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    try:
        for name, content in files.items():
            path = temporary / PurePosixPath(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        check_free(folder)
        if folder.is_dir():
            folder.rmdir()
        temporary.rename(folder)
    except OSError as error:
        if of_full_disk(error, temporary) is not None:
            raise FullError(Message("file-disk-full").in_file(folder)) from error
        unwritable = Message("file-unwritable", why=os_reason(error))
        raise SourceError(unwritable.in_file(folder)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def is_dossier(path: Path) -> bool:
    """Return whether a path is that of a dossier: a folder or an archive."""
    return path.is_dir() or path.suffix.lower() == ".zip"


def read_files(path: Path) -> DossierFiles:
    """Return the files of a dossier, by their names.

    Raises:
        SourceError: it cannot be read, is too large, or no dossier.
    """
    try:
        files = _of_folder(path) if path.is_dir() else _of_archive(path)
    except (OSError, BadZipFile, RuntimeError, NotImplementedError, zlib.error) as error:
        unreadable = Message("file-unreadable", why=os_reason(error))
        raise SourceError(unreadable.in_file(path)) from error
    if files is None:
        raise SourceError(Message("dossier-large", files=_MOST_FILES).in_file(path))
    if DECISION_FILE not in files:
        raise SourceError(Message("dossier-unknown", file=DECISION_FILE).in_file(path))
    return files


def decision_in(path: Path) -> DecisionFile:
    """Return the decision file of a dossier; raises as `read_files`."""
    return DecisionFile.of(read_files(path)[DECISION_FILE])


def _of_folder(folder: Path) -> DossierFiles | None:
    """Return the files of a folder; None if they are too many or too large."""
    paths = sorted(it for it in folder.rglob("*") if it.is_file())
    if len(paths) > _MOST_FILES or sum(it.stat().st_size for it in paths) > _MOST_BYTES:
        return None
    return {it.relative_to(folder).as_posix(): it.read_bytes() for it in paths}


def _of_archive(path: Path) -> DossierFiles | None:
    """Return the files of an archive; None if they are too many or too large."""
    with ZipFile(path) as archive:
        members = [it for it in archive.infolist() if not it.is_dir()]
        if len(members) > _MOST_FILES or sum(it.file_size for it in members) > _MOST_BYTES:
            return None
        return {it.filename: archive.read(it) for it in members}


def template_in(files: DossierFiles) -> DossierTemplate:
    """Return the template that a dossier holds.

    Raises:
        SourceError: it is not valid.
    """
    named = {name.removeprefix(TEXTS): it for name, it in files.items() if name.startswith(TEXTS)}
    return DossierTemplate.of_contents(named, Path(TEXTS))
