"""The commands `decision` and `verify`: a decision as a file, and whether it is equal here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.coverage.travel import radii_and_travel
from layers.errors import SourceError, UnknownError, ZonewrightError
from layers.messages import Message
from layers.runtime.extras import require
from layers.scenario_id import BASELINE
from service.cli.as_of import given_as_of_year
from service.cli.language import language, sentence
from service.cli.options import (
    AsJson,
    PlanPath,
    RadiiKm,
    RadiiMin,
    ScenarioText,
    StoreUrl,
    Way,
    find_given,
    open_plan,
    service_if_stored,
)
from service.cli.progress import working
from service.cli.tables import (
    columns,
    print_json,
    print_schematic_note,
    print_table,
    say,
    warn_of_replay,
)
from service.report import DECISION

if TYPE_CHECKING:
    from service.report.decision_check import DecisionCheck


NOT_EQUAL = 1
"""The exit code for a decision that was changed, or differs when measured again."""

_MOST_PLACES = 20
_WORDS = (
    "covered_population covered_area_km2 population=cli-col-persons area_km2 entering_population"
    " covered_clusters=cli-col-covered-clusters gateways=report-row-gateways headroom_km2"
    " leaving_population=cli-col-persons-leaving gained_km2 lost_km2 amount=cli-col-amount"
)
_HASHES = "layer=cli-col-layer stated=cli-col-stated verdict=cli-col-verdict"
_PLACES = "place=cli-col-place-in-file stated=cli-col-stated again=cli-col-as-made"
_FIGURES = (
    "figure=report-col-figure-name of=cli-col-subject radius_km before=cli-col-then-before"
    " after=cli-col-then-after verdict=cli-col-verdict"
)


def decision(
    plan: PlanPath,
    scenario: ScenarioText,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="NAME.html", help="The file to write.")
    ],
    review_number: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The map review number to print.")
    ] = None,
    radius_km: RadiiKm = None,
    radius_min: RadiiMin = None,
    by: Way = "line",
    store: StoreUrl = None,
) -> None:
    """Write a decision on a scenario as one HTML file, in the language of --lang.

    It opens in any browser without a network: map, figures, rules, edits, and, of a stored
    scenario, who wrote, commented and decided what, when and why, without mail addresses. It holds
    what `verify` needs to measure it again. The digest that is printed shows later whether the file
    was changed; keep it elsewhere, as in the minutes, because anyone who forges a file also renews
    the digest inside. By road (--by) it holds the roads on which it is measured again.
    """
    from service.cli.export import write_export
    from service.export_content import Export
    from service.report.decision_file import read_decision

    radii, travel = radii_and_travel(radius_km, radius_min, by)
    file = Export(DECISION, travel, language(), review_number)
    if scenario == BASELINE:
        raise UnknownError(Message("cli-baseline-named", baseline=BASELINE))
    file.check([scenario])
    if out.suffix.lower() != ".html":
        raise SourceError(Message("cli-suffix", file=str(out), suffix=".html"))
    opened = open_plan(plan, hashes=True)
    given = [given_as_of_year(find_given(opened, scenario, store, record=True))]
    write_export(file, opened, out, given, store, radii)
    say(Message("cli-decision-written", file=str(out), sha256=read_decision(out).sha256))
    print_schematic_note(opened.zones)


def verify(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A decision file, or the folder of a dossier.")
    ],
    plan: Annotated[
        Path | None,
        typer.Argument(metavar="[PLAN]", help="The plan; else what the file itself holds of it."),
    ] = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Measure a decision and write its page again, and print each place that is not the same.

    Of a dossier, a folder or a .zip, each of its files is written again as well.

    From the file alone: whether figures, words and maps are those of the plan, the scenario and the
    record in the file. With the plan also whether the file's plan is this one, and with the plan's
    store whether scenario and record (who decided, when, why) are the stored ones, and whether the
    audit log has the digest. The last lines list the parts compared and those not compared. Exit
    code 1 if anything differs, or the page could not be written again.
    """
    from service.report.decision_check import check_decision
    from service.report.decision_document import scenario_of
    from service.report.decision_file import checked_decision, read_decision
    from service.report.dossier.check import check_dossier
    from service.report.dossier.files import DECISION_FILE, is_dossier, read_files
    from service.report.figures import NO_FIGURE

    files = read_files(file) if is_dossier(file) else None
    if files is not None:
        require("reports", "docx", "typst")
    read = (
        read_decision(file)
        if files is None
        else checked_decision(files[DECISION_FILE], file / DECISION_FILE)
    )
    stated = {"file": str(file), "sha256": read.sha256, "stated": read.stated or NO_FIGURE}
    opened = None if plan is None else open_plan(plan, hashes=True)
    try:
        document = read.document()
        with nullcontext() if opened is None else service_if_stored(opened, store) as service:
            if service is not None and store is not None and document.record is not None:
                service.summary(scenario_of(document).scenario)
            with working("cli-measuring"):
                check = (
                    check_decision(read, document, opened, service)
                    if files is None
                    else check_dossier(files, document, opened, service)
                )
    except ZonewrightError as error:
        if read.is_unchanged:
            if isinstance(error, SourceError):
                raise SourceError(problem.in_file(file) for problem in error.problems) from error
            raise
        if json:
            print_json(stated | {"unchanged": False, "equal": False})
        else:
            say(Message("cli-decision-changed-unread", **stated))
        raise typer.Exit(NOT_EQUAL) from error
    warn_of_replay(check.notice)
    if json:
        print_json(stated | _document(read.is_unchanged, check))
    else:
        _print(stated, read.is_unchanged, check)
    if not check.is_equal:
        raise typer.Exit(NOT_EQUAL)


