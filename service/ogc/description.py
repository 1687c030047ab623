"""The description of the OGC API in OpenAPI 3.0, from that of the whole service.

FastAPI writes 3.1; what clients of OGC APIs read is 3.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.api.address import root_of
from service.api.problem_document import problem_schemas
from service.ogc.documents import PREFIX

if TYPE_CHECKING:
    from fastapi import Request

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


def description_of(request: Request, title: str) -> dict[str, Any]:
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
        "schemas": _as_3_0(problem_schemas()),
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
