"""Every format that `export` writes comes back through `init`, and says where it is from."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import ezdxf
import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader
from pyproj import CRS

from layers import Plan
from layers.errors import SourceError, UnknownError
from layers.formats import FORMATS, WRITTEN, Outcome, ReadOptions, export, read_table
from layers.geometry.antimeridian import wrapped
from layers.importing import ImportOptions, import_layers
from layers.plan.geopackage import list_layers
from layers.schema.column_types import is_missing
from layers.schema.layer_schema import LAYERS
from tests.conftest import layer_frame, regions_frame, square, zones_frame
from tests.notes import SCHEMATIC_NOTE

MILLIMETRE_DEG = 9e-9
EXACT = (".gpkg", ".fgb", ".parquet")
NO_ATTRIBUTES = {".dxf": ["zone_id"], ".txt": ["zone_id", "ftz_id", "name_zh"]}
LAUNDERED = {
    ".gdb.zip": ["zone_id", "ftz_id", "name", "name_zh", "source"],
    ".txt": ["zone_id", "ftz_id"],
}
"""What comes back of hostile zones: a geodatabase renames columns, the text parts by commas."""
NO_EXPORT_CRS = (".kml", ".kmz", ".dxf", ".csv", ".xlsx")
"""Formats in WGS 84, or that name no CRS."""


@pytest.fixture(scope="module")
def odd_plan() -> Plan:
    """Zones with holes, blocks in holes, across 180°, in NZGD2000, with text of all kinds."""
    ring = shapely.box(174, -37, 174.2, -36.8).difference(
        shapely.box(174.05, -36.95, 174.15, -36.85)
    )
    island = shapely.box(174.08, -36.92, 174.12, -36.88)
    holed = shapely.box(175, -38, 175.3, -37.7)
    for column in (0.05, 0.2):
        holed = holed.difference(shapely.box(175 + column, -37.9, 175.05 + column, -37.85))
    shapes = [
        shapely.MultiPolygon([ring, island]),
        holed,
        wrapped(shapely.Polygon([(179.3, -19), (180.5, -18.7), (180.9, -18), (179.5, -17.9)])),
        shapely.Polygon([(170.1234567891234, -45), (170.2, -45.1), (170.3, -44.9999999999)]),
    ]
    zones = gpd.GeoDataFrame(
        {
            "zone_id": ["A-1", "乙", "007", "0"],
            "ftz_id": ["F", None, "F", "组"],
            "name": ['Quo"ted, and=more', "=1+1", None, "@sum"],
            "name_zh": ["临港新片区", None, "横琴（粤澳）", "'引号"],
            "source": ["长" * 200 + " 文 " + "x" * 300, None, "-", "a\tb"],
            "verified": [True, False, True, False],
            "published_area_km2": [119.99, np.nan, 0.1 + 0.2, 1e-9],
            "sectors": ["biopharma;marine_economy", "", "", ""],
            "note_of_a_long_name": ["one", "+2", None, "x" * 253 + " y"],
            "note_of_a_long_story": [1, -2, 2**40, 0],
            "open": [True, False, False, True],
            "measure": [1.5, np.nan, -1e300, 1 / 3],
        },
        geometry=shapes,
        crs="EPSG:4167",
    )
    regions = gpd.GeoDataFrame(
        {"adcode": ["1"], "name": ["All"]}, geometry=[shapely.box(165, -50, 180, -10)], crs=4167
    )
    return Plan({"zones": zones, "regions": regions})


@pytest.fixture(scope="module")
def hostile_plan() -> Plan:
    """Zones with names, groups and columns by which a format means something of its own."""
    names = [
        "<b>&amp;</b>]]><script>",
        "'; DROP TABLE zones; --",
        'a,"b";c\td\r\ne',
        "=HYPERLINK(1)",
        "🚢 𠮷 \u202ertl\u202c é e\u0301",
        "J1,1,30.5,40500000.5@",
        "[地块坐标]",
        "../../etc/passwd%00${HOME}",
    ]
    columns = ("description", "visibility", "id", "Layer", "WKT", "类别 (km²)", 'x"y', "OGR_STYLE")
    rows = len(names)
    zones = gpd.GeoDataFrame(
        {
            "zone_id": [f"Z{row}" for row in range(rows)],
            "ftz_id": ["F'\"<&>=", *["F"] * (rows - 1)],
            "name": names,
            "name_zh": names[::-1],
            "source": names,
            **{name: names[row:] + names[:row] for row, name in enumerate(columns)},
        },
        geometry=[square(3 * row) for row in range(rows)],
        crs="EPSG:4490",
    )
    return Plan({"zones": zones, "regions": regions_frame(("330101", square(-5, -5, 40)))})


@dataclass(frozen=True)
class Exported:
    """A plan and the file of its regions, to be read beside what was exported of its zones."""

    plan: Plan
    regions: Path


@pytest.fixture(
    scope="module",
    params=["odd_plan", "hostile_plan", pytest.param("china_plan", marks=pytest.mark.deep)],
)
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    plan: Plan = request.getfixturevalue(request.param)
    if request.param == "china_plan":  # its regions do not matter here, and take long
        regions = layer_frame([shapely.box(73, 3, 136, 54)], adcode=["1"])
        plan = Plan({"zones": plan.zones, "regions": regions, "terms": plan.frame("terms")})
    path = tmp_path_factory.mktemp("regions") / "regions.parquet"
    plan.regions.to_parquet(path)
    return Exported(plan, path)


@pytest.mark.parametrize("suffix", [suffix for suffix in WRITTEN if FORMATS[suffix].read])
def test_every_export_comes_back_through_init_and_is_read_by_geopandas(
    suffix: str, exported: Exported, tmp_path: Path
) -> None:
    plan, path = exported.plan, tmp_path / f"out{suffix}"
    export(plan, path)
    style = {"out.qml"} if FORMATS[suffix].styled else set()
    assert {file.name for file in tmp_path.iterdir()} == {path.name, *style}
    if suffix != ".txt":
        check_by_geopandas(path, suffix, plan)
    crs = plan.crs.to_string()
    how = ReadOptions(crs=crs if suffix == ".dxf" else None)
    files = {"zones": path, "regions": exported.regions}
    back = import_layers(files, ImportOptions(crs=crs, read={"zones": how})).checked()
    if suffix in EXACT:
        assert back.baseline == plan.baseline
        return
    zones = plan.zones.set_index("zone_id")
    read = back.zones.set_index("zone_id").loc[zones.index]
    assert len(back.zones) == len(zones)
    read = read.rename(columns={"own_WKT": "WKT"})  # beside the column of shapes
    kept = NO_ATTRIBUTES.get(suffix, ["zone_id", *zones.columns.drop("geometry")])
    if "OGR_STYLE" in zones and suffix in LAUNDERED:
        kept = LAUNDERED[suffix]
    if suffix == ".shp.zip":
        note = str(FORMATS[suffix].cut(plan.zones))
        columns = {column.name for column in LAYERS["zones"].columns}
        gone = [name for name in kept if name not in columns and len(name.encode()) > 10]
        assert all(name in note for name in gone)
        assert not any(name in read for name in gone)
        zones = zones.map(
            lambda it: it.encode()[:254].decode(errors="ignore") if isinstance(it, str) else it
        )
        kept = [name for name in kept if name not in gone]
        if "measure" in read:  # one of its numbers is too long for a number there
            read["measure"] = pd.to_numeric(read["measure"])
    for name in kept[1:]:
        assert [cell(it) for it in read[name]] == [cell(it) for it in zones[name]], name
    assert farthest_deg(read.geometry, zones.geometry) <= MILLIMETRE_DEG


def check_by_geopandas(path: Path, suffix: str, plan: Plan) -> None:
    if suffix == ".parquet":
        frame: Any = gpd.read_parquet(path)
    elif suffix == ".xlsx":
        table = pd.read_excel(path, sheet_name="zones", dtype={"zone_id": str})
        frame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries.from_wkt(table.pop("WKT")))
    else:
        name = {".dxf": "entities", ".csv": "out"}.get(suffix, "zones")
        name = "out" if suffix in (".geojson", ".fgb") else name
        layers = [str(one) for one, _ in pyogrio.list_layers(path)]
        frame = gpd.read_file(path, layer=name if name in layers else layers[0])
    key = "Layer" if suffix == ".dxf" else "zone_id"
    assert set(frame[key]) == set(plan.zones["zone_id"])
    assert frame.total_bounds == pytest.approx(plan.zones.total_bounds, abs=MILLIMETRE_DEG)
    if suffix not in NO_EXPORT_CRS:
        assert CRS.from_user_input(frame.crs).to_epsg() == plan.crs.to_epsg()


def farthest_deg(read: Any, zones: Any) -> float:
    """Return how far the boundaries of any two shapes lie apart, which have as many rings."""
    pairs = list(zip(read, zones, strict=True))
    for one, other in pairs:
        counts = [len(shapely.get_rings(shapely.get_parts(it))) for it in (one, other)]
        assert counts[0] == counts[1]
    return max(
        float(shapely.hausdorff_distance(one.boundary, other.boundary)) for one, other in pairs
    )


def cell(value: Any) -> object:
    if is_missing(value) or value == "":
        return None
    if isinstance(value, bool | np.bool_ | int | np.integer):
        return float(value)
    if isinstance(value, float):
        return float(f"{value:.15g}")  # as many digits as a workbook keeps
    return " ".join(str(value).split())


NOT_SAME_BYTES = (".gpkg", ".gdb.zip")
"""Formats of which GDAL writes the time, or names that are new each time."""


@pytest.fixture(scope="module")
def north(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Outcome]:
    """Return a plan from a file, and what a stored scenario comes to: its first zone alone."""
    path = tmp_path_factory.mktemp("north") / "plan.gpkg"
    about = {"boundary_source": "schematic", "name_zh": "片区"}
    plan_of(("W", "F", square(0)), ("E", "F", square(10)), **about).save(path)
    plan = Plan.open(path)
    first, saved = plan.zones.head(1), "2026-03-04T05:06:07.000000Z"
    bounds = {"W": "草稿"}
    return plan, Outcome("north", "North 北", first, four_bounds=bounds, revision=4, saved=saved)


@pytest.mark.parametrize("suffix", WRITTEN)
def test_every_export_says_of_what_it_is_made_by_the_same_bytes_each_time(
    suffix: str, north: tuple[Plan, Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, outcome = north
    paths = [tmp_path / f"{name}{suffix}" for name in ("one", "two")]
    ezdxf.options.write_fixed_meta_data_for_testing = False  # as in a new process
    for path, day in zip(paths, ("2026-01-01", "2027-02-02"), strict=True):
        seconds = pd.Timestamp(day).timestamp()
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(seconds)))
        monkeypatch.setattr("time.time", lambda seconds=seconds: seconds)
        if path == paths[0] or suffix not in NOT_SAME_BYTES:
            export(plan, path, [outcome])
    if suffix not in NOT_SAME_BYTES:
        assert paths[0].read_bytes() == paths[1].read_bytes()
    text = provenance_text(paths[0])
    zones = Plan({"zones": outcome.zones, "regions": plan.regions})
    hashes = [plan.baseline, plan.layers["regions"], zones.baseline]
    for part in [*hashes, "north", "North 北", "4", "2026-03-04", "Boundaries are schematic."]:
        assert part in text, part


def provenance_text(path: Path) -> str:
    """Return all text that a file holds of what it is made of."""
    if path.suffix == ".zip" and ".gdb" in path.name:
        table = pyogrio.read_dataframe(path, layer="provenance")
        return "\n".join(f"{one} {two}" for one, two in table.to_numpy())
    if path.suffix == ".xlsx":
        rows = openpyxl.load_workbook(path)["provenance"].iter_rows(values_only=True)
        return "\n".join(map(str, rows))
    if path.suffix == ".pmtiles":
        with path.open("rb") as file:
            return str(Reader(MmapSource(file)).metadata())
    if path.suffix in (".fgb", ".gpkg"):
        about = pyogrio.read_info(path, layer="zones" if path.suffix == ".gpkg" else 0)
        return f"{about['layer_metadata']} {about['dataset_metadata']}"
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            texts = [name for name in archive.namelist() if name.endswith((".txt", ".kml"))]
            return "".join(archive.read(name).decode("utf-8-sig") for name in texts)
    return path.read_bytes().decode("gbk" if path.suffix == ".dxf" else "utf-8", "replace")


def plan_of(*rows: tuple[str, str, shapely.Polygon], **columns: object) -> Plan:
    regions = regions_frame(("330101", square(-5, -5, 60)))
    return Plan({"zones": zones_frame(*rows).assign(**columns), "regions": regions})


@pytest.fixture
def plan() -> Plan:
    """Two zones, the first schematic, the second in another district."""
    about = {"name_zh": ["西片区", None], "boundary_source": ["schematic", "imported"]}
    zones = zones_frame(("W", "F", square(0)), ("E", "F", square(10))).assign(**about)
    regions = regions_frame(("330101", square(-5, -5, 20)), ("330102", square(15, -5, 20)))
    return Plan({"zones": zones, "regions": regions}, Path("two.gpkg"))


def test_geojson_holds_the_zones_with_their_crs_nine_decimals_and_no_nan(
    plan: Plan, tmp_path: Path
) -> None:
    path = tmp_path / "z.geojson"
    export(plan, path)
    document = json.loads(path.read_text("utf-8"))
    assert document["type"] == "FeatureCollection"
    assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"
    assert document["note"] == SCHEMATIC_NOTE
    properties, geometry = (document["features"][0][name] for name in ("properties", "geometry"))
    assert (properties["boundary_source"], properties["name_zh"]) == ("schematic", "西片区")
    assert properties["published_area_km2"] is None
    assert geometry["type"] == "MultiPolygon"
    (ring,) = geometry["coordinates"][0]
    assert shapely.is_ccw(shapely.LinearRing(ring))
    assert shapely.Polygon(ring).equals(square(0))
    shape = shapely.transform(square(0), lambda xy: xy + 1.23456789012e-3)
    fine = plan_of(("W", "F", shape), extra=[float("inf")])
    frames = {name: fine.frame(name).set_crs(4326, allow_override=True) for name in fine.present}
    export(Plan(frames), path)
    text = path.read_text()
    assert "[120.001234568,30.001234568]" in text
    assert '"extra":null' in text
    assert {"note", "crs"} & set(json.loads(text)) == set()  # in WGS 84 it needs none


def test_a_scenarios_zones_take_the_place_of_the_baselines(plan: Plan, tmp_path: Path) -> None:
    moved, path = plan.zones.head(1), tmp_path / "s.geojson"
    export(plan, path, [Outcome("north", "North", moved)])
    document = json.loads(path.read_text("utf-8"))
    assert document["name"] == "north"
    assert [one["properties"]["zone_id"] for one in document["features"]] == ["W"]
    with pytest.raises(SourceError, match="name one scenario"):
        export(plan, path, [Outcome(name, name, moved) for name in ("north", "south")])


def test_a_geopackage_holds_all_layers_each_scenario_and_the_baselines_coverage(
    plan: Plan, tmp_path: Path
) -> None:
    path = tmp_path / "all.gpkg"
    changes = plan.zones[["zone_id", "geometry"]].assign(change="gained", area_km2=1.0)
    north = Outcome("north", "North", plan.zones.head(1), {"changes": changes})
    export(plan, path, [north, Outcome("s-2", "South", plan.zones.tail(1))])
    of_north = ["scenario_north_zones", "scenario_north_changes"]
    scenarios = [*of_north, "scenario_s-2_zones"]
    assert list_layers(path) == ["zones", "regions", *scenarios, "provinces"]
    assert (Plan.open(path).baseline, Plan.open(path).layers) == (plan.baseline, plan.layers)
    assert gpd.read_file(path, layer="scenario_s-2_zones")["zone_id"].tolist() == ["E"]
    info = pyogrio.read_info(path, layer="zones")
    assert info["layer_metadata"]["DESCRIPTION"] == SCHEMATIC_NOTE
    shares = {"adcode": ["330102", "330101"], "covered_share_25km": [0.5, 0.25], "area_km2": 9.0}
    districts = plan.regions[["geometry"]].assign(**shares)
    province = districts.head(1).assign(adcode="330000")
    tables = {"coverage_district": districts, "coverage_province": province}
    export(plan, path, [Outcome("baseline", "", plan.zones, tables)])
    regions = gpd.read_file(path, layer="regions").set_index("adcode")
    assert regions["covered_share_25km"].to_dict() == {"330101": 0.25, "330102": 0.5}
    assert "area_km2" not in regions
    assert list_layers(path) == ["zones", "regions", "coverage_province", "provinces"]


def test_every_format_has_a_suffix_a_media_type_and_a_place_of_its_own(
    plan: Plan, tmp_path: Path
) -> None:
    written = [FORMATS[suffix] for suffix in WRITTEN]
    assert all(form.media_type for form in written)
    assert len({form.place for form in written}) == len(written)
    for name in ("out.xyz", "out", ".gpkg", "out.gpkg.bak"):
        with pytest.raises(UnknownError, match=r"there are \.gpkg, \.geojson, .*, \.xlsx$"):
            export(plan, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_fails_leaves_the_old_file(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "z.geojson"
    target.write_text("old")

    def full(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(SourceError, match="the disk is full"):
        export(plan, target)
    assert target.read_bytes() == b"old"


def test_boundary_points_run_clockwise_from_the_north_west_in_a_section_for_each_band(
    tmp_path: Path,
) -> None:
    path = tmp_path / "out.txt"
    holed = square(0).difference(square(0.4, 0.4, 0.2))
    far = shapely.transform(square(0), lambda xy: xy - [10, 0])
    plan = plan_of(("W", "F", holed), ("E", "F", far), name_zh=["西，片区", None])
    export(plan, path)
    text = path.read_text("utf-8")
    sections = text.split("[属性描述]\n")[1:]
    bands = [[section.count(f"带号={band}\n") for band in (37, 40)] for section in sections]
    assert bands == [[1, 0], [0, 1]]
    lines = sections[1].split("[地块坐标]\n")[1].splitlines()
    hectares = plan.ellipsoid.area_km2(np.array([holed]))[0] * 100
    fields = ["10", f"{hectares:.4f}", "W", "西、片区", "面", "", "F", "", "@"]
    assert lines[0].split(",") == fields
    points = [line.split(",") for line in lines[1:]]
    numbers = [*range(1, 5), 1, *range(5, 9), 5]
    assert [point[0] for point in points] == [f"J{number}" for number in numbers]
    assert [point[1] for point in points] == ["1"] * 5 + ["2"] * 5
    outer = [(float(east), float(north)) for _, _, north, east in points[:5]]
    assert outer[0] == outer[-1]
    assert all(40_000_000 < east < 41_000_000 for east, _ in outer)
    assert not shapely.is_ccw(shapely.LinearRing(outer))
    west, north = min(east for east, _ in outer), max(north for _, north in outer)
    assert outer[0] == pytest.approx((west, north), abs=20)
    path.write_text(text.replace(",E,", ",W,"), "utf-8")  # so both are blocks of one zone
    (report,) = import_layers({"zones": path}, ImportOptions(), onto=None).reports
    assert report.ids == ("W",)


def test_a_dxf_in_a_crs_of_its_own_comes_back_by_that(tmp_path: Path, two_zones: Plan) -> None:
    path, crs = tmp_path / "out.dxf", "EPSG:4528"
    export(two_zones, path, crs=CRS.from_user_input(crs))
    two_zones.regions.to_file(tmp_path / "regions.gpkg")
    files = {"zones": path, "regions": tmp_path / "regions.gpkg"}
    back = import_layers(files, ImportOptions(read={"zones": ReadOptions(crs=crs)})).checked()
    assert (back.crs.to_epsg(), back.zones["zone_id"].tolist()) == (4490, ["W", "E"])
    assert farthest_deg(back.zones.geometry, two_zones.zones.geometry) <= MILLIMETRE_DEG
    with pytest.raises(SourceError, match=r"; crs is for \.dxf$"):
        export(two_zones, tmp_path / "out.kml", crs=CRS.from_user_input(crs))


def test_no_cell_of_a_spreadsheet_is_a_formula_and_each_comes_back(
    tmp_path: Path, odd_plan: Plan
) -> None:
    signs = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "'="]
    names = [*(f"{sign}HYPERLINK(1)" for sign in signs), "plain"]
    rows = [(f"Z{nth}", "F", square(3 * nth)) for nth in range(len(names))]
    export(plan_of(*rows, name=names), tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")
    cells = [row["name"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert cells == [*(f"'{name}" for name in names[:-1]), "plain"]
    assert read_table(tmp_path / "out.csv", "zones").frame["name"].tolist() == names
    export(odd_plan, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["zones"]
    heads = [one.value for one in sheet[1]]
    typed = {head: sheet.cell(3, nth) for nth, head in enumerate(heads, start=1)}
    assert (typed["name"].value, typed["name"].data_type) == ("=1+1", "s")
    assert (typed["verified"].value, typed["verified"].data_type) == (False, "b")
    assert (typed["note_of_a_long_story"].value, sheet.freeze_panes) == (-2, "B2")


def test_a_workbook_gives_back_long_shapes_and_controls_and_names_its_zones_sources(
    tmp_path: Path,
) -> None:
    turn = np.linspace(0, 2 * np.pi, 2_000)  # too long for one cell
    shape = shapely.Polygon(np.column_stack([120 + np.cos(turn) / 10, 30 + np.sin(turn) / 10]))
    names = ["a\x01b", "_x0041_"]
    plan = plan_of(("W", "F", shape), ("E", "F", square(50)), name=names, source="gazette")
    path = tmp_path / "out.xlsx"
    made = plan.zones.assign(source=["gazette", "scenario wider"], verified=[True, False])
    export(plan, path, [Outcome("wider", "Wider", made)])
    frame = read_table(path, "zones").located
    assert frame["name"].tolist() == names
    assert farthest_deg(frame.geometry, plan.zones.geometry) <= MILLIMETRE_DEG
    sources = pd.read_excel(path, sheet_name="sources", header=1)
    of_zones = sources.loc[sources["layer"] == "zones", ["source", "verified", "rows"]]
    assert of_zones.to_numpy().tolist() == [["gazette", True, 1], ["scenario wider", False, 1]]


def test_a_link_is_not_followed(two_zones: Plan, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    for suffix in WRITTEN:
        link = tmp_path / f"out{suffix}"
        link.symlink_to(tmp_path / "kept")
        with pytest.raises(SourceError, match="is a link, which is not followed"):
            export(two_zones, link)
        assert link.is_symlink()
    assert (tmp_path / "kept").read_text() == "kept"
    assert len(list(tmp_path.iterdir())) == 1 + len(WRITTEN)


def test_an_id_that_a_format_cannot_hold_is_refused(tmp_path: Path) -> None:
    for suffix, ids, problems in (
        (".dxf", ("a/b", "E"), ["zone a/b cannot give a layer of a drawing its name"]),
        (".dxf", ("a", "A"), ["zone A differs from another only in upper and lower case"]),
        (".txt", ("a,b", "c；d"), ["zone a,b: its code", "zone c；d: its code"]),
    ):
        path = tmp_path / f"out{suffix}"
        with pytest.raises(SourceError) as caught:
            export(plan_of((ids[0], "F", square(0)), (ids[1], "F", square(3))), path)
        for line, start in zip(caught.value.lines, problems, strict=True):
            assert line.startswith(f"{path}: {start}")
    assert list(tmp_path.iterdir()) == []


def test_a_style_for_qgis_is_beside_a_single_layer_unless_there_is_one(
    plan: Plan, tmp_path: Path
) -> None:
    export(plan, tmp_path / "zones.geojson", [])
    style = fromstring((tmp_path / "zones.qml").read_text("utf-8"))  # noqa: S314  our own
    (renderer,) = style.iter("renderer-v2")
    assert (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", "ftz_id")
    (tmp_path / "zones.qml").write_text("mine", "utf-8")
    export(plan, tmp_path / "zones.fgb", [])
    assert (tmp_path / "zones.qml").read_text("utf-8") == "mine"
    export(plan, tmp_path / "table.csv", [])
    assert not (tmp_path / "table.qml").exists()
