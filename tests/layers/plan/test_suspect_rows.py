"""Points that are valid and probably wrong: outside all regions, or given twice."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers import Plan
from layers.plan.suspect_rows import SuspectRows, all_elsewhere, suspect_points, zones_repeated
from tests.conftest import CRS, demand_frame, point, regions_frame, square, zones_frame

WHOLE = {
    "zones": zones_frame(("W", "F", square(0))),
    "regions": regions_frame(("330101", square(-5, -5, 20))),
}


def found(**layers: pd.DataFrame) -> list[SuspectRows]:
    return list(suspect_points(Plan(WHOLE | layers)))


def test_demand_outside_all_regions_is_named_with_its_people() -> None:
    demand = demand_frame((point(0), 10), (point(50), 30), (point(60), 5))
    (outside,) = found(demand=demand)
    assert outside.rows.tolist() == [1, 2]
    assert str(outside.every) == (
        "2 of 3 demand points (35 people) lie outside all regions: D1, D2; by their position they "
        "count only in the totals"
    )
    on_the_border = demand_frame((shapely.Point(119.95, 30), 10))
    assert found(demand=on_the_border) == []


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        ((-1, 1), "if the sign of their longitudes is changed"),
        ((1, -1), "if the sign of their latitudes is changed"),
        ((-1, -1), "if both signs are changed"),
    ],
)
def test_a_lost_sign_is_recognised(signs: tuple[int, int], said: str) -> None:
    def turned(shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, lambda xy: xy * signs)

    (of_all,) = found(demand=demand_frame((turned(point(0)), 10), (turned(point(1)), 10)))
    assert str(of_all.every).startswith("no demand point lies in any region: they lie from ")
    assert said in str(of_all.every)
    (of_most,) = found(demand=demand_frame((turned(point(0)), 1), (point(1), 1), (point(2), 1)))
    assert said in str(of_most.every)
    zones = WHOLE["zones"].set_geometry([turned(square(0))], crs=CRS)
    plan = Plan(WHOLE | {"zones": zones})
    assert said in str(all_elsewhere(plan, "zones", plan.zones))


def test_a_row_of_demand_given_twice_is_named_whatever_its_ids() -> None:
    demand = demand_frame((point(0), 10), (point(1), 10), (point(0), 10), (point(1), 0))
    demand = demand.assign(OBJECTID=range(4), name=["A", "B", "A", "B"])
    (repeated,) = found(demand=demand)
    assert repeated.rows.tolist() == [2]
    assert "1 of 4 demand points repeat an earlier row" in str(repeated.every)
    assert "10 people are counted twice" in str(repeated.every)
    # another name, another age class, or nobody there: not the same people
    assert found(demand=demand.assign(name=list("ABCD"))) == []
    assert found(demand=demand.assign(age=["old", "old", "young", "old"])) == []
    assert found(demand=demand.assign(population=0)) == []


def test_clusters_are_looked_at_as_demand_is() -> None:
    columns = {"cluster_id": list("abc"), "sector": "ships"}
    places = [point(0), point(0), point(90)]
    twice, outside = sorted(
        found(clusters=gpd.GeoDataFrame(columns, geometry=places, crs=CRS)),
        key=lambda it: it.rows.tolist(),
    )
    assert (twice.rows.tolist(), outside.rows.tolist()) == ([1], [2])
    assert str(twice.every).startswith("1 of 3 clusters repeat an earlier row")


def test_zones_of_the_same_land_are_found_wherever_their_rings_begin() -> None:
    one = shapely.Polygon([*square(0).exterior.coords[1:], square(0).exterior.coords[1]])
    zones = zones_frame(("A", "F", square(0)), ("B", "F", one), ("C", "F", square(1)))
    assert zones_repeated(zones) == {"B": "A"}
