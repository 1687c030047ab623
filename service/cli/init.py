"""The command `init`: from your own files to a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from layers.errors import PlanError, UnknownError
from layers.import_plan import build_plan
from layers.messages import Message
from service.cli.language import speak
from service.cli.options import working
from service.cli.tables import print_schematic_note, say

_File = Annotated[Path | None, typer.Option(metavar="FILE")]


def init(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The GeoPackage to write.")],
    zones: Annotated[Path, typer.Option(metavar="FILE", help="The zones; a file of any format.")],
    regions: Annotated[Path, typer.Option(metavar="FILE", help="The districts.")],
    ftzs: _File = None,
    clusters: _File = None,
    demand: _File = None,
    gateways: _File = None,
    exclusions: _File = None,
    customs_blocks: _File = None,
    parcels: _File = None,
    waters: _File = None,
    linked_areas: _File = None,
    travel: _File = None,
    trade: _File = None,
    policies: _File = None,
    strategies: _File = None,
    map_column: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=NAME", help="The plan's COLUMN is called NAME in the files."),
    ] = None,
    crs: Annotated[str, typer.Option(help="The plan's geographic CRS.")] = "EPSG:4490",
) -> None:
    """Build a plan from your own files."""
    given = {
        "zones": zones,
        "ftzs": ftzs,
        "clusters": clusters,
        "regions": regions,
        "demand": demand,
        "gateways": gateways,
        "exclusions": exclusions,
        "customs_blocks": customs_blocks,
        "parcels": parcels,
        "waters": waters,
        "linked_areas": linked_areas,
        "travel": travel,
        "trade": trade,
        "policies": policies,
        "strategies": strategies,
    }
    if plan.suffix.lower() != ".gpkg":
        raise UnknownError(Message("cli-plan-suffix", file=str(plan)))
    if plan.exists():
        raise PlanError(Message("cli-file-there", file=str(plan)))
    with working("cli-building"):
        files = {layer: path for layer, path in given.items() if path is not None}
        built = build_plan(files, _column_map(map_column or []), crs)
        built.save(plan)
    speak(built.terms)
    layers = tuple(
        Message("cli-layer-rows", layer=layer, rows=len(built.frame(layer)))
        for layer in built.present
    )
    say(Message("cli-plan-layers", file=str(plan), layers=layers))
    say(Message("cli-baseline", baseline=built.baseline))
    print_schematic_note(built.zones)


def _column_map(given: list[str]) -> dict[str, str]:
    """Return a mapping from `COLUMN=NAME` texts.

    Raises:
        UnknownError: a text is not of that form, or a column is mapped twice.
    """
    problems = [
        Message("cli-map-column-form", given=text)
        for text in given
        if not all(part.strip() for part in text.partition("=")[::2])
    ]
    pairs = [(text.partition("=")[0].strip(), text.partition("=")[2].strip()) for text in given]
    columns = [column for column, _ in pairs]
    problems += [
        Message("cli-map-column-twice", column=column)
        for column in dict.fromkeys(columns)
        if columns.count(column) > 1
    ]
    if problems:
        raise UnknownError(problems)
    return dict(pairs)
