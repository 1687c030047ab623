"""Columns of files as statistical offices publish them are recognised, and that is said."""

import pandas as pd
import pytest

from layers.importing.columns import name_columns
from layers.schema.layer_schema import LAYERS

OWN, ONE = list("abcd"), ["x"] * 4
TWICE, PEOPLE = list("xxyy"), [5, 6, 7, 8]
FILES: dict[str, tuple[str, dict[str, list[object]], dict[str, str]]] = {
    "census counties of 2010": (
        "regions",
        {"STATEFP10": ONE, "GEOID10": OWN, "NAME10": OWN, "NAMELSAD10": OWN},
        {"adcode": "GEOID10", "name": "NAME10"},
    ),
    "boroughs of New York": (
        "regions",
        {"BoroCode": [1, 2, 3, 4], "BoroName": OWN, "Shape_Leng": PEOPLE},
        {"adcode": "BoroCode", "name": "BoroName"},
    ),
    "districts of the United Kingdom": (
        "regions",
        {"LAD23CD": OWN, "LAD23NM": OWN, "BNG_E": PEOPLE},
        {"adcode": "LAD23CD", "name": "LAD23NM"},
    ),
    "areas of Australia": (
        "regions",
        {"SA2_CODE21": OWN, "SA2_NAME21": OWN, "SA3_CODE21": ONE, "SA3_NAME21": ONE},
        {"adcode": "SA2_CODE21", "name": "SA2_NAME21"},
    ),
    "two levels of GADM": (
        "regions",
        {"GID_1": TWICE, "NAME_1": TWICE, "GID_2": OWN, "NAME_2": OWN},
        {"adcode": "GID_2", "name": "NAME_2"},
    ),
    "two levels of the United Nations": (
        "regions",
        {"ADM1_EN": TWICE, "ADM1_PCODE": TWICE, "ADM2_EN": OWN, "ADM2_PCODE": OWN},
        {"adcode": "ADM2_PCODE", "name": "ADM2_EN"},
    ),
    "a level of geoBoundaries": (
        "regions",
        {"shapeName": OWN, "shapeISO": ONE, "shapeID": OWN, "shapeGroup": ONE},
        {"adcode": "shapeID", "name": "shapeName"},
    ),
    "regions of Europe": (
        "regions",
        {"NUTS_ID": OWN, "CNTR_CODE": ONE, "NUTS_NAME": OWN},
        {"adcode": "NUTS_ID", "name": "NUTS_NAME"},
    ),
    "cities as regions": (
        "regions",
        {"CITY": OWN, "FIPS": OWN},
        {"adcode": "FIPS", "name": "CITY"},
    ),
    "estimates of the census by county": (
        "demand",
        {"STNAME": ONE, "CTYNAME": OWN, "POPESTIMATE2020": PEOPLE, "POPESTIMATE2023": PEOPLE},
        {"name": "CTYNAME", "population": "POPESTIMATE2023"},
    ),
    "a table of the American Community Survey": (
        "demand",
        {"GEO_ID": OWN, "NAME": OWN, "B01003_001E": PEOPLE, "B01003_001M": PEOPLE},
        {"demand_id": "GEO_ID", "name": "NAME", "population": "B01003_001E"},
    ),
    "villages within a city": (
        "demand",
        {"city": ONE, "village": OWN, "POP10": PEOPLE},
        {"name": "village", "population": "POP10"},
    ),
    "Chinese places by year": (
        "demand",
        {"地名": OWN, "2020年人口": PEOPLE},
        {"name_zh": "地名", "population": "2020年人口"},
    ),
    "zones that say their city": ("zones", {"zone_id": OWN, "city": OWN}, {"zone_id": "zone_id"}),
}


@pytest.mark.parametrize("file", FILES)
def test_columns_of_statistical_offices_are_recognised_and_that_is_said(file: str) -> None:
    layer, columns, expected = FILES[file]
    named = name_columns(LAYERS[layer], pd.DataFrame(columns), {})
    assert named.taken == expected
    said = {each.value for each in named.assumed}
    assert {heading for column, heading in expected.items() if column != heading} <= said


def test_people_in_ten_thousands_are_multiplied_and_that_is_said() -> None:
    table = pd.DataFrame({"地名": ["甲", "乙"], "常住人口（万人）": ["1.5", "20"]})
    named = name_columns(LAYERS["demand"], table, {})
    assert named.frame["population"].tolist() == [15_000, 200_000]
    assert any("in units of 10,000: multiplied" in str(each.why) for each in named.assumed)
