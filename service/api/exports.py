"""A scenario as a file to take along, in every format that `export` writes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi import Path as PathParam
from fastapi.responses import Response, StreamingResponse
from starlette.convertors import Convertor, register_url_convertor

from geo import compare
from geo.coverage import DEFAULT_RADII_KM
from geo.export_layers import outcome, zones_outcome
from geo.scenario.model import BASELINE
from layers.errors import UnknownError
from layers.formats import WRITTEN, export, parts_of
from layers.messages import Language, Message
from layers.palette import bilingual
from layers.store.model import written
from service.api.access import require_role
from service.api.dependencies import SessionOf
from service.report import SUFFIXES
from service.report.made import made
from service.report.writer import Measured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.formats import Outcome
    from service.api.session import PlannerSession

router = APIRouter(prefix="/exports", dependencies=[require_role("viewer")])

MOST_AT_ONCE = 2
_BLOCK_BYTES = 1 << 20
_MEDIA = {
    ".gpkg": "application/geopackage+sqlite3",
    ".geojson": "application/geo+json",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".kmz": "application/vnd.google-earth.kmz",
    ".shp.zip": "application/zip",
    ".gdb.zip": "application/zip",
    ".fgb": "application/flatgeobuf",
    ".parquet": "application/vnd.apache.parquet",
    ".dxf": "image/vnd.dxf",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_KNOWN = (*WRITTEN, *SUFFIXES)


class _ScenarioId(Convertor[str]):
    """A scenario's id in a path, which ends at the first dot: `north.shp.zip`."""

    regex = "[A-Za-z0-9_-]{1,64}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("scenario_id", _ScenarioId())

Suffix = Annotated[
    str,
    PathParam(max_length=20, json_schema_extra={"enum": [one.removeprefix(".") for one in _KNOWN]}),
]


@router.get(
    "/{scenario:scenario_id}.{suffix}",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in dict.fromkeys(_MEDIA.values())}}},
)
async def export_file(
    request: Request, session: SessionOf, scenario: str, suffix: Suffix, lang: Language = "en"
) -> StreamingResponse:
    """Answer a file of the scenario as it is stored, or of `baseline`, in the suffix's format.

    It is what `zonewright export` writes: `.gpkg` has the whole plan and what was measured, `.xlsx`
    the zones and every figure, `.pdf`, `.html` and `.docx` are a report in the language `lang`,
    each other format has the zones.
    """
    kind = f".{suffix}"
    if kind not in _KNOWN:
        raise UnknownError(Message("file-suffix-unknown", known=_KNOWN).at(f".{suffix[:20]}"))
    name = f"{session.plan.name}-{scenario}{kind}"
    limiter: CapacityLimiter = request.app.state.exports
    folder = await to_thread.run_sync(_made, session, scenario, name, lang, limiter=limiter)
    path = Path(folder.name) / name
    headers = {
        "Content-Disposition": _attached(name),
        "Content-Length": str(path.stat().st_size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
    }
    return StreamingResponse(_blocks(folder, path), media_type=_MEDIA[kind], headers=headers)


def _attached(name: str) -> str:
    r"""Return the header that names a file, for those too that read no letters beyond ASCII.

    >>> _attached("片区-north.csv")
    'attachment; filename="__-north.csv"; filename*=UTF-8\'\'%E7%89%87%E5%8C%BA-north.csv'
    """
    plain = "".join(sign if sign.isascii() and sign not in '"\\\\' else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"


def _made(
    session: PlannerSession, scenario: str, name: str, language: Language
) -> tempfile.TemporaryDirectory[str]:
    """Write the file into a folder of its own, and return that."""
    is_report = name.endswith(SUFFIXES)
    outcome = None if is_report else _outcome(session, scenario, name)
    folder = tempfile.TemporaryDirectory(prefix="zonewright-", ignore_cleanup_errors=True)
    path = Path(folder.name) / name
    try:
        if outcome is None:
            path.write_bytes(_report(session, scenario, path.suffix, language))
        else:
            export(session.plan, path, [outcome])
    except BaseException:
        folder.cleanup()
        raise
    return folder


def _outcome(session: PlannerSession, scenario: str, name: str) -> Outcome:
    """Return what a scenario comes to, at the revision that is stored now.

    Raises:
        UnknownError, ScenarioError, MeasureError
    """
    parts = parts_of(Path(name))
    plan, plan_session = session.plan, session.plan_session
    revision = None if scenario == BASELINE else session.scenarios.revision(scenario)
    title = "" if revision is None else bilingual(revision.title, revision.title_zh)
    if not parts or parts == ("four_bounds",):
        zones = plan.zones
        if revision is not None:
            zones = plan_session.replay_cache.replay(session.scenarios.read(revision)).zones
        found = zones_outcome(plan, scenario, title, zones, parts)
    else:
        before = after = plan_session.baseline(DEFAULT_RADII_KM)
        if revision is not None:
            read = partial(session.scenarios.read, revision)
            after = plan_session.coverage(revision.document, DEFAULT_RADII_KM, read)
        found = outcome(before, after, title or BASELINE, parts)
    if revision is None:
        return found
    return replace(found, revision=revision.number, saved=written(revision.at))


def _report(session: PlannerSession, scenario: str, suffix: str, language: Language) -> bytes:
    """Return the report of a scenario at the revision that is stored now, or of the baseline.

    Raises:
        UnknownError, ScenarioError, MeasureError
    """
    plan_session = session.plan_session
    before = plan_session.baseline(DEFAULT_RADII_KM)
    measured = []
    if scenario != BASELINE:
        revision = session.scenarios.revision(scenario)
        read = partial(session.scenarios.read, revision)
        after = plan_session.coverage(revision.document, DEFAULT_RADII_KM, read)
        titles = revision.title, revision.title_zh
        rules = session.scenarios.read(revision).to_document().get("rules") or {}
        record = session.scenarios.record(scenario)
        measured.append(Measured(*titles, compare(before, after), record, rules))
    return made(session.plan, before, measured, suffix, language)


def _blocks(folder: tempfile.TemporaryDirectory[str], path: Path) -> Iterator[bytes]:
    """Give a file block by block; its folder goes with the last one, or when nobody waits."""
    with folder, path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block
