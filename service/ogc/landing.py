"""The entry to the OGC API: landing page, conformance, description, collections.

A `Part` is what a standard adds: its conformance classes, and links of the landing page and of each
collection. What is declared is what is mounted: it is computed from `PARTS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request, Response

from service.api.access import require_role
from service.api.dependencies import SessionOf
from service.ogc import edits, filters, items, tiles
from service.ogc.collections import Collection, collection_of, listed
from service.ogc.description import OPENAPI, description_of
from service.ogc.documents import (
    JSON,
    Format,
    Link,
    address,
    answer,
    collection_document,
    described,
    link,
)
from service.ogc.items import CHECKED, CollectionPath

if TYPE_CHECKING:
    from collections.abc import Callable


class Part(NamedTuple):
    """A part of the API: its endpoints, its conformance classes, the links that it adds."""

    router: APIRouter
    conformance: tuple[str, ...]
    of_landing: Callable[[Request], list[Link]]
    of_collection: Callable[[Request, Collection], list[Link]]


router = APIRouter(prefix="/ogc", dependencies=[require_role("viewer"), *CHECKED])

_CORE = tuple(
    f"http://www.opengis.net/spec/{name}"
    for name in (
        "ogcapi-common-1/1.0/conf/core",
        "ogcapi-common-2/1.0/conf/collections",
        "ogcapi-features-1/1.0/conf/core",
        "ogcapi-features-1/1.0/conf/oas30",
        "ogcapi-features-1/1.0/conf/html",
        "ogcapi-features-1/1.0/conf/geojson",
        "ogcapi-features-2/1.0/conf/crs",
    )
)


def _no_links(*_: object) -> list[Link]:
    return []


PARTS = (
    Part(items.router, (*_CORE, *filters.CONFORMANCE), _no_links, _no_links),
    Part(edits.router, edits.CONFORMANCE, _no_links, edits.links_of),
    Part(tiles.router, tiles.CONFORMANCE, tiles.links_of_landing, tiles.links_of),
)


@router.get("/", response_class=Response, include_in_schema=False)
@router.get("", response_class=Response, responses=described(JSON))
def landing(request: Request, session: SessionOf, f: Format = None) -> Response:
    """Return the landing page: where everything is."""
    plan = session.plan
    api = address(request, "api")
    links = [
        link("service-desc", api, OPENAPI, "The API's description"),
        link("service-doc", f"{api}?f=html", "text/html", "The API's description"),
        link("conformance", address(request, "conformance"), JSON, "Conformance classes"),
        link("data", address(request, "collections"), JSON, "Collections"),
        *(each for part in PARTS for each in part.of_landing(request)),
    ]
    description = plan.terms.notes(plan.zones)
    return answer(request, f, {"title": plan.title(), "description": description, "links": links})


@router.get("/conformance", response_class=Response, responses=described(JSON))
def conformance(request: Request, f: Format = None) -> Response:
    """Return the conformance classes of what is mounted."""
    classes = [each for part in PARTS for each in part.conformance]
    return answer(request, f, {"title": "Conformance", "conformsTo": classes, "links": []})


@router.get("/api", response_class=Response, responses=described(OPENAPI))
def api(request: Request, session: SessionOf, f: Format = None) -> Response:
    """Return the description of the API in OpenAPI 3.0."""
    described_ = description_of(request, session.plan.title())
    if f == "html":
        listed_ = {
            path: {method: each["description"] for method, each in operations.items()}
            for path, operations in described_["paths"].items()
        }
        return answer(request, f, {"title": session.plan.title(), **listed_})
    return answer(request, "json", described_, OPENAPI)


@router.get("/collections", response_class=Response, responses=described(JSON))
def collections(
    request: Request,
    session: SessionOf,
    after: Annotated[str, Query(max_length=64)] = "",
    f: Format = None,
) -> Response:
    """Return the collections: those of the plan, then those of a hundred scenarios a page."""
    found, last = listed(session, after)
    links = [
        link("service-desc", address(request, "api"), OPENAPI, "The API's description"),
    ]
    if last is not None:
        links.append(link("next", address(request, "collections", after=last, f="json"), JSON))
    listed_ = [_collection(request, session, each) for each in found]
    return answer(request, f, {"title": "Collections", "links": links, "collections": listed_})


@router.get("/collections/{collection}", response_class=Response, responses=described(JSON))
def collection(
    request: Request, session: SessionOf, collection: CollectionPath, f: Format = None
) -> Response:
    """Return the description of a collection."""
    return answer(request, f, _collection(request, session, collection_of(session, collection)))


def _collection(request: Request, session: SessionOf, found: Collection) -> dict[str, Any]:
    further = [each for part in PARTS for each in part.of_collection(request, found)]
    return collection_document(request, session.plan, found, further)
