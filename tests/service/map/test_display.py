"""What a map shows: near clusters as one, none lost; of regions each border once, none moved."""

import json
from collections import Counter
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers import Plan
from layers.china.build import CHINA_LEVELS
from service.map.display import Arcs, cut_arcs, display_clusters, display_topology, packed_topology
from tests.searching import examples

CRS = "EPSG:4490"


def clusters_at(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    ids = [f"C{number}" for number in range(len(places))]
    sectors = ["biopharma" if number % 2 else "marine_economy" for number in range(len(places))]
    points = [shapely.Point(place) for place in places]
    return gpd.GeoDataFrame({"cluster_id": ids, "sector": sectors}, geometry=points, crs=CRS)


def test_two_clusters_in_a_street_are_one_far_away_and_two_near() -> None:
    frame = clusters_at((120.01, 30.01), (120.02, 30.01), (100.0, 40.0))
    far = display_clusters(frame, 5)
    assert far["count"].tolist() == [1, 2]
    assert far["cluster_id"].tolist() == ["C2", None]
    assert far["by_sector"].tolist() == [
        {"marine_economy": 1},
        {"biopharma": 1, "marine_economy": 1},
    ]
    assert far.geometry.iloc[1].equals_exact(shapely.Point(120.015, 30.01), 1e-9)
    near = display_clusters(frame, 16)
    assert sorted(near["cluster_id"]) == ["C0", "C1", "C2"]


@examples(40)
@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-80, 80)), min_size=1, max_size=40),
    st.integers(0, 18),
)
def test_no_cluster_is_lost_or_counted_twice(places: list[tuple[float, float]], zoom: int) -> None:
    frame = clusters_at(*places)
    shown = display_clusters(frame, zoom)
    assert shown["count"].sum() == len(frame)
    assert [sum(row.values()) for row in shown["by_sector"]] == shown["count"].tolist()
    apart = shown[shown["count"] == 1]
    there = frame.set_index("cluster_id").geometry.loc[apart["cluster_id"]]
    assert np.allclose(there.get_coordinates(), apart.get_coordinates(), atol=1e-12)


def squares(*codes: str) -> gpd.GeoDataFrame:
    """Return districts of one degree in a row; the first digits of a code name its parents."""
    rows = [
        {
            "adcode": code,
            "name": f"District {code}",
            "name_zh": None,
            "city_adcode": None if code[2:4] == "00" else f"{code[:4]}00",
            "city_name": f"City {code[:4]}",
            "city_name_zh": f"{code[:4]}市",
            "province_adcode": f"{code[:2]}0000",
            "province_name": f"Province {code[:2]}",
            "province_name_zh": f"{code[:2]}省",
        }
        for code in codes
    ]
    boxes = [shapely.box(100 + east, 30, 101 + east, 31) for east in range(len(codes))]
    return gpd.GeoDataFrame(rows, geometry=boxes, crs=CRS)


def leaves_of(node: dict[str, Any]) -> list[dict[str, Any]]:
    if "geometries" not in node:
        return [node]
    return [leaf for child in node["geometries"] for leaf in leaves_of(child)]


def topology_of(regions: gpd.GeoDataFrame) -> dict[str, Any]:
    return display_topology(regions, CHINA_LEVELS, 0.05)


def test_provinces_hold_cities_and_cities_hold_districts() -> None:
    topology = topology_of(squares("330101", "330201", "330102", "340001"))
    first, second = topology["objects"]["regions"]["geometries"]
    assert (first["id"], first["properties"]) == (
        "330000",
        {"name": "Province 33", "name_zh": "33省", "level": "province"},
    )
    assert [city["id"] for city in first["geometries"]] == ["330100", "330200"]
    hangzhou = first["geometries"][0]
    assert hangzhou["properties"]["level"] == "city"
    assert [district["id"] for district in hangzhou["geometries"]] == ["330101", "330102"]
    (alone,) = second["geometries"]
    assert alone["id"] == "340001"


def unpacked(packed: dict[str, Any]) -> dict[str, Any]:
    """Return the arcs and regions of a packed topology, as TopoJSON has them."""
    at = np.zeros(2, int)
    arcs = []
    for numbers in packed["arcs"]:
        steps = np.reshape(numbers, (-1, 2))
        arcs.append([(at + steps[0]).tolist(), *steps[1:].tolist()])
        at = at + steps.sum(axis=0)

    def region(given: Any) -> dict[str, Any]:
        if isinstance(given, dict):
            inner = [region(each) for each in given["geometries"]]
            return given | {"type": "GeometryCollection", "geometries": inner}
        code, rings = given
        polygons = rings if isinstance(rings[0], list) else [[rings]]
        return {"id": code, "type": "MultiPolygon", "arcs": polygons}

    return {"arcs": arcs, "geometries": [region(each) for each in packed["regions"]]}


