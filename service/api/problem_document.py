"""Problem documents (RFC 9457): their schema in OpenAPI, and their construction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from service.documents.coverage import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from layers.messages import Message

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """One problem: the message's code and parameters, and its sentence in English.

    A message among the parameters again has `code` and `params`; a place in a document or request
    is a list of keys and positions (counted from 0) under the key `place`.
    """

    model_config = ConfigDict(extra="forbid")

    code: str
    params: dict[str, Any]
    text: str


class ProblemDocument(BaseModel):
    """The answer to a request that fails.

    `detail` is the `text` of the first problem. Further members depend on the kind of problem, such
    as `conflicts`, `violations`, or `current`, `yours`, `base` and `merge`.
    """

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    detail: str
    problems: list[Problem]


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem document: what is wrong, and how to mend it",
        "content": {
            MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}}
        },
    }
}
"""The answer, besides success, that OpenAPI declares for every endpoint."""


def problem_schemas() -> dict[str, Any]:
    """Return the JSON schemas that `RESPONSES` refers to, by name."""
    _, schemas = models_json_schema(
        [(ProblemDocument, "serialization")], ref_template="#/components/schemas/{model}"
    )
    definitions: dict[str, Any] = schemas["$defs"]
    return definitions


class _ProblemResponse(JSONResponse):
    """A problem document; characters of the request that UTF-8 cannot encode are escaped."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:  # noqa: ANN401  as the base has it
        """Return the document in UTF-8."""
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")


def problem(
    status: int,
    title: Message,
    problems: Sequence[Message],
    details: Mapping[str, Any] | None = None,
    say: Callable[[Message], str] = str,
) -> JSONResponse:
    """Return a problem document (see `ProblemDocument`); `details` are its further members.

    `say` returns the English sentence of a message.
    """
    documents = [plain(each.to_document()) | {"text": say(each)} for each in problems]
    body: dict[str, Any] = {"type": "about:blank", "title": say(title), "status": status}
    body |= {"detail": documents[0]["text"] if documents else body["title"], "problems": documents}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return _ProblemResponse(body | dict(details or {}), status, headers)
