"""Editing the zones of a draft by OGC API Features Part 4: each change is a revision in the store.

Only a private draft may be edited here, and only by its owner: QGIS sends no `If-Match`, and would
undo other users' changes unseen. `service.ogc.draft` makes a revision of each request.
"""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.exceptions import RequestValidationError

from geo.edits.shared_borders import snapped
from geo.infer.single import assign_ftz
from geo.validation import shown
from geo.zone import multi
from layers.errors import MOST_PROBLEMS, MediaTypeError, ScenarioError
from layers.messages import Message
from layers.qgis.aliases import alias_of
from layers.runtime.budget import spend
from service.api.access import require_role
from service.api.answers.base import schema_of
from service.api.answers.ogc import Item, Items, PropertiesSchema
from service.api.bodies import JsonRoute
from service.api.dependencies import SessionOf
from service.api.health import check_baseline
from service.ogc.collections import Collection, collection_of
from service.ogc.documents import (
    GEOJSON_TYPE,
    JSON_TYPE,
    QUERYABLES,
    SCHEMA,
    Link,
    Reply,
    ReplyOf,
    answer_of,
    classes,
)
from service.ogc.draft import FIXED, DraftZones, Sent, features_of, is_editable
from service.ogc.features import TYPES
from service.ogc.items import CHECKED, ITEM, ITEMS, CollectionPath, FeaturePath, feature_row

MERGE_PATCH = "application/merge-patch+json"
_CHANGES = "create-replace-delete update optimistic-locking-etags"
_SCHEMAS = "schemas core-roles-features returnables-and-receivables"
CONFORMANCE = (  # of the present drafts, then as earlier ones named them
    *classes("ogcapi-features-4/1.0", "features"),
    *classes("ogcapi-common-5/1.0", f"{_CHANGES} return-resource-representation-in-response"),
    *classes("ogcapi-common-3/1.0", _SCHEMAS),
    *classes("ogcapi-features-4/1.0", _CHANGES),
    *classes("ogcapi-features-5/1.0", _SCHEMAS),
)
_TYPES = {
    "POST": (GEOJSON_TYPE, JSON_TYPE),
    "PUT": (GEOJSON_TYPE, JSON_TYPE),
    "PATCH": (MERGE_PATCH,),
}
_MEMBERS = ("type", "id", "geometry", "properties", "bbox", "links")  # of a feature
_READS = "GET, HEAD, OPTIONS"

router = APIRouter(
    prefix="/ogc/collections", route_class=JsonRoute, default_response_class=Response
)


def _check_media_type(request: Request) -> None:
    """Check that a body has a media type that the method accepts.

    Raises:
        RequestValidationError: it has none.
        MediaTypeError: it has another one.
    """
    known = _TYPES[request.method]
    given = request.headers.get("content-type", "").split(";")[0].strip().lower()
    refusal = Message("ogc-media-type", given=shown(given), known=known)
    if not given:
        raise RequestValidationError([refusal.at("header", "Content-Type")])
    if given not in known:
        raise MediaTypeError(refusal.at("header", "Content-Type"))


_VIEWER = [require_role("viewer"), *CHECKED]
_PLANNER = [require_role("planner"), Depends(check_baseline), *CHECKED]
_WITH_BODY = [*_PLANNER, Depends(_check_media_type)]
_NO_BODY: dict[int | str, dict[str, Any]] = {
    200: {"content": {GEOJSON_TYPE: {"schema": schema_of(Item)}}},
    204: {"description": "The zone is changed"},
}
_PROPERTIES = answer_of(PropertiesSchema, SCHEMA)
_CREATED = {"anyOf": [schema_of(Item), schema_of(Items)]}
_Document = Annotated[dict[str, Any], Body(media_type=GEOJSON_TYPE)]
Patch = Annotated[dict[str, Any], Body(media_type=MERGE_PATCH)]


def links_of(reply: Reply, found: Collection) -> list[Link]:
    """Return the links of a collection to the properties of its features."""
    base, of = QUERYABLES.removesuffix("queryables"), ("collections", found.name)
    names = "queryables", "schema"
    return [reply.link(base + rel, SCHEMA, *of, rel, title=rel.capitalize()) for rel in names]


@router.get(
    "/{collection}/queryables", dependencies=_VIEWER, responses=answer_of(PropertiesSchema, SCHEMA)
)
@router.get(
    "/{collection}/schema", dependencies=_VIEWER, responses=answer_of(PropertiesSchema, SCHEMA)
)
def properties(reply: ReplyOf, session: SessionOf, collection: CollectionPath) -> Response:
    """Return the properties of the features, as JSON Schema.

    In the schema, properties that cannot be set are `readOnly`; queryables are those for filters.
    """
    found = collection_of(session, collection)
    features, terms, is_draft = found.features, found.plan.terms, is_editable(found)
    known: dict[str, Any] = {
        name: {"title": alias_of(found.table, name, terms), "type": TYPES[kind][0]}
        | ({"x-ogc-role": "id"} if name == features.layer.key else {})
        | ({"readOnly": True} if name in FIXED or not is_draft else {})
        for name, kind in features.kinds.items()
    }
    if found.geometry is not None:
        role = {"x-ogc-role": "primary-geometry"}
        known["geometry"] = role | {"format": f"geometry-{found.geometry.lower()}"}
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": reply.own_address().partition("?")[0],
        "title": found.title,
        "type": "object",
        "properties": known,
        "additionalProperties": False,
    }
    return reply.answer(document, SCHEMA)


