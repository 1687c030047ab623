"""The command `dossier`: the files of an application for adjusting zones, from one decision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.coverage.travel import radii_and_travel
from layers.errors import UnknownError
from layers.messages import Message
from layers.scenario_id import BASELINE
from service.cli.as_of import given_as_of_year
from service.cli.language import language
from service.cli.options import (
    PlanPath,
    RadiiKm,
    RadiiMin,
    ScenarioText,
    StoreUrl,
    Way,
    find_given,
    open_plan,
)
from service.cli.tables import print_schematic_note, say
from service.report import DOSSIER

if TYPE_CHECKING:
    from service.report.dossier.template import DossierTemplate


def dossier(
    plan: PlanPath,
    scenario: ScenarioText,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="The folder to write, or a .zip.")
    ],
    template: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="A folder of your own texts, or china or international; else by the plan's CRS.",
        ),
    ] = None,
    review_number: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The map review number to print.")
    ] = None,
    radius_km: RadiiKm = None,
    radius_min: RadiiMin = None,
    by: Way = "line",
    store: StoreUrl = None,
) -> None:
    """Write the dossier of an application for a scenario: a folder, in the language of --lang.

    It holds the document as Word and PDF (summary by purpose, four bounds and boundary points of
    each block that changes, maps, checks and the data they used, phases, missing items), the points
    as a table, maps to print, the decision file that `verify` measures again, and the texts. To
    write in your own words, copy the folder `template` of a dossier, edit its texts, and name it by
    --template. A folder that holds anything is refused.
    """
    from service.cli.export import write_export
    from service.export_content import Export
    from service.report.decision_file import DecisionFile
    from service.report.dossier.files import DECISION_FILE, read_files

    radii, travel = radii_and_travel(radius_km, radius_min, by)
    texts = _template(template)
    file = Export(DOSSIER, travel, language(), review_number, template=texts)
    if scenario == BASELINE:
        raise UnknownError(Message("cli-baseline-named", baseline=BASELINE))
    file.check([scenario])
    opened = open_plan(plan, hashes=True)
    given = [given_as_of_year(find_given(opened, scenario, store, record=True))]
    write_export(file, opened, out, given, store, radii)
    files = read_files(out)
    sha256 = DecisionFile.of(files[DECISION_FILE]).sha256
    say(Message("cli-dossier-written", file=str(out), count=len(files), sha256=sha256))
    print_schematic_note(opened.zones)


def _template(given: Path | None) -> DossierTemplate | None:
    """Return the template that is named; None for that of the plan's country."""
    from service.report.dossier.template import COUNTRIES, DossierTemplate

    if given is None:
        return None
    if str(given) in COUNTRIES and not given.is_dir():
        return DossierTemplate.of_country(str(given), language())
    return DossierTemplate.read(given)
