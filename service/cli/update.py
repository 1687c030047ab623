"""The command `update`: replace layers of an existing plan, and rebase its scenarios."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layers.errors import PlanError, UnknownError, ZonewrightError
from layers.messages import Message
from layers.runtime.files import replacing
from layers.schema.layer_schema import LAYERS, REFERENCES
from service.cli.errors import BAD_INPUT, CONFLICT
from service.cli.import_options import (
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
    with_layer_files,
)
from service.cli.init import print_written, show_import
from service.cli.language import sentence
from service.cli.merge_rebase import CONFLICTS
from service.cli.options import PlanPath, StoreUrl, service_if_stored
from service.cli.progress import working
from service.cli.tables import TableColumn, columns, print_table, say, warn

if TYPE_CHECKING:
    from geo import Scenario
    from geo.scenario.merge import Conflict
    from layers.plan.plan import Plan
    from layers.store import Summary
    from service.scenario_service import ScenarioService


_YAML = (".yaml", ".yml", ".json")
_Reference = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Others' areas, lines or points, shown by --name."),
]


@dataclass(frozen=True)
class _Carried:
    """A stored scenario and its rebase on the new zones; None if it stays unchanged."""

    summary: Summary
    scenario: Scenario | None
    conflicts: tuple[Conflict, ...] = ()


@with_layer_files
def update(
    plan: PlanPath,
    reference: _Reference = None,
    name: Annotated[
        str | None, typer.Option(help="The name of the reference layer; by default the file's.")
    ] = None,
    exclude: Annotated[
        bool, typer.Option("--exclude", help="The reference layer is land that no zone may hold.")
    ] = False,
    surveyed: Annotated[
        bool,
        typer.Option(
            "--surveyed",
            help="--zones has surveyed or approved boundaries of some zones; the others stay.",
        ),
    ] = False,
    map_column: MapColumns = None,
    source_crs: SourceCrs = None,
    encoding: Encodings = None,
    axis_order: AxisOrders = None,
    layer: SourceLayers = None,
    summed: Summed = None,
    not_summed: NotSummed = None,
    repair: Repair = False,
    keep_rest: Annotated[
        bool, typer.Option("--keep-rest", help="Continue if edits conflict with the new zones.")
    ] = False,
    report: ReportFile = None,
    store: StoreUrl = None,
    **files: Path,
) -> None:
    """Add or replace layers of a plan, such as surveyed zones or new demand.

    If the zones change, every draft in the store is rebased on them. If edits conflict with the new
    zones, the conflicts are listed, nothing is changed and the exit code is 3, unless --keep-rest
    is given: then such edits are omitted from the draft's new revision. Proposed and decided
    scenarios are unchanged. The old plan is kept beside the new one. With --surveyed, the zones
    that the file lacks stay, and so do properties that it does not state. --targets is a table, or
    a .yaml file with a list as in a scenario. --reference adds a layer of areas, lines or points of
    any format, such as farmland, that is shown under the plan by its name; areas are exclusions
    with --exclude. --sum and --no-sum need no file: they decide about columns of the demand.
    """
    from layers.importing import Import, import_layers
    from layers.plan.plan import Plan
    from layers.plan.weights import weight_columns

    kind = "references"
    if reference is not None:
        files[kind := _kind_of(reference, exclude=exclude)] = reference
    elif name is not None or exclude:
        raise UnknownError(Message("cli-update-reference-alone"))
    read = {"crs": source_crs, "encoding": encoding, "axis_order": axis_order, "layer": layer}
    sums = summed, not_summed
    options = import_options(files, map_column, read, repair=repair, sums=sums)
    if surveyed and "zones" not in files:
        raise UnknownError(Message("cli-update-surveyed-alone"))
    options = replace(options, surveyed=surveyed)
    if not files and not options.sums.given:
        raise UnknownError(Message("cli-update-nothing"))
    old = Plan.open(plan)
    targets = files.get("targets")
    written = files.pop("targets") if targets and targets.suffix in _YAML else None
    with working("cli-building"):
        reads = files or options.sums.given
        result = import_layers(files, options, old) if reads else Import(old, ())
    new = result.plan
    if new is not None:
        if reference is not None:
            named = name or reference.name.split(".")[0]
            new = _with_reference(old, new, (kind, named), reference, exclude=exclude)
        new = _with_targets(new, written)
    if files or new is None:
        show_import(result, report, json=False)
    if new is None:
        raise typer.Exit(BAD_INPUT)
    if options.sums.given:
        say(
            Message("cli-demand-summed", columns=tuple(weight_columns(new)) or Message("list-none"))
        )
    with service_if_stored(old, store) as service:
        _replace(old, new, plan, service, keep_rest=keep_rest)


def _kind_of(file: Path, *, exclude: bool) -> str:
    """Return the layer that shows a file's content: areas, lines or points.

    Raises:
        PlanError: it holds no areas, which alone can be excluded.
    """
    import geopandas as gpd
    import shapely

    from layers.formats import read_table

    try:
        frame = read_table(file, "reference_lines").frame
    except PlanError:  # which is said when it is read as areas
        return "references"
    found = {-1}
    if isinstance(frame, gpd.GeoDataFrame):
        found = {*shapely.get_dimensions(frame.geometry.to_numpy()).tolist()} or {2}
    kind = {-1: "reference_points", 0: "reference_points", 1: "reference_lines"}.get(max(found))
    if kind is not None and exclude:
        raise PlanError(Message("cli-update-exclude-no-area").in_file(file))
    return kind or "references"


def _with_reference(
    old: Plan, new: Plan, of: tuple[str, str], file: Path, *, exclude: bool
) -> Plan:
    """Return a plan whose reference layer `of` a kind and a name was read again.

    Land to exclude goes to the exclusions instead. What had the same name before is replaced.

    Raises:
        PlanError: the file is empty.
    """
    import pandas as pd

    kind, name = of
    read = new.frame(kind)
    if read.empty:
        raise PlanError(Message("cli-update-reference-empty").in_file(file))
    read = read[[column.name for column in LAYERS[kind].columns] + ["geometry"]]
    if exclude:
        ids = [f"{name} {number}" for number in range(1, len(read) + 1)]
        named = {"name": name, "name_zh": name, "kind": name}
        excluded = read.drop(columns="reference").assign(exclusion_id=ids, **named)
        kept = old.frame("exclusions")
        kept = kept[kept["kind"] != name]
        new = new.with_layer("exclusions", pd.concat([kept, excluded], ignore_index=True))
    for layer in REFERENCES:
        rows = old.frame(layer)
        rows = rows[rows["reference"] != name]
        if layer == kind and not exclude:
            rows = pd.concat([rows, read.assign(reference=name)], ignore_index=True)
        if layer == kind or old.has(layer):
            new = new.with_layer(layer, rows)
    return new


def _with_targets(plan: Plan, file: Path | None) -> Plan:
    """Return a plan with the targets of a scenario's file, if any, once they are found valid."""
    import pandas as pd

    from geo.coverage.targets import plan_targets
    from geo.scenario.model import load_targets

    if file is not None:
        rows = [target.to_document() for target in load_targets(file)]
        plan = plan.with_layer("targets", pd.DataFrame(rows))
    plan_targets(plan)
    return plan


