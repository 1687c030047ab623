"""Slides as one self-contained HTML file, for a screen, a projector and paper.

Each slide fills the window, and is a page of paper when printed. The only script is its own, which
the content security policy names by its hash: without it the slides are read by scrolling.
"""

import hashlib
from base64 import b64encode
from functools import cache
from html import escape
from pathlib import Path

from layers.messages.languages import facts_of
from layers.palette import CHANGES, COLOURS, STOP
from service.report.document import Picture
from service.report.html import IDS, block_html, own_ids
from service.report.slides import (
    Slide,
    SlideBlock,
    SlideColumns,
    SlideFigures,
    SlideMaps,
    Slides,
)

_FOLDER = Path(__file__).parent
_TOKENS = {
    **{name: COLOURS[name] for name in ("paper", "sheet", "ink", "ink-2", "accent", "edge")},
    "better": "#00684a",
    "worse": COLOURS["accent"],
    "gained": CHANGES[0].colour,
    "stop": STOP,
}
"""The colours of slides, as properties of CSS."""

_ICONS = {
    "previous": "M10 3L5 8l5 5",
    "next": "M6 3l5 5l-5 5",
    "full": "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
    "close": "M4 4l8 8M12 4l-8 8",
}


@cache
def _script() -> str:
    return (_FOLDER / "slides.js").read_text(encoding="utf-8")


@cache
def _style() -> str:
    tokens = "".join(f"--{name}: {colour};" for name, colour in _TOKENS.items())
    return f":root {{ {tokens} }}\n" + (_FOLDER / "slides.css").read_text(encoding="utf-8")


@cache
def policy() -> str:
    """Return the content security policy of slides: their own style and script, nothing else."""
    digest = b64encode(hashlib.sha256(_script().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def slides_html(slides: Slides) -> str:
    """Return slides as HTML."""
    words = {word: escape(text) for word, text in slides.words.items()}
    buttons = "".join(
        f'<button type="button" data-go="{go}" aria-label="{words[go]}" title="{words[go]}">'
        f'<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{path}"/></svg></button>'
        for go, path in _ICONS.items()
    )
    shown = "\n".join(_slide(slides, slide, place) for place, slide in enumerate(slides.slides))
    return (
        f'<!doctype html>\n<html lang="{facts_of(slides.language).tag}">\n<head>'
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy()}">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{escape(slides.title)}: {escape(slides.subtitle)}</title>"
        f"<style>{_style()}</style></head>\n<body><main>\n{shown}\n</main>"
        f"<nav hidden>{buttons}</nav>\n<script>{_script()}</script></body></html>\n"
    )


def _slide(slides: Slides, slide: Slide, place: int) -> str:
    """Return a slide; the first has the title of all as its headline."""
    level = "h2" if place else "h1"
    lead = "".join(f"<p>{escape(sentence)}</p>" for sentence in slide.lead)
    blocks = "\n".join(_block(block, f"s{place}-{at}-") for at, block in enumerate(slide.blocks))
    above = slides.title if place else slides.subtitle
    mark = f'<p class="mark">{escape(slides.mark)}</p>' if slides.mark else ""
    has_maps = any(isinstance(block, SlideMaps | Picture) for block in slide.blocks)
    below = "".join(
        f"<span>{escape(it)}</span>"
        for it in ((*slides.notes,) if has_maps else (*slides.facts, *slides.notes))
    )
    return (
        f'<section id="slide-{place + 1}"><header><p>{escape(above)}</p>{mark}'
        f"<p>{escape(slide.number)}</p></header>"
        f'<{level} tabindex="-1">{escape(slide.headline)}</{level}>'
        f'<div class="lead">{lead}</div><div class="body">{blocks}</div>'
        f"<footer>{below}</footer></section>"
    )


def _block(block: SlideBlock, prefix: str) -> str:
    if isinstance(block, SlideFigures):
        figures = "".join(
            f'<div><dd class="{it.look}">{escape(it.change)}</dd>'
            f"<dt>{escape(it.name)} <small>{escape(it.course)}</small></dt></div>"
            for it in block.figures
        )
        return f'<dl class="figures">{figures}</dl>'
    if isinstance(block, SlideMaps):
        place = block.place
        maps = "".join(
            f"<figure><figcaption>{escape(word)}</figcaption>"
            f"{_picture(svg, f'{prefix}{number}-', word)}</figure>"
            for number, (word, svg) in enumerate(
                zip(block.words[:2], (place.before, place.after), strict=True)
            )
        )
        legend = _picture(place.legend, f"{prefix}legend-", block.words[2])
        return (
            f'<div class="maps">{maps}</div><div class="legend">{legend}</div>'
            f'<p class="credit">{escape(block.credit)}</p>'
        )
    if isinstance(block, SlideColumns):
        return _columns(block)
    if isinstance(block, Picture):
        return f"<figure>{_picture(block.svg, prefix, block.alt)}</figure>"
    return block_html(block, prefix)


def _picture(svg: str, prefix: str, alt: str) -> str:
    return own_ids(svg, prefix, alt, (*IDS, "hard", "soft"))


def _columns(block: SlideColumns) -> str:
    columns = "".join(
        f'<div class="column"><h3>{escape(" ".join(filter(None, (it.mark, it.heading))))}</h3>'
        f"<ul>{''.join(f'<li>{escape(point)}</li>' for point in it.points)}</ul></div>"
        for it in block.columns
    )
    return f'<div class="columns">{columns}</div>'
