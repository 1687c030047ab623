"""The OpenAPI description: besides success, each status that an operation may return.

Each has a problem document; its `code`s are the message ids of `layers/messages`.
"""

from collections.abc import Iterator
from typing import Any

from layers.messages import Message
from service.api.access import COOKIE, cookie_under
from service.api.answers.base import schemas_of
from service.api.answers.ogc import OGC_ANSWERS
from service.api.errors import STATUS
from service.api.problem_document import RESPONSES, ProblemDocument

_READS = {"get", "head", "options"}
_OF_REVISIONS = ("/api/scenarios", "/ogc")
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "For scripts: an access token"},
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "Of the page"},
}
_TITLES: tuple[tuple[int, Message], ...] = (
    (400, Message("service-title-host")),
    (413, Message("service-title-too-large")),
    (422, Message("service-title-request")),
    (500, Message("service-title-failed")),
    *STATUS.values(),
)


def declare_statuses(described: dict[str, Any], open_to_everyone: set[tuple[str, str]]) -> None:
    """Declare the statuses that each operation of a description may return.

    `open_to_everyone` names the operations that need no role, by method and path.
    """
    described["components"]["securitySchemes"] = _SCHEMES
    described["components"]["schemas"] |= schemas_of(ProblemDocument, *OGC_ANSWERS)
    described["components"]["schemas"].pop("HTTPValidationError", None)
    described["components"]["schemas"].pop("ValidationError", None)
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            takes_role = (method.upper(), path) not in open_to_everyone
            if takes_role:
                operation["security"] = [{name: []} for name in _SCHEMES]
            responses = operation["responses"]
            responses.pop("default", None)
            for status in _statuses(path, method, operation, takes_role=takes_role):
                responses.setdefault(str(status), _refusal(status))
            operation["responses"] = dict(sorted(responses.items()))


def seen_at(root: str, described: dict[str, Any]) -> dict[str, Any]:
    """Return a description for a service under a path of its host; "" is the root."""
    if not root:
        return described
    session = {**_SCHEMES["session"], "name": cookie_under(root)}
    components = described["components"] | {"securitySchemes": {**_SCHEMES, "session": session}}
    return described | {"servers": [{"url": root}], "components": components}


def _statuses(
    path: str, method: str, operation: dict[str, Any], *, takes_role: bool
) -> Iterator[int]:
    """Yield the statuses, besides success, that an operation may return."""
    yield from (400, 401, 422, 429, 500, 503)
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    if takes_role or method not in _READS:
        yield 403
    if places & {"path", "query"} or "requestBody" in operation:
        yield 404
    if method not in _READS:
        yield 413
        if path.startswith(_OF_REVISIONS):
            yield from (409, 412, 415, 428)


def _refusal(status: int) -> dict[str, Any]:
    titles = dict.fromkeys(str(title) for code, title in _TITLES if code == status)
    return {**RESPONSES["default"], "description": "; ".join(titles)}
