"""The palette of every map: colours, shapes and labels by meaning.

The page, QGIS projects and printed maps share it: five classes of one hue for a share, a distinct
hue and shape for each sector, a mark for each kind of gateway, patterns for land gained and lost.
Labels are those of the page; a test compares its style sheet with the palette.
"""

import math
import re
from collections.abc import Collection
from typing import NamedTuple

from layers.messages import Language
from layers.messages.languages import catalogue_text, in_language

COLOURS = {
    "paper": "#f6f3ec",
    "sheet": "#fdfcf8",
    "ink": "#1f2729",
    "ink-2": "#4b5759",
    "accent": "#ad3a1c",
    "sea": "#dfe9ed",
    "beyond": "#ebe8e1",
    "national": "#4a3f4b",
    "coast": "#5f8fa8",
    "context-water": "#4f7f9c",
    "context-road": "#9a6b2f",
    "context-rail": "#5b5f60",
    "edge": "#cfccc2",
    "outline": "#6f7370",
    "halo": "#fdfcf8",
    "share-0": "#fbf9f4",
    "share-1": "#c6e4ef",
    "share-2": "#97c6d7",
    "share-3": "#67a9c0",
    "share-4": "#368ca7",
    "share-5": "#006f8c",
    "share-none": "#dcd8cd",
    "change-lost-2": "#bd9a55",
    "change-lost-1": "#e3d2ae",
    "change-0": "#fbf9f4",
    "change-gained-1": "#d3c2ea",
    "change-gained-2": "#ad90d9",
}
"""Colours by use; `share-0` is not reached, `share-none` no data, `beyond` other plans' land."""

SHARE_BREAKS = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Upper bounds (inclusive) of the five classes of a share; a share of 0 is a separate class."""

CHANGE_TOKENS = ("change-lost-2", "change-lost-1", "change-0", "change-gained-1", "change-gained-2")
"""The classes of the change of a share, from lost to gained."""

CHANGE_BREAKS = (1e-6, 0.1)
"""The change of a share that is more than none, and that from which it is much."""


def share_token(share: float | None) -> str:
    """Return the class of a share (0–1), as a name among `COLOURS`.

    >>> share_token(0.0), share_token(0.2), share_token(0.21), share_token(None)
    ('share-0', 'share-1', 'share-2', 'share-none')
    """
    if share is None or not math.isfinite(share):
        return "share-none"
    return f"share-{0 if share <= 0 else 1 + sum(share > most + 1e-9 for most in SHARE_BREAKS[:4])}"


def change_token(change: float | None) -> str:
    """Return the class of the change of a share, as a name among `COLOURS`.

    >>> change_token(-0.2), change_token(1e-9), change_token(0.05)
    ('change-lost-2', 'change-0', 'change-gained-1')
    """
    if change is None or not math.isfinite(change):
        return "share-none"
    size = sum(abs(change) >= least for least in CHANGE_BREAKS)
    return CHANGE_TOKENS[2 + (size if change > 0 else -size)]


class Mark(NamedTuple):
    """The symbol of one value: its labels in English and Chinese, its colour and its shape.

    `path` draws the shape in a box of 16 × 16, as SVG writes paths. Land has an `edge` and a
    `ground` beneath its pattern, which has the `colour`.
    """

    value: str
    words: str
    words_zh: str
    colour: str
    path: str = ""
    edge: str = ""
    ground: str = ""

    @property
    def code(self) -> str:
        """Return the code of a sector's words in the catalogue."""
        return f"page-sector-{self.value.replace('_', '-')}"

    def text(self, language: Language) -> str:
        """Return its words in a language; the English ones where it has no others."""
        words = {"words": self.words, "words_zh": self.words_zh}
        return in_language(words, "words", language)

    @property
    def label(self) -> str:
        """Return both languages in one line, once if they are equal."""
        return bilingual(self.words, self.words_zh)


