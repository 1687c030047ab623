"""The report of an import: the assumptions for each layer, the outcome of each record."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from layers.formats.table import Assumption
from layers.messages import Message
from layers.messages.message import Param, Place
from layers.plan.plan import Plan
from layers.plan.suspect_rows import (
    all_elsewhere,
    suspect_points,
    zones_outside,
    zones_repeated,
)
from layers.plan.weights import doubtful_weights, weights_left_out

What: TypeAlias = Literal["taken", "changed", "noted", "refused"]
_PUBLISHED_WITHIN = 0.01


@dataclass(frozen=True)
class Record:
    """The outcome of one record, and the reason; `row` is its number for the user.

    That is the line or the row of a sheet, else the record's number in the file from 1. `taken` is
    unchanged; `changed` is repaired; `noted` is taken with a remark; `refused` is omitted. `id` is
    its key, None if absent.
    """

    row: int
    id: str | None
    what: What
    why: Message | None = None


@dataclass(frozen=True)
class LayerReport:
    """The outcome of a layer: its file, its columns, the assumptions, and its records.

    `columns` maps the plan's columns to the file's; `further` names additional ones. `ids` has the
    key of every record, in the order of the file, `rows` its number (empty: counted from 1);
    `records` those that were not simply taken.
    """

    layer: str
    file: Path
    columns: dict[str, str]
    further: tuple[str, ...]
    assumed: tuple[Assumption, ...]
    ids: tuple[str | None, ...] = ()
    records: tuple[Record, ...] = ()
    rows: tuple[int, ...] = ()

    @property
    def counts(self) -> dict[What, int]:
        """Return the numbers of records taken, changed, noted and refused."""
        counts: dict[What, int] = {
            what: sum(record.what == what for record in self.records)
            for what in ("changed", "noted", "refused")
        }
        return {"taken": len(self.ids) - sum(counts.values()), **counts}

    def every_record(self) -> Iterator[Record]:
        """Yield every record, in the order of the file."""
        by_row = {record.row: record for record in self.records}
        for row, id_ in self.numbered():
            yield by_row.get(row) or Record(row, id_, "taken")

    def numbered(self) -> Iterator[tuple[int, str | None]]:
        """Yield the number and the key of each record."""
        return zip(self.rows or range(1, len(self.ids) + 1), self.ids, strict=True)


def in_file_rows(problem: Message, rows: Sequence[int]) -> Message:
    """Return a problem with rows counted from 1 replaced by their numbers in the file.

    >>> from layers.messages import Message
    >>> str(in_file_rows(Message("plan-row", row=1).at("zones"), [2]))
    'zones: row 2'
    """
    params = {name: _in_file_rows(value, rows) for name, value in problem.params.items()}
    if problem.code in _ROWS:
        params["row"] = rows[int(str(params["row"])) - 1]
    return Message(problem.code, **params)


_ROWS = ("plan-row", "plan-row-of")


def _in_file_rows(value: Param, rows: Sequence[int]) -> Param:
    if isinstance(value, Message):
        return in_file_rows(value, rows)
    if isinstance(value, tuple) and not isinstance(value, Place):
        return tuple(_in_file_rows(each, rows) for each in value)
    return value


def with_notes(report: LayerReport, plan: Plan) -> LayerReport:
    """Return the report with notes on odd zones, demand or clusters of its plan.

    A zone may have the land of another, and its measured area differ from the published one. Rows
    may lie outside all regions; if all zones do, the CRS is assumed wrong. Points may be repeated.
    A column of the demand may have a value with which it cannot be measured.
    """
    if report.layer != "zones":
        return _with_notes_of_points(report, plan)
    zones, outside = plan.zones, zones_outside(plan, plan.zones)
    notes: list[tuple[str, Message]] = []
    if outside and len(outside) == len(zones):
        elsewhere = all_elsewhere(plan, "zones", zones)
        report = _with_assumed(report, Assumption("crs", plan.crs.to_string(), elsewhere))
    else:
        notes += ((zone, Message("import-zone-outside")) for zone in outside)
    for zone, other in zones_repeated(zones).items():
        notes.append((zone, Message("import-zone-repeated", other=other)))
    measured_km2 = plan.ellipsoid.area_km2(zones["geometry"].to_numpy()).tolist()
    areas = zip(zones["zone_id"], measured_km2, zones["published_area_km2"], strict=True)
    notes += (
        (zone, Message("import-area-differs", published_km2=float(stated), measured_km2=measured))
        for zone, measured, stated in areas
        if abs(measured - stated) > _PUBLISHED_WITHIN * stated
    )
    row_of = {id_: row for row, id_ in report.numbered()}
    row_of |= {record.id: record.row for record in report.records}
    return _with_records(
        report, ((row_of[zone], zone, why) for zone, why in notes if zone in row_of)
    )


def _with_notes_of_points(report: LayerReport, plan: Plan) -> LayerReport:
    """Return the report of demand or clusters with notes on odd rows; others unchanged."""
    for suspect in suspect_points(plan):
        if suspect.layer != report.layer:
            continue
        count = str(len(suspect.rows))
        report = _with_assumed(report, Assumption("geometry", count, suspect.every))
        numbered = [*report.numbered()]
        if len(numbered) == len(plan.frame(report.layer)):
            rows = ((*numbered[row], suspect.each) for row in suspect.rows)
            report = _with_records(report, rows)
    if report.layer == "demand":
        doubted = (weights_left_out(plan) | doubtful_weights(plan)).items()
        notes_on = (Assumption("columns", column, why) for column, why in doubted)
        report = _with_assumed(report, *notes_on)
    return report


def _with_assumed(report: LayerReport, *assumptions: Assumption) -> LayerReport:
    return replace(report, assumed=(*report.assumed, *assumptions))


def _with_records(
    report: LayerReport, notes: Iterable[tuple[int, str | None, Message]]
) -> LayerReport:
    """Return the report with notes on rows, by their numbers and keys."""
    records = {record.row: record for record in report.records}
    for row, id_, why in notes:
        known = records.setdefault(row, Record(row, id_, "noted"))
        both = why if known.why is None else Message("import-and", one=known.why, other=why)
        records[row] = replace(known, why=both)
    return replace(report, records=tuple(records.values()))
