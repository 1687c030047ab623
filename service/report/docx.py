"""A report as an editable Word document."""

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from itertools import chain
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as DocumentOf
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as TableOf
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from layers.messages.languages import facts_of
from layers.palette import COLOURS, STOP
from service.report.document import (
    BesideEachOther,
    Picture,
    Report,
    ReportBanner,
    ReportBlock,
    ReportTable,
    ReportText,
)
from service.report.pdf import to_png

_FONT, _FONT_ZH = "Arial", "Microsoft YaHei"  # common fonts
_FONTS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:font w:name="{_FONT}"><w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/>
<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>
<w:font w:name="{_FONT_ZH}"><w:panose1 w:val="020B0503020204020204"/><w:charset w:val="86"/>
<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>
</w:fonts>
"""
"""The font table: a missing font is replaced by another sans-serif one."""
_STYLES = (
    ("Normal", 10, "ink"),
    ("Title", 16, "ink"),
    ("Heading 1", 14, "ink"),
    ("Caption", 9, "ink-2"),
)
"""The styles of the report: sizes (pt) and colours, as those of the PDF."""

_PICTURE_CM, _PICTURE_PX = 17.0, 2000
_TABLE_PT, _SIDES_PT, _FOOT_PT = 9, 8, 7.5
_BEFORE_PT, _AFTER_PT = 8, 4
_WIDTH_CM, _LETTER_CM, _MARGIN_CM = 17.0, 0.38, 0.5  # a letter of the widest likely font
_NAMES_CM = 3.5  # of the facts at the front
_FRONT_CM = 8.0  # the height of the picture of the first section


def to_docx(report: Report) -> bytes:
    """Return a report as DOCX."""
    document = Document()
    _set_up(document, report)
    document.add_paragraph(report.subtitle)
    document.add_heading(report.title, 0)
    document.add_paragraph().add_run(" ".join(report.notes)).bold = True
    facts = document.add_table(rows=0, cols=2)
    for name, value in report.facts:
        cells = facts.add_row().cells
        for cell, text in zip(cells, (name, value), strict=True):
            _fill(cell, text)
    _set_widths(facts, [_NAMES_CM, _WIDTH_CM - _NAMES_CM])
    for section in report.sections:
        heading = document.add_heading(section.heading, 1)
        heading.paragraph_format.page_break_before = section.on_new_page
        is_first = section is report.sections[0]
        for block in section.blocks if is_first else section.single_blocks:
            _add(document, block, highest_cm=_FRONT_CM if is_first else None)
    buffer = BytesIO()
    document.save(buffer)
    return _dated(buffer, report.day)


def _dated(document: BytesIO, day: str) -> bytes:
    """Return an archive with all members dated, so that the same report gives the same bytes.

    The library's font table is replaced by that of the report.
    """
    date = dt.date.fromisoformat(day)
    again = BytesIO()
    with ZipFile(document) as read, ZipFile(again, "w", ZIP_DEFLATED) as write:
        for member in read.infolist():
            dated = ZipInfo(member.filename, (date.year, date.month, date.day, 0, 0, 0))
            dated.compress_type = ZIP_DEFLATED
            is_fonts = member.filename == "word/fontTable.xml"
            write.writestr(dated, _FONTS if is_fonts else read.read(member))
    return again.getvalue()


def _set_up(document: DocumentOf, report: Report) -> None:
    """Set font, margins, footer and properties, without a creation time."""
    normal = document.styles["Normal"]
    normal.font.name, normal.paragraph_format.space_after = _FONT, Pt(_AFTER_PT)
    normal.paragraph_format.line_spacing = 1.0
    for name, size_pt, colour in _STYLES:
        own = document.styles[name]
        own.font.size, own.font.italic = Pt(size_pt), False
        own.font.bold = name in {"Title", "Heading 1"}
        own.font.color.rgb = RGBColor.from_string(COLOURS[colour].removeprefix("#"))
    document.styles["Title"].paragraph_format.space_after = Pt(_BEFORE_PT)
    borders = document.styles["Title"].element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for which, font in (("ascii", _FONT), ("hAnsi", _FONT), ("eastAsia", _FONT_ZH)):
            fonts.set(qn(f"w:{which}"), font)
            fonts.attrib.pop(qn(f"w:{which}Theme"), None)
    for languages in document.styles.element.iter(qn("w:lang")):
        languages.set(qn("w:val"), facts_of(report.language).locale)
        languages.set(qn("w:eastAsia"), "zh-CN")
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.8)
    _set_footer(page.footer.paragraphs[0], report.foot)
    about = document.core_properties
    about.title, about.author = f"{report.title}: {report.subtitle}", "Zonewright"
    day = dt.datetime.combine(dt.date.fromisoformat(report.day), dt.time())
    about.created = about.modified = day
    about.language = report.language


def _set_footer(paragraph: Paragraph, text: str) -> None:
    """Write the footer: a text, the page number and the number of pages."""
    for words, field in ((f"{text}\u2003", ""), ("", "PAGE"), (" / ", ""), ("", "NUMPAGES")):
        run = paragraph.add_run(words)
        run.font.size = Pt(_FOOT_PT)
        if field:
            filled = OxmlElement("w:fldSimple")
            filled.set(qn("w:instr"), field)
            run._r.addprevious(filled)  # noqa: SLF001  as below
            filled.append(run._r)  # noqa: SLF001


def _add(
    where: DocumentOf | _Cell,
    block: ReportBlock,
    width_cm: float = _WIDTH_CM,
    highest_cm: float | None = None,
) -> None:
    """Add a block to a document or a cell; a picture that can be drawn lower is at most so high."""
    if isinstance(block, ReportText):
        if block.text:
            where.add_paragraph().add_run(block.text).bold = bool(block.points)
        for point in block.points:
            where.add_paragraph(point, style="List Bullet")
    elif isinstance(block, Picture):
        paragraph = where.add_paragraph()
        shown = block if highest_cm is None else block.at_height(highest_cm / width_cm)
        picture = BytesIO(to_png(shown.svg, _PICTURE_PX))
        shape = paragraph.add_run().add_picture(picture, Cm(block.width * width_cm))
        inline = shape._inline  # noqa: SLF001  the library has no public way
        inline.docPr.set("descr", block.alt)
        for side in ("distL", "distR"):
            inline.set(side, "0")
        paragraph.paragraph_format.space_before = Pt(_BEFORE_PT)
        paragraph.paragraph_format.keep_with_next = True
        where.add_paragraph(block.caption, style="Caption")
    elif isinstance(block, BesideEachOther):
        _add_beside(where, block)
    elif isinstance(block, ReportBanner):
        _add_banner(where, block)
    else:
        _add_table(where, block, width_cm)


def _add_beside(where: DocumentOf | _Cell, block: BesideEachOther) -> None:
    """Add blocks in columns, in the cells of a table without lines, in small letters.

    They may go on on the next page, so that what fits stays on this one.
    """
    table = where.add_table(1, len(block.columns))
    widths = [_WIDTH_CM * share for share in block.shares]
    _set_widths(table, widths)
    for cell, blocks, width_cm in zip(table.rows[0].cells, block.columns, widths, strict=True):
        for each in blocks:
            _add(cell, each, width_cm - _MARGIN_CM)
        _remove(cell.paragraphs[0])
        inner = (it for table in cell.tables for row in table.rows for it in row.cells)
        for paragraph in chain(cell.paragraphs, *(it.paragraphs for it in inner)):
            paragraph.paragraph_format.keep_with_next = False
            paragraph.paragraph_format.space_after = Pt(1)
            for run in paragraph.runs:
                run.font.size = Pt(_SIDES_PT)


def _add_banner(where: DocumentOf | _Cell, block: ReportBanner) -> None:
    """Add a banner as the cells of a table; one that stops a decision is white on red."""
    table = where.add_table(1, len(block.entries))
    _set_widths(table, [_WIDTH_CM / len(block.entries)] * len(block.entries))
    ground, ink = (STOP, "#ffffff") if block.is_stop else (COLOURS["paper"], None)
    for cell, entry in zip(table.rows[0].cells, block.entries, strict=True):
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", ground.lstrip("#"))):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  the library has no public way
        heading = cell.paragraphs[0].add_run(f"{entry.mark} {entry.heading}")
        heading.bold = True
        runs = [heading, *(cell.add_paragraph().add_run(text) for text in entry.texts)]
        for run in runs[1:]:
            run.font.size = Pt(_SIDES_PT)
        for run in runs if ink else ():
            run.font.color.rgb = RGBColor.from_string(str(ink).lstrip("#"))
    where.add_paragraph().paragraph_format.space_after = Pt(0)


def _remove(paragraph: Paragraph) -> None:
    """Remove a paragraph, as the empty one that each cell begins with."""
    element = paragraph._p  # noqa: SLF001  the library has no public way
    element.getparent().remove(element)


def _add_table(where: DocumentOf | _Cell, block: ReportTable, whole_cm: float) -> None:
    caption = where.add_paragraph(block.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(_BEFORE_PT)
    caption.paragraph_format.space_after = Pt(2)
    if block.rows:
        table = where.add_table(1, len(block.heads))
        table.style = "Table Grid"
        for cell, head, is_figure in zip(
            table.rows[0].cells, block.heads, block.figures, strict=True
        ):
            _fill(cell, head, is_figure=is_figure, is_head=True)
        header = table.rows[0]._tr  # noqa: SLF001  as above
        header.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in block.rows:
            for cell, text, is_figure in zip(
                table.add_row().cells, row, block.figures, strict=True
            ):
                _fill(cell, text, is_figure=is_figure)
        for each in table.rows:
            each._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  as above
        _keep_together(table.rows[: -1 if block.is_short else 1])
        _rule(table)
        _group(table, block.spans)
        _set_widths(table, block.widths(whole_cm, _LETTER_CM, _MARGIN_CM))
    if block.note:
        where.add_paragraph(block.note)


def _rule(table: TableOf) -> None:
    """Draw lines between the rows of a table, and none between its columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        is_drawn = side in {"bottom", "insideH"}
        line.set(qn("w:val"), "single" if is_drawn else "nil")
        line.set(qn("w:sz"), "4")
        line.set(qn("w:color"), COLOURS["edge"].removeprefix("#"))
        borders.append(line)
    properties = table._tbl.tblPr  # noqa: SLF001  as above
    look = properties.find(qn("w:tblLook"))  # which follows the borders by the format's schema
    if look is None:
        properties.append(borders)
    else:
        look.addprevious(borders)


def _group(table: TableOf, spans: Sequence[int]) -> None:
    """Merge the first cells of grouped rows below the header, and keep those rows together."""
    for number, span in enumerate(spans, start=1):
        if span < 2:
            continue
        rows = table.rows[number : number + span]
        for row in rows[1:]:
            row.cells[0].paragraphs[0].clear()
        _keep_together(rows[:-1])
        rows[0].cells[0].merge(rows[-1].cells[0])


def _keep_together(rows: Sequence[_Row]) -> None:
    """Keep each of some rows on the page of the next row."""
    for row in rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _set_widths(table: TableOf, widths_cm: Sequence[float]) -> None:
    table.autofit = False
    for column, width_cm in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width_cm)
        for cell in column.cells:
            cell.width = Cm(width_cm)


def _fill(cell: _Cell, text: str, *, is_figure: bool = False, is_head: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(_TABLE_PT), is_head
    if is_figure:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
