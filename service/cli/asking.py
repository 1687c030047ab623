"""The arguments that several commands share, and what they name: plans, scenarios, levels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from geo.replay import replay
from geo.scenario import BASELINE, Scenario
from layers import Plan
from layers.errors import ScenarioError, SourceError, UnknownError, ZonewrightError
from layers.geopackage import replacing


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
ScenarioText = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario file, or the id of one.")
]
OutYaml = Annotated[
    Path, typer.Option("-o", "--out", metavar="OUT.yaml", help="The file to write.")
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


def need_scenario(plan_path: Path, name: str) -> Scenario:
    """Return the scenario that a name means, which is not the baseline.

    Raises:
        UnknownError: it is the baseline, or there is none of that name.
        ScenarioError, SourceError: the file cannot be read, or is not a scenario.
    """
    found = find_scenario(plan_path, name)
    if found is None:
        raise UnknownError(f"{BASELINE}: is the plan itself, without edits; name a scenario")
    return found


def tell_replay(plan: Plan, scenario: Scenario | None) -> None:
    """Say on standard error where a scenario's record was needed, or is out of date."""
    if scenario is not None and scenario.recorded is not None:
        notice = replay(plan, scenario).notice
        if notice is not None:
            typer.echo(notice, err=True)


def check_new(out: Path, suffix: str) -> None:
    """Refuse to write over a file, or under a name that does not end as it should.

    Raises:
        SourceError: the file is there already, or its name ends otherwise.
    """
    if out.suffix.lower() != suffix:
        raise SourceError(f"{out}: give it a name that ends with {suffix}")
    if out.exists():
        raise SourceError(f"{out}: is there already; choose another name, or move it away first")


def id_of(out: Path) -> str:
    """Return the id that a new scenario takes from the name of its file.

    Raises:
        ScenarioError: the name is none that a scenario can have.
    """
    if out.stem == BASELINE or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", out.stem):
        raise ScenarioError(
            f"{out}: the scenario takes its id from the name of the file: 1 to 64 letters, digits, "
            f"- or _, and not {BASELINE}; choose another name"
        )
    return out.stem


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario as YAML, in place of any file of that name."""
    with replacing(path) as temporary:
        temporary.write_text(scenario.to_yaml(), encoding="utf-8", newline="\n")


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


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """Give what tells a terminal, and only that, how many pieces of long work are done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with console.status(what) as status:
        yield lambda done, of: status.update(f"{what}: {done} of {of}")
