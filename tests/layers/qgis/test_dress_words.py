"""QGIS shows a plan in the plan's own words, and no notion of China in that of another country."""

import io
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import CoverageMeter
from layers import Plan
from layers.formats import export
from layers.qgis.legend import legend_of
from service.export_layers import outcome
from tests import own_words
from tests.own_words import CHINESE_NOTIONS, own_words_plan

SHOWN = {
    "alias": ("name",),
    "category": ("label",),
    "range": ("label",),
    "layer-tree-group": ("name",),
    "layer-tree-layer": ("name",),
    "LayoutItem": ("labelText", "title"),
    "Bookmark": ("name", "group"),
    "text-style": ("fieldName",),
}
"""Attributes of a project that a person reads."""


def shown(tree: Element) -> set[str]:
    found = {
        each.get(name, "")
        for tag, names in SHOWN.items()
        for each in tree.iter(tag)
        for name in names
    }
    for tag in ("title", "layername", "mapTip"):
        found |= {each.text or "" for each in tree.iter(tag)}
    for widget in tree.iter("editWidget"):
        found |= {option.get("name", "") for option in widget.iter("Option")}
    return found


def texts(path: Path) -> set[str]:
    """Return every text that QGIS shows of a dressed file."""
    with closing(sqlite3.connect(path)) as file:
        (packed,) = file.execute("SELECT content FROM qgis_projects").fetchone()
        rows = [
            *file.execute("SELECT title FROM gpkg_data_columns"),
            *file.execute("SELECT description FROM gpkg_data_column_constraints"),
            *file.execute("SELECT description FROM layer_styles"),
            *file.execute("SELECT description FROM gpkg_contents"),
        ]
        styles = [text for (text,) in file.execute("SELECT styleQML FROM layer_styles")]
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(packed))) as archive:
        styles.append(archive.read(archive.namelist()[0]).decode())
    found = {text for (text,) in rows if text}
    trees = [fromstring(re.sub("<!DOCTYPE.*?>", "", one)) for one in styles]  # noqa: S314  ours
    return found.union(*map(shown, trees))


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    points = {"geometry": [shapely.Point(-99, 40.5)], "crs": own_words.CRS}
    plan = own_words_plan(
        clusters=gpd.GeoDataFrame({"cluster_id": ["C"], "sector": ["tea"]}, **points),
        gateways=gpd.GeoDataFrame({"gateway_id": ["G"], "kind": ["airport"]}, **points),
        demand=gpd.GeoDataFrame({"demand_id": ["1"], "population": [9.0]}, **points),
        ftzs=pd.DataFrame({"ftz_id": ["P"], "adcode": ["20"], "cap_km2": [9.0]}),
    )
    path = tmp_path / "hubs.gpkg"
    baseline = CoverageMeter(plan).measure()
    export(plan, path, [outcome(baseline, baseline, "")])
    return path


def test_a_plan_of_another_country_is_shown_in_its_own_words_without_notions_of_china(
    exported: Path,
) -> None:
    words_shown = texts(exported)
    for words in (
        *("Logistics hubs", "Programmes", "Programme", "GEOID", "State GEOID", "County GEOID"),
        *("States: people within 50 km", "Counties: people within 50 km", "State borders"),
        *("State", "Whole plan", "Legend", "Counties as of 2023."),
    ):
        assert words in words_shown
    chinese = [text for text in words_shown if re.search("[\u3400-\u9fff]", text)]
    assert chinese == []
    columns = ("ftz_id", "province_", "name_zh", "city_", "province_adcode", "trade_value_cny")
    without = [re.sub("|".join(columns), "", text) for text in words_shown]
    assert [(it, text) for it in CHINESE_NOTIONS for text in without if it in text] == []
    plan = own_words_plan()
    legend = legend_of({"zones": plan.zones, "regions": plan.regions}, plan.terms)
    assert "Outside its state" in [mark.label for mark in legend.rules]


def test_the_coverage_of_each_level_is_a_layer_and_that_of_the_finest_in_the_regions(
    exported: Path,
) -> None:
    with closing(sqlite3.connect(exported)) as file:
        tables = {name for (name,) in file.execute("SELECT table_name FROM gpkg_contents")}
    assert "coverage_state" in tables
    assert not {"coverage_county", "coverage_district"} & tables
    assert "covered_share_50km" in Plan.open(exported).regions.columns
    assert Plan.open(exported).terms == own_words_plan().terms
