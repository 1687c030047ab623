"""The arguments that several commands share, and what they name: plans, scenarios, levels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from geo.scenario import BASELINE, Scenario
from layers import Plan
from layers.errors import UnknownError, ZonewrightError


class Level(StrEnum):
    """A level of regions."""

    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"


PlanPath = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan, a GeoPackage.")]
ScenarioName = Annotated[
    str,
    typer.Option("--scenario", help="A scenario file, the id of a scenario, or baseline."),
]
RadiiKm = Annotated[
    list[float], typer.Option("--radius-km", help="A service radius; may be given several times.")
]
Levels = Annotated[
    list[Level] | None,
    typer.Option("--level", help="A level of regions; may be given several times."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def scenarios_folder(plan_path: Path) -> Path:
    """Return the folder of a plan's scenarios, `scenarios` beside it."""
    return plan_path.parent / "scenarios"


def scenario_files(plan_path: Path) -> dict[str, Path]:
    """Return the scenario files beside a plan, by id (the file's name)."""
    found = sorted(scenarios_folder(plan_path).glob("*.yaml"))
    return {path.stem: path for path in found if path.is_file()}


def find_scenario(plan_path: Path, name: str) -> Scenario | None:
    """Return the scenario that a name means (a file, or an id), None for the baseline.

    Raises:
        UnknownError: there is no such file, or no scenario of that id.
        ScenarioError, SourceError: the file cannot be read, or is not a scenario.
    """
    if name == BASELINE:
        return None
    path = Path(name)
    if path.is_file() or not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        return Scenario.load(path)
    known = scenario_files(plan_path)
    if name not in known:
        there = ", ".join([BASELINE, *known])
        folder = scenarios_folder(plan_path)
        raise UnknownError(
            f"scenario {name}: no such file, and none of that id in {folder}; there are {there}"
        )
    return Scenario.load(known[name])


def usable_scenarios(plan: Plan, plan_path: Path) -> tuple[dict[str, Scenario], list[str]]:
    """Return the scenarios beside a plan that fit it, by id; and why others do not."""
    usable: dict[str, Scenario] = {}
    problems: list[str] = []
    for path in scenario_files(plan_path).values():
        try:
            scenario = Scenario.load(path)
        except ZonewrightError as error:
            problems.extend(error.problems)
            continue
        if scenario.baseline != plan.baseline:
            problems.append(f"{path}: was made over another baseline; it is left out")
        elif scenario.scenario in usable:
            problems.append(f"{path}: {scenario.scenario} is there already; it is left out")
        else:
            usable[scenario.scenario] = scenario
    return usable, problems


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on a terminal, and only there, that long work goes on."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield
