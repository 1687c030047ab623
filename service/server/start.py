"""The page that builds a plan from uploaded files, where a plan is missing.

It is for the local user only. The files are in a folder that lasts as long as the page; a separate
process reads them, bounded in time and memory. Once the plan is written, its service answers at the
same address.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from pydantic import BaseModel, Field
from starlette import types

from geo.validation import shown
from layers import Plan
from layers.errors import ConflictError, PlanError, SourceError, UnknownError
from layers.formats.table import AxisOrder, ReadOptions
from layers.importing import ColumnMap, ImportOptions
from layers.importing.import_plan import is_template
from layers.messages import Message
from layers.runtime.files import os_reason, replacing
from layers.runtime.suggestions import suggestion
from layers.schema.layer_schema import LAYERS
from layers.store import LOCAL
from service.api.access import check_origin
from service.api.errors import install_error_handlers
from service.api.middleware import (
    Answers,
    BodyLimits,
    KnownHosts,
    ProblemMiddleware,
    refuse_unknown_parameters,
)
from service.api.problem_document import RESPONSES
from service.api.uploads import Uploads, file_name, received
from service.page import asset, security_policy, start_html
from service.upload_preview import make_plan

_MOST_SECONDS = 600.0
_MADE = "made.gpkg"

pages = APIRouter(include_in_schema=False)
router = APIRouter(
    prefix="/api/start",
    dependencies=[Depends(check_origin), Depends(refuse_unknown_parameters)],
    responses=RESPONSES,
)


class LayerReading(BaseModel, extra="forbid"):
    """Options for reading the file of a layer."""

    layer: str = Field("", max_length=500)
    encoding: str = Field("", max_length=50)
    source_crs: str = Field("", max_length=2_000)
    axis_order: AxisOrder | None = None
    columns: dict[str, str] = Field(default_factory=dict, max_length=200)

    def options(self) -> ReadOptions:
        """Return the options."""
        return ReadOptions(
            self.encoding or None, self.source_crs or None, self.axis_order, self.layer or None
        )


class PlanRequest(BaseModel, extra="forbid"):
    """Options for building a plan: how to read each layer's file, the CRS, whether to repair."""

    layers: dict[str, LayerReading] = Field(default_factory=dict, max_length=len(LAYERS))
    crs: str = Field("", max_length=2_000)
    repair: bool = False

    def options(self) -> ImportOptions:
        """Return the options.

        Raises:
            UnknownError: a mapped column is not in the schema.
        """
        mapped = [
            f"{layer}.{column}={name}"
            for layer, reading in self.layers.items()
            for column, name in reading.columns.items()
            if name
        ]
        read = {layer: reading.options() for layer, reading in self.layers.items()}
        return ImportOptions(ColumnMap.parse(mapped), read, self.crs or None, self.repair)


@dataclass
class Beginning:
    """The uploaded files so far, by layer, and the path of the plan to write.

    `opened` opens the service of the plan once it exists.
    """

    path: Path
    folder: Path
    opened: Callable[[Plan], types.ASGIApp]
    files: dict[str, Path] = field(default_factory=dict)
    uploads: Uploads = field(default_factory=Uploads)

    def keep(self, layer: str, path: Path) -> None:
        """Set the file of a layer, replacing a previous one."""
        self.forget(layer)
        place = self.folder / layer
        place.mkdir()
        self.files[layer] = Path(shutil.move(path, place / path.name))

    def forget(self, layer: str) -> None:
        """Drop the file of a layer."""
        self.files.pop(layer, None)
        shutil.rmtree(self.folder / layer, ignore_errors=True)

    def write(self, built: Path) -> Plan:
        """Write the built plan to its path, and open it.

        Raises:
            ConflictError: a file of that name exists and is not an empty template.
            SourceError: it cannot be written.
        """
        if is_template(self.path):
            with replacing(self.path) as temporary:
                shutil.copyfile(built, temporary)
            return Plan.open(self.path)
        try:
            with self.path.open("xb") as out, built.open("rb") as source:
                shutil.copyfileobj(source, out)
        except FileExistsError as error:
            exists = Message("cli-file-there", file=str(self.path))
            raise ConflictError(exists) from error
        except OSError as error:
            self.path.unlink(missing_ok=True)  # incomplete, as on a full disk
            why = Message("file-unwritable", why=os_reason(error))
            raise SourceError(why.in_file(self.path)) from error
        return Plan.open(self.path)


