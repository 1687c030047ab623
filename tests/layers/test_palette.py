"""The page's style sheet and words say what the palette says."""

import re
from pathlib import Path
from xml.etree.ElementTree import tostring

import pandas as pd
import pytest
from pyproj import CRS

from layers import palette
from layers.qgis import styles
from layers.qgis.legend import legend_of
from layers.schema.export_tables import ExportTable
from layers.schema.terms_table import read_terms

PAGE = Path(__file__).parent.parent.parent / "service" / "page"


def custom_properties() -> dict[str, str]:
    """Return the custom properties of the page's light theme."""
    root = (PAGE / "styles/core/palette.css").read_text("utf-8").split("}")[0]
    values = dict(re.findall(r"--([\w-]+):\s*([^;]+);", root))
    return {
        name: re.sub(r"var\(--([\w-]+)\)", lambda known: values[known[1]], value)
        for name, value in values.items()
    }


def test_the_page_has_the_colours_of_the_palette_each_meaning_its_own() -> None:
    properties = custom_properties()
    assert {name: properties[name] for name in palette.COLOURS} == palette.COLOURS
    sectors = [properties[f"sector-{number}"] for number in range(1, 8)]
    assert sectors == [mark.colour for mark in palette.SECTORS]
    levels = {mark.value: mark.colour for mark in palette.LEVELS}
    assert {level: properties[level] for level in levels} == levels
    meanings = ("accent", "focus", "land-gained", "land-lost", *levels)
    assert len({properties[name] for name in meanings}) == len(meanings)
    editing = (PAGE / "styles/edit/map-editing.css").read_text("utf-8")
    for level in levels:
        (drawn,) = re.findall(rf"path\.violation\.{level},[^}}]*stroke: ([^;]+);", editing)
        assert drawn == f"var(--{level})"
    drawn = (PAGE / "styles/draft/zones.css").read_text("utf-8")
    for mark in palette.CHANGES:
        land = f"land-{mark.value}"
        names = (land, f"{land}-edge", f"{land}-ground")
        assert [properties[name] for name in names] == [mark.colour, mark.edge, mark.ground]
        assert all(f"var(--{name})" in drawn for name in names)
    hues = palette.hues(40)
    assert len(set(hues)) == 40
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in hues)


def test_classes_of_change_say_their_bounds_as_numbers() -> None:
    bound = f"{100 * palette.CHANGE_BREAKS[1]:g}"
    for mark in palette.SHARE_CHANGES:
        has_bound = mark.value != "change-0"
        assert (bound in mark.words, bound in mark.words_zh) == (has_bound, has_bound)


def test_qgis_draws_changes_in_the_colours_of_the_palette(monkeypatch: pytest.MonkeyPatch) -> None:
    other = [
        mark._replace(colour=f"#01{n}00", edge=f"#02{n}00", ground=f"#03{n}00")
        for n, mark in zip(("00", "01"), palette.CHANGES, strict=True)
    ]
    monkeypatch.setattr(styles, "CHANGES", other)
    frames = {"regions": pd.DataFrame({"adcode": [], "province_adcode": []}, dtype=object)}
    legend = legend_of(frames, read_terms(frames, CRS.from_epsg(4326), []))
    style = styles.style_of(ExportTable("changes"), legend)
    assert style is not None
    drawn = tostring(style.renderer, encoding="unicode")
    for number in (0, 1):
        assert all(f'"{part},{number},0,' in drawn for part in (1, 2, 3))


def test_the_page_has_the_classes_the_order_and_the_shapes_of_the_palette() -> None:
    module = (PAGE / "modules/core/ui/palette.ts").read_text("utf-8")
    (breaks,) = re.findall(r"BREAKS = \[(.+?)\]", module)
    assert tuple(map(float, breaks.split(","))) == palette.SHARE_BREAKS
    (sectors,) = re.findall(r"SECTORS = \[(.+?)\]", module, re.DOTALL)
    assert re.findall(r'"(\w+)"', sectors) == [mark.value for mark in palette.SECTORS]
    symbols = (PAGE / "modules/core/ui/symbols.ts").read_text("utf-8")
    paths = re.findall(r'"(M[^"]+)"', symbols)
    shapes = [mark.path for mark in (*palette.SECTORS, *palette.GATEWAYS)]
    assert paths[: len(shapes)] == shapes
