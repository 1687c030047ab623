"""What every handler needs: the desk, parameters already checked, answers that can be cached."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from layers.errors import MeasureError
from service.api.desk import Desk

ID_PATTERN = r"^[A-Za-z0-9_-]{1,64}$"


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _bbox(bbox: str | None = None) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of `?bbox=w,s,e,n`, in degrees."""
    if bbox is None:
        return None
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError as error:
        message = f"bbox {bbox!r}: must be four numbers: west,south,east,north in degrees"
        raise MeasureError(message) from error
    return west, south, east, north


DeskOf = Annotated[Desk, Depends(_desk)]
ScenarioPath = Annotated[str, Path(pattern=ID_PATTERN)]
ScenarioQuery = Annotated[str, Query(pattern=ID_PATTERN)]
Bbox = Annotated[tuple[float, float, float, float] | None, Depends(_bbox)]


def cacheable(request: Request, body: str, media_type: str = "application/json") -> Response:
    """Return a body with a strong ETag, or 304 where the browser has it already."""
    content = body.encode()
    etag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
