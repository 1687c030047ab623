"""FastAPI's validation errors as messages, each with its place in the request.

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
"""pydantic's error types of requests, mapped to the equivalent types of values in files."""

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
"""Messages of error types that only requests have, or that differ there; by the input."""


def request_problems(error: RequestValidationError) -> list[Message]:
    """Return a message for each error; those that are messages already stay unchanged."""
    listed = error.errors()[:MOST_PROBLEMS]
    return [error_ if isinstance(error_, Message) else _problem(error_) for error_ in listed]


def _problem(error: Mapping[str, Any]) -> Message:
    """Return one of pydantic's errors as a message."""
    if error["type"] == "json_invalid":
        position, reason = error["loc"][-1] + 1, error["ctx"]["error"]
        return Message("service-not-json", reason=reason, position=position).at("body")
    place = [step[:_LONGEST_STEP] if isinstance(step, str) else step for step in error["loc"]]
    return _reason(error).at(*place)


def _reason(error: Mapping[str, Any]) -> Message:
    kind, limits = _SAME.get(error["type"], error["type"]), error.get("ctx", {})
    if kind in _REASONS:
        return _REASONS[kind](shown(error["input"]), limits)
    alike = {**error, "loc": (), "type": kind}
    return problems_of(cast("Any", RequestValidationError([alike])), ())[0]
