"""How good proposals on the China plan are, how much of it is kept, and what they cost.

    python -m benchmarks.proposals [FJ LN …] [--setting NAME] [--questions] [--twice] [--tries N]
        [--keep FOLDER]

Prints Markdown tables for each FTZ, 10 km² for `population@50` (in Guangxi `population@25`), with
the default settings, with land up to three times as long and residents not weighed (`long`), and
with a joint of 1 km as well (`joint`): seconds of the processor until the first answer and the last
(without reading the plan), the mean gain over the spread, the gain that 95 of 100 runs keep, the
residents of the land, a bound on the gain of any shape and, with `--twice`, the further gain of a
search with twice as many tries. Then it lists the aims that are missed. `--questions` asks six
further questions; `--keep` writes the scenarios, for pictures.

Tries are counted, not seconds, so every machine gives the same answers.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.sample_data import china_plan
from geo.proposals import Limits, NoProposalError, Proposal, Question, Step, answer
from layers import Plan

_FIRST_S, _KEPT, _BETTER = 5.0, 0.8, 0.01

SETTINGS: dict[str, dict[str, Any]] = {
    "default": {},
    "long": {"limits": Limits(compact=3.0), "residents": 0.0},
    "joint": {"limits": Limits(compact=3.0, joint_km=1.0), "residents": 0.0},
}

AIMS: dict[str, dict[str, tuple[float, float]]] = {
    "long": {
        "FJ": (573, 555), "LN": (481, 438), "ZJ": (324, 304), "GX": (111, 86), "SH": (202, 168),
        "GD": (1497, 1346), "HB": (470, 437), "HA": (416, 364), "CQ": (352, 335),
    },
    "joint": {
        "FJ": (685, 613), "LN": (545, 467), "ZJ": (467, 425), "GX": (128, 120), "SH": (256, 212),
        "GD": (1801, 1605), "HB": (545, 520), "HA": (504, 469), "CQ": (393, 380),
    },
}  # fmt: skip
"""What is to be reached: the mean and what is kept, in thousands, as earlier ways came to it."""

QUESTIONS: dict[str, dict[str, Any]] = {
    "LN": {"ftzs": "LN", "objective": "population@50", "budget_km2": 10},
    "HB": {"ftzs": "HB", "objective": "population@50", "budget_km2": 10},
    "GD": {"ftzs": "GD", "objective": "population@50", "budget_km2": 10},
    "FJ": {"ftzs": "FJ", "objective": "population@50", "budget_km2": 10},
    "SH swap": {"ftzs": "SH", "objective": "population@50", "swap": True},
    "GX least": {"ftzs": "GX", "objective": "least:province@100", "budget_km2": 20},
}
"""Six questions, of which twice the tries are to gain less than 1 %."""


class Row(NamedTuple):
    """What was found of one question."""

    name: str
    first_s: float
    all_s: float
    mean: float
    kept: float
    share: float
    residents: float
    most: float
    longer: float
    status: str


def measured(plan: Plan, name: str, question: Question, *, twice: bool) -> tuple[Row, Proposal]:
    """Ask a question, and ask it again with twice the tries if wanted."""
    first: list[float] = []
    began = time.process_time()

    def heard(step: Step) -> None:
        if step.gain > 0 and not first:
            first.append(time.process_time() - began)

    found = answer(plan, question, heard)
    assert isinstance(found, Proposal)
    spent = time.process_time() - began
    left = found.robustness
    gain = abs(found.measured - found.before)
    most = next(
        (abs(float(str(one.params["bound"])) - found.before) for one in found.reasons
         if one.code == "propose-at-most"), float("nan"),
    )  # fmt: skip
    kept = float("nan") if left.p5 is None else left.p5
    row = Row(
        name, first[0] if first else spent, spent, gain, kept,
        kept / left.gain if left.gain > 0 else float("nan"), found.residents, most,
        longer(plan, question, gain) if twice else float("nan"), found.status,
    )  # fmt: skip
    return row, found


def longer(plan: Plan, question: Question, gain: float) -> float:
    """Return what a search of twice as many tries gains more, as a share."""
    found = answer(plan, replace(question, tries=2 * question.tries, runs=0))
    assert isinstance(found, Proposal)
    return max(0.0, abs(found.measured - found.before) / gain - 1)


def _table(title: str, rows: list[Row]) -> None:
    print(f"\n**{title}**\n")
    print(
        "| | first, s | all, s | mean | 95 of 100 keep | share | residents | at most "
        "| twice the tries |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for one in rows:
        print(
            f"| {one.name} | {one.first_s:.1f} | {one.all_s:.0f} | {one.mean:,.1f} "
            f"| {one.kept:,.0f} | {100 * one.share:.0f} % | {one.residents:,.0f} "
            f"| {one.most:,.0f} | {'–' if isnan(one.longer) else f'{one.longer:+.2%}'} |",
            flush=True,
        )


def _missed(setting: str, row: Row) -> list[str]:
    """Return the aims that an answer misses."""
    missed = []
    if row.first_s > _FIRST_S:
        missed.append(f"first answer after {row.first_s:.1f} s")
    if row.share < _KEPT:
        missed.append(f"keeps {100 * row.share:.0f} %")
    if row.longer >= _BETTER:
        missed.append(f"twice the tries gain {100 * row.longer:.1f} % more")
    for what, value, least in zip(
        ("mean", "kept"),
        (row.mean, row.kept),
        AIMS.get(setting, {}).get(row.name, ()),
        strict=False,
    ):
        if value < 1e3 * least:
            missed.append(f"{what} {value / 1e3:,.0f} of {least:,}")
    return missed


def main() -> None:
    """Read the command line, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("ftzs", nargs="*")
    parser.add_argument("--questions", action="store_true")
    parser.add_argument("--twice", action="store_true")
    parser.add_argument("--setting", choices=[*SETTINGS], action="append")
    parser.add_argument("--tries", type=int, default=Question.tries)
    parser.add_argument("--keep", type=Path)
    words = parser.parse_args()
    plan = china_plan()
    every = sorted(set(plan.zones["ftz_id"].dropna()))
    asked: list[tuple[str, str, dict[str, Any]]] = [
        (setting, ftz, {
            "ftzs": ftz, "budget_km2": 10,
            "objective": f"population@{25 if ftz == 'GX' else 50}",
        } | SETTINGS[setting])
        for setting in words.setting or SETTINGS
        for ftz in words.ftzs or every
    ]  # fmt: skip
    if words.questions:
        asked = [("questions", name, dict(one)) for name, one in QUESTIONS.items()]
    missed: list[str] = []
    for setting in dict.fromkeys(one for one, _, _ in asked):
        rows = []
        for _, name, options in (one for one in asked if one[0] == setting):
            question = Question(**options, tries=words.tries, time_limit_s=1e5)
            try:
                row, found = measured(plan, name, question, twice=words.twice)
            except NoProposalError as error:
                missed.append(f"{setting} {name}: {error}")
                continue
            rows.append(row)
            if words.keep is not None:
                words.keep.mkdir(parents=True, exist_ok=True)
                path = words.keep / f"{setting}-{name.replace(' ', '-')}.yaml"
                path.write_text(found.scenario.to_yaml(), encoding="utf-8")
            missed += [f"{setting} {name}: {one}" for one in _missed(setting, row)]
        _table(setting, rows)
    print("\nMissed: " + ("; ".join(missed) or "none"))


if __name__ == "__main__":
    main()
