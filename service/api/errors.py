"""From what went wrong to an RFC 9457 problem document: one table, one place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from layers.errors import (
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
    SourceError: (503, "A file cannot be read"),
}
"""Each error's status and title; `problems` become the document's `problems`."""


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


def _ours(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ZonewrightError):
        raise error
    status, title = next(row for kind, row in STATUS.items() if isinstance(error, kind))
    return problem(status, title, list(error.problems), error.details)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    details = error.errors() if isinstance(error, RequestValidationError) else []
    lines = [
        f"{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}" for detail in details
    ]
    return problem(422, "The request is not valid", lines)


def _http(_request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = str(error.detail) if isinstance(error, HTTPException) else "internal error"
    return problem(status, detail, [detail])
