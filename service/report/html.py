"""A report as one self-contained HTML file: embedded pictures, no script.

Where a reader chooses a section (`SectionChoice`), the style hides the others; on paper, and in a
browser that knows no `:has`, none is hidden.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

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

IDS = ("map", "inset", "locator", "gained", "lost", "handed")
"""The ids of a picture that a report refers to."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The content security policy: nothing but its own style."""

_STYLE = f"""
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; background: {COLOURS["sheet"]};
  color: {COLOURS["ink"]}; font: 16px/1.5 "Noto Sans SC", "Noto Sans CJK SC", sans-serif; }}
h1 {{ margin: 0 0 .5rem; }} h2 {{ margin: 2.5rem 0 .5rem; }}
.notes {{ font-weight: 700; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }}
dt {{ color: {COLOURS["ink-2"]}; }} dd {{ margin: 0; overflow-wrap: anywhere; }}
figure {{ margin: 1.5rem 0; }}
figcaption, caption {{ color: {COLOURS["ink-2"]}; text-align: left; }}
figure {{ overflow-x: auto; }}
svg {{ width: 100%; min-width: 40rem; height: auto; }}
.columns {{ display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 0 1.5rem; }}
.columns > div {{ border-top: 2px solid; font-size: .9rem; }}
.columns ul {{ padding-left: 1rem; }} .columns svg {{ min-width: 0; }}
.banner {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr));
  gap: .5rem 1.5rem; margin: 1rem 0; padding: .75rem 1rem; border: 2px solid; border-radius: 6px; }}
.banner p {{ margin: .25rem 0 0; font-size: .9rem; }} .banner strong {{ font-size: 1.1rem; }}
.banner.stop {{ border-color: {STOP}; background: {STOP};
  color: {COLOURS["halo"]}; }}
@media screen and (max-width: 50rem) {{ .columns {{ display: block; }} }}
@media print {{ .banner {{ print-color-adjust: exact; }} }}
.wide {{ overflow-x: auto; margin-top: 1.5rem; }}
table {{ border-collapse: collapse; width: 100%; font-size: .9rem; }}
th {{ word-break: keep-all; }}
th, td {{ text-align: left; padding: .25rem .5rem; border-bottom: 1px solid {COLOURS["edge"]};
  vertical-align: top; }}
.figure {{ text-align: right; font-variant-numeric: tabular-nums; }}
td:not(.figure, .short) {{ min-width: 9rem; overflow-wrap: anywhere; }}
td.figure, td.short {{ white-space: nowrap; }}
@media print {{ svg {{ min-width: 0; }} }}
@media print {{ h2 {{ break-after: avoid; }} figure, tr {{ break-inside: avoid; }} }}
"""


class SectionChoice(NamedTuple):
    """What sections are chosen by: a label, and the number of the one that is shown at first."""

    label: str
    first: int


def to_html(report: Report, tail: str = "", choice: SectionChoice | None = None) -> str:
    """Return a report as HTML; `tail` is HTML to end with.

    With a `choice` one section is shown, which a reader chooses by its heading.
    """
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(it)}</dd>" for name, it in report.facts)
    notes = "".join(f'<p class="notes">{escape(note)}</p>' for note in report.notes)
    parts = []
    for number, section in enumerate(report.sections):
        blocks = "\n".join(
            block_html(block, f"p{number}-{place}-") for place, block in enumerate(section.blocks)
        )
        parts.append(f"<section><h2>{escape(section.heading)}</h2>\n{blocks}</section>")
    sections = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{facts_of(report.language).tag}">\n<head>'
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{escape(report.title)}: {escape(report.subtitle)}</title>"
        f"<style>{_STYLE}{_hiding(len(parts)) if choice else ''}</style></head>\n<body><main>"
        f"<p>{escape(report.subtitle)}</p><h1>{escape(report.title)}</h1>{notes}<dl>{facts}</dl>\n"
        f"{_select(report, choice) if choice else ''}"
        f"{sections}\n{tail}</main></body></html>\n"
    )


