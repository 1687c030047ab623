"""Run the command line as a person does: arguments in; exit code, output and complaints out."""

import json
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import pandas as pd
import pytest
import typer.testing
from typer.testing import CliRunner

from geo import Scenario
from layers import Plan
from service.cli import app
from service.cli.options import opened_service
from tests.conftest import layer_frame, point, regions_frame, square, zones_frame
from tests.opened_plans import OpenedPlans

typer.testing._get_command = cache(typer.testing._get_command)  # type: ignore[attr-defined]
"""The commands of an application, made once: as in a process, which runs one of them."""
_OPENED = OpenedPlans(most=4)


@dataclass(frozen=True)
class Ran:
    """What a command gave back."""

    code: int
    out: str
    errors: list[str]


def run(*arguments: object) -> Ran:
    """Run `zonewright` with the arguments; an error other than an exit is raised."""
    handlers = logging.root.handlers[:]
    with mock.patch.object(Plan, "open", _OPENED.open):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    logging.root.handlers[:] = handlers  # one of `serve` writes to what is closed by now
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr.splitlines())


def answer(*arguments: object, code: int = 0) -> Any:
    """Return the JSON document of a command that complains of nothing."""
    ran = run(*arguments, "--json")
    assert (ran.code, ran.errors) == (code, [])
    return json.loads(ran.out, parse_constant=pytest.fail)


def refused(ran: Ran, code: int, line: str) -> None:
    """Check that a command ended with a code and this on standard error, and nothing else."""
    assert (ran.code, ran.out) == (code, "")
    assert line in "\n".join(ran.errors)


def refusal(*arguments: object) -> str:
    """Return the one line with which a command refuses its input."""
    ran = run(*arguments)
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1), (arguments, ran)
    return ran.errors[0]


def small_plan() -> dict[str, pd.DataFrame]:
    """Return two zones of a square each, in two of three districts; the third has no demand."""
    return {
        "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))).assign(
            boundary_source=["schematic", "surveyed"], sectors=["ships", ""], name_zh="片区"
        ),
        "regions": regions_frame(
            ("330101", square(-5, -5, 11)),
            ("330102", square(6, -5, 11)),
            ("340101", square(500, 0, 10)),
        ).assign(province_name_zh="浙江"),
        "ftzs": pd.DataFrame({"ftz_id": ["F"], "cap_km2": [100.0]}),
        "demand": layer_frame(
            [point(0.5), point(13)],
            demand_id=["1", "2"],
            population=[10, 30],
            adcode=["330101", "330102"],
        ),
        "clusters": layer_frame([point(0.5)], cluster_id=["C"], sector=["ships"]),
    }


def saved_plan(folder: Path) -> Path:
    """Return the small plan as a file, in its store a scenario that moves W 1 km north."""
    for name, content in _saved().items():
        (folder / name).write_bytes(content)
    return folder / "p.gpkg"


@cache
def _saved() -> dict[str, bytes]:
    """Return the files of the small plan and its store, made once."""
    plan = Plan(small_plan())
    with TemporaryDirectory() as folder:
        path = Path(folder, "p.gpkg")
        plan.save(path)
        keep(path, scenario_text(plan.baseline, "move: {zone: W, dx_km: 0, dy_km: 1}"))
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


def keep(plan: Path, text: str) -> None:
    """Keep a scenario in the store of a plan, for all to see."""
    with opened_service(plan, None, make=True) as book:
        book.create(Scenario.parse(text), "for a test", "public")


def scenario_file(plan: Path, *edits: str, name: str = "north") -> Path:
    """Return a file beside a plan with a scenario of the given edits, which is not in the store."""
    path = plan.with_name(f"{name}.yaml")
    path.write_text(scenario_text(Plan.open(plan).baseline, *edits, name=name), encoding="utf-8")
    return path


def scenario_text(baseline: str, *edits: str, name: str = "north") -> str:
    lines = "".join(f"  - {edit}\n" for edit in edits)
    return f"scenario: {name}\ntitle: North 北\nbaseline: {baseline}\nedits:\n{lines}"
