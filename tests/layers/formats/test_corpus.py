"""Awkward but legal files of every format are read rightly, or refused with a way on."""

import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.errors import ZonewrightError
from layers.formats import Table, read_table
from layers.geometry.reproject import reprojected
from layers.messages import catalogue
from tests.layers.formats.corpus import CASES, Case

WAY_ON = ("give", "save", "name", "export", "correct", "copy", "pack", "close", "split", "map")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_of_the_corpus_is_read_rightly_or_refused_with_a_way_on(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = case.make(tmp_path)
    (scratch := tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    before = sorted(tmp_path.rglob("*"))
    if case.refused:
        with pytest.raises(ZonewrightError) as caught:
            read_table(path, case.layer, case.options)
        assert case.refused in str(caught.value)
        for line in caught.value.lines:
            assert line.startswith(str(path))
            assert any(word in line for word in WAY_ON)
    else:
        check(case, read_table(path, case.layer, case.options))
    assert sorted(tmp_path.rglob("*")) == before


def check(case: Case, table: Table) -> None:
    """Hold what was read against what was written."""
    frame, truth = table.frame, case.truth
    assert isinstance(frame, gpd.GeoDataFrame)
    key = str(truth.columns[0])
    frame = frame.set_index(frame[key].map(str)).loc[truth[key]]
    assert len(table.frame) == len(truth)
    assert case.crs in ("", frame.crs)
    for name in case.columns:
        assert [plain(it) for it in frame[name]] == [plain(it) for it in truth[name]], name
    assert frame.geometry.name == "geometry"
    if frame.crs is not None and truth.crs is not None:
        frame = reprojected(frame, truth.crs)
    for one, other in zip(frame.geometry, truth.geometry, strict=True):
        assert (one is None) == (other is None)
        if one is not None:
            assert not one.has_z
            same = shapely.normalize(one), shapely.normalize(other)
            assert same[0].geom_type.removeprefix("Multi") == same[1].geom_type.removeprefix(
                "Multi"
            )
            assert differ(one, other) <= case.tolerance_deg
    said = {(it.what, it.value) for it in table.assumed}
    assert case.assumed <= said, said
    for assumption in table.assumed:
        assert str(assumption.why)
        assert catalogue("zh").text(assumption.why)


def differ(one: Any, other: Any) -> float:
    """Return how far two shapes lie apart: 0 where they have the same rings, else in degrees."""
    if shapely.equals(one, other):
        return 0.0
    if one.geom_type == "Point":
        return float(shapely.distance(one, other))
    return float(shapely.hausdorff_distance(shapely.boundary(one), shapely.boundary(other)))


def plain(cell: object) -> object:
    return None if pd.isna(cell) else str(float(cell)) if isinstance(cell, int | float) else cell
