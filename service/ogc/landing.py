"""The entry to the OGC API: landing page, conformance, description, collections.

What is declared is what is mounted: conformance classes and links are those of `PARTS`.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from service.api.access import require_role
from service.api.dependencies import SessionOf
from service.ogc import edits, items, tiles
from service.ogc.collections import Collection, collection_of, listed
from service.ogc.description import OPENAPI, description_of
from service.ogc.documents import (
    JSON,
    Format,
    address,
    answer,
    collection_document,
    described,
    link,
)
from service.ogc.items import CHECKED, CollectionPath

PARTS = (items, edits, tiles)
"""The parts of the API: each has a `router`, its `CONFORMANCE`, and `links_of` a collection."""

router = APIRouter(
    prefix="/ogc", dependencies=[require_role("viewer"), *CHECKED], default_response_class=Response
)


@router.get("/", include_in_schema=False)
@router.get("", responses=described(JSON))
def landing(request: Request, session: SessionOf, f: Format = None) -> Response:
    """Return the landing page: where everything is."""
    plan = session.plan
    api = address(request, "api")
    links = [
        link("service-desc", api, OPENAPI, "The API's description"),
        link("service-doc", f"{api}?f=html", "text/html", "The API's description"),
        link("conformance", address(request, "conformance"), JSON, "Conformance classes"),
        link("data", address(request, "collections"), JSON, "Collections"),
        *tiles.links_of_landing(request),
    ]
    description = plan.terms.notes(plan.zones)
    return answer(request, f, {"title": plan.title(), "description": description, "links": links})


@router.get("/conformance", responses=described(JSON))
def conformance(request: Request, f: Format = None) -> Response:
    """Return the conformance classes of what is mounted."""
    classes = [each for part in PARTS for each in part.CONFORMANCE]
    return answer(request, f, {"title": "Conformance", "conformsTo": classes, "links": []})


@router.get("/api", responses=described(OPENAPI))
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


@router.get("/collections", responses=described(JSON))
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
    listed_ = [_collection(request, each) for each in found]
    return answer(request, f, {"title": "Collections", "links": links, "collections": listed_})


@router.get("/collections/{collection}", responses=described(JSON))
def collection(
    request: Request, session: SessionOf, collection: CollectionPath, f: Format = None
) -> Response:
    """Return the description of a collection."""
    return answer(request, f, _collection(request, collection_of(session, collection)))


def _collection(request: Request, found: Collection) -> dict[str, Any]:
    links = (each for part in PARTS for each in part.links_of(request, found))
    return collection_document(found, links)