def bilingual(words: str | None, words_zh: str | None) -> str:
    """Return the Chinese and the English words in one line, without missing ones.

    >>> bilingual("Zones", "片区"), bilingual("X", None)
    ('片区 Zones', 'X')
    """
    return " ".join(dict.fromkeys(part for part in (words_zh, words) if part))


_CIRCLE = "M8 2.2a5.8 5.8 0 1 0 0 11.6a5.8 5.8 0 1 0 0-11.6z"


def _mark(code: str, colour: str, path: str = "", edge: str = "", ground: str = "") -> Mark:
    """Return the mark of a code of the page, such as `page-sector-biopharma`, with its words."""
    line = re.compile(rf"^{code} = (.)(.*)$", re.MULTILINE)
    found = [line.findall(catalogue_text(language, "page"))[0] for language in ("en", "zh")]
    words, words_zh = (first.upper() + rest for first, rest in found)
    value = code.split("-", 2)[2].replace("-", "_")
    return Mark(value, words, words_zh, colour, path, edge, ground)


SECTORS = (
    _mark("page-sector-biopharma", "#0072b2", _CIRCLE),
    _mark("page-sector-advanced-equipment", "#e69f00", "M2.8 2.8h10.4v10.4H2.8z"),
    _mark("page-sector-marine-economy", "#56b4e9", "M8 14L1.6 3h12.8z"),
    _mark("page-sector-shipping-logistics", "#009e73", "M8 2L14.4 13H1.6z"),
    _mark("page-sector-finance-digital", "#f0e442", "M8 1.2L14.8 8L8 14.8L1.2 8z"),
    _mark("page-sector-semiconductors", "#cc79a7", "M5.8 1.8h4.4v4h4v4.4h-4v4H5.8v-4h-4V5.8h4z"),
    _mark(
        "page-sector-new-energy-materials",
        "#d55e00",
        "M8 1l2 4.6l5 .5l-3.8 3.3l1.1 4.9L8 11.7l-4.3 2.6l1.1-4.9L1 6.1l5-.5z",
    ),
)
"""Known sectors in a fixed order; seven hues that survive colour blindness (Okabe and Ito)."""

GATEWAYS = tuple(
    _mark(f"page-gateway-{kind}", COLOURS["ink"], path)
    for kind, path in {
        "seaport": "M8 2.5v11M4.8 5.2h6.4M2.6 9c.4 3 2.6 4.6 5.4 4.6S13 12 13.4 9",
        "airport": "M8 1.5v12M8 6L2 9.5M8 6l6 3.5M8 11.5l-3 2M8 11.5l3 2",
        "railport": "M5.2 2v12M10.8 2v12M3 4.8h10M3 8h10M3 11.2h10",
        "border": "M4 14V2.4l8.6 3L4 8.6",
    }.items()
)
"""Kinds of gateways; their paths are drawn as lines."""

SHARES = (
    _mark("page-legend-not-reached", COLOURS["share-0"])._replace(value="share-0"),
    *(
        Mark(f"share-{number}", f"{100 * low:.0f}–{high:.0%}", "", COLOURS[f"share-{number}"])
        for number, (low, high) in enumerate(
            zip((0.0, *SHARE_BREAKS[:-1]), SHARE_BREAKS, strict=True), start=1
        )
    ),
)
"""The classes of a share, the least first."""

NO_DATA = _mark("page-legend-nodata", COLOURS["share-none"])._replace(value="share-none")
"""A region without a figure."""

SHARE_CHANGES = tuple(
    _mark(f"page-legend-{token}", COLOURS[token])._replace(value=token) for token in CHANGE_TOKENS
)
"""The classes of the change of a share, from lost to gained."""

CHANGES = (
    _mark("page-layer-gained", "#6b2fa0", edge="#6b2fa0", ground="#6b2fa0"),
    _mark("page-layer-lost", COLOURS["ink"], edge=COLOURS["ink-2"], ground=COLOURS["sheet"]),
)
"""Changes of land: gained is solid on printed maps, lost has stripes."""


