"""What lies about the plan, in tiles: coasts, water, roads, railways and names, for orientation."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from layers.errors import UnknownError
from layers.messages import Message
from service.api.access import require_role
from service.api.dependencies import SessionOf, cacheable
from service.map.context_tiles import DEEPEST

router = APIRouter(prefix="/api/layers/context", dependencies=[require_role("viewer")])

_MOST_FOUND = 8

Column = Annotated[int, Path(ge=0, lt=2**DEEPEST)]


@router.get("/places")
def places(
    request: Request, session: SessionOf, q: Annotated[str, Query(min_length=1, max_length=100)]
) -> Response:
    """Return the places about the plan whose name, English or Chinese, has a text: eight at most.

    Those that begin with it come first, and of these those of most people. They are GeoNames'
    (`GET /api/sources`); none where the service has no context.
    """
    names = session.plan_session.place_names
    found = names.find(q, _MOST_FOUND) if names else []
    return cacheable(request, json.dumps(found, ensure_ascii=False), asked_again=False)


@router.get("/{zoom}/{x}/{y}")
def tile(
    request: Request,
    session: SessionOf,
    zoom: Annotated[int, Path(ge=0, le=DEEPEST)],
    x: Column,
    y: Column,
) -> Response:
    """Return a square tile of the web's maps: x from 180° west, y from 85.05° north.

    It is drawn 512 pixels wide: a level's tiles are for the next level of a map. Lists of whole
    numbers, 2,048 to a tile's side: a position, then steps to the next. `land`,
    `lakes`: rings cut 32 units beyond the tile, those within others are holes; `rivers`, `roads`,
    `railways`: lines; `places`: x, y, name, name in Chinese, people. What there is none of is left
    out.

    Raises:
        UnknownError: there is no such tile, or no context (`GET /api/plan` says whether there is).
    """
    tiles = session.plan_session.context_tiles
    if tiles is None or max(x, y) >= 2**zoom:
        raise UnknownError(Message("service-context-none", zoom=zoom, x=x, y=y))

    def made() -> str:
        return json.dumps(tiles.tile(zoom, x, y), ensure_ascii=False, separators=(",", ":"))

    body = session.plan_session.context_tile((zoom, x, y), made)
    return cacheable(request, body, asked_again=False)
