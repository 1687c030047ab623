"""Esri JSON, as ArcGIS services answer it: features with attributes and rings, paths or a point.

Rings have no order that all programs keep, so they are read by the even-odd rule: a ring inside
another is a hole.
"""

from typing import Any

import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from layers.errors import PlanError
from layers.formats.positions import position_of, ring_of
from layers.formats.shapes import nested
from layers.formats.table import Assumption
from layers.messages import Message

_OWN_CODES = 32_767  # codes of spatial references above it are Esri's
_CURVED = ("curveRings", "curvePaths")


def is_esri(document: dict[str, Any]) -> bool:
    """Return whether a JSON document is a set of Esri's features.

    >>> is_esri({"geometryType": "esriGeometryPoint", "features": []}), is_esri({"features": []})
    (True, False)
    """
    listed = document.get("features")
    if not isinstance(listed, list) or document.get("type") == "FeatureCollection":
        return False
    first: Any = next(iter(listed), None)
    return (
        str(document.get("geometryType", "")).startswith("esri")
        or "spatialReference" in document
        or (isinstance(first, dict) and "attributes" in first and "type" not in first)
    )


def esri_crs(document: dict[str, Any]) -> CRS | None:
    """Return the CRS of a set of features; None if it states none that PROJ knows."""
    stated = document.get("spatialReference")
    first = next(iter(document["features"]), None)
    if stated is None and isinstance(first, dict) and isinstance(first.get("geometry"), dict):
        stated = first["geometry"].get("spatialReference")
    for name in _names(stated) if isinstance(stated, dict) else ():
        try:
            return CRS.from_user_input(name)
        except ProjError:
            continue
    return None


def _names(stated: dict[str, Any]) -> list[str]:
    """Return the names of a spatial reference for PROJ, the newest code first."""
    codes = [stated.get(key) for key in ("latestWkid", "wkid")]
    names = [
        f"{'ESRI' if code > _OWN_CODES else 'EPSG'}:{code}"
        for code in codes
        if isinstance(code, int) and not isinstance(code, bool)
    ]
    return names + [text for key in ("wkt", "wkt2") if isinstance(text := stated.get(key), str)]


def esri_notes(document: dict[str, Any]) -> tuple[Assumption, ...]:
    """Return a note if a service declares that it sent only a part of its features."""
    if document.get("exceededTransferLimit") is not True:
        return ()
    count = len(document["features"])
    return (Assumption("format", str(count), Message("format-esri-part", count=count)),)


def esri_row(feature: Any, *, lines: bool) -> tuple[dict[str, Any], Any]:  # noqa: ANN401  JSON
    """Return the attributes and the shape of a feature, None if it has none.

    Raises:
        PlanError: its geometry is of another kind; the reason, without the file.
        TypeError, ValueError, KeyError, IndexError: it cannot be read.
    """
    attributes = feature.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise PlanError(Message("file-feature-properties"))
    return attributes, _shape(feature.get("geometry"), lines=lines)


def _shape(geometry: Any, *, lines: bool) -> Any:  # noqa: ANN401  JSON, a shapely geometry
    if geometry is None or geometry == {}:
        return None
    if any(geometry.get(name) for name in _CURVED):
        raise PlanError(Message("format-esri-curved"))
    if geometry.get("rings"):
        return nested([shapely.Polygon(ring_of(ring)) for ring in geometry["rings"]])
    if geometry.get("paths"):
        if not lines:
            raise PlanError(Message("file-feature-geometry", kind="LineString"))
        return shapely.MultiLineString([ring_of(path) for path in geometry["paths"]])
    if geometry.get("points"):
        return shapely.MultiPoint(ring_of(geometry["points"]))
    if geometry.get("x") is None or geometry["x"] == "NaN":
        return None
    return shapely.Point(position_of((geometry["x"], geometry["y"])))
