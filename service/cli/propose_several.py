"""The output of the command `propose` for several answers or a front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.proposals import Front
from layers.messages import Message
from service.cli.columns import columns
from service.cli.options import check_new, write_scenario
from service.cli.tables import TableColumn, print_table, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.proposals import Portfolio, Proposal

_ANSWERS = columns(
    "scenario=propose-col-scenario measured=propose-col-measured:.2f"
    " gap_pct=propose-col-gap:.2f differs_km2=propose-col-differs:.2f"
)
_OFTEN = columns("zone_id times=propose-col-times area_km2")


def check_files(count: int, out: Path) -> None:
    """Check that the files of `count` answers do not exist yet.

    Raises:
        SourceError: one exists.
    """
    for number in range(1, count):
        check_new(_path(out, number), out.suffix)


def write_all(proposals: Sequence[Proposal], out: Path) -> list[Path]:
    """Write a scenario for each answer: OUT.yaml, OUT-2.yaml and so on; return their paths."""
    paths = []
    for number, one in enumerate(proposals):
        paths.append(_path(out, number))
        write_scenario(one.scenario, paths[-1])
    return paths


def print_all(result: Portfolio | Front, paths: list[Path]) -> None:
    """Print the answers, and how many of them contain a piece of land."""
    if isinstance(result, Front):
        names = [f"value_{number}" for number in (0, 1)]
        columns = {"scenario": _ANSWERS["scenario"]} | {
            name: TableColumn(Message("text", text=text), ".2f")
            for name, text in zip(names, result.objectives, strict=True)
        }
        rows = [(one.proposal.scenario.scenario, *one.figures) for one in result.points]
        print_table(Message("propose-title-front"), pd.DataFrame(rows, columns=[*columns]), columns)
    else:
        answers = [
            (one.scenario.scenario, one.measured, 100 * one.gap, differs)
            for one, differs in zip(result.answers, result.differs_km2, strict=True)
        ]
        table = pd.DataFrame(answers, columns=[*_ANSWERS])
        print_table(Message("propose-title-answers"), table, _ANSWERS)
        often = [(one.zone_id, one.times, one.area_km2) for one in result.often if not one.released]
        table = pd.DataFrame(often, columns=[*_OFTEN])
        print_table(Message("propose-title-often"), table, _OFTEN)
    for path, one in zip(paths, proposals_of(result), strict=True):
        say(Message("cli-written-edits", file=str(path), edits=len(one.scenario.edits)))


def proposals_of(result: Portfolio | Front) -> tuple[Proposal, ...]:
    """Return the proposals of several answers or of a front, in order."""
    if isinstance(result, Front):
        return tuple(point.proposal for point in result.points)
    return result.answers


def _path(out: Path, number: int) -> Path:
    return out if number == 0 else out.with_name(f"{out.stem}-{number + 1}{out.suffix}")