class StartApp:
    """Answers as the page that builds a plan, and then as the service of the plan."""

    def __init__(self, beginning: Beginning, hosts: Sequence[str]) -> None:
        self._now = _start_service(self, beginning, hosts)

    async def __call__(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        """Forward a request to the current application."""
        await self._now(scope, receive, send)

    def become(self, service: types.ASGIApp) -> None:
        """Replace the current application."""
        self._now = service


def _start_service(app_: StartApp, beginning: Beginning, hosts: Sequence[str]) -> types.ASGIApp:
    app = FastAPI(title="Zonewright", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.whole, app.state.beginning = app_, beginning
    app.add_middleware(BodyLimits)
    app.add_middleware(KnownHosts, hosts=hosts)
    app.add_middleware(ProblemMiddleware)
    app.add_middleware(Answers)
    install_error_handlers(app)
    app.include_router(pages)
    app.include_router(router)
    return app


def _beginning(request: Request) -> Beginning:
    beginning: Beginning = request.app.state.beginning
    return beginning


BeginningOf = Annotated[Beginning, Depends(_beginning)]


def _layer(layer: str) -> str:
    if layer not in LAYERS:
        raise UnknownError(
            Message("import-map-layer-unknown", layer=shown(layer), hint=suggestion(layer, LAYERS))
        )
    return layer


LayerOf = Annotated[str, Depends(_layer)]


@pages.get("/")
def page() -> Response:
    """Return the page."""
    headers = {"Content-Security-Policy": security_policy(), "Cache-Control": "no-store"}
    return Response(start_html(), media_type="text/html", headers=headers)


@pages.get("/static/{version}/{path:path}")
def static(version: str, path: str) -> Response:
    """Return a static file of the page."""
    file = asset(version, path)
    return Response(file.content, media_type=file.media_type, headers=file.headers)


@router.get("")
def start(beginning: BeginningOf) -> dict[str, Any]:
    """Return the path of the plan to write, and the layers and columns that it may have."""
    return {
        "plan": str(beginning.path),
        "layers": [
            {"layer": name, "columns": [column.name for column in layer.columns]}
            for name, layer in LAYERS.items()
        ],
        "files": {layer: path.name for layer, path in beginning.files.items()},
    }


@router.post("/files/{layer}")
async def give(
    request: Request,
    beginning: BeginningOf,
    layer: LayerOf,
    name: Annotated[str, Query(max_length=500)],
) -> dict[str, str]:
    """Store the file of a layer, which is the body; it is read for the preview."""
    with beginning.uploads.place(LOCAL) as folder:
        path = folder / file_name(name)
        await received(request, path)
        beginning.keep(layer, path)
    return {"layer": layer, "file": path.name}


@router.delete("/files/{layer}")
def take_back(beginning: BeginningOf, layer: LayerOf) -> dict[str, str]:
    """Drop the file of a layer."""
    beginning.forget(layer)
    return {"layer": layer}


@router.post("/preview")
async def preview(beginning: BeginningOf, request: PlanRequest) -> dict[str, Any]:
    """Return the plan that the files would give, and how each is read; write nothing."""
    with beginning.uploads.place(LOCAL) as folder:
        return await _imported(beginning, folder, request)


@router.post("/plan")
async def make(request: Request, beginning: BeginningOf, options: PlanRequest) -> dict[str, Any]:
    """Build and write the plan unless the file exists; from now on its service answers."""
    with beginning.uploads.place(LOCAL) as folder:
        report = await _imported(beginning, folder, options)
        if report["plan"] is None:
            raise PlanError(Message.from_document(each) for each in report["problems"])
        plan = await to_thread.run_sync(beginning.write, folder / _MADE)
    request.app.state.whole.become(beginning.opened(plan))
    return report


async def _imported(beginning: Beginning, folder: Path, request: PlanRequest) -> dict[str, Any]:
    """Return the document of the plan that the files give, and write the plan into the folder."""
    missing = [name for name in ("zones", "regions") if name not in beginning.files]
    if missing:
        raise PlanError(Message("service-start-layer-missing", layer=name) for name in missing)
    arguments = dict(beginning.files), request.options()
    return await beginning.uploads.read(
        folder / _MADE, make_plan, *arguments, seconds=_MOST_SECONDS
    )
