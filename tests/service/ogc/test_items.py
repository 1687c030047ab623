"""OGC API Features parts 1 and 2, by requirement: what a client of any maker may count on."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import pytest
import shapely
from endpoints import MOVED, PLAN, bearer, document, refusal
from fastapi import FastAPI
from shapely.geometry import shape
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from tests.conftest import regions_frame, square, zones_frame

ZONES = "/ogc/collections/zones/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0"


def ids(client: TestClient, query: str = "", items: str = ZONES) -> list[Any]:
    answer = client.get(f"{items}?{query}")
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def links(document: Any, rel: str) -> list[str]:
    return [each["href"] for each in document["links"] if each["rel"] == rel]


def test_every_link_of_every_document_leads_to_what_it_says(client: TestClient) -> None:
    seen, left = set(), ["http://testserver/ogc"]
    while left:
        href = left.pop()
        if href in seen or "{" in href:
            continue
        seen.add(href)
        answer = client.get(href)
        assert answer.status_code == 200, href
        is_json = "json" in answer.headers["content-type"]
        document = answer.json() if is_json else {}
        listed = [document, *document.get("collections", ())]
        listed += document.get("features", [])[:1]
        for link in (link for each in listed for link in each.get("links", ())):
            shown = client.get(link["href"]) if "{" not in link["href"] else None
            assert shown is None or shown.headers["content-type"].startswith(link["type"]), link
            left.append(link["href"])
    assert len(seen) > 60


def test_collections_are_the_layers_and_those_of_each_scenario(client: TestClient) -> None:
    listed = client.get("/ogc/collections").json()["collections"]
    covered = [f"coverage_{level}" for level in PLAN.terms.codes]
    wanted = [*PLAN.present, *covered]
    for name in ("draft", "north"):
        wanted += [f"{name}.{part}" for part in ("zones", *covered)]
    assert [each["id"] for each in listed] == wanted
    for each in listed:
        assert client.get(f"/ogc/collections/{each['id']}").json()["id"] == each["id"]
        page = client.get(f"/ogc/collections/{each['id']}/items?limit=10000").json()
        assert page["numberMatched"] == page["numberReturned"] == len(page["features"])
    for name in (".zones", "zones.", "north", "north.regions", "north..zones", "baseline.zones"):
        assert client.get(f"/ogc/collections/{name}").status_code == 404
    assert "示意" in listed[0]["description"]


def test_every_feature_has_every_property_of_one_type(client: TestClient) -> None:
    for name in ("zones", "ftzs", "clusters", "regions", "demand", "north.coverage_district"):
        schema = client.get(f"/ogc/collections/{name}/schema").json()["properties"]
        python = {"string": str, "number": float, "integer": int, "boolean": bool}
        for feature in client.get(f"/ogc/collections/{name}/items").json()["features"]:
            assert feature["properties"].keys() == schema.keys() - {"geometry"}
            for key, value in feature["properties"].items():
                assert value is None or type(value) is python[schema[key]["type"]], (name, key)


def test_pages_follow_each_other_by_next_and_no_feature_is_missed(client: TestClient) -> None:
    found, href = [], f"{ZONES.replace('zones', 'regions')}?limit=1&f=json"
    while href:
        page = client.get(href).json()
        assert (page["numberMatched"], page["numberReturned"]) == (3, 1)
        found += [feature["id"] for feature in page["features"]]
        href = next(iter(links(page, "next")), "")
    assert found == ["330101", "330102", "340101"]
    header = client.get(f"{ZONES}?limit=1").headers["link"]
    assert [each.split('"')[1].rpartition("/")[2] for each in header.split(", ")] == [
        *("self", "alternate", "collection", "queryables", "next")
    ]
    assert client.get("/ogc/").json()["title"] == client.get("/ogc").json()["title"]
    assert ids(client, "limit=1000000") == ["E", "W"]  # more than is given counts as all
    assert client.get(ZONES).text == client.get(ZONES).text  # written, and as it was kept


INVALID = """
unknown=1 limit=1&limit=2 zone_id=W&zone_id=E
limit=0 limit=x bbox=1,2,3 bbox=1,2,3,nan bbox=0,40,1,30 crs=urn:x f=xml
bbox=0,0,1,1&bbox-crs=EPSG:4326 datetime=yesterday datetime=2026-02-30T00:00:00Z
datetime=2026-01-02T00:00:00Z/2026-01-01T00:00:00Z filter=zone_id%20= filter-lang=sql&filter=true
verified=perhaps published_area_km2=much published_area_km2=1e999 published_area_km2=nan
filter=published_area_km2%3C1e999
"""


def test_an_unknown_or_invalid_parameter_is_a_400(client: TestClient) -> None:
    for query in INVALID.split():
        assert refusal(client.get(f"{ZONES}?{query}"))[0] == 400, query


def test_a_page_that_is_kept_is_of_its_address_and_format_alone(client: TestClient) -> None:
    page = client.get(f"{ZONES}?limit=2")
    assert client.get(f"{ZONES}?limit=2").content == page.content
    assert refusal(client.get(f"{ZONES}?limit=1&limit=2"))[0] == 400
    elsewhere = client.get(f"{ZONES}?limit=2", headers={"Host": "other.example"})
    assert links(elsewhere.json(), "self")[0].startswith("http://other.example/")
    html = client.get(f"{ZONES}?limit=2", headers={"Accept": "text/html"})
    assert html.headers["content-type"].startswith("text/html")
    known = {"If-None-Match": page.headers["etag"]}
    again = client.get(f"{ZONES}?limit=2", headers=known)
    assert (again.status_code, again.headers["vary"]) == (304, page.headers["vary"])


def test_a_box_holds_what_touches_it_in_any_crs_and_order_of_axes(client: TestClient) -> None:
    west = "119.99,29.99,120.005,30.005"
    latitude_first = "29.99,119.99,30.005,120.005"
    mercator = "13357225,3501700,13358870,3503670"
    assert ids(client, f"bbox={west}") == ["W"]
    assert ids(client, "bbox=119.99,29.99,0,120.005,30.005,9") == ["W"]
    for code in ("4326", "4490"):
        assert ids(client, f"bbox={latitude_first}&bbox-crs={EPSG}/{code}") == ["W"]
    assert ids(client, f"bbox={mercator}&bbox-crs={EPSG}/3857") == ["W"]
    assert ids(client, "bbox=-1e300,-1e300,1e300,1e300") == ["E", "W"]
    assert ids(client, "bbox=170,-90,-170,90") == []
    assert ids(client, "bbox=479.99,29.99,480.005,30.005") == ["W"]  # once around


def test_features_come_in_the_crs_and_with_the_axes_that_are_asked_for(client: TestClient) -> None:
    given = client.get(f"{ZONES}/W")
    for uri, corner in {
        f"{EPSG}/4490": (30.0, 120.0),
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84": (120.0, 30.0),
        f"{EPSG}/3857": (13358338.895, 3503549.844),
    }.items():
        answer = client.get(f"{ZONES}/W?crs={uri}")
        assert answer.headers["content-crs"] == f"<{uri}>"
        shape = shapely.from_geojson(json.dumps(answer.json()["geometry"]))
        assert shape.bounds[:2] == pytest.approx(corner, abs=1e-3)
    first = shapely.from_geojson(json.dumps(given.json()["geometry"]))
    assert shapely.is_ccw(first.geoms[0].exterior)
    unchanged = client.get(f"{ZONES}/W", headers={"If-None-Match": given.headers["etag"]})
    assert unchanged.status_code == 304


def test_a_property_selects_by_its_value(client: TestClient) -> None:
    assert ids(client, "zone_id=W") == ["W"]
    assert ids(client, "zone_id=W&boundary_source=surveyed") == []
    assert ids(client, "verified=false") == ["E", "W"]
    assert ids(client, "datetime=2026-01-01T00:00:00Z/..&zone_id=E") == ["E"]


def test_the_features_of_a_scenario_with_phases_are_as_of_the_end_of_a_year(
    make_app: Callable[..., FastAPI],
) -> None:
    phases = [{"by": 2027, "edits": 1}, {"by": 2030, "edits": 2}]
    edits = [MOVED, {"remove": {"zone": "E"}}, {"remove": {"zone": "W"}}]
    steps = Scenario.from_document(document(*edits, scenario="steps", phases=phases))
    with TestClient(make_app(PLAN, steps)) as client:
        zones = "/ogc/collections/steps.zones/items"
        assert ids(client, "", zones) == []  # all edits, the last of which has no date
        for time, held in (
            ("2026-12-31", ["E", "W"]),
            ("2027-01-01", ["E", "W"]),
            ("2029-06-30T12:00:00Z", ["E", "W"]),
            ("2030-12-31", ["W"]),
            ("2026-01-01/2030-12-31", ["W"]),
            ("../2027-12-31", ["E", "W"]),
            ("2030-01-01/..", []),
        ):
            assert ids(client, f"datetime={time}", zones) == held, time
        souths = [
            shape(client.get(f"{zones}/W?datetime={year}-12-31").json()["geometry"]).bounds[1]
            for year in (2026, 2027, 2030)
        ]
        assert souths[0] < souths[1] == souths[2]
        assert client.get(f"{zones}/W?datetime=2027-12-31/..").status_code == 404
        covered = "/ogc/collections/steps.coverage_district/items"
        before, after = (
            client.get(f"{covered}{query}").json()["features"]
            for query in ("?datetime=2026-12-31", "")
        )
        assert before != after
        baseline = client.get("/ogc/collections/coverage_district/items").json()["features"]
        assert [one["properties"] for one in before] == [one["properties"] for one in baseline]
        first = client.get(f"{zones}?datetime=2027-12-31&limit=1").json()
        (following,) = links(first, "next")
        assert [one["id"] for one in client.get(following).json()["features"]] == ["W"]
        assert ids(client, "datetime=2027-12-31") == ["E", "W"]  # the baseline's have no time


def test_a_browser_gets_pages_that_run_nothing(make_app: Callable[..., FastAPI]) -> None:
    name = "<script>alert(1)</script>"
    plan = Plan({"zones": PLAN.zones.assign(name=name), "regions": PLAN.regions})
    with TestClient(make_app(plan)) as browser:
        headers = {"Accept": "text/html,application/json;q=0.9"}
        for path in ("/ogc", "/ogc/collections", ZONES, f"{ZONES}/W", "/ogc/api?f=html"):
            page = browser.get(path, headers=headers)
            assert page.headers["content-type"].startswith("text/html")
            assert "default-src 'none'" in page.headers["content-security-policy"]
            assert "<script" not in page.text


def test_the_description_is_openapi_3_0_and_tells_the_largest_page(client: TestClient) -> None:
    answer = client.get("/ogc/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    document = answer.json()
    assert document["openapi"].startswith("3.0")
    assert document["components"]["parameters"]["limit"]["schema"]["maximum"] == 10_000
    assert all(path.startswith("/ogc") for path in document["paths"])
    text = json.dumps(document)
    assert '"type": "null"' not in text
    for name in re.findall(r'"#/components/schemas/(\w+)"', text):
        assert name in document["components"]["schemas"]


def test_ids_and_names_may_be_any_text(make_app: Callable[..., FastAPI]) -> None:
    odd = ["A/B", "片区 一?#&", "100%", "..", "a b+c", "q\"'"]
    zones = zones_frame(*[(zone, "F", square(2 * n)) for n, zone in enumerate(odd)])
    plan = Plan({"zones": zones, "regions": regions_frame(("330101", square(-5, -5, 30)))})
    with TestClient(make_app(plan)) as client:
        assert sorted(ids(client)) == sorted(odd)
        assert len(ids(client, "limit=2")) == 2
        for zone in odd:
            page = client.get(ZONES, params={"f": "json", "zone_id": zone}).json()
            assert [each["id"] for each in page["features"]] == [zone]
        single = client.get(f"{ZONES}/A%2FB").json()
        assert client.get(links(single, "self")[0]).json()["id"] == "A/B"


def test_a_plan_across_180_is_found_on_both_sides(make_app: Callable[..., FastAPI]) -> None:
    halves = [shapely.box(179.9, -17, 180, -16.9), shapely.box(-180, -17, -179.9, -16.9)]
    shapes = {"zone_id": ["T"], "ftz_id": ["F"]}
    zones = gpd.GeoDataFrame(shapes, geometry=[shapely.MultiPolygon(halves)], crs=4326)
    regions = {"adcode": ["1", "2"]}
    sides = [shapely.box(179, -18, 180, -16), shapely.box(-180, -18, -179, -16)]
    plan = Plan({"zones": zones, "regions": gpd.GeoDataFrame(regions, geometry=sides, crs=4326)})
    items = ZONES.replace("zones", "regions")
    with TestClient(make_app(plan)) as client:
        extent = client.get("/ogc/collections/zones").json()["extent"]["spatial"]["bbox"][0]
        assert extent[0] > extent[2]
        assert ids(client, f"bbox={','.join(map(str, extent))}", items) == ["1", "2"]
        assert ids(client, "bbox=179.5,-17,179.6,-16.9", items) == ["1"]
        assert ids(client, "bbox=181,-17,181.1,-16.9", items) == ["2"]  # 179° west, a little more
        assert ids(client, "bbox=-179.5,-17,-179.4,-16.9", items) == ["2"]


def test_a_private_scenario_is_in_no_list_for_others(make_app: Callable[..., FastAPI]) -> None:
    app = make_app(PLAN)
    owner, stranger = bearer(app, "Li"), bearer(app, "Wang")
    document = {"scenario": "mine", "title": "Mine", "baseline": PLAN.baseline, "edits": []}
    with TestClient(app) as client:
        made = client.post("/api/scenarios", json=document, headers=owner).json()["scenario"]
        listed = {
            person: client.get("/ogc/collections", headers=headers).text
            for person, headers in (("owner", owner), ("stranger", stranger))
        }
        assert made in listed["owner"]
        assert made not in listed["stranger"]
        tiles = "tiles/WebMercatorQuad"
        for part in ("items", "items/W", tiles, f"{tiles}/0/0/0", "schema"):
            place = f"/ogc/collections/{made}.zones/{part}"
            assert client.get(place, headers=owner).status_code == 200  # and is kept
            hidden = client.get(place, headers=stranger)
            unknown = client.get(place.replace(made, "none"), headers=stranger)
            assert (hidden.status_code, unknown.status_code) == (404, 404)
            assert hidden.text.replace(made, "none") == unknown.text
        for place in (f"/ogc/{tiles}/0/0/0", f"/ogc/{tiles}", "/ogc/styles/plan"):
            query = f"?scenario={made}"
            assert client.get(place + query, headers=owner).status_code == 200
            assert client.get(place + query, headers=stranger).status_code == 404
        assert client.get("/ogc").status_code == 401


def test_the_collections_go_on_by_next(editor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.ogc.collections._MOST_SCENARIOS", 1)
    first = editor.get("/ogc/collections").json()
    last = editor.get(links(first, "next")[0]).json()
    assert first["collections"][-1]["id"].startswith("draft.")
    assert {each["id"].split(".")[0] for each in last["collections"]} == {"north"}
    assert links(last, "next") == []
    assert urlsplit(links(first, "next")[0]).query.startswith("after=draft")


def test_a_layer_of_points_keeps_its_axes(client: TestClient) -> None:
    page = client.get(f"/ogc/collections/demand/items?limit=1&crs={EPSG}/4326").json()
    lat, lon = page["features"][0]["geometry"]["coordinates"]
    assert (lat, lon) == (pytest.approx(30.005), pytest.approx(120, abs=6))
