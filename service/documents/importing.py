"""The result of importing a user's files, or an edited layer, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.messages import Message, catalogue
from service.documents.coverage import compare_document, plain, plan_document, records

if TYPE_CHECKING:
    from geo import Comparison, Scenario
    from geo.infer.edits import InferredEdits
    from layers.importing import Import, LayerReport
    from layers.importing.edited_layer import EditedZones


def import_report(result: Import) -> dict[str, Any]:
    """Return the imported plan, the assumptions, and each record that was not simply read.

    `plan` is null if there are `problems`. A message has `code`, `params` and `text`.
    """
    plan = result.plan
    head = plan and {"crs": plan.crs.to_string(), "baseline": plan.baseline, "layers": plan.layers}
    return {
        "plan": head,
        "files": [file_document(report) for report in result.reports],
        "problems": [message_document(problem) for problem in result.problems],
    }


def file_document(report: LayerReport) -> dict[str, Any]:
    """Return the import of a layer: columns, assumptions, counts, records not simply read."""
    return {
        "layer": report.layer,
        "file": str(report.file),
        "columns": report.columns,
        "further_columns": list(report.further),
        "assumed": [
            {"what": each.what, "value": each.value, "why": message_document(each.why)}
            for each in report.assumed
        ],
        "counts": report.counts,
        "records": [
            {
                "row": each.row,
                "id": each.id,
                "what": each.what,
                "why": each.why and message_document(each.why),
            }
            for each in report.records
        ],
    }


def message_document(message: Message) -> dict[str, Any]:
    """Return a message as a document: `code`, `params`, and `text` in English."""
    document: dict[str, Any] = plain(message.to_document()) | {"text": str(message)}
    return document


def import_document(
    edited: EditedZones, inferred: InferredEdits, comparison: Comparison, scenario: Scenario
) -> dict[str, Any]:
    """Return the document of an edited layer that was turned into a scenario.

    It has the layer, the scenario, the edits of each zone (`zones`, as texts in `done` and
    `done_zh`), notes on assumptions, decisions and omissions (in Chinese as `notes_zh`), and the
    consequences, as in a comparison.
    """
    tables = ("totals", "sectors", "clusters", "violations", "population")
    notes = [*(one.why for one in edited.assumed), *inferred.notes]
    document = compare_document(comparison, tables)
    del document["a"], document["b"]
    return {
        "plan": plan_document(comparison.coverages[0].plan),
        "edited": {
            "path": str(edited.path),
            "layer": edited.layer,
            "crs": edited.crs.to_string(),
            "tolerance_deg": edited.tolerance_deg,
        },
        "scenario": {
            "scenario": scenario.scenario,
            "title": scenario.title,
            "edits": [edit.verb for edit in scenario.edits],
        },
        "zones": [
            row | {"done": str(message := done(row)), "done_zh": catalogue("zh").text(message)}
            for row in records(edited_zones(inferred, comparison))
        ],
        "rewritten": inferred.rewritten,
        "notes": [str(note) for note in notes],
        "notes_zh": [catalogue("zh").text(note) for note in notes],
        **document,
    }


def edited_zones(inferred: InferredEdits, comparison: Comparison) -> pd.DataFrame:
    """Return the edits of each zone, its areas, and what enters and leaves it.

    `entering_…` and `leaving_…` are persons and clusters inside the zone, null if unknown.
    """
    table = inferred.zones.merge(comparison.zones.drop(columns="change"), on="zone_id", how="left")
    for crossing in (comparison.zone_population, comparison.zone_clusters):
        inside = crossing[crossing["radius_km"] == 0].drop(columns="radius_km")
        table = table.merge(inside, on="zone_id", how="left")
    return table


_NAMED_COLUMNS = 4
_OF = {
    "part": "cli-done-part",
    "copied": "cli-done-copied",
    "merged": "cli-done-merged",
    "merged away": "cli-done-merged-away",
    "renamed": "cli-done-renamed",
}


def done(row: dict[str, Any]) -> Message:
    """Return the message of a zone's edits, from a row of `InferredEdits.zones`.

    >>> str(done({"what": ["part", "set"], "of": ["A"], "columns": ["name"]}))
    'part of A, name set'
    """
    return Message("cli-list", items=tuple(_one_done(what, row) for what in row["what"]))


def _one_done(what: str, row: dict[str, Any]) -> Message:
    if what in _OF and row["of"]:
        return Message(_OF[what], of=tuple(row["of"]))
    if what != "set":
        return Message("cli-word", word=what)
    columns = row["columns"]
    if len(columns) > _NAMED_COLUMNS:
        return Message("cli-done-set-many", columns=len(columns))
    return Message("cli-done-set", columns=tuple(columns))
