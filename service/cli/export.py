"""The command `export`: from a plan and its scenarios to files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from geo import CoverageMeter, compare
from geo.export_layers import outcome, zones_outcome
from geo.scenario.model import BASELINE
from geo.scenario.replay import Replay, replay
from layers import Plan
from layers.errors import CrsError, ScenarioError, SourceError, UnknownError
from layers.formats import WRITTEN, Outcome, Part, parts_of
from layers.formats import export as export_plan
from layers.geopackage import replacing
from layers.messages import Message
from layers.palette import bilingual
from layers.store.model import written
from service.cli.errors import ended_by_signals
from service.cli.language import language
from service.cli.options import (
    Found,
    PlanPath,
    StoreUrl,
    find_revision,
    found_service,
    open_plan,
    working,
)
from service.cli.tables import print_schematic_note, say, warn_of_replay
from service.report import SUFFIXES


def export(
    plan: PlanPath,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="A scenario file or id, or baseline; may be given several times."),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(metavar="CRS", help="Of a .dxf: its CRS, such as EPSG:4528; else degrees."),
    ] = None,
    store: StoreUrl = None,
) -> None:
    """Write a plan, or the zones of a scenario, in the format of the suffix of OUT.

    A .gpkg holds everything, dressed for QGIS: with scenarios the zones of each, the land that it
    gains and loses, the rules that it breaks and its coverage; without, the baseline's coverage. A
    .xlsx holds the zones and every figure. A .pdf, .html or .docx is a report, in the language of
    --lang. The others hold the zones: .geojson .kml .kmz .shp.zip .gdb.zip .fgb .parquet .dxf .txt
    .csv.
    """
    is_report = out.name.lower().endswith(SUFFIXES)
    parts = () if is_report else _parts(out)
    opened = open_plan(plan)
    if out.exists() and out.samefile(plan):
        raise SourceError(Message("cli-out-is-plan", file=str(out)))
    target = None if crs is None else _known_crs(crs)
    named = _named(opened, scenario or [], store)
    with ended_by_signals(), working("cli-exporting"):
        if is_report:
            _write_report(opened, out, named, store)
        else:
            export_plan(opened, out, _outcomes(opened, named, parts), target)
    say(Message("cli-written", file=str(out)))
    print_schematic_note(opened.zones)


def _parts(out: Path) -> tuple[Part, ...]:
    """Return what the format of a file holds beside the zones.

    Raises:
        UnknownError: its suffix names neither a format nor a report.
    """
    try:
        return parts_of(out)
    except UnknownError as error:
        known = (*WRITTEN, *SUFFIXES)
        raise UnknownError(Message("file-suffix-unknown", known=known).in_file(out)) from error


def _write_report(plan: Plan, out: Path, scenarios: list[Found], store: str | None) -> None:
    """Write the report of the scenarios, in the language of this run."""
    from service.report.made import made  # noqa: PLC0415  what sets documents is slow to load
    from service.report.writer import Measured  # noqa: PLC0415

    meter = CoverageMeter(plan)
    before = meter.measure()
    measured = []
    for scenario, revision in scenarios:
        if scenario is None:
            continue
        after = meter.measure(scenario)
        warn_of_replay(after.notice)
        record = None if revision is None else _record(plan, scenario.scenario, store)
        titles = scenario.title, scenario.title_zh
        measured.append(
            Measured(
                *titles, compare(before, after), record, scenario.to_document().get("rules", {})
            )
        )
    content = made(plan, before, measured, out.suffix.lower(), language())
    with replacing(out, follow=False) as temporary:
        temporary.write_bytes(content)


def _record(plan: Plan, scenario: str, store: str | None) -> dict[str, Any] | None:
    with found_service(plan, store) as service:
        return None if service is None else service.record(scenario)


def _outcomes(plan: Plan, scenarios: list[Found], parts: Collection[Part]) -> list[Outcome]:
    """Return what each scenario comes to, the baseline where none is named."""
    meter = CoverageMeter(plan) if {"layers", "figures"} & set(parts) else None
    before = None if meter is None else meter.measure()
    outcomes = []
    for scenario, revision in scenarios or [Found(None)]:
        title = "" if scenario is None else bilingual(scenario.title, scenario.title_zh)
        if meter is not None and before is not None:
            after = before if scenario is None else meter.measure(scenario)
            warn_of_replay(after.notice)
            found = outcome(before, after, title or BASELINE, parts)
        else:
            played = Replay(plan.zones) if scenario is None else replay(plan, scenario)
            warn_of_replay(played.notice)
            name = BASELINE if scenario is None else scenario.scenario
            found = zones_outcome(plan, name, title, played.zones, parts)
        saved = None if revision is None else written(revision.at)
        number = None if revision is None else revision.number
        outcomes.append(replace(found, revision=number, saved=saved))
    return outcomes


def _named(plan: Plan, names: list[str], store: str | None) -> list[Found]:
    """Return the scenarios of the names, None for the baseline, each of them once.

    Raises:
        ScenarioError: two that differ have one id (a file tells no capitals from small letters).
    """
    found: dict[str, Found] = {}
    for name in names:
        one = find_revision(plan, name, store)
        key = one.scenario.scenario.lower() if one.scenario else BASELINE
        if key in found and found[key].scenario != one.scenario:
            raise ScenarioError(Message("cli-export-same-id", scenario=name, id=key))
        found[key] = one
    return list(found.values())


def _known_crs(crs: str) -> CRS:
    """Return the CRS of a name.

    Raises:
        CrsError: PROJ does not know it.
    """
    try:
        return CRS.from_user_input(crs)
    except (ProjError, UnicodeError) as error:
        raise CrsError(Message("plan-crs-unknown", crs=crs)) from error