@router.options(ITEMS, dependencies=_VIEWER)
def item_options(session: SessionOf, collection: CollectionPath) -> Response:
    """Return in `Allow` whether zones may be added."""
    found = collection_of(session, collection)
    return _allowed(found, "POST", {"Accept-Post": f"{GEOJSON_TYPE}, {JSON_TYPE}"})


@router.options(ITEM, dependencies=_VIEWER)
def feature_options(
    session: SessionOf, collection: CollectionPath, feature: FeaturePath
) -> Response:
    """Return in `Allow` whether the zone may be changed and removed."""
    found = collection_of(session, collection)
    feature_row(found.features, feature)
    return _allowed(found, "PUT, PATCH, DELETE", {"Accept-Patch": MERGE_PATCH})


def _allowed(found: Collection, methods: str, accepts: dict[str, str]) -> Response:
    if not is_editable(found):
        return Response(headers={"Allow": _READS})
    return Response(headers={"Allow": f"{_READS}, {methods}", **accepts})


def _draft(
    session: SessionOf, collection: CollectionPath, sent: Annotated[Sent, Depends()]
) -> DraftZones:
    """Return the draft that a request changes."""
    return DraftZones.of(collection_of(session, collection), sent)


DraftOf = Annotated[DraftZones, Depends(_draft)]


@router.post(
    ITEMS,
    status_code=201,
    dependencies=_WITH_BODY,
    responses={201: {"content": {GEOJSON_TYPE: {"schema": _CREATED}}}},
)
def create(draft: DraftOf, document: _Document) -> Response:
    """Add a zone to a draft, or those of a FeatureCollection: all of them in one revision, or none.

    A zone without id, or with that of another (as QGIS leaves it after a split), gets its own.
    """
    zones = [_added(draft, at, each) for at, each in features_of(document).items()]
    draft.save()
    place = draft.sent.reply.address("collections", draft.found.name, "items")
    if document["type"] == "FeatureCollection":
        return draft.answer_all(zones, place)
    response = draft.answer(zones[0], 201)
    # QGIS knows it with a capital alone
    response.raw_headers.append((b"Location", f"{place}/{quote(zones[0], safe='')}".encode()))
    return response


def _added(draft: DraftZones, at: Sequence[str | int], feature: dict[str, Any]) -> str:
    """Add a feature, which stands at a place of the request, to a draft, and return its id."""
    spend()
    values = draft.values(feature, at)
    zone = draft.new_id(values.get("zone_id") or feature.get("id"))
    land = multi(snapped(draft.outline(zone, feature["geometry"]), *draft.outlines))
    if values.get("ftz_id") is None:
        values["ftz_id"] = assign_ftz(land, draft.found.plan)[0]
    draft.rows.append(
        dict.fromkeys(draft.before.columns.drop("geometry")) | values | {"zone_id": zone}
    )
    draft.outlines.append(land)
    return zone


@router.put(ITEM, status_code=204, dependencies=_WITH_BODY, responses=_NO_BODY)
def replace_zone(draft: DraftOf, feature: FeaturePath, document: _Document) -> Response:
    """Replace a zone of a draft: properties that are not given get their default."""
    row = draft.row(feature)
    features_of(document, several=False)
    given = draft.values(document)
    kept = {"zone_id": feature, "ftz_id": draft.rows[row]["ftz_id"]}
    draft.rows[row] = draft.defaults | kept | given
    draft.draw(row, document["geometry"])
    return draft.changed(row, feature)


@router.patch(ITEM, status_code=204, dependencies=_WITH_BODY, responses=_NO_BODY)
def update(draft: DraftOf, feature: FeaturePath, document: Patch) -> Response:
    """Change a zone of a draft: the properties that are given (null: none), or its geometry."""
    row = draft.row(feature)
    problems = [
        Message("ogc-patch-member", known=_MEMBERS).at("body", name)
        for name in document
        if name not in _MEMBERS
    ]
    if problems:
        raise ScenarioError(problems[:MOST_PROBLEMS])
    features = draft.found.features
    given = draft.values(document, fixed=features.properties(feature_row(features, feature)))
    if document.get("id", feature) != feature:
        raise ScenarioError(Message("ogc-fixed", name="id").at("body"))
    defaults = draft.defaults
    draft.rows[row] |= {
        name: defaults[name] if value is None else value for name, value in given.items()
    }
    if "geometry" in document:
        draft.draw(row, document["geometry"])
    return draft.changed(row, feature)


@router.delete(ITEM, status_code=204, dependencies=_PLANNER)
def remove(draft: DraftOf, feature: FeaturePath) -> None:
    """Remove a zone from a draft."""
    row = draft.row(feature)
    del draft.rows[row], draft.outlines[row]
    draft.save()
