"""Which columns of numbers are no amounts: by their names, by their shapes."""

import numpy as np
import pytest

from layers.schema.number_kinds import NumberKind, number_kind

AMOUNTS = np.floor(10 ** np.random.default_rng(7).uniform(1, 6, 60))
NAMED: dict[NumberKind | None, tuple[str, ...]] = {
    "id": (
        *("FIPS", "geonameid", "GEOID", "GEOID10", "geoname_id", "zip", "ZIPCODE", "OBJECTID"),
        *("STATE", "COUNTY", "SUMLEV", "admin1", "code_insee", "PLZ", "nuts_code", "行政区划代码"),
    ),
    "rate": (
        *("median income", "medianIncome", "MEDINC", "income", "pct_urban", "share_65", "rate"),
        *("mean_age", "density", "gdp_per_capita", "births_per_1000", "Bevölkerungsdichte", "age"),
        *("unemployed (%)", "人均GDP", "城镇化率", "人口密度"),
    ),
    "place": ("elevation", "lat", "LONGITUDE", "x", "altitude", "distance", "海拔"),
    None: (
        *("jobs", "JOBS2020", "POPESTIMATE2023", "gdp_2020", "teu_per_year", "total_income"),
        *("households", "jobs_y", "population_x", "tax_paid", "grid", "shops", "ALAND", "firms"),
        *("就业人数", "户籍人口", "aggregate income", "births_year", "cases_covid"),
    ),
}


@pytest.mark.parametrize("kind", NAMED)
def test_a_name_says_what_numbers_are(kind: NumberKind | None) -> None:
    assert {name: number_kind(name, AMOUNTS) for name in NAMED[kind]} == dict.fromkeys(
        NAMED[kind], kind
    )


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("year", [2010, 2015, 2020]),
        ("year", [20200101, 20201231, 20211130]),
        ("rate", [0.0, 0.25, 1.0]),
        ("same", [7, 7, 7]),
        ("id", [3, 1, 2, 5, 4, 8, 7, 6]),
        ("id", [*range(90_001, 90_100, 3)]),
        ("id", [1001, 6037, 36061]),
        ("place", [120.5, 121.0, 122.0]),
        (None, [1.0, 1.0, 1.0]),
        (None, [0, 1, 1]),
        (None, [3, 4, 5]),
        (None, [0.25, 1.5, 12.0]),
        (None, [1_999, 2_250, 801]),
        (None, [2_001]),
        (None, [np.nan, np.nan]),
        (None, [10_000, 20_000, 30_000, 45_000]),
    ],
)
def test_a_shape_says_what_numbers_of_an_unknown_name_are(
    kind: NumberKind | None, numbers: list[float]
) -> None:
    codes = ("01001", "06037", "36061", "48201")
    places = np.array([120.5, 121.0, 122.0]), np.array([30.0, 31.0, 32.0])
    found = number_kind("v", numbers, codes, places if len(numbers) == 3 else ())
    assert found == kind


def test_a_name_is_not_followed_where_the_numbers_contradict_it() -> None:
    assert number_kind("year", AMOUNTS) is None
    assert number_kind("class", [1.5, 2.25, 100]) is None
    assert number_kind("vintage", [1850]) == "year"