def _document(is_unchanged: bool, check: DecisionCheck) -> dict[str, Any]:  # noqa: FBT001
    """Return a check as plain values for JSON."""
    return {
        "unchanged": is_unchanged,
        "equal": check.is_equal,
        "compared": [it.code for it in check.compared],
        "not_compared": [it.code for it in check.left_out],
        "libraries": check.libraries,
        "hashes": check.hashes,
        "figures": check.figures,
        "page": check.is_page_equal if check.is_page_compared else None,
        "places": [it._asdict() | {"place": sentence(it.place)} for it in check.places],
    }


def _print(stated: Mapping[str, str], is_unchanged: bool, check: DecisionCheck) -> None:  # noqa: FBT001
    """Print a check: its tables, then the parts compared, those not compared, and the result."""
    say(Message("cli-decision-unchanged" if is_unchanged else "cli-decision-changed", **stated))
    print_table(Message("cli-title-hashes"), list(map(_hash_row, check.hashes)), _HASHES)
    print_table(Message("cli-title-figures"), list(map(_figure_row, check.figures)), _FIGURES)
    if check.places:
        places = [it._asdict() | {"place": sentence(it.place)} for it in check.places]
        print_table(Message("cli-title-places"), places[:_MOST_PLACES], _PLACES)
        if len(places) > _MOST_PLACES:
            say(Message("cli-more-rows", rows=len(places) - _MOST_PLACES))
    for name, (was, now) in check.libraries.items():
        say(Message("cli-decision-library", name=name, was=was, now=now))
    for compared in check.compared:
        say(Message("cli-decision-compared", what=compared))
    for left_out in check.left_out:
        say(Message("cli-decision-left-out", what=left_out))
    code = "cli-decision-equal" if check.is_page_compared else "cli-decision-equal-figures"
    say(Message(code, different=check.different))


def _hash_row(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a hash as cells of a table."""
    from service.report.decision_check import RESULT

    layer = sentence(Message("cli-decision-result")) if row["layer"] == RESULT else row["layer"]
    return {"layer": layer, "stated": row["stated"], "verdict": _verdict(row, str(row["here"]))}


def _figure_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a figure as cells of a table."""
    from service.report.decision_document import digits_of
    from service.report.figures import NO_FIGURE

    radius = "radius_min" if "radius_min" in row else "radius_km"
    digits = digits_of(row["figure"])
    before, after, *again = (
        NO_FIGURE if row[name] is None else f"{round(row[name], digits) + 0.0:,.{digits}f}"
        for name in ("before", "after", "before_again", "after_again")
    )
    column = columns(_WORDS).get(row["figure"])
    return {
        "figure": sentence(column.message) if column else row["figure"],
        "of": _of(row),
        radius: row.get(radius),
        "before": before,
        "after": after,
        "verdict": _verdict(row, " → ".join(again)),
    }


def _of(row: Mapping[str, Any]) -> str:
    """Return the subject of a figure, such as the id of a zone or the number of an edit."""
    is_edit = row["table"] == "edits" and str(row["of"]).isdigit()
    return sentence(Message("report-chart-edit", number=int(row["of"]))) if is_edit else row["of"]


def _verdict(row: Mapping[str, Any], here: str) -> str:
    return sentence(Message("cli-verdict", verdict=row["verdict"], here=here))
