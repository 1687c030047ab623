"""What FastAPI finds wrong with a request, as messages with the place of each in the request.

A place begins with the part of the request: `query`, `path`, `header` or `body`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from fastapi.exceptions import RequestValidationError

from geo.validation import MOST_PROBLEMS, problems_of, shown
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LONGEST_STEP = 80
_SAME = {
    "float_parsing": "float_type",
    "int_from_float": "int_type",
    "int_parsing": "int_type",
    "int_parsing_size": "int_type",
    "list_type": "tuple_type",
    "model_attributes_type": "model_type",
}
"""pydantic's kinds of findings in requests, by those of values in files that mean the same."""

_REASONS: dict[str, Callable[[str, Mapping[str, Any]], Message]] = {
    "extra_forbidden": lambda _given, _: Message("service-key-unknown"),
    "string_too_long": lambda _given, limits: Message(
        "service-text-too-long", limit=limits["max_length"]
    ),
    "string_pattern_mismatch": lambda given, limits: Message(
        "service-text-pattern", pattern=limits["pattern"], given=given
    ),
    "int_type": lambda given, _: Message("service-whole-number", given=given),
    "bool_parsing": lambda given, _: Message("service-true-or-false", given=given),
    "less_than": lambda given, limits: Message("service-below", limit=limits["lt"], given=given),
}
"""Kinds of findings that only a request has, or that it says otherwise; by what is given."""


def request_problems(error: RequestValidationError) -> list[Message]:
    """Return a message for each finding; findings that are messages already stay as they are."""
    listed = error.errors()[:MOST_PROBLEMS]
    return [found if isinstance(found, Message) else _problem(found) for found in listed]


def _problem(found: Mapping[str, Any]) -> Message:
    """Return one of pydantic's findings as a message."""
    if found["type"] == "json_invalid":
        position, reason = found["loc"][-1] + 1, found["ctx"]["error"]
        return Message("service-not-json", reason=reason, position=position).at("body")
    place = [step[:_LONGEST_STEP] if isinstance(step, str) else step for step in found["loc"]]
    return _reason(found).at(*place)


def _reason(found: Mapping[str, Any]) -> Message:
    kind, limits = _SAME.get(found["type"], found["type"]), found.get("ctx", {})
    if kind in _REASONS:
        return _REASONS[kind](shown(found["input"]), limits)
    alike = {**found, "loc": (), "type": kind}
    return problems_of(cast("Any", RequestValidationError([alike])), ())[0]
