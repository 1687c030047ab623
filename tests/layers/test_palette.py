"""The page's style sheet and words say what the palette says."""

import re
from pathlib import Path

import pytest

from layers import palette
from layers.messages import catalogue

PAGE = Path(__file__).parent.parent.parent / "service" / "page"


def custom_properties() -> dict[str, str]:
    """Return the custom properties of the page's light theme."""
    root = (PAGE / "styles/page/palette.css").read_text("utf-8").split("}")[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", root))


def test_the_page_has_the_colours_of_the_palette() -> None:
    properties = custom_properties()
    assert {name: properties[name] for name in palette.COLOURS} == palette.COLOURS
    sectors = [properties[f"sector-{number}"] for number in range(1, 8)]
    assert sectors == [mark.colour for mark in palette.SECTORS]


def test_the_page_has_the_classes_the_order_and_the_shapes_of_the_palette() -> None:
    module = (PAGE / "modules/ui/palette.js").read_text("utf-8")
    (breaks,) = re.findall(r"BREAKS = \[(.+?)\]", module)
    assert tuple(map(float, breaks.split(","))) == palette.SHARE_BREAKS
    (sectors,) = re.findall(r"SECTORS = \[(.+?)\]", module, re.DOTALL)
    assert re.findall(r'"(\w+)"', sectors) == [mark.value for mark in palette.SECTORS]
    symbols = (PAGE / "modules/ui/symbols.js").read_text("utf-8")
    paths = re.findall(r'"(M[^"]+)"', symbols)
    shapes = [mark.path for mark in (*palette.SECTORS, *palette.GATEWAYS)]
    assert paths[: len(shapes)] == shapes


@pytest.mark.parametrize(
    ("code", "marks"),
    [
        ("page-sector-{}", palette.SECTORS),
        ("page-gateway-{}", palette.GATEWAYS),
        ("rule-{}-name", palette.RULES),
    ],
)
def test_the_catalogue_has_the_words_of_the_palette(
    code: str, marks: tuple[palette.Mark, ...]
) -> None:
    for mark in marks:
        of_mark = code.format(mark.value.replace("_", "-"))
        words = [catalogue("en").say(of_mark), catalogue("zh").say(of_mark)]
        assert words == [mark.words, mark.words_zh]


def test_neighbouring_hues_differ_and_every_hue_is_a_colour() -> None:
    colours = palette.hues(40)
    assert len(set(colours)) == 40
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)
