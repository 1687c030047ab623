"""What a GIS analyst gets by one double-click on a plan or an export, and by editing its zones."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyproj
import pytest
import shapely

from layers import Plan
from layers.geometry.antimeridian import unwrapped
from layers.geometry.area_projection import area_projection, bounds_in
from layers.palette import COLOURS, GATEWAYS, NO_DATA, SECTORS, SHARE_CHANGES, SHARES
from layers.plan.geopackage import list_layers
from layers.qgis.aliases import alias_of
from layers.schema.export_tables import table_of
from tests.conftest import MadeOnce
from tests.globe_plans import Place, plan_at

pytestmark = pytest.mark.timeout(900)  # one QGIS does everything
RENDERERS = {
    "zones": ("categorizedSymbol", "ftz_id"),
    "clusters": ("categorizedSymbol", "sector"),
    "gateways": ("categorizedSymbol", "kind"),
    "changes": ("categorizedSymbol", "change"),
    "violations": ("categorizedSymbol", "level"),
    "demand": ("singleSymbol", None),
    "exclusions": ("singleSymbol", None),
    "customs_blocks": ("singleSymbol", None),
}
UNNAMED = ("demand", "waters", "rivers", "lakes", "map_land", "map_lines")
CHANGES = [mark.label for mark in reversed(SHARE_CHANGES)]
GROUPS = [
    "背景 Context",
    "方案 Scenarios",
    "现状基线 Baseline",
    "覆盖 Coverage",
    "底图 Ground",
    "表格 Tables",
]


MOST_BYTES = 5_000_000  # of a page
FILES = ("squares_plan", "squares_export", "china_export")


@pytest.fixture(scope="session")
def dressed(
    request: pytest.FixtureRequest, run_qgis: Callable[..., list[Any]], made_once: MadeOnce
) -> Path:
    """Let one QGIS open, print and edit copies of all files; return their folder."""

    def make(folder: Path) -> None:
        plan_at(Place(180.0, -17.0)).save(folder / "fiji.gpkg")
        jobs = [("qgis_dress", folder / "fiji.gpkg", folder / "fiji.json")]
        for name in FILES:
            (folder / name).mkdir()
            copy = shutil.copy(request.getfixturevalue(f"{name}_path"), folder / name)
            jobs.append(("qgis_dress", Path(copy), folder / name / "seen.json"))
        run_qgis(*jobs)

    return made_once("dressed", make)


@pytest.fixture(scope="module", params=FILES)
def opened(request: pytest.FixtureRequest, dressed: Path) -> tuple[Path, Any]:
    """Return the copy of a file, and what QGIS saw in it."""
    folder = dressed / request.param
    (file,) = folder.glob("*.gpkg")
    return file, json.loads((folder / "seen.json").read_text(encoding="utf-8"))


@pytest.fixture
def project(opened: tuple[Path, Any]) -> Any:
    assert opened[1]["read"] is True
    return opened[1]["project"]


def layers_seen(seen: Any) -> list[tuple[str, Any]]:
    """Return each layer in the project and each alone, with its table's name."""
    in_project = seen["project"]["layers"].items()
    named = [(id_.removeprefix("zonewright_"), layer) for id_, layer in in_project]
    return [*((name, one) for name, one in named if name != "land_only"), *seen["alone"].items()]


def test_the_project_is_equal_area_for_editing(opened: tuple[Path, Any], project: Any) -> None:
    plan = Plan.open(opened[0])
    crs = area_projection(plan.crs, plan.extent).crs
    assert pyproj.CRS.from_wkt(project["crs_wkt"]) == crs
    assert project["ellipsoid"] == "EPSG:1024"
    assert project["topological"] is project["snapping"] is True


def test_the_project_opens_at_the_regions(opened: tuple[Path, Any], project: Any) -> None:
    plan = Plan.open(opened[0])
    bounds = bounds_in(plan.crs, area_projection(plan.crs, plan.extent).crs, plan.extent)
    seen = [float(x) for corner in project["extent"].split(" : ") for x in corner.split(",")]
    assert seen == pytest.approx(bounds, abs=1)
    assert len(project["bookmarks"]) == 1 + plan.zones["ftz_id"].nunique()


