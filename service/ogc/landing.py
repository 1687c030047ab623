"""The entry to the OGC API: landing page, conformance, description, collections.

Only mounted parts are declared: conformance classes and links are those of `OGC_PARTS`; the
description in OpenAPI 3.0, which clients of OGC APIs read, is that of the whole service in 3.1.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from service.api.access import require_role
from service.api.address import root_of
from service.api.answers import ogc as answers
from service.api.answers.base import schemas_of
from service.api.dependencies import SessionOf
from service.api.problem_document import ProblemDocument
from service.ogc import edits, items, processes, tiles
from service.ogc.collections import Collection, collection_of, listed_collections
from service.ogc.crs import CRS84, offered_crs, storage_crs
from service.ogc.documents import (
    HTML,
    JSON_TYPE,
    PREFIX,
    FormatQuery,
    Reply,
    ReplyOf,
    answer_of,
)
from service.ogc.items import CHECKED, CollectionPath

OGC_PARTS = (items, edits, tiles, processes)
"""The parts of the API: each has a `router`, its `CONFORMANCE`, and `links_of` a collection."""

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

router = APIRouter(
    prefix="/ogc", dependencies=[require_role("viewer"), *CHECKED], default_response_class=Response
)


@router.get("/", include_in_schema=False)
@router.get("", responses=answer_of(answers.LandingPage))
def landing(reply: ReplyOf, session: SessionOf) -> Response:
    """Return the landing page: where everything is."""
    plan, described_ = session.plan, "The API's description"
    links = [
        reply.link("service-desc", OPENAPI, "api", title=described_),
        reply.link("service-doc", HTML, "api", title=described_, f="html"),
        reply.link("conformance", JSON_TYPE, "conformance", title="Conformance classes"),
        reply.link("data", JSON_TYPE, "collections", title="Collections"),
        *tiles.links_of_landing(reply),
        *processes.links_to_processes(reply),
    ]
    description = plan.terms.notes(plan.zones)
    return reply.answer({"title": plan.title(), "description": description, "links": links})


@router.get("/conformance", responses=answer_of(answers.Conformance))
def conformance(reply: ReplyOf) -> Response:
    """Return the conformance classes of the parts in use."""
    classes = [each for part in OGC_PARTS for each in part.CONFORMANCE]
    return reply.answer({"title": "Conformance", "conformsTo": classes, "links": []})


@router.get("/api", responses=answer_of(answers.ApiDescription, OPENAPI))
def api(request: Request, session: SessionOf, f: FormatQuery = None) -> Response:
    """Return the description of the API in OpenAPI 3.0."""
    title = session.plan.title()
    document = _description(request, title)
    if f != "html":
        return Reply(request, "json").answer(document, OPENAPI)
    listed_ = {
        path: {method: each["description"] for method, each in operations.items()}
        for path, operations in document["paths"].items()
    }
    return Reply(request, f).answer({"title": title, **listed_})


@router.get("/collections", responses=answer_of(answers.Collections))
def collections(
    reply: ReplyOf, session: SessionOf, after: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """Return the collections: those of the plan, then those of a hundred scenarios a page."""
    found, last = listed_collections(session, after)
    links = [reply.link("service-desc", OPENAPI, "api", title="The API's description")]
    if last is not None:
        links.append(reply.link("next", JSON_TYPE, "collections", after=last, f="json"))
    listed_ = [_collection(reply, each) for each in found]
    return reply.answer({"title": "Collections", "links": links, "collections": listed_})


@router.get("/collections/{collection}", responses=answer_of(answers.Collection))
def collection(reply: ReplyOf, session: SessionOf, collection: CollectionPath) -> Response:
    """Return the description of a collection."""
    return reply.answer(_collection(reply, collection_of(session, collection)))


def _collection(reply: Reply, found: Collection) -> dict[str, Any]:
    crs, extent = found.plan.crs, found.extent
    document = {
        "id": found.name,
        "title": found.title,
        "description": found.description,
        "itemType": "feature",
        "crs": list(offered_crs(crs)),
        "storageCrs": storage_crs(crs),
        "links": [each for part in OGC_PARTS for each in part.links_of(reply, found)],
    }
    if extent is None:
        return document
    return document | {"extent": {"spatial": {"bbox": [list(extent)], "crs": CRS84}}}


def _description(request: Request, title: str) -> dict[str, Any]:
    """Return the description of the paths below `/ogc`.

    Its `components` have the parameter `limit`, by which QGIS chooses the size of its pages.
    """
    whole = request.app.openapi()
    paths = {
        path: _as_3_0(operations)
        for path, operations in whole["paths"].items()
        if path.startswith(PREFIX)
    }
    items = paths[f"{PREFIX}/collections/{{collection}}/items"]["get"]["parameters"]
    limit = next(each for each in items if each["name"] == "limit")
    components = {
        "securitySchemes": whole["components"]["securitySchemes"],
        "schemas": _as_3_0(schemas_of(ProblemDocument, processes.Execution, *answers.OGC_ANSWERS)),
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": whole["info"]["version"]},
        "servers": [{"url": root_of(request) or "/"}],
        "paths": paths,
        "components": components | {"parameters": {"limit": limit}},
    }


def _as_3_0(node: Any) -> Any:  # noqa: ANN401  JSON
    """Return a part of a description as OpenAPI 3.0 has it."""
    if isinstance(node, list):
        return [_as_3_0(each) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {name: _as_3_0(each) for name, each in node.items() if name != "examples"}
    if "const" in plain:
        plain["enum"] = [plain.pop("const")]
    choices = plain.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        others = [each for each in choices if each != {"type": "null"}]
        del plain["anyOf"]
        plain |= (others[0] if len(others) == 1 else {"anyOf": others}) | {"nullable": True}
    for limit, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(plain.get(limit), int | float) and not isinstance(plain[limit], bool):
            plain |= {bound: plain[limit], limit: True}
    return plain
