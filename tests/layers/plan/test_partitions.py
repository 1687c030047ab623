"""Demand in partitions: what is read, and every kind of bad file as a line."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from pyproj import CRS

from layers.errors import PlanError, UnknownError
from layers.plan.partitions import DemandParts, read_points
from tests.conftest import CRS as PLAN_CRS
from tests.conftest import point, square

CRS_OF_PLAN = CRS.from_user_input(PLAN_CRS)


def demand() -> gpd.GeoDataFrame:
    """Return five points in two districts, one of which names none."""
    return gpd.GeoDataFrame(
        {
            "demand_id": ["1", "2", "3", "4", "5"],
            "population": [1.0, 2, 4, 8, 16],
            "adcode": ["330101", "330102", None, "330101", "330101"],
        },
        geometry=[point(n) for n in range(5)],
        crs=PLAN_CRS,
    )


def read(path: Path) -> pd.DataFrame:
    """Return all points of a data set as a frame."""
    frames = []
    for part in DemandParts.open(path, CRS_OF_PLAN).parts:
        for some in read_points(part):
            names = np.array([*some.adcodes, None], dtype=object)
            columns = {"lon": some.lon, "lat": some.lat, "population": some.population}
            frames.append(
                pd.DataFrame(columns | {"adcode": pd.Series(names[some.adcode], dtype=object)})
            )
    return pd.concat(frames, ignore_index=True)


def problems(path: Path) -> tuple[str, ...]:
    """Return the lines of the error that opening and reading a data set gives."""
    with pytest.raises(PlanError) as caught:
        read(path)
    return caught.value.lines


def test_a_partition_is_a_row_group_of_a_file_in_the_order_of_names(tmp_path: Path) -> None:
    demand().iloc[:1].to_parquet(tmp_path / "b.parquet")
    (tmp_path / "a").mkdir()
    demand().iloc[1:].to_parquet(tmp_path / "a" / "x.parquet", row_group_size=3)
    for name in ("_metadata.parquet", ".hidden.parquet"):
        (tmp_path / name).write_bytes(b"not part of it")
    opened = DemandParts.open(tmp_path, CRS_OF_PLAN)
    assert [(Path(p.path).name, p.row_group, p.rows) for p in opened.parts] == [
        ("x.parquet", 0, 3),
        ("x.parquet", 1, 1),
        ("b.parquet", 0, 1),
    ]
    assert opened.rows == 5
    assert str(opened.parts[1]) == f"{tmp_path}/a/x.parquet, row group 2"


def test_points_come_as_they_were_written_in_every_encoding(tmp_path: Path) -> None:
    frame = demand()
    frame.to_parquet(tmp_path / "wkb.parquet")
    frame.to_parquet(tmp_path / "point.parquet", geometry_encoding="geoarrow")
    frame.set_geometry(shapely.force_3d(frame.geometry.to_numpy(), 9.0), crs=PLAN_CRS).to_parquet(
        tmp_path / "height.parquet"
    )
    frame.to_crs(4326).to_parquet(tmp_path / "wgs84.parquet")
    columns = {"lon": frame.geometry.x, "lat": frame.geometry.y}
    pd.DataFrame(frame.drop(columns="geometry")).assign(**columns).to_parquet(
        tmp_path / "columns.parquet"
    )
    expected = pd.DataFrame(frame[["population", "adcode"]]).assign(**columns)
    for path in sorted(tmp_path.iterdir()):
        found = read(path)
        assert found["adcode"].tolist() == ["330101", "330102", None, "330101", "330101"], path
        numbers = ["lon", "lat", "population"]
        assert found[numbers].to_numpy().tolist() == expected[numbers].to_numpy().tolist(), path


def test_an_adcode_may_be_a_number_or_be_absent(tmp_path: Path) -> None:
    changed(adcode=330101)(tmp_path / "a.parquet")
    without("adcode")(tmp_path / "b.parquet")
    changed(adcode=None)(tmp_path / "c.parquet")
    assert read(tmp_path)["adcode"].tolist() == ["330101"] * 5 + [None] * 10


Writer = Callable[[Path], object]


def changed(**columns: object) -> Writer:
    """Return a writer of the demand with other columns."""
    return lambda path: demand().assign(**columns).to_parquet(path)


def without(column: str) -> Writer:
    return lambda path: demand().drop(columns=column).to_parquet(path)


def placed(*shapes: object) -> Writer:
    """Return a writer of the demand with other geometry."""
    return lambda path: demand().set_geometry(list(shapes), crs=PLAN_CRS).to_parquet(path)


def with_lon(lon: object) -> Writer:
    """Return a writer of the demand with a column lon, and lat 30, in place of geometry."""
    frame = pd.DataFrame(demand().drop(columns="geometry"))
    return lambda path: frame.assign(lon=lon, lat=30.0).to_parquet(path)


def with_metadata(write: Writer, **said: object) -> Writer:
    """Return a writer of a file whose metadata says that of its geometry."""

    def written(path: Path) -> None:
        write(path)
        table = pq.read_table(path)
        geo = json.loads(table.schema.metadata[b"geo"])
        geo["columns"]["geometry"] |= said
        pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)

    return written


def truncated(path: Path) -> None:
    demand().to_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])


def damaged_inside(path: Path) -> None:
    demand().to_parquet(path, compression="gzip")
    content = bytearray(path.read_bytes())
    content[4:200] = bytes(196)
    path.write_bytes(content)


def noise(path: Path) -> None:
    """Write bytes that are no geometry."""
    demand().to_parquet(path)
    table = pq.read_table(path)
    at = table.schema.get_field_index("geometry")
    field = pa.field("geometry", pa.binary())
    pq.write_table(table.set_column(at, field, pa.array([bytes([9] * 21)] * 5, pa.binary())), path)


FOUR = [point(n) for n in range(4)]
GROUP = ", row group 1: demand."
NOT_POINT = f"{GROUP}geometry: row 5 is not a Point; give it that geometry"
BAD: list[tuple[Writer, str]] = [
    (with_lon("east"), ": demand.lon: is "),
    (
        lambda path: pd.DataFrame(demand().drop(columns="geometry")).to_parquet(path),
        ": demand: has no geometry (columns: demand_id, ",
    ),
    (without("population"), ": demand: column population is missing"),
    (without("demand_id"), ": demand: column demand_id is missing"),
    (changed(population=list("abcde")), ": demand.population: is "),
    (changed(adcode=1.5), ": demand.adcode: is double; write it as text"),
    (
        changed(population=[1, 2, np.nan, 4, np.nan]),
        f"{GROUP}population: row 3, row 5 is empty or not a number",
    ),
    (changed(population=[1, -2, 3, 4, 5]), f"{GROUP}population: row 2 is below 0"),
    (changed(population=[1, 2, 3, 4, np.inf]), f"{GROUP}population: row 5 is infinite"),
    (
        lambda path: demand().to_crs(32651).to_parquet(path),
        ": demand.geometry: is in EPSG:32651, the plan in EPSG:4490; reproject it",
    ),
    (with_metadata(changed(), crs=None), ": demand.geometry: has no CRS"),
    (with_metadata(changed(), crs="nonsense"), ": demand.geometry: its CRS is not known"),
    (placed(*FOUR, square(0)), ": demand.geometry: holds Polygon;"),
    (with_metadata(placed(*FOUR, square(0)), geometry_types=["Point"]), NOT_POINT),
    (noise, f"{GROUP}geometry: row 1, row 2, row 3, row 4, row 5 is not a Point"),
    (placed(*FOUR, None), f"{GROUP}geometry: row 5 has no finite"),
    (placed(*FOUR, shapely.Point(120, 95)), f"{GROUP}geometry: row 5 lies outside"),
    (
        with_lon([1.0, 2.0, None, 4.0, 5.0]),
        f"{GROUP}lon, lat: row 3 has no finite coordinates",
    ),
    (truncated, ": cannot be read as Parquet ("),
    (damaged_inside, ", row group 1: cannot be read as Parquet ("),
    (lambda path: path.write_text("hello"), ": cannot be read as Parquet ("),
]


def test_a_bad_file_is_one_line_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "bad.parquet"
    for write, expected in BAD:
        write(path)
        (line,) = problems(path)
        assert line.startswith(f"{path}{expected}")
        assert "\n" not in line


def test_rows_are_counted_through_a_partition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.plan.partitions._BATCH", 2)
    changed(population=[1, 2, 3, 4, -5])(tmp_path / "a.parquet")
    assert "population: row 5 is below 0" in problems(tmp_path / "a.parquet")[0]


def test_every_bad_file_of_a_folder_is_named_and_one_without_any_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path)[0].startswith(f"{tmp_path}: holds no .parquet file")
    with pytest.raises(UnknownError, match="no such file or folder"):
        DemandParts.open(tmp_path / "nowhere", CRS_OF_PLAN)
    without("population")(tmp_path / "a.parquet")
    demand().to_parquet(tmp_path / "b.parquet")
    truncated(tmp_path / "c.parquet")
    named = [Path(line.split(":")[0]).name for line in problems(tmp_path)]
    assert named == ["a.parquet", "c.parquet"]