def test_a_plan_across_180_opens_and_prints_on_its_own_land_alone(dressed: Path) -> None:
    plan = Plan.open(dressed / "fiji.gpkg")
    seen = json.loads((dressed / "fiji.json").read_text(encoding="utf-8"))
    corners = [corner.split(",") for corner in seen["project"]["extent"].split(" : ")]
    west, east = (float(x) for x, _ in corners)
    whole = unwrapped(shapely.union_all(plan.regions.geometry))[0]
    assert east - west == pytest.approx(_width_m(whole), rel=0.01)
    assert -west == pytest.approx(east)
    layout = seen["layouts"]["baseline"]
    assert layout["results"] == [0, 0]
    assert COLOURS["share-0"] in layout["colours"]  # the regions are more than a line at each end


def _width_m(shape: shapely.Geometry) -> float:
    west, south, east, north = shape.bounds
    widest = min(abs(south), abs(north))
    return pyproj.Geod(ellps="WGS84").line_length([west, east], [-widest, -widest])


def test_every_layer_is_valid_and_styled_in_the_project_and_alone(opened: tuple[Path, Any]) -> None:
    file, seen = opened
    layers, terms = layers_seen(seen), Plan.open(file).terms
    assert sorted(name for name, _ in layers) == sorted(list_layers(file) * 2)
    for name, layer in layers:
        assert layer["valid"], name
        table = table_of(name)
        assert table is not None, name
        assert layer.get("fonts", ["Noto Sans CJK SC"]) == ["Noto Sans CJK SC"], name
        bare = [field for field, alias in layer["aliases"].items() if not alias]
        assert bare in ([], ["fid"]), name
        if table.part in RENDERERS:
            assert (layer["renderer"], layer.get("by")) == RENDERERS[table.part], name
        if "renderer" in layer:
            assert layer["labels"] is (table.part not in UNNAMED), name
        for column in table.layer.columns:
            if column.name in layer["aliases"]:
                alias = layer["aliases"][column.name]
                assert alias == alias_of(table, column.name, terms), f"{name}.{column.name}"


def test_categories_are_of_the_palette_and_the_plans_ftzs(opened: tuple[Path, Any]) -> None:
    file, seen = opened
    ftzs = gpd.read_file(file, layer="ftzs")["ftz_id"].tolist()
    sectors = set(gpd.read_file(file, layer="clusters")["sector"])
    kinds = set(gpd.read_file(file, layer="gateways")["kind"])
    for name, layer in layers_seen(seen):
        part = table_of(name).part  # type: ignore[union-attr]
        if part == "zones":
            assert layer["values"] == [*ftzs, None]
        elif part == "clusters":
            assert layer["values"] == [mark.value for mark in SECTORS if mark.value in sectors]
        elif part == "gateways":
            assert layer["values"] == [mark.value for mark in GATEWAYS if mark.value in kinds]
        elif part == "changes":
            assert layer["values"] == ["gained", "lost"]
            gained, lost = layer["symbols"]
            assert ["LinePatternFill" in look for look in (gained, lost)] == [False, True]


def test_regions_are_tinted_by_people_and_coverage_by_share(opened: tuple[Path, Any]) -> None:
    file, seen = opened
    regions = gpd.read_file(file, layer="regions")
    for name, layer in layers_seen(seen):
        if "coverage" in name:
            assert layer["renderer"] == "graduatedSymbol"
            is_change = "change" in layer["by"]
            column = f"covered_population_share_{'change_' * is_change}50km"
            value = f'coalesce("{column}", {-2 if is_change else -1})'
            assert layer["by"].endswith((value, f"{value})"))
            assert ("710001" in layer["by"]) == (regions["adcode"] == "710001").any()
            changes = gpd.read_file(file, layer=name)["covered_population_share_change_50km"]
            assert is_change or changes.abs().max() == 0
            shares = [mark.label for mark in (NO_DATA, *SHARES)]
            assert layer["classes"] == ([*CHANGES, NO_DATA.label] if is_change else shares)
        elif name == "regions" and "census_population" in regions:
            assert layer["by"].startswith('coalesce("census_population" / nullif(area(')
            assert len(layer["classes"]) == 1 + 5


def test_there_is_a_theme_group_and_layout_each(opened: tuple[Path, Any], project: Any) -> None:
    file, seen = opened
    tables = [table_of(name) for name in list_layers(file)]
    scenarios = list(dict.fromkeys(table.scenario for table in tables if table and table.scenario))
    assert sorted(project["themes"]) == sorted(["baseline", *scenarios])
    atlases = ["baseline atlas", *(f"{scenario} zones" for scenario in scenarios)]
    assert sorted(seen["layouts"]) == sorted(["baseline", *scenarios, *atlases])
    assert "zonewright_zones" in project["themes"]["baseline"]
    for scenario in scenarios:
        shown = project["themes"][scenario]
        for part in ("violations", "changes", "zones", "coverage_district"):
            assert f"zonewright_scenario_{scenario}_{part}" in shown
        assert not {"zonewright_zones", "zonewright_regions"} & set(shown)
        assert project["shown"] == shown
    there = [group for group in project["groups"] if group in GROUPS]
    assert there == [group for group in GROUPS if scenarios or group not in GROUPS[1:4:2]]


