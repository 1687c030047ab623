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


def test_a_name_that_is_no_use_or_not_its_own_is_refused() -> None:
    for file in ("---.gpkg", "☃.gpkg", "api.gpkg", "Static.gpkg", "readyz.gpkg"):
        with pytest.raises(SourceError, match=f"{file}.*rename the file"):
            names_of([Path("a.gpkg"), Path(file)])
    same = (("a.gpkg", "a.gpkg"), ("x/a.gpkg", "y/A.gpkg"), ("a b.gpkg", "a-b.gpkg"))
    for one, other in (*same, ("\u00e9.gpkg", "e\u0301.gpkg")):
        with pytest.raises(SourceError, match="would be served at"):
            names_of([Path(one), Path(other)])
