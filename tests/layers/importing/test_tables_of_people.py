"""Tables as people keep them: their units, codes, numbers and names of columns are understood.

Whatever was assumed is said; a row is named by the number that its program shows.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from openpyxl import Workbook

from layers.formats import ReadOptions, read_table
from layers.geometry.antimeridian import wrapped
from layers.importing import ColumnMap, Import, ImportOptions, import_layers
from layers.importing.columns import restored_codes
from layers.importing.demand_points import of_polygons
from tests.conftest import point, regions_frame, square, zones_frame

REGIONS = regions_frame(("06037", square(-5, -5, 11)), ("06041", square(6, -5, 11))).assign(
    name=["Los Angeles", "Marin"]
)
ZONES = zones_frame(("W", "F", square(0)), ("E", "F", square(10)))


def workbook(path: Path, *rows: Sequence[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def imported(
    folder: Path,
    demand: Path | None = None,
    names: Sequence[str] = (),
    *,
    zones: gpd.GeoDataFrame = ZONES,
    regions: gpd.GeoDataFrame = REGIONS,
    repair: bool = False,
) -> Import:
    zones.to_file(folder / "zones.geojson", engine="pyogrio")
    regions.to_file(folder / "regions.geojson", engine="pyogrio")
    files = {"zones": folder / "zones.geojson", "regions": folder / "regions.geojson"}
    files |= {"demand": demand} if demand else {}
    return import_layers(files, ImportOptions(ColumnMap.parse(names), repair=repair))


def said(result: Import) -> list[str]:
    return [str(each.why) for report in result.reports for each in report.assumed]


def test_published_areas_are_in_the_unit_of_their_heading_or_of_their_ratio(tmp_path: Path) -> None:
    measured_km2 = 1.0696  # a square of a hundredth of a degree at 30°N
    for heading, per_km2, sentence in (
        ("公布面积（亩）", 1500, "公布面积（亩） is read in mu, as its heading states"),
        ("Published area (ha)", 100, "is read in ha, as its heading states"),
        ("AREA_ACRES", 247.105381, "is read in acres, as its heading states"),
        ("MJ", 1e6, "MJ is taken to be in m²: so its figures agree with the measured"),
        ("MJ", 1500, "MJ is taken to be in mu: so its figures agree with the measured"),
        ("MJ", 7, "MJ names no unit and agrees with the measured areas in none"),
    ):
        figures = [measured_km2 * per_km2, 0.9 * measured_km2 * per_km2]
        known = "area" in heading or "面积" in heading
        names = [] if known else [f"published_area_km2={heading}"]
        result = imported(tmp_path, names=names, zones=ZONES.assign(**{heading: figures}))
        wanted = measured_km2 * (7 if per_km2 == 7 else 1)
        assert result.checked().zones["published_area_km2"][0] == pytest.approx(wanted)
        assert any(sentence in line for line in said(result)), sentence
    one_agrees = ZONES.assign(MJ=[measured_km2 * 1500, 3])
    result = imported(tmp_path, names=["published_area_km2=MJ"], zones=one_agrees)
    assert any("MJ names no unit" in line for line in said(result))


def test_codes_get_their_zeros_back_where_another_layer_has_them(tmp_path: Path) -> None:
    rows = [(1, 5, 6037, 120.0, 30.0), (2, 6, 6041, 120.1, 30.0)]
    demand = workbook(tmp_path / "d.xlsx", ("id", "pop", "adcode", "lon", "lat"), *rows)
    result = imported(tmp_path, demand)
    assert result.checked().demand["adcode"].tolist() == ["06037", "06041"]
    assert "2 codes of adcode got back zeros at the beginning, as regions has them" in said(result)
    both = pd.Series(["6037", "06037"])  # two codes are never made one
    assert restored_codes(both, pd.Series(["06037"])).tolist() == both.tolist()


def test_people_by_region_are_joined_to_the_regions(tmp_path: Path) -> None:
    for column, cells, by in (
        ("GEOID", (6037, 6041), "code"),
        ("county", ("Los Angeles", "Marin"), "name"),
    ):
        demand = workbook(tmp_path / "d.xlsx", (column, "人口"), (cells[0], 5), (cells[1], 6))
        result = imported(tmp_path, demand)
        plan = result.checked()
        assert plan.demand["adcode"].tolist() == ["06037", "06041"]
        assert plan.demand["population"].tolist() == [5, 6]
        assert shapely.within(plan.demand.geometry, REGIONS.geometry).all()
        assert any(f"joined to the regions by {column}, their {by}" in it for it in said(result))


def test_people_of_no_region_are_a_problem_that_names_the_row_of_the_sheet(tmp_path: Path) -> None:
    title, header = ("People of 2020",), ("county", "population")
    rows = [("Los Angeles", 5), ("Marin", 6), ("Total", 11)]
    result = imported(tmp_path, workbook(tmp_path / "d.xlsx", title, header, *rows))
    assert [str(it) for it in result.problems] == [
        (
            "demand.county: row 5 (Total) names no region, or one of several of that name; correct "
            "or leave out this row"
        ),
        (
            "demand: has no geometry; give it a Point layer, or a table with the columns of its "
            "coordinates: columns demand.lon=NAME columns demand.lat=NAME"
        ),
    ]


def test_layers_of_points_that_are_polygons_are_taken_at_a_point_within_each(
    tmp_path: Path,
) -> None:
    imported(tmp_path)
    bow = shapely.union_all([square(0, 0, 2), square(4, 0, 2)])
    files = {"zones": tmp_path / "zones.geojson", "regions": tmp_path / "regions.geojson"}
    for layer, columns, other in (
        ("demand", {"id": [1, 2], "pop": [5, 6]}, bow),
        ("clusters", {"cluster_id": ["1", "2"], "sector": ["chips", "chips"]}, point(3)),
        ("gateways", {"gateway_id": ["1", "2"], "kind": ["port", "port"]}, point(3)),
    ):
        files[layer] = tmp_path / f"{layer}.geojson"
        frame = gpd.GeoDataFrame(columns, geometry=[square(0), other], crs=4490)
        frame.to_file(files[layer], engine="pyogrio")
    result = import_layers(files, ImportOptions())
    plan = result.checked()
    first, second = plan.demand.geometry
    assert shapely.distance(first, point(0.5)) < 1e-9
    assert bow.contains(second)
    for layer in (plan.clusters, plan.gateways):
        assert shapely.distance(layer.geometry.to_numpy(), [point(0.5), point(3)]).max() < 1e-9
    assert any(it.startswith("2 rows are polygons") for it in said(result))
    assert sum(it.startswith("one row is a polygon, taken at one") for it in said(result)) == 2


def test_people_of_a_polygon_across_180_are_at_its_centroid() -> None:
    shapes = [wrapped(shapely.box(west, -17, west + 3, -16)) for west in (178, 179, 184)]
    frame = gpd.GeoDataFrame({"pop": [1, 2, 3]}, geometry=shapes, crs=4490)
    taken, _ = of_polygons("demand", frame)
    assert taken.geometry.x.tolist() == pytest.approx([179.5, -179.5, -174.5])


def test_people_of_regions_are_no_demand_as_long_as_they_are_not_given_as_such(
    tmp_path: Path,
) -> None:
    peopled = REGIONS.assign(人口=[5, 6])
    result = imported(tmp_path, regions=peopled)
    assert not result.checked().has("demand")
    assert [it.split(",")[0] for it in said(result)] == ["the column 人口 has people"]
    result = imported(tmp_path, tmp_path / "regions.geojson", regions=peopled)
    assert result.checked().demand["population"].tolist() == [5, 6]
    assert not any("has people" in it for it in said(result))


def test_numbers_are_read_as_people_write_them(tmp_path: Path) -> None:
    for head, row, people in (
        ("id;pop;Länge;Breite", "1;1.614.232,0;120,05;30,5", 1_614_232),
        ("id;pop;stop_lon;stop_lat", '1;"82,345.0";120.05°E;N 30.5', 82_345),
        ("id,人口,中心经度,中心纬度", "1,８２３４５,１２０．０５,30.5", 82_345),
        ("id,pop,lon,lat", '1,"82,345",120.05E,30.5°N', 82_345),
        ("id;einwohner;lon;lat", "1;82 345;120,050;30,500", 82_345),
    ):
        (tmp_path / "d.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
        result = imported(tmp_path, tmp_path / "d.csv")
        (place,) = result.checked().demand.itertuples()
        assert (place.population, place.geometry.x) == (people, pytest.approx(120.05))
        assert any("read as numbers" in it for it in said(result))


def test_a_row_is_named_by_the_number_that_its_program_shows(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("id,population,lon,lat\n1,5,120,30\n\n2,many,120,30\n")
    lines = [str(it) for it in imported(tmp_path, tmp_path / "d.csv").problems]
    assert lines == ["demand.population: row 4: 'many' is not a number; correct it"]
    gaps = ZONES.assign(published_area_km2=["1", "x"])
    gaps = gpd.GeoDataFrame(gaps, geometry=[None, square(10)], crs=4490)
    (line,) = imported(tmp_path, zones=gaps, repair=True).problems
    assert "zones.published_area_km2: row 2: " in str(line)
    assert list(read_table(tmp_path / "d.csv", "demand", ReadOptions()).frame.index) == [2, 4]
