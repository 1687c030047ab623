"""Liveness and readiness of the service, and its metrics for Prometheus."""

import glob
import logging
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from layers import Plan
from layers.errors import BusyError, FullError, SourceError, ZonewrightError
from layers.messages import Message
from layers.store import Store
from service.api.access import EVERYONE, AskNobody, require_role
from service.api.errors import OUTAGES
from service.api.observing import Metrics

router = APIRouter()


_LEAST_FREE_BYTES = 1_000_000
_WRITTEN_EVERY_S = 10.0
_LOG = logging.getLogger(OUTAGES)


class Seen:
    """The state of a plan's file when it was opened, and its baseline."""

    def __init__(self, path: Path, baseline: str) -> None:
        self._path, self._baseline = path, baseline
        self._opened = self._looked = _identity(path)
        self._is_gone = False
        self._lock = threading.Lock()

    @property
    def is_unchanged(self) -> bool:
        """Return whether the file is still the one that was opened."""
        return _identity(self._path) == self._opened

    def check_baseline(self) -> None:
        """Check that the file still has the baseline that it was opened with.

        Raises:
            BusyError: it has another, or none: saved scenarios could not be opened again.
        """
        with self._lock:
            now = _identity(self._path)
            if now != self._looked:
                self._looked, self._is_gone = now, self._baseline_now() != self._baseline
        if self._is_gone and now != self._opened:
            raise BusyError(Message("service-baseline-gone"))

    def _baseline_now(self) -> str | None:
        try:
            return Plan.open(self._path).baseline
        except ZonewrightError:
            return None


@router.get("/healthz", dependencies=[Depends(AskNobody(EVERYONE))])
async def healthz() -> dict[str, str]:
    """Answer that the service is alive, without waiting for a thread."""
    return {"status": "ok"}


@router.get("/readyz", dependencies=[require_role(EVERYONE)])
def readyz(request: Request) -> dict[str, str]:
    """Answer that the service is ready: prepared, its plan's file unchanged, its store writable.

    Raises:
        BusyError: it is not prepared, the file changed or is missing, or the store cannot write.
    """
    check_ready(request.app)
    return {"status": "ready"}


def check_ready(app: FastAPI) -> None:
    """Check that the plan's file is unchanged since it was opened, and that the store can write.

    The client learns only that it is not ready; the log states why. A service is ready once the
    first figures are prepared, so that users do not wait for them.

    Raises:
        BusyError: it is not prepared, the file changed or is missing, or the store cannot write.
    """
    if app.state.preparing:
        raise BusyError(Message("service-preparing"))
    seen: Seen | None = app.state.seen
    if seen is not None and not seen.is_unchanged:
        raise BusyError(Message("service-plan-changed"))
    store: Store = app.state.store
    try:
        store.tokens.any()
        if time.monotonic() - app.state.written_at > _WRITTEN_EVERY_S:
            if store.file and shutil.disk_usage(store.file.parent).free < _LEAST_FREE_BYTES:
                raise FullError(Message("store-full"))
            store.presences.report("", "")  # a row that is never read
            app.state.written_at = time.monotonic()
    except (SourceError, OSError) as error:
        _LOG.error("not ready: %s", error)
        raise BusyError(Message("service-store-unready")) from error


def check_baseline(request: Request) -> None:
    """Check that saved scenarios can be opened again: the plan still has their baseline.

    Raises:
        BusyError: the plan's file was replaced.
    """
    seen: Seen | None = request.app.state.seen
    if seen is not None:
        seen.check_baseline()


@router.get(
    "/metrics",
    dependencies=[require_role("admin", too="monitor")],
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(request: Request) -> Response:
    """Return the metrics of the service in the text format of Prometheus."""
    figures: Metrics = request.app.state.metrics
    return Response(generate_latest(figures.collected()), media_type=CONTENT_TYPE_LATEST)


def gauges(app: FastAPI) -> dict[str, float]:
    """Return the gauges of the whole service, whichever process answers.

    Waiting and running jobs and exports, entries of the audit log; for a store in a file its size
    and the free space on its disk.
    """
    figures: dict[str, float] = dict(app.state.jobs.counts())
    store: Store = app.state.store
    with suppress(SourceError):
        last = store.audit.head()
        figures["audit_entries"] = last.number if last else 0
    if store.file is not None:
        with suppress(OSError):
            files = store.file.parent.glob(f"{glob.escape(store.file.name)}*")
            figures["store_bytes"] = sum(each.stat().st_size for each in files)
            figures["store_disk_free_bytes"] = shutil.disk_usage(store.file.parent).free
    return figures


def figures_of_process(app: FastAPI) -> dict[str, int]:
    """Return the gauges of this process: event streams, uploads, cached items."""
    cached = app.state.session.kept()
    streams = app.state.events.streams
    uploads = app.state.uploads.under_way.total()
    return {
        "event_streams": streams,
        "uploads": uploads,
        **{f"kept_{name}": count for name, count in cached.items()},
    }


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
