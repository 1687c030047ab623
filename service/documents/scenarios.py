"""Stored scenarios, their history and comments as documents for terminal, file and web.

Times are UTC, written as `2026-01-31T08:00:00.000000Z`.

The record of a scenario states the decision, who made it, the reason, and the history. Its text is
Markdown; users' texts are escaped for Markdown and HTML. The chain of hashes that proves it is only
in the JSON document (`Store.record`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from layers import Plan
from layers.store import Revision, Summary
from layers.store.access import status_message
from layers.store.model import written
from layers.store.transitions import redone, undone
from service.documents.coverage import plain, to_json

if TYPE_CHECKING:
    from geo.scenario.merge import Conflict
    from geo.scenario.model import Scenario


def summary_document(summary: Summary) -> dict[str, Any]:
    """Return a scenario as a list entry: its owner, status and last revision."""
    return asdict(summary) | {"updated": written(summary.updated)}


def history_document(history: Iterable[Revision]) -> list[dict[str, Any]]:
    """Return all revisions of a scenario, newest first; `etag` is the hash of each.

    `undo` and `redo` are the revisions that either step restores from that one, null if it is not
    possible.
    """
    newest_first = list(history)
    oldest_first = newest_first[::-1]
    return [
        {
            "revision": each.number,
            "etag": each.hash,
            "parent": each.parent,
            "merged": each.merged,
            "kind": each.kind,
            "author": each.author,
            "at": written(each.at),
            "message": each.message,
            "status": each.status,
            "result": each.result,
            "undo": undone(oldest_first[: each.number]),
            "redo": redone(oldest_first[: each.number]),
        }
        for each in newest_first
    ]


def conflict_document(conflict: Conflict, plan: Plan) -> dict[str, Any]:
    """Return a conflict: its kind and zone, its message in English, and that as a document."""
    document: dict[str, Any] = plain(conflict.message.to_document())
    return (
        conflict._asdict() | {"message": plan.terms.speaker("en").text(conflict.message)} | document
    )


def versions_document(
    current: tuple[Revision, Scenario],
    yours: Scenario,
    base: tuple[Revision, Scenario] | None,
    merged: tuple[dict[str, Any] | None, list[dict[str, Any]]],
) -> dict[str, Any]:
    """Return both versions of a scenario, their common base, and the merge result."""
    now, theirs = current
    document, conflicts = merged
    return {
        "current": {
            "etag": now.hash,
            "revision": now.number,
            "author": now.author,
            "at": written(now.at),
            "message": now.message,
            "document": theirs.to_document(),
        },
        "yours": {"document": yours.to_document()},
        "base": base and {"etag": base[0].hash, "document": base[1].to_document()},
        "merge": {"clean": not conflicts, "document": document, "conflicts": conflicts},
    }


def record_text(record: dict[str, Any], plan: Plan) -> str:
    """Return the record of a scenario (from `Store.record`) as Markdown."""
    lines = [f"# {_line(record['title'])}", ""]
    if record["title_zh"]:
        lines += [_line(record["title_zh"]), ""]
    lines += [
        f"- Plan: {_line(plan.title())}",
        f"- Scenario: {record['scenario']}",
        f"- Status: {status_message(record['status'], record['history'][-1]['author'])}",
        f"- Owner: {_line(record['owner'])}",
        f"- Baseline: {record['baseline']}",
        f"- Result: {record['result'] or 'not recorded'}",
        f"- Revision: {record['etag']}",
    ]
    note = plan.terms.notes(plan.zones)
    if note:
        lines += ["", _line(note)]
    lines += _section("Decisions", [_decision(each) for each in record["decisions"]])
    lines += _section("Comments", [_comment(each) for each in record["comments"]])
    lines += _section("History", [_revision(each) for each in record["history"]])
    edits = to_json(record["document"].get("edits", []))
    lines += ["", "## Edits", "", *(f"    {line}" for line in edits.splitlines())]
    return "\n".join(lines) + "\n"


def _section(title: str, entries: list[list[str]]) -> list[str]:
    lines = [line for entry in entries for line in ("", *entry)]
    return ["", f"## {title}", *(lines or ["", "None."])]


def _decision(decision: dict[str, Any]) -> list[str]:
    head = f"**{decision['status']}** by {_line(decision['author'])}, {decision['at']}"
    conditions = [
        f"- {row['rule']} ({row['level']}): {_line(row['message'])}" for row in decision["findings"]
    ]
    return [head, *_quoted(decision["why"]), *([""] if conditions else []), *conditions]


def _comment(comment: dict[str, Any]) -> list[str]:
    about = [
        *([f"on zone {_line(comment['zone_id'])}"] if comment["zone_id"] else []),
        *([f"at {comment['place'][0]:g}, {comment['place'][1]:g}"] if comment["place"] else []),
        *([f"in reply to {comment['reply_to']}"] if comment["reply_to"] else []),
        *([f"withdrawn by {_line(comment['withdrawn_by'])}"] if comment["withdrawn_by"] else []),
        *([f"settled by {_line(comment['settled_by'])}"] if comment["settled_by"] else []),
    ]
    suffix = f" ({', '.join(about)})" if about else ""
    head = f"{comment['number']}. {_line(comment['author'])}, {comment['at']}{suffix}"
    return [head, *_quoted(comment["text"])]


def _revision(revision: dict[str, Any]) -> list[str]:
    what = f"{revision['number']}. {revision['kind']}"
    what += f": {revision['status']}" if revision["kind"] == "status" else ""
    head = f"{what} by {_line(revision['author'])}, {revision['at']}"
    return [head, *_quoted(revision["message"])]


def _line(text: str) -> str:
    """Return a text as one line, escaped for Markdown and HTML."""
    plain = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>#|&" else letter for letter in plain)


def _quoted(text: str) -> list[str]:
    return ["", *(f"> {_line(line)}" for line in text.splitlines())] if text.strip() else []
