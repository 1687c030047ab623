"""The reference: what scripts may use has a runnable example, and becomes a site."""

import doctest
import importlib
import inspect
import os
import re
import sys
from pathlib import Path

import pytest

from tests.conftest import ended

ROOT = Path(__file__).parents[1]
PACKAGES = (
    *("geo", "geo.compactness", "geo.comparison.contributions", "geo.comparison.consensus"),
    *("geo.comparison.reach_land", "geo.coverage", "geo.edits", "geo.lenses", "geo.proposals"),
    *("geo.rules", "geo.scenario", "geo.sweep", "layers", "layers.example"),
)
WITHOUT = {
    # only comes back: the function that returns it shows it
    *("Consensus", "ReachLand", "Front", "FrontPoint", "NoProposalError", "Often", "Piece"),
    *("Portfolio", "Proposal"),
    "EditContext",  # `apply_edits` shows it
    "Stop",  # another thread requests it, while a search runs
    *("Workers", "measure_partitions"),  # which start processes
    "in_edit",  # part of an error's text
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
            if name not in WITHOUT and (inspect.isroutine(value) or inspect.isclass(value)):
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
    lenses = pages[tmp_path / "geo" / "lenses.html"]
    assert "underserved" in lenses
    assert "uncovered_population" in lenses
