"""The reference: what scripts may use has a runnable example, and becomes a site."""

import doctest
import importlib
import inspect
import json
import os
import pydoc
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from unittest.mock import ANY

import pytest

import docs.build
import docs.reference
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


def test_every_document_has_one_place_in_the_site_and_its_links_lead_to_places_there() -> None:
    def pages(items: Iterable[object]) -> Iterator[str]:
        for item in items:
            if isinstance(item, str):
                yield item
            elif isinstance(item, dict):
                for value in item.values():
                    yield from pages(value if isinstance(value, list) else [value])

    found = sorted(pages(docs.build.navigation({})))
    assert found == sorted(docs.build.site_path(document) for document in docs.build.documents())
    texts = {docs.build.site_path(it): docs.build.page_text(it) for it in docs.build.documents()}
    files = {docs.build.site_path(it) for it in docs.build.linked_files()}
    for page, text in texts.items():
        assert re.search(r"^ *```\w+ ", text, re.MULTILINE) is None, page  # read as plain text
        for target in re.findall(r"\]\(([^)#\s]+)", re.sub(r"(?ms)^ *```.*?^ *```$", "", text)):
            if not re.match(r"\w+:", target):
                assert os.path.normpath(Path(page).parent / target) in texts.keys() | files, page
    for module in (docs.build, docs.reference):
        assert doctest.testmod(module) == (0, ANY)


@pytest.mark.deep
def test_the_site_is_built_without_a_warning_dead_link_or_other_host(tmp_path: Path) -> None:
    built = ended(sys.executable, "-m", "docs.build", tmp_path / "site", cwd=ROOT)
    assert (built.returncode, built.stderr) == (0, "")
    for page, shown in {
        "reference/python/geo.tables.html": "uncovered_population",
        "reference/command-line/measure.html": "--radius-km",
        "reference/http/measures.html": "/api/measure",
        "reference/layers/index.html": "published_area_km2",
        "zh/concepts.html": 'lang="zh',
    }.items():
        assert shown in (tmp_path / "site" / page).read_text(encoding="utf-8"), page
    index = (tmp_path / "site" / "search" / "search_index.js").read_text(encoding="utf-8")
    assert "稳健性" in json.dumps(json.loads(index.partition("= ")[2]), ensure_ascii=False)
