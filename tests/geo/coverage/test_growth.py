"""Trade growth beside the nation's, also of a plan that has no national figure."""

import pandas as pd
import pytest

from geo.coverage.growth import growth_table
from layers import Plan
from tests.conftest import regions_frame, square, zones_frame


@pytest.mark.parametrize("national", [True, False])
def test_growth_is_given_with_and_without_a_national_figure(*, national: bool) -> None:
    rows = [("F", "2024", -2.5, "a yearbook"), ("CHN", "2024", 5.0, "the nation's yearbook")]
    trade = pd.DataFrame(rows[: 1 + national], columns=["ftz_id", "period", "growth_pct", "source"])
    trade["trade_value_cny"] = 1.5e9
    zones, districts = zones_frame(("W", "F", square(0))), regions_frame(("330101", square(0)))
    (row,) = growth_table(Plan({"zones": zones, "regions": districts, "trade": trade})).itertuples()
    assert row.growth_pct == -2.5
    assert bool(row.verified) is False
    assert row.source.startswith("a yearbook")
    assert (row.difference_pct == -7.5) is national
