"""Coverage beside the figures of provinces: by hand over squares."""

import numpy as np
import pandas as pd
import pytest

from geo import Coverage, CoverageMeter
from geo.tables import development
from layers import Plan
from layers.errors import MeasureError
from tests.conftest import demand_frame, point, regions_frame, square, zones_frame

DISTRICTS = regions_frame(
    ("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11)), ("340101", square(500, 0, 10))
)
ZONES = zones_frame(("W", "F", square(0)))
DEMAND = demand_frame((point(0.5), 10), (point(13), 30), (point(505), 60))


def measured(columns: dict[str, object], *radii_km: float, **layers: pd.DataFrame) -> Coverage:
    """Return the coverage by one zone of a plan whose three districts have more columns."""
    own = {"zones": ZONES, "regions": DISTRICTS.assign(**columns), "demand": DEMAND}
    return CoverageMeter(Plan(own | layers), [*radii_km] or [0]).measure()


def test_a_province_s_coverage_beside_its_gdp() -> None:
    gdp = {
        "province_gdp_2024_cny": [300.0, 300.0, 100.0],
        "province_gdp_2024_source": ["book", "book", "hearsay"],
        "province_gdp_2024_verified": [True, True, False],
        "province_trade_2024_cny": [50.0, 50.0, np.nan],
    }
    table = development(measured(gdp, 0, 20))
    near = table[table["radius_km"] == 20].set_index("adcode")
    expected = {
        "population": [40, 60],
        "covered_population": [40, 0],
        "covered_share": [1, 0],
        "share_of_population": [0.4, 0.6],
        "share_of_covered": [1, 0],
        "gdp_2024_cny": [300, 100],
        "share_of_gdp_2024": [0.75, 0.25],
        "gdp_2024_source": ["book", "hearsay"],
        "gdp_2024_verified": [True, False],
        "trade_2024_verified": [False, False],
    }
    assert near[[*expected]].to_dict("list") == expected
    # a province without a figure has no share; the other is the whole of what is known
    assert near["share_of_trade_2024"].tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert near["trade_2024_source"].isna().all()
    nobody = measured({"province_gdp_cny": 1.0}, demand=DEMAND.iloc[1:])
    assert development(nobody)["share_of_covered"].isna().all()


def test_figures_that_make_no_sense_are_refused() -> None:
    nonsense = [[1.0, 2.0, 3.0], [-1.0, -1.0, 3.0], [1.0, 1.0, np.inf]]
    cases = [({"province_gdp_cny": one}, "regions.province_gdp_cny: region 3") for one in nonsense]
    much: dict[str, object] = {"province_gdp_cny": "much"}
    for columns, words in (*cases, ({}, "has no figure of regions"), (much, "is not a number")):
        with pytest.raises(MeasureError, match=words):
            development(measured(columns))  # type: ignore[arg-type]