def _select(report: Report, choice: SectionChoice) -> str:
    """Return the drop-down list from which a section is chosen."""
    options = "".join(
        f"<option{' selected' if number == choice.first else ''}>{escape(section.heading)}</option>"
        for number, section in enumerate(report.sections)
    )
    return f'<p id="choice"><label>{escape(choice.label)} <select>{options}</select></label></p>\n'


def _hiding(count: int) -> str:
    """Return the style by which the sections that are not chosen are hidden."""
    rules = "".join(
        f"main:has(#choice option:nth-child({number}):checked) "
        f"> section:not(:nth-of-type({number})) {{ display: none; }}\n"
        for number in range(1, count + 1)
    )
    return (
        "#choice { display: none; } select { font: inherit; padding: .25rem; }\n"
        "@supports selector(:has(a)) { @media screen {\n"
        f"#choice {{ display: block; }}\n{rules}}} }}\n"
    )


def block_html(block: ReportBlock, prefix: str) -> str:
    """Return a block as HTML; `prefix` begins the ids of its pictures."""
    if isinstance(block, BesideEachOther):
        columns = (
            "\n".join(
                block_html(one, f"{prefix}{column}-{place}-") for place, one in enumerate(own)
            )
            for column, own in enumerate(block.columns)
        )
        widths = " ".join(f"{share:g}fr" for share in block.shares)
        cells = "".join(f"<div>{own}</div>" for own in columns)
        return f'<div class="columns" style="grid-template-columns: {widths}">{cells}</div>'
    if isinstance(block, ReportBanner):
        kind = "banner stop" if block.is_stop else "banner"
        entries = "".join(
            f"<div><strong>{escape(f'{mark} {heading}')}</strong>"
            f"{''.join(f'<p>{escape(text)}</p>' for text in texts)}</div>"
            for mark, heading, texts in block.entries
        )
        return f'<div class="{kind}">{entries}</div>'
    if isinstance(block, ReportText):
        points = "".join(f"<li>{escape(point)}</li>" for point in block.points)
        words = escape(block.text)
        words = f"<strong>{words}</strong>" if points else words
        text = f"<p>{words}</p>" if words else ""
        return text + (f"<ul>{points}</ul>" if points else "")
    if isinstance(block, Picture):
        return (
            f"<figure>{own_ids(block.svg, prefix, block.alt)}"
            f"<figcaption>{escape(block.caption)}</figcaption></figure>"
        )
    return _table(block)


def own_ids(svg: str, prefix: str, alt: str, ids: Sequence[str] = IDS) -> str:
    """Return a picture with its alternative text, and some of its ids made unique."""
    for id_ in ids:
        svg = svg.replace(f'id="{id_}"', f'id="{prefix}{id_}"')
        svg = svg.replace(f"url(#{id_})", f"url(#{prefix}{id_})")
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)


def _table(table: ReportTable) -> str:
    caption = f"<caption>{escape(table.caption)}</caption>"
    note = f"<p>{escape(table.note)}</p>" if table.note else ""
    if not table.rows:
        return f"<p>{escape(table.caption)}</p>{note}"
    classes = [
        ' class="figure"' if is_figure else ' class="short"' if is_short else ""
        for is_figure, is_short in zip(table.figures, table.short, strict=True)
    ]
    heads = "".join(
        f'<th scope="col"{kind}>{escape(head)}</th>'
        for kind, head in zip(classes, table.heads, strict=True)
    )
    rows = ""
    for row, span in zip(table.rows, table.spans, strict=True):
        over = [f' rowspan="{span}"' if span > 1 else ""] + [""] * (len(row) - 1)
        cells = [
            f"<td{kind}{rowspan}>{escape(cell)}</td>"
            for kind, rowspan, cell in zip(classes, over, row, strict=True)
        ]
        rows += f"<tr>{''.join(cells if span else cells[1:])}</tr>\n"
    body = f"<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody>"
    return f'<div class="wide"><table>{caption}{body}</table></div>{note}'
