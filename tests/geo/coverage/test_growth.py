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


def test_a_period_of_which_the_nation_s_growth_alone_is_published_says_so() -> None:
    trade = pd.DataFrame(
        {
            "ftz_id": ["ALL", "CHN", "CHN"],
            "period": ["2025Q1", "2025Q1", "2025Q2"],
            "growth_pct": [2.2, 1.3, 4.5],
            "trade_value_cny": 1.0,
            "source": ["theirs", "nation's", "nation's"],
            "verified": [False, True, True],
        }
    )
    zones, districts = zones_frame(("W", "F", square(0))), regions_frame(("330101", square(0)))
    found = growth_table(Plan({"zones": zones, "regions": districts, "trade": trade}))
    both, alone = found.head(2).itertuples()
    assert (both.period, both.code, bool(both.verified)) == ("2025Q1", None, False)
    assert (alone.ftz_id, alone.period, alone.national_growth_pct) == ("ALL", "2025Q2", 4.5)
    assert pd.isna(alone.growth_pct)
    assert pd.isna(alone.difference_pct)
    assert alone.code == "measure-growth-nation-alone-published"
    assert alone.source == "the nation's growth alone is published; national: nation's"
    assert bool(alone.verified) is True
