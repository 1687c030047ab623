"""Filters in CQL2: what they match, and what is refused before it can do harm."""

import json
import threading

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from fastapi.exceptions import RequestValidationError

from layers.schema.layer_schema import Column, Layer
from service.ogc.crs import CRS84, WireCrs
from service.ogc.features import Features
from service.ogc.filters import Filter
from tests.conftest import CRS, layer_frame

PLAN_CRS = pyproj.CRS(CRS)
LON_LAT = WireCrs(CRS84, pyproj.CRS.from_epsg(4326), swaps=False)
LAT_LON = WireCrs("http://www.opengis.net/def/crs/EPSG/0/4326", LON_LAT.crs, swaps=True)
LAYER = Layer("zones", "MultiPolygon", "id", (Column("open", "boolean", "Open", ""),))
FEATURES = Features(
    layer_frame(
        [shapely.box(x, 0, x + 1, 1) for x in range(4)],
        id=["a", "b", "c", "d"],
        people=[1.0, 2.5, np.nan, -4.0],
        area=[1.0, 2.0, 3.0, np.nan],
        name=["Ål", "al", None, "100%"],
        片区=["一", "二", "三", None],
        since=["2021-04-16T10:15:59", "2022-04-16", "soon", None],
        open=[True, False, None, True],
    ),
    LAYER,
)


def matched(text: str, language: str = "cql2-text", crs: WireCrs = LON_LAT) -> str:
    mask = Filter(text, language, FEATURES, crs, PLAN_CRS).mask()
    return "".join(str(FEATURES.ids[row]) for row in np.flatnonzero(mask))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("people > 0", "ab"),
        ("NOT people > 0", "d"),  # what is missing is neither
        ("people <> 1", "bd"),
        ("people IS NULL", "c"),
        ("people IS NOT NULL AND name IS NOT NULL", "abd"),
        ("people > 100 OR area = 3", "c"),
        ("people IS NULL OR people = 1", "ac"),
        ("people BETWEEN 1 AND 2.5", "ab"),
        ("id IN ('a', 'd', 'x')", "ad"),
        ("people NOT IN (1, 2.5)", "d"),
        ("name LIKE '%l'", "ab"),
        ("name LIKE '_l'", "ab"),
        ("name LIKE '100\\%'", "d"),
        ("CASEI(name) = CASEI('ÅL')", "a"),
        ("ACCENTI(CASEI(name)) = 'al'", "ab"),
        ("ACCENTI('ø') = 'o'", "abcd"),
        ("ACCENTI('二') = '二'", "abcd"),
        ("since < DATE('2022-04-16')", "a"),
        ("since >= TIMESTAMP('2021-04-16T10:15:59Z')", "ab"),
        ("since NOT IN (DATE('2022-04-16'))", "a"),  # what is no time is unknown
        ("DATE('2022-04-16') = TIMESTAMP('2022-04-16T00:00:00Z')", "abcd"),
        ("open", "ad"),
        ("NOT open", "b"),
        ("open = false", "b"),
        ("people < area + 1", "ab"),
        ("people * 2 = 5", "b"),
        ("people / 0 = 1", ""),
        ("-people = 4", "d"),
        ("area > people", ""),
        ("\"片区\" = '二'", "b"),
        ("true", "abcd"),
        ("S_INTERSECTS(geometry, BBOX(0.5, 0.5, 1.5, 0.6))", "ab"),
        ("S_DISJOINT(geometry, BBOX(0.5, 0.5, 1.5, 0.6))", "cd"),
        ("S_WITHIN(geometry, POLYGON((1.9 -1, 9 -1, 9 9, 1.9 9, 1.9 -1)))", "cd"),
        ("S_CONTAINS(geometry, POINT(2.5 0.5))", "c"),
        ("S_TOUCHES(geometry, POINT(0 0))", "a"),
        ("S_WITHIN(POINT(2.5 0.5), geometry)", "c"),
        ("S_CONTAINS(BBOX(0.5, -1, 2.5, 2), geometry)", "b"),
        ("S_WITHIN(BBOX(1.1, 0.1, 1.2, 0.2), geometry)", "b"),
        ("S_OVERLAPS(geometry, BBOX(0.5, 0.5, 1.5, 0.6))", "ab"),
        ("S_CROSSES(LINESTRING(0.5 0.5, 1.5 0.5), geometry)", "ab"),
        ("S_CROSSES(geometry, LINESTRING(0.5 0.5, 1.5 0.5))", "ab"),
        ("S_EQUALS(geometry, BBOX(1, 0, 2, 1))", "b"),
        ("S_INTERSECTS(geometry, BBOX(179, 0, -179, 1))", ""),
        ("NOT S_INTERSECTS(geometry, POINT(2.5 0.5)) AND area < 3", "ab"),
    ],
)
def test_a_filter_matches_what_is_true(text: str, wanted: str) -> None:
    assert matched(text) == wanted


