"""From what went wrong to an RFC 9457 problem document: one table, one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from layers.errors import (
    ConflictError,
    CrsError,
    DeniedError,
    MeasureError,
    PlanError,
    ScenarioError,
    SourceError,
    StaleError,
    UnknownError,
    ZonewrightError,
)

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

STATUS: dict[type[ZonewrightError], tuple[int, str]] = {
    UnknownError: (404, "Not found"),
    ScenarioError: (422, "The scenario cannot be applied"),
    MeasureError: (422, "The measure makes no sense"),
    PlanError: (422, "The zones are not valid"),
    CrsError: (422, "The coordinate reference system does not fit"),
    DeniedError: (403, "Not allowed"),
    StaleError: (412, "The scenario has changed since"),
    ConflictError: (409, "The scenario's state does not allow it"),
    SourceError: (503, "A file cannot be read"),
}
"""Each error's status and title; `problems` become the document's `problems`."""


def problem(status: int, title: str, problems: list[str]) -> JSONResponse:
    """Return a problem document; `detail` is its first line."""
    body = {"type": "about:blank", "title": title, "status": status}
    body |= {"detail": problems[0] if problems else title, "problems": problems}
    return JSONResponse(body, status, media_type="application/problem+json")


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error that a handler raises with a problem document."""
    app.add_exception_handler(ZonewrightError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _ours(_request: Request, error: Exception) -> JSONResponse:
    status, title = next(row for kind, row in STATUS.items() if isinstance(error, kind))
    return problem(status, title, list(getattr(error, "problems", [])))


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
