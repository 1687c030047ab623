"""The HTTP interface, read as a description of it, over two small zones."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from conftest import CRS, point, regions_frame, square, zones_frame
from fastapi import FastAPI
from shapely.geometry import shape
from starlette.testclient import TestClient

from geo import CoverageMeter, Scenario, compare
from layers import Plan
from service.api.errors import STATUS
from service.api.problem_document import ProblemDocument
from service.documents.coverage import compare_document, measure_document

PLAN = Plan(
    {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))).assign(
            boundary_source="schematic", name="Zone", name_zh="片区", sectors="biopharma"
        ),
        "ftzs": pd.DataFrame(
            {"ftz_id": ["F"], "name": ["An FTZ"], "adcode": ["330000"], "cap_km2": [3.0]}
        ),
        "regions": regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
        "demand": gpd.GeoDataFrame(
            {"demand_id": ["1", "2"], "population": [3, 4], "source": "modelled from the census"},
            geometry=[point(0.5), point(5.5)],
            crs=CRS,
        ),
        "clusters": gpd.GeoDataFrame(
            {"cluster_id": ["C"], "sector": ["biopharma"]}, geometry=[point(0.5)], crs=CRS
        ),
    }
)
NORTH = Scenario.from_document(
    {
        "scenario": "north",
        "title": "West zone north",
        "title_zh": "北移",
        "baseline": PLAN.baseline,
        "edits": [{"move": {"zone": "W", "dx_km": 0, "dy_km": 2}}],
    }
)


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    with TestClient(make_app(PLAN, NORTH)) as client:
        yield client


def refused(response: Any, status: int) -> str:
    """Check that the answer is a problem document; return the texts of its problems as one."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    document = ProblemDocument.model_validate(body, strict=True)
    assert document.detail == document.problems[0].text
    return "\n".join(each.text for each in document.problems)


def test_the_plan_names_its_ftzs_with_headroom_and_extent(client: TestClient) -> None:
    plan = client.get("/api/plan").json()
    (ftz,) = plan["ftzs"]
    assert ftz["cap_km2"] - ftz["area_km2"] == pytest.approx(ftz["headroom_km2"])
    assert ftz["extent"] == pytest.approx([120, 30, 120.11, 30.01])
    assert plan["baseline"] == PLAN.baseline
    assert plan["sectors"] == ["biopharma"]
    assert plan["radii_km"] == [25, 50, 100]
    assert plan["ellipsoid"] == asdict(PLAN.ellipsoid)


def test_the_plan_says_in_both_languages_that_boundaries_are_schematic(client: TestClient) -> None:
    notes = client.get("/api/plan").json()["notes"]
    assert notes[0]["en"].startswith("Zone boundaries are schematic")
    assert notes[0]["zh"].startswith("片区边界为示意")
    assert any("modelled from the census" in note["en"] for note in notes)


def test_the_scenarios_are_listed_without_the_baseline(client: TestClient) -> None:
    (row,) = client.get("/api/scenarios").json()
    shown = {"scenario": "north", "title": "West zone north", "title_zh": "北移"}
    kept = {"status": "draft", "revision": 1, "visibility": "public", "baseline": PLAN.baseline}
    assert row.items() >= (shown | kept).items()


def test_a_scenario_is_read_as_its_document(client: TestClient) -> None:
    document = client.get("/api/scenarios/north").json()
    assert list(document.pop("recorded")["zones"]) == ["W"]
    assert document == NORTH.to_document()


def test_measuring_a_scenario_gives_the_document_of_the_meter(client: TestClient) -> None:
    expected = measure_document(CoverageMeter(PLAN).measure(NORTH))
    answer = client.post("/api/measure", json={"scenario": "north"}).json()
    assert answer == json.loads(json.dumps(expected))


def test_measuring_edits_gives_what_the_same_scenario_gives(client: TestClient) -> None:
    edits = NORTH.to_document()["edits"]
    by_edits = client.post("/api/measure", json={"edits": edits, "radii_km": [1, 2]}).json()
    by_name = client.post("/api/measure", json={"scenario": "north", "radii_km": [2, 1]}).json()
    assert by_edits["totals"] == by_name["totals"]
    assert [row["radius_km"] for row in by_name["totals"]] == [1, 2]


def test_only_the_tables_asked_for_are_answered(client: TestClient) -> None:
    answer = client.post("/api/measure?tables=totals,ftzs", json={}).json()
    assert set(answer) == {"plan", "scenario", "radii_km", "totals", "ftzs"}
    brief = client.post("/api/measure?tables=totals,ftzs&plan=false", json={}).json()
    assert brief == {name: part for name, part in answer.items() if name != "plan"}


