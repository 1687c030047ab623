"""The command `init`: build a plan from your own files, or an empty one to fill in QGIS."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layers.errors import PlanError, UnknownError
from layers.messages import Message
from service.cli.errors import BAD_INPUT
from service.cli.import_options import (
    REQUIRED,
    AxisOrders,
    Encodings,
    MapColumns,
    NotSummed,
    Repair,
    ReportFile,
    SourceCrs,
    SourceLayers,
    Summed,
    import_options,
    print_reports,
    warn_of,
    with_layer_files,
    write_records,
)
from service.cli.language import speak
from service.cli.options import AsJson
from service.cli.progress import working
from service.cli.serve import LOOPBACK, Port, run
from service.cli.tables import print_json, print_schematic_note, say, say_zones_outside

if TYPE_CHECKING:
    from layers.importing import Import
    from layers.plan.plan import Plan


_Levels = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WORD[/中文]=CODES[:NAMES]",
        help="A level of regions, the finest first: its word, the columns of its codes and names.",
    ),
]


@with_layer_files
def init(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The GeoPackage to write.")],
    map_column: MapColumns = None,
    crs: Annotated[
        str | None, typer.Option(help="The plan's geographic CRS; by default that of the zones.")
    ] = None,
    source_crs: SourceCrs = None,
    encoding: Encodings = None,
    axis_order: AxisOrders = None,
    layer: SourceLayers = None,
    title: Annotated[str | None, typer.Option(help="The plan's title.")] = None,
    group: Annotated[
        str | None, typer.Option(metavar="WORD[/中文]", help="The word for a group of zones.")
    ] = None,
    level: _Levels = None,
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help="A note on the boundaries.")
    ] = None,
    summed: Summed = None,
    not_summed: NotSummed = None,
    repair: Repair = False,
    template: Annotated[
        bool, typer.Option("--template", help="Write an empty plan to fill in QGIS.")
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show the assumptions and a map; write nothing.")
    ] = False,
    serve: Annotated[bool, typer.Option(help="Serve the preview's map.")] = True,
    port: Port = 0,
    report: ReportFile = None,
    json: AsJson = False,
    **files: Path,
) -> None:
    """Build a plan from your own files.

    Properties that the files do not state are detected and reported; options override them.
    """
    from layers.importing import LevelColumns, PlanWords, import_layers
    from layers.importing.import_plan import empty_plan

    read = {"crs": source_crs, "encoding": encoding, "axis_order": axis_order, "layer": layer}
    words = PlanWords(title, group, tuple(map(LevelColumns.parse, level or [])), note)
    sums = summed, not_summed
    options = import_options(files, map_column, read, crs, repair=repair, words=words, sums=sums)
    _check_target(plan, files, preview=preview, template=template)
    if template:
        empty_plan(crs or "EPSG:4326").save(plan)
        say(Message("cli-template-written", file=str(plan)))
        return
    with working("cli-building"):
        result = import_layers(files, options)
        if result.plan is not None and not preview:
            result.plan.save(plan)
    show_import(result, report, json=json, refused_too=preview)
    if result.plan is None:
        raise typer.Exit(BAD_INPUT)
    if preview:
        if not json:
            say(Message("cli-preview-unwritten", file=str(plan)))
        if serve and not json:
            _serve_preview(result.plan, port)
    elif not json:
        print_written(result.plan, plan)


def show_import(
    result: Import, report: Path | None, *, json: bool, refused_too: bool = False
) -> None:
    """Print the result of an import, problems on standard error; write the report if one is named.

    For rejected files only problems are printed, unless `refused_too`.
    """
    from service.documents.importing import import_report

    if report is not None:
        write_records(result, report)
    if result.plan is not None or refused_too:
        if json:
            print_json(import_report(result))
        else:
            print_reports(result)
    warn_of(result.problems)


def print_written(plan: Plan, path: Path) -> None:
    """Print the content of a written plan."""
    speak(plan.terms)
    layers = tuple(
        Message("cli-layer-rows", layer=name, rows=len(plan.frame(name))) for name in plan.present
    )
    say(Message("cli-plan-layers", file=str(path), layers=layers))
    say(Message("cli-baseline", baseline=plan.baseline))
    print_schematic_note(plan.zones)
    say_zones_outside(plan, plan.zones)


def _check_target(plan: Path, files: dict[str, Path], *, preview: bool, template: bool) -> None:
    """Check that there is something to write, and a place for it.

    Raises:
        UnknownError: the plan's name does not end in .gpkg, or a required layer is missing.
        PlanError: the plan already exists.
    """
    if plan.suffix.lower() != ".gpkg":
        raise UnknownError(Message("cli-plan-suffix", file=str(plan)))
    if plan.exists() and not preview:
        raise PlanError(Message("cli-file-there", file=str(plan)))
    missing = [name for name in REQUIRED if name not in files]
    if missing and not template:
        raise UnknownError(Message("cli-layer-file-missing", layer=name) for name in missing)


def _serve_preview(plan: Plan, port: int) -> None:
    """Serve the map of an unsaved plan until interrupted."""
    from layers.plan.plan import Plan
    from layers.store import Store
    from service.server.process import listen

    with (
        tempfile.TemporaryDirectory(prefix="zonewright-") as folder,
        listen(LOOPBACK, port) as listener,
    ):
        say(Message("cli-preview-goes"))
        path = Path(folder) / "preview.gpkg"
        plan.save(path)
        with Store.open(path.with_suffix(".db")) as store:
            run(Plan.open(path), store, listener)
