"""What became of a user's files: of each layer, what was assumed; of each record, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from layers.formats.table import Assumption
    from layers.messages import Message

What: TypeAlias = Literal["taken", "changed", "noted", "refused"]


@dataclass(frozen=True)
class Record:
    """What became of one record, and why: `row` counts the records of the file from 1.

    `taken` is as it was; `changed` is mended; `noted` is taken and worth a look; `refused` is left
    out. `id` is its key, None where it has none.
    """

    row: int
    id: str | None
    what: What
    why: Message | None = None


@dataclass(frozen=True)
class LayerReport:
    """What became of a layer: its file, its columns, what was assumed, and of its records.

    `columns` maps the plan's columns to the file's; `further` names those that are kept beside
    them. `ids` has the key of every record, in the order of the file; `records` those that were not
    simply taken.
    """

    layer: str
    file: Path
    columns: dict[str, str]
    further: tuple[str, ...]
    assumed: tuple[Assumption, ...]
    ids: tuple[str | None, ...] = ()
    records: tuple[Record, ...] = ()

    @property
    def counts(self) -> dict[What, int]:
        """Return how many records were taken, changed, noted and refused."""
        counts: dict[What, int] = {
            what: sum(record.what == what for record in self.records)
            for what in ("changed", "noted", "refused")
        }
        return {"taken": len(self.ids) - sum(counts.values()), **counts}

    def every_record(self) -> Iterator[Record]:
        """Yield every record, in the order of the file."""
        told = {record.row: record for record in self.records}
        for row, id_ in enumerate(self.ids, start=1):
            yield told.get(row) or Record(row, id_, "taken")
