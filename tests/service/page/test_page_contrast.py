"""Text reads and marks show on each tint that can lie beneath: computed from the style sheets.

A mark or a name lies in a casing of the theme's halo, which covers the tint beside it; a pattern
is drawn on a ground through which the tint shows. WCAG 2.2: 4.5 for text, 3 for marks.
"""

import itertools
import math
import re
from functools import cache
from typing import TypeAlias

import pytest

from layers import palette
from service.page.assets import PAGE

TEXT, MARK = 4.5, 3.0
LEAST_APART = 0.1
"""Distance in OKLab (Ottosson 2020) from which two colours are told apart at a glance."""
CHANGES = [f"change-{name}" for name in ("lost-2", "lost-1", "0", "gained-1", "gained-2")]
TINTS = [*(f"share-{number}" for number in range(6)), "share-none", "sea", *CHANGES]
SECTORS = [f"sector-{number}" for number in range(1, 8)]
CASED = {
    "path.zone": "accent",
    "path.gained": "land-gained-edge",
    "path.lost": "land-lost-edge",
    "path.customs": "ink",
    "path.exclusions": "ink",
    "path.references": "ink",
    "path.violation.hard": "hard",
    "path.violation.soft": "soft",
    "path.drawn-line": "accent",
    "path.ruled": "ink",
    "path.explained-region": "ink",
    "path.covers": "ink",
    ".agreed": "ink",
    ".leaflet-editing-pane path.neighbour": "ink",
}
"""Lines on the map, by the rule that draws them, and the colour that it gives."""
PATTERNS = [("land-gained", "land-gained-ground", "gained"), ("hard", "hard", "broken")]
"""Colours of hatches, of their grounds, and the patterns' names."""
MEANINGS = ["accent", "hard", "soft", "land-gained", "land-lost", "agreed", "focus"]

Colour: TypeAlias = tuple[float, float, float]
Theme: TypeAlias = dict[str, str]


@cache
def sheet() -> str:
    return "".join(file.read_text("utf-8") for file in sorted((PAGE / "styles").rglob("*.css")))


def declared(block: str) -> Theme:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def theme(name: str) -> Theme:
    """Return the custom properties of a theme, those that are other ones filled in."""
    text = (PAGE / "styles/core/palette.css").read_text("utf-8")
    blocks = re.findall(r"(:root[^{]*) \{([^}]*)\}", text)
    found = declared(blocks[0][1])
    if name == "dark":
        chosen, preferred = (declared(block) for _, block in blocks[1:])
        assert chosen == preferred
        found |= chosen
    for key, value in found.items():  # what a property stands for is declared before it
        found[key] = re.sub(r"^var\(--([\w-]+)\)$", lambda known: found[known[1]], value)
    return found


def rules(selector: str) -> dict[str, str]:
    """Return what the style sheets declare for a selector that stands in a list of their own."""
    found: dict[str, str] = {}
    for selectors, block in re.findall(
        r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet(), flags=re.DOTALL)
    ):
        if selector in [one.strip() for one in selectors.split(",")]:
            found |= dict(re.findall(r"([\w-]+):\s*([^;]+);", block))
    return found


def colour(text: str) -> Colour:
    assert re.fullmatch("#[0-9a-f]{6}", text), text
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def over(top: Colour, opacity: float, ground: Colour) -> Colour:
    red, green, blue = (
        opacity * one + (1 - opacity) * other for one, other in zip(top, ground, strict=True)
    )
    return red, green, blue


def linear(given: Colour) -> list[float]:
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in given]


