"""What a plan promises: every problem at once, values in one form, and nothing changed in place."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from layers import Plan
from layers.errors import CrsError, PlanError, UnknownError
from layers.plan.checked_zones import CheckedZones
from tests.conftest import CRS, demand_frame, point, regions_frame, square, zones_frame

BOW_TIE = shapely.Polygon([(120, 30), (120.01, 30.01), (120.01, 30), (120, 30.01)])
REGIONS = regions_frame(("330101", square(-5, -5, 20)))
ZONES = zones_frame(("W", "F", square(0)), ("E", "F", square(10)))


def problems_of(**layers: pd.DataFrame) -> tuple[str, ...]:
    """Return the problems of a plan of the given layers over sound ones."""
    with pytest.raises(PlanError) as caught:
        Plan({"zones": ZONES, "regions": REGIONS} | layers)
    assert all("\n" not in line for line in caught.value.lines)
    return caught.value.lines


def only_problem_of(**layers: pd.DataFrame) -> str:
    """Return the one problem of a plan of the given layers over sound ones."""
    (line,) = problems_of(**layers)
    return line


def test_every_problem_of_every_layer_is_told_at_once_a_line_each() -> None:
    lines = problems_of(
        zones=zones_frame(("W", "F", BOW_TIE), ("W", "G", square(10))).assign(locked=["no", "?"]),
        regions=REGIONS.rename(columns={"adcode": "code"}),
        ftzs=pd.DataFrame({"ftz_id": ["F"], "cap_km2": [-1], "batch": [1.5]}),
        demand=demand_frame((point(1), -5), (point(2), "many")).assign(demand_id=["1", None]),
        parks=pd.DataFrame({"a": [1]}),
    )
    assert [line.split(":")[0] for line in lines] == [
        "parks",
        "zones.locked",
        "zones.zone_id",
        "zones",
        "ftzs.batch",
        "ftzs.cap_km2",
        "regions",
        "demand.demand_id",
        "demand.population",
        "demand.population",
    ]
    assert "row 2: '?' is not true or false; correct it" in lines[1]
    assert "row 1 (W), row 2 (W) share an id; give each row its own" in lines[2]
    assert "row 1 (W) is not a valid polygon: Self-intersection[120.005 30.005]" in lines[3]
    assert "row 1: 1.5 is not a whole number; correct it" in lines[4]
    assert "row 1 is below 0; correct it" in lines[5]
    assert "column adcode is missing (there are: code); add it" in lines[6]
    assert lines[6].endswith("or rename the column that holds it")
    assert "row 2 is empty; fill it in" in lines[7]
    assert "row 2: 'many' is not a number" in lines[8]
    assert "row 1 is below 0" in lines[9]


def test_a_plan_of_zones_and_regions_alone_has_every_other_layer_empty(two_zones: Plan) -> None:
    with pytest.raises(PlanError) as caught:
        Plan({})
    assert [line.split(":")[0] for line in caught.value.lines] == ["zones", "regions"]
    assert two_zones.present == ("zones", "regions")
    assert not two_zones.has("demand")
    assert len(two_zones.demand) == 0
    assert list(two_zones.ftzs.columns[:2]) == ["ftz_id", "name"]
    with pytest.raises(UnknownError, match="parks"):
        two_zones.frame("parks")
    two_zones.frame("gateways")["seen"] = "here"  # reaches no other plan
    other = Plan({name: two_zones.frame(name) for name in ("zones", "regions")})
    assert "seen" not in other.frame("gateways")
    assert two_zones.extent == tuple(two_zones.regions.total_bounds)
    assert two_zones.only({"zones"}).extent == tuple(two_zones.zones.total_bounds)
    assert two_zones.extent == tuple(two_zones.regions.total_bounds)


def test_values_have_one_form_and_the_frames_given_are_left_alone() -> None:
    zones = ZONES.assign(locked=["yes", "no"])
    high = zones.assign(geometry=shapely.force_3d(zones.geometry, 7))
    copy = high.copy()
    for codes in ([330101, 330102], [330101.0, 330102.0], [" 330101", "330102"]):
        shapes = [square(0), square(1)]
        regions = gpd.GeoDataFrame({"adcode": codes}, geometry=shapes, crs=CRS)
        plan = Plan({"zones": high, "regions": regions})
        assert plan.regions["adcode"].tolist() == ["330101", "330102"]
        assert plan.regions["city_adcode"].tolist() == ["330100", "330100"]
        assert plan.regions["province_adcode"].tolist() == ["330000", "330000"]
    pd.testing.assert_frame_equal(pd.DataFrame(high), pd.DataFrame(copy))
    assert plan.baseline == Plan({"zones": zones, "regions": regions}).baseline
    assert set(plan.zones.geom_type) == {"MultiPolygon"}
    zone = plan.zones.iloc[1]
    assert (zone["sectors"], zone["boundary_source"], zone["locked"]) == ("", "imported", False)
    assert np.isnan(zone["published_area_km2"])


def test_a_row_or_column_that_no_plan_can_have_is_a_problem() -> None:
    infinite = shapely.polygons([(120, 30), (np.inf, 30), (120, 31), (120, 30)])
    swapped = shapely.transform(square(0), lambda xy: xy[:, ::-1])
    empty = zones_frame(("W", "F", None), ("E", "F", shapely.Polygon()))
    second = gpd.GeoSeries([point(1), point(2)])
    half = pd.Series(["a", "\ud800"], dtype=object)
    bare = gpd.GeoDataFrame(ZONES.drop(columns="geometry"), geometry=list(ZONES.geometry))
    for zones, problem in (
        (ZONES.assign(zone_id=[None, "  "]), "zones.zone_id: row 1, row 2 is empty; fill it in"),
        (empty, "zones: row 1 (W), row 2 (E) has no geometry; draw it or delete the row"),
        (
            zones_frame(("W", "F", square(0)), ("E", "F", point(3))),
            "row 2 (E) is not a MultiPolygon",
        ),
        (
            zones_frame(("W", "F", infinite)),
            "row 1 (W) has a coordinate that is not a finite number",
        ),
        (zones_frame(("W", "F", swapped)), "longitude is first"),
        (ZONES.assign(published_area_km2=[np.inf, 1.0]), "row 1 is infinite"),
        (
            ZONES.assign(Zone_ID=["a", "b"]),
            "zones.Zone_ID: another column has this name but for the case",
        ),
        (ZONES.assign(geom=["a", "b"]), "zones.geom: this name is the geometry's"),
        (ZONES.assign(second=second), "zones.second: holds geometry"),
        (ZONES.assign(note=["a\x00b", "c"]), "zones.note: row 1 has text with a NUL"),
        (ZONES.assign(note=half), "zones.note: row 2 has text with a NUL or half"),
        (bare, "zones: has no CRS"),
    ):
        assert problem in only_problem_of(zones=zones)


def test_other_faults_do_not_hide_an_invalid_polygon_and_many_rows_are_one_line() -> None:
    ten = [(f"Z{nth}", "F", shapely.Polygon()) for nth in range(10)]
    lines = problems_of(zones=zones_frame(("W", "F", BOW_TIE), *ten))
    assert "row 6 (Z4) and 5 more has no geometry" in lines[0]
    assert "not a valid" in lines[1]
    assert len(lines) == 2


def test_layers_are_in_one_geographic_crs() -> None:
    line = only_problem_of(regions=REGIONS.to_crs("EPSG:4214"))
    assert line.startswith("regions: is in EPSG:4214, the zones in EPSG:4490; a plan has one CRS")
    projected = {"zones": ZONES.to_crs(32651), "regions": REGIONS.to_crs(32651)}
    lines = problems_of(**projected)
    assert "zones: crs EPSG:32651: not geographic; reproject" in lines[0]


def test_a_zone_of_an_unknown_ftz_is_a_problem_where_there_are_ftzs() -> None:
    zones = zones_frame(("W", "F", square(0)), ("E", "X", square(10)))
    line = only_problem_of(zones=zones, ftzs=pd.DataFrame({"ftz_id": ["F"]}))
    assert line == "zones.ftz_id: row 2 (X) not in ftzs; add it to ftzs or correct it"


def test_ids_that_were_lost_in_an_editor_lead_to_import_edits_once(tmp_path: Path) -> None:
    path = tmp_path / "edited.gpkg"
    pyogrio.write_dataframe(
        ZONES.assign(zone_id=["W", "W"], locked=["?", None]), path, layer="zones"
    )
    pyogrio.write_dataframe(REGIONS, path, layer="regions", append=True)
    with pytest.raises(PlanError) as caught:
        Plan.open(path)
    assert [problem.code for problem in caught.value.problems] == [
        "at-file",
        "plan-edited-elsewhere",
    ]
    assert caught.value.lines[1] == (
        f"{path}: zones.zone_id: row 1 (W), row 2 (W) share an id; give each row its own, or merge "
        "them into one multipart feature; if this plan was edited elsewhere, make a scenario of "
        "the edits: zonewright import-edits PLAN edited.gpkg -o EDITS.yaml"
    )


PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
        "regions": regions_frame(("1", square(-5, -5, 20))),
    }
)


KNOWN = CheckedZones(PLAN.zones, PLAN.zones)


@pytest.fixture
def read(tmp_path: Path) -> gpd.GeoDataFrame:
    """Return the zones as a file gives them."""
    PLAN.zones.to_file(tmp_path / "zones.gpkg")
    return gpd.read_file(tmp_path / "zones.gpkg")


def with_outline(zones: gpd.GeoDataFrame, outline: object) -> gpd.GeoDataFrame:
    shapes = zones.geometry.to_numpy().copy()
    shapes[0] = outline
    return zones.set_geometry(gpd.GeoSeries(shapes, crs=zones.crs))


def test_a_frame_that_a_file_gave_is_known_the_second_time(read: gpd.GeoDataFrame) -> None:
    known = CheckedZones(read, PLAN.checked_zones(read))
    moved = known.with_outlines_of(with_outline(read, square(0.5)))
    assert moved is not None
    assert moved.dtypes.equals(PLAN.zones.dtypes)
    assert moved.geometry.geom_type.tolist() == ["MultiPolygon"] * 2
    assert moved.geometry[0].equals(square(0.5))
    checked = PLAN.checked_zones(with_outline(read, square(1)))
    assert checked.geometry.iloc[1] is PLAN.zones.geometry.iloc[1]
    assert checked.geometry.iloc[0].equals(square(1))
    read.loc[0, "zone_id"] = "E"  # its giver may change it afterwards
    with pytest.raises(PlanError, match="E"):
        PLAN.checked_zones(read)


def test_an_outline_that_is_not_sound_is_left_to_the_whole_check() -> None:
    bowtie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    away = (shapely.box(179, 0, 181, 1), shapely.box(0, 89, 1, 91))
    for outline in (bowtie, shapely.Point(0, 0), shapely.Polygon(), None, *away):
        drawn = with_outline(PLAN.zones, outline)
        assert KNOWN.with_outlines_of(drawn) is None
        with pytest.raises(PlanError):
            PLAN.checked_zones(drawn)


def test_zones_of_other_attributes_crs_order_or_number_are_left_to_the_whole_check() -> None:
    zones = PLAN.zones
    others = [zones.assign(**{column: "x"}) for column in ("ftz_id", "sectors", "locked")]
    others += [zones.assign(zone_id=zones["zone_id"].iloc[::-1].to_numpy())]
    others += [zones.to_crs(4326), zones.iloc[::-1], zones.iloc[:1]]
    assert [KNOWN.with_outlines_of(other) for other in others] == [None] * len(others)


def test_frames_in_any_crs_make_a_plan_in_one_geographic_crs() -> None:
    zones = zones_frame(("W", "F", square(0)))
    regions = regions_frame(("330101", square(-5, -5, 11)))
    metric = {"zones": zones.to_crs(4528), "regions": regions.to_crs(4326)}
    plan, same = Plan.from_frames(metric), Plan({"zones": zones, "regions": regions})
    assert plan.crs == CRS
    assert plan.zones.geometry[0].equals_exact(same.zones.geometry[0], 1e-9)
    assert metric["zones"].crs == "EPSG:4528"
    assert Plan.from_frames(metric, crs=4326).crs == "EPSG:4326"
    with pytest.raises(CrsError, match="not known to PROJ"):
        Plan.from_frames(metric, crs="EPSG:1")
    elsewhere = zones.set_crs(4214, allow_override=True)
    with pytest.raises(PlanError, match="zones: is in EPSG:4214, from which no"):
        Plan.from_frames({"zones": elsewhere, "regions": regions}, crs=4490)
    bare = gpd.GeoDataFrame(zones.drop(columns="geometry"), geometry=[square(0)])
    with pytest.raises(PlanError, match="zones: has no CRS"):
        Plan.from_frames({"zones": bare, "regions": regions})
