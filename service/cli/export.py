"""The commands `export`, `decision` and `verify`: files of a plan, scenarios, and a decision."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from geo import CoverageMeter
from geo.coverage.way import radii_and_way, usual_radii
from layers import Plan
from layers.errors import ScenarioError, SourceError, UnknownError
from layers.geometry.ellipsoid import known_crs
from layers.messages import Message
from layers.runtime.bounded import run_bounded
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
from service.export_content import MEDIA_TYPES, Export, suffix_of
from service.report import DECISION
from service.report.decision_document import (
    Again,
    Decision,
    digits_of,
    hashes_of,
    library_versions,
    measured_again,
)
from service.report.decision_file import read_decision
from service.report.figures import NO_FIGURE
from service.scenario_service import Given

NOT_EQUAL = 1
"""The exit code for a decision that was changed, or is not what is measured again."""

_SECONDS = 600.0
_RESULT = "result"
_WORDS = columns(
    "covered_population covered_area_km2 population=cli-col-persons area_km2 entering_population"
    " covered_clusters=cli-col-covered-clusters gateways=report-row-gateways headroom_km2"
    " leaving_population=cli-col-persons-leaving gained_km2 lost_km2 amount=cli-col-amount"
)
_HASHES = columns("layer=cli-col-layer stated=cli-col-stated verdict=cli-col-verdict")
_FIGURES = columns(
    "figure=report-col-figure-name of=cli-col-subject radius_km before=cli-col-then-before"
    " after=cli-col-then-after verdict=cli-col-verdict"
)


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
    `decision` writes. The other formats hold the zones. A report and a .xlsx can be by road or by
    rail (--by): every table and sentence of theirs then says so.
    """
    file = Export(suffix_of(out), by, language(), review_number, annex)
    file.check(scenario or [])
    opened = open_plan(plan, hashes=True)
    if out.exists() and out.samefile(plan):
        raise SourceError(Message("cli-out-is-plan", file=str(out)))
    file = replace(file, crs=None if crs is None else known_crs(crs))
    write_export(file, opened, out, _named(opened, scenario or [], store) or [Given()], store)
    say(Message("cli-written", file=str(out)))
    print_schematic_note(opened.zones)


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
    with working("cli-exporting"):
        used = usual_radii(file.by) if radii is None else radii
        meter = partial(CoverageMeter.of, plan, used, file.by)
        file.write(plan, out, scenarios, meter, warn_of_replay)
    revisions = [one.revision for one in scenarios if one.revision is not None]
    with service_if_stored(plan, store) if revisions else nullcontext() as service:
        if service is not None:
            for revision in revisions:
                service.exported(revision.scenario, revision, file.suffix)


def _named(plan: Plan, names: list[str], store: str | None) -> list[Given]:
    """Return the named scenarios, None for the baseline, without duplicates.

    Raises:
        ScenarioError: two different ones have the same id (upper and lower case are equal in file
            names).
    """
    by_key: dict[str, Given] = {}
    for name in names:
        one = find_given(plan, name, store, record=True)
        key = one.scenario.scenario.lower() if one.scenario else BASELINE
        if key in by_key and by_key[key].scenario != one.scenario:
            raise ScenarioError(Message("cli-export-same-id", scenario=name, id=key))
        by_key[key] = one
    return list(by_key.values())


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
    was changed; keep it elsewhere, as in the minutes, because whoever forges a file also renews the
    digest inside. By road or rail (--by) it holds the roads on which it is measured again.
    """
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
        print_table(Message("cli-title-hashes"), pd.DataFrame(map(_hash_row, hashes)), _HASHES)
        print_table(Message("cli-title-figures"), pd.DataFrame(map(_figure_row, rows)), _FIGURES)
        for name, (was, now) in others.items():
            say(Message("cli-decision-library", name=name, was=was, now=now))
        say(Message("cli-decision-within" if opened is None else "cli-decision-whole"))
        count = len(rows) + len(hashes)
        say(Message("cli-decision-equal", count=count, different=len(apart)))
    if apart:
        raise typer.Exit(NOT_EQUAL)


def _hashes(document: Decision, plan: Plan | None, again: Again | None) -> Iterator[dict[str, Any]]:
    """Yield the hashes of a decision's layers, and of its resulting zones, as stated and here."""
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
    radius = "radius_min" if "radius_min" in row else "radius_km"
    digits = digits_of(row["figure"])
    before, after, *again = (
        NO_FIGURE if row[name] is None else f"{round(row[name], digits) + 0.0:,.{digits}f}"
        for name in ("before", "after", "before_again", "after_again")
    )
    column = _WORDS.get(row["figure"])
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
