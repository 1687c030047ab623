"""The commands `scenario rebase` and `scenario merge`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layers.errors import ConflictError, ScenarioError
from layers.messages import Message
from service.cli.errors import CONFLICT
from service.cli.language import row_sentence
from service.cli.options import (
    AsJson,
    OnRevision,
    OutYaml,
    PlanPath,
    ScenarioText,
    StoreUrl,
    Why,
    base_revision,
    check_new,
    id_of,
    is_file,
    need_scenario,
    open_plan,
    opened_service,
    service_if_stored,
    write_scenario,
)
from service.cli.progress import working
from service.cli.tables import print_json, print_table, say

if TYPE_CHECKING:
    from geo import Scenario
    from geo.scenario.merge import Conflict
    from layers import Plan


_One = Annotated[str, typer.Argument(metavar="A", help="A scenario file, or the id of one.")]
_Other = Annotated[str, typer.Argument(metavar="B", help="Another one.")]
CONFLICTS = "kind=cli-col-conflict:words zone_id told"


def rebase(
    plan: PlanPath,
    scenario: ScenarioText,
    out: OutYaml,
    old: Annotated[
        Path | None,
        typer.Option("--from", metavar="OLD.gpkg", help="The plan that it is based on."),
    ] = None,
    keep_rest: Annotated[
        bool, typer.Option("--keep-rest", help="Write the edits without conflicts.")
    ] = False,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Rebase a scenario's edits on another baseline, that of PLAN.

    An edit is rebased if the zones that it touches are unchanged and it has the same result. Every
    other edit is a conflict (the zone was removed, its boundary changed, the result breaks a hard
    rule…): conflicts are listed, nothing is written and the exit code is 3, unless --keep-rest is
    given. Without --from, only the scenario's record (`scenario save`) shows whether the zones are
    unchanged; if it does not, that is a conflict too.
    """
    from geo.scenario.rebase import rebase as rebase_scenario
    from layers import Plan

    check_new(out, ".yaml")
    new = open_plan(plan)
    before = None if old is None else Plan.open(old)
    edited = need_scenario(new, scenario, store)
    with working("cli-rebasing"):
        rebased = rebase_scenario(edited, new, before)
    written = rebased.scenario if keep_rest or not rebased.conflicts else None
    _write(new, written, rebased.conflicts, out, json=json)


def merge(
    plan: PlanPath,
    a: _One,
    b: _Other,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="OUT.yaml", help="Write a new scenario, in a file."),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(metavar="SCENARIO", help="With -o: the common base of both, file or id."),
    ] = None,
    message: Why = "",
    on: OnRevision = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Merge scenario B into A, both in the store; or with -o both into a new one in a file.

    They merge if they change different zones and together break no hard rule that neither breaks
    alone. Otherwise the conflicts are listed, nothing is saved and the exit code is 3. In the store
    the common base is known; for files --base names it. The scenario in a file has the name of the
    file as its id.
    """
    if out is not None:
        _merge_into_file(plan, (a, b, base), out, store, json=json)
        return
    if base is not None or is_file(a) or is_file(b):
        raise ScenarioError(Message("cli-merge-needs-out"))
    with opened_service(plan, store) as service, working("cli-merging"):
        try:
            summary = service.merge(a, b, base_revision(service, a, on), message)
        except ConflictError as error:
            if "conflicts" not in error.details:
                raise
            _report(None, error.details["conflicts"], ("scenario", "revision", "edits"), json=json)
            return
        edits = len(service.scenario(a).edits)
    merged = {"scenario": a, "revision": summary.revision, "edits": edits}
    _report(merged, [], tuple(merged), json=json)


def _merge_into_file(
    plan: Path, names: tuple[str, str, str | None], out: Path, store: str | None, *, json: bool
) -> None:
    """Write the merge of two scenarios; the third is their common base."""
    from geo.scenario.merge import merge as merge_scenarios

    check_new(out, ".yaml")
    name = id_of(out)
    opened = open_plan(plan)
    a, b, base = names
    sides = need_scenario(opened, a, store), need_scenario(opened, b, store)
    began = (
        _common_base(opened, a, b, store) if base is None else need_scenario(opened, base, store)
    )
    with working("cli-merging"):
        merged = merge_scenarios(opened, *sides, began)
    written = None if merged.scenario is None else replace(merged.scenario, scenario=name)
    _write(opened, written, merged.conflicts, out, json=json)


def _common_base(plan: Plan, a: str, b: str, store: str | None) -> Scenario | None:
    """Return the common base of two stored scenarios; None if one is a file, or there is none."""
    if is_file(a) or is_file(b):
        return None
    with service_if_stored(plan, store) as service:
        return None if service is None else service.common_base(a, b)


def _write(
    plan: Plan, scenario: Scenario | None, conflicts: tuple[Conflict, ...], out: Path, *, json: bool
) -> None:
    """Write the scenario, if there is one, and report."""
    from service.documents.scenarios import conflict_document

    about = None
    if scenario is not None:
        write_scenario(scenario, out)
        about = {"scenario": scenario.scenario, "path": str(out), "edits": len(scenario.edits)}
    rows = [conflict_document(conflict, plan) for conflict in conflicts]
    _report(about, rows, ("scenario", "path", "edits"), json=json)


def _written(result: dict[str, Any]) -> Message:
    """Return the message about the file or revision written."""
    if "path" in result:
        return Message("cli-written-edits", file=result["path"], edits=result["edits"])
    scenario, revision, edits = result["scenario"], result["revision"], result["edits"]
    return Message("cli-written-revision", scenario=scenario, revision=revision, edits=edits)


def _report(
    result: dict[str, Any] | None,
    conflicts: list[dict[str, Any]],
    names: tuple[str, ...],
    *,
    json: bool,
) -> None:
    """Report the result, if any, and the conflicts; exit 3 without a result."""
    if json:
        print_json({name: result and result[name] for name in names} | {"conflicts": conflicts})
    else:
        if result is not None:
            say(_written(result))
        rows = [row | {"told": row_sentence(row)} for row in conflicts]
        title = Message("cli-title-conflicts")
        print_table(title, rows, CONFLICTS)
    if result is None:
        raise typer.Exit(CONFLICT)
