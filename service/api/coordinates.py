"""Positions on the map: their coordinates in other systems, and a ruler between them."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from pyproj import CRS

from geo.ruler import measure_path
from layers.geometry.gauss_kruger import gauss_kruger
from service.api.access import require_role
from service.api.answers.base import described
from service.api.answers.coverage import Position, RulerLengths
from service.api.dependencies import SessionOf

router = APIRouter(prefix="/api", dependencies=[require_role("viewer")])

_CGCS2000 = CRS.from_epsg(4490)
Degrees = Annotated[float, Field(allow_inf_nan=False, strict=True)]


class PathRequest(BaseModel, extra="forbid"):
    """Points in the plan's longitude and latitude, in the order of the path."""

    places: list[tuple[Degrees, Degrees]] = Field(min_length=2, max_length=1_000)


@router.get("/position", **described(Position))
def position(
    session: SessionOf,
    lon: Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)],
    lat: Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False)],
) -> dict[str, Any]:
    """Return a position in CGCS2000 3° Gauss–Krüger coordinates; null outside its zones.

    Also null for a plan in another CRS, whose country has other grids.
    """
    crs = session.plan.crs
    chinese = crs.equals(_CGCS2000, ignore_axis_order=True)
    at = gauss_kruger(lon, lat, crs.to_string()) if chinese else None
    written = asdict(at) | {"epsg": at.epsg} if at else None
    return {"lon": lon, "lat": lat, "gauss_kruger": written}


@router.post("/ruler", **described(RulerLengths))
def ruler(session: SessionOf, way: PathRequest) -> dict[str, Any]:
    """Return a path's length and the area it encloses, on the plan's ellipsoid."""
    return asdict(measure_path(session.plan.ellipsoid, way.places))
