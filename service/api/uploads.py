"""Uploads: a file is previewed as a scenario or an outline, and not stored.

The body is the raw file. It is streamed to a folder that is deleted with the request, and never
held whole in memory. A separate process reads it, without network, bounded in time and memory; a
few run at once, and other requests are not affected. One person sends one file at a time, within
five minutes: slow senders and slow files do not block the places of others.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.requests import ClientDisconnect

from geo.infer import Missing
from layers.errors import BusyError, TooManyError, UploadError, ZonewrightError
from layers.formats.archive import plain_name, replace_paths
from layers.formats.table import AxisOrder, ReadOptions
from layers.importing import ColumnMap, ImportOptions
from layers.messages import Message
from layers.runtime.bounded import run_bounded
from layers.scenario_id import BASELINE
from layers.store import LOCAL, Person
from service.api.access import require_role
from service.api.answers.base import described
from service.api.answers.uploads import UploadPreview
from service.api.dependencies import PersonOf, ScenarioQuery, SessionOf
from service.api.limits import counting
from service.upload_preview import NEEDED, in_folder, preview_outlines, preview_scenario

router = APIRouter(prefix="/api", dependencies=[require_role("planner")])

T = TypeVar("T")

_MOST_SECONDS = 60.0
_MOST_WORKERS = 2
_MOST_UPLOADS = 32
_STALLED_S, _WHOLE_S = 30.0, 300.0
_RETRY_AFTER_S = 5
_SQLITE, _WAL = b"SQLite format 3\x00", 2  # the version in bytes 18 and 19 of its header


@dataclass
class Uploads:
    """Accepts uploads, one per person at a time (any number of the local planner)."""

    under_way: Counter[str] = field(default_factory=Counter)
    workers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_MOST_WORKERS))

    @contextmanager
    def place(self, who: Person) -> Iterator[Path]:
        """Yield a folder for one file; it is deleted at the end.

        Raises:
            TooManyError: another file of the same person is being read.
            BusyError: too many files are being read.
        """
        if who is not LOCAL and self.under_way[who.name]:
            waiting = Message("service-upload-own")
            raise TooManyError(waiting, details={"retry_after_s": _RETRY_AFTER_S})
        if self.under_way.total() >= _MOST_UPLOADS:
            raise BusyError(Message("service-uploads-busy"))
        own = tempfile.TemporaryDirectory(prefix="zonewright-", ignore_cleanup_errors=True)
        with own as folder, counting(self.under_way, who.name):
            yield Path(folder)

    async def read(
        self, path: Path, work: Callable[..., T], *args: object, seconds: float = _MOST_SECONDS
    ) -> T:
        """Return the result of a function of a file, run in a separate process.

        Raises:
            UploadError: the file cannot be read; its problems are those of the command line.
        """

        def bounded() -> T:
            result: T = run_bounded(in_folder, path, work, args, seconds=seconds)
            return result

        try:
            return await to_thread.run_sync(bounded, limiter=self.workers)
        except BusyError:
            raise
        except ZonewrightError as error:
            folder = {f"{path.parent}{os.sep}": ""}  # a person knows the file by its name
            raise UploadError(replace_paths(each, folder) for each in error.problems) from error


async def received(request: Request, path: Path) -> None:
    """Write the body of a request to a file, block by block.

    Raises:
        UploadError: it stalls or takes too long in all, or the file is empty or incomplete because
            a program still has it open.
    """
    blocks, ends = request.stream(), anyio.current_time() + _WHOLE_S
    head = b""
    with path.open("xb") as out:
        try:
            while True:
                with anyio.fail_after(min(_STALLED_S, ends - anyio.current_time())):
                    block = await anext(blocks, None)
                if block is None:
                    break
                head = (head + block)[:20] if len(head) < 20 else head
                await to_thread.run_sync(out.write, block)
        except TimeoutError as error:
            raise UploadError(Message("service-upload-stalled").in_file(path.name)) from error
    if not head:
        raise UploadError(Message("service-upload-empty").in_file(path.name))
    if head.startswith(_SQLITE) and _WAL in head[18:20]:
        raise UploadError(Message("service-upload-open").in_file(path.name))


def file_name(name: str) -> str:
    """Return the name of a file without its folders, valid on any file system.

    >>> file_name("../../etc/a:b.geojson")
    'a_b.geojson'

    Raises:
        UploadError: the result would be empty.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = plain_name(last).strip()
    if not plain.strip("."):
        raise UploadError(Message("service-upload-unnamed").at("query", "name"))
    return plain


@dataclass(frozen=True)
class SentFile:
    """An uploaded file: its name, and how to read it."""

    name: str
    options: ImportOptions


def _reading(
    layer: Annotated[str | None, Query(max_length=500)] = None,
    encoding: Annotated[str | None, Query(max_length=50)] = None,
    source_crs: Annotated[str | None, Query(max_length=2_000)] = None,
    axis_order: AxisOrder | None = None,
) -> ReadOptions:
    return ReadOptions(encoding or None, source_crs or None, axis_order, layer or None)


def _sent(
    how: Annotated[ReadOptions, Depends(_reading)],
    name: Annotated[str, Query(max_length=500)],
    map_column: Annotated[list[str] | None, Query(max_length=200)] = None,
    *,
    repair: bool = False,
) -> SentFile:
    columns = ColumnMap.parse(map_column or [])
    return SentFile(file_name(name), ImportOptions(columns, {"zones": how}, repair=repair))


@router.post("/uploads", **described(UploadPreview))
async def uploads(  # noqa: PLR0913, PLR0917  each is a part of the request
    request: Request,
    who: PersonOf,
    session: SessionOf,
    sent: Annotated[SentFile, Depends(_sent)],
    become: Annotated[Literal["scenario", "outline"], Query(alias="as")] = "scenario",
    missing: Missing = "decide",
    scenario: ScenarioQuery = BASELINE,
) -> Any:  # noqa: ANN401  JSON
    """Return a preview of the uploaded file, and how it was read; store nothing.

    As a `scenario`: the edits that lead from the plan to the file's zones. Zones `missing` from the
    file are removed or kept; by default they are kept if the file has less than half of all. As an
    `outline`: its polygons in the plan's CRS. Parameters override the assumptions. Edits are in
    the phases of the `scenario` that they replace.
    """
    uploads: Uploads = request.app.state.uploads
    drawn_over = session.scenario(scenario)
    with uploads.place(who) as folder:
        path = folder / sent.name
        try:
            await received(request, path)
        except ClientDisconnect:
            return Response(status_code=400)  # the client has left
        plan = session.plan.only(NEEDED)
        if become == "outline":
            return await uploads.read(path, preview_outlines, plan, sent.options)
        return await uploads.read(path, preview_scenario, plan, sent.options, missing, drawn_over)
