"""OGC API Features part 4, by requirement: each change of a draft is a revision of the store."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from endpoints import MOVED, PLAN, bearer, document, refusal
from fastapi import FastAPI
from starlette.testclient import TestClient

from geo import Scenario
from layers import Plan
from layers.store import LOCAL
from service.scenario_service import ScenarioService
from tests.conftest import square

ITEMS = "/ogc/collections/draft.zones/items"
GEOJSON = "application/geo+json"
MERGE_PATCH = "application/merge-patch+json"
ALLOWED = "GET, HEAD, OPTIONS"
EPSG = "http://www.opengis.net/def/crs/EPSG/0"


def geometry(shape: shapely.Geometry) -> Any:
    return json.loads(shapely.to_geojson(shape))


def feature(shape: shapely.Geometry, **properties: Any) -> Any:
    return {"type": "Feature", "geometry": geometry(shape), "properties": properties}


def send(client: TestClient, method: str, place: str, body: Any, **headers: str) -> Any:
    """Send a change; `_` in the name of a header stands for `-`."""
    media_type = MERGE_PATCH if method == "PATCH" else GEOJSON
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.request(
        method, place, content=json.dumps(body), headers={"Content-Type": media_type} | named
    )


def messages(client: TestClient, scenario: str = "draft") -> list[str]:
    history = client.get(f"/api/scenarios/{scenario}/history").json()
    return [each["message"] for each in history][::-1]


def shape_of(client: TestClient, zone: str) -> Any:
    return shapely.from_geojson(json.dumps(client.get(f"{ITEMS}/{zone}").json()["geometry"]))


def test_options_say_what_may_be_done_with_each_collection(client: TestClient) -> None:
    options = client.options(ITEMS)
    assert options.headers["allow"] == f"{ALLOWED}, POST"
    assert options.headers["accept-post"] == f"{GEOJSON}, application/json"
    options = client.options(f"{ITEMS}/W")
    assert options.headers["allow"] == f"{ALLOWED}, PUT, PATCH, DELETE"
    assert options.headers["accept-patch"] == MERGE_PATCH
    for name in ("zones", "regions", "north.zones", "draft.coverage_city"):  # north is public
        items = f"/ogc/collections/{name}/items"
        one = client.get(items).json()["features"][0]["id"]
        assert client.options(items).headers["allow"] == ALLOWED
        assert client.options(f"{items}/{one}").headers["allow"] == ALLOWED
    schema = client.get("/ogc/collections/draft.zones/schema").json()["properties"]
    assert [name for name in schema if schema[name].get("readOnly")] == ["area_km2"]
    schema = client.get("/ogc/collections/zones/schema").json()["properties"]
    assert [name for name in schema if not schema[name].get("readOnly")] == ["geometry"]


def test_a_created_zone_is_a_revision_with_its_effect(editor: TestClient) -> None:
    sent = feature(square(2, 2), zone_id="N", name="New 新", area_km2=99)
    made = send(editor, "POST", ITEMS, sent, Prefer="return=representation")
    assert made.status_code == 201, made.text
    assert (made.status_code, made.headers["preference-applied"]) == (201, "return=representation")
    assert (b"Location", f"http://testserver{ITEMS}/N".encode()) in made.headers.raw
    assert made.json()["properties"]["area_km2"] == pytest.approx(1.0692, abs=1e-3)
    assert made.json()["properties"]["ftz_id"] == "F"  # as the nearest zone
    assert editor.get(f"{ITEMS}/N").json()["properties"]["name"] == "New 新"
    assert messages(editor)[-1].startswith("Add N: +1.07 km² of zones; within 25 km ")


def test_a_zone_without_an_id_or_with_that_of_another_gets_its_own(editor: TestClient) -> None:
    again = send(editor, "POST", ITEMS, feature(square(2), zone_id="W"))
    assert again.headers["location"].endswith("/W-2")
    for west, no_id in ((4, None), (8, "..")):  # which no address can end in
        none = send(editor, "POST", ITEMS, feature(square(west), zone_id=no_id))
        assert len(none.headers["location"].rpartition("/")[2]) == 32
    assert send(editor, "DELETE", f"{ITEMS}/E", None).status_code == 204
    once_more = send(editor, "POST", ITEMS, feature(square(6), zone_id="E"))
    assert once_more.headers["location"].endswith("/E-2")


def test_an_own_property_that_is_true_or_false_is_false_where_it_is_not_given(
    make_app: Callable[..., FastAPI],
) -> None:
    frames = {name: PLAN.frame(name) for name in PLAN.present}
    plan = Plan(frames | {"zones": PLAN.frame("zones").assign(checked=True)})
    app = make_app(plan)
    draft = {"scenario": "draft", "title": "Draft", "baseline": plan.baseline, "edits": []}
    ScenarioService(plan, app.state.store, LOCAL).create(Scenario.from_document(draft))
    client = TestClient(app)

    def checked(zone: str) -> object:
        return client.get(f"{ITEMS}/{zone}").json()["properties"]["checked"]

    for zone, given in (("N", {}), ("M", {"checked": None})):
        sent = feature(square(2, 2 if given else 4), zone_id=zone, **given)
        assert send(client, "POST", ITEMS, sent).status_code == 201
        assert checked(zone) is False
    replaced = send(client, "PUT", f"{ITEMS}/W", feature(square(0), name="West"))
    assert replaced.status_code == 204, replaced.text
    updated = send(client, "PATCH", f"{ITEMS}/E", {"properties": {"checked": None}})
    assert updated.status_code == 204, updated.text
    assert (checked("W"), checked("E")) == (False, False)


def test_a_collection_of_features_is_one_revision_or_none(editor: TestClient) -> None:
    batch = {"type": "FeatureCollection", "features": [feature(square(2, n)) for n in (2, 4)]}
    made = send(editor, "POST", ITEMS, batch, Prefer="return=representation")
    assert made.status_code == 201
    added = [each["id"] for each in made.json()["features"]]
    assert [editor.get(f"{ITEMS}/{each}").status_code for each in added] == [200, 200]
    assert made.headers["link"].count('rel="item"') == 0
    assert len(messages(editor)) == 2
    assert messages(editor)[-1].count("Add ") == 2
    assert ": +2.14 km² of zones; within 25 km " in messages(editor)[-1]
    assert " · 新增" in messages(editor)[-1]  # in both languages, as the plan has both
    for wrong, place in (
        (feature(BOW), "geometry: "),
        (feature(square(6), colour="red"), "body.features[3].properties: "),
        (1, "body.features[3]: "),
    ):
        refused = send(editor, "POST", ITEMS, batch | {"features": [*batch["features"], wrong]})
        assert refusal(refused)[0] == 422
        assert place in refused.json()["detail"]
        assert len(messages(editor)) == 2
    del batch["features"][1:]
    links = send(editor, "POST", ITEMS, batch).headers["link"]
    assert editor.get(links.split(">")[0][1:]).status_code == 200


def test_a_zone_is_updated_replaced_and_removed(editor: TestClient) -> None:
    place = f"{ITEMS}/W"
    assert [each["id"] for each in editor.get(ITEMS).json()["features"]] == ["E", "W"]
    assert send(editor, "PATCH", place, {"properties": {"name": "West"}}).status_code == 204
    assert editor.get(ITEMS).json()["features"][1]["properties"]["name"] == "West"
    assert send(editor, "PATCH", place, {"geometry": geometry(square(0, 0, 2))}).status_code == 204
    now = editor.get(place).json()["properties"]
    assert (now["name"], now["sectors"]) == ("West", "ships")
    assert shape_of(editor, "W").bounds == pytest.approx((120, 30, 120.02, 30.02))
    replaced = send(editor, "PUT", place, feature(square(1), zone_id="W", locked=True))
    assert (replaced.status_code, replaced.content) == (204, b"")
    now = editor.get(place).json()["properties"]
    assert (now["name"], now["sectors"], now["locked"]) == (None, "", True)
    assert editor.delete(place).status_code == 204
    assert editor.get(place).status_code == 404
    assert [each["id"] for each in editor.get(ITEMS).json()["features"]] == ["E"]
    verbs = [text.split()[0] for text in messages(editor)[1:]]
    assert verbs[:2] == ["Change", "Redraw"]
    assert verbs[-1] == "Remove"
    assert len(verbs) == 4


def test_what_changes_nothing_is_no_revision(editor: TestClient) -> None:
    given = editor.get(f"{ITEMS}/W").json()
    rounded = shapely.transform(shape_of(editor, "W"), lambda xy: xy.round(6))
    assert send(editor, "PUT", f"{ITEMS}/W", given).status_code == 204
    body = {"geometry": geometry(rounded), "properties": {"name": None}}
    assert send(editor, "PATCH", f"{ITEMS}/W", body).status_code == 204
    assert len(messages(editor)) == 1


def test_a_change_of_what_somebody_else_has_changed_is_refused(editor: TestClient) -> None:
    place = f"{ITEMS}/W"
    tag = editor.get(place).headers["etag"]
    assert tag[0] == '"'  # a strong one
    local = editor.get(f"{place}?crs={EPSG}/4490").headers["etag"]
    assert local != tag
    first = send(editor, "PATCH", place, {"properties": {"name": "One"}}, If_Match=local)
    assert first.headers["etag"] == editor.get(place).headers["etag"]
    for method, body in {"PATCH": {}, "PUT": feature(square(0)), "DELETE": None}.items():
        assert refusal(send(editor, method, place, body, If_Match=tag))[0] == 412
        assert refusal(send(editor, method, place, body, If_Match=f"W/{tag}"))[0] == 412
        assert refusal(send(editor, method, place, body, If_Match=""))[0] == 412
        for named in ("*", f'"x", {first.headers["etag"]}'):
            answer = send(editor, method, place, body, If_None_Match=named)
            assert refusal(answer) == (412, "ogc-zone-there")
    assert send(editor, "PATCH", place, {}, If_None_Match=tag).status_code == 204
    several = f'"x", {first.headers["etag"]}'
    assert send(editor, "DELETE", place, None, If_Match=several).status_code == 204


def test_geometry_has_the_axes_of_content_crs(editor: TestClient) -> None:
    swapped = shapely.transform(square(0, 0, 2), lambda xy: xy[:, ::-1])
    for code, shape in (("4490", swapped), ("4326", swapped)):
        body, crs = {"geometry": geometry(shape)}, f"<{EPSG}/{code}>"
        assert send(editor, "PATCH", f"{ITEMS}/W", body, Content_Crs=crs).status_code == 204
        assert shape_of(editor, "W").bounds == pytest.approx((120, 30, 120.02, 30.02))
    mercator = {"geometry": geometry(shapely.box(13358338, 3503549, 13361000, 3506000))}
    crs = f"<{EPSG}/3857>"
    assert send(editor, "PATCH", f"{ITEMS}/W", mercator, Content_Crs=crs).status_code == 204
    assert shape_of(editor, "W").bounds[:2] == pytest.approx((120, 30), abs=1e-4)
    for body in (mercator, {"properties": {"name": "x"}}):
        assert refusal(send(editor, "PATCH", f"{ITEMS}/W", body, Content_Crs="<x>"))[0] == 400


LINE = shapely.LineString([(120, 30), (121, 30)])
BOW = shapely.Polygon([(120, 30), (120.1, 30.1), (120.1, 30), (120, 30.1)])


@pytest.mark.parametrize(
    ("method", "place", "body", "status"),
    [
        ("POST", "", {}, 422),
        ("POST", "", [], 400),
        ("POST", "", feature(LINE), 422),
        ("POST", "", {"type": "FeatureCollection", "features": []}, 422),
        ("POST", "", {"type": "FeatureCollection", "features": [1]}, 422),
        ("PUT", "/W", {"type": "FeatureCollection", "features": [feature(square(0))]}, 422),
        ("POST", "", feature(BOW), 422),
        ("POST", "", feature(shapely.box(0, 0, 1, 1)), 422),
        ("POST", "", feature(square(2), colour="red"), 422),
        ("POST", "", feature(square(2), zone_id={"a": 1}), 422),
        ("POST", "", feature(square(2), zone_id="a\u0000b"), 422),
        ("POST", "", feature(square(2), ftz_id=["F"]), 422),
        ("PATCH", "/W", {"properties": {"ftz_id": {"id": "F"}}}, 422),
        ("POST", "", feature(square(2), ftz_id="nowhere"), 422),
        ("POST", "", {"type": "Feature", "properties": 1, "geometry": geometry(square(2))}, 422),
        ("PATCH", "/W", {"properties": {"area_km2": 1.0}}, 422),
        ("PATCH", "/W", {"properties": {"zone_id": "X"}}, 422),
        ("PATCH", "/W", {"id": "X"}, 422),
        ("PATCH", "/W", {"name": "X"}, 422),
        ("POST", "", feature(square(2), area_km2="large"), 422),
        ("PATCH", "/W", {"properties": {"verified": "perhaps"}}, 422),
        ("PATCH", "/W", {"geometry": None}, 422),
        ("PATCH", "/W", {"geometry": {"type": "Polygon", "coordinates": [[[1e999, 0]]]}}, 422),
        ("PATCH", "/nowhere", {}, 404),
        ("PUT", "/W", {"properties": {}}, 422),
        ("PATCH", "/W", {"properties": []}, 422),
        ("PUT", "/W?x=1", feature(square(0)), 400),
    ],
)
def test_an_invalid_change_is_refused_and_nothing_is_saved(
    editor: TestClient, method: str, place: str, body: Any, status: int
) -> None:
    assert refusal(send(editor, method, ITEMS + place, body))[0] == status
    assert len(messages(editor)) == 1


def test_a_body_needs_the_media_type_of_its_method(editor: TestClient) -> None:
    body = json.dumps(feature(square(2)))
    assert refusal(editor.post(ITEMS, content=body)) == (400, "ogc-media-type")
    for method, place, kind in (
        ("POST", "", "text/plain"),
        ("PATCH", "/W", GEOJSON),
        ("PUT", "/W", MERGE_PATCH),
    ):
        headers = {"Content-Type": kind}
        answer = editor.request(method, ITEMS + place, content=body, headers=headers)
        assert refusal(answer) == (415, "ogc-media-type")
    half = editor.post(ITEMS, content=body[:50], headers={"Content-Type": GEOJSON})
    assert refusal(half) == (400, "service-not-json")
    zipped = {"Content-Type": GEOJSON, "Content-Encoding": "gzip"}
    answer = editor.post(ITEMS, content=gzip.compress(body.encode()), headers=zipped)
    assert refusal(answer) == (415, "ogc-media-type")
    huge = b" " * 6_000_000
    large = editor.post(ITEMS, content=huge, headers={"Content-Type": GEOJSON})
    assert refusal(large)[0] == 413


def test_only_ones_own_private_draft_is_edited_here(make_app: Callable[..., FastAPI]) -> None:
    app = make_app(PLAN)
    store = app.state.store
    owner, other = bearer(app, "Li"), bearer(app, "Wang", "admin")
    patch = {"properties": {"name": "Mine"}}
    with TestClient(app) as client:
        made = client.post("/api/scenarios", json=document(MOVED), headers=owner).json()
        name = made["scenario"]
        place = f"/ogc/collections/{name}.zones/items/W"
        assert send(client, "PATCH", place, patch, **owner).status_code == 204
        assert refusal(send(client, "PATCH", place, patch, **other)) == (403, "ogc-not-editable")
        assert client.options(place, headers=other).headers["allow"] == ALLOWED
        tag = {"If-Match": f'"{store.summary(name).etag}"'}
        proposed = client.post(
            f"/api/scenarios/{name}/status",
            json={"status": "proposed", "why": ""},
            headers=owner | tag,
        )
        assert proposed.status_code == 200
        assert client.options(place, headers=owner).headers["allow"] == ALLOWED
        patch["properties"]["name"] = "Changed"
        assert refusal(send(client, "PATCH", place, patch, **owner))[0] == 409
    assert [each.author for each in store.history(name)] == ["Li"] * 3
