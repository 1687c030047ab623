"""The command `propose`: the best land to add or swap, as a scenario with proof of optimality."""

from __future__ import annotations

import math
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.option import Option, options_of
from geo.proposals.question import ALL, Question
from layers.errors import MeasureError, UnknownError
from layers.messages import Message
from service.cli.errors import HARD_RULE_BROKEN
from service.cli.land_words import land_help, land_of, words_of
from service.cli.options import (
    AsJson,
    OutYaml,
    PlanPath,
    Way,
    check_new,
    id_of,
    open_plan,
    write_scenario,
)
from service.cli.progress import showing, working
from service.cli.proposal_tables import print_all, print_proposal
from service.cli.tables import print_json, say, warn
from service.signature import with_options

if TYPE_CHECKING:
    from geo.proposals import Front, Portfolio, Proposal, Step, Stop
    from layers import Plan


_DIGITS_OF_YEAR = 4


def _typed(option: Option) -> Any:  # noqa: ANN401  a type
    """Return the type of an option, annotated for Typer."""
    flag = f"--{option.name.replace('_', '-')}"
    shown = typer.Option(flag, metavar=option.metavar, help=option.help, hidden=option.deprecated)
    return Annotated[option.kind, shown]


_OPTIONS = options_of(Question)
_LAND = Option("land", list[str] | None, None, land_help(_OPTIONS), "WORD=VALUE")
_RENAMED = {"min_width_km": "width-km", "max_slender": "compact"}
_DEPRECATED = {one.name for one in _OPTIONS if one.deprecated}


def _renamed(name: str) -> Any:  # noqa: ANN401  a type
    return Annotated[str | None, typer.Option(f"--{name.replace('_', '-')}", hidden=True)]


def _refuse_gone(options: dict[str, Any]) -> None:
    """Take the options of earlier versions out.

    Raises:
        MeasureError: one is given: it says what to write instead.
    """
    if options.pop("per_km2"):
        raise MeasureError(Message("propose-per-km2-gone"))
    old = {one: options.pop(one) for one in _RENAMED}
    if wrong := [one for one, given in old.items() if given is not None]:
        raise MeasureError(
            [
                Message(
                    "propose-option-renamed", option=one.replace("_", "-"), instead=_RENAMED[one]
                )
                for one in wrong
            ]
        )


def _warn_of_deprecated(options: dict[str, Any]) -> dict[str, Any]:
    """Warn of the deprecated options that are given; return the options that are given."""
    words = words_of(options, _OPTIONS)
    for name in sorted(_DEPRECATED):
        option = _flag(name)
        if options[name] is None:
            del options[name]
        elif name in words:
            warn(Message("propose-now-a-word", name=f"--{option}", form=words[name]))
        else:
            warn(Message("propose-deprecated", option=option, name=f"--{option}"))
    return options


