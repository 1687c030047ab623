"""The features of a collection: pages of items, single ones, and what they can be filtered by."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote

import numpy as np
import shapely
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError

from geo.validation import shown
from layers.errors import UnknownError
from layers.messages import Message
from service.api.access import require_role
from service.api.bodies import content_hash
from service.api.dependencies import SessionOf
from service.api.middleware import check_parameters, refuse_unknown_parameters
from service.ogc.collections import Collection, collection_of
from service.ogc.crs import CRS84, WireCrs, boxes_of, crs_of
from service.ogc.documents import (
    GEOJSON,
    HTML,
    JSON,
    QUERYABLES,
    SCHEMA,
    VARY,
    Format,
    address,
    answer,
    described,
    in_header,
    link,
    own_address,
    wants_html,
)
from service.ogc.filters import equal_mask, mask_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from service.ogc.features import Features, Selection

router = APIRouter(prefix="/ogc/collections", dependencies=[require_role("viewer")])
CHECKED = [Depends(refuse_unknown_parameters)]

MOST_ITEMS = 10_000
_USUAL_ITEMS = 100
_TIME = r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?"
_INSTANT = rf"(\.\.|{_TIME})?"
_DATETIME = re.compile(rf"{_TIME}|{_INSTANT}/{_INSTANT}")

CollectionPath = Annotated[str, Path(max_length=200)]
FeaturePath = Annotated[str, Path(max_length=1_000)]
CrsQuery = Annotated[str | None, Query(max_length=200)]


@dataclass(frozen=True)
class ItemsQuery:
    """The parameters of a request for items, besides the properties of the collection."""

    bbox: Annotated[str | None, Query(max_length=500)] = None
    bbox_crs: Annotated[str | None, Query(alias="bbox-crs", max_length=200)] = None
    datetime: Annotated[str | None, Query(max_length=100)] = None
    limit: Annotated[int, Query(ge=1, json_schema_extra={"maximum": MOST_ITEMS})] = _USUAL_ITEMS
    crs: CrsQuery = None
    filter: Annotated[str | None, Query(max_length=20_000)] = None
    filter_lang: Annotated[Literal["cql2-text", "cql2-json"] | None, Query(alias="filter-lang")] = (
        None
    )
    filter_crs: Annotated[str | None, Query(alias="filter-crs", max_length=200)] = None
    after: Annotated[str | None, Query(max_length=1_000)] = None
    f: Format = None


@router.get("/{collection}/items", response_class=Response, responses=described(GEOJSON))
def items(
    request: Request,
    session: SessionOf,
    collection: CollectionPath,
    query: Annotated[ItemsQuery, Depends()],
) -> Response:
    """Return a page of features; `next` leads to the following one.

    `limit` above 10,000 counts as that. A parameter named like a property selects features that
    have that value. No property is a time, so that `datetime` leaves nothing out.
    """
    found = collection_of(session, collection)
    features = found.features(session)
    check_parameters(request, features.kinds)
    crs = crs_of(query.crs, found.plan, "crs")
    mask = _mask(request, found, features, query)
    try:
        page = features.select(mask, query.after, min(query.limit, MOST_ITEMS))
    except ValueError as error:
        wrong = Message("ogc-after", given=shown(query.after))
        raise RequestValidationError([wrong.at("query", "after")]) from error
    of = "collections", found.name
    links = [
        link("collection", address(request, *of), JSON),
        link(QUERYABLES, address(request, *of, "queryables"), SCHEMA),
    ]
    if page.after is not None:
        links.append(link("next", own_address(request, after=page.after, f="json"), GEOJSON))
    document: dict[str, Any] = {"type": "FeatureCollection", "links": links}
    document |= {"numberMatched": page.matched, "numberReturned": len(page.rows)}
    if wants_html(request, query.f):
        return answer(request, "html", document | _listed(request, found, features, page))
    texts = features.geojson(page.rows, crs, found.plan.crs)
    headers = {"Content-Crs": f"<{crs.uri}>"}
    return answer(request, "json", document, GEOJSON, headers, features=texts)


@router.get(
    "/{collection}/items/{feature:path}",
    dependencies=CHECKED,
    response_class=Response,
    responses=described(GEOJSON),
)
def item(  # noqa: PLR0913, PLR0917  each is a part of the request
    request: Request,
    session: SessionOf,
    collection: CollectionPath,
    feature: FeaturePath,
    crs: CrsQuery = None,
    f: Format = None,
) -> Response:
    """Return a feature by its id, with a strong ETag."""
    found = collection_of(session, collection)
    features = found.features(session)
    wire = crs_of(crs, found.plan, "crs")
    row = row_of(features, feature)
    if wants_html(request, f):
        parent = link("collection", address(request, "collections", found.name), JSON)
        document = {"id": features.ids[row], **features.properties(row), "links": [parent]}
        return answer(request, "html", document)
    return feature_response(request, found, features, row, wire)


def feature_response(
    request: Request, found: Collection, features: Features, row: int, crs: WireCrs
) -> Response:
    """Return a feature as GeoJSON, with its links and its ETag."""
    tag = etag_of(features, row) + ("" if crs.uri == CRS84 else f".{crs.uri.rpartition('/')[2]}")
    headers = {"ETag": f'"{tag}"', "Content-Crs": f"<{crs.uri}>", "Vary": VARY}
    if headers["ETag"] in request.headers.get("if-none-match", "") and request.method == "GET":
        return Response(status_code=304, headers=headers)
    (text,) = features.geojson(np.array([row]), crs, found.plan.crs)
    self_ = address(request, "collections", found.name, "items", str(features.ids[row]))
    links = [
        link("self", f"{self_}?f=json", GEOJSON),
        link("alternate", f"{self_}?f=html", HTML),
        link("collection", address(request, "collections", found.name), JSON),
    ]
    headers["Link"] = in_header(links)
    body = f'{text[:-1]},"links":{json.dumps(links)}}}'
    return Response(body, media_type=GEOJSON, headers=headers)


def etag_of(features: Features, row: int) -> str:
    """Return the hash of a feature's content, of which its strong ETags in all CRSs are made."""
    cells = json.dumps(features.properties(row), sort_keys=True)
    shape = b"" if features.shapes is None else shapely.to_wkb(features.shapes[row])
    return content_hash(cells.encode() + (shape or b""))


