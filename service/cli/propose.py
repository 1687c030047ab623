"""The command `propose`: the best land for zones to take or swap, as a scenario with its proof."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer
from rich.console import Console

from geo.proposals import Limits, NoProposalError, Proposal, Stop, propose_zone
from geo.proposals import propose as propose_land
from layers.errors import MeasureError, UnknownError
from layers.messages import Message
from service.cli import progress
from service.cli.errors import HARD_RULE_BROKEN
from service.cli.language import sentence
from service.cli.options import (
    AsJson,
    OutYaml,
    PlanPath,
    check_new,
    id_of,
    open_plan,
)
from service.cli.propose_several import check_files, print_all, proposals_of, write_all
from service.cli.tables import Column, print_json, print_table, say, warn
from service.documents.portfolio import document_of
from service.several_answers import Several

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from geo.proposals import Front, Piece, Portfolio
    from layers import Plan

_ALL = "all"
_PIECES = {
    "zone_id": Column("cli-col-zone"),
    "area_km2": Column("cli-col-area", ".2f"),
    "alone": Column("propose-col-alone", "+.2f"),
    "last": Column("propose-col-last", "+.2f"),
    "worse": Column("propose-col-worse", ".2f"),
    "instead": Column("propose-col-instead"),
}


def propose(
    plan: PlanPath,
    out: OutYaml,
    objective: Annotated[
        list[str],
        typer.Option(
            "--objective",
            help="What to serve: population@50, jobs@0 (inside), sector:S@50, worst-served@50; "
            "several with weights, 2*population@50; 0.1*land_value charges for parcels.",
        ),
    ],
    ftz: Annotated[
        list[str] | None,
        typer.Option(
            "--ftz",
            help="An FTZ whose zones may change; several; or all with a cap, if any has one.",
        ),
    ] = None,
    province: Annotated[
        str | None, typer.Option("--province", help="A new zone in this region instead.")
    ] = None,
    budget_km2: Annotated[
        list[str] | None,
        typer.Option(
            "--budget-km2", metavar="X", help="Land to request, for each FTZ; ID=X for one of them."
        ),
    ] = None,
    swap: Annotated[
        bool, typer.Option("--swap", help="Keep the cap: take as much land as is released.")
    ] = False,
    weight_region: Annotated[
        list[str] | None,
        typer.Option(
            "--weight-region",
            metavar="CODE=X",
            help="People and clusters there count X times; also a strategic region, by its name.",
        ),
    ] = None,
    min_piece_km2: Annotated[
        float, typer.Option("--min-piece-km2", help="The smallest piece of land to take.")
    ] = Limits.min_piece_km2,
    max_pieces: Annotated[
        int | None, typer.Option("--max-pieces", help="The most pieces for each FTZ.")
    ] = None,
    max_slender: Annotated[
        float | None,
        typer.Option(
            "--max-slender",
            help="How many times as long as wide a piece may be; by default 3, and 6 where nothing "
            "is gained so.",
        ),
    ] = None,
    new_blocks: Annotated[
        int,
        typer.Option("--new-blocks", help="How many pieces of each FTZ may lie apart from zones."),
    ] = 0,
    candidates: Annotated[
        str,
        typer.Option("--candidates", help="Lobes, or the plan's parcels."),
    ] = Limits.candidates,
    answers: Annotated[
        int, typer.Option("--answers", help="How many answers: OUT.yaml, OUT-2.yaml, …")
    ] = 1,
    differ_km2: Annotated[
        float | None,
        typer.Option("--differ-km2", help="How much land two of them differ at least."),
    ] = None,
    front: Annotated[
        list[str] | None,
        typer.Option(
            "--front", help="A second objective: answers between the two, as for --answers."
        ),
    ] = None,
    gap: Annotated[float, typer.Option(help="The gap at which the search may end.")] = 0.01,
    time_limit_s: Annotated[
        float, typer.Option("--time-limit-s", help="When it ends, with the best until then.")
    ] = 120.0,
    json: AsJson = False,
) -> None:
    """Propose the best land for zones to take, or to swap, with the proof and the reasons.

    The scenario is written to OUT.yaml. Exit 1 where there is nothing to propose: then nothing is
    written. Ctrl+C ends the search with the best that was found.
    """
    check_new(out, ".yaml")
    name = id_of(out)
    limits = Limits(min_piece_km2, max_pieces, max_slender, new_blocks, candidates)
    _check(ftz, province, limits, budgeted=bool(budget_km2), swap=swap)
    several = Several(answers, differ_km2, tuple(front or ()))
    several.check(zone=province is not None)
    check_files(several, out)
    opened = open_plan(plan)
    groups = _groups(opened, ftz or [])
    budgets = _budgets(budget_km2 or [], groups)
    weights = dict(map(_weight, weight_region or []))
    try:
        with _progress() as told, _interrupted() as stop:
            if province is None:
                ask = several.ask if several.is_asked else propose_land
                found = ask(
                    opened,
                    ftzs=groups,
                    objective=objective,
                    budget_km2=None if swap else budgets,
                    swap=swap,
                    limits=limits,
                    weights=weights,
                    gap=gap,
                    time_limit_s=time_limit_s,
                    scenario=name,
                    progress=told,
                    stop=stop,
                )
            else:
                found = propose_zone(
                    opened,
                    province,
                    objective,
                    budgets.get("", 0.0),
                    weights=weights,
                    gap=gap,
                    time_limit_s=time_limit_s,
                    scenario=name,
                    progress=told,
                    stop=stop,
                )
    except NoProposalError as error:
        for problem in error.problems:
            warn(problem)
        raise typer.Exit(HARD_RULE_BROKEN) from error
    _give(found, out, json=json)


def _check(
    ftz: list[str] | None, province: str | None, limits: Limits, *, budgeted: bool, swap: bool
) -> None:
    """Refuse what contradicts itself."""
    if bool(ftz) == (province is not None):
        raise UnknownError(Message("propose-ftz-or-province" if ftz else "propose-ftz-none"))
    if swap == budgeted:
        raise MeasureError(Message("propose-budget-or-swap"))
    if province is not None and swap:
        raise MeasureError(Message("propose-province-swap"))
    if province is not None and limits != Limits():
        options = "--min-piece-km2, --max-pieces, --max-slender, --new-blocks, --candidates"
        raise MeasureError(Message("propose-zone-only-area", options=options))


def _groups(plan: Plan, ftz: list[str]) -> list[str]:
    """Return the FTZs that are named; for `all` those with a zone and a cap, if any has one."""
    groups = list(dict.fromkeys(ftz))
    if groups == [_ALL] and _ALL not in set(plan.ftzs["ftz_id"]):
        there = list(plan.zones["ftz_id"].dropna().unique())
        capped = plan.ftzs.loc[plan.ftzs["cap_km2"].notna(), "ftz_id"]
        return [one for one in capped if one in there] or there
    return groups


def _give(found: Proposal | Portfolio | Front, out: Path, *, json: bool) -> None:
    """Write what was found, and tell it."""
    paths = write_all((found,) if isinstance(found, Proposal) else proposals_of(found), out)
    if json:
        print_json(document_of(found))
    elif isinstance(found, Proposal):
        _print(found)
        say(Message("cli-written-edits", file=str(out), edits=len(found.scenario.edits)))
    else:
        print_all(found, paths)


def _budgets(given: list[str], groups: list[str]) -> dict[str, float]:
    """Return the budget of each FTZ; without FTZs under an empty name."""
    budgets: dict[str, float] = {}
    own: dict[str, float] = {}
    for text in given:
        name, _, figure = text.rpartition("=")
        try:
            km2 = float(figure)
        except ValueError:
            raise MeasureError(Message("propose-budget-unclear", given=text)) from None
        if not name:
            budgets |= dict.fromkeys(groups or [""], km2)
        elif name in groups:
            own[name] = km2
        else:
            raise UnknownError(Message("propose-budget-of-none", ftz=name))
    return budgets | own


def _weight(text: str) -> tuple[str, float]:
    """Return the region and the weight of CODE=NUMBER."""
    code, _, figure = text.rpartition("=")
    try:
        weight = float(figure)
    except ValueError:
        code = ""
    if not code:
        raise MeasureError(Message("propose-region-unclear", given=text))
    return code, weight


@contextmanager
def _interrupted() -> Iterator[Stop]:
    """Give what ends the search at Ctrl+C; a second one ends the program."""
    stop = Stop()

    def asked(number: int, frame: FrameType | None) -> None:
        if stop.asked:
            signal.default_int_handler(number, frame)
        stop.asked = True

    before = signal.signal(signal.SIGINT, asked)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress() -> Iterator[Callable[[float, float], None] | None]:
    """Give what tells a terminal, or a program that asks, the gain, its bound and the gap."""

    def state(gain: float, bound: float) -> str:
        gap = 100 * (bound - gain) / gain if gain > 0 else 100.0
        return sentence(Message("propose-progress", gain=gain, bound=bound, gap=gap))

    if progress.by_lines():
        progress.tell(sentence(Message("propose-working")))
        yield lambda gain, bound: progress.tell(state(gain, bound))
        return
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with console.status(sentence(Message("propose-working"))) as status:
        yield lambda gain, bound: status.update(state(gain, bound))


def _print(found: Proposal) -> None:
    """Print what is proposed, the proof, the land and the reasons."""
    say(
        Message(
            "propose-result",
            objective=found.objective,
            before=found.before,
            measured=found.measured,
            promised=found.promised,
        )
    )
    say(Message("propose-proof", status=found.status, bound=found.bound, gap=100 * found.gap))
    print_table(Message("propose-title-taken"), _rows(found.taken), _PIECES)
    if found.released:
        print_table(Message("propose-title-released"), _rows(found.released), _PIECES)
    for reason in found.reasons:
        say(reason)


def _rows(pieces: tuple[Piece, ...]) -> pd.DataFrame:
    rows = [
        (
            one.zone_id,
            one.area_km2,
            one.alone,
            one.last,
            one.worse,
            None if one.instead is None else ", ".join(one.instead),
        )
        for one in pieces
    ]
    return pd.DataFrame(rows, columns=list(_PIECES))
