"""The options of commands that read files of any format, and their reports."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from layers.errors import UnknownError
from layers.messages import Message
from layers.runtime.files import replacing
from layers.runtime.suggestions import suggestion
from layers.schema.layer_schema import EARLIER, LAYERS, REFERENCES
from service.cli.language import sentence
from service.cli.tables import print_table, say, warn
from service.signature import with_options

if TYPE_CHECKING:
    from layers.formats.table import ReadOptions
    from layers.importing import Import, ImportOptions, LayerReport, PlanWords


REQUIRED = ("zones", "regions")
"""The layers that every plan has."""

_MOST_RECORDS = 10  # of a layer that are printed
_OWN_OPTION = (*REFERENCES, *EARLIER)  # `update --reference` adds to some; others are only read

_LayerFile = Annotated[Path | None, typer.Option(metavar="FILE")]
MapColumns = Annotated[
    list[str] | None,
    typer.Option(
        metavar="[LAYER.]COLUMN=NAME", help="The plan's COLUMN is called NAME in the files."
    ),
]
SourceCrs = Annotated[
    list[str] | None,
    typer.Option(metavar="[LAYER=]CRS", help="The CRS of a file; GCJ-02 and BD-09 too."),
]
Encodings = Annotated[
    list[str] | None,
    typer.Option("--encoding", metavar="[LAYER=]NAME", help="The encoding of a file's text."),
]
AxisOrders = Annotated[
    list[str] | None,
    typer.Option(
        "--axis-order", metavar="[LAYER=]ORDER", help="east-first or north-first, in a file."
    ),
]
SourceLayers = Annotated[
    list[str] | None,
    typer.Option("--layer", metavar="LAYER=NAME", help="The layer or sheet of a file to read."),
]
Summed = Annotated[
    list[str] | None,
    typer.Option("--sum", metavar="COLUMN", help="Sum this column of the demand beside people."),
]
NotSummed = Annotated[
    list[str] | None,
    typer.Option("--no-sum", metavar="COLUMN", help="Do not sum this column of the demand."),
]
Repair = Annotated[bool, typer.Option("--repair", help="Repair invalid polygons; skip empty rows.")]
ReportFile = Annotated[
    Path | None,
    typer.Option("--report", metavar="OUT.csv", help="Write the outcome of each record, and why."),
]


def with_layer_files(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with an option for the file of each layer, in place of its `**files`.

    The command gets the files that are given, by the name of their layer.
    """
    known = [layer for layer in LAYERS if layer not in _OWN_OPTION]
    layers = sorted(known, key=lambda layer: layer not in REQUIRED)

    @wraps(command)
    def with_files(**arguments: Any) -> None:  # noqa: ANN401  as the command takes them
        files = {layer: arguments.pop(layer) for layer in layers}
        command(**arguments, **{layer: path for layer, path in files.items() if path is not None})

    return with_options(dict.fromkeys(layers, (_LayerFile, None)))(with_files)


def import_options(
    files: Iterable[str],
    map_column: list[str] | None,
    read: Mapping[str, list[str] | None],
    crs: str | None = None,
    *,
    repair: bool = False,
    words: PlanWords | None = None,
    sums: tuple[list[str] | None, list[str] | None] = (None, None),
) -> ImportOptions:
    """Return the options of the files of some layers.

    `read` maps a field of `ReadOptions` to the values of its option: `LAYER=VALUE`, or `VALUE` for
    all files. `sums` are the values of --sum and --no-sum.

    Raises:
        UnknownError: with one line per option that matches no file.
    """
    from layers.formats.table import AxisOrder, ReadOptions
    from layers.importing import ColumnMap, ImportOptions, PlanWords, SumRequest

    layers = [*files]
    given = [(name, text, *_of_layer(text)) for name, texts in read.items() for text in texts or ()]
    problems: list[Message] = []
    for name, text, layer, value in given:
        if layer and layer not in layers:
            hint = suggestion(layer, layers)
            problems.append(Message("cli-option-layer", given=text, hint=hint))
        elif name == "axis_order" and value not in get_args(AxisOrder):
            problems.append(Message("cli-axis-order", given=text))
    try:
        columns = ColumnMap.parse(map_column or [])
        if words is not None and words.levels:
            finest = words.levels[0]
            columns = columns.with_default("regions", "adcode", finest.column)
            if finest.names is not None:
                columns = columns.with_default("regions", "name", finest.names)
    except UnknownError as error:
        problems += error.problems
    if problems:
        raise UnknownError(problems)
    of_all = {name: value for name, _, layer, value in reversed(given) if not layer}
    options: dict[str, ReadOptions] = {}
    for layer in layers:  # of several values for a layer the last, of those for all files the first
        own = {name: value for name, _, to, value in given if to == layer}
        options[layer] = ReadOptions(**of_all | own)  # type: ignore[arg-type]
    request = SumRequest(*(tuple(names or ()) for names in sums))
    return ImportOptions(columns, options, crs, repair, words or PlanWords(), request)


def _of_layer(text: str) -> tuple[str, str]:
    """Return the layer and the value of `LAYER=VALUE`; the layer is "" if none is named.

    >>> _of_layer("zones=GBK"), _of_layer("+proj=utm")
    (('zones', 'GBK'), ('', '+proj=utm'))
    """
    layer, equals, value = text.partition("=")
    named = equals and layer.isidentifier()
    return (layer.strip(), value.strip()) if named else ("", text.strip())


def print_reports(result: Import) -> None:
    """Print the assumptions about each file, its columns, and the outcome of its records."""
    rows = [
        {"layer": report.layer, "what": each.what, "value": each.value, "why": sentence(each.why)}
        for report in result.reports
        for each in report.assumed
    ]
    print_table(Message("cli-title-assumed"), rows, _ASSUMED)
    counts = [_line(report) for report in result.reports]
    print_table(Message("cli-title-files"), counts, _FILES)
    for report in result.reports:
        listed = [record for record in report.records if record.why is not None]
        listed.sort(key=lambda record: record.what == "noted")
        for record in listed[:_MOST_RECORDS]:
            id_, why = record.id or "none", record.why or ""
            say(Message("cli-record", layer=report.layer, row=record.row, id=id_, why=why))
        if more := len(listed[_MOST_RECORDS:]):
            say(Message("cli-records-more", layer=report.layer, more=more))


def warn_of(problems: Iterable[Message]) -> None:
    """Print problems on standard error, a line each."""
    for problem in problems:
        warn(problem)


def write_records(result: Import, path: Path) -> None:
    """Write one line per record of each file: its outcome, and why."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["layer", "file", "row", "id", "what", "why"])
        for report in result.reports:
            for record in report.every_record():
                why = "" if record.why is None else sentence(record.why)
                writer.writerow(
                    [report.layer, report.file, record.row, record.id or "", record.what, why]
                )


def _line(report: LayerReport) -> dict[str, object]:
    taken = ", ".join(
        column if column == given else f"{column} = {given}"
        for column, given in report.columns.items()
    )
    return {"layer": report.layer, "columns": taken, "further": ", ".join(report.further)} | {
        str(what): count for what, count in report.counts.items()
    }


_ASSUMED = "layer=cli-col-layer what=cli-col-assumed:words value=cli-col-value why=cli-col-why"
_FILES = (
    "layer=cli-col-layer columns=cli-col-columns further=cli-col-further-columns"
    " taken=cli-col-taken:.0f changed=cli-col-changed:.0f noted=cli-col-noted:.0f"
    " refused=cli-col-refused:.0f"
)
