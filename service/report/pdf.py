"""A report as PDF, typeset by Typst: PDF/UA, embedded fonts, the same bytes for the same report.

Letters that the bundled fonts lack (Thai, an emoji, a rare character of a name) come from the
machine's fonts; if these lack them too, the file is not PDF/UA and shows boxes.
"""

import datetime as dt
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import typst

from layers.messages.languages import facts_of
from service.report.document import BesideEachOther, Picture, Report, ReportBlock, ReportText
from service.report.writer import Edition

_FONTS = Path(__file__).parents[1] / "page" / "vendor" / "noto-sans-sc-ttf"
_TEMPLATE = Path(__file__).with_name("report.typ")
_UNIT = re.compile(
    r"(?<=\d) (?=(?:km²|m²|km|公里|平方公里|平方米|万|人)(?![A-Za-z]))"
)  # kept with its figure


def to_pdf(report: Report) -> bytes:
    """Return a report as PDF."""
    day = dt.date.fromisoformat(report.day)
    content = {
        "language": report.language,
        "title": report.title,
        "subtitle": report.subtitle,
        "day": [day.year, day.month, day.day],
        "notes": facts_of(report.language).spelled(" ".join(report.notes)),
        "foot": report.foot,
        "facts": report.facts,
        "sections": [
            {
                "heading": it.heading,
                "on_new_page": it.on_new_page,
                "blocks": [_block(one) for one in it.blocks],
            }
            for it in report.sections
        ],
    }
    inputs = {"report": _UNIT.sub("\u00a0", json.dumps(content, ensure_ascii=False))}
    return _compiled(_TEMPLATE.read_bytes(), inputs, day)


_SHEET = """
#let day = sys.inputs.day.split("-").map(int)
#set page(width: float(sys.inputs.wide) * 1mm, height: float(sys.inputs.high) * 1mm, margin: 0pt)
#set document(title: sys.inputs.title, date: datetime(year: day.at(0), month: day.at(1), day: day.at(2)))
#set text(lang: sys.inputs.lang)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%, alt: sys.inputs.title)
"""  # noqa: E501  a template


def sheet_pdf(svg: str, title: str, edition: Edition, size_mm: tuple[float, float]) -> bytes:
    """Return a picture that is a page of a size as PDF."""
    wide, high = map(str, size_mm)
    inputs = {"svg": svg, "title": title, "wide": wide, "high": high}
    about = {"lang": edition.language, "day": edition.day}
    return _compiled(_SHEET.encode(), inputs | about, dt.date.fromisoformat(edition.day))


def _compiled(template: bytes, inputs: dict[str, str], day: dt.date) -> bytes:
    """Return a PDF/UA of a template, with the machine's fonts only if ours lack a letter."""
    made_at = int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())

    def compiled(*, accessible: bool, with_system: bool) -> bytes:
        return typst.compile(
            template,
            format="pdf",
            font_paths=_fonts(with_system=with_system),
            pdf_standards="ua-1" if accessible else None,
            sys_inputs=inputs,
            timestamp=made_at,
        )

    for with_system in (False, True):
        try:
            return compiled(accessible=True, with_system=with_system)
        except typst.TypstError as error:
            if not error.message.startswith("PDF/UA"):  # otherwise a letter without a glyph
                raise
    return compiled(accessible=False, with_system=True)


def to_png(svg: str, width_px: int) -> bytes:
    """Return a picture as PNG, for formats without SVG."""
    page = "#set page(width: 250mm, height: auto, margin: 0pt)\n"
    return typst.compile(
        f'{page}#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'.encode(),
        format="png",
        ppi=width_px / 250 * 25.4,
        font_paths=_fonts(),
        sys_inputs={"svg": svg},
    )


@cache
def _fonts(*, with_system: bool = False) -> typst.Fonts:
    """Return the bundled fonts, and then the machine's if `with_system`."""
    return typst.Fonts(include_system_fonts=with_system, font_paths=[_FONTS])


def _block(block: ReportBlock) -> dict[str, Any]:
    if isinstance(block, BesideEachOther):
        columns = {"left": [*map(_block, block.left)], "right": [*map(_block, block.right)]}
        return {"kind": "columns"} | columns
    if isinstance(block, ReportText):
        return {"kind": "text", "text": block.text, "points": block.points}
    if isinstance(block, Picture):
        named = {"caption": block.caption, "alt": block.alt, "width": block.width}
        return {"kind": "picture", "svg": block.svg} | named
    return {
        "kind": "table",
        "caption": block.caption,
        "heads": block.heads,
        "rows": block.rows,
        "spans": block.spans,
        "figures": block.figures,
        "note": block.note,
    }
