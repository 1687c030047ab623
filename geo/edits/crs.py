"""The CRS of an edit's geometry: which may be named, and how it is brought to the plan's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import numpy as np
import shapely
from pydantic import AfterValidator, WithJsonSchema
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError as ProjCrsError
from pyproj.exceptions import ProjError

from geo.edits.geometry import check_valid
from geo.problems import shown

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_Drawn = TypeVar("_Drawn", bound="BaseGeometry")

_EPSG = r"EPSG:\d{4,6}"
_NULL_SHIFT = {4326, 4490}  # WGS 84 and CGCS2000: one and the same at this accuracy


def read_crs(name: str) -> str:
    """Return the name of a CRS of the EPSG registry as "EPSG:4513".

    Raises:
        ValueError: the name is no EPSG code of a geographic or projected CRS.
    """
    if not re.fullmatch(_EPSG, name):
        raise ValueError(f"must be an EPSG code such as EPSG:4513, not {shown(name)}; correct it")
    try:
        known = CRS.from_user_input(name)
    except ProjCrsError as error:
        raise ValueError(f"{name} is not known to PROJ; correct it") from error
    if not (known.is_geographic or known.is_projected):
        raise ValueError(f"{name} is neither geographic nor projected; name one that is")
    return name


def to_crs(geometry: _Drawn, source: str, target: CRS) -> _Drawn:
    """Return a geometry's vertices brought from `source` ("EPSG:4513") to the plan's CRS.

    Coordinates of both are x (east, longitude) first, whatever the CRS says of its axes.

    Raises:
        ValueError: no transformation better than a guess is known between the two, a vertex lies
            where the source CRS is not defined, or the result is not valid.
    """
    transformer = _transformer(source, target.to_wkt())

    def moved(xy: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    result: _Drawn = shapely.transform(geometry, moved)
    if not np.isfinite(shapely.get_coordinates(result)).all():
        raise ValueError(f"has a position outside the reach of {source}; correct it")
    check_valid(result)
    return result


@lru_cache(maxsize=64)
def _transformer(source: str, target_wkt: str) -> Transformer:
    """Return the transformation, refusing PROJ's guess where no real one is known.

    WGS 84 to CGCS2000 is a null shift; Beijing 1954 or Xian 1980 have no public parameters and
    would be off by tens of metres without a word.
    """
    pair = CRS.from_user_input(source), CRS.from_wkt(target_wkt)
    datums = {crs.geodetic_crs.to_epsg() for crs in pair if crs.geodetic_crs is not None}
    try:
        return Transformer.from_crs(*pair, always_xy=True, allow_ballpark=datums == _NULL_SHIFT)
    except ProjError as error:
        raise ValueError(
            f"is in {source}, from which no exact transformation to {pair[1].name} is known; "
            "transform it first and give it in the plan's CRS"
        ) from error


EpsgName = Annotated[
    str, AfterValidator(read_crs), WithJsonSchema({"type": "string", "pattern": f"^{_EPSG}$"})
]
"""The name of a geographic or projected CRS: "EPSG:4513"."""
