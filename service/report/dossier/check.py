"""Which files of a dossier are not those that its decision file and its texts give again, and how.

All files are made again and compared byte by byte. Where the Word document or a table differs, each
word or line that does has its place. Files written by other versions may differ only in bytes:
that is reported, but does not count as a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import zip_longest
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from layers.messages import Message
from service.report.decision_check import DecisionCheck, check_decision
from service.report.decision_file import DecisionFile
from service.report.dossier.files import (
    DECISION_FILE,
    DIGESTS,
    DOCUMENT,
    TEXTS,
    DossierFiles,
    dossier_files,
    sha256,
    template_in,
)
from service.report.figures import NO_FIGURE
from service.report.page_differences import PageDifference, changed_spans, shown_difference

if TYPE_CHECKING:
    from docx.table import Table

    from layers import Plan
    from service.report.decision_document import Decision
    from service.scenario_service import ScenarioService

_BY_LINE = (".csv", ".txt")
_MOST = 200  # differences


def check_dossier(
    files: DossierFiles,
    document: Decision,
    plan: Plan | None,
    service: ScenarioService | None,
) -> DecisionCheck:
    """Compare the decision of a dossier as `check_decision`, and each file with it made again.

    Raises:
        SourceError: as `check_decision`; or its texts are not valid.
        ScenarioError: as `check_decision`.
    """
    beside = partial(dossier_files, template=template_in(files))
    decision = DecisionFile.of(files[DECISION_FILE])
    check = check_decision(decision, document, plan, service, beside)
    check.places += _of_digests(files)
    if check.files is None:
        check.left_out.append(Message("dossier-unchecked-files"))
        return check
    unjudged = []
    for name, again in check.files.items():
        if name == DECISION_FILE or name.startswith(TEXTS) or files.get(name) == again:
            continue
        found = [*_differences(name, files.get(name), again)]
        if not found:
            unjudged.append(name)
        check.places += found[:_MOST]
    # of a PDF or an edited document nothing but the bytes may differ
    if unjudged and check.libraries:
        check.left_out.append(Message("dossier-unchecked-versions", names=tuple(unjudged)))
    else:
        check.places += (_changed(name, files[name], check.files[name]) for name in unjudged)
    check.compared.append(Message("dossier-checked-files", count=len(check.files)))
    check.left_out.append(Message("dossier-unchecked-texts"))
    others = sorted({*files} - {*check.files, DIGESTS})
    if others:
        check.left_out.append(Message("dossier-unchecked-others", names=tuple(others)))
    return check


def _of_digests(files: DossierFiles) -> Iterator[PageDifference]:
    """Yield each file that is not the one of the list of digests."""
    if DIGESTS not in files:
        yield _missing(DIGESTS)
        return
    lines = files[DIGESTS].decode(errors="replace").splitlines()
    stated = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name, digest in stated.items():
        content = files.get(name)
        here = NO_FIGURE if content is None else sha256(content)
        if here != digest:
            place = Message("dossier-place-digest", name=name)
            yield PageDifference(place, digest, here)


def _differences(name: str, stated: bytes | None, again: bytes) -> Iterator[PageDifference]:
    """Yield the places where a file differs in words; none where only its bytes do."""
    if stated is None:
        yield _missing(name)
    elif name == DOCUMENT:
        yield from _of_words(name, _words(stated), _words(again))
    elif name.endswith(_BY_LINE):
        yield from _of_words(name, _lines(stated), _lines(again))


def _missing(name: str) -> PageDifference:
    return PageDifference(Message("dossier-place-missing", name=name), NO_FIGURE, name)


def _changed(name: str, stated: bytes, again: bytes) -> PageDifference:
    return PageDifference(Message("dossier-place-file", name=name), sha256(stated), sha256(again))


_Words = list[tuple[str, str]]
"""Texts in order, each with its heading."""


def _words(content: bytes) -> _Words | None:
    """Return the paragraphs and cells of a Word document; None if it is none."""
    from docx import Document  # noqa: PLC0415  of the extra `reports`
    from docx.text.paragraph import Paragraph  # noqa: PLC0415

    try:
        document = Document(BytesIO(content))
    except (BadZipFile, KeyError, ValueError):
        return None
    found, heading = [], ""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            if block.style is not None and str(block.style.name).startswith("Heading"):
                heading = block.text
            found.append((heading, block.text))
        else:
            found += [(heading, text) for text in _cells(block)]
    return [(place, text) for place, text in found if text.strip()]


def _cells(table: Table) -> Iterator[str]:
    """Yield the texts of the cells of a table, and of tables within them."""
    from docx.text.paragraph import Paragraph  # noqa: PLC0415

    for row in table.rows:
        for cell in row.cells:
            for block in cell.iter_inner_content():
                if isinstance(block, Paragraph):
                    yield block.text
                else:
                    yield from _cells(block)


def _lines(content: bytes) -> _Words:
    lines = content.decode(errors="replace").splitlines()
    return [(str(number), line) for number, line in enumerate(lines, start=1)]


def _of_words(name: str, stated: _Words | None, again: _Words | None) -> Iterator[PageDifference]:
    """Yield where texts differ from those made again, by the headings of the latter."""
    if stated is None or again is None:
        yield PageDifference(Message("dossier-place-file", name=name), NO_FIGURE, NO_FIGURE)
        return
    ours, theirs = [text for _, text in again], [text for _, text in stated]
    for own, their in changed_spans(ours, theirs):
        for nth, (mine, other) in enumerate(zip_longest(ours[own], theirs[their], fillvalue="")):
            at = again[min(own.start + nth, len(again) - 1)][0]
            place = Message("dossier-place-words", name=name, at=at)
            yield PageDifference(place, *shown_difference(other, mine))
