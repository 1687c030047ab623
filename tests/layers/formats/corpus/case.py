"""A file of the corpus: what makes it, and what must come of reading it.

Most files hold the same two zones, `W` and `E`, the second of two blocks with a hole, or the same
two points; so what is read can be held against what was written.
"""

import json
import warnings
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from layers.formats import ReadOptions

BAND_40 = "EPSG:4528"
MILLIMETRE_DEG = 1e-8
NEAR: dict[str, Any] = {"tolerance_deg": MILLIMETRE_DEG}

WEST = shapely.box(120.0, 30.0, 120.01, 30.01)
HOLED = shapely.box(120.1, 30.0, 120.11, 30.01).difference(
    shapely.box(120.102, 30.002, 120.104, 30.004)
)
EAST = shapely.MultiPolygon([HOLED, shapely.box(120.12, 30.0, 120.125, 30.005)])
ZONES = gpd.GeoDataFrame(
    {
        "zone_id": ["W", "E"],
        "ftz_id": ["F", "G"],
        "name_zh": ["临港", "西片区"],
        "published_area_km2": [1.5, 2.25],
    },
    geometry=[WEST, EAST],
    crs="EPSG:4490",
)
POINTS = gpd.GeoDataFrame(
    {"demand_id": ["001", "002"], "name_zh": ["甲村", "乙村"], "population": [5, 6]},
    geometry=[shapely.Point(120.5, 30.25), shapely.Point(121.25, 31.5)],
    crs="EPSG:4490",
)


@dataclass(frozen=True)
class Case:
    """A file that `make` writes into a folder, and returns the path of.

    What is read has the ids, the texts and the geometry of `truth`, within `tolerance_deg` once it
    is in its CRS; `crs` is None where the file tells none, and empty where it is no matter. `says`
    are things that are assumed, with their values: `band=40; rings=open`. A file that is `refused`
    ends in lines that hold this text.
    """

    name: str
    make: Callable[[Path], Path]
    layer: str = "zones"
    options: ReadOptions = field(default_factory=ReadOptions)
    truth: gpd.GeoDataFrame = field(default_factory=lambda: ZONES)
    columns: tuple[str, ...] = ("name_zh", "ftz_id", "published_area_km2")
    crs: str | None = "EPSG:4490"
    tolerance_deg: float = 0.0
    says: str = ""
    refused: str = ""

    @property
    def assumed(self) -> set[tuple[str, str]]:
        """Return what is assumed, with its values."""
        parts = (one.partition("=") for one in self.says.split("; ") if one)
        return {(what, value) for what, _, value in parts}


def vector(
    name: str, driver: str, frame: gpd.GeoDataFrame = ZONES, **options: Any
) -> Callable[[Path], Path]:
    """Return a maker of a file that GDAL writes."""

    def make(folder: Path) -> Path:
        return written(folder / name, driver, frame, **options)

    return make


def written(path: Path, driver: str, frame: gpd.GeoDataFrame, **options: Any) -> Path:
    """Write a file by GDAL, whatever it warns of: a format may hold less than the frame."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(frame, path, driver=driver, **options)
    return path


def text(name: str, content: str, encoding: str = "utf-8") -> Callable[[Path], Path]:

    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content.encode(encoding))
        return folder / name

    return make


def document(name: str, content: object, encoding: str = "utf-8") -> Callable[[Path], Path]:
    """Return a maker of a JSON file."""
    return text(name, json.dumps(content, ensure_ascii=False), encoding)


def after(
    make: Callable[[Path], Path], *changes: Callable[[Path], object]
) -> Callable[[Path], Path]:
    """Return a maker of a file that is changed after it is written."""

    def changed(folder: Path) -> Path:
        path = make(folder)
        for change in changes:
            change(path)
        return path

    return changed


def dropping(suffix: str) -> Callable[[Path], None]:
    """Return a change: the file of that suffix beside it is not there."""
    return lambda path: path.with_suffix(suffix).unlink(missing_ok=True)


def stating(page: str) -> Callable[[Path], object]:
    """Return a change: the .cpg states this encoding."""
    return lambda path: path.with_suffix(".cpg").write_text(page)


def packed(
    name: str,
    make: Callable[[Path], Path],
    inside: str = "",
    *,
    more: Iterable[tuple[str, str]] = (),
) -> Callable[[Path], Path]:
    """Return a maker of an archive of all that another maker writes, in a folder of the archive."""

    def pack(folder: Path) -> Path:
        source = folder / "source"
        source.mkdir()
        make(source)
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(source.rglob("*")):
                archive.write(file, f"{inside}{file.relative_to(source)}")
            for other, content in more:
                archive.writestr(other, content)
        return folder / name

    return pack


def solid(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry(shapely.force_3d(frame.geometry.to_numpy(), 7.5), crs=frame.crs)


def turned(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame with its coordinates the other way round."""
    return frame.set_geometry(
        shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1]), crs=frame.crs
    )


def renamed(frame: gpd.GeoDataFrame, **names: str) -> gpd.GeoDataFrame:
    """Return a frame with columns of other names."""
    return frame.rename(columns=names)


def with_row(frame: gpd.GeoDataFrame, key: str, shape: Any) -> gpd.GeoDataFrame:
    """Return a frame with one more row, of an id and a shape alone."""
    row = gpd.GeoDataFrame({frame.columns[0]: [key]}, geometry=[shape], crs=frame.crs)
    more: gpd.GeoDataFrame = pd.concat([frame, row], ignore_index=True)
    return more
