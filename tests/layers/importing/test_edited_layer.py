"""An edited layer is placed as a file that is imported: the same steps decide the same things."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers import Plan
from layers.errors import CrsError
from layers.formats.axes import turned
from layers.formats.table import ReadOptions
from layers.importing import ImportOptions
from layers.importing.edited_layer import EditedZones, read_edited
from tests.conftest import regions_frame, square, zones_frame

ALPS = 8.0, 47.0  # where a latitude is a possible longitude


def there(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame of the small plane moved to the Alps."""
    east, north = square(0).bounds[:2]
    moved = frame.geometry.translate(ALPS[0] - east, ALPS[1] - north)
    return frame.set_geometry(moved, crs=frame.crs)


ZONES = there(zones_frame(("W", "F", square(0)), ("E", "F", square(10))))
REGIONS = there(regions_frame(("330101", square(-5, -5, 20))))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan({"zones": ZONES, "regions": REGIONS})


def edited(plan: Plan, frame: gpd.GeoDataFrame, file: Path, **how: str) -> EditedZones:
    frame.to_file(file)
    return read_edited(file, plan, options=ImportOptions(read={"zones": ReadOptions(**how)}))  # type: ignore[arg-type]


def distance_deg(read: EditedZones) -> float:
    """Return how far the edited zones are from the plan's."""
    apart = shapely.hausdorff_distance(read.zones.geometry.to_numpy(), ZONES.geometry.to_numpy())
    return float(apart.max())


@pytest.mark.parametrize("suffix", [".geojson", ".shp", ".gpkg"])
def test_an_edited_file_with_latitude_first_lies_where_the_plan_is(
    plan: Plan, suffix: str, tmp_path: Path
) -> None:
    read = edited(plan, turned(ZONES), tmp_path / f"north{suffix}")
    assert distance_deg(read) < 1e-9
    assert "import-order-turned" in [it.why.code for it in read.assumed]
    right = edited(plan, ZONES, tmp_path / f"east{suffix}")
    assert distance_deg(right) < 1e-9
    assert "import-order-turned" not in [it.why.code for it in right.assumed]


@pytest.mark.filterwarnings("ignore:'crs' was not")
def test_a_geopackage_without_a_crs_is_taken_to_be_in_the_plans(plan: Plan, tmp_path: Path) -> None:
    read = edited(plan, ZONES.set_crs(None, allow_override=True), tmp_path / "zones.gpkg")
    assert distance_deg(read) == 0
    assert [it.why.code for it in read.assumed] == ["import-crs-as-plan"]


def test_columns_of_a_geopackage_have_the_names_of_other_files_but_never_lose_the_plans(
    tmp_path: Path,
) -> None:
    own = ZONES.assign(label=["", None], title=["x", "y"])
    plan = Plan({"zones": own, "regions": REGIONS})
    frame = own.rename(columns={"zone_id": "CODE"}).drop(columns="name", errors="ignore")
    read = edited(plan, frame, tmp_path / "zones.gpkg")
    assert (read.id_column, read.zones["zone_id"].tolist()) == ("CODE", ["W", "E"])
    assert "name" not in read.zones
    assert read.zones[["label", "title"]].to_numpy().tolist() == [["", "x"], [None, "y"]]


def test_an_order_that_the_user_states_is_taken(plan: Plan, tmp_path: Path) -> None:
    read = edited(plan, turned(ZONES), tmp_path / "zones.geojson", axis_order="east-first")
    assert distance_deg(read) > 30


def test_eastings_with_the_number_of_a_wide_band_name_their_crs(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "zones.shp"
    east = ZONES.set_geometry(ZONES.geometry.translate(112, -17), crs=ZONES.crs).to_crs(4498)
    east.to_file(file)
    file.with_suffix(".prj").unlink()
    with pytest.raises(CrsError, match=r"6-degree Gauss-Krüger, zone 20.*EPSG:4498"):
        read_edited(file, plan)
