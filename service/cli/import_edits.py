"""The command `import-edits`: a layer of zones that was edited, as in QGIS, becomes a scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo import CoverageMeter, Scenario, compare
from geo.coverage import DEFAULT_RADII_KM
from geo.infer.edits import InferredEdits, infer_edits
from layers import Plan
from layers.edited_layer import EditedZones, in_layer, read_edited
from layers.errors import ScenarioError
from layers.export_tables import table_of
from service.cli.options import (
    AsJson,
    OutYaml,
    PlanPath,
    RadiiKm,
    check_new,
    id_of,
    working,
    write_scenario,
)
from service.cli.reports import print_consequences
from service.cli.tables import count_of, print_json, print_line, print_schematic_note, print_table
from service.documents.coverage import edited_zones, import_document, records

if TYPE_CHECKING:
    from geo import Comparison

_LayerName = Annotated[
    str | None,
    typer.Option("--layer", metavar="L", help="The layer of zones; by default zones."),
]
_Id = Annotated[
    str | None, typer.Option("--id", help="The scenario's id; by default the name of OUT.yaml.")
]


def import_edits(
    plan: PlanPath,
    edited: Annotated[Path, typer.Argument(metavar="EDITED.gpkg", help="The edited GeoPackage.")],
    out: OutYaml,
    layer: _LayerName = None,
    scenario_id: _Id = None,
    title: Annotated[str | None, typer.Option(help="The scenario's title.")] = None,
    radius_km: RadiiKm = list(DEFAULT_RADII_KM),  # noqa: B006  Typer copies it
    json: AsJson = False,
) -> None:
    """Turn what was edited in a copy of PLAN, as in QGIS, into a scenario of PLAN.

    Zones are known by their ids, and where those are missing or repeated, by their land. What was
    only rewritten (rounded, reordered, another CRS) is no edit. The layer of a scenario in an
    export (scenario_<id>_zones) becomes a scenario of PLAN too.
    """
    check_new(out, ".yaml")
    opened = Plan.open(plan)
    head = {
        "scenario": id_of(out) if scenario_id is None else scenario_id,
        "title": title or f"Edits of {edited.name}",
        "baseline": opened.baseline,
        "edits": [],
    }
    empty = Scenario.from_document(head, "import-edits")
    with working("Reading the edits"):
        read = read_edited(edited, opened, layer)
        told = _retold(opened, read, empty.scenario)
        table = table_of(read.layer)
        parent = None if table is None else table.scenario
        scenario = replace(empty, edits=told.edits, parent=parent)
    with working("Measuring"):
        meter = CoverageMeter(opened, radius_km)
        comparison = compare(meter.measure(), meter.measure(scenario))
    write_scenario(scenario, out)
    if json:
        print_json(import_document(read, told, comparison, scenario))
    else:
        _print_edits(read, told, comparison)
        print_line(f"{out}: written, {count_of(len(scenario.edits), 'edit')}")


def _retold(plan: Plan, read: EditedZones, scenario_id: str) -> InferredEdits:
    """Return the edits of a layer; a problem names the file and the layer."""
    try:
        return infer_edits(plan, read.zones, read.tolerance_deg, scenario_id)
    except ScenarioError as error:
        problems = [in_layer(read.path, problem.at(read.layer)) for problem in error.problems]
        raise ScenarioError(problems) from error


def _print_edits(read: EditedZones, told: InferredEdits, comparison: Comparison) -> None:
    """Print what was done to each zone, what was decided, and what it changes."""
    print_line(f"What was edited in {read.path}, layer {read.layer}, {read.crs.to_string()}")
    print_schematic_note(comparison.coverages[1].zone_frame)
    zones = edited_zones(told, comparison)
    heads = {
        "zone_id": "Zone",
        "done": "What was done",
        "gained_km2": "Gained, km²|.2f",
        "lost_km2": "Lost, km²|.2f",
        "entering_population": "Persons entering|.0f",
        "leaving_population": "leaving|.0f",
        "entering_clusters": "Clusters entering|.0f",
        "leaving_clusters": "leaving|.0f",
    }
    done = [_done(row) for row in records(zones[["what", "of", "columns"]])]
    print_table("Zones that were edited", zones.assign(done=done), heads)
    if told.rewritten:
        print_line(f"Zones whose outline is only spelled otherwise: {told.rewritten}")
    for note in told.notes:
        print_line(note)
    if zones.empty and read.others:
        others = ", ".join(read.others)
        print_line(f"{read.path} has further layers of zones: {others}; name one by --layer")
    print_consequences(comparison, [])


_NAMED_COLUMNS = 4
_OF = {
    "part": "part of",
    "copied": "copy of",
    "merged": "merged with",
    "merged away": "merged into",
    "renamed": "renamed, was",
}


def _done(row: dict[str, Any]) -> str:
    """Return what was done to a zone as a person says it.

    >>> _done({"what": ["part", "set"], "of": ["A"], "columns": ["name"]})
    'part of A, name set'
    """
    of = ", ".join(row["of"])
    told = [f"{_OF[what]} {of}" if what in _OF and of else what for what in row["what"]]
    columns = ", ".join(row["columns"])
    if len(row["columns"]) > _NAMED_COLUMNS:
        columns = f"{len(row['columns'])} columns"
    return ", ".join(f"{columns} set" if what == "set" else what for what in told)
