"""The CRS of an edit's geometry: which are allowed, and the transformation to the plan's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, TypeVar

import numpy as np
import shapely
from pydantic import AfterValidator, WithJsonSchema
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjCrsError

from geo.edits.polygon_input import check_valid
from geo.validation import shown
from layers.errors import ScenarioError
from layers.geometry.antimeridian import continued
from layers.geometry.reproject import transform_geometry
from layers.messages import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_Drawn = TypeVar("_Drawn", bound="BaseGeometry")

_EPSG = r"EPSG:\d{4,6}"


def read_crs(name: str) -> str:
    """Return the name of a CRS of the EPSG registry as "EPSG:4513".

    Raises:
        ScenarioError: not an EPSG code of a geographic or projected CRS.
    """
    if not re.fullmatch(_EPSG, name):
        raise ScenarioError(Message("edits-crs-not-code", given=shown(name)))
    try:
        parsed = CRS.from_user_input(name)
    except ProjCrsError as error:
        raise ScenarioError(Message("edits-crs-unknown", crs=name)) from error
    if not (parsed.is_geographic or parsed.is_projected):
        raise ScenarioError(Message("edits-crs-of-other-kind", crs=name))
    return name


def to_crs(geometry: _Drawn, source: str, target: CRS, known: NDArray[np.object_] | None) -> _Drawn:
    """Transform a geometry from `source` ("EPSG:4513") to the plan's CRS.

    Coordinates are x (east, longitude) first, whatever the axis order of the CRS. Edges that the
    `known` shapes of the plan have stay unchanged (see `layers.geometry.densify`).

    Raises:
        CrsError: no exact transformation between the two is known.
        ScenarioError: a vertex lies where the source CRS is not defined, or the result is
            invalid.
    """
    moved = transform_geometry(geometry, CRS.from_user_input(source), target, known)
    result: _Drawn = moved.shapes
    if not np.isfinite(shapely.get_coordinates(result)).all():
        raise ScenarioError(Message("edits-crs-out-of-reach", crs=source))
    result = continued(result)  # PROJ jumps from 180° to −180°
    check_valid(result)
    return result


EpsgName = Annotated[
    str, AfterValidator(read_crs), WithJsonSchema({"type": "string", "pattern": f"^{_EPSG}$"})
]
"""The name of a geographic or projected CRS: "EPSG:4513"."""
