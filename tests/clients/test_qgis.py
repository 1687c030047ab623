"""What a GIS analyst sees on opening the plan in QGIS."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from layers import Plan
from layers.schema.export_tables import OUTLINED_WATERS, OVERVIEWS
from layers.schema.layer_schema import LAYERS

PLANS = ("squares", "china")


@pytest.fixture(scope="module")
def described(
    request: pytest.FixtureRequest,
    run_qgis: Callable[..., list[Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("seen")
    copies = [shutil.copy(request.getfixturevalue(f"{name}_plan_path"), folder) for name in PLANS]
    jobs = [("qgis_describe", Path(copy), Path(copy).with_suffix(".json")) for copy in copies]
    return dict(zip(PLANS, run_qgis(*jobs), strict=True))


@pytest.fixture(params=PLANS)
def name(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def seen(described: dict[str, Any], name: str) -> Any:
    return described[name]


@pytest.fixture
def plan(request: pytest.FixtureRequest, name: str) -> Plan:
    return Plan.open(request.getfixturevalue(f"{name}_plan_path"))


def test_qgis_opens_every_layer_with_its_geometry_crs_rows_and_texts(seen: Any, plan: Plan) -> None:
    assert set(seen) - {*OVERVIEWS, *OUTLINED_WATERS} == set(plan.present)
    for name, layer in ((name, seen[name]) for name in plan.present):
        assert layer["valid"], name
        kind = LAYERS[name].geometry
        expected = (kind or "NoGeometry", "EPSG:4490" if kind else "", len(plan.frame(name)))
        assert (layer["geometry"], layer["crs"], layer["features"]) == expected, name
        assert len(layer["rows"]) == expected[2], name
        for column in (column.name for column in LAYERS[name].columns if column.kind == "text"):
            written = plan.frame(name)[column].astype(object).tolist()
            assert [row[column] for row in layer["rows"]] == written, f"{name}.{column}"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in seen["zones"]["rows"][0]["name_zh"])


def test_the_area_in_qgis_is_that_of_the_plan_as_edges_get_short(seen: Any, plan: Plan) -> None:
    for layer in ("zones", "regions"):
        ours = plan.ellipsoid.area_km2(plan.frame(layer).geometry)
        theirs = [row["$area_of_short_edges"] for row in seen[layer]["rows"]]
        assert theirs == pytest.approx(ours.tolist(), rel=1e-6)
    ours = plan.ellipsoid.area_km2(plan.zones.geometry)
    cut = shapely.segmentize(plan.zones.geometry.to_numpy(), 0.02)
    short = shapely.get_num_coordinates(cut) == shapely.get_num_coordinates(plan.zones.geometry)
    theirs = np.array([row["$area"] for row in seen["zones"]["rows"]])
    assert short.any()
    assert theirs[short] == pytest.approx(ours[short], rel=1e-5)
