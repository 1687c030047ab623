"""One layer of a file through GDAL by a single driver, for formats without their own code.

A reader checks a file's content first, because GDAL opens virtual and remote sources under harmless
names; this module ensures that the intended driver is used.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from layers.errors import PlanError
from layers.formats.content import leads_elsewhere
from layers.formats.table import Assumption, ReadOptions, Table, assumed_layer, chosen_layer
from layers.messages import Message
from layers.plan.geopackage import GDAL_FAILURES, short_reason

_BYTES = "ISO-8859-1"  # every byte is a character, so nothing is lost


def read_dataset(path: Path, driver: str, layer: str, options: ReadOptions) -> Table:
    """Return the wanted layer of a file with several.

    Raises:
        PlanError: it is damaged, or the layer is ambiguous.
    """
    with reading(path):
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
    chosen = chosen_layer(path, names, layer, options.layer)
    table = read_with_gdal(path, driver, chosen)
    assumptions = assumed_layer(chosen, layer, options.layer)
    return Table(table.frame, (*assumptions, *table.assumed))


def read_with_gdal(
    path: Path, driver: str, layer: str | None = None, *, raw: bool = False, **opening: str
) -> Table:
    """Return a layer, by default the only one.

    Empty text is None, except in a GeoPackage, which distinguishes the two, as a plan does.
    If `raw`, text and column names are in Latin 1, a character for each byte. Measures are dropped,
    with a note; arcs become lines. `opening` are options of the driver.

    Raises:
        PlanError: it is damaged, or another driver opened it.
    """
    encoding = _BYTES if raw else None
    with reading(path), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        used_driver = pyogrio.read_info(path, layer=layer, encoding=encoding)["driver"]
        if used_driver != driver:
            raise PlanError(
                Message("format-not-driver", driver=driver, found=used_driver).in_file(path)
            )
        frame: pd.DataFrame = pyogrio.read_dataframe(
            path, layer=layer, encoding=encoding, **opening
        )
    columns = [name for name in frame.columns if frame[name].dtype in ("str", "object")]
    for name in columns:
        if name != "geometry":
            cells = frame[name].astype("object")
            filled = cells.notna() & ((cells != "") | (driver == "GPKG"))
            frame[name] = cells.where(filled, None)
    is_measured = any("Measured" in str(each.message) for each in caught)
    assumption = Assumption("geometry", "2D", Message("format-geometry-measured"))
    measured = (assumption,) if is_measured and isinstance(frame, gpd.GeoDataFrame) else ()
    return Table(frame, (*measured, *_remarks(driver, caught)))


def _remarks(driver: str, caught: list[warnings.WarningMessage]) -> Iterator[Assumption]:
    """Yield a note with GDAL's first warning about the content, if any: cells may be lost."""
    texts = {short_reason(it.message): None for it in caught if it.category is RuntimeWarning}
    for first in islice(texts, 1):
        remark = Message("format-gdal-remark", text=first, others=len(texts) - 1)
        yield Assumption("format", driver, remark)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn GDAL's errors into problems of the file.

    Raises:
        PlanError: GDAL raised an error, or the file refers to other sources.
    """
    if path.is_file() and leads_elsewhere(path):
        raise PlanError(Message("format-leads-elsewhere").in_file(path))
    try:
        with warnings.catch_warnings():
            # GDAL's, about readable files
            warnings.filterwarnings("ignore", category=RuntimeWarning)
            warnings.filterwarnings("ignore", "Measured", UserWarning)  # dropped
            yield
    except PlanError:
        raise
    except GDAL_FAILURES as error:
        why = short_reason(error).replace(f"{path.parent}/", "")
        raise PlanError(Message("file-damaged", why=why).in_file(path)) from error


def write_layer(
    out_to: Path | BytesIO,
    driver: str,
    frame: pd.DataFrame,
    layer: str = "zones",
    **how: Any,  # noqa: ANN401
) -> None:
    """Write a layer of multipolygons, or a table; outer rings are counter-clockwise.

    `how` are options of `pyogrio.write_dataframe`. GDAL may not report a disk that is full at the
    very end of a file: packing or writing afterwards does.

    Raises:
        OSError: GDAL cannot write it.
    """
    out = frame.copy()
    if isinstance(out, gpd.GeoDataFrame):
        out.geometry = shapely.orient_polygons(out.geometry.to_numpy())
        how |= {"geometry_type": "MultiPolygon", "promote_to_multi": True}
    for name in out.columns:
        if out[name].dtype == "object":
            out[name] = out[name].astype("string")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about documented conversions of the format
            pyogrio.write_dataframe(out, out_to, driver=driver, layer=layer, **how)
    except GDAL_FAILURES as error:
        raise OSError(0, short_reason(error)) from error
