"""The commands `backup` and `restore`: a store's whole content in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layers.errors import SourceError
from layers.messages import Message
from service.cli.options import AsJson, PlanPath, StoreUrl, open_plan, opened_service
from service.cli.tables import print_json, say

if TYPE_CHECKING:
    from layers.store.backups import Kept


def backup(
    plan: PlanPath,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup file.")],
    store: StoreUrl = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE.")] = False,
    json: AsJson = False,
) -> None:
    """Write all scenarios of a plan, with history, comments, decisions and tokens, to one file.

    Others may go on saving meanwhile: the backup is a snapshot. It is checked as by `scenario
    verify`; if the history is not intact, nothing is written.
    """
    if file.exists() and not force:
        raise SourceError(Message("cli-backup-there").in_file(file))
    with opened_service(plan, store) as service:
        counts = service.store.backups.write(file, service.plan.baseline)
        service.noted("backed-up", {"file": file.name})
    _report("cli-backup-written", file, service.plan.baseline, counts, as_json=json)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")],
    plan: PlanPath,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Restore a backup into the store of its plan, which must be empty: all of it, or nothing.

    It is checked as by `scenario verify`. The plan must be the one that the backup is of.
    """
    baseline = open_plan(plan).baseline
    with opened_service(plan, store, make=True) as service:
        counts = service.store.backups.restore(file, baseline)
        service.noted("restored", {"file": file.name})
    _report("cli-backup-restored", file, baseline, counts, as_json=json)


def _report(code: str, file: Path, baseline: str, counts: Kept, *, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(file), "baseline": baseline, **counts._asdict()})
    else:
        say(Message(code, file=str(file), **counts._asdict()))