def test_changed_rows_over_the_baselines_give_the_whole_answer(client: TestClient) -> None:
    edits = [{"remove": {"zone": "E"}}, {"expand": {"zone": "W", "by_km": 3}}]
    keys = {"totals": ("radius_km",), "ftzs": ("ftz_id",), "zones": ("zone_id",)}
    keys |= {"regions": ("adcode", "level", "radius_km"), "sectors": ("sector", "radius_km")}
    url = f"/api/measure?tables={','.join(keys)}"
    question = {"edits": edits, "radii_km": [50]}
    changed = client.post(f"{url}&changed=true", json=question).json()
    assert changed["against"] == "baseline"
    assert changed["gone"] == {"zones": [{"zone_id": "E"}]}
    assert {row["zone_id"] for row in changed["zones"]} == {"W"}
    before = client.post(url, json={"radii_km": [50]}).json()
    after = client.post(url, json=question).json()
    for table, names in keys.items():
        gone = [tuple(row.values()) for row in changed["gone"].get(table, [])]
        rows = {tuple(row[name] for name in names): row for row in before[table]}
        rows |= {tuple(row[name] for name in names): row for row in changed[table]}
        whole = [row for key, row in rows.items() if key not in gone]
        assert len(whole) == len(after[table])
        for row, expected in zip(whole, after[table], strict=True):
            figures = {name: cell for name, cell in expected.items() if name != "gateways"}
            assert {name: row[name] for name in figures} == pytest.approx(figures)


def test_only_what_changed_against_another_scenario_is_answered(client: TestClient) -> None:
    url = "/api/measure?tables=zones,access,violations&changed=true"
    question = {"edits": NORTH.to_document()["edits"]}
    grown = question | {"edits": [{"expand": {"zone": "W", "by_km": 1}}]}
    assert [row["zone_id"] for row in client.post(url, json=grown).json()["zones"]] == ["W"]
    same = client.post(url, json=question | {"against": "north"}).json()
    assert (same["zones"], same["access"], same["violations"], same["gone"]) == ([], None, [], {})
    away = client.post(url, json={"edits": [{"move": {"zone": "W", "dx_km": 100, "dy_km": 0}}]})
    assert "W" in {row["subject"] for row in away.json()["violations"]}


def test_broken_rules_are_held_against_those_of_the_scenario_compared_with(
    client: TestClient,
) -> None:
    def over(x: float) -> dict[str, Any]:
        shape = shapely.to_wkt(square(x))
        return {"edits": [{"reshape": {"zone": "E", "geometry": shape}}]}

    def changes(question: dict[str, Any], against: str = "baseline") -> dict[str, str]:
        asked = question | {"compared": against}
        rows = client.post("/api/measure?tables=violations", json=asked).json()["rule_changes"]
        return {f"{row['rule']} {row['subject']}": row["change"] for row in rows}

    assert changes(over(0.5))["overlap E W"] == "new"
    assert changes({"scenario": "baseline"}) == {}
    assert "rule_changes" not in client.post("/api/measure", json=over(0.5)).json()


def cells_of(column: list[Any] | dict[str, Any]) -> list[Any]:
    """Return the cells of a compact column."""
    if isinstance(column, list):
        return column
    return [value for value, times in column["runs"] for _ in range(times)]


def test_a_compact_answer_has_the_same_figures_by_column_as_a_screen_shows_them(
    client: TestClient,
) -> None:
    question = {"scenario": "north", "radii_km": [10]}
    rows = client.post("/api/measure?tables=regions,access", json=question).json()
    compact = client.post("/api/measure?tables=regions,access&compact=true", json=question).json()
    assert compact["access"] == rows["access"]
    columns = compact["regions"]
    assert set(columns) == set(rows["regions"][0]) - {"name"}
    for index, row in enumerate(rows["regions"]):
        for name, column in columns.items():
            values = cells_of(column)
            digits = 2 if name.endswith("_km2") else 0
            shown = round(row[name], digits) if isinstance(row[name], float) else row[name]
            assert values[index] == shown
    both = client.post("/api/measure?compact=true&changed=true", json=question)
    assert "leave it out" in refused(both, 422)


def test_a_broken_rule_lies_on_a_map_within_5_m_of_where_it_is_broken(client: TestClient) -> None:
    question = {"edits": [{"expand": {"zone": "W", "by_km": 3}}]}
    full, shown = (
        client.post(f"/api/measure?tables=violations&geometry={form}", json=question).json()
        for form in ("full", "display")
    )
    assert full["violations"]
    for one, other in zip(full["violations"], shown["violations"], strict=True):
        assert {**one, "geometry": None} == {**other, "geometry": None}
        if one["geometry"]:
            exact, drawn = shape(one["geometry"]), shape(other["geometry"])
            assert shapely.hausdorff_distance(exact, drawn) < 6e-5
            xy = shapely.get_coordinates(drawn)
            assert (xy == xy.round(5)).all()


