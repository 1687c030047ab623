"""The command `schema`: the layers of a plan and their columns, as a table or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layers.messages import Message
from layers.schema.layer_schema import LAYERS
from service.cli.options import AsJson
from service.cli.tables import print_json, print_table

if TYPE_CHECKING:
    import pandas as pd

    from layers.plan.plan import Plan


def schema(
    plan: Annotated[
        Path | None, typer.Argument(metavar="[PLAN]", help="A plan; by default all known layers.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Print the layers and columns of a plan: which are required, their units and defaults."""
    from layers.plan.plan import Plan

    document = schema_document(None if plan is None else Plan.open(plan))
    if json:
        print_json(document)
        return
    for layer in document["layers"]:
        geometry: str | Message = layer["geometry"] or Message("cli-schema-no-geometry")
        title = Message(
            "cli-title-layer",
            layer=layer["layer"],
            geometry=geometry,
            required=Message("cli-schema-required" if layer["required"] else "cli-schema-optional"),
        )
        print_table(title, layer["columns"], _COLUMNS)


def schema_document(plan: Plan | None) -> dict[str, Any]:
    """Return the layers that a plan may have, or those of a plan, with their columns.

    A column is `own` if it is in the plan but not in the schema.
    """
    names = LAYERS if plan is None else plan.present
    return {"layers": [_layer(name, plan) for name in names]}


def _layer(name: str, plan: Plan | None) -> dict[str, Any]:
    layer = LAYERS[name]
    columns = [
        {
            "column": column.name,
            "kind": column.kind,
            "unit": column.unit or None,
            "required": column.required,
            "key": column.name == layer.key,
            "default": column.default,
            "minimum": column.minimum,
            "about": column.alias,
            "own": False,
        }
        for column in layer.columns
    ]
    if plan is not None:
        known = {column["column"] for column in columns} | {"geometry"}
        frame = plan.frame(name)
        columns += [
            {
                "column": str(further),
                "kind": _kind(frame[further]),
                "unit": None,
                "required": False,
                "key": False,
                "default": None,
                "minimum": None,
                "about": None,
                "own": True,
            }
            for further in frame.columns
            if further not in known
        ]
    about = {"layer": name, "geometry": layer.geometry, "required": layer.required}
    rows = {} if plan is None else {"rows": len(plan.frame(name))}
    return about | rows | {"columns": columns}


def _kind(values: pd.Series[Any]) -> str:
    """Return the type of an extra column, as named in the schema."""
    import pandas as pd

    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    return "real" if pd.api.types.is_numeric_dtype(values) else "text"


_COLUMNS = (
    "column=cli-col-column kind=cli-col-kind unit=cli-col-unit required=cli-col-required"
    " default=cli-col-default about=cli-col-about"
)
