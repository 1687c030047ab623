"""Surveyed boundaries of some zones are laid among the others of a plan."""

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from layers.importing.surveyed import among_others
from layers.messages import Message
from tests.conftest import layer_frame, square


def zones(ids: list[object], *shapes: BaseGeometry, **columns: object) -> gpd.GeoDataFrame:
    return layer_frame(shapes, zone_id=ids, **columns)


PLAN = zones(
    ["7", "8", "9"],
    *(square(east) for east in (0, 5, 10)),
    ftz_id=["F", "F", "G"],
    name=["Seven", "Eight", "Nine"],
    published_area_km2=[1.0, 2.0, 3.0],
    boundary_source=["schematic", "schematic", "imported"],
)


def laid(file: gpd.GeoDataFrame) -> tuple[pd.DataFrame, list[Message]]:
    problems: list[Message] = []
    return among_others(file, PLAN, problems).set_index("zone_id"), problems


def test_ids_may_be_numbers_and_cells_without_content_say_nothing() -> None:
    file = zones([8.0], square(20), name=[""], published_area_km2=[None], ftz_id=[None])
    found, problems = laid(file)
    assert problems == []
    assert found.index.tolist() == ["7", "8", "9"]
    assert found["boundary_source"].tolist() == ["schematic", "surveyed", "imported"]
    assert found["name"].tolist() == ["Seven", "Eight", "Nine"]
    assert found["published_area_km2"].tolist() == [1, 2, 3]
    assert found["geometry"]["8"].equals(square(20))
    assert found["geometry"]["9"].equals(square(10))


def test_what_the_file_says_of_a_zone_holds() -> None:
    file = zones(["9"], square(20), name=["New"], boundary_source=["imported"], ftz_id=["F"])
    found, _ = laid(file)
    assert found.loc["9", ["name", "boundary_source", "ftz_id"]].tolist() == [
        "New",
        "imported",
        "F",
    ]


def test_each_zone_that_the_plan_lacks_is_named() -> None:
    _, problems = laid(zones(["8", "88"], square(20), square(25)))
    (problem,) = map(str, problems)
    assert problem.startswith("zones: no zone of the plan is called 88, did you mean 8?")
