"""The result of importing a user's files, as a document for terminal, file and web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.documents.coverage import plain

if TYPE_CHECKING:
    from layers.importing import Import, LayerReport
    from layers.messages import Message


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
