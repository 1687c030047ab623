"""Tiles of the operator's own files, as a ground for the page's map."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from layers.errors import UnknownError
from layers.messages import Message
from service.api.access import require_role
from service.api.bodies import with_etag
from service.api.dependencies import cacheable
from service.settings import ServiceSettings
from service.tile_files import DEEPEST_LEVEL, PICTURE_TYPES

router = APIRouter(prefix="/api/basemaps", dependencies=[require_role("viewer")])

_PICTURES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {} for kind in PICTURE_TYPES}}
}
_Number = Annotated[int, Path(ge=0, lt=2**DEEPEST_LEVEL)]


@router.get("/{name}/{zoom}/{x}/{y}", response_class=Response, responses=_PICTURES)
def tile(
    request: Request,
    name: Annotated[str, Path(max_length=200)],
    zoom: Annotated[int, Path(ge=0, le=DEEPEST_LEVEL)],
    x: _Number,
    y: _Number,
) -> Response:
    """Return a tile of a file that the service has (`serve --basemap FILE`): x from 180° west.

    Raises:
        UnknownError: there is no such file, or it has no such tile.
    """
    settings: ServiceSettings = request.app.state.settings
    files = [one.file for one in settings.basemaps if one.file is not None and one.name == name]
    found = files[0].tile(zoom, x, y) if files and max(x, y) < 2**zoom else None
    if found is None:
        raise UnknownError(Message("service-basemap-none", name=name, zoom=zoom, x=x, y=y))
    return cacheable(request, with_etag(*found), is_shared=False)
