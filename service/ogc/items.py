"""The features of a collection: pages of items, single ones, and their queryables."""

import json
import re
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from geo.validation import shown
from layers.errors import UnknownError
from layers.messages import Message
from service.api.access import require_role
from service.api.answers.ogc import Item, Items
from service.api.dependencies import SessionOf, cacheable
from service.api.middleware import check_parameters, refuse_unknown_parameters
from service.api.plan_session import LARGEST_ENCODED, Encoded
from service.ogc.collections import Collection, collection_of
from service.ogc.crs import CRS84, WireCrs, boxes_of, crs_of
from service.ogc.documents import (
    GEOJSON_TYPE,
    HTML,
    JSON_TYPE,
    QUERYABLES,
    SCHEMA,
    VARY,
    FormatQuery,
    Link,
    Reply,
    ReplyOf,
    answer_of,
    classes,
    in_header,
    link,
)
from service.ogc.features import Features
from service.ogc.filters import CONFORMANCE as FILTERS
from service.ogc.filters import Filter, equal_mask

router = APIRouter(
    prefix="/ogc/collections",
    dependencies=[require_role("viewer")],
    default_response_class=Response,
)
CHECKED = [Depends(refuse_unknown_parameters)]
ITEMS, ITEM = "/{collection}/items", "/{collection}/items/{feature:path}"
CONFORMANCE = (
    *classes("ogcapi-common-1/1.0", "core"),
    *classes("ogcapi-common-2/1.0", "collections"),
    *classes("ogcapi-features-1/1.0", "core oas30 html geojson"),
    *classes("ogcapi-features-2/1.0", "crs"),
    *FILTERS,
)

MOST_ITEMS = 10_000
_USUAL_ITEMS = 100
_TIME = r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?"
_INSTANT = rf"(\.\.|{_TIME})?"
_DATETIME = re.compile(rf"{_TIME}|{_INSTANT}/{_INSTANT}")

CollectionPath = Annotated[str, Path(max_length=200)]
FeaturePath = Annotated[str, Path(max_length=1_000)]
CrsQuery = Annotated[str | None, Query(max_length=200)]
DatetimeQuery = Annotated[str | None, Query(max_length=100)]


class ItemsQuery(BaseModel, alias_generator=lambda name: name.replace("_", "-")):
    """The parameters of a request for items, besides the properties of the collection."""

    bbox: Annotated[str | None, Field(max_length=500)] = None
    bbox_crs: CrsQuery = None
    datetime: DatetimeQuery = None
    limit: Annotated[int, Field(ge=1, json_schema_extra={"maximum": MOST_ITEMS})] = _USUAL_ITEMS
    crs: CrsQuery = None
    filter: Annotated[str | None, Field(max_length=20_000)] = None
    filter_lang: Literal["cql2-text", "cql2-json"] = "cql2-text"
    filter_crs: CrsQuery = None
    after: Annotated[str | None, Field(max_length=1_000)] = None
    f: FormatQuery = None


def links_of(reply: Reply, found: Collection) -> list[Link]:
    """Return the links of a collection to its features."""
    of, title = ("collections", found.name, "items"), found.title
    types = {"json": GEOJSON_TYPE, "html": HTML}
    return [reply.link("items", kind, *of, title=title, f=f) for f, kind in types.items()]


@router.get(ITEMS, responses=answer_of(Items, GEOJSON_TYPE))
def items(
    request: Request,
    session: SessionOf,
    collection: CollectionPath,
    query: Annotated[ItemsQuery, Query()],
) -> Response:
    """Return a page of features; `next` leads to the following one.

    `limit` above 10,000 counts as that. A parameter named like a property selects features that
    have that value. Of a scenario with phases, `datetime` chooses those as of the end of its year,
    of an interval that of its end; elsewhere it leaves nothing out, as nothing else has a time.
    """
    found, reply = _as_of(session, collection, query.datetime), Reply(request, query.f)
    page = session.plan_session.encoded(
        lambda: (found.name, found.state, str(request.url), reply.is_html),
        lambda: _page(reply, found, query),
    )
    return cacheable(request, page, is_shared=len(page.content) <= LARGEST_ENCODED)


def _page(reply: Reply, found: Collection, query: ItemsQuery) -> Encoded:
    features, of = found.features, ("collections", found.name)
    check_parameters(reply.request, features.kinds)
    crs = crs_of(query.crs, found.plan, "crs")
    mask = _mask(reply.request, found, query)
    try:
        page = features.select(mask, query.after, min(query.limit, MOST_ITEMS))
    except ValueError as error:
        wrong = Message("ogc-after", given=shown(query.after))
        raise RequestValidationError([wrong.at("query", "after")]) from error
    links = [
        reply.link("collection", JSON_TYPE, *of),
        reply.link(QUERYABLES, SCHEMA, *of, "queryables"),
    ]
    if page.after is not None:
        links.append(link("next", reply.own_address(after=page.after, f="json"), GEOJSON_TYPE))
    document: dict[str, Any] = {"type": "FeatureCollection", "links": links}
    document |= {"numberMatched": page.matched, "numberReturned": len(page.rows)}
    if reply.is_html:
        document |= {"title": found.title, "items": reply.address(*of, "items")}
        document["features"] = [
            {"id": features.ids[row], "properties": features.properties(row)}
            for row in page.rows.tolist()
        ]
        return reply.encoded(document)
    texts = features.geojson(page.rows, crs, found.plan.crs)
    headers = {"Content-Crs": f"<{crs.uri}>"}
    return reply.encoded(document, GEOJSON_TYPE, headers, features=texts)


