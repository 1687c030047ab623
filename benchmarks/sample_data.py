"""What the benchmark measures on: the China plan with many synthetic demand points.

Both are kept in the user's cache folder. The points are drawn from district populations, with a
fixed seed, evenly over each district's land: as many as its share of the people asks for, each with
an equal part of them.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import layers.china
from layers import Plan
from layers.china import build_china_plan

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

SEED = 20_260


def plan_with_points(count: int) -> Plan:
    """Return the China plan with about this many demand points in place of its own."""
    plan = china_plan()
    frames = {name: plan.frame(name) for name in plan.present}
    frames["demand"] = _demand_frame(draw_points(plan, count), plan)
    return Plan(frames)


def cache_folder() -> Path:
    """Return the folder of the user's cache that benchmarks keep things in; made if need be."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = root / "zonewright" / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def china_plan() -> Plan:
    """Return the China plan: built once for each state of the code that builds it."""
    package = Path(layers.china.__file__).parent
    state = hashlib.blake2b(digest_size=6)
    for path in sorted(package.rglob("*")):
        if path.suffix in {".py", ".csv"}:
            state.update(path.read_bytes())
    path = cache_folder() / f"china-{state.hexdigest()}.gpkg"
    if not path.exists():
        build_china_plan().save(path)
    return Plan.open(path)


def draw_points(plan: Plan, count: int) -> pd.DataFrame:
    """Return `lon`, `lat`, `population` and `district` (row) of synthetic points."""
    population = plan.demand.groupby("adcode")["population"].sum()
    people = plan.regions["adcode"].map(population).fillna(0.0).to_numpy(float)
    path = cache_folder() / f"points-{plan.layers['regions'][:12]}-{SEED}-{count}.npz"
    if not path.exists():
        rng = np.random.default_rng(SEED)
        number = rng.multinomial(count, people / people.sum())
        shapes = plan.regions.geometry.to_numpy()
        drawn = [_inside(shape, n, rng) for shape, n in zip(shapes, number, strict=True)]
        district = np.repeat(np.arange(len(number)), number).astype(np.int32)
        np.savez(path, xy=np.concatenate(drawn), district=district)
    with np.load(path) as kept:
        xy, district = kept["xy"], kept["district"]
    number = np.bincount(district, minlength=len(people))
    each = people[district] / number[district]
    return pd.DataFrame(
        {"lon": xy[:, 0], "lat": xy[:, 1], "population": each, "district": district}
    )


def _inside(shape: BaseGeometry, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return points drawn evenly from a polygon."""
    shapely.prepare(shape)
    west, south, east, north = shape.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        more = rng.uniform((west, south), (east, north), (3 * count + 10, 2))
        found = np.concatenate([found, more[shapely.contains_xy(shape, more)]])
    return found[:count]


def _demand_frame(points: pd.DataFrame, plan: Plan) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "demand_id": np.arange(len(points)).astype(str),
            "population": points["population"],
            "adcode": plan.regions["adcode"].to_numpy()[points["district"]],
        },
        geometry=shapely.points(points["lon"], points["lat"]),
        crs=plan.crs,
    )