def land_of(topology: dict[str, Any], leaf: dict[str, Any]) -> shapely.MultiPolygon:
    """Return the land of a district, as the TopoJSON specification (1.0, section 2.1) has it."""
    scale, corner = (np.array(topology["transform"][name]) for name in ("scale", "translate"))

    def line(number: int) -> np.ndarray:
        steps = np.cumsum(topology["arcs"][number if number >= 0 else ~number], axis=0)
        return (steps if number >= 0 else steps[::-1]) * scale + corner

    rings = [[np.vstack([line(arc) for arc in ring]) for ring in part] for part in leaf["arcs"]]
    return shapely.MultiPolygon([(shell, holes) for shell, *holes in rings])


def test_every_district_keeps_its_place_and_an_islet_smaller_than_the_grid_its_ring() -> None:
    regions = squares("330101", "330201", "340001")
    islet = shapely.box(104, 30, 104.0001, 30.0001)
    shapes = [regions.geometry.iloc[0].union(islet), *regions.geometry.iloc[1:]]
    topology = topology_of(regions.set_geometry(shapes, crs=CRS))
    leaves = leaves_of(topology["objects"]["regions"])
    assert [leaf["id"] for leaf in leaves] == regions["adcode"].tolist()
    for leaf, shape in zip(leaves, shapes, strict=True):
        assert shapely.hausdorff_distance(land_of(topology, leaf), shape) < 0.005


def test_a_packed_topology_is_the_same_in_fewer_bytes() -> None:
    for regions in (squares("330101", "330201", "330102", "340001"), squares("110101")):
        topology = topology_of(regions)
        packed = packed_topology(topology)
        whole = unpacked(packed)
        assert whole["arcs"] == [[list(at) for at in arc] for arc in topology["arcs"]]
        assert whole["geometries"] == topology["objects"]["regions"]["geometries"]
        assert packed["transform"] == topology["transform"]
        assert len(json.dumps(packed)) < 0.75 * len(json.dumps(topology))


def whole(arcs: Arcs, shape: int) -> shapely.Geometry:
    """Return a shape, put together of its arcs."""

    def line(number: int) -> np.ndarray:
        return arcs.positions[number] if number >= 0 else arcs.positions[~number][::-1]

    rings = [
        [np.vstack([line(arc) for arc in ring]) for ring in part] for part in arcs.shapes[shape]
    ]
    return shapely.MultiPolygon([(shell, holes) for shell, *holes in rings])


def uses(arcs: Arcs) -> list[int]:
    """Return how often each arc is used, in any direction."""
    counts = Counter(
        arc if arc >= 0 else ~arc
        for shape in arcs.shapes
        for part in shape
        for ring in part
        for arc in ring
    )
    return [counts[number] for number in range(len(arcs.positions))]


def test_a_border_of_three_squares_around_a_corner_is_cut_there() -> None:
    squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 1, 1, 2)]
    arcs = cut_arcs(np.array(squares))
    assert sorted(uses(arcs)) == [1, 1, 1, 2, 2]
    for number, square in enumerate(squares):
        assert shapely.equals(whole(arcs, number), square)


def test_an_enclave_has_the_arc_of_the_hole_around_it() -> None:
    enclave = shapely.box(1, 1, 2, 2)
    around = shapely.box(0, 0, 3, 3).difference(enclave)
    arcs = cut_arcs(np.array([around, enclave]))
    assert sorted(uses(arcs)) == [1, 2]
    ring_around, hole = arcs.shapes[0][0]
    assert len(ring_around) == 1
    (own,) = arcs.shapes[1][0][0]
    assert hole in ([own], [~own])


def test_islands_and_regions_that_touch_in_a_corner_alone_share_no_arc() -> None:
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    beside = shapely.box(1, 1, 2, 2)
    arcs = cut_arcs(np.array([islands, beside]))
    assert uses(arcs) == [1] * len(arcs.positions)
    assert shapely.equals(whole(arcs, 0), islands)
    assert shapely.equals(whole(arcs, 1), beside)
    assert cut_arcs(np.empty(0, object)) == ([], [])


def test_every_district_of_china_is_whole_and_borders_are_told_once(china_plan: Plan) -> None:
    shapes = china_plan.regions.geometry.to_numpy()
    simple = shapely.coverage_simplify(shapes, 0.05)
    simple = simple[~shapely.is_empty(simple)]
    arcs = cut_arcs(simple)
    for number, shape in enumerate(simple):
        assert shapely.equals(whole(arcs, number), shape)
    assert max(uses(arcs)) == 2
    inner = sum(shapely.length(shapely.linestrings(line)) for line in arcs.positions)
    borders = (shapely.length(simple).sum() + shapely.length(shapely.union_all(simple))) / 2
    assert inner == pytest.approx(borders, rel=1e-6)
