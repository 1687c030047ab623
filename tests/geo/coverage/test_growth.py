"""Trade growth beside the nation's, as far as each is published."""

import pandas as pd

from geo.coverage.growth import growth_table
from layers import Plan
from tests.conftest import regions_frame, square, zones_frame

ZONES, DISTRICTS = zones_frame(("W", "F", square(0))), regions_frame(("330101", square(0)))


def test_growth_is_beside_the_nation_s_where_both_are_published_and_silence_is_told() -> None:
    columns = ["ftz_id", "period", "growth_pct", "source", "verified"]
    rows = [
        ("CHN", "2024", 5.0, "nation's", False),
        ("F", "2024", 7.5, "zone's", True),
        ("F", "2025Q1", 2.0, "zone's", True),
    ]
    layers = {"trade": pd.DataFrame(rows, columns=columns), "zones": ZONES, "regions": DISTRICTS}
    plan = Plan(layers | {"ftzs": pd.DataFrame({"ftz_id": ["F", "G"]})})
    both, own, silent = growth_table(plan).itertuples()
    assert (both.difference_pct, both.source) == (2.5, "zone's; national: nation's")
    assert (both.verified, both.code) == (False, None)
    assert (own.period, own.growth_pct, own.source, own.verified) == ("2025Q1", 2, "zone's", True)
    assert pd.isna(own.difference_pct)
    assert (silent.ftz_id, silent.source, silent.verified) == ("G", "no published figure", False)
    assert silent.code == "measure-growth-not-published"
    assert pd.isna(silent.growth_pct)


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
    found = growth_table(Plan({"zones": ZONES, "regions": DISTRICTS, "trade": trade}))
    both, alone = found.head(2).itertuples()
    assert (both.period, both.code, bool(both.verified)) == ("2025Q1", None, False)
    assert (alone.ftz_id, alone.period, alone.national_growth_pct) == ("ALL", "2025Q2", 4.5)
    assert pd.isna(alone.growth_pct)
    assert pd.isna(alone.difference_pct)
    assert alone.code == "measure-growth-nation-alone-published"
    assert alone.source == "the nation's growth alone is published; national: nation's"
    assert bool(alone.verified) is True
