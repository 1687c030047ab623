"""One layer of a file through GDAL, by one driver alone, for formats that have no own code here.

A reader looks at a file's content first, since GDAL opens virtual and remote sources under innocent
names; here it is made sure that the driver is the one that was meant.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio
import shapely

from layers.errors import PlanError
from layers.formats.content import leads_elsewhere
from layers.formats.layer_choice import assumed_layer, chosen_layer
from layers.formats.table import Assumption, ReadOptions, Table
from layers.messages import Message
from layers.plan.geopackage import GDAL_FAILURES, short_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BytesIO
    from pathlib import Path

    import pandas as pd

_BYTES = "ISO-8859-1"  # every byte is a character of its own, so nothing is lost


def read_dataset(path: Path, driver: str, layer: str, options: ReadOptions) -> Table:
    """Return the layer that is meant of a file of several.

    Raises:
        PlanError: it is damaged, or the layer is not clear.
    """
    names = layers_of(path)
    chosen = chosen_layer(path, names, layer, options.layer)
    table = read_layer(path, driver, chosen)
    said = assumed_layer(chosen, layer, options.layer)
    return Table(table.frame, (*said, *table.assumed))


def layers_of(path: Path) -> list[str]:
    """Return the names of a file's layers.

    Raises:
        PlanError: it is damaged.
    """
    with reading(path):
        return [str(name) for name, _ in pyogrio.list_layers(path)]


def read_layer(
    path: Path, driver: str, layer: str | None = None, *, raw: bool = False, **opening: str
) -> Table:
    """Return a layer, the only one where none is named; empty text is None.

    Text and names of columns are in Latin 1, a character for each byte, where they are `raw`.
    Measures are dropped, and that is said; arcs become lines. `opening` are options of the driver.

    Raises:
        PlanError: it is damaged, or another driver took it.
    """
    encoding = _BYTES if raw else None
    with reading(path), warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", category=UserWarning)
        taken = pyogrio.read_info(path, layer=layer, encoding=encoding)["driver"]
        if taken != driver:
            raise PlanError(Message("format-not-driver", driver=driver, found=taken).in_file(path))
        frame: pd.DataFrame = pyogrio.read_dataframe(
            path, layer=layer, encoding=encoding, **opening
        )
    texts = [name for name in frame.columns if frame[name].dtype in ("str", "object")]
    for name in texts:
        if name != "geometry":
            cells = frame[name].astype("object")
            frame[name] = cells.where(cells.notna() & (cells != ""), None)
    is_measured = any("Measured" in str(each.message) for each in told)
    said = Assumption("geometry", "2D", Message("format-geometry-measured"))
    return Table(frame, (said,) if is_measured and isinstance(frame, gpd.GeoDataFrame) else ())


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what GDAL raises into a problem of the file.

    Raises:
        PlanError: GDAL has raised anything, or the file leads elsewhere.
    """
    if path.is_file() and leads_elsewhere(path):
        raise PlanError(Message("format-leads-elsewhere").in_file(path))
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=RuntimeWarning)  # GDAL's, of readable files
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
    """Write a layer of multipolygons, or a table; outer rings run against the clock.

    `how` are options of `pyogrio.write_dataframe`. GDAL may not tell that a disk is full at the
    very end of a file: what is packed or written after it does.

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
            warnings.simplefilter("ignore")  # of what the format holds otherwise, as documented
            pyogrio.write_dataframe(out, out_to, driver=driver, layer=layer, **how)
    except GDAL_FAILURES as error:
        raise OSError(0, short_reason(error)) from error
