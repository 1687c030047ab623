"""The command `sweep`: measure scenarios many times, varying uncertain inputs at random."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.coverage.travel import radii_and_travel
from layers.errors import MeasureError
from layers.messages import Message
from layers.scenario_id import BASELINE
from service.cli.as_of import is_of_a_year
from service.cli.language import language, sentence
from service.cli.measure import SchedulerAddress
from service.cli.options import (
    AsJson,
    PlanPath,
    RadiiKm,
    RadiiMin,
    StoreUrl,
    Way,
    find_scenario,
    is_file,
    open_plan,
)
from service.cli.progress import counting
from service.cli.tables import (
    print_json,
    print_schematic_note,
    print_table,
    say,
    warn_of_replay,
    warn_of_weights,
)

if TYPE_CHECKING:
    import pandas as pd

    from geo.sweep import Sweep
    from layers import Plan
    from service.documents.sweep import SweepResult


_MOST_RUNS, _MOST_WORKERS = 1_000_000, 256
_COLUMNS = (
    "scenario=cli-col-scenario radius_km=cli-col-radius:g words=sweep-col-total"
    " mean=sweep-col-mean:n p5=sweep-col-p5:n p95=sweep-col-p95:n first=sweep-col-first:.0%"
    " regret=sweep-col-regret:n"
)
_PAIR_COLUMNS = (
    "scenario=cli-col-scenario radius_km=cli-col-radius:g words=sweep-col-total"
    " better=sweep-col-better:.0% worse=sweep-col-worse:.0% mean=sweep-col-mean-difference:+n"
    " p5=sweep-col-p5:+n p95=sweep-col-p95:+n"
)

_Spreads = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="NAME=SPREAD",
        help="boundary and radius in km (the radius in minutes with --radius-min), weights and "
        "demand as a share; may be repeated.",
    ),
]


def sweep(
    plan: PlanPath,
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--out", metavar="DIR", help="The folder; an existing sweep is resumed."
        ),
    ],
    scenario: Annotated[
        list[str],
        typer.Option("--scenario", help="A scenario file, an id, or baseline; may be repeated."),
    ],
    runs: Annotated[int, typer.Option("--runs", metavar="N", help="How many runs.")] = 1_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The random seed.")] = 0,
    vary: _Spreads = None,
    radius_km: RadiiKm = None,
    radius_min: RadiiMin = None,
    by: Way = "line",
    total: Annotated[
        str | None,
        typer.Option(
            "--total",
            metavar="NAME",
            help="What sweep.svg shows, and sweep.html first, such as covered_clusters; by default "
            "people, where they are known.",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            help="Processes; by default one: two are up to 1.4 times as fast.",
        ),
    ] = None,
    scheduler: SchedulerAddress = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Measure scenarios many times, varying uncertain inputs at random.

    Each run draws offsets of boundaries and radii, and factors of weights and people within their
    spreads, the same for every scenario. DIR has all runs, the distribution of each total, for
    each two scenarios in how many runs one is better, and by how much, and under which share of
    all weightings of the purposes each comes first. The tables printed compare each with the
    baseline, or with the first if that is not among them; regret is how much one lacks to the best
    of a run, on average. A stopped sweep resumes where it stopped. The same seed
    gives the same result.
    """
    from geo.coverage import Workers
    from geo.sweep import Spreads, Sweep, totals_of
    from service.documents.sweep import card_of
    from service.report.sweeps import Shown, checked_total
    from service.sweep_folder import measure_into, question_of, show_in

    if not 1 <= runs <= _MOST_RUNS:
        raise MeasureError(Message("sweep-runs-none", given=runs))
    if workers is not None and not 1 <= workers <= _MOST_WORKERS:
        raise MeasureError(Message("sweep-workers-none", given=workers))
    spreads = Spreads.of(_spreads(vary or []))
    opened = open_plan(plan)
    first = checked_total(total, totals_of(opened))
    scenarios = [
        Path(name)
        if name != BASELINE and is_file(name) and not is_of_a_year()
        else find_scenario(opened, name, store)
        for name in scenario
    ]
    radii, travel = radii_and_travel(radius_km, radius_min, by)
    plan_sweep = Sweep(opened, scenarios, spreads, radii_km=radii, seed=seed, by=travel)
    shown = Shown(language(), travel, first, spreads)
    with counting("sweep-going") as progress:
        count = workers if workers or scheduler else 1
        on = Workers(scheduler, count, progress=progress)
        card = card_of(opened, plan_sweep)
        result = measure_into(out, question_of(opened, plan_sweep), plan_sweep, runs, on, card)
        show_in(out, result, runs, opened, shown)
    warn_of_weights(opened)
    for notice in plan_sweep.notices:
        warn_of_replay(notice)
    if json:
        print_json(result.document(plan_sweep, runs))
        return
    _print(result, plan_sweep, runs, opened)
    print_schematic_note(opened.zones)
    say(Message("sweep-written", folder=str(out)))


def _print(result: SweepResult, sweep: Sweep, runs: int, plan: Plan) -> None:
    """Print the totals of each scenario, each against the baseline, else the first, and ranks."""
    from service.cli.score import print_ranks
    from service.report.sweeps import with_reference

    title = Message("sweep-title", runs=runs, way=sweep.travel.mode)
    print_table(title, _with_words(result.summary, plan), _COLUMNS)
    if len(result.pairs):
        table = with_reference(result.pairs)
        title = Message("sweep-title-pairs", against=table["against"].iloc[0])
        print_table(title, _with_words(table, plan), _PAIR_COLUMNS)
    if result.acceptability:
        print_ranks(result.acceptability)


def _with_words(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return a table with the words for its scenarios and totals."""
    from service.report.sweeps import total_labels

    labels = total_labels(table["total"].unique(), plan)
    return table.assign(
        scenario=[sentence(Message("sweep-scenario", scenario=it)) for it in table["scenario"]],
        words=[
            sentence(Message("sweep-total", total=total, weight=labels[total]))
            for total in table["total"]
        ],
    )


def _spreads(given: list[str]) -> dict[str, float]:
    """Return spreads by name.

    Raises:
        MeasureError: one is not `NAME=SPREAD`, or a name is given twice.
    """
    spreads: dict[str, float] = {}
    for text in given:
        name, _, figure = text.partition("=")
        if name in spreads:
            raise MeasureError(Message("sweep-vary-twice", name=name))
        try:
            spreads[name] = float(figure)
        except ValueError:
            raise MeasureError(Message("sweep-vary-form", given=text)) from None
    return spreads
