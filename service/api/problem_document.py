"""Problem documents (RFC 9457): their schema in OpenAPI, and their construction.

FastAPI's validation errors become messages, each with its place in the request, which begins with
the part of the request: `query`, `path`, `header` or `body`.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from geo.validation import problems_of, shown
from layers.errors import MOST_PROBLEMS
from layers.messages import Message
from layers.runtime.suggestions import suggestion
from service.api.answers.base import schema_of
from service.documents.coverage import plain

MEDIA_TYPE = "application/problem+json"
_LONGEST_STEP = 80
_MEMBER = 2  # steps to a member of the body
_SAME = {
    "float_parsing": "float_type",
    "int_from_float": "int_type",
    "int_parsing": "int_type",
    "int_parsing_size": "int_type",
    "list_type": "tuple_type",
    "model_attributes_type": "model_type",
}
"""pydantic's error types of requests, mapped to the equivalent types of values in files."""

_REASONS: dict[str, Callable[[str, Mapping[str, Any]], Message]] = {
    "string_too_long": lambda _given, limits: Message(
        "service-text-too-long", limit=limits["max_length"]
    ),
    "string_pattern_mismatch": lambda given, limits: Message(
        "service-text-pattern", pattern=limits["pattern"], given=given
    ),
    "int_type": lambda given, _: Message("service-whole-number", given=given),
    "bool_parsing": lambda given, _: Message("service-true-or-false", given=given),
    "less_than": lambda given, limits: Message("service-below", limit=limits["lt"], given=given),
}
"""Messages of error types that only requests have, or that differ there; by the input."""


class Problem(BaseModel, extra="forbid"):
    """One problem: the message's code and parameters, and its sentence in English.

    A message among the parameters again has `code` and `params`; a place in a document or request
    is a list of keys and positions (counted from 0) under the key `place`.
    """

    code: str
    params: dict[str, Any]
    text: str


class ProblemDocument(BaseModel, extra="allow"):
    """The answer to a request that fails.

    `detail` is the `text` of the first problem. Further members depend on the kind of problem, such
    as `conflicts`, `violations`, or `current`, `yours`, `base` and `merge`.
    """

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    detail: str
    problems: list[Problem]


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem document: what is wrong, and how to mend it",
        "content": {MEDIA_TYPE: {"schema": schema_of(ProblemDocument)}},
    }
}
"""The answer, besides success, that OpenAPI declares for every endpoint."""


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


def request_problems(error: RequestValidationError, members: Collection[str] = ()) -> list[Message]:
    """Return a message for each error; those that are messages already stay unchanged.

    `members` are those that the body may have, if known, for the correction of another one.
    """
    listed = error.errors()[:MOST_PROBLEMS]
    return [one if isinstance(one, Message) else _problem(one, members) for one in listed]


def _problem(error: Mapping[str, Any], members: Collection[str]) -> Message:
    """Return one of pydantic's errors as a message."""
    if error["type"] == "json_invalid":
        position, reason = error["loc"][-1] + 1, error["ctx"]["error"]
        return Message("service-not-json", reason=reason, position=position).at("body")
    place = [step[:_LONGEST_STEP] if isinstance(step, str) else step for step in error["loc"]]
    if error["type"] == "extra_forbidden":
        is_member = len(place) == _MEMBER and place[0] == "body" and members
        hint = suggestion(place[-1], members) if is_member else Message("service-keys-described")
        return Message("service-key-unknown", hint=hint).at(*place)
    return _reason(error).at(*place)


def _reason(error: Mapping[str, Any]) -> Message:
    kind, limits = _SAME.get(error["type"], error["type"]), error.get("ctx", {})
    if kind in _REASONS:
        return _REASONS[kind](shown(error["input"]), limits)
    alike = {**error, "loc": (), "type": kind}
    return problems_of(cast("Any", RequestValidationError([alike])), ())[0]