def contrast(one: Colour, other: Colour) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    dark, light = sorted(
        sum(map(math.prod, zip(weights, linear(given), strict=True))) for given in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def oklab(given: Colour) -> tuple[float, ...]:
    red, green, blue = linear(given)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


@pytest.fixture(params=["light", "dark"])
def worn(request: pytest.FixtureRequest) -> dict[str, Colour]:
    """Return the colours of a theme by their names."""
    found = theme(request.param)
    return {name: colour(text) for name, text in found.items() if text.startswith("#")}


def test_contrast_is_that_of_wcag() -> None:
    white, black = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
    assert contrast(white, black) == pytest.approx(21)
    assert contrast(colour("#767676"), white) == pytest.approx(4.54, abs=0.01)


def test_names_read_in_their_halo_over_each_colour_beneath(worn: dict[str, Colour]) -> None:
    stroke = rules(".label span")["-webkit-text-stroke"]
    (percent,) = re.findall(r"3px color-mix\(in srgb, var\(--halo\) (\d+)%, transparent\)", stroke)
    for tint in [*TINTS, *MEANINGS, "ink", *SECTORS]:
        ground = over(worn["halo"], int(percent) / 100, worn[tint])
        assert contrast(worn["ink"], ground) >= TEXT, tint


def test_words_read_on_their_ground(worn: dict[str, Colour]) -> None:
    inks = {
        "sheet": ("ink-2", "hard", "soft", "unverified"),
        "paper": ("ink-2", "hard", "soft"),
        "selected-ground": ("ink",),
        "hard-ground": ("ink",),
        "soft-ground": ("ink", "ink-2"),
        **dict.fromkeys(("soft", "hard", "land-gained"), ("sheet",)),
        "primary": ("primary-ink",),
        "error-ground": ("error-ink",),
        "halo": ("accent",),
    }
    for ground, words in inks.items():
        for ink in words:
            assert contrast(worn[ink], worn[ground]) >= TEXT, (ink, ground)


def test_a_line_on_the_map_is_cased_and_stands_out_from_that(worn: dict[str, Colour]) -> None:
    for selector, line in CASED.items():
        drawn = rules(selector)
        assert drawn["stroke"] == f"var(--{line})"
        assert "var(--cased)" in drawn["filter"], selector
        assert contrast(worn[line], worn["halo"]) >= MARK, selector
    casing = rules("path.reach.casing")
    assert casing["stroke"] == "var(--halo)"
    lines = {"": "outline", ".anew": "land-gained-edge", ".gone": "land-lost-edge"}
    for which, line in lines.items():
        drawn = rules(f"path.reach{which}")
        assert drawn["stroke"] == f"var(--{line})"
        assert float(casing["stroke-width"]) > 1.5 * float(drawn.get("stroke-width", 1.3))
        assert contrast(worn[line], worn["halo"]) >= MARK, line
    modules = [PAGE / "modules" / name for name in ("map/context-map.ts", "figures/districts.ts")]
    source = "".join(file.read_text("utf-8") for file in modules)
    stroked = re.findall(r'stroke\("halo".*\n\s+stroke\("([\w-]+)"', source)
    coloured = re.findall(r'themeColour\("halo"\).*\n.*themeColour\("([\w-]+)"\)', source)
    assert stroked == ["context-water", "context-road", "context-rail"]
    assert coloured == ["outline"]
    for line in (*stroked, *coloured):
        assert contrast(worn[line], worn["halo"]) >= MARK, line
    for ground in ("sea", "beyond"):
        assert contrast(worn["context-water"], worn[ground]) >= MARK


def test_a_mark_stands_out_from_its_halo_and_a_pattern_from_its_ground_over_each_tint(
    worn: dict[str, Colour],
) -> None:
    assert rules(".symbol path")["stroke"] == "var(--sector-edge)"
    assert "var(--halo)" in rules(".point .symbol")["background"]
    for sector in SECTORS:
        assert rules(f".{sector} path")["fill"] == f"var(--{sector})"
        shown = [contrast(worn[part], worn["halo"]) for part in (sector, "sector-edge")]
        assert max(shown) >= MARK, sector
    paper = float(rules(".pattern-paper")["fill-opacity"])
    for hatch, ground, name in PATTERNS:
        own = rules(f".pattern-{name}-ground")
        assert own["fill"] == f"var(--{ground})"
        for tint in TINTS:
            beneath = over(worn["halo"], paper, worn[tint])
            beneath = over(worn[ground], float(own["fill-opacity"]), beneath)
            assert contrast(worn[hatch], beneath) >= MARK, (name, tint)
    for mark, rule in (("land-lost", ".pattern-lost-ground"), ("agreed", ".agreed-ground")):
        opacity = float(rules(rule)["fill-opacity"])
        for tint in TINTS:
            beneath = over(worn["sheet"], opacity, worn[tint])
            assert contrast(worn[mark], beneath) >= MARK, (mark, tint)
    assert contrast(worn["soft"], worn["halo"]) >= MARK  # its lines are cased
    for ground in ("sheet", "paper"):
        assert contrast(worn["focus"], worn[ground]) >= MARK


def test_each_meaning_is_told_from_each_other_by_its_colour(worn: dict[str, Colour]) -> None:
    for one, other in itertools.combinations(MEANINGS, 2):
        assert math.dist(oklab(worn[one]), oklab(worn[other])) >= LEAST_APART, (one, other)


def test_land_gained_stands_out_from_every_tint_of_a_printed_map() -> None:
    gained = colour(palette.CHANGES[0].ground)
    for mark in palette.SHARE_CHANGES:
        assert contrast(gained, colour(mark.colour)) >= MARK, mark.value
