"""Context around the plan as tiles: coasts, water, roads, railways and names, for orientation."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from layers.errors import UnknownError
from layers.geometry.tile_grid import DEEPEST
from layers.messages import Message
from service.api.access import require_role
from service.api.dependencies import SessionOf, cacheable

router = APIRouter(prefix="/api/layers/context", dependencies=[require_role("viewer")])

_MOST_FOUND = 8

Column = Annotated[int, Path(ge=0, lt=2**DEEPEST)]


@router.get("/places")
def places(
    request: Request, session: SessionOf, q: Annotated[str, Query(min_length=1, max_length=100)]
) -> Response:
    """Return up to eight places around the plan whose name, English or Chinese, contains a text.

    Names that begin with it come first, then by population. They are from GeoNames
    (`GET /api/sources`); the list is empty if the service has no context.
    """
    names = session.plan_session.place_names
    matches = names.find(q, _MOST_FOUND) if names else []
    return cacheable(request, json.dumps(matches, ensure_ascii=False), is_shared=False)


@router.get("/{zoom}/{x}/{y}")
def tile(
    request: Request,
    session: SessionOf,
    zoom: Annotated[int, Path(ge=0, le=DEEPEST)],
    x: Column,
    y: Column,
) -> Response:
    """Return a tile of the Web Mercator grid: x counts from 180° west, y from 85.05° north.

    It is drawn 512 pixels wide: a level's tiles are for the next level of a map. Coordinates are
    lists of integers, 2,048 to a tile's side: a position, then steps to the next. `land`, `lakes`:
    rings clipped 32 units beyond the tile, inner rings are holes; `rivers`, `roads`, `railways`:
    lines; `places`: x, y, name, name in Chinese, population. Empty layers are left out.

    Raises:
        UnknownError: there is no such tile, or no context (see `GET /api/plan`).
    """
    tiles = session.plan_session.context_tiles
    if tiles is None or max(x, y) >= 2**zoom:
        raise UnknownError(Message("service-context-none", zoom=zoom, x=x, y=y))

    def make() -> str:
        return json.dumps(tiles.tile(zoom, x, y), ensure_ascii=False, separators=(",", ":"))

    body = session.plan_session.context_tile((zoom, x, y), make)
    return cacheable(request, body, is_shared=False)
