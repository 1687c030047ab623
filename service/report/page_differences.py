"""Where a page differs from the same page written again: each place by its headings.

Both pages are cut into blocks (paragraphs, points, rows, pictures, …) and compared in order. A
place is named by the page that was written again, whose headings are known to be its own.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape
from itertools import zip_longest
from typing import NamedTuple

from layers.messages import Message

_BLOCK = re.compile(
    r"(?=</?(?:title|style|body|main|section|div|h1|h2|p|ul|li|dl|dt|dd|figure|figcaption|svg"
    r"|table|caption|tr|script)[ >])"
)
_MOST_PAIRS = 4_000_000  # of blocks to compare; more are one difference
_MOST = 200  # differences
_SHOWN, _BEFORE = 90, 30  # letters of a text that are shown, and of these before what differs
_PLACES = {
    "head": "report-place-head",
    "top": "report-place-top",
    "end": "report-place-end",
    "data": "report-place-data",
}
_TITLES = "<p><strong>", "<div><strong>"
_DATA = '<script type="application/json"'


class PageDifference(NamedTuple):
    """A difference: its place, the page's text there, and the text as written again."""

    place: Message
    stated: str
    again: str


def page_differences(stated: str, again: str) -> list[PageDifference]:
    """Return where a page differs from itself as written again, in order.

    >>> page = "<body><section><h2>Costs</h2><p>2 km²</p></section></body>"
    >>> [place] = page_differences(page.replace("2 ", "1 "), page)
    >>> str(place.place), place.stated, place.again
    ('Costs', '1 km²', '2 km²')
    """
    ours, theirs = _BLOCK.split(again), _BLOCK.split(stated)
    places = _places(ours)
    found: list[PageDifference] = []
    for mine, other in changed_spans(ours, theirs):
        sides = ours[mine], theirs[other]
        if len(sides[0]) != len(sides[1]):
            sides = ["".join(sides[0])], ["".join(sides[1])]
        for nth, (here, there) in enumerate(zip_longest(*sides, fillvalue="")):
            if here != there:
                place = places[min(mine.start + nth, len(places) - 1)]
                found.append(PageDifference(place, *shown_difference(there, here)))
        if len(found) >= _MOST:
            break
    return found[:_MOST]


def changed_spans(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[slice, slice]]:
    """Yield the spans that differ, without the common beginning and end."""
    start = _equal(ours, theirs)
    end = _equal(ours[start:][::-1], theirs[start:][::-1])
    mine, other = ours[start : len(ours) - end], theirs[start : len(theirs) - end]
    if len(mine) * len(other) > _MOST_PAIRS:
        yield slice(start, start + len(mine)), slice(start, start + len(other))
        return
    for kind, a, b, c, d in SequenceMatcher(None, mine, other, autojunk=False).get_opcodes():
        if kind != "equal":
            yield slice(start + a, start + b), slice(start + c, start + d)


def _equal(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Return how many blocks are equal from the first on."""
    pairs = enumerate(zip(ours, theirs, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(ours), len(theirs)))


def _places(blocks: Sequence[str]) -> list[Message]:
    """Return the place of each block of a page."""
    places: list[Message] = []
    where, heading, part = "head", "", ""
    for at, block in enumerate(blocks):
        tag = re.match(r"</?\w+", block)
        kind = tag.group() if tag else ""
        if kind == "<body":
            where = "top"
        elif kind == "<section":
            where, heading, part = "section", _text("".join(blocks[at + 1 : at + 2])), ""
        elif kind == "</section":
            where = "end"
        elif block.startswith(_DATA):
            where = "data"
        elif kind == "<figure":
            part = next((_text(it) for it in blocks[at:] if it.startswith("<figcaption")), "")
        elif kind in {"<dt", "<caption"} or block.startswith(_TITLES):
            part = _text(block)
        places.append(_place(where, heading, part))
    return places


def _place(where: str, heading: str, part: str) -> Message:
    if where == "section" and not part:
        return Message("text", text=heading)
    if where == "section":
        return Message("report-place-in-section", heading=heading, part=part)
    if where == "top" and part:
        return Message("report-place-in-top", part=part)
    return Message(_PLACES[where])


def _text(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", markup)).split())


def shown_difference(stated: str, again: str) -> tuple[str, str]:
    """Return both sides of a difference, as text if there is any, from near where they differ."""
    texts = _text(stated), _text(again)
    if texts[0] == texts[1]:
        texts = stated.strip(), again.strip()
    first = _equal(*texts)
    start = max(0, first - _BEFORE) if first > _SHOWN - _BEFORE else 0
    return _part(texts[0], start), _part(texts[1], start)


def _part(text: str, start: int) -> str:
    end = "…" if len(text) > start + _SHOWN else ""
    return f"{'…' if start else ''}{text[start : start + _SHOWN]}{end}"