class LineSign(NamedTuple):
    """The sign of a line of maps: its colour and label, its width in mm, its dashes in mm."""

    mark: Mark
    width_mm: float
    dashes_mm: tuple[float, ...] = ()


LINES = tuple(
    LineSign(_mark(f"page-line-{kind}", COLOURS[colour]), width_mm, dashes_mm)
    for kind, colour, width_mm, dashes_mm in (
        ("coast", "coast", 0.15, ()),
        ("province", "outline", 0.15, (1.2, 0.5, 0.25, 0.5)),
        ("special", "outline", 0.2, (0.7, 0.5)),
        ("south-sea", "national", 0.5, ()),
        ("undetermined", "national", 0.4, (0.8, 0.8)),
        ("national", "national", 0.4, (2.0, 0.7, 0.3, 0.7)),
    )
)
"""The lines that maps of a plan show (its layer `map_lines`), by kind, lowest first."""

LEVELS = (
    Mark("hard", "Hard rule", "强制规则", "#a50050"),
    Mark("soft", "Soft rule", "提示规则", "#8a6100"),
)
"""Levels of a broken rule."""

CAPITAL = "#c4161c"
"""The colour of the star of a capital."""

STAR_PATH = "M8 1l2 4.6l5 .5l-3.8 3.3l1.1 4.9L8 11.7l-4.3 2.6l1.1-4.9L1 6.1l5-.5z"
"""A star in a box of 16 units."""

STOP = "#b3121d"
"""The ground of the statement, on paper, that no decision can be made; its text is white."""

BOUNDARIES = tuple(
    _mark(f"page-boundary-{source}", COLOURS["ink"])
    for source in ("schematic", "surveyed", "imported")
)
"""The source of a zone's boundary; schematic ones are drawn dashed."""


def sector_marks(sectors: list[str]) -> tuple[Mark, ...]:
    """Return the marks of known sectors, then of others, with hues and shapes in rotation.

    >>> [mark.value for mark in sector_marks(["tea", "biopharma"])]
    ['biopharma', 'tea']
    """
    known = {mark.value for mark in SECTORS}
    extra = [sector for sector in sectors if sector not in known]
    used = [SECTORS[number % len(SECTORS)] for number in range(len(extra))]
    present = (mark for mark in SECTORS if mark.value in sectors)
    return (*present, *(mark._replace(value=name, words=name, words_zh="")
                        for name, mark in zip(extra, used, strict=True)))  # fmt: skip


def gateway_marks(kinds: Collection[str]) -> tuple[Mark, ...]:
    """Return the marks of known kinds of gateways, then of others: like a known one, or a stroke.

    >>> [(mark.value, mark.words) for mark in gateway_marks(["ferry", "seaport-inner", "airport"])]
    [('airport', 'Airport'), ('ferry', 'ferry'), ('seaport-inner', 'Seaport')]
    """
    known = {mark.value for mark in GATEWAYS}
    extra = [
        next(
            (mark._replace(value=kind) for mark in GATEWAYS if kind.startswith(mark.value)),
            Mark(kind, kind, "", COLOURS["ink"], "M5 8h6"),
        )
        for kind in kinds
        if kind not in known
    ]
    return (*(mark for mark in GATEWAYS if mark.value in kinds), *extra)


def hues(count: int) -> list[str]:
    """Return colours that differ most between neighbours in the list: a turn of the golden angle.

    Lightness and chroma are even in OKLCh (Ottosson 2020), in two steps of lightness.
    """
    return [_oklch(0.62 if n % 2 else 0.52, 0.12, n * 137.508 + 35) for n in range(count)]


def _oklch(lightness: float, chroma: float, hue_deg: float) -> str:
    """Return an sRGB colour as hex text, clipped to the gamut."""
    a = chroma * math.cos(math.radians(hue_deg))
    b = chroma * math.sin(math.radians(hue_deg))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    curved = (12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055 for x in linear)
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, x))):02x}" for x in curved)
