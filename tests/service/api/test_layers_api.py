"""What the map shows over HTTP: the plan, its layers, the context around it, and places."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pandas as pd
import pytest
import shapely
from command_line import small_plan
from endpoints import document, refusal
from fastapi import FastAPI
from globe_plans import Place, plan_at
from pyproj import Geod
from shapely.geometry import mapping, shape
from starlette.testclient import TestClient

from geo import CoverageMeter, Scenario
from layers import Plan
from layers.example import example_plan
from layers.schema.terms import Text
from layers.schema.terms_table import terms_frame
from service.api.display import demand_points
from service.api.plan_session import PlanSession
from service.app import create_app
from service.report.sources import source_lines
from service.report.writer import Edition, Writer
from service.settings import Basemap, ServiceSettings
from tests.conftest import CRS, demand_frame, point, square
from tests.notes import SURVEYED_NOTE

FIJI = Place(180.0, -17.0)
POLICIES = [("A", "F", "2023", "law"), ("A", "G", "2023", "law"), ("A", "H", None, None),
            ("B", "F", "2024", "news")]  # fmt: skip


def described_plan() -> Plan:
    """Return the small plan with sources, policies, and many clusters, one of them far away."""
    frames = small_plan()
    frames["demand"]["source"] = "modelled from the census"
    frames["regions"]["name_zh"] = ["西区", "东区", None]
    at = [point(0.001 * number) for number in range(2_000)] + [point(4_000)]
    ids = {"cluster_id": map(str, range(2_001)), "sector": "biopharma"}
    clusters = gpd.GeoDataFrame(ids, geometry=at, crs=CRS)
    policies = pd.DataFrame(POLICIES, columns=["policy", "ftz_id", "since", "source"])
    return Plan(frames | {"clusters": clusters, "policies": policies})


PLAN = described_plan()


@pytest.fixture(scope="module")
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    moved = document({"move": {"zone": "W", "dx_km": 0, "dy_km": 2}}, baseline=PLAN.baseline)
    return make_app(PLAN, Scenario.from_document(moved))


def features(client: TestClient, path: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/layers/{path}", params=query).json()["features"]
    return found


def is_unchanged(client: TestClient, path: str) -> bool:
    etag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": etag})
    return (again.status_code, again.content) == (304, b"")


def test_the_plan_names_its_groups_sectors_policies_and_extent(client: TestClient) -> None:
    plan = client.get("/api/plan").json()
    (ftz,) = plan["ftzs"]
    assert ftz["cap_km2"] - ftz["area_km2"] == pytest.approx(ftz["headroom_km2"])
    assert ftz["extent"] == pytest.approx([120, 30, 120.11, 30.01])
    assert (plan["baseline"], plan["sectors"]) == (PLAN.baseline, ["biopharma"])
    assert (plan["radii_km"], plan["context"]) == ([25, 50, 100], True)
    assert plan["ellipsoid"] == asdict(PLAN.ellipsoid)
    policies = {
        row["policy"]: [(one["ftz_ids"], one["since"]) for one in row["told"]]
        for row in plan["policies"]
    }
    assert policies == {"A": [(["F", "G"], "2023"), (["H"], None)], "B": [(["F"], "2024")]}


def test_the_plan_states_its_sources_and_in_both_languages_what_is_schematic(
    client: TestClient,
) -> None:
    notes = client.get("/api/plan").json()["notes"]
    assert f"{notes[0]['en']} {notes[0]['zh']}" == SURVEYED_NOTE
    assert any("modelled from the census" in note["en"] for note in notes)
    rows = client.get("/api/sources").json()
    (census,) = (row for row in rows if row["layer"] == "demand")
    about = {"source": "modelled from the census", "source_zh": None, "layer": "demand"}
    assert census == about | {"verified": False, "rows": 2}
    context = {row["source"]: row["source_zh"] for row in rows if row["layer"] == "context"}
    (roads,) = (source for source in context if "OpenStreetMap" in source)
    assert len(context) == 3
    assert "ODbL" in roads
    assert "OpenStreetMap 贡献者" in context[roads]


def test_zones_for_display_carry_what_a_reader_must_know(client: TestClient) -> None:
    shown = features(client, "zones", scenario="north")
    (west,) = (one for one in shown if one["properties"]["zone_id"] == "W")
    about = {"boundary_source": "schematic", "name_zh": "片区", "verified": False}
    assert west["properties"].items() >= (about | {"adcodes": "330101"}).items()
    assert west["properties"]["area_km2"] > 0
    assert shape(west["geometry"]).bounds[1] > 30.017
    both = shapely.union_all([square(0), square(8)])
    edits = [{"reshape": {"zone": "W", "geometry": mapping(both)}}]
    (edited,) = client.post("/api/edited", json={"edits": edits}).json()["zones"]["features"]
    assert edited["properties"]["adcodes"] == "330101;330102"
    for change in ("gained", "lost"):
        (row,) = features(client, change, scenario="north")
        assert (row["properties"]["zone_id"], row["properties"]["change"]) == ("W", change)
    assert features(client, "lost", scenario="baseline") == []


def test_regions_are_shown_at_each_level_and_in_full_in_a_near_view(client: TestClient) -> None:
    for level, count in (("district", 3), ("city", 2), ("province", 2)):
        assert len(features(client, "regions", level=level)) == count
    (near,) = features(client, "regions", zoom=8, bbox="120.1,30,120.2,30.1")
    assert near["properties"]["adcode"] == "330102"
    assert shape(near["geometry"]).equals(shapely.set_precision(square(6, -5, 11), 1e-9))
    names = client.get("/api/layers/regions.names").json()
    assert names == {"330101": [None, "西区"], "330102": [None, "东区"], "340101": [None, None]}
    for query in ("zoom=x", "level=street", "bbox=1,2,3", "bbox=a,b,c,d&zoom=9"):
        for layer in ("regions", "regions.topojson"):
            assert client.get(f"/api/layers/{layer}?{query}").status_code == 422


def test_all_regions_come_as_one_topology_that_can_be_packed(client: TestClient) -> None:
    path = "/api/layers/regions.topojson?zoom=4"
    whole, packed = client.get(path), client.get(f"{path}&packed=true")
    (city,) = whole.json()["objects"]["regions"]["geometries"][0]["geometries"]
    assert [leaf["id"] for leaf in city["geometries"]] == ["330101", "330102"]
    (inner,) = packed.json()["regions"][0]["geometries"]
    assert [code for code, _ in inner["geometries"]] == ["330101", "330102"]
    assert packed.json()["transform"] == whole.json()["transform"]
    assert len(packed.content) < len(whole.content)
    assert is_unchanged(client, path)


def test_many_clusters_are_counted_where_they_stand_close_together(client: TestClient) -> None:
    counts = [row["properties"]["count"] for row in features(client, "clusters", zoom=4)]
    assert sum(counts) == 2_001
    assert len(counts) <= 4
    (alone,) = features(client, "clusters", zoom=4, bbox="150,20,170,40")
    assert alone["properties"]["cluster_id"] == "2000"
    assert is_unchanged(client, "/api/layers/clusters")


def test_the_page_is_of_a_scenario_and_runs_no_inline_script(client: TestClient) -> None:
    for path in ("/", "/maps/north", "/maps/north.js"):
        assert client.get(path).status_code == 200
    assert "script-src 'self'" in client.get("/").headers["content-security-policy"]


def test_a_tile_has_what_lies_around_the_plan(client: TestClient) -> None:
    path = "/api/layers/context/7/106/52"  # about 120°E 30°N
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    tile = mapbox_vector_tile.decode(answer.content)
    assert set(tile) <= {"land", "lakes", "rivers", "roads", "railways", "places"}
    assert tile["land"]["features"]
    hangzhou = [place["properties"]["name_zh"] for place in tile["places"]["features"]]
    assert "杭州" in hangzhou
    assert is_unchanged(client, path)
    beyond = client.get("/api/layers/context/3/8/0")
    assert refusal(beyond) == (404, "service-context-none")
    for path in ("14/0/0", "-1/0/0", "3/a/0", "3/0/99999999999999999999"):
        assert client.get(f"/api/layers/context/{path}").status_code == 422


def test_places_are_found_by_either_name_the_most_populous_first(client: TestClient) -> None:
    path = "/api/layers/context/places"
    first = client.get(path, params={"q": "杭"}).json()[0]
    assert (first["name"], first["name_zh"]) == ("Hangzhou", "杭州")
    assert (round(first["lon"]), round(first["lat"]), first["adcode"]) == (120, 30, None)
    assert client.get(f"{path}?q=HANGZHOU").json()[0] == first
    many = client.get(f"{path}?q=a").json()
    begin = [place for place in many if place["name"].lower().startswith("a")]
    assert (len(many), many[: len(begin)]) == (8, begin)
    assert client.get(f"{path}?q=%20").json() == []
    assert is_unchanged(client, f"{path}?q=a")
    for query in ("", "?q=", f"?q={'a' * 101}"):
        assert client.get(f"{path}{query}").status_code == 422


def test_the_clusters_of_a_sector_have_nearest_zones(make_app: Callable[..., FastAPI]) -> None:
    client = TestClient(make_app(example_plan()))

    def ask(**question: Any) -> Any:
        return client.post("/api/clusters", json={"radii_km": [5]} | question)

    def reached(**question: Any) -> list[tuple[str, bool]]:
        rows = ask(**question).json()["clusters"]
        return [(row["cluster_id"], row["reached"]) for row in rows]

    whole = ask(scenario="baseline").json()
    first, second = whole["clusters"]
    assert (first["zone_id"], first["reached"], first["adcode"]) == ("B", False, "330102")
    assert first["distance_km"] == pytest.approx(7.718, abs=1e-3)
    assert (second["zone_id"], second["distance_km"], second["reached"]) == ("A", 0, True)
    assert whole["left_off"] == 0
    assert reached(sector="biopharma") == [("C1", True)]
    assert reached(aim="region:330102") == [("C2", False)]
    assert reached(aim="region:330101", sector="marine_economy") == []
    assert reached(aim="sector:biopharma", sector="biopharma") == [("C1", True)]
    east = [{"move": {"zone": "B", "dx_km": 4, "dy_km": 0}}]
    assert reached(edits=east, sector="marine_economy") == [("C2", True)]
    # the zones that designate biopharma are A alone: what B reaches is not reached by them
    assert reached(aim="sector:biopharma", edits=east, radii_km=[9]) == [("C1", True)]
    assert "radii_km: " in ask(radii_km=[5, 10]).json()["detail"]
    for question in ({"radii_km": [5, 10]}, {"sector": "alchemy"}, {"aim": "ftz:none"}):
        assert ask(**question).status_code in {404, 422}


def test_a_place_has_coordinates_in_gauss_kruger(client: TestClient) -> None:
    def at(lon: int) -> Any:
        return client.get("/api/position", params={"lon": lon, "lat": 0})

    zone_40 = {"band": 40, "x_m": 0.0, "y_m": 40_500_000.0, "epsg": 4528}
    assert at(120).json()["gauss_kruger"] == zone_40
    assert at(0).json()["gauss_kruger"] is None
    assert at(200).status_code == 422


def test_the_ruler_measures_on_the_ellipsoid_not_on_a_sphere(client: TestClient) -> None:
    def ruler(*places: list[Any]) -> Any:
        return client.post("/api/ruler", json={"places": places})

    answer = ruler([120, 30], [120.01, 30], [120.01, 30.01], [120, 30.01]).json()
    leg = Geod(a=6378137.0, rf=298.257222101).inv(120, 30, 120.01, 30)[2] / 1e3
    assert answer["legs_km"][0] == pytest.approx(leg, rel=1e-12)
    assert answer["length_km"] == pytest.approx(sum(answer["legs_km"]))
    west = PLAN.ellipsoid.area_km2(PLAN.zones.geometry)[0]
    assert answer["area_km2"] == pytest.approx(west, rel=1e-9)
    for open_or_crossed in ([[120, 30], [121, 30]], [[0, 0], [1, 1], [1, 0], [0, 1]]):
        assert ruler(*open_or_crossed).json()["area_km2"] is None
    beyond, leaping = (ruler([179, -17], [lon, -17], [179, -16]).json() for lon in (181, -179))
    assert beyond == leaping
    assert beyond["area_km2"] > 0
    for odd in ([], [[120, 30]], [[120, 30], [500, 30]], [["a", 1], [2, 3]]):
        assert ruler(*odd).status_code == 422


# ........................................................... a plan across 180°


@pytest.fixture(scope="module")
def fiji(make_app: Callable[..., FastAPI]) -> TestClient:
    return TestClient(make_app(plan_at(FIJI)))


def test_a_plan_across_180_degrees_is_drawn_in_one_piece_there(fiji: TestClient) -> None:
    plan = fiji.get("/api/plan").json()
    west, south, east, north = plan["extent"]
    assert 179 < west < 180 < east < 181
    assert -17.5 < south < north < -16.5
    assert plan["ftzs"][0]["extent"][0] < 180 < plan["ftzs"][0]["extent"][2]
    for layer in ("zones", "regions", "exclusions"):
        for feature in features(fiji, layer):
            drawn = shape(feature["geometry"])
            assert shapely.get_num_geometries(drawn) == 1
            assert 179 < drawn.bounds[0] < drawn.bounds[2] < 181
    near = features(fiji, "regions", zoom=9, bbox="180,-18,181,-16")
    assert {feature["properties"]["adcode"] for feature in near} == {"110000", "120000"}
    transform = fiji.get("/api/layers/regions.topojson").json()["transform"]
    assert 179 < transform["translate"][0] < 180
    assert transform["scale"][0] < 1


def test_a_basemap_in_gcj02_is_offered_where_that_shifts_a_zone_not_between_zones(
    make_app: Callable[..., FastAPI],
) -> None:
    settings = ServiceSettings((Basemap("https://a.example/{z}/{x}/{y}", "gcj02"),))
    offered = []
    for place in (Place(180, 35), Place(120, 35)):
        of = make_app(plan_at(place)).state
        client = TestClient(create_app(of.plan, of.store, settings))
        offered.append(len(client.get("/api/plan").json()["basemaps"]))
    assert offered == [0, 1]


def test_an_outline_drawn_beyond_180_degrees_is_answered_there(fiji: TestClient) -> None:
    drawn = {"zone": "A", "geometry": mapping(FIJI.box(-4, -2, 2, 2))}
    question = {"edits": [], "drawn": drawn, "radii_km": [50], "edited": {"zone": "A"}}
    query = "tables=zones,violations&geometry=display"
    answer = fiji.post(f"/api/measure?{query}", json=question).json()
    assert [list(edit) for edit in answer["edits"]] == [["reshape"], ["reshape"]]
    for edit in answer["edits"]:
        west, _, east, _ = shape(edit["reshape"]["geometry"]).bounds
        assert -180 <= west <= east <= 180
    assert [row["blocks"] for row in answer["zones"]] == [1, 1, 1, 1]
    places = [row["geometry"] for row in answer["violations"] if row["geometry"]]
    assert places
    shown = places + [one["geometry"] for one in answer["edited"]["zones"]["features"]]
    assert all(shape(one).bounds[0] > 179 for one in shown)


def test_people_that_a_map_cannot_show_apart_are_shown_together() -> None:
    places = [point(0.1 * column, 0.1 * row) for column in range(90) for row in range(90)]
    people = [1.0 + (number == 7) for number in range(8_100)]
    plan = PLAN.with_layer("demand", demand_frame(*zip(places, people, strict=True)))
    shown, rows = demand_points(PlanSession(plan), None)
    assert 1_000 < len(shown) <= 3_000
    assert shown[:, 2].sum() == 8_101
    assert (np.diff(shown[:, 2]) <= 0).all()
    assert (shown[rows == 7, :2] == shapely.get_coordinates(places[7])).all()
    west, south, east, north = 120.0, 30.0, 120.02, 30.02
    few, rows = demand_points(PlanSession(plan), (west, south, east, north))
    assert (len(few), rows[0]) == (21**2, 7)
    same = plan.with_layer(
        "demand", demand_frame(*zip([places[0]] * 4_000, people[:4_000], strict=True))
    )
    assert demand_points(PlanSession(same), None)[0][:, 2].tolist() == [4_001]


def test_a_plan_says_how_well_its_people_are_known(make_app: Callable[..., FastAPI]) -> None:
    note = Text("People are counted.", "人口为实数。")
    plan = PLAN.with_layer("terms", terms_frame(notes={"people": note}))
    notes = TestClient(make_app(plan)).get("/api/plan").json()["notes"]
    assert note._asdict() in notes
    writer = Writer(plan, CoverageMeter(plan, 1).measure(), [], Edition("zh", "2026-01-01"))
    assert note.zh in list(source_lines(writer))


def test_reference_layers_are_named_by_the_plan_and_as_simple_as_the_zoom_asks(
    make_app: Callable[..., FastAPI],
) -> None:
    round_one = shapely.Point(120, 30).buffer(0.1, quad_segs=64)
    rows = {"reference": ["farmland", "farmland"], "name": ["A", None]}
    frame = gpd.GeoDataFrame(rows, geometry=[round_one, square(0)], crs=CRS)
    client = TestClient(make_app(PLAN.with_layer("references", frame)))
    assert client.get("/api/plan").json()["references"] == ["farmland"]
    far, near = (features(client, "references", zoom=zoom) for zoom in (4, 9))
    assert [len(far), len(near)] == [2, 2]
    assert near[0]["properties"]["reference"] == "farmland"
    fewer, more = (shapely.get_num_coordinates(shape(it[0]["geometry"])) for it in (far, near))
    assert fewer < more / 3


def test_lines_of_maps_are_cut_to_the_view_without_towns(make_app: Callable[..., FastAPI]) -> None:
    coast = shapely.MultiLineString([[(120, 30), (121, 30)], [(140, 30), (141, 30)]])
    lines = {"line_id": ["C"], "kind": ["coast"]}
    names = {"name_id": ["I", "T"], "kind": ["islet", "town"]}
    layers = {
        "map_lines": gpd.GeoDataFrame(lines, geometry=[coast], crs=CRS),
        "map_names": gpd.GeoDataFrame(names, geometry=[point(0), point(1)], crs=CRS),
    }
    client = TestClient(make_app(Plan(small_plan() | layers)))
    for zoom in (4, 8):
        (line,) = features(client, "map_lines", zoom=zoom, bbox="119,29,122,31")
        assert shape(line["geometry"]) == shapely.MultiLineString([[(120, 30), (121, 30)]])
    assert features(client, "map_lines", bbox="0,0,1,1") == []
    assert [one["properties"]["name_id"] for one in features(client, "map_names")] == ["I"]
    assert client.get("/api/plan").json()["lines"] == ["coast"]