def test_each_layout_is_printed_whole_as_pdf_and_picture(opened: tuple[Path, Any]) -> None:
    file, seen = opened
    for name, layout in seen["layouts"].items():
        assert layout["results"] in ([0], [0, 0]), name
        assert layout["cut"] == [], name
        around = COLOURS["sea" if "china" in file.parent.name else "beyond"]
        assert layout["pages"] or around in layout["colours"], name
    pdfs = [*file.parent.glob("seen-*.pdf")]
    assert len(pdfs) == (1 if "china" in file.parent.name else len(seen["layouts"]))
    assert len(pdfs) == sum(len(layout["results"]) - 1 for layout in seen["layouts"].values())
    assert all(pdf.read_bytes().startswith(b"%PDF") for pdf in pdfs)
    assert all(pdf.stat().st_size < MOST_BYTES for pdf in pdfs)


def test_a_map_is_drawn_north_up_and_its_scale_is_true(opened: tuple[Path, Any]) -> None:
    for name, layout in opened[1]["layouts"].items():
        assert layout["projected"] is True, name
        assert layout["true_km"] == pytest.approx(layout["bar_km"], rel=0.01), name
        assert abs(layout["north"]) < 2, name


def test_an_atlas_has_a_page_for_each_ftz_or_each_changed_zone(opened: tuple[Path, Any]) -> None:
    file, seen = opened
    ftzs = sorted(set(seen["ftzs"]))
    for name, layout in seen["layouts"].items():
        scenario, _, kind = name.partition(" ")
        if kind == "atlas":
            assert layout["pages"] == ftzs
        elif kind == "zones":
            changes = gpd.read_file(file, layer=f"scenario_{scenario}_changes")
            assert layout["pages"] == sorted(set(changes["zone_id"]))
        else:
            assert layout["pages"] == []
        if kind:
            assert layout["pages"][0] in layout["title"] or kind == "atlas"
            assert layout["maps"] == ["map", "overview"]


def test_the_map_of_a_layout_is_tinted_as_the_palette(opened: tuple[Path, Any]) -> None:
    _, seen = opened
    tinted = any(
        layer.get("by") for name, layer in layers_seen(seen) if name == "regions" or "cover" in name
    )
    names = range(0 if "scenario" in str(seen["project"]["themes"]) else 1, 6)
    for name, layout in seen["layouts"].items():
        tints = {COLOURS[f"share-{number}"] for number in names} & set(layout["colours"])
        many = len(seen["project"]["bookmarks"]) > 20 and name == "baseline"
        assert layout["pages"] or bool(tints) is tinted, name
        assert len(tints) >= (5 if many else 0), name


def test_the_parts_of_a_split_a_copy_and_a_new_zone_get_ids_of_their_own_and_remember_the_first(
    opened: tuple[Path, Any],
) -> None:
    file, seen = opened
    edits = seen["edits"]
    assert (edits["result"], edits["saved"]) == (0, True)
    saved = gpd.read_file(file, layer="zones").set_index("zone_id")
    first, parts, copy = edits["first"], edits["split"], edits["copy"]
    assert len({first, *parts, copy, edits["drawn"]}) == 3 + len(parts)
    assert saved.index.is_unique
    assert parts
    for fresh in (*parts, copy):
        assert saved.loc[fresh, "origin_id"] == first
        assert saved.loc[fresh, "ftz_id"] == saved.loc[first, "ftz_id"]
        assert saved.loc[fresh, ["published_area_km2"]].isna().all()
    assert saved.loc[edits["drawn"], ["origin_id"]].isna().all()


def test_every_key_is_fresh_and_all_else_is_copied(opened: tuple[Path, Any]) -> None:
    for name, layer in layers_seen(opened[1]):
        table = table_of(name)
        assert table is not None
        special = {"fid": "DefaultValue", table.layer.key: "DefaultValue"}
        for of_whole in ("published_area_km2", "accepted_km2", "built_km2", "idle_km2"):
            special[of_whole] = "UnsetField"
        expected = {column: special.get(column, "Duplicate") for column in layer["split"]}
        assert layer["split"] == layer["duplicate"] == expected, name
