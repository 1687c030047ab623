"""The edit of a zone's attributes: `set`."""

import math
from typing import Annotated, Any, ClassVar, Self

import geopandas as gpd
import pandas as pd
from pydantic import ConfigDict, JsonValue, PlainValidator, model_validator

from geo.edits.base import EditContext, ZoneEdit, printable_line, rewritten, row_of, row_values
from geo.validation import shown
from layers.errors import ScenarioError
from layers.messages import Message
from layers.runtime.suggestions import suggestion
from layers.schema.column_types import unwritable_cells
from layers.schema.layer_schema import LAYERS


def is_cell(value: object) -> bool:
    """Return whether a value is a text, a flag, a finite number or None.

    >>> is_cell("Harbour"), is_cell(None), is_cell(["Harbour"]), is_cell(math.nan)
    (True, True, False, False)
    """
    if value is None or isinstance(value, str | bool):
        return True
    return isinstance(value, int | float) and abs(value) < _LARGEST  # excludes NaN


def _cell(value: object) -> object:
    if is_cell(value):
        return value
    raise ScenarioError(Message("edits-cell-wanted", given=shown(value)))


AttributeValue = Annotated[str | bool | int | float | None, PlainValidator(_cell)]
"""A value of a column; None: no value."""

_LARGEST = 2**63
_KINDS = {"text": "string", "boolean": "boolean", "real": "number", "integer": "integer"}
_COLUMNS: dict[str, JsonValue] = {
    column.name: {"type": [_KINDS[column.kind], "null"], "description": column.alias}
    for column in LAYERS["zones"].columns
    if column.name != "ftz_id"
}


class Set(ZoneEdit):
    """Set columns of a zone: its names, sectors, lock, or a column of your own.

    Other columns stay unchanged; null deletes a value. `zone_id` renames the zone. The FTZ of a
    zone does not change: a zone of another FTZ is another zone, so remove it and add it.

    - set: {zone: A, name: Harbour, sectors: "ships;finance", locked: false}

    >>> from geo import Scenario, Set, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> named = Set(zone="B", name="Harbour", sectors="marine_economy")
    >>> zones = apply(plan, Scenario.of(plan, [named]))
    >>> zones[["name", "sectors"]].iloc[1].tolist()
    ['Harbour', 'marine_economy']
    """

    verb: ClassVar[str] = "set"
    place: ClassVar[float] = 11

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "properties": {"zone": {"title": "Zone", "type": "string"}, **_COLUMNS},
            "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
            "minProperties": 2,
        },
    )

    __pydantic_extra__: dict[str, AttributeValue]

    @property
    def cells(self) -> dict[str, AttributeValue]:
        """Return the new values by column."""
        return dict(self.__pydantic_extra__)

    @property
    def touched(self) -> frozenset[str]:
        """Return the zone, and its new id."""
        return frozenset({self.zone, str(self.cells.get("zone_id", self.zone))})

    @model_validator(mode="after")
    def _some_value(self) -> Self:
        """Refuse an empty edit, another FTZ, and an invalid id."""
        if not self.cells:
            raise ScenarioError(Message("edits-set-nothing"))
        if "ftz_id" in self.cells:
            raise ScenarioError(Message("edits-set-ftz"))
        if "zone_id" in self.cells:
            if not isinstance(self.cells["zone_id"], str):
                raise ScenarioError(Message("edits-set-id-not-text"))
            printable_line(self.cells["zone_id"])
        return self

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:  # noqa: ARG002
        """Return the zones with these values in the zone's row."""
        position = row_of(zones, self.zone)
        columns = [str(name) for name in zones.columns if name != zones.geometry.name]
        unknown = [name for name in self.cells if name not in columns]
        if unknown:
            raise ScenarioError(
                Message("edits-column-unknown", column=name, hint=suggestion(name, columns))
                for name in unknown
            )
        new_id = self.cells.get("zone_id", self.zone)
        if new_id != self.zone and (zones["zone_id"] == new_id).any():
            raise ScenarioError(Message("edits-zone-taken", zone=str(new_id)))
        values = {name: _as_stored(name, value, zones) for name, value in self.cells.items()}
        return rewritten(zones, {position: row_values(zones, position) | values})


def _as_stored(name: str, value: AttributeValue, zones: gpd.GeoDataFrame) -> Any:  # noqa: ANN401  a cell
    """Return a value in the column's type.

    Raises:
        ScenarioError: it is not of the column's kind.
    """
    column_ = LAYERS["zones"].column(name)
    kind = zones[name].dtype.kind
    if value is None and kind != "b":
        return None if column_ is None else column_.default
    expected = _expected(kind, value)
    if expected is not None:
        raise ScenarioError(
            Message("edits-cell-kind", column=name, kind=expected, given=shown(value))
        )
    least = -math.inf if column_ is None or column_.minimum is None else column_.minimum
    if isinstance(value, int | float) and value < least:
        raise ScenarioError(
            Message("edits-cell-too-low", column=name, limit=least, given=shown(value))
        )
    return pd.to_datetime(str(value), utc=True) if kind == "M" else value


def _expected(kind: str, value: AttributeValue) -> Message | None:
    """Return the kind of value expected by a dtype, None if the value has that kind."""
    if kind == "b":
        return None if isinstance(value, bool) else Message("edits-kind-boolean")
    if kind in "iuf":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        whole = number and (kind == "f" or value == int(value))  # type: ignore[arg-type]
        if whole:
            return None
        return Message("edits-kind-integer" if number else "edits-kind-number")
    if kind == "M":
        unread = pd.isna(pd.to_datetime(str(value), utc=True, errors="coerce"))
        return Message("edits-kind-date") if unread else None
    fits = isinstance(value, str) and not unwritable_cells(pd.Series([value], dtype="object"))[0]
    return None if fits else Message("edits-kind-text")
