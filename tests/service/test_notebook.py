"""Notebooks: maps that ask nobody, pictures, and the documents' own notebook, run as it stands."""

import re
import shutil
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
import shapely
from command_line import small_plan
from nbclient import NotebookClient
from shapely import affinity

from geo import CoverageMeter, compare
from layers import Plan
from layers.errors import MeasureError
from layers.palette import COLOURS
from service.notebook import explore, plot

DOCS = Path(__file__).parents[2] / "docs"
PLAN = Plan(small_plan())


def html(shown: object) -> str:
    text: str = shown.get_root().render()  # type: ignore[attr-defined]
    return text


def test_a_map_asks_no_outside_host_and_is_shaded_by_reach() -> None:
    coverage = CoverageMeter(PLAN, [0.5, 1]).measure()
    text = html(explore(coverage, 1, language="zh"))
    assert not re.findall(r"""<(?:script|link|img)[^>]*https?:|url\(['"]?https?:""", text)
    assert COLOURS["share-5"] in text
    assert COLOURS["share-none"] in text  # a region without people
    assert "覆盖比例" in text
    assert "100.0%" in text
    alone = html(explore(PLAN))
    assert "Sector clusters" in alone
    assert "Within reach" not in alone
    with pytest.raises(MeasureError, match="3"):
        explore(coverage, 3)
    empty = CoverageMeter(PLAN, [1]).measure(PLAN.zones.iloc[:0])
    assert "Within reach" in html(explore(empty))


def test_a_picture_names_scenario_and_radius() -> None:
    mpl.use("agg")
    axes = plot(CoverageMeter(PLAN, [1, 2, 5]).measure())
    assert axes.get_title() == "baseline: share of people within 2 km of a zone"
    assert len(axes.collections) == 2


def test_a_comparison_is_shaded_by_what_it_changes() -> None:
    mpl.use("agg")
    meter = CoverageMeter(PLAN, [0.5, 1])
    before = meter.measure()
    without = meter.measure(before.zone_frame.iloc[1:])
    difference = compare(before, without)
    text = html(explore(difference, 1))
    assert "Difference of the share within reach" in text
    assert "#bd9a55" in text  # what the first zone alone reached
    assert re.search(r"-\d+\.\d%", text)
    axes = plot(difference, 1)
    assert axes.get_title().startswith("edited against baseline: difference in the share of people")
    shades = {tuple(shade) for shade in axes.collections[0].get_facecolor()}
    assert mpl.colors.to_rgba("#bd9a55") in shades
    with pytest.raises(MeasureError, match="shown"):
        plot(PLAN)  # type: ignore[arg-type]


def test_land_gained_and_lost_lies_over_the_map_of_a_comparison() -> None:
    mpl.use("agg")
    meter, zones = CoverageMeter(PLAN, [0.5, 1]), PLAN.zones
    was, *others = zones.geometry
    now = affinity.translate(was, 0.002)
    moved = meter.measure(zones.set_geometry([now, *others], crs=zones.crs))
    difference = compare(meter.measure(), moved)
    text = as_read(html(explore(difference, 1, language="zh")))
    for words, one, other in (("新增土地", now, was), ("核减土地", was, now)):
        assert text.count(words) >= 2  # in the legend and among the layers
        km2 = PLAN.ellipsoid.area_km2(shapely.difference(one, other)).item()
        assert f"{km2:,.2f} km²" in text
    axes = plot(difference, 1)
    assert {one.get_hatch() for one in axes.collections} == {None, "////"}
    legend = axes.get_legend()
    assert legend is not None
    words = [one.get_text() for one in legend.get_texts()]
    assert words[-3:] == ["Zones", "Land gained", "Land lost"]
    axes.figure.canvas.draw()
    assert legend.get_window_extent().x0 >= axes.get_window_extent().x1  # beside the map
    assert "Land gained" not in html(explore(compare(meter.measure(), meter.measure(zones)), 1))


def as_read(text: str) -> str:
    """Return the text of a map with letters as they are, not as JSON escapes them."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def test_the_notebook_of_the_documents_runs(china_plan_path: Path, tmp_path: Path) -> None:
    (tmp_path / "china").mkdir()
    shutil.copy(china_plan_path, tmp_path / "china" / "china-ftz.gpkg")
    notebook = nbformat.read(DOCS / "scripts.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": tmp_path}}).execute()
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    kinds = {kind for one in outputs for kind in one.get("data", {})}
    assert {"text/html", "image/png"} <= kinds
    assert "by-3-km" in str(outputs)
