"""The names of plans in addresses, made of the names of their files."""

from pathlib import Path

import pytest

from layers.errors import SourceError
from service.plan_names import names_of


def test_names_are_made_of_the_files_names() -> None:
    names = {
        "china-ftz.gpkg": "china-ftz",
        "Plan of 2030 (v1.2).gpkg": "Plan-of-2030-v1-2",
        "中国 自贸区.gpkg": "中国-自贸区",
        "नेपाल.gpkg": "नेपाल",
        "a..b.gpkg": "a-b",
        "<script>&?#%2F.gpkg": "script-2F",
        ".hidden.gpkg": "hidden",
    }
    assert names_of([Path(file) for file in names]) == list(names.values())


@pytest.mark.parametrize("file", ["---.gpkg", "☃.gpkg", "api.gpkg", "Static.gpkg", "readyz.gpkg"])
def test_a_name_that_is_no_use_is_refused(file: str) -> None:
    with pytest.raises(SourceError, match=f"{file}.*rename the file"):
        names_of([Path("a.gpkg"), Path(file)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.gpkg", "a.gpkg"),
        ("x/a.gpkg", "y/A.gpkg"),
        ("a b.gpkg", "a-b.gpkg"),
        ("é.gpkg", "é.gpkg"),
    ],
)
def test_two_plans_of_one_name_are_refused(one: str, other: str) -> None:
    with pytest.raises(SourceError, match="would be served at"):
        names_of([Path(one), Path(other)])
