"""A report as PDF, typeset by Typst: PDF/UA, embedded fonts, the same bytes for the same report.

Letters that the bundled fonts lack (Thai, an emoji, a rare character of a name) come from the
machine's fonts; if these lack them too, the file is not PDF/UA and shows boxes.
"""

import datetime as dt
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import typst

from layers.messages.languages import facts_of
from layers.palette import STOP
from service.report.document import (
    BesideEachOther,
    Picture,
    Report,
    ReportBanner,
    ReportBlock,
    ReportText,
)
from service.report.writer import Edition

_FONTS = Path(__file__).parents[1] / "page" / "vendor" / "noto-sans-sc-ttf"
_TEMPLATE = Path(__file__).with_name("report.typ")
_UNIT = re.compile(
    r"(?<=\d) (?=(?:km²|m²|km|公里|平方公里|平方米|万|人)(?![A-Za-z]))"
)  # kept with its figure


_LEAST_HIGH = 0.3  # of a picture, in shares of its width
_SIZES = (1.0, 0.93, 0.86)  # of the letters of the first page, the first that leave that room
_VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def to_pdf(report: Report) -> bytes:
    """Return a report as PDF; the picture of its first page is as high as the page has room for."""
    day, template = dt.date.fromisoformat(report.day), _TEMPLATE.read_bytes()
    report, size = _on_one_page(report, template)
    return _compiled(template, _inputs(report, size), day)


def _on_one_page(report: Report, template: bytes) -> tuple[Report, float]:
    """Return a report whose first section fits on its page, and the size of its letters there.

    A picture that finds no room there comes last, on the next page.
    """
    first, *others = report.sections
    if not any(isinstance(it, Picture) and it.can_be_lower for it in first.blocks):
        return report, _SIZES[0]
    alone, rooms = replace(report, sections=(first,)), dict[float, float]()
    for size in _SIZES:
        rooms[size] = room = _room(template, _inputs(alone, size))
        if room < _LEAST_HIGH:
            continue
        blocks = tuple(it.at_height(room) if isinstance(it, Picture) else it for it in first.blocks)
        if all(_high(it) <= room for it in blocks):
            return replace(report, sections=(replace(first, blocks=blocks), *others)), size
    blocks = tuple(sorted(first.blocks, key=lambda it: isinstance(it, Picture)))
    size = next((size for size, room in rooms.items() if room >= 0), _SIZES[-1])
    return replace(report, sections=(replace(first, blocks=blocks), *others)), size


def _high(block: ReportBlock) -> float:
    """Return the height of a picture that can be lower, in shares of its width; else 0."""
    found = (
        _VIEW_BOX.search(block.svg) if isinstance(block, Picture) and block.can_be_lower else None
    )
    return 0.0 if found is None else float(found[2]) / float(found[1])


def _room(template: bytes, inputs: dict[str, str]) -> float:
    """Return the room for the picture of the first page, in shares of the text's width."""
    found = typst.query(
        template, "<room>", field="value", font_paths=_fonts(with_system=True), sys_inputs=inputs
    )
    return float(json.loads(found)[0])


def _inputs(report: Report, size: float) -> dict[str, str]:
    """Return the inputs of the template; `size` scales the letters of the first page."""
    day = dt.date.fromisoformat(report.day)
    content = {
        "language": report.language,
        "title": report.title,
        "subtitle": report.subtitle,
        "day": [day.year, day.month, day.day],
        "notes": facts_of(report.language).spelled(" ".join(report.notes)),
        "foot": report.foot,
        "stop": STOP,
        "size": size,
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
    return {"report": _UNIT.sub("\u00a0", json.dumps(content, ensure_ascii=False))}


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
        columns = [[*map(_block, it)] for it in block.columns]
        return {"kind": "columns", "columns": columns, "shares": block.shares}
    if isinstance(block, ReportBanner):
        entries = [entry._asdict() for entry in block.entries]
        return {"kind": "banner", "is_stop": block.is_stop, "entries": entries}
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
        "grouped": block.grouped,
        "is_short": block.is_short,
        "figures": block.figures,
        "note": block.note,
    }