def _as_of(
    session: SessionOf, collection: CollectionPath, datetime: DatetimeQuery = None
) -> Collection:
    """Return a collection by its id, as of the end of the year of a time; None: with all edits.

    Raises:
        UnknownError: there is none that this person may read.
        RequestValidationError: the time is invalid.
    """
    year = None if datetime is None else _last_year(datetime)
    return collection_of(replace(session, year=year), collection)


@router.get(ITEM, dependencies=CHECKED, responses=answer_of(Item, GEOJSON_TYPE))
def item(
    reply: ReplyOf,
    found: Annotated[Collection, Depends(_as_of)],
    feature: FeaturePath,
    crs: CrsQuery = None,
) -> Response:
    """Return a feature by its id, with a strong ETag; of a scenario as of `datetime`."""
    wire, row = crs_of(crs, found.plan, "crs"), feature_row(found.features, feature)
    if not reply.is_html:
        return feature_response(reply, found, row, wire)
    links = [reply.link("collection", JSON_TYPE, "collections", found.name)]
    return reply.answer({"id": feature, **found.features.properties(row), "links": links})


def feature_response(reply: Reply, found: Collection, row: int, crs: WireCrs) -> Response:
    """Return a feature as GeoJSON, with its links and its ETag."""
    features, of = found.features, ("collections", found.name)
    tag = features.etag(row) + ("" if crs.uri == CRS84 else f".{crs.uri.rpartition('/')[2]}")
    (text,) = features.geojson(np.array([row]), crs, found.plan.crs)
    links = [
        reply.link(rel, kind, *of, "items", str(features.ids[row]), f=f)
        for rel, f, kind in (("self", "json", GEOJSON_TYPE), ("alternate", "html", HTML))
    ]
    links.append(reply.link("collection", JSON_TYPE, *of))
    headers = {"Content-Crs": f"<{crs.uri}>", "Vary": VARY, "Link": in_header(links)}
    body = f'{text[:-1]},"links":{json.dumps(links)}}}'.encode()
    return cacheable(
        reply.request, Encoded(body, f'"{tag}"', GEOJSON_TYPE, headers), is_shared=False
    )


def feature_row(features: Features, name: str) -> int:
    """Return the row of a feature by its id.

    Raises:
        UnknownError: there is none.
    """
    if name not in features.rows:
        raise UnknownError(Message("ogc-feature-unknown", given=shown(name)))
    return features.rows[name]


def _mask(request: Request, found: Collection, query: ItemsQuery) -> NDArray[np.bool_] | None:
    """Return which features match all that a request filters by; None: all.

    Raises:
        RequestValidationError: a parameter is invalid.
    """
    plan, features, masks = found.plan, found.features, []
    bbox_crs = crs_of(query.bbox_crs, plan, "bbox-crs")
    if query.bbox is not None:
        masks.append(features.within(boxes_of(query.bbox, plan, bbox_crs)))
    filter_crs = crs_of(query.filter_crs, plan, "filter-crs")
    if query.filter is not None:
        chosen = Filter(query.filter, query.filter_lang, features, filter_crs, plan.crs)
        turns = request.app.state.limits.costly
        with turns.turn(found.session.scenarios.person) if chosen.is_costly else nullcontext():
            masks.append(chosen.mask())
    own = {field.alias or name for name, field in ItemsQuery.model_fields.items()}
    masks += [
        equal_mask(name, value, features)
        for name, value in request.query_params.items()
        if name in features.kinds and name not in own
    ]
    return np.logical_and.reduce(masks) if masks else None


def _last_year(text: str) -> int | None:
    """Return the year of an instant, or in which an interval ends; None: it has no end.

    Raises:
        RequestValidationError: it is neither, or its ends are not in order.
    """
    ends = [part for part in text.split("/") if part not in {"", ".."}]
    try:
        days = [datetime.fromisoformat(each).date() for each in ends]
    except ValueError:
        days = []
    if not days or days != sorted(days) or not _DATETIME.fullmatch(text):
        wrong = Message("ogc-datetime", given=shown(text))
        raise RequestValidationError([wrong.at("query", "datetime")])
    return None if text.endswith(("/", "/..")) else days[-1].year