def row_of(features: Features, name: str) -> int:
    """Return the row of a feature by its id.

    Raises:
        UnknownError: there is none.
    """
    if name not in features.rows:
        raise UnknownError(Message("ogc-feature-unknown", given=shown(name)))
    return features.rows[name]


def _mask(
    request: Request, found: Collection, features: Features, query: ItemsQuery
) -> NDArray[np.bool_] | None:
    """Return which features match all that a request filters by; None: all.

    Raises:
        RequestValidationError: a parameter is invalid.
    """
    plan, masks = found.plan, []
    if query.datetime is not None:
        _check_datetime(query.datetime)
    bbox_crs = crs_of(query.bbox_crs, plan, "bbox-crs")
    if query.bbox is not None:
        masks.append(features.within(boxes_of(query.bbox, plan, bbox_crs)))
    filter_crs = crs_of(query.filter_crs, plan, "filter-crs")
    if query.filter is not None:
        language = query.filter_lang or "cql2-text"
        masks.append(mask_of(query.filter, language, features, filter_crs, plan.crs))
    own = {"bbox", "bbox-crs", "datetime", "limit", "crs", "filter", "filter-lang", "filter-crs"}
    for name, value in request.query_params.multi_items():
        if name in features.kinds and name not in own | {"after", "f"}:
            masks.append(equal_mask(name, value, features))
    return np.logical_and.reduce(masks) if masks else None


def _check_datetime(text: str) -> None:
    """Check that a parameter is an instant or an interval, with two ends in order.

    Raises:
        RequestValidationError: it is none.
    """
    try:
        ends = [datetime.fromisoformat(part) for part in text.split("/") if part not in {"", ".."}]
        is_valid = bool(_DATETIME.fullmatch(text)) and text not in {"/", "../", "/..", "../.."}
        stamps = [end.replace(tzinfo=end.tzinfo or None).isoformat()[:10] for end in ends]
        is_valid &= stamps == sorted(stamps)
    except ValueError:
        is_valid = False
    if not is_valid:
        wrong = Message("ogc-datetime", given=shown(text))
        raise RequestValidationError([wrong.at("query", "datetime")])


def _listed(
    request: Request, found: Collection, features: Features, page: Selection
) -> dict[str, Any]:
    """Return a page of features for HTML, without geometry."""
    items_ = address(request, "collections", found.name, "items")
    return {
        "title": found.title,
        "features": [
            {
                "id": features.ids[row],
                "href": f"{items_}/{quote(str(features.ids[row]), safe='')}",
                "properties": features.properties(row),
            }
            for row in page.rows.tolist()
        ],
    }
