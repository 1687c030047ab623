"""What is checked and derived across the layers of a plan: CRS, references, codes of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from pyproj import CRS

from layers.errors import CrsError
from layers.geometry.ellipsoid import Ellipsoid
from layers.messages import Message
from layers.plan.layer_validation import rows_of
from layers.schema.column_types import as_text
from layers.schema.layer_schema import LAYERS
from layers.schema.terms_table import chinese_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from layers.schema.terms import Level


def common_crs(layers: Mapping[str, pd.DataFrame], problems: list[Message]) -> CRS:
    """Return the CRS of the zones; a layer in another CRS, or a projected CRS, is a problem."""
    crs_of = {
        name: CRS.from_user_input(frame.crs)
        for name, frame in layers.items()
        if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None
    }
    crs = crs_of.get("zones", CRS.from_epsg(4490))
    try:
        Ellipsoid.of(crs)
    except CrsError as error:
        problems.extend(problem.at("zones") for problem in error.problems)
    problems.extend(
        Message("plan-crs-mixed", crs=other.to_string(), zones_crs=crs.to_string()).at(name)
        for name, other in crs_of.items()
        if not other.equals(crs, ignore_axis_order=True)
    )
    return crs


def check_references(frames: Mapping[str, pd.DataFrame], problems: list[Message]) -> None:
    """Append a problem for each column with ids missing in the layer that it refers to."""
    for name, frame in frames.items():
        for column, target in LAYERS[name].refers:
            if target not in frames:
                continue
            ids = frames[target][LAYERS[target].key]
            lost = np.asarray(frame[column].notna() & ~frame[column].isin(ids))
            if lost.any():
                rows = rows_of(lost, frame[column])
                problems.append(
                    Message("plan-id-not-there", rows=rows, layer=target).at(name, column)
                )


def derive_parents(frames: Mapping[str, pd.DataFrame], crs: CRS) -> None:
    """Fill empty city and province adcodes of China's districts by the structure of GB/T 2260.

    A region is recognised by its code and the plan's CRS (`chinese_codes`), unless the plan's terms
    define other levels.
    """
    regions, terms = frames["regions"], frames.get("terms")
    level_columns = (
        set() if terms is None else set(terms["region_column"][terms["term"] == "level"])
    )
    nested = chinese_codes(regions, crs)
    for column, digits in (("city_adcode", 4), ("province_adcode", 2)):
        if not level_columns or column in level_columns:
            parent = regions["adcode"].str[:digits].str.ljust(6, "0").where(nested)
            regions[column] = regions[column].where(regions[column].notna(), parent)


def convert_level_codes(regions: pd.DataFrame, levels: Iterable[Level]) -> None:
    """Convert codes and names of levels in columns outside the schema to text."""
    for level in levels:
        for column in (level.column, level.name_column, f"{level.name_column}_zh"):
            if column in regions and LAYERS["regions"].column(column) is None:
                regions[column] = as_text(regions[column])
