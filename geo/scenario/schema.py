"""The JSON Schema of a scenario, from its models, so that editors complete and validate files."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from geo.edits import EDITS
from geo.scenario.model import Scenario


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario document.

    >>> sorted(scenario_schema()["properties"]["edits"]["items"]["oneOf"][1]["properties"])
    ['expand']
    """
    schema = TypeAdapter(Scenario).json_schema()
    _, verbs = models_json_schema([(model, "validation") for model in EDITS.values()])
    items = {"oneOf": [_edit_schema(verb) for verb in EDITS]}
    edits = {"type": "array", "description": "Boundary edits, made in this order", "items": items}
    definitions = {**schema["$defs"], **verbs["$defs"]}
    for described in (schema, *definitions.values()):
        if "description" in described:
            text, _, _ = described["description"].partition("\n\n>>>")
            described["description"] = text  # an example in Python is useless in a YAML editor
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "properties": {**schema["properties"], "edits": edits},
        "$defs": definitions,
    }


def _edit_schema(verb: str) -> dict[str, Any]:
    """Return the schema of an edit: a mapping with the verb as its one key."""
    return {
        "type": "object",
        "properties": {verb: {"$ref": f"#/$defs/{EDITS[verb].__name__}"}},
        "required": [verb],
        "additionalProperties": False,
    }
