"""The folder of a sweep: its question, its runs in parts, and their summary.

`sweep.json` is the question: the hashes of the plan's layers, each scenario's document, spreads,
seed, radii. `runs/` has the runs that were asked for, those of each thousand in a part, which is
written atomically; `summary.csv` summarizes them, `pairs.csv` has in how many of them one of two
scenarios is better, `acceptability.csv` under which share of all views each has a rank;
`sweep.svg` shows `pairs` of each with the baseline (without it, the first), of one total; in
`sweep.html` all are to be read. A stopped sweep resumes where it stopped, with the same result; so
does one of more runs. One of fewer leaves the further runs where they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from geo.coverage import Workers
from geo.indicators import Scorecard
from geo.sweep import Sweep
from layers import Plan
from layers.errors import SourceError
from layers.messages import Message
from layers.runtime.files import replacing
from service.documents.coverage import to_json
from service.documents.sweep import SweepResult, by_of
from service.report.sweeps import Shown, sweep_page, sweep_picture

PART = 1000
"""Runs per part: a second or two of work."""


def question_of(plan: Plan, sweep: Sweep) -> dict[str, Any]:
    """Return the question of a sweep: everything that its runs depend on except their number."""
    documents = [None if one is None else one.to_document() for one in sweep.given]
    numbered = {} if sweep.is_in_order_of_ids else {"zones": [*sweep.zones]}
    return (
        by_of(sweep)
        | numbered
        | {
            "plan": {"zones": plan.baseline, **plan.layers},
            "scenarios": dict(zip(sweep.scenarios, documents, strict=True)),
            f"radii_{sweep.travel.unit}": list(sweep.radii_km),
            "vary": asdict(sweep.spreads),
            "seed": sweep.seed,
        }
    )


def measure_into(  # noqa: PLR0913, PLR0917  each is a part of the question
    folder: Path,
    question: dict[str, Any],
    sweep: Sweep,
    count: int,
    workers: Workers,
    card: Scorecard | None = None,
) -> SweepResult:
    """Measure the missing runs of a folder, and return the summary of all.

    `card` is the scorecard of the scenarios; without it the ranks under all views are omitted.

    A single worker without a scheduler is this process, and so is that of a single part.

    Raises:
        SourceError: the folder holds another sweep or something else, or cannot be written.
    """
    _claim(folder, question)
    parts = [range(first, min(first + PART, count)) for first in range(0, count, PART)]
    tables = {part: _read(folder, part) for part in parts if _is_there(folder, part)}
    missing = {part: [*part] for part in parts if part not in tables}
    for part, table in tables.items():
        known = set(table["run"])
        if rest := [run for run in part if run not in known]:
            missing[part] = rest

    for part, measured in _measured_parts(sweep, missing, workers):
        whole = (
            pd.concat([tables[part], measured], ignore_index=True) if part in tables else measured
        )
        _keep_draws(folder, part, sweep, whole)
        tables[part] = _written(folder, part, "runs", whole)
    for part in parts:
        if not _path(folder, part, "draws").is_file():  # of an earlier version
            _keep_draws(folder, part, sweep, tables[part])
    runs = pd.concat([tables[part] for part in parts], ignore_index=True)
    order = {name: number for number, name in enumerate(sweep.scenarios)}
    by_scenario = runs["scenario"].map(order).argsort(kind="stable")
    counted = runs.iloc[by_scenario]
    counted = counted[counted["run"] < count]
    result = SweepResult.of(counted, card)
    for name, table in result.tables.items():
        with replacing(folder / f"{name}.csv") as temporary:
            table.to_csv(temporary, index=False, lineterminator="\n")
    return result


def show_in(folder: Path, result: SweepResult, count: int, plan: Plan, shown: Shown) -> None:
    """Write the picture of a sweep, and a page with those of all totals and their tables.

    Nothing without figures.

    Raises:
        SourceError: the folder cannot be written.
    """
    if not len(result.summary):
        return
    for name, text in (
        ("sweep.svg", sweep_picture(result, shown, plan)),
        ("sweep.html", sweep_page(result, count, plan, shown)),
    ):
        with replacing(folder / name) as temporary:
            temporary.write_text(text, encoding="utf-8")


def _measured_parts(
    sweep: Sweep, parts: dict[range, list[int]], workers: Workers
) -> Iterator[tuple[range, pd.DataFrame]]:
    """Yield parts with some of their runs, in this process or in others."""
    if workers.scheduler is None and (workers.count == 1 or len(parts) == 1):
        for done, (part, runs) in enumerate(parts.items(), start=1):
            yield part, sweep.measure(runs)
            if workers.progress is not None:
                workers.progress(done, len(parts))
        return
    each = workers.each(_measured, (sweep,), [*parts.values()])
    with closing(each) as measured:  # workers end here
        yield from zip(parts, measured, strict=True)


def _measured(runs: list[int], sweep: Sweep) -> pd.DataFrame:
    return sweep.measure(runs)


def _claim(folder: Path, question: dict[str, Any]) -> None:
    """Claim a folder for a sweep.

    Raises:
        SourceError: it belongs to another sweep, holds something else, or cannot be written.
    """
    file = folder / "sweep.json"
    try:
        known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
        is_taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
        if not is_taken:
            folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        unwritable = Message("sweep-folder-unusable", why=str(error).splitlines()[0])
        raise SourceError(unwritable.in_file(folder)) from error
    if known == json.loads(to_json(question)):
        return
    if is_taken:
        code = "sweep-folder-taken" if known is None else "sweep-folder-of-another"
        raise SourceError(Message(code).in_file(folder))
    try:
        with replacing(file) as temporary:
            temporary.write_text(to_json(question) + "\n", encoding="utf-8")
    except SourceError:
        with suppress(OSError):
            folder.rmdir()  # which belongs to no sweep
        raise


def _path(folder: Path, part: range, kind: str = "runs") -> Path:
    return folder / kind / f"{part.start:07d}-{part.start + PART - 1:07d}.parquet"


def _is_there(folder: Path, part: range) -> bool:
    return _path(folder, part).is_file()


def _keep_draws(folder: Path, part: range, sweep: Sweep, runs: pd.DataFrame) -> None:
    """Write the draws of the runs of a part, if anything varies."""
    draws = sweep.draws(map(int, runs["run"].unique()))
    if len(draws.columns) > 1:
        _written(folder, part, "draws", draws)


def _written(folder: Path, part: range, kind: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of a part once it is written."""
    (folder / kind).mkdir(exist_ok=True)
    with replacing(_path(folder, part, kind)) as temporary:
        table.to_parquet(temporary, index=False)
    return table


def _read(folder: Path, part: range) -> pd.DataFrame:
    """Return the runs of a part.

    Raises:
        SourceError: the file differs from the one written.
    """
    path = _path(folder, part)
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise SourceError(Message("sweep-part-broken").in_file(path)) from error
    if not {"run", "scenario"} <= {*table}:
        raise SourceError(Message("sweep-part-broken").in_file(path))
    return table
