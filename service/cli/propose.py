"""The command `propose`: the best land for zones to take or swap, as a scenario with its proof."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer
from rich.console import Console

from geo.proposals import Limits, NoProposalError, Proposal, Question, Stop, answer
from layers.errors import MeasureError, UnknownError
from layers.messages import Message
from service.cli import progress
from service.cli.errors import HARD_RULE_BROKEN
from service.cli.language import sentence
from service.cli.options import AsJson, OutYaml, PlanPath, check_new, id_of, open_plan
from service.cli.propose_several import check_files, print_all, proposals_of, write_all
from service.cli.tables import TableColumn, print_json, print_table, say, warn
from service.documents.proposal import document_of

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from geo.proposals import Front, Piece, Portfolio
    from layers import Plan

_ALL = "all"
_PIECES = {
    "zone_id": TableColumn("cli-col-zone"),
    "area_km2": TableColumn("cli-col-area", ".2f"),
    "alone": TableColumn("propose-col-alone", "+.2f"),
    "last": TableColumn("propose-col-last", "+.2f"),
    "worse": TableColumn("propose-col-worse", ".2f"),
    "instead": TableColumn("propose-col-instead"),
}


_Objective = Annotated[
    list[str],
    typer.Option(
        "--objective",
        help="What to serve: population@50, jobs@0 (inside), sector:S@50, worst-served@50; "
        "several with weights, 2*population@50; 0.1*land_value charges for parcels.",
    ),
]
_Ftz = Annotated[
    list[str] | None,
    typer.Option(
        "--ftz", help="An FTZ whose zones may change; several; or all with a cap, if any has one."
    ),
]
_Province = Annotated[
    str | None, typer.Option("--province", help="A new zone in this region instead.")
]
_BudgetKm2 = Annotated[
    list[str] | None,
    typer.Option(
        "--budget-km2", metavar="X", help="Land to request, for each FTZ; ID=X for one of them."
    ),
]
_Swap = Annotated[
    bool, typer.Option("--swap", help="Keep the cap: take as much land as is released.")
]
_WeightRegion = Annotated[
    list[str] | None,
    typer.Option(
        "--weight-region",
        metavar="CODE=X",
        help="People and clusters there count X times; also a strategic region, by its name.",
    ),
]
_MinPieceKm2 = Annotated[
    float, typer.Option("--min-piece-km2", help="The smallest piece of land to take.")
]
_MaxPieces = Annotated[
    int | None, typer.Option("--max-pieces", help="The most pieces for each FTZ.")
]
_MaxSlender = Annotated[
    float | None,
    typer.Option(
        "--max-slender",
        help="How many times as long as wide a piece may be; by default 3, and 6 where nothing "
        "is gained so.",
    ),
]
_NewBlocks = Annotated[
    int, typer.Option("--new-blocks", help="How many pieces of each FTZ may lie apart from zones.")
]
_Candidates = Annotated[str, typer.Option("--candidates", help="Lobes, or the plan's parcels.")]
_Answers = Annotated[
    int, typer.Option("--answers", help="How many answers: OUT.yaml, OUT-2.yaml, …")
]
_DifferKm2 = Annotated[
    float | None, typer.Option("--differ-km2", help="How much land two of them differ at least.")
]
_Front = Annotated[
    list[str] | None,
    typer.Option("--front", help="A second objective: answers between the two, as for --answers."),
]
_Gap = Annotated[float, typer.Option(help="The gap at which the search may end.")]
_TimeLimitS = Annotated[
    float, typer.Option("--time-limit-s", help="When it ends, with the best until then.")
]


def propose(
    plan: PlanPath,
    out: OutYaml,
    objective: _Objective,
    ftz: _Ftz = None,
    province: _Province = None,
    budget_km2: _BudgetKm2 = None,
    swap: _Swap = False,
    weight_region: _WeightRegion = None,
    min_piece_km2: _MinPieceKm2 = Limits.min_piece_km2,
    max_pieces: _MaxPieces = None,
    max_slender: _MaxSlender = None,
    new_blocks: _NewBlocks = 0,
    candidates: _Candidates = Limits.candidates,
    answers: _Answers = Question.answers,
    differ_km2: _DifferKm2 = None,
    front: _Front = None,
    gap: _Gap = Question.gap,
    time_limit_s: _TimeLimitS = Question.time_limit_s,
    json: AsJson = False,
) -> None:
    """Propose the best land for zones to take, or to swap, with the proof and the reasons.

    The scenario is written to OUT.yaml. Exit 1 where there is nothing to propose: then nothing is
    written. Ctrl+C ends the search with the best that was found.
    """
    check_new(out, ".yaml")
    name = id_of(out)
    opened = open_plan(plan)
    groups = _groups(opened, ftz or [])
    question = Question(
        objective=objective,
        ftzs=groups,
        province=province,
        budget_km2=_budget_km2(budget_km2 or [], groups),
        swap=swap,
        limits=Limits(min_piece_km2, max_pieces, max_slender, new_blocks, candidates),
        weights=dict(map(_weight, weight_region or [])),
        gap=gap,
        time_limit_s=time_limit_s,
        scenario=name,
        answers=answers,
        differ_km2=differ_km2,
        front=front or None,
    )
    check_files(question.most_answers, out)
    try:
        with _progress() as tell, _interrupted() as stop:
            found = answer(opened, question, tell, stop)
    except NoProposalError as error:
        for problem in error.problems:
            warn(problem)
        raise typer.Exit(HARD_RULE_BROKEN) from error
    _give(found, out, json=json)


def _groups(plan: Plan, ftz: list[str]) -> list[str]:
    """Return the FTZs that are named; for `all` those with a zone and a cap, if any has one."""
    if {*ftz} == {_ALL} and _ALL not in set(plan.ftzs["ftz_id"]):
        there = list(plan.zones["ftz_id"].dropna().unique())
        capped = plan.ftzs.loc[plan.ftzs["cap_km2"].notna(), "ftz_id"]
        return [one for one in capped if one in there] or there
    return ftz


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


def _budget_km2(given: list[str], groups: list[str]) -> float | dict[str, float] | None:
    """Return the budget of each FTZ; without FTZs one figure; None where none is given."""
    budgets: dict[str, float] = {}
    for text in given:
        name, _, figure = text.rpartition("=")
        try:
            budgets[name] = float(figure)
        except ValueError:
            raise MeasureError(Message("propose-budget-unclear", given=text)) from None
        if name and name not in groups:
            raise UnknownError(Message("propose-budget-of-none", ftz=name))
    every = budgets.pop("", None)
    if not groups or not given:
        return every
    return ({} if every is None else dict.fromkeys(groups, every)) | budgets


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
        {name: getattr(one, name) for name in _PIECES}
        | {"instead": None if one.instead is None else ", ".join(one.instead)}
        for one in pieces
    ]
    return pd.DataFrame(rows, columns=list(_PIECES))
