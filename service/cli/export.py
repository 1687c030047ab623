"""The command `export`: write a plan and its scenarios to files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from geo import CoverageMeter
from geo.scenario.model import BASELINE
from layers import Plan
from layers.errors import CrsError, ScenarioError, SourceError
from layers.formats import FORMATS
from layers.formats import export as export_plan
from layers.messages import Message
from layers.runtime.files import replacing
from service.cli.language import language
from service.cli.options import (
    Found,
    PlanPath,
    StoreUrl,
    Way,
    find_revision,
    open_plan,
    service_if_stored,
    working,
)
from service.cli.tables import print_schematic_note, say, warn_of_replay
from service.export_content import (
    MEDIA_TYPES,
    Given,
    check_decision,
    check_way,
    edition_of,
    outcomes,
    report,
    suffix_of,
)
from service.report import REPORTS

if TYPE_CHECKING:
    from service.report.writer import Edition


def export(
    plan: PlanPath,
    out: Annotated[Path, typer.Argument(metavar="OUT", help=f"A file of {' '.join(MEDIA_TYPES)}.")],
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="A scenario file or id, or baseline; may be repeated."),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(metavar="CRS", help="For a .dxf: its CRS, such as EPSG:4528; else degrees."),
    ] = None,
    review_number: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="For a report: the map review number to print."),
    ] = None,
    by: Way = "line",
    annex: Annotated[
        bool,
        typer.Option(
            "--annex",
            help="Of a report: all regions, sectors, growth, GDP, sources and hashes as well.",
        ),
    ] = False,
    store: StoreUrl = None,
) -> None:
    """Write a plan, or the zones of a scenario, in the format of the suffix of OUT.

    A .gpkg holds everything, styled for QGIS: with scenarios the zones of each, its gains and
    losses of land, its violations and its coverage; without, the baseline's coverage. A .xlsx holds
    the zones and every figure. A .pdf, .html or .docx is a report: a page that states the decision,
    the changed zones, the method. Both are in the language of --lang; a .decision.html is what
    `decision` writes. The other formats hold the zones. A report and a .xlsx can be by road or by
    rail (--by): every table and sentence of theirs then says so.
    """
    suffix = suffix_of(out)
    check_decision(suffix, scenario or [])
    check_way(suffix, by)
    opened = open_plan(plan, hashes=True)
    if out.exists() and out.samefile(plan):
        raise SourceError(Message("cli-out-is-plan", file=str(out)))
    target = None if crs is None else _known_crs(crs)
    named = _named(opened, scenario or [], store) or [Found(None)]
    with working("cli-exporting"):
        scenarios = [given(opened, one, store) for one in named]
        if suffix in REPORTS:
            edition = edition_of(opened, language(), review_number, annex=annex)
            write_report(CoverageMeter(opened, by=by), out, suffix, scenarios, edition)
        else:
            meter = partial(CoverageMeter, opened, by=by)
            parts = FORMATS[suffix].parts
            results = [
                replace(one, language=language())
                for one in outcomes(opened, scenarios, parts, meter, warn_of_replay)
            ]
            export_plan(opened, out, results, target)
    note_export(opened, suffix, named, store)
    say(Message("cli-written", file=str(out)))
    print_schematic_note(opened.zones)


def note_export(plan: Plan, suffix: str, named: list[Found], store: str | None) -> None:
    """Record in the audit log which stored scenarios were exported."""
    revisions = [one.revision for one in named if one.revision is not None]
    if not revisions:
        return
    with service_if_stored(plan, store) as service:
        if service is None:
            return
        for revision in revisions:
            service.exported(revision.scenario, revision, suffix)


def write_report(
    meter: CoverageMeter, out: Path, suffix: str, scenarios: list[Given], edition: Edition
) -> None:
    """Write the report of the scenarios."""
    content = report(meter, scenarios, suffix, edition, warn_of_replay)
    with replacing(out, follow=False) as temporary:
        temporary.write_bytes(content)


def given(plan: Plan, named: Found, store: str | None) -> Given:
    """Return a scenario with its history from the store."""
    scenario, revision = named
    if scenario is None or revision is None:
        return Given(scenario)
    with service_if_stored(plan, store) as service:
        record = None if service is None else service.record(scenario.scenario)
    return Given(scenario, revision, record)


def _named(plan: Plan, names: list[str], store: str | None) -> list[Found]:
    """Return the named scenarios, None for the baseline, without duplicates.

    Raises:
        ScenarioError: two different ones have the same id (upper and lower case are equal in file
            names).
    """
    by_key: dict[str, Found] = {}
    for name in names:
        one = find_revision(plan, name, store)
        key = one.scenario.scenario.lower() if one.scenario else BASELINE
        if key in by_key and by_key[key].scenario != one.scenario:
            raise ScenarioError(Message("cli-export-same-id", scenario=name, id=key))
        by_key[key] = one
    return list(by_key.values())


def _known_crs(crs: str) -> CRS:
    """Return the CRS of a name.

    Raises:
        CrsError: PROJ does not know it.
    """
    try:
        return CRS.from_user_input(crs)
    except (ProjError, UnicodeError) as error:
        raise CrsError(Message("plan-crs-unknown", crs=crs)) from error
