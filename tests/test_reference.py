"""The reference: what scripts may use has a runnable example, and becomes a site."""

import doctest
import importlib
import inspect
import os
import pydoc
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import geo
import layers
import service
from layers.errors import ZonewrightError
from service import zonewright
from tests.conftest import ended

ROOT = Path(__file__).parents[1]
PACKAGES = (
    *("geo", "geo.compactness", "geo.comparison.contributions", "geo.comparison.consensus"),
    *("geo.comparison.reach_land", "geo.coverage", "geo.edits", "geo.tables", "geo.proposals"),
    *("geo.rules", "geo.scenario", "geo.sweep", "layers", "layers.example", "service"),
)
WITHOUT = {
    # only comes back: the function that returns it shows it
    *(
        "Consensus",
        "ReachLand",
        "Scorecard",
        "Front",
        "FrontPoint",
        "NoProposalError",
        "Often",
        "Piece",
    ),
    *("Portfolio", "Proposal"),
    "EditContext",  # `apply_edits` shows it
    "Stop",  # another thread requests it, while a search runs
    *("Workers", "measure_partitions"),  # which start processes
    "in_edit",  # part of an error's text
    "plot",  # which needs Matplotlib
    "build_china_plan",  # which takes seconds: `zonewright demo` shows it
}


def public_names() -> list[tuple[str, str]]:
    found = []
    for package in PACKAGES:
        module = importlib.import_module(package)
        own = [
            name
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", "") == package
        ]
        for name in getattr(module, "__all__", None) or own:
            value = getattr(module, name)
            is_error = inspect.isclass(value) and issubclass(value, ZonewrightError)
            is_shown = inspect.isroutine(value) or inspect.isclass(value)
            if is_shown and not is_error and name not in WITHOUT:
                found.append((package, name))
    return found


def has_result(package: str, name: str) -> bool:
    """Return whether the docstring of a public name shows the result of an example."""
    text = inspect.getdoc(getattr(importlib.import_module(package), name)) or ""
    return any(example.want for example in doctest.DocTestParser().get_examples(text))


def test_what_scripts_may_use_has_a_runnable_example() -> None:
    names = public_names()
    assert len(names) > 40
    assert [each for each in names if not has_result(*each)] == []


@pytest.mark.parametrize("package", [geo, layers, service, zonewright], ids=lambda it: it.__name__)
def test_completion_and_help_show_the_public_names_of_a_package(package: ModuleType) -> None:
    assert set(package.__all__) <= set(dir(package))
    shown = pydoc.render_doc(package, renderer=pydoc.plaintext)
    assert [name for name in package.__all__ if not re.search(rf"\b{name}\b", shown)] == []
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = package.nothing


def test_zonewright_has_each_public_name_of_the_three_packages() -> None:
    names = [*geo.__all__, *layers.__all__, *service.__all__]
    assert sorted(names) == zonewright.__all__  # and no name means two things
    assert {"Plan", "compare", "explore"} <= set(names)
    for package in (geo, layers, service):
        for name in package.__all__:
            assert getattr(zonewright, name) is getattr(package, name)
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    assert built["build"]["targets"]["wheel"]["force-include"] == {
        "service/zonewright": "zonewright"
    }


@pytest.mark.deep
def test_import_zonewright_loads_no_library_before_a_name_is_used() -> None:
    asked = (
        "import sys, zonewright; print({'pandas', 'numpy', 'shapely', 'pydantic'} & {*sys.modules})"
    )
    assert ended(sys.executable, "-c", asked).stdout == "set()\n"


@pytest.mark.deep
def test_the_reference_is_built_without_a_warning_and_asks_no_other_host(tmp_path: Path) -> None:
    built = ended(
        sys.executable,
        ROOT / "docs" / "reference.py",
        tmp_path,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert (built.returncode, built.stderr) == (0, "")
    pages = {page: page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html")}
    assert "index.html" in {page.name for page in pages}
    loads = re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"https?:")
    assert [page.name for page, text in pages.items() if loads.search(text)] == []
    tables = pages[tmp_path / "geo" / "tables.html"]
    assert "underserved" in tables
    assert "uncovered_population" in tables
