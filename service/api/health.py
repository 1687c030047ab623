"""Whether the service lives, whether it is ready, and its figures for Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from layers.errors import BusyError, SourceError
from layers.messages import Message
from service.api.access import EVERYONE, AskNobody, require_role

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from service.api.observing import Metrics

router = APIRouter()


class Seen(NamedTuple):
    """A plan's file as it was when it was opened; None where it has none."""

    path: Path
    identity: tuple[int, int, int] | None

    @classmethod
    def of(cls, path: Path) -> Seen:
        """Return the file of a path as it is now."""
        return cls(path, _identity(path))


@router.get("/healthz", dependencies=[Depends(AskNobody(EVERYONE))])
async def healthz() -> dict[str, str]:
    """Answer that the service lives; it waits for no thread."""
    return {"status": "ok"}


@router.get("/readyz", dependencies=[require_role(EVERYONE)])
def readyz(request: Request) -> dict[str, str]:
    """Answer that the service is ready: the plan's file is as it was opened, the store answers.

    Raises:
        BusyError: the file has changed or is gone, or the store does not answer.
    """
    check_ready(request.app)
    return {"status": "ready"}


def check_ready(app: FastAPI) -> None:
    """Check that the file of a service's plan is as it was opened, and that its store answers.

    Raises:
        BusyError: the file has changed or is gone, or the store does not answer.
    """
    seen: Seen | None = app.state.seen
    if seen is not None and _identity(seen.path) != seen.identity:
        raise BusyError(Message("service-plan-changed"))
    try:
        app.state.store.tokens.any()
    except BusyError:
        raise
    except SourceError as error:
        raise BusyError(error.problems) from error


@router.get(
    "/metrics",
    dependencies=[require_role("admin")],
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(request: Request) -> Response:
    """Return the figures of the service in the text format of Prometheus."""
    figures: Metrics = request.app.state.metrics
    return Response(generate_latest(figures.collected()), media_type=CONTENT_TYPE_LATEST)


def figures_of(app: FastAPI) -> dict[str, float]:
    """Return what is at present, whichever process answers: jobs and exports that wait and run."""
    return dict(app.state.jobs.counts())


def figures_of_process(app: FastAPI) -> dict[str, int]:
    """Return what is at present in this process: streams of events, what is kept."""
    kept = app.state.session.kept()
    streams = app.state.events.streams
    return {"event_streams": streams, **{f"kept_{name}": count for name, count in kept.items()}}


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
