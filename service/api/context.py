"""Context around the plan as tiles: coasts, water, roads, railways and names, for orientation."""

import json
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from layers.errors import UnknownError
from layers.formats.vector_tiles import MVT
from layers.geometry.tile_grid import DEEPEST
from layers.messages import Message
from service.api.access import require_role
from service.api.answers.base import described
from service.api.answers.coverage import ContextPlace
from service.api.bodies import with_etag
from service.api.dependencies import SessionOf, cacheable

router = APIRouter(prefix="/api/layers/context", dependencies=[require_role("viewer")])

_MOST_FOUND = 8

_Column = Annotated[int, Path(ge=0, lt=2**DEEPEST)]


@router.get("/places", **described(list[ContextPlace]))
def places(
    request: Request, session: SessionOf, q: Annotated[str, Query(min_length=1, max_length=100)]
) -> Response:
    """Return up to eight places around the plan whose name, English or Chinese, contains a text.

    Names that begin with it come first, then by population. They are from GeoNames
    (`GET /api/sources`). `adcode` is the region of the plan that a place lies in.
    """
    matches = session.plan_session.place_names.find(q, _MOST_FOUND)
    return cacheable(request, json.dumps(matches, ensure_ascii=False), is_shared=False)


@router.get("/{zoom}/{x}/{y}", response_class=Response, responses={200: {"content": {MVT: {}}}})
def tile(
    request: Request,
    session: SessionOf,
    zoom: Annotated[int, Path(ge=0, le=DEEPEST)],
    x: _Column,
    y: _Column,
) -> Response:
    """Return a tile (MVT) of the Web Mercator grid: x from 180° west, y from 85.05° north.

    It is drawn 512 pixels wide: a level's tiles are for the next level of a map. Its layers are
    `land`, `lakes`, `rivers`, `roads`, `railways` and `places` (with `name`, `name_zh` and
    `population`), clipped 32 units beyond the tile's side of 2,048. Empty layers are omitted. The
    tiles of the plan at `/ogc/tiles` begin with the same bytes.

    Raises:
        UnknownError: there is no such tile.
    """
    if max(x, y) >= 2**zoom:
        raise UnknownError(Message("service-context-none", zoom=zoom, x=x, y=y))
    body = session.plan_session.context_tile((zoom, x, y))
    return cacheable(request, with_etag(body, MVT), is_shared=False)
