"""The record of a scenario as text: the decision, by whom, why, and the history.

The text is Markdown; users' texts are escaped for Markdown and HTML. The chain of hashes that
proves it is only in the JSON document (`Store.record`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.documents.coverage import to_json

if TYPE_CHECKING:
    from layers import Plan


def record_text(record: dict[str, Any], plan: Plan) -> str:
    """Return the record of a scenario (from `Store.record`) as Markdown."""
    lines = [f"# {_line(record['title'])}", ""]
    if record["title_zh"]:
        lines += [_line(record["title_zh"]), ""]
    lines += [
        f"- Plan: {_line(plan.title())}",
        f"- Scenario: {record['scenario']}",
        f"- Status: {record['status']}",
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
    return "\n".join([*lines, "", "## Edits", "", *_indented(edits)]) + "\n"


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


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.splitlines()]
