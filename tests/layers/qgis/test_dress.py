"""Styles and the project in a plan's file: stable, whole with any text, in the plan's own words."""

import io
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring

import geopandas as gpd
import pandas as pd
import pyproj
import pytest
import shapely

from geo import CoverageMeter
from layers import Plan
from layers.context import read_outlines
from layers.formats import Outcome, export
from layers.geometry.antimeridian import Extent
from layers.qgis.legend import MapLegend, legend_of, short_name
from layers.qgis.overview import overview_tables
from layers.qgis.styles import style_of
from layers.schema.export_tables import ExportTable
from layers.schema.terms_table import read_terms
from service.export_layers import outcome
from tests import own_words
from tests.conftest import CRS, point, regions_frame, square, zones_frame
from tests.own_words import CHINESE_NOTIONS, own_words_plan

ODD = "A \x01 & <b> \"q\" 'it''s' [% env('HOME') %] \\ 自贸区 🚢"


@pytest.fixture
def plan() -> Plan:
    zones = zones_frame(("W", "F", square(0)), ("E", "G", square(10)))
    ftzs = pd.DataFrame({"ftz_id": ["F", "G"], "name": [ODD, None], "name_zh": [None, ODD]})
    clusters = {"cluster_id": ["1", "2"], "sector": ["biopharma", ODD], "name": ODD}
    return Plan(
        {
            "zones": zones.assign(name=ODD, boundary_source=["schematic", "a survey"]),
            "ftzs": ftzs,
            "regions": regions_frame(
                ("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))
            ).assign(population=[5, 10]),
            "clusters": gpd.GeoDataFrame(clusters, geometry=[point(1), point(2)], crs=CRS),
        }
    )


def dress_of(path: Path) -> tuple[dict[str, str], Element, str]:
    """Return the styles by table, the project and its packed form."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        styles = dict(file.execute("SELECT f_table_name, styleQML FROM layer_styles"))
        (packed,) = file.execute("SELECT content FROM qgis_projects").fetchone()
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(packed))) as archive:
        (name,) = archive.namelist()
        text = archive.read(name)
    return styles, fromstring(text), packed  # noqa: S314  our own document


def test_a_plan_has_the_same_styles_and_project_each_time(plan: Plan, tmp_path: Path) -> None:
    made = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        path = folder / "规划 v2.1.gpkg"
        plan.save(path)
        Plan.open(path).save(path)
        styles, project, packed = dress_of(path)
        made.append((styles, packed))
    assert made[0] == made[1]
    sources = [source.text for source in project.iterfind("projectlayers/maplayer/datasource")]
    pages = sources.pop()  # of the atlas: computed from a layer of the project
    assert str(pages).startswith("?layer_ref=zonewright_zones:source&query=")
    names = ["zones", "ftzs", "clusters", "regions", "provinces", "provinces"]  # borders, land
    assert sources == [f"./规划 v2.1.gpkg|layername={name}" for name in names]


def test_any_text_gives_a_document_that_evaluates_nothing(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    export(plan, path, [Outcome("s", ODD, plan.zones)])
    styles, project, _ = dress_of(path)
    for style in styles.values():
        fromstring(style)  # noqa: S314  our own document
    shown = [label.get("labelText", "") for label in project.iter("LayoutItem")]
    shown += [part.get("label", "") for part in project.iter("category")]
    shown += [group.get("name", "") for group in project.iter("layer-tree-group")]
    assert any("env('HOME')" in text for text in shown)
    ours = ("format_date(now()", "@project_author", "@atlas_feature")
    evaluated = [part for text in shown for part in re.findall(r"\[%.*?%\]", text)]
    assert all(any(one in part for one in ours) for part in evaluated)
    assert not any(part.startswith("[% env") for part in evaluated)


def titles(path: Path) -> dict[str, tuple[str | None, str]]:
    """Return the name and title of each column of the zones."""
    named = "SELECT column_name, name, title FROM gpkg_data_columns WHERE table_name = 'zones'"
    with closing(sqlite3.connect(path)) as file:
        return {column: (name, title) for column, name, title in file.execute(named)}


def test_a_column_of_the_users_own_may_be_called_as_one_of_the_plan(tmp_path: Path) -> None:
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(3)))
    zones = zones.assign(Group="a", built_up=1.0, **{"Built up": 2.0})
    plan = Plan({"zones": zones, "regions": regions_frame(("330101", square(-5, -5, 11)))})
    plan.save(tmp_path / "plan.gpkg")
    found = titles(tmp_path / "plan.gpkg")
    assert found["zone_id"] == ("Zone", "Zone")
    assert found["Group"] == found["ftz_id"] == (None, "Group")
    assert found["Built up"] == found["built_up"] == (None, "Built up")


def test_fields_have_the_users_own_values_and_titles(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    plan.save(path)
    with closing(sqlite3.connect(path)) as file:
        values = file.execute("SELECT constraint_name, value FROM gpkg_data_column_constraints")
        assert {("clusters_sector", "biopharma"), ("zones_boundary_source", "a survey")} <= set(
            values
        )
    assert titles(path)["published_area_km2"][1] == "公布面积 (km²) Published area (km²)"
    styles, _, _ = dress_of(path)
    zones = fromstring(styles["zones"])  # noqa: S314  our own document
    drawn = [one.get("value", "") for one in zones.iter("Option")]
    assert 'if("locked", 1.2, 0.5)' in drawn
    labels = [one.get("fieldName", "") for one in zones.iter("text-style")]
    assert sum("(已锁定 locked)" in one for one in labels) == 2
    (rule,) = zones.iterfind("constraintExpressions/constraint[@field='sectors']")
    assert "'biopharma'" in rule.get("exp", "")
    (strength,) = zones.iterfind("constraints/constraint[@field='sectors']")
    assert strength.get("exp_strength") == "2"  # a warning: the form closes all the same


def legend(frames: dict[str, pd.DataFrame]) -> MapLegend:
    return legend_of(frames, read_terms(frames, pyproj.CRS.from_epsg(4326), []))


def test_population_is_classed_by_round_bounds_and_missing_figures_are_left_out() -> None:
    figures = [None, *range(1, 101)]
    regions = gpd.GeoDataFrame(
        {"adcode": "1", "population": figures, "province_adcode": "33"},
        geometry=[shapely.box(0, 0, 1 / 12_345, 1)] * 101,  # about a km² each
        crs=CRS,
    )
    key = legend({"regions": regions, "zones": pd.DataFrame({"ftz_id": ["F"]})})
    assert key.population_breaks == pytest.approx((21.0, 41.0, 60.0, 80.0, 100.0), rel=1e-3)
    assert (key.tint, key.covered) == (None, False)
    assert [mark.label for mark in key.ftzs] == ["F"]


def test_coverage_tints_by_people_where_they_are_counted() -> None:
    every = {
        f"covered_{figure}_{radius_km}km": [0.5]
        for radius_km in (100, 25, 50)
        for figure in ("share", "population_share")
    }
    nobody = {"covered_share_25km": [0.5], "covered_population_share_25km": [None]}
    for figures, tint in (
        ({"covered_share_25km": [0.5]}, "covered_share_25km"),
        (every, "covered_population_share_50km"),
        (nobody, "covered_share_25km"),
    ):
        regions = pd.DataFrame({"adcode": ["1"], "province_adcode": [None]} | figures)
        key = legend({"regions": regions, "zones": pd.DataFrame({"ftz_id": []})})
        assert (key.tint, key.covered) == (tint, True)


def test_an_ftz_is_called_by_what_tells_it_from_others() -> None:
    assert short_name("China (Henan) Pilot Free Trade Zone") == "Henan"
    assert short_name("海南自由贸易港") == "海南"
    assert short_name("北部园区") == "北部园区"
    assert short_name("Free Trade Zone") == "Free Trade Zone"


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
    styles, project, _ = dress_of(path)
    with closing(sqlite3.connect(path)) as file:
        rows = [
            row
            for column in (
                "title FROM gpkg_data_columns",
                "description FROM gpkg_data_column_constraints",
                "description FROM layer_styles",
                "description FROM gpkg_contents",
            )
            for row in file.execute(f"SELECT {column}")
        ]
    trees = [project, *map(fromstring, styles.values())]
    return {text for (text,) in rows if text}.union(*map(shown, trees))


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


def test_a_plan_of_another_country_is_shown_in_its_own_words(exported: Path) -> None:
    words_shown = texts(exported)
    for words in (
        *("Logistics hubs", "Programmes", "Programme", "GEOID", "State GEOID", "County GEOID"),
        *(
            "States: people within 50 km",
            "Counties: people within 50 km",
            "State borders and names",
        ),
        *("State", "Whole plan", "Legend", "Counties as of 2023."),
    ):
        assert words in words_shown
    chinese = [text for text in words_shown if re.search("[\u3400-\u9fff]", text)]
    assert chinese == []
    columns = ("ftz_id", "province_", "name_zh", "city_", "province_adcode", "trade_value_cny")
    without = [re.sub("|".join(columns), "", text) for text in words_shown]
    assert [(it, text) for it in CHINESE_NOTIONS for text in without if it in text] == []
    plan = own_words_plan()
    rules = legend_of({"zones": plan.zones, "regions": plan.regions}, plan.terms).rules
    assert "Outside its state" in [mark.label for mark in rules]


def test_the_coverage_of_each_coarser_level_is_a_layer(exported: Path) -> None:
    with closing(sqlite3.connect(exported)) as file:
        tables = {name for (name,) in file.execute("SELECT table_name FROM gpkg_contents")}
    assert "coverage_state" in tables
    assert not {"coverage_county", "coverage_district"} & tables
    assert "covered_share_50km" in Plan.open(exported).regions.columns
    assert Plan.open(exported).terms == own_words_plan().terms


def test_a_plan_of_real_regions_has_the_rivers_and_lakes_around_it() -> None:
    lake = shapely.segmentize(shapely.box(117.2, 31.3, 118.0, 31.8), 0.002)  # Chaohu
    regions = gpd.GeoDataFrame({"adcode": ["340181"]}, geometry=[lake], crs=CRS)
    frames = {"regions": regions, "zones": zones_frame(("Z", "F", square(0)))}
    tables = overview_tables(frames, read_terms(frames, regions.crs, []))
    assert tables["lakes"]["area_km2"].max() > 500
    assert tables["rivers"]["length_km"].min() > 0
    assert tables["rivers"].crs == regions.crs
    few = frames | {"regions": regions.assign(geometry=[lake.envelope])}
    assert not {"lakes", "rivers"} & overview_tables(few, read_terms(few, regions.crs, [])).keys()


@pytest.mark.parametrize("box", [(112.0, 30.1, 112.5, 30.5), (117.2, 32.8, 117.6, 33.1)])
def test_the_yangtze_at_jingzhou_and_the_huai_at_bengbu_are_rivers(box: Extent) -> None:
    rivers = read_outlines("rivers", box)
    assert shapely.intersects(rivers, shapely.box(*box)).any()


def test_land_that_changes_keeps_its_callout_and_no_data_is_not_hatched() -> None:
    frames = {"regions": pd.DataFrame({"adcode": [], "province_adcode": []}, dtype=object)}
    legend = legend_of(frames, read_terms(frames, pyproj.CRS.from_epsg(4326), []))
    changes = style_of(ExportTable("changes"), legend)
    assert changes is not None
    assert changes.labelling is not None
    assert "AllowOverlapIfRequired" in tostring(changes.labelling, encoding="unicode")
    covered = style_of(ExportTable("coverage_x"), replace(legend, tint="t", untinted=("710000",)))
    assert covered is not None
    drawn = tostring(covered.renderer, encoding="unicode")
    assert "LinePatternFill" not in drawn
    assert "if(\"adcode\" in ('710000'), -1," in drawn.replace("&quot;", '"')
