"""Previews of uploaded files as documents: edits of a plan, outlines, or a plan.

Each function works on untrusted files, and is meant for a separate process
(`layers.runtime.bounded`), which loads this module and nothing of the web.
"""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import shapely

from geo.edits import write_edit
from geo.infer import Missing
from geo.infer.edits import infer_edits
from geo.scenario import Scenario
from geo.scenario.phase import Phase, in_phases
from layers import Plan
from layers.formats.archive import replace_paths
from layers.importing import ImportOptions, LayerReport, import_layers
from layers.importing.edited_layer import EditedRows, ReadLimits, edited_of, naming_layer, read_rows
from layers.messages import options_for
from layers.schema.layer_schema import LAYERS
from service.documents.coverage import records
from service.documents.importing import file_document, import_report, message_document
from service.jobs.job import WITHIN_A_REQUEST
from service.map.display import display_outlines

T = TypeVar("T")

NEEDED = ("zones", "ftzs", "regions", "exclusions", "waters")
"""The layers of a plan that inferring edits needs."""

LIMITS = ReadLimits(rows=20_000, vertices=1_000_000)
"""The limits of files that are sent over HTTP."""


_NAMES = ("name", "name_zh")


def in_folder(path: Path, work: Callable[..., T], args: tuple[object, ...]) -> T:
    """Return the result of a function of a file; files are unpacked beside it."""
    if hasattr(os, "nice"):
        os.nice(WITHIN_A_REQUEST.niceness)
    before, tempfile.tempdir = tempfile.tempdir, str(path.parent)
    try:
        with options_for("request"):
            return work(path, *args)
    finally:
        tempfile.tempdir = before


def preview_scenario(
    path: Path,
    plan: Plan,
    options: ImportOptions,
    missing: Missing,
    drawn_over: Scenario | None = None,
) -> dict[str, Any]:
    """Return the edits that lead from a plan to a file of its zones, and how the file was read.

    `outlines` are the edited zones with the file's shapes; `kept` the zones that are not in it
    and stay. Edits are in the `phases` of the scenario that was `drawn_over`.

    Raises:
        UnknownError, SourceError, PlanError, CrsError: the file cannot be read.
        ScenarioError: a row lies outside the plan, or none is a zone of it.
    """
    rows = read_rows(path, plan, options, LIMITS)
    read = edited_of(path, rows, plan)
    with naming_layer(path, read.layer):
        inferred = infer_edits(
            plan, read.zones, read.tolerance_deg, id_column=read.id_column, missing=missing
        )
    edits, phases = inferred.edits, tuple[Phase, ...]()
    if drawn_over is not None:
        edits, phases = in_phases(edits, drawn_over.phases, drawn_over.edits)
    done = set(inferred.zones["zone_id"])
    return {
        **_as_read(path, rows),
        "edits": [write_edit(edit) for edit in edits],
        "phases": [phase.model_dump(mode="json", exclude_defaults=True) for phase in phases],
        "zones": records(inferred.zones),
        "rewritten": inferred.rewritten,
        "notes": [message_document(note) for note in inferred.notes],
        "kept": list(inferred.kept),
        "outlines": [
            outline | {"zone_id": zone}
            for outline, zone in zip(_outlines(rows, plan), inferred.rows, strict=True)
            if zone in done
        ],
    }


def preview_outlines(path: Path, plan: Plan, options: ImportOptions) -> dict[str, Any]:
    """Return the polygons of a file in the plan's CRS, and how the file was read.

    Raises:
        UnknownError, SourceError, PlanError, CrsError: the file cannot be read.
    """
    rows = read_rows(path, plan, options, LIMITS, of_zones=False)
    return {**_as_read(path, rows), "outlines": _outlines(rows, plan)}


@options_for("request")
def make_plan(target: Path, files: Mapping[str, Path], options: ImportOptions) -> dict[str, Any]:
    """Write the plan of the files, unless there is a problem; return the report of the import.

    `picture` shows its zones and regions; it is null if there is no plan.

    Raises:
        CrsError: the plan's CRS is not a geographic one.
    """
    result = import_layers(files, options)
    if result.plan is not None:
        result.plan.save(target)
    places = {f"{path.parent}{os.sep}": "" for path in files.values()}
    reported = replace(
        result,
        reports=tuple(replace(each, file=Path(each.file.name)) for each in result.reports),
        problems=tuple(replace_paths(each, places) for each in result.problems),
    )
    return import_report(reported) | {"picture": result.plan and preview_picture(result.plan)}


def preview_picture(plan: Plan) -> dict[str, Any]:
    """Return the zones and regions of a plan, simplified for a small picture.

    `extent` is west, south, east, north; east is above 180 for an extent across 180°.
    """
    zones, regions = plan.zones, plan.regions
    layers = (frame.geometry.to_numpy() for frame in (zones, regions))
    extent, (of_zones, of_regions) = display_outlines(*layers)
    names = map(_name, zones.drop(columns="geometry").to_dict("records"))
    return {
        "extent": list(extent),
        "zones": [
            {"name": name, "geometry": json.loads(text)}
            for name, text in zip(names, shapely.to_geojson(of_zones), strict=True)
        ],
        "regions": [json.loads(text) for text in shapely.to_geojson(of_regions)],
    }


def _as_read(path: Path, rows: EditedRows) -> dict[str, Any]:
    """Return how a file was read: layer, CRS, columns, assumptions, records."""
    ids = tuple(rows.zones["zone_id"])
    report = LayerReport(
        LAYERS["zones"].name,
        path,
        dict(rows.columns),
        rows.further,
        rows.assumed,
        (*ids, *(one.id for one in rows.records if one.what == "refused")),
        rows.records,
    )
    document = file_document(report)
    return document | {"file": path.name, "layer": rows.layer, "crs": rows.crs.to_string()}


def _outlines(rows: EditedRows, plan: Plan) -> list[dict[str, Any]]:
    """Return each row's polygon as GeoJSON, with its id, its name and its area."""
    zones = rows.zones
    shapes = zones.geometry.to_numpy()
    cells = zones.drop(columns="geometry").to_dict("records")
    return [
        {
            "zone_id": row["zone_id"] or None,
            "name": _name(row),
            "names": [row[column] for column in _NAMES if _is_present(row.get(column))],
            "area_km2": float(area_km2),
            "geometry": json.loads(text),
        }
        for row, area_km2, text in zip(
            cells,
            plan.ellipsoid.area_km2(shapely.normalize(shapes)),
            shapely.to_geojson(shapes),
            strict=True,
        )
    ]


def _name(row: dict[str, Any]) -> str | None:
    """Return the first of a row's names that is present, else its id."""
    texts = (row.get(column) for column in (*_NAMES, "zone_id"))
    return next((text for text in texts if _is_present(text)), None)


def _is_present(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell)
