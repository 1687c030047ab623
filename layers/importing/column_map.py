"""The user's mapping of the plan's columns to a file's: `regions.name=NAME`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

from layers.errors import UnknownError
from layers.messages import Message
from layers.runtime.arguments import checked_call
from layers.runtime.suggestions import suggestion
from layers.schema.layer_schema import LAYERS

LONGITUDE, LATITUDE = "lon", "lat"
"""Additional mappable columns for points from a table."""


class ColumnMapEntry(NamedTuple):
    """One entry: its layer (None: each with such columns), and both names."""

    layer: str | None
    column: str
    given: str

    def __str__(self) -> str:
        """Return the entry in its written form."""
        return f"{self.name}={self.given}"

    @property
    def name(self) -> str:
        """Return the plan's column as written, with the layer if named."""
        return f"{self.layer}.{self.column}" if self.layer else self.column


@dataclass(frozen=True)
class ColumnMap:
    """The mapping of a plan's columns to those of files.

    An entry without a layer applies to every file with the column whose layer has such a column in
    a plan. One with a layer may also define a column outside the schema, such as a further weight
    of demand.

    >>> names = ColumnMap.parse(["zone_id=CODE", "demand.jobs=EMP"])
    >>> names.of("demand", ["CODE", "EMP"]), names.of("zones", ["CODE", "EMP"])
    ({'jobs': 'EMP'}, {'zone_id': 'CODE'})
    """

    entries: tuple[ColumnMapEntry, ...] = ()

    @classmethod
    @checked_call(UnknownError)
    def parse(cls, texts: Iterable[str]) -> ColumnMap:
        """Return the map of texts such as `zone_id=CODE` and `regions.name=NAME`.

        Raises:
            UnknownError: one line per text with another form, unknown column of the plan, or
                repeated column.
        """
        entries: list[ColumnMapEntry] = []
        problems: list[Message] = []
        for text in texts:
            name, _, heading = (part.strip() for part in text.partition("="))
            layer, _, column = name.rpartition(".")
            if not name or not heading:
                problems.append(Message("import-map-column-form", given=text))
            elif reason := _not_mappable(layer, column):
                problems.append(reason)
            else:
                entries.append(ColumnMapEntry(layer or None, column, heading))
        problems += _repeated(entries)
        if problems:
            raise UnknownError(problems)
        return cls(tuple(entries))

    def with_default(self, layer: str, column: str, heading: str) -> ColumnMap:
        """Return the map with an additional entry, unless the column is already mapped."""
        mapped = any(it.column == column and it.layer in (None, layer) for it in self.entries)
        return (
            self if mapped else ColumnMap((*self.entries, ColumnMapEntry(layer, column, heading)))
        )

    def of(self, layer: str, columns: Sequence[str]) -> dict[str, str]:
        """Return the column of a layer's file for each mapped column of the plan.

        `columns` are those of the file; case is ignored if there is no exact match.
        """
        schema_columns = {column.name for column in LAYERS[layer].columns} | {LONGITUDE, LATITUDE}
        entries = [it for it in self.entries if it.layer is None and it.column in schema_columns]
        entries += [it for it in self.entries if it.layer == layer]
        columns_by_name = {it.column: _match(it.given, columns) for it in entries}
        return {column: name for column, name in columns_by_name.items() if name is not None}

    def unused(self, columns: Mapping[str, Sequence[str]]) -> list[Message]:
        """Return a problem for each entry whose column is missing in all its files.

        `columns` holds the columns of each layer's file.
        """
        none = Message("list-none")
        by_layer = (
            Message("plan-columns-of", layer=layer, columns=tuple(names) or none)
            for layer, names in columns.items()
        )
        first = next(by_layer, none)
        available = reduce(
            lambda one, other: Message("plan-columns-then", one=one, other=other), by_layer, first
        )
        return [
            Message("plan-column-nowhere", column=it.name, given=it.given, there=available)
            for it in self.entries
            if not any(
                it.column in self.of(layer, names)
                for layer, names in columns.items()
                if it.layer in (None, layer)
            )
        ]


def _match(heading: str, columns: Sequence[str]) -> str | None:
    """Return the column by name, else the only one equal ignoring case."""
    if heading in columns:
        return heading
    alike = [name for name in columns if name.casefold() == heading.casefold()]
    return alike[0] if len(alike) == 1 else None


def _not_mappable(layer: str, column: str) -> Message | None:
    """Return why a column of a plan cannot be mapped, None if it can."""
    if column == "geometry":
        return Message("plan-column-not-mappable")
    if layer:
        return (
            None
            if layer in LAYERS
            else Message("import-map-layer-unknown", layer=layer, hint=suggestion(layer, LAYERS))
        )
    schema_columns = {it.name for schema in LAYERS.values() for it in schema.columns}
    if column in schema_columns | {LONGITUDE, LATITUDE}:
        return None
    return Message(
        "import-map-column-unknown", column=column, hint=suggestion(column, schema_columns)
    )


def _repeated(entries: Sequence[ColumnMapEntry]) -> list[Message]:
    names = [entry.name for entry in entries]
    return [
        Message("import-map-column-twice", column=name)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
