"""Error handlers: every error becomes an RFC 9457 problem document; one table gives its status."""

import logging
import re
from contextlib import suppress
from functools import cache

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from shapely.errors import GEOSException
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from layers import Plan
from layers.errors import (
    BudgetError,
    BusyError,
    ConflictError,
    CrsError,
    DeniedError,
    FullError,
    GeometryError,
    JobError,
    MeasureError,
    MediaTypeError,
    NoRevisionError,
    OutageError,
    OutOfMemoryError,
    PlanError,
    ScenarioError,
    SignInError,
    SourceError,
    StaleError,
    TooManyError,
    UnknownError,
    UploadError,
    ZonewrightError,
    of_library,
)
from layers.messages import Message, options_for
from layers.store import Store
from service.api.address import own_path
from service.api.problem_document import problem, request_problems
from service.api.server_paths import ServerPaths

STATUS: dict[type[ZonewrightError], tuple[int, Message]] = {
    UnknownError: (404, Message("service-title-unknown")),
    ScenarioError: (422, Message("service-title-scenario")),
    MeasureError: (422, Message("service-title-measure")),
    PlanError: (422, Message("service-title-plan")),
    CrsError: (422, Message("service-title-crs")),
    UploadError: (422, Message("service-title-upload")),
    MediaTypeError: (415, Message("service-title-media-type")),
    SignInError: (401, Message("service-title-sign-in")),
    DeniedError: (403, Message("service-title-denied")),
    StaleError: (412, Message("service-title-stale")),
    ConflictError: (409, Message("service-title-conflict")),
    NoRevisionError: (428, Message("service-title-no-revision")),
    TooManyError: (429, Message("service-title-too-many")),
    BusyError: (503, Message("service-title-busy")),
    BudgetError: (422, Message("service-title-limit")),
    OutOfMemoryError: (422, Message("service-title-limit")),
    GeometryError: (422, Message("service-title-geometry")),
    FullError: (503, Message("service-title-full")),
    OutageError: (503, Message("service-title-outage")),
    SourceError: (503, Message("service-title-source")),
    JobError: (500, Message("service-title-failed")),
}
"""Each error's status and title; `problems` become the document's `problems`."""

LARGEST_BODY_BYTES = 5_000_000
LARGEST_FILES_BYTES = {"/api/uploads": 100_000_000, "/api/start/files/": 1_000_000_000}
"""The largest upload in bytes, by the beginning of its path."""

OUTAGES = "zonewright.outages"
"""The log of outages of the services and files that this service depends on."""

_LOG = logging.getLogger(OUTAGES)
_LONGEST_PATH = 500
_RETRY_AFTER_S = 5


def largest_body_bytes(path: str) -> int:
    """Return the largest body, in bytes, of a request for a path."""
    of_files = (most for start, most in LARGEST_FILES_BYTES.items() if path.startswith(start))
    return next(of_files, LARGEST_BODY_BYTES)


def too_large(path: str) -> JSONResponse:
    """Return the refusal of a body that is too large for a path."""
    line = Message("service-too-large", size_mb=largest_body_bytes(path) / 1e6).at("body")
    return problem(413, Message("service-title-too-large"), [line])


def status_of(error: ZonewrightError) -> tuple[int, Message]:
    """Return an error's status and title."""
    return next(row for kind, row in STATUS.items() if isinstance(error, kind))


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error that a handler raises with a problem document."""
    app.add_exception_handler(ZonewrightError, answer_to)
    app.add_exception_handler(GEOSException, _of_library)
    app.add_exception_handler(MemoryError, _of_library)
    app.add_exception_handler(OSError, _of_library)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def answer_to(request: Request, error: Exception) -> JSONResponse:
    """Return the problem document of a `ZonewrightError`."""
    if not isinstance(error, ZonewrightError):
        raise error
    status, title = status_of(error)
    plan: Plan | None = getattr(request.app.state, "plan", None)  # None while the service starts
    say = str if plan is None else plan.terms.speaker("en").text
    if isinstance(error, DeniedError):
        _note_refusal(request, error)
    elif isinstance(error, SourceError) and not isinstance(error, BusyError):
        log_outage(error)
    paths: ServerPaths | None = getattr(request.app.state, "paths", None)
    problems = paths.all_hidden(error.problems) if paths else error.problems
    with options_for("request"):
        answer = problem(status, title, problems, error.details, say)
    if isinstance(error, BusyError):
        answer.headers["Retry-After"] = str(error.details.get("retry_after_s", _RETRY_AFTER_S))
    return answer


def log_outage(error: SourceError) -> None:
    """Log an outage, such as of the database, with all details."""
    _LOG.error(str(error))  # its text states the kind


def _note_refusal(request: Request, error: DeniedError) -> None:
    """Record a refusal in the audit log, if there is one and it responds."""
    store: Store | None = getattr(request.app.state, "store", None)
    if store is None:
        return
    about = {"method": request.method, "path": request.url.path[:_LONGEST_PATH]}
    why = error.problems[0]
    with suppress(SourceError):
        store.audit.count(
            "refused",
            getattr(request.state, "person", None),
            about | {"why": why.to_document()},
            address=request.client.host if request.client else None,
            kind=why.code,
        )


def _of_library(request: Request, error: Exception) -> JSONResponse:
    return answer_to(request, of_library(error) or error)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    status = 400 if own_path(request.scope).startswith("/ogc") else 422  # as its standards have it
    problems = request_problems(error, _members(request))
    return problem(status, Message("service-title-request"), problems)


def _members(request: Request) -> tuple[str, ...]:
    """Return the members that the body of a request may have; empty if it has no model."""
    body = getattr(request.scope.get("route"), "body_field", None)
    model = getattr(getattr(body, "field_info", None), "annotation", None)
    fields = getattr(model, "model_fields", {})
    return tuple(one.alias or name for name, one in fields.items())


_LENSES = "/api/lenses/"
"""Addresses of earlier versions, which are answered with what to ask instead."""


def _http(request: Request, error: Exception) -> JSONResponse:
    """Answer a refusal of the framework itself."""
    if not isinstance(error, HTTPException):
        raise error
    path = request.url.path[:_LONGEST_PATH]
    if error.status_code == 405:
        known = _methods(request)
        line = Message("service-method-unknown", path=path, method=request.method, known=known)
        answer = problem(405, Message("service-title-method"), [line])
        answer.headers["Allow"] = ", ".join(known)
        return answer
    if error.status_code == 404:
        _, of_lenses, name = path.partition(_LENSES)
        line = Message("service-path-unknown", path=path)
        if of_lenses:
            line = Message("measure-lens-gone", name=name)
        return problem(404, Message("service-title-unknown"), [line])
    if error.status_code == 413:
        return too_large(own_path(request.scope))
    line = Message("text", text=str(error.detail))
    return problem(error.status_code, line, [line])


def _unforeseen(_request: Request, _error: Exception) -> JSONResponse:
    """Answer an unforeseen error; the server's log has its traceback."""
    return problem(500, Message("service-title-failed"), [Message("service-failed")])


@cache
def _pattern(path: str) -> re.Pattern[str]:
    """Return the pattern of a route's path; the cache holds one per route."""
    return compile_path(path)[0]


def _methods(request: Request) -> tuple[str, ...]:
    """Return the methods that the path of a request supports."""
    return tuple(
        sorted(
            method
            for route in iter_route_contexts(request.app.routes)
            if _pattern(route.path or "").match(own_path(request.scope))
            for method in route.methods or ()
        )
    )
