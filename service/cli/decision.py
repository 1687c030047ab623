"""The commands `decision` and `verify`: a decision as a file, and whether it is equal here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.coverage.way import radii_and_way
from layers.errors import SourceError, UnknownError
from layers.messages import Message
from layers.scenario_id import BASELINE
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
    from layers import Plan
    from service.report.decision_document import Again, Decision


NOT_EQUAL = 1
"""The exit code for a decision that was changed, or is not what is measured again."""

_SECONDS = 600.0
_RESULT = "result"
_WORDS = (
    "covered_population covered_area_km2 population=cli-col-persons area_km2 entering_population"
    " covered_clusters=cli-col-covered-clusters gateways=report-row-gateways headroom_km2"
    " leaving_population=cli-col-persons-leaving gained_km2 lost_km2 amount=cli-col-amount"
)
_HASHES = "layer=cli-col-layer stated=cli-col-stated verdict=cli-col-verdict"
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
    the digest inside. By road or rail (--by) it holds the roads on which it is measured again.
    """
    from service.cli.export import write_export
    from service.export_content import Export
    from service.report.decision_file import read_decision

    radii, way = radii_and_way(radius_km, radius_min, by)
    file = Export(DECISION, way, language(), review_number)
    if scenario == BASELINE:
        raise UnknownError(Message("cli-baseline-named", baseline=BASELINE))
    file.check([scenario])
    if out.suffix.lower() != ".html":
        raise SourceError(Message("cli-suffix", file=str(out), suffix=".html"))
    opened = open_plan(plan, hashes=True)
    given = [find_given(opened, scenario, store, record=True)]
    write_export(file, opened, out, given, store, radii)
    say(Message("cli-decision-written", file=str(out), sha256=read_decision(out).sha256))
    print_schematic_note(opened.zones)


def verify(
    file: Annotated[Path, typer.Argument(metavar="NAME.html", help="A decision file.")],
    plan: Annotated[
        Path | None,
        typer.Argument(metavar="[PLAN]", help="The plan; else what the file itself holds of it."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Measure a decision again, and print for each figure whether it is equal.

    From the file alone, what the changed zones reach is measured; what lies beyond it is a constant
    of the file. With the plan everything is measured, and the hashes of its layers are compared.
    Exit code 1 if the file was changed, or a hash or a figure is not equal.
    """
    from service.report.decision_document import library_versions
    from service.report.decision_file import read_decision
    from service.report.figures import NO_FIGURE

    read = read_decision(file)
    stated = {"file": str(file), "sha256": read.sha256, "stated": read.stated or NO_FIGURE}
    if not read.is_unchanged:
        if json:
            print_json(stated | {"unchanged": False, "equal": False})
        else:
            say(Message("cli-decision-changed", **stated))
        raise typer.Exit(NOT_EQUAL)
    opened = None if plan is None else open_plan(plan, hashes=True)
    try:
        document = read.document()
        again = _again(document, opened)
    except SourceError as error:
        raise SourceError(problem.in_file(file) for problem in error.problems) from error
    warn_of_replay(None if again is None else again.notice)
    hashes = [*_hashes(document, opened, again)]
    rows = [*_compared(document, again)]
    apart = [row for row in (*rows, *hashes) if row["verdict"] == "different"]
    here = library_versions()
    others = {
        name: (was, here.get(name, NO_FIGURE))
        for name, was in document.libraries.items()
        if here.get(name) != was
    }
    if json:
        tables = {"libraries": others, "hashes": hashes, "figures": rows}
        print_json(stated | {"unchanged": True, "equal": not apart} | tables)
    else:
        say(Message("cli-decision-unchanged", **stated))
        print_table(Message("cli-title-hashes"), list(map(_hash_row, hashes)), _HASHES)
        print_table(Message("cli-title-figures"), list(map(_figure_row, rows)), _FIGURES)
        for name, (was, now) in others.items():
            say(Message("cli-decision-library", name=name, was=was, now=now))
        say(Message("cli-decision-within" if opened is None else "cli-decision-whole"))
        count = len(rows) + len(hashes)
        say(Message("cli-decision-equal", count=count, different=len(apart)))
    if apart:
        raise typer.Exit(NOT_EQUAL)


def _hashes(document: Decision, plan: Plan | None, again: Again | None) -> Iterator[dict[str, Any]]:
    """Yield the hashes of a decision's layers, and of its resulting zones, as stated and here."""
    from service.report.decision_document import hashes_of

    own = {} if plan is None else hashes_of(plan)
    there = document.layers if own else {}
    pairs = [(name, there.get(name), own.get(name)) for name in {**there, **own}]
    if again is not None:
        pairs.append((_RESULT, document.result, again.result))
    for layer, stated, here in pairs:
        verdict = "equal" if stated == here else "different"
        yield {"layer": layer, "stated": stated, "here": here, "verdict": verdict}


def _compared(document: Decision, again: Again | None) -> Iterator[dict[str, Any]]:
    """Yield each figure as stated, as measured again, and whether they are equal."""
    if again is None:
        return
    stated = {figure.key: figure for figure in document.figures}
    for key, figure in {**again.figures, **stated}.items():
        own = again.figures.get(key)
        is_stated = key in stated
        yield figure.model_dump(exclude={"rest"}, exclude_unset=True) | {
            "before": figure.before if is_stated else None,
            "after": figure.after if is_stated else None,
            "before_again": None if own is None else own.before,
            "after_again": None if own is None else own.after,
            "verdict": figure.compared(own) if is_stated else "different",
        }


def _again(document: Decision, opened: Plan | None) -> Again | None:
    """Return the decision measured again; None with another plan's zones."""
    from layers.runtime.bounded import run_bounded
    from service.report.decision_document import measured_again

    with working("cli-measuring"):
        if opened is None:
            return run_bounded(measured_again, document, seconds=_SECONDS)
        same_zones = opened.baseline == document.layers.get("zones")
        return measured_again(document, opened) if same_zones else None


def _hash_row(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a hash as cells of a table."""
    layer = sentence(Message("cli-decision-result")) if row["layer"] == _RESULT else row["layer"]
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
    """Return what a figure is of, such as the id of a zone or the number of an edit."""
    is_edit = row["table"] == "edits" and str(row["of"]).isdigit()
    return sentence(Message("report-chart-edit", number=int(row["of"]))) if is_edit else row["of"]


def _verdict(row: Mapping[str, Any], here: str) -> str:
    return sentence(Message("cli-verdict", verdict=row["verdict"], here=here))
