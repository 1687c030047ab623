"""OGC API Tiles: which layers a tile has, where they lie in it, and whose scenarios it shows."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import mapbox_vector_tile
import numpy as np
import pyogrio
import pytest
import shapely
from endpoints import PLAN, refusal
from starlette.testclient import TestClient

from layers.geometry.tile_grid import projected
from layers.palette import COLOURS
from service.api.plan_session import PlanSession
from service.ogc.tiles import _layer

TILES = "/ogc/tiles/WebMercatorQuad"
UNITS = 4_096


def place_of(lon: float, lat: float, zoom: int) -> tuple[int, int, np.ndarray]:
    """Return row and column of the tile of a position, and where it lies in it, in its units."""
    at = projected(np.array([[lon, lat]]))[0] * 2**zoom
    column, row = np.floor(at).astype(int)
    return row, column, (at - [column, row]) * UNITS


def tile_at(
    client: TestClient, place: tuple[float, float, int], tiles: str = TILES, query: str = ""
) -> dict[str, Any]:
    (row, column, _), zoom = place_of(*place), place[-1]
    answer = client.get(f"{tiles}/{zoom}/{row}/{column}{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    return mapbox_vector_tile.decode(answer.content, default_options={"y_coord_down": True})


def test_a_tile_has_the_layers_of_the_plan_where_they_lie(client: TestClient) -> None:
    tile = tile_at(client, (120.005, 30.005, 12))
    of_plan = {"regions": UNITS, "zones": UNITS, "clusters": UNITS}
    extents = {name: layer["extent"] for name, layer in tile.items()}
    assert extents.items() >= of_plan.items()
    west = next(f for f in tile["zones"]["features"] if f["properties"]["zone_id"] == "W")
    left, _, _, bottom = shapely.geometry.shape(west["geometry"]).bounds
    assert (left, bottom) == pytest.approx(tuple(place_of(120, 30, 12)[2]), abs=1)
    assert west["properties"]["area_km2"] == pytest.approx(1.0695, abs=1e-3)
    assert "covered_share_50km" in tile["regions"]["features"][0]["properties"]


def test_a_tile_of_the_plan_begins_with_the_context_that_the_page_reads(
    client: TestClient,
) -> None:
    row, column, _ = place_of(120.005, 30.005, 10)
    context = client.get(f"/api/layers/context/10/{column}/{row}").content
    assert set(mapbox_vector_tile.decode(context)) >= {"land", "roads", "places"}
    for query in ("", "?scenario=north"):
        tile = client.get(f"{TILES}/10/{row}/{column}{query}").content
        assert tile.startswith(context)
        assert {"zones", "regions"} <= set(mapbox_vector_tile.decode(tile[len(context) :]))
    zones = client.get(f"/ogc/collections/zones/tiles/WebMercatorQuad/10/{row}/{column}").content
    assert set(mapbox_vector_tile.decode(zones)) == {"zones"}


def test_gdal_reads_a_tile_with_its_context(client: TestClient, tmp_path: Path) -> None:
    row, column, _ = place_of(120.005, 30.005, 10)
    path = tmp_path / "tile.mvt"
    path.write_bytes(client.get(f"{TILES}/10/{row}/{column}").content)
    place = {"X": str(column), "Y": str(row), "Z": "10"}
    read = {
        name: pyogrio.read_dataframe(path, layer=name, **place).to_crs("EPSG:4326")
        for name in ("land", "roads", "places", "zones")
    }
    assert (read["places"]["population"] > 0).any()
    assert read["zones"].total_bounds[:2] == pytest.approx([120, 30], abs=2e-4)
    west, south, east, north = read["roads"].total_bounds
    assert west < 120.005 < east
    assert south < 30.005 < north


def test_a_tile_shows_the_state_of_its_scenario(client: TestClient) -> None:
    def top(query: str, tiles: str = TILES) -> float:
        tile = tile_at(client, (120.005, 30.005, 12), tiles, query)
        shape = next(f for f in tile["zones"]["features"] if f["properties"]["zone_id"] == "W")
        return float(shapely.geometry.shape(shape["geometry"]).bounds[1])

    assert top("?scenario=north") < top("") - 50  # a kilometre north
    assert top("", "/ogc/collections/north.zones/tiles/WebMercatorQuad") == top("?scenario=north")


def test_a_far_tile_is_empty_and_one_beyond_the_grid_is_none(client: TestClient) -> None:
    assert tile_at(client, (-60, -30, 8)) == {}
    whole = tile_at(client, (120, 30, 0))
    assert "regions" not in whole or whole["regions"]["features"]  # too small is left out
    assert refusal(client.get(f"{TILES}/1/2/0"))[0] == 404
    for wrong in ("/19/0/0", "/0/-1/0", "/x/0/0"):
        assert refusal(client.get(TILES + wrong))[0] == 400
    assert refusal(client.get("/ogc/collections/ftzs/tiles"))[0] == 404


def test_the_style_and_the_description_name_the_layers_of_the_tiles(client: TestClient) -> None:
    style = client.get("/ogc/styles/plan?scenario=north").json()
    (template,) = style["sources"]["plan"]["tiles"]
    assert template.endswith("/{z}/{y}/{x}?scenario=north")
    assert client.get(template.format(z=0, y=0, x=0)).status_code == 200
    sea, *layers = style["layers"]
    assert (sea["type"], sea["paint"]) == ("background", {"background-color": COLOURS["sea"]})
    assert not {"glyphs", "sprite"} & set(style)  # which would be another host's
    (tints,) = (layer["paint"]["fill-color"] for layer in layers if layer["id"] == "regions-fill")
    _, has, steps, _ = tints
    assert has == ["has", "covered_share_50km"]
    assert steps[2::2] == [COLOURS[f"share-{number}"] for number in range(6)]
    assert steps[3::2] == [1e-6, 0.2, 0.4, 0.6, 0.8]
    described = client.get(f"{TILES}?scenario=north").json()
    dimensions = {layer["id"]: layer["geometryDimension"] for layer in described["layers"]}
    assert {layer["source-layer"] for layer in layers} | {"places"} == set(dimensions)
    assert [dimensions[name] for name in ("land", "rivers", "places", "zones")] == [2, 1, 0, 2]
    (item,) = [each for each in described["links"] if each["rel"] == "item"]
    href = item["href"].format(tileMatrix=0, tileRow=0, tileCol=0)
    first = client.get(href)
    again = client.get(href, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_zones_of_one_state_that_changed_meanwhile_do_not_share_their_shapes() -> None:
    session = SimpleNamespace(plan_session=PlanSession(PLAN))
    squares = [np.array([shapely.box(west, 0, west + 1, 1)], object) for west in (0, 5)]
    kept = [SimpleNamespace(shapes=each, properties=dict) for each in squares]
    layers = [
        _layer(cast("Any", SimpleNamespace(session=session, part="zones", state="", features=each)))
        for each in kept
    ]
    assert layers[0].shapes is not layers[1].shapes
    again = SimpleNamespace(session=session, part="zones", state="", features=kept[0])
    assert _layer(cast("Any", again)).shapes is layers[0].shapes
