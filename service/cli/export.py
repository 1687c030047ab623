"""The command `export`: a file of a plan or of scenarios, by its suffix."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.coverage.travel import Travel
from layers.errors import ScenarioError, SourceError
from layers.messages import Message
from layers.scenario_id import BASELINE
from service.cli.as_of import given_as_of_year
from service.cli.language import language
from service.cli.options import (
    PlanPath,
    StoreUrl,
    Way,
    find_given,
    open_plan,
    service_if_stored,
)
from service.cli.progress import working
from service.cli.tables import (
    print_schematic_note,
    say,
    warn,
    warn_of_replay,
)
from service.export_content import MEDIA_TYPES

if TYPE_CHECKING:
    from pyproj import CRS

    from layers import Plan
    from service.export_content import Export
    from service.scenario_service import Given

_MOST_OFF_PCT = 1.0


def export(
    plan: PlanPath,
    out: Annotated[Path, typer.Argument(metavar="OUT", help=f"A file of {' '.join(MEDIA_TYPES)}.")],
    scenario: Annotated[
        list[str] | None, typer.Option(help="A scenario file or id, or baseline; may be repeated.")
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
    `decision` writes, a .slides.html shows a scenario in a few slides. The other formats hold the
    zones. A report and a .xlsx can be by road (--by): each of their tables and sentences then
    states this.
    """
    from layers.geometry.ellipsoid import known_crs
    from service.export_content import Export, suffix_of
    from service.scenario_service import Given

    file = Export(suffix_of(out), Travel.of(by), language(), review_number, annex)
    file.check(scenario or [])
    opened = open_plan(plan, hashes=True)
    if out.exists() and out.samefile(plan):
        raise SourceError(Message("cli-out-is-plan", file=str(out)))
    file = replace(file, crs=None if crs is None else known_crs(crs))
    given = named_scenarios(opened, scenario or [], store, record=True) or [Given()]
    write_export(file, opened, out, given, store)
    say(Message("cli-written", file=str(out)))
    if file.crs is not None:
        _warn_of_areas(opened, file.crs)
    print_schematic_note(opened.zones)


def _warn_of_areas(plan: Plan, crs: CRS) -> None:
    """Print how far areas of the plan's zones are off in a CRS, if any is by 1 % or more."""
    from layers.geometry.reproject import reprojected

    if not crs.is_projected:
        return
    unit_km = crs.axis_info[0].unit_conversion_factor / 1000
    shown_km2 = reprojected(plan.zones, crs).area.to_numpy() * unit_km**2
    off_pct = 100 * abs(shown_km2 / plan.ellipsoid.area_km2(plan.zones.geometry.to_numpy()) - 1)
    if (count := int((off_pct >= _MOST_OFF_PCT).sum())) > 0:
        most = off_pct.argmax()
        zone, pct = plan.zones["zone_id"].iloc[most], float(off_pct[most])
        warn(Message("cli-areas-off", crs=crs.to_string(), zones=count, zone=zone, pct=pct))


def write_export(
    file: Export,
    plan: Plan,
    out: Path,
    scenarios: list[Given],
    store: str | None,
    radii: Sequence[float] | float | None = None,
) -> None:
    """Write scenarios, and record in the audit log which stored ones were exported.

    Without `radii` the usual ones are measured.
    """
    from geo import CoverageMeter
    from service.export_content import digest_of

    with working("cli-exporting"):
        used = file.travel.usual_radii if radii is None else radii
        meter = partial(CoverageMeter.of, plan, used, file.travel)
        file.write(plan, out, scenarios, meter, warn_of_replay)
    revisions = [one.revision for one in scenarios if one.revision is not None]
    with service_if_stored(plan, store) if revisions else nullcontext() as service:
        if service is not None:
            for revision in revisions:
                sha256 = digest_of(out, file.suffix)
                service.exported(revision.scenario, revision, file.suffix, sha256)


def named_scenarios(
    plan: Plan, names: list[str], store: str | None, *, record: bool
) -> list[Given]:
    """Return the named scenarios, None for the baseline, without duplicates.

    Raises:
        ScenarioError: two different ones have the same id (upper and lower case are equal in file
            names).
    """
    by_key: dict[str, Given] = {}
    for name in names:
        one = given_as_of_year(find_given(plan, name, store, record=record))
        key = one.scenario.scenario.lower() if one.scenario else BASELINE
        if key in by_key and by_key[key].scenario != one.scenario:
            raise ScenarioError(Message("cli-export-same-id", scenario=name, id=key))
        by_key[key] = one
    return list(by_key.values())