def test_the_header_tells_how_long_each_part_took(client: TestClient) -> None:
    header = client.post("/api/measure", json={}).headers["Server-Timing"]
    assert [part.split(";")[0] for part in header.split(", ")] == ["redraw", "meter", "tables"]
    assert all(float(part.split("dur=")[1]) >= 0 for part in header.split(", "))


def test_comparing_gives_the_document_of_the_comparison(client: TestClient) -> None:
    meter = CoverageMeter(PLAN)
    expected = compare_document(compare(meter.measure(), meter.measure(NORTH)))
    answer = client.get("/api/compare", params={"a": "north"}).json()
    assert answer == json.loads(json.dumps(expected))
    answer = client.get("/api/compare", params={"a": "north", "tables": "zones,clusters"}).json()
    assert set(answer) == {"a", "b", "zones", "clusters"}


def test_zones_for_display_carry_what_a_reader_must_know(client: TestClient) -> None:
    features = client.get("/api/layers/zones", params={"scenario": "north"}).json()["features"]
    west = next(f for f in features if f["properties"]["zone_id"] == "W")
    assert west["properties"]["boundary_source"] == "schematic"
    assert west["properties"]["name_zh"] == "片区"
    assert west["properties"]["verified"] is False
    assert west["properties"]["area_km2"] > 0
    assert shapely.from_geojson(json.dumps(west["geometry"])).bounds[1] > 30.017


def test_regions_are_shown_at_each_level(client: TestClient) -> None:
    for level, count in (("district", 2), ("city", 1), ("province", 1)):
        features = client.get("/api/layers/regions", params={"level": level}).json()["features"]
        assert len(features) == count


def test_all_regions_come_as_one_topology_with_each_border_once(client: TestClient) -> None:
    answer = client.get("/api/layers/regions.topojson", params={"zoom": 4})
    (province,) = answer.json()["objects"]["regions"]["geometries"]
    (city,) = province["geometries"]
    assert [leaf["id"] for leaf in city["geometries"]] == ["330101", "330102"]
    again = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/api/layers/regions.topojson?zoom=4", headers=again).status_code == 304
    refused(client.get("/api/layers/regions.topojson?zoom=x"), 422)
    packed = client.get("/api/layers/regions.topojson?zoom=4&packed=true")
    (inner,) = packed.json()["regions"][0]["geometries"]
    assert [code for code, _ in inner["geometries"]] == ["330101", "330102"]
    assert packed.json()["transform"] == answer.json()["transform"]
    assert len(packed.content) < len(answer.content)


def test_a_zone_names_the_districts_that_its_blocks_lie_in(client: TestClient) -> None:
    def districts(zones: dict[str, Any]) -> dict[str, str]:
        rows = [feature["properties"] for feature in zones["features"]]
        return {row["zone_id"]: row["adcodes"] for row in rows}

    kept = client.get("/api/layers/zones").json()
    assert districts(kept) == {"W": "330101", "E": "330102"}
    both = {"type": "MultiPolygon", "coordinates": [
        [[[120.0, 30.0], [120.01, 30.0], [120.01, 30.01], [120.0, 30.0]]],
        [[[120.08, 30.0], [120.09, 30.0], [120.09, 30.01], [120.08, 30.0]]],
    ]}  # fmt: skip
    drawn = {"edits": [{"reshape": {"zone": "W", "geometry": both}}]}
    edited = client.post("/api/edited", json=drawn).json()["zones"]
    assert districts(edited) == {"W": "330101;330102"}


def test_the_plan_tells_each_policy_pilot_once_with_those_that_have_it(
    make_app: Callable[..., FastAPI],
) -> None:
    rows = [("A", "F", "2023", "law"), ("A", "G", "2023", "law"), ("A", "H", None, None),
            ("B", "F", "2024", "news")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["policy", "ftz_id", "since", "source"])
    frames = {name: PLAN.frame(name) for name in PLAN.present}
    with TestClient(make_app(Plan(frames | {"policies": table}))) as client:
        found = client.get("/api/plan").json()["policies"]
    told = {row["policy"]: [(one["ftz_ids"], one["since"]) for one in row["told"]] for row in found}
    assert told == {"A": [(["F", "G"], "2023"), (["H"], None)], "B": [(["F"], "2024")]}


def test_names_of_districts_come_apart_from_their_land(client: TestClient) -> None:
    names = client.get("/api/layers/regions.names").json()
    rows = PLAN.regions[["adcode", "name", "name_zh"]].astype(object)
    told = rows.where(rows.notna(), None).to_numpy().tolist()
    assert names == {adcode: [name, name_zh] for adcode, name, name_zh in told}


