"""Notebooks: maps that ask nobody, pictures, and the documents' own notebook, run as it stands."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import nbformat
import pytest
from conftest import CRS, point, regions_frame, square, zones_frame
from nbclient import NotebookClient

from geo import CoverageMeter
from layers import Plan
from layers.errors import MeasureError
from layers.palette import COLOURS
from service.notebook import explore, plot

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def plan(make_plan: Callable[..., Plan]) -> Plan:
    people = {"demand_id": ["1"], "population": [10.0]}
    clusters = {"cluster_id": ["C"], "sector": ["biopharma"]}
    return make_plan(
        zones=zones_frame(("W", "F", square(0)), ("E", "F", square(3))),
        regions=regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
        demand=gpd.GeoDataFrame(people, geometry=[point(0.5)], crs=CRS),
        clusters=gpd.GeoDataFrame(clusters, geometry=[point(1)], crs=CRS),
    )


def html(shown: object) -> str:
    text: str = shown.get_root().render()  # type: ignore[attr-defined]
    return text


def test_a_map_asks_no_outside_host_and_is_shaded_by_reach(plan: Plan) -> None:
    text = html(explore(CoverageMeter(plan, [0.5, 1]).measure(), 1, language="zh"))
    assert not re.findall(r"""<(?:script|link|img)[^>]*https?:|url\(['"]?https?:""", text)
    assert COLOURS["share-5"] in text
    assert COLOURS["share-none"] in text  # a region without people
    assert "覆盖比例" in text
    assert "100.0%" in text


def test_a_plan_alone_has_zones_and_regions_without_shares(plan: Plan) -> None:
    text = html(explore(plan))
    assert "Sector clusters" in text
    assert "Within reach" not in text


def test_a_radius_that_was_not_measured_is_refused(plan: Plan) -> None:
    with pytest.raises(MeasureError, match="3"):
        explore(CoverageMeter(plan, [1, 2]).measure(), 3)


def test_a_picture_names_scenario_and_radius(plan: Plan) -> None:
    mpl.use("agg")
    axes = plot(CoverageMeter(plan, [1, 2, 5]).measure())
    assert axes.get_title() == "baseline: share of people within 2 km of a zone"
    assert len(axes.collections) == 2


def test_the_notebook_of_the_documents_runs(china_plan_path: Path, tmp_path: Path) -> None:
    (tmp_path / "china").mkdir()
    shutil.copy(china_plan_path, tmp_path / "china" / "china-ftz.gpkg")
    notebook = nbformat.read(DOCS / "scripts.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": tmp_path}}).execute()
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    kinds = {kind for one in outputs for kind in one.get("data", {})}
    assert {"text/html", "image/png"} <= kinds
    assert "by-3-km" in str(outputs)