def test_json_and_text_say_the_same_and_geometry_has_the_axes_of_its_crs() -> None:
    point = {"type": "Point", "coordinates": [2.5, 0.5]}
    within = {"op": "s_contains", "args": [{"property": "geometry"}, point]}
    assert matched(json.dumps(within), "cql2-json") == "c"
    swapped = {**within, "args": [{"property": "geometry"}, {**point, "coordinates": [0.5, 2.5]}]}
    assert matched(json.dumps(swapped), "cql2-json", LAT_LON) == "c"


def test_a_geometry_may_have_many_negative_coordinates() -> None:
    line = ", ".join(f"{-x} -1.5" for x in range(1_000))
    assert matched(f"S_INTERSECTS(geometry, LINESTRING({line}, -1 0.5, 1.5 0.5))") == "ab"


def test_any_column_that_is_compared_knows_its_missing_cells() -> None:
    plain = pd.DataFrame({"id": ["a", "b"], "born": pd.to_datetime(["2026-01-01", None])})
    features = Features(plain, Layer("plain", None, "id", ()))
    mask = Filter("born LIKE '2026%'", "cql2-text", features, LON_LAT, PLAN_CRS).mask()
    assert mask.tolist() == [True, False]
    assert features.within([(0, 0, 1, 1)]).all()


BOMBS = {
    "parentheses": "(" * 4_000 + "open" + ")" * 4_000,
    "nots": "NOT " * 3_000 + "open",
    "signs": "people = " + "-" * 6_000 + "1",
    "functions": "CASEI(" * 2_000 + "name" + ")" * 2_000 + " = 'a'",
    "comparisons": "=".join(["people"] * 2_000),
    "sums": "people = " + "+".join(["1"] * 7_900),
    "differences": "people = 1" + " -1" * 5_000,
    "powers": "people = " + "^".join(["9"] * 5_000),
    "open": "(" * 15_000,
    "quotes": "name = " + "'" * 15_001,
    "long": "name = '" + "a" * 20_000 + "'",
    "alternatives": " OR ".join(["people = 1"] * 400),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_filter_that_would_end_the_parser_is_refused_before(name: str) -> None:
    refused: list[RequestValidationError] = []

    def ask() -> None:
        with pytest.raises(RequestValidationError) as raised:
            matched(BOMBS[name])
        refused.append(raised.value)

    threading.stack_size(1_048_576)  # as a service on another system may have
    thread = threading.Thread(target=ask)
    thread.start()
    threading.stack_size(0)
    thread.join()
    assert len(refused) == 1


MANY = Features(
    layer_frame([shapely.box(0, 0, 1, 1)] * 40_000, id=range(40_000), name=["Å"] * 40_000), LAYER
)


@pytest.mark.parametrize(
    ("term", "cost"),
    [
        ("S_CROSSES(geometry, BBOX(0, 0, 2, 2))", 240_000 * 1.05),  # features, and 5 vertices each
        ("S_CROSSES(LINESTRING(0 0, 2 2), geometry)", 240_000 * 1.02),
        ("S_CROSSES(geometry, BBOX(8, 0, 9, 2)) OR CASEI(name) = 'b'", 160_000),
        ("ACCENTI(name) = 'b'", 320_000),
        ("name < DATE('2026-01-01')", 320_000),
    ],
)
def test_a_filter_that_costs_too_much_is_refused_before_it_is_evaluated(
    term: str, cost: float
) -> None:
    def filter_of(count: int) -> Filter:
        return Filter(" OR ".join([term] * count), "cql2-text", MANY, LON_LAT, PLAN_CRS)

    few, most = int(1e6 / cost), int(20e6 / cost)
    assert [filter_of(count).is_costly for count in (few, few + 1, most)] == [False, True, True]
    with pytest.raises(RequestValidationError):
        filter_of(most + 1)


@pytest.mark.parametrize(
    "text",
    [
        "nothing = 1",
        "people = 'one'",
        "name > 1",
        "open > 1",
        "people",
        "name LIKE people",
        "people IN (1, 'a')",
        "pg_read_file(name) = 1",
        "S_DWITHIN(geometry, POINT(0 0), 1, meters)",
        "S_INTERSECTS(geometry, geometry)",
        "people > 1e999",
        "people BETWEEN -1e999 AND 1",
        "people IN (1, 1e999)",
        "people = 1 * 1e999",
        "S_INTERSECTS(name, POINT(0 0))",
        "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))",
        "T_AFTER(name, DATE('2020-01-01'))",
        "A_CONTAINS(name, ('a'))",
        "people = 1; DROP TABLE zones",
        "__class__ = 1",
        "",
    ],
)
def test_what_is_not_on_the_list_is_refused(text: str) -> None:
    with pytest.raises(RequestValidationError):
        matched(text)


@pytest.mark.parametrize(
    "document",
    [
        "{}",
        "[]",
        "null",
        "1",
        '{"op":"and","args":[]}',
        '{"op":"in","args":[1]}',
        "[" * 5_000,
        '{"op":"=","args":[{"property":["a"]},1]}',
        '{"op":"not","args":[{"op":"not"}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":["a",1,2,3]}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[1]]}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point"}]}',
    ],
)
def test_json_that_is_no_filter_is_refused(document: str) -> None:
    with pytest.raises(RequestValidationError):
        matched(document, "cql2-json")
