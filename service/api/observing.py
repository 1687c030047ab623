"""Observability: metrics for Prometheus, and a log of requests.

Each answer has a header `X-Request-Id`; the log of requests (`serve --access-log FILE`) has a line
of JSON for each: time, id, user, request, status and duration.
"""

import json
import logging
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any, TextIO

import psutil
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    multiprocess,
    values,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette import types

ACCESS_LOG = logging.getLogger("zonewright.access")

_SECONDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10, 30, 60)


_FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names prometheus_client's folder for the metrics of several processes."""


def share_figures(folder: Path) -> None:
    """Store metrics that are created from now on in a folder that all processes share."""
    folder.mkdir()
    os.environ[_FIGURES] = str(folder)
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]


def end_figures_of(pid: int) -> None:
    """Drop the gauges of an ended process; its counters remain."""
    multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]


class Metrics:
    """The metrics of one service: requests, the parts of answers, caches and gauges.

    `own` returns the gauges of a process, such as the size of its caches, `now` those of the whole
    service, such as the number of waiting jobs. All names begin with `zonewright_`. If processes
    share their metrics, each answers with those of all. `plan` is the name of one of several plans,
    which its metrics have as a label.
    """

    def __init__(
        self,
        now: Callable[[], Mapping[str, float]],
        own: Callable[[], Mapping[str, int]],
        plan: str = "",
    ) -> None:
        self.registry = CollectorRegistry()
        self.plan = plan
        self._of = {"plan": plan} if plan else {}
        self._is_shared = _FIGURES in os.environ
        self._now, self._own = now, own
        self._gauges = {
            name: Gauge(
                f"zonewright_{name}",
                name.replace("_", " "),
                tuple(self._of),
                registry=self.registry,
                multiprocess_mode="livesum",
            )
            for name in own()
        }
        self._requests = Counter(
            "zonewright_requests",
            "Requests answered.",
            (*self._of, "method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "zonewright_request_seconds",
            "From a request to the end of its answer.",
            (*self._of, "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._parts = Histogram(
            "zonewright_part_seconds",
            "Parts of answers, as their header Server-Timing names them.",
            (*self._of, "part"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.registry.register(_Present(now, self._of))
        if not self._is_shared:
            ProcessCollector(namespace="zonewright", registry=self.registry)

    def collected(self) -> CollectorRegistry:
        """Return the metrics to report: of this process, or of all that share them."""
        if not self._is_shared:
            self._set_gauges()
            return self.registry
        shared = CollectorRegistry()
        shared.register(_OfPlan(self.plan))
        shared.register(_Present(self._now, self._of))
        shared.register(_Processes())
        return shared

    def count(self, method: str, route: str, status: int, seconds: float, timing: str) -> None:
        """Count an answer; `timing` is its header `Server-Timing`, "" if it has none."""
        of = tuple(self._of.values())
        self._requests.labels(*of, method, route, str(status)).inc()
        self._seconds.labels(*of, route).observe(seconds)
        if self._is_shared:  # else they are set when they are collected
            self._set_gauges()
        for part in timing.split(", ") if timing else ():
            name, _, took_ms = part.partition(";dur=")
            self._parts.labels(*of, name).observe(float(took_ms) / 1e3)

    def _set_gauges(self) -> None:
        of = tuple(self._of.values())
        for name, count in self._own().items():
            gauge = self._gauges[name]
            (gauge.labels(*of) if of else gauge).set(count)


class _Present(Collector):
    """Gauges, read when they are collected."""

    def __init__(self, now: Callable[[], Mapping[str, float]], of: Mapping[str, str]) -> None:
        self._now, self._of = now, of

    def collect(self) -> Iterator[Metric]:
        info = {**self._of, "version": version("zonewright")}
        yield InfoMetricFamily("zonewright", "The version that answers.", info)
        for name, value in self._now().items():
            labels = tuple(self._of)
            family = GaugeMetricFamily(f"zonewright_{name}", name.replace("_", " "), labels=labels)
            family.add_metric(tuple(self._of.values()), value)
            yield family


class _OfPlan(Collector):
    """The counters of all processes for one plan; the files hold those of every plan."""

    def __init__(self, plan: str) -> None:
        self._plan = plan

    def collect(self) -> Iterator[Metric]:
        for metric in multiprocess.MultiProcessCollector(None).collect():  # type: ignore[no-untyped-call]
            metric.samples = [
                sample for sample in metric.samples if sample.labels.get("plan", "") == self._plan
            ]
            yield metric


class _Processes(Collector):
    """Memory and time of each process of a service."""

    def collect(self) -> Iterator[Metric]:
        memory = GaugeMetricFamily(
            "zonewright_process_resident_memory_bytes",
            "Memory of each process; what they share is in each.",
            labels=["pid"],
        )
        cpu = CounterMetricFamily(
            "zonewright_process_cpu_seconds", "Time of each process.", labels=["pid"]
        )
        main = psutil.Process(os.getppid())
        for one in (main, *main.children(recursive=True)):
            with suppress(psutil.Error):  # it has ended meanwhile
                used, times = one.memory_info().rss, one.cpu_times()
                memory.add_metric([str(one.pid)], used)
                cpu.add_metric([str(one.pid)], times.user + times.system)
        yield memory
        yield cpu


class Observed:
    """Counts and logs each request, and assigns its id; without `metrics` it does not count."""

    def __init__(self, app: types.ASGIApp, metrics: Metrics | None) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        """Pass a request on, and its answer back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        number = secrets.token_hex(8)
        state: dict[str, Any] = scope.setdefault("state", {})
        status, timing = 499, ""  # if the client left before the answer

        async def answer(message: types.Message) -> None:
            nonlocal status, timing
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"] = [*message.get("headers", ())]
                timing = next((v.decode() for k, v in headers if k == b"server-timing"), "")
                headers.append((b"x-request-id", number.encode()))
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except BaseException:
            status = 500 if status == 499 else status
            raise
        finally:
            seconds = time.perf_counter() - began
            if self._metrics is not None:
                self._metrics.count(
                    scope["method"] if state.get("route") else "-",
                    state.get("route", "-"),  # not the path: a label must have few values
                    status,
                    seconds,
                    timing,
                )
            _log(scope, self._metrics.plan if self._metrics else "", number, status, seconds)


def _log(scope: types.Scope, plan: str, number: str, status: int, seconds: float) -> None:
    if not ACCESS_LOG.handlers:
        return
    client = scope.get("client")
    line = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "id": number,
        **({"plan": plan} if plan else {}),
        "person": scope["state"].get("person"),
        "from": client[0] if client else None,
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "ms": round(seconds * 1e3, 1),
    }
    ACCESS_LOG.info("%s", json.dumps(line, ensure_ascii=True))


class JsonLines(logging.Formatter):
    """Formats a log record as a line of JSON, with its exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "message": record.getMessage(),
            **({"error": self.formatException(record.exc_info)} if record.exc_info else {}),
        }
        return json.dumps(line, ensure_ascii=True)


class StdoutHandler(logging.StreamHandler[TextIO]):
    """Writes to standard output; once that is closed, to standard error."""

    _has_moved = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Switch to standard error; if that is closed too, drop the output."""
        if not isinstance(sys.exc_info()[1], BrokenPipeError):
            super().handleError(record)
            return
        out = self.stream.fileno()
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), out)
            self.stream.flush()
        if not self._has_moved:
            self._has_moved = True
            os.dup2(sys.stderr.fileno(), out)
            self.emit(record)


def log_to_stdout() -> None:
    """Write the service's log to standard output as lines of JSON, from warnings on."""
    handler = StdoutHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def log_to(file: Path | None) -> logging.Handler:
    """Write the log of requests to a file, or to standard output; return its handler.

    If another program rotates the file, the log continues in a new one of that name.

    Raises:
        OSError: the file cannot be written.
    """
    handler: logging.Handler = StdoutHandler(sys.stdout)
    if file is not None:
        handler = WatchedFileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    ACCESS_LOG.addHandler(handler)
    ACCESS_LOG.setLevel(logging.INFO)
    ACCESS_LOG.propagate = False
    return handler
