"""Coverage by strategic region, and beside the figures of provinces: by hand over squares."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from conftest import CRS, point, regions_frame, square, zones_frame

from geo import CoverageMeter
from geo.lenses import development, strategies
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.geometry.ellipsoid import GRS80

DISTRICTS = regions_frame(
    ("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11)), ("340101", square(500, 0, 10))
)
DEMAND = gpd.GeoDataFrame(
    {"demand_id": ["1", "2", "3"], "population": [10, 30, 60]},
    geometry=[point(0.5), point(13), point(505)],
    crs=CRS,
)
NAMES = pd.DataFrame(
    {
        "strategy_id": ["YRD", "GBA", "NER"],
        "name": ["Delta", "Bay", "Northeast"],
        "source": "a guideline",
        "verified": [True, False, True],
    }
)


@pytest.fixture
def make(make_plan: Callable[..., Plan]) -> Callable[..., Plan]:
    """Return a maker of a plan with one zone, from layers and columns of its three districts."""

    def make(columns: dict[str, object], **layers: pd.DataFrame) -> Plan:
        zones = zones_frame(("W", "F", square(0)))
        return make_plan(
            **({"zones": zones, "regions": DISTRICTS.assign(**columns), "demand": DEMAND} | layers)
        )

    return make


# ........................................................... strategies


def test_a_strategic_region_is_the_sum_of_its_districts(make: Callable[..., Plan]) -> None:
    plan = make({"strategies": ["YRD", "GBA;YRD", "GBA"]}, strategies=NAMES)
    table = strategies(CoverageMeter(plan, [0]).measure()).set_index("strategy_id")
    assert table.index.tolist() == ["YRD", "GBA"]  # in the order of the layer, without NER
    assert table["name"].tolist() == ["Delta", "Bay"]
    assert table["verified"].tolist() == [True, False]
    assert table["districts"].tolist() == [2, 2]
    assert table["population"].tolist() == [40, 90]
    assert table["covered_population"].tolist() == [10, 0]
    assert table["covered_population_share"].tolist() == [0.25, 0]
    area = GRS80.area_km2(DISTRICTS.geometry)
    assert table["area_km2"].tolist() == pytest.approx([area[:2].sum(), area[1:].sum()])
    covered = GRS80.area_km2(square(0))[0]
    assert table["covered_area_km2"].tolist() == pytest.approx([covered, 0])
    assert table.loc["YRD", "covered_area_share"] == pytest.approx(covered / area[:2].sum())


def test_ids_that_no_layer_explains_have_no_name_and_nothing_verified(
    make: Callable[..., Plan],
) -> None:
    plan = make({"strategies": ["B; A;", None, "A"]})
    table = strategies(CoverageMeter(plan, [0]).measure())
    assert table["strategy_id"].tolist() == ["A", "B"]
    assert table[["name", "name_zh", "source"]].isna().all(axis=None)
    assert table["verified"].tolist() == [False, False]


def test_a_strategic_region_without_demand_has_no_people_rather_than_nought(
    make: Callable[..., Plan],
) -> None:
    plan = make({"strategies": ["A", "A", "B"]}, demand=DEMAND.iloc[:2])
    table = strategies(CoverageMeter(plan, [0]).measure()).set_index("strategy_id")
    assert table.loc["A", "population"] == 40
    assert table.loc["B", ["population", "covered_population"]].isna().all()
    assert np.isnan(table.loc["B", "covered_population_share"])


def test_regions_without_the_column_are_told_to_have_it(two_zones: Plan) -> None:
    with pytest.raises(UnknownError, match="has no column strategies"):
        strategies(CoverageMeter(two_zones, [1]).measure())


# ........................................................... provinces


def test_a_province_s_part_of_the_covered_stands_beside_its_part_of_gdp(
    make: Callable[..., Plan],
) -> None:
    plan = make(
        {
            "province_gdp_2024_cny": [300.0, 300.0, 100.0],
            "province_gdp_2024_source": ["book", "book", "hearsay"],
            "province_gdp_2024_verified": [True, True, False],
            "province_trade_2024_cny": [50.0, 50.0, np.nan],
        }
    )
    coverage = CoverageMeter(plan, [0, 20]).measure()
    table = development(coverage)
    near = table[table["radius_km"] == 20].set_index("adcode")
    assert near["population"].tolist() == [40, 60]
    assert near["covered_population"].tolist() == [40, 0]
    assert near["covered_share"].tolist() == [1, 0]
    assert near["share_of_population"].tolist() == [0.4, 0.6]
    assert near["share_of_covered"].tolist() == [1, 0]
    assert near["gdp_2024_cny"].tolist() == [300, 100]
    assert near["share_of_gdp_2024"].tolist() == [0.75, 0.25]
    assert near["gdp_2024_source"].tolist() == ["book", "hearsay"]
    assert near["gdp_2024_verified"].tolist() == [True, False]
    # a province without a figure has no share; the other is the whole of what is known
    assert near["share_of_trade_2024"].tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert near["trade_2024_source"].isna().all()
    assert near["trade_2024_verified"].tolist() == [False, False]


def test_where_nobody_is_covered_there_is_no_share_of_the_covered(
    make: Callable[..., Plan],
) -> None:
    plan = make({"province_gdp_cny": 1.0}, demand=DEMAND.iloc[1:])
    assert development(CoverageMeter(plan, [0]).measure())["share_of_covered"].isna().all()


def test_figures_that_make_no_sense_or_are_not_there_are_refused(
    make: Callable[..., Plan],
) -> None:
    def refused(columns: dict[str, object]) -> str:
        with pytest.raises(MeasureError) as caught:
            development(CoverageMeter(make(columns), [1]).measure())
        return str(caught.value)

    for values in ([1.0, 2.0, 3.0], [-1.0, -1.0, 3.0], [1.0, 1.0, np.inf]):
        assert "regions.province_gdp_cny: region 3" in refused({"province_gdp_cny": values})
    assert "has no figure of regions" in refused({})
    assert "is not a number" in refused({"province_gdp_cny": "much"})