def _with_land(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options with those that are words of `--land`.

    Raises:
        MeasureError: as `land_of`; or one is also given as an option of its own.
    """
    land = land_of(options.pop("land") or [], _OPTIONS)
    words = {one.name: one.word.word for one in _OPTIONS if one.word}
    if twice := [Message("propose-land-twice", word=words[one]) for one in land if one in options]:
        raise MeasureError(twice)
    return options | land


@with_options(
    {one.name: (_typed(one), one.default) for one in (*_OPTIONS, _LAND)}
    | {name: (_renamed(name), None) for name in _RENAMED}
    | {"per_km2": (Annotated[bool, typer.Option("--per-km2", hidden=True)], False)}
)
def propose(
    plan: PlanPath,
    out: OutYaml,
    by: Way = "line",
    json: AsJson = False,
    **options: Any,  # noqa: ANN401
) -> None:
    """Propose the best land to add or swap, with proof of optimality and reasons.

    The scenario is written to OUT.yaml. If there is nothing to propose, nothing is written and the
    exit code is 1. Ctrl+C ends the search with the best answer so far.
    """
    from geo.proposals import NoProposalError, answer

    check_new(out, ".yaml")
    name = id_of(out)
    _refuse_gone(options)
    options = _with_land(_warn_of_deprecated(options))
    options["swap"] = options["swap"] or False
    for several in ("keep", "prefer", "avoid"):
        options[several] = options[several] or ()
    ftz, budgets = options.pop("ftz") or [], options.pop("budget_km2") or []
    pairs = [*map(_weight, options.pop("weight_region") or [])]
    weights = dict(pairs)
    of_years = [one for one in budgets if _is_of_year(one, ftz)]
    budgets = [one for one in budgets if one not in of_years]
    options["phases"] = _by_year("phase", of_years + options.pop("phase", []))
    options["phase_weights"] = _by_year("weight_phase", options.pop("weight_phase", []))
    if len(weights) < len(pairs):
        raise MeasureError(Message("propose-weight-twice"))

    def asked(groups: list[str]) -> Question:
        budget_km2 = _budget_km2(budgets, groups)
        given = {"budget_km2": budget_km2, "weights": weights, "scenario": name, "by": by}
        return Question.of(ftzs=groups, **given, **options)

    if ALL not in ftz:
        asked(ftz)  # what contradicts itself is refused before the plan is opened
    opened = open_plan(plan)
    question = asked(_groups(opened, ftz))
    for number in range(1, question.most_answers):
        check_new(_path(out, number), out.suffix)
    try:
        with _progress() as report, _interrupted() as stop:
            result = answer(opened, question, report, stop)
    except NoProposalError as error:
        for problem in error.problems:
            warn(problem)
        raise typer.Exit(HARD_RULE_BROKEN) from error
    _give(opened, question, result, out, json=json)


def _groups(plan: Plan, ftz: list[str]) -> list[str]:
    """Return the named FTZs; for `all` those with a zone and a cap, or all with a zone."""
    if ALL in ftz and len({*ftz}) > 1 and ALL not in set(plan.ftzs["ftz_id"]):
        raise UnknownError(Message("propose-all-alone", option="ftz"))
    from geo.caps import caps_in

    if {*ftz} == {ALL} and ALL not in set(plan.ftzs["ftz_id"]):
        with_zones = list(plan.zones["ftz_id"].dropna().unique())
        capped = caps_in(plan)
        return [one for one in capped if one in with_zones] or with_zones
    return ftz


def _give(
    plan: Plan, question: Question, result: Proposal | Portfolio | Front, out: Path, *, json: bool
) -> None:
    """Write the result as files and print it."""
    from geo.proposals import Proposal
    from service.cli.score import print_front_page
    from service.documents.proposal import document_of, proposal_scorecard, proposals_of

    paths = write_all(proposals_of(result), out)
    with working("cli-measuring"):
        card = proposal_scorecard(plan, result, question.travel)
    if json:
        print_json(document_of(result, card))
        return
    print_front_page(card)
    if isinstance(result, Proposal):
        print_proposal(result)
        say(Message("cli-written-edits", file=str(out), edits=len(result.scenario.edits)))
    else:
        print_all(result, paths)


def _budget_km2(options: list[str], groups: list[str]) -> float | dict[str, float] | None:
    """Return the budget of each FTZ; without FTZs one number; None if none is given."""
    budgets: dict[str, float] = {}
    for text in options:
        name, _, figure = text.rpartition("=")
        if name in budgets:
            raise MeasureError(Message("propose-budget-twice", ftz=name))
        try:
            budgets[name] = float(figure)
        except ValueError:
            raise MeasureError(Message("propose-budget-unclear", given=text)) from None
        if name and name not in groups:
            raise UnknownError(Message("propose-budget-of-none", ftz=name))
    every = budgets.pop("", None)
    if not groups or not options:
        return every
    return ({} if every is None else dict.fromkeys(groups, every)) | budgets


def _is_of_year(budget: str, groups: list[str]) -> bool:
    """Return whether a budget is that of a phase: by a year, unless a group is called so."""
    name = budget.rpartition("=")[0]
    return len(name) == _DIGITS_OF_YEAR and name.isdecimal() and name not in groups


def _by_year(option: str, texts: list[str]) -> dict[int, float]:
    """Return the figure of each year, of YEAR=NUMBER."""
    found: dict[int, float] = {}
    problems = []
    for text in texts:
        year, _, figure = text.partition("=")
        try:
            key, value = int(year), float(figure)
        except ValueError:
            problems.append(Message("propose-phase-unclear", option=_flag(option), given=text))
            continue
        if key in found:
            problems.append(Message("propose-phase-twice", option=_flag(option), year=year))
        found[key] = value
    if problems:
        raise MeasureError(problems)
    return found


def _flag(option: str) -> str:
    return option.replace("_", "-")


def _weight(text: str) -> tuple[str, float]:
    """Return the region and weight of CODE=NUMBER."""
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
    """Yield a flag that Ctrl+C sets to end the search; a second Ctrl+C ends the program."""
    from geo.proposals import Stop

    stop = Stop()

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.requested:
            signal.default_int_handler(number, frame)
        stop.requested = True

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress() -> Iterator[Callable[[Step], None] | None]:
    """Yield a function that reports each step of the search."""

    def progress_message(step: Step) -> Message:
        is_known = math.isfinite(step.bound)
        return Message(
            "propose-progress", gain=step.gain, known="yes" if is_known else "no",
            bound=step.bound if is_known else 0.0, share=100 * (step.share or 0.0),
            left_s=step.left_s or 0.0,
        )  # fmt: skip

    with showing(Message("propose-working")) as show:
        yield show and (lambda step: show(progress_message(step), step.share))


def write_all(proposals: Sequence[Proposal], out: Path) -> list[Path]:
    """Write a scenario for each answer: OUT.yaml, OUT-2.yaml and so on; return their paths."""
    paths = []
    for number, one in enumerate(proposals):
        paths.append(_path(out, number))
        write_scenario(one.scenario, paths[-1])
    return paths


def _path(out: Path, number: int) -> Path:
    return out if number == 0 else out.with_name(f"{out.stem}-{number + 1}{out.suffix}")
