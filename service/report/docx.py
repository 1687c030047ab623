"""A report as a Word document, to be edited on."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from service.report.document import Picture, Table, Text
from service.report.pdf import to_png

if TYPE_CHECKING:
    from docx.document import Document as DocumentOf
    from docx.table import _Cell

    from service.report.document import Block, Report

_FONT = "Noto Sans SC"
_PICTURE_CM, _PICTURE_PX = 15.5, 1800


def to_docx(report: Report) -> bytes:
    """Return a report as DOCX."""
    document = Document()
    _set_up(document, report)
    document.add_paragraph(report.subtitle)
    document.add_heading(report.title, 0)
    for note in report.notes:
        document.add_paragraph().add_run(note).bold = True
    facts = document.add_table(rows=0, cols=2)
    for name, value in report.facts:
        cells = facts.add_row().cells
        cells[0].text, cells[1].text = name, value
    for section in report.sections:
        document.add_heading(section.heading, 1)
        for block in section.blocks:
            _add(document, block)
    made = BytesIO()
    document.save(made)
    return _dated(made, report.day)


def _dated(made: BytesIO, day: str) -> bytes:
    """Return an archive with all its members dated: the same bytes for the same report."""
    date = dt.date.fromisoformat(day)
    again = BytesIO()
    with ZipFile(made) as read, ZipFile(again, "w", ZIP_DEFLATED) as write:
        for member in read.infolist():
            dated = ZipInfo(member.filename, (date.year, date.month, date.day, 0, 0, 0))
            dated.compress_type = ZIP_DEFLATED
            write.writestr(dated, read.read(member))
    return again.getvalue()


def _set_up(document: DocumentOf, report: Report) -> None:
    """Set font, margins, footer and properties, none of which tells when it was made."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10)
    for name in ("Normal", "Title", "Heading 1"):
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), _FONT)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.footer.paragraphs[0].text = " ".join((report.subtitle, *report.notes))
    about = document.core_properties
    about.title, about.author = f"{report.title}: {report.subtitle}", "Zonewright"
    day = dt.datetime.combine(dt.date.fromisoformat(report.day), dt.time())
    about.created = about.modified = day
    about.language = report.language


def _add(document: DocumentOf, block: Block) -> None:
    if isinstance(block, Text):
        if block.text:
            document.add_paragraph().add_run(block.text).bold = bool(block.points)
        for point in block.points:
            document.add_paragraph(point, style="List Bullet")
    elif isinstance(block, Picture):
        shape = document.add_picture(BytesIO(to_png(block.svg, _PICTURE_PX)), Cm(_PICTURE_CM))
        shape._inline.docPr.set("descr", block.alt)  # noqa: SLF001  the library has no other way
        document.add_paragraph(block.caption)
    else:
        _add_table(document, block)


def _add_table(document: DocumentOf, block: Table) -> None:
    caption = document.add_paragraph()
    caption.add_run(block.caption).italic = True
    caption.paragraph_format.keep_with_next = True
    if block.rows:
        table = document.add_table(rows=1, cols=len(block.heads), style="Table Grid")
        for cell, head in zip(table.rows[0].cells, block.heads, strict=True):
            cell.paragraphs[0].add_run(head).bold = True
        for row in block.rows:
            for cell, text, is_figure in zip(
                table.add_row().cells, row, block.figures, strict=True
            ):
                _fill(cell, text, is_figure=is_figure)
    if block.note:
        document.add_paragraph(block.note)


def _fill(cell: _Cell, text: str, *, is_figure: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.text = text
    if is_figure:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
