"""The command `publish`: a plan and chosen scenarios as web pages that need no service."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.coverage.travel import radii_and_travel
from layers.errors import UnknownError
from layers.messages import Message
from layers.scenario_id import BASELINE
from service.cli.language import language
from service.cli.options import (
    PlanPath,
    RadiiKm,
    RadiiMin,
    StoreUrl,
    Way,
    open_plan,
    service_if_stored,
)
from service.cli.progress import working
from service.cli.tables import print_schematic_note, say, warn_of_replay

if TYPE_CHECKING:
    from layers import Plan
    from service.scenario_service import Given

_KB = 1000


def publish(
    plan: PlanPath,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="The folder to write, or its own.")
    ],
    scenario: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO]...", help="Scenario files, or ids of stored scenarios."),
    ] = None,
    record: Annotated[
        bool,
        typer.Option(
            "--record",
            help="Publish who saved, commented and decided what, when and why, without addresses.",
        ),
    ] = False,
    decisions: Annotated[
        bool,
        typer.Option(
            "--decisions/--no-decisions",
            help="Decision files to download; they hold the layers of the plan that are measured.",
        ),
    ] = True,
    steps: Annotated[
        bool,
        typer.Option(
            "--steps", help="The scenarios are steps of one boundary, which a reader drags."
        ),
    ] = False,
    review_number: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The map review number to print.")
    ] = None,
    radius_km: RadiiKm = None,
    radius_min: RadiiMin = None,
    by: Way = "line",
    store: StoreUrl = None,
) -> None:
    """Write a plan and chosen scenarios as a web page without a service, in both languages.

    DIR is a folder of plain files for any web server, under any address; it opens from a disk too.
    It shows the map before and after each scenario, its figures, its scorecard by purpose, its
    story, its decision file (in the language of --lang) to verify, and sources. Personal data stays
    in the store: names, comments and reasons are published only with --record. The page asks no
    other host. An earlier site in DIR is replaced; a folder that holds anything else is refused.
    """
    from geo import CoverageMeter
    from service.cli.export import named_scenarios
    from service.export_content import measured_scenarios
    from service.published.folder import check_own, write_site
    from service.published.site import Publishing, first_view, site_files

    radii, travel = radii_and_travel(radius_km, radius_min, by)
    check_own(out)
    names = scenario or []
    if BASELINE in names:
        raise UnknownError(Message("cli-baseline-named", baseline=BASELINE))
    opened = open_plan(plan, hashes=True)
    given = named_scenarios(opened, names, store, record=record)
    how = Publishing(language(), review_number, decisions, steps)
    with working("cli-exporting"):
        meter = CoverageMeter.of(opened, radii, travel)
        files = site_files(meter, measured_scenarios(meter, given, warn_of_replay), how)
        write_site(files, out)
    _note_exports(opened, given, store)
    first_kb = sum(len(files[name]) for name in first_view(files)) / _KB
    kb = sum(map(len, files.values())) / _KB
    say(Message("cli-published", folder=str(out), files=len(files), kb=kb, first_kb=first_kb))
    print_schematic_note(opened.zones)


def _note_exports(plan: Plan, given: Sequence[Given], store: str | None) -> None:
    """Record in the audit log which stored scenarios were published."""
    revisions = [one.revision for one in given if one.revision is not None]
    with service_if_stored(plan, store) if revisions else nullcontext() as service:
        if service is not None:
            for revision in revisions:
                service.exported(revision.scenario, revision, ".html")