def _replace(
    old: Plan, new: Plan, path: Path, service: ScenarioService | None, *, keep_rest: bool
) -> None:
    """Replace a plan and rebase its drafts; or list the conflicts and exit with 3."""
    from service.scenario_service import ScenarioService

    with working("cli-rebasing"):
        moved = service is not None and old.baseline != new.baseline
        carried = _carried(service, old, new) if moved and service is not None else []
    conflicts = [
        {"scenario": each.summary.scenario, "told": sentence(conflict.message)} | conflict._asdict()
        for each in carried
        for conflict in each.conflicts
    ]
    if conflicts:
        shown = {"scenario": TableColumn("cli-col-scenario"), **columns(CONFLICTS)}
        print_table(Message("cli-title-conflicts"), conflicts, shown)
        if not keep_rest:
            names = tuple(dict.fromkeys(str(each["scenario"]) for each in conflicts))
            warn(Message("cli-update-conflicts", scenarios=names))
            raise typer.Exit(CONFLICT)
    old_copy = _keep(path, old)
    try:
        with working("cli-building"):
            new.save(path)
    except BaseException:
        old_copy.unlink()
        raise
    say(Message("cli-update-kept", file=str(old_copy)))
    rebased = service is None or _save(carried, ScenarioService(new, service.store, service.person))
    print_written(new, path)
    if not rebased:
        raise typer.Exit(CONFLICT)


def _keep(path: Path, plan: Plan) -> Path:
    """Copy the file of a plan with its whole content, and return the copy."""
    stem = f"{path.stem}-{plan.baseline.removeprefix('sha256:')[:8]}"
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    copy = next(one for one in map(path.with_stem, names) if not one.exists())
    with replacing(copy) as temporary:
        shutil.copyfile(path, temporary)
    return copy


def _carried(service: ScenarioService, old: Plan, new: Plan) -> list[_Carried]:
    """Return every stored scenario over the old plan, with its rebase on the new one."""
    from geo.scenario.rebase import rebase

    every = []
    for one in service.scenarios():
        if one.baseline != old.baseline:
            continue
        if one.status != "draft":
            every.append(_Carried(one, None))
            continue
        rebased = rebase(service.scenario(one.scenario), new, old)
        every.append(_Carried(one, rebased.scenario, rebased.conflicts))
    return every


def _save(carried: list[_Carried], service: ScenarioService) -> bool:
    """Save each draft's next revision over the new plan; return whether all were saved."""
    all_saved = True
    for each in carried:
        name = each.summary.scenario
        if each.scenario is None:
            say(Message("cli-update-stays", scenario=name, status=each.summary.status))
            continue
        try:
            service.rebase(name, each.scenario, each.summary.etag, "Rebased on the new zones")
        except ZonewrightError as error:
            all_saved = False
            for problem in error.problems:
                warn(Message("cli-update-not-rebased", scenario=name, reason=problem))
        else:
            edits = len(each.scenario.edits)
            say(Message("cli-update-rebased", scenario=name, edits=edits))
    return all_saved
