"""From what went wrong to an RFC 9457 problem document: one table, one place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from layers.errors import (
    BusyError,
    ConflictError,
    CrsError,
    DeniedError,
    MeasureError,
    NoRevisionError,
    PlanError,
    ScenarioError,
    SignInError,
    SourceError,
    StaleError,
    UnknownError,
    ZonewrightError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request

STATUS: dict[type[ZonewrightError], tuple[int, str]] = {
    UnknownError: (404, "Not found"),
    ScenarioError: (422, "The scenario cannot be applied"),
    MeasureError: (422, "The measure makes no sense"),
    PlanError: (422, "The zones are not valid"),
    CrsError: (422, "The coordinate reference system does not fit"),
    SignInError: (401, "Sign in first"),
    DeniedError: (403, "Not allowed"),
    StaleError: (412, "The scenario has changed since"),
    ConflictError: (409, "The scenario's state does not allow it"),
    NoRevisionError: (428, "The revision is not named"),
    BusyError: (503, "The store is busy"),
    SourceError: (503, "A file cannot be read"),
}
"""Each error's status and title; `problems` become the document's `problems`."""

LARGEST_BODY_BYTES = 5_000_000
TOO_LARGE = (
    "The request is too large",
    f"body: is larger than {LARGEST_BODY_BYTES / 1e6:g} MB; send less at once",
)
"""Title and line of a refusal."""
_LONGEST_LINE = 500
_RETRY_AFTER_S = "5"


class _ProblemResponse(JSONResponse):
    """A problem document; what is no text in the request that it quotes is escaped."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:  # noqa: ANN401  as the base has it
        """Return the document in UTF-8."""
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")


def problem(
    status: int, title: str, problems: list[str], details: Mapping[str, Any] | None = None
) -> JSONResponse:
    """Return a problem document; `detail` is its first line, `details` are further members."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    body |= {"detail": problems[0] if problems else title, "problems": problems}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return _ProblemResponse(body | dict(details or {}), status, headers)


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error that a handler raises with a problem document."""
    app.add_exception_handler(ZonewrightError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def _ours(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ZonewrightError):
        raise error
    status, title = next(row for kind, row in STATUS.items() if isinstance(error, kind))
    answer = problem(status, title, list(error.lines), error.details)
    if isinstance(error, BusyError):
        answer.headers["Retry-After"] = _RETRY_AFTER_S
    return answer


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    details = error.errors() if isinstance(error, RequestValidationError) else []
    lines = [
        f"{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}" for detail in details
    ]
    short = [" ".join(line.split())[:_LONGEST_LINE] for line in lines]
    return problem(422, "The request is not valid", short)


def _http(request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework itself refuses."""
    if not isinstance(error, HTTPException):
        raise error
    path = request.url.path[:_LONGEST_LINE]
    if error.status_code == 405:
        allowed = ", ".join(_methods(request))
        line = f"{path}: does not answer {request.method}; it answers {allowed}"
        answer = problem(405, "Not possible here", [line])
        answer.headers["Allow"] = allowed
        return answer
    if error.status_code == 404:
        line = f"{path}: there is nothing here; /api/openapi.json says what there is"
        return problem(404, "Not found", [line])
    title, line = TOO_LARGE if error.status_code == 413 else (str(error.detail),) * 2
    return problem(error.status_code, title, [line])


def _unforeseen(_request: Request, _error: Exception) -> JSONResponse:
    """Answer an error of our own making; the server's log has it whole."""
    title = "The service failed"
    return problem(500, title, ["the service failed at this; its log says at what: report it"])


def _methods(request: Request) -> list[str]:
    """Return what methods the path of a request answers."""
    return sorted(
        method
        for route in iter_route_contexts(request.app.routes)
        if compile_path(route.path or "")[0].match(request.url.path)
        for method in route.methods or ()
    )
