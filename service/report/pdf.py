"""A report as PDF, set by Typst: PDF/UA, fonts within, the same bytes for the same report."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from service.report.document import Picture, Table, Text
from service.report.map_strip import text_width

if TYPE_CHECKING:
    from service.report.document import Block, Report

_FONTS = Path(__file__).parents[1] / "page" / "vendor" / "noto-sans-sc-ttf"
_TEMPLATE = Path(__file__).with_name("report.typ")
_NARROWEST, _WIDEST = 6.0, 34.0  # letters


def to_pdf(report: Report) -> bytes:
    """Return a report as PDF."""
    day = dt.date.fromisoformat(report.day)
    content = {
        "language": report.language,
        "title": report.title,
        "subtitle": report.subtitle,
        "day": [day.year, day.month, day.day],
        "notes": report.notes,
        "foot": " ".join((report.subtitle, *report.notes)),
        "facts": report.facts,
        "sections": [
            {"heading": it.heading, "blocks": [_block(one) for one in it.blocks]}
            for it in report.sections
        ],
    }
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        pdf_standards="ua-1",
        sys_inputs={"report": json.dumps(content, ensure_ascii=False)},
        timestamp=int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()),
    )


def to_png(svg: str, width_px: int) -> bytes:
    """Return a picture as PNG, for what takes no SVG."""
    page = "#set page(width: 250mm, height: auto, margin: 0pt)\n"
    return typst.compile(
        f'{page}#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'.encode(),
        format="png",
        ppi=width_px / 250 * 25.4,
        font_paths=_fonts(),
        sys_inputs={"svg": svg},
    )


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that the build brought; none of the machine's."""
    return typst.Fonts(include_system_fonts=False, font_paths=[_FONTS])


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Text):
        return {"kind": "text", "text": block.text, "points": block.points}
    if isinstance(block, Picture):
        return {"kind": "picture", "svg": block.svg, "caption": block.caption, "alt": block.alt}
    return {
        "kind": "table",
        "caption": block.caption,
        "heads": block.heads,
        "rows": block.rows,
        "figures": block.figures,
        "note": block.note,
        "widths": widths(block),
    }


def widths(table: Table) -> list[float]:
    """Return the shares of the columns of text, by their letters; 0 of figures: as they need."""
    columns = zip(table.heads, *table.rows, strict=True)
    return [
        0.0 if is_figure else min(max(_NARROWEST, *(text_width(it, 1.0) for it in column)), _WIDEST)
        for column, is_figure in zip(columns, table.figures, strict=True)
    ]