def test_every_source_is_told_with_its_layer_and_whether_it_is_verified(client: TestClient) -> None:
    told = client.get("/api/sources").json()
    about = {row["source"]: row["source_zh"] for row in told if row["layer"] == "context"}
    assert all("OpenStreetMap 贡献者" in said for of, said in about.items() if "Street" in of)
    assert [row for row in told if row["layer"] != "context"] == [
        {
            "source": "modelled from the census",
            "source_zh": None,
            "verified": False,
            "rows": 2,
            "layer": "demand",
        }
    ]


def test_from_zoom_8_regions_are_shown_in_full_within_the_view(client: TestClient) -> None:
    view = {"zoom": 8, "bbox": "120.1,30,120.2,30.1"}
    (feature,) = client.get("/api/layers/regions", params=view).json()["features"]
    assert feature["properties"]["adcode"] == "330102"
    shown = shapely.from_geojson(json.dumps(feature["geometry"]))
    assert shown.equals(shapely.set_precision(square(6, -5, 11), 1e-9))


def test_gained_and_lost_land_are_layers_of_a_scenario(client: TestClient) -> None:
    for change in ("gained", "lost"):
        features = client.get(f"/api/layers/{change}", params={"scenario": "north"}).json()
        (row,) = features["features"]
        assert row["properties"]["zone_id"] == "W"
        assert row["properties"]["change"] == change
    assert client.get("/api/layers/lost", params={"scenario": "baseline"}).json()["features"] == []


def test_the_page_runs_no_inline_script_and_asks_its_own_host_alone(client: TestClient) -> None:
    page = client.get("/")
    assert len(page.content) < 100_000
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert page.text == client.get("/").text
    for path in ("/maps/north", "/maps/north.js"):
        assert client.get(path).status_code == 200


def test_a_malformed_question_is_refused_with_its_reason(client: TestClient) -> None:
    questions: tuple[tuple[dict[str, Any], int, str], ...] = (
        ({"scenario": "nowhere"}, 404, "there are baseline, north"),
        ({"scenario": "a b"}, 422, "scenario"),
        ({"radii_km": [-1]}, 422, "radius -1.0 km"),
        ({"radii_km": []}, 422, "radii_km"),
        ({"radii_km": ["NaN"]}, 422, "radi"),
        ({"edits": [{"move": {"zone": "X", "dx_km": 1, "dy_km": 0}}]}, 422, "edit 1 (move X)"),
        ({"edits": [{"fly": {"zone": "W"}}]}, 422, "unknown verb"),
        ({"edits": "none"}, 422, "edits"),
        ({"colour": "red"}, 422, "colour"),
    )
    for question, status, reason in questions:
        assert reason in refused(client.post("/api/measure", json=question), status)
    answer = client.post("/api/measure?tables=totals,people", json={})
    assert "table 'people'" in refused(answer, 422)
    for query in ("zoom=x", "level=street", "bbox=1,2,3", "bbox=a,b,c,d&zoom=9"):
        refused(client.get(f"/api/layers/regions?{query}"), 422)


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    for path in ("/api/nothing", "/api/scenarios/nowhere", "/maps/nowhere", "/static/x/y.js"):
        refused(client.get(path), 404)
    refused(client.get("/api/scenarios/baseline"), 404)


def test_every_error_of_ours_has_a_status() -> None:
    from layers.errors import ZonewrightError  # noqa: PLC0415

    assert set(STATUS) >= set(ZonewrightError.__subclasses__())


def test_many_clusters_are_counted_where_they_stand_close_together(
    make_app: Callable[..., FastAPI],
) -> None:
    ids = [str(number) for number in range(2_001)]
    places = [point(0.001 * number) for number in range(2_000)] + [point(4_000)]
    clusters = gpd.GeoDataFrame(
        {"cluster_id": ids, "sector": "biopharma"}, geometry=places, crs=CRS
    )
    plan = Plan({name: PLAN.frame(name) for name in ("zones", "regions")} | {"clusters": clusters})
    with TestClient(make_app(plan)) as client:
        rows = client.get("/api/layers/clusters", params={"zoom": 4}).json()["features"]
        assert sum(row["properties"]["count"] for row in rows) == 2_001
        assert len(rows) <= 4
        window = {"zoom": 4, "bbox": "150,20,170,40"}
        (alone,) = client.get("/api/layers/clusters", params=window).json()["features"]
    assert alone["properties"]["cluster_id"] == "2000"


def test_a_layer_that_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/layers/clusters")
    again = client.get("/api/layers/clusters", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_it_says_that_it_lives(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
