"""Files of zones as an editor gives them back, and the document of importing one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from command_line import run

Zones = gpd.GeoDataFrame
WEST, EAST = shapely.box(120, 30, 120.004, 30.01), shapely.box(120.004, 30, 120.01, 30.01)


def edit(plan: Path, change: Callable[[Zones], pd.DataFrame], layer: str = "zones") -> Path:
    """Return a file beside the plan that holds its zones, changed, as an editor gives them back."""
    path = plan.with_name("edited.gpkg")
    zones = pyogrio.read_dataframe(plan, layer="zones")
    pyogrio.write_dataframe(change(zones), path, layer=layer, promote_to_multi=True)
    return path


def imported(plan: Path, edited: Path, *options: object) -> dict[str, Any]:
    """Return the document of importing a file's edits to `back.yaml` beside the plan."""
    out = plan.with_name("back.yaml")
    out.unlink(missing_ok=True)
    ran = run("import-edits", plan, edited, "-o", out, *options, "--json")
    assert (ran.code, ran.errors) == (0, [])
    document: dict[str, Any] = json.loads(ran.out, parse_constant=pytest.fail)
    return document


def with_shape(zones: Zones, row: int, shape: shapely.Geometry) -> Zones:
    """Return zones of which one has another outline."""
    shapes = zones.geometry.to_numpy(copy=True)
    shapes[row] = shape
    return zones.set_geometry(gpd.GeoSeries(shapes, crs=zones.crs))


def halved(zones: Zones) -> Zones:
    """Return zones of which the first is two rows of one id, a half each."""
    parts = with_shape(zones.iloc[[0, 0]].reset_index(drop=True), 0, WEST)
    return pd.concat([with_shape(parts, 1, EAST), zones.iloc[1:]], ignore_index=True)
