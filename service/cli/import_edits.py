"""The command `import-edits`: turn an edited layer of zones, as from QGIS, into a scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.infer import Missing
from layers.errors import MeasureError, UnknownError
from layers.messages import Message
from layers.schema.export_tables import table_of
from service.cli.import_options import AxisOrders, Encodings, MapColumns, SourceCrs, import_options
from service.cli.language import sentence
from service.cli.options import (
    AsJson,
    OutYaml,
    PlanPath,
    RadiiKm,
    check_new,
    find_scenario,
    id_of,
    open_plan,
    write_scenario,
)
from service.cli.progress import working
from service.cli.tables import named, print_json, print_schematic_note, print_table, say, warn

if TYPE_CHECKING:
    from geo import Comparison, Scenario
    from geo.infer.edits import InferredEdits
    from layers import Plan
    from layers.importing.edited_layer import EditedZones


_LayerName = Annotated[
    str | None, typer.Option("--layer", metavar="L", help="The layer of zones; by default zones.")
]
_ToleranceM = Annotated[
    float | None,
    typer.Option(
        "--tolerance-m",
        metavar="M",
        help="The distance, in metres, up to which outlines count as equal; by default 0.1,"
        " and 1 where coordinates are rounded to five decimals.",
    ),
]
_MissingZones = Annotated[
    Missing,
    typer.Option(
        "--missing",
        help="What to do with zones of the plan that are not in EDITED; decide: they are kept where"
        " it has less than half of all.",
    ),
]
_MOST_M = 100
_Id = Annotated[
    str | None, typer.Option("--id", help="The scenario's id; by default the name of OUT.yaml.")
]

_PhasesOf = Annotated[
    str | None,
    typer.Option(
        "--phases-of",
        metavar="S",
        help="A scenario, file or id, whose phases the edits keep; by default that of the layer,"
        " if it is stored.",
    ),
]


def import_edits(
    plan: PlanPath,
    edited: Annotated[Path, typer.Argument(metavar="EDITED", help="A file of any format.")],
    out: OutYaml,
    layer: _LayerName = None,
    map_column: MapColumns = None,
    source_crs: SourceCrs = None,
    encoding: Encodings = None,
    axis_order: AxisOrders = None,
    tolerance_m: _ToleranceM = None,
    missing: _MissingZones = "decide",
    scenario_id: _Id = None,
    title: Annotated[str | None, typer.Option(help="The scenario's title.")] = None,
    phases_of: _PhasesOf = None,
    radius_km: RadiiKm = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite OUT.yaml.")] = False,
    json: AsJson = False,
) -> None:
    """Turn the edits of a copy of PLAN, as from QGIS, into a scenario of PLAN.

    EDITED is a copy of the plan, or a file of its zones in any format that `init` reads. Zones are
    matched by id, and by their land if ids are missing or repeated. Mere rewriting (rounding,
    reordering, another CRS) is not an edit. The layer of a scenario in an export
    (scenario_<id>_zones) becomes a scenario of PLAN too.
    """
    from geo import CoverageMeter, Scenario, compare
    from geo.infer.edits import infer_edits
    from geo.scenario.phase import Phase, in_phases
    from layers.importing.edited_layer import naming_layer, read_edited
    from service.documents.importing import import_document

    check_new(out, ".yaml", force=force)
    if tolerance_m is not None and not 0 < tolerance_m <= _MOST_M:
        raise MeasureError(Message("cli-tolerance", given=str(tolerance_m), most=_MOST_M))
    opened = open_plan(plan)
    head = {
        "scenario": id_of(out, "id") if scenario_id is None else scenario_id,
        "title": title or f"Edits of {edited.name}",
        "baseline": opened.baseline,
        "edits": [],
    }
    empty = Scenario.from_document(head, "import-edits")
    files = {"crs": source_crs, "encoding": encoding, "axis_order": axis_order}
    options = import_options(["zones"], map_column, files)
    with working("cli-reading-edits"):
        read = read_edited(edited, opened, layer, options, tolerance_m)
        with naming_layer(read.path, read.layer):
            inferred = infer_edits(
                opened,
                read.zones,
                read.tolerance_deg,
                empty.scenario,
                read.id_column,
                missing=missing,
            )
        table = table_of(read.layer)
        parent = None if table is None else table.scenario
        drawn = _drawn_over(opened, phases_of, parent)
        edits, phases = inferred.edits, tuple[Phase, ...]()
        if drawn is not None:
            edits, phases = in_phases(inferred.edits, drawn.phases, drawn.edits)
        scenario = replace(empty, edits=edits, phases=phases, parent=parent)
    with working("cli-measuring"):
        meter = CoverageMeter(opened, radius_km)
        comparison = compare(meter.measure(), meter.measure(scenario))
    write_scenario(scenario, out)
    if json:
        print_json(import_document(read, inferred, comparison, scenario))
    else:
        _print_edits(read, inferred, comparison)
        say(Message("cli-written-edits", file=str(out), edits=len(scenario.edits)))


def _drawn_over(plan: Plan, phases_of: str | None, parent: str | None) -> Scenario | None:
    """Return the scenario whose phases the edits keep: the named one, or that of the layer."""
    if phases_of is not None:
        return find_scenario(plan, phases_of, None)
    if parent is None:
        return None
    try:
        return find_scenario(plan, parent, None)
    except UnknownError:
        warn(Message("cli-phases-unknown", scenario=parent))
        return None


def _print_edits(read: EditedZones, inferred: InferredEdits, comparison: Comparison) -> None:
    """Print the edits of each zone, the decisions, and the consequences."""
    from service.cli.reports import print_consequences
    from service.documents.coverage import records
    from service.documents.importing import done, edited_zones

    crs = read.crs.to_string()
    say(Message("cli-edited", file=str(read.path), layer=read.layer, crs=crs))
    for assumption in read.assumed:
        say(assumption.why)
    print_schematic_note(comparison.coverages[1].zone_frame)
    zones = edited_zones(inferred, comparison)
    sentences = [sentence(done(row)) for row in records(zones[["what", "of", "columns"]])]
    table = named(zones.assign(done=sentences), comparison.coverages[1].plan)
    print_table(Message("cli-title-edited"), table, _EDITED)
    if inferred.rewritten:
        say(Message("cli-rewritten", zones=inferred.rewritten))
    for note in inferred.notes:
        say(note)
    if zones.empty and read.others:
        say(Message("cli-further-layers", file=str(read.path), layers=tuple(read.others)))
    print_consequences(comparison, [])


_EDITED = (
    "zone_id done=cli-col-done gained_km2 lost_km2 entering_population leaving_population"
    " entering_clusters=cli-col-clusters-entering:.0f leaving_clusters=cli-col-leaving:.0f"
)
