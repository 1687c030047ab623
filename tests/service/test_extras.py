"""What only some need: the base runs without it, and who needs it reads which extra has it."""

import ast
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import refusal, saved_plan, small_plan

from geo import CoverageMeter
from geo.coverage.dask_workers import Workers
from layers import Plan
from layers.errors import SourceError
from layers.formats import export as write_zones
from layers.messages import LANGUAGES, Message, catalogue
from layers.store import Store
from service.api.identity_provider import Provider
from service.notebook import plot
from service.server.audit_anchor import anchor_place
from service.settings import OidcSettings

ROOT = Path(__file__).parents[2]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "optional-dependencies"
]
OF_USERS = set(re.split(r"[\[\],]", EXTRAS["all"][0])[1:-1])
PACKAGES = {"authlib", "dask", "distributed", "docx", "ezdxf", "gunicorn", "httpx2", "joserfc"}
PACKAGES |= {"matplotlib", "mcp", "psycopg", "typst", "uvicorn_worker"}
LOADED_BY_WHO_NEEDS_THEM = {
    "service.model_context",
    "service.report.docx",
    "service.report.pdf",
    "service.report.sheet",
    "service.server.workers",
}
PLAN = Plan(small_plan())
CALLS: dict[str, list[Callable[[Path], object]]] = {
    "cad": [lambda folder: write_zones(PLAN, folder / "zones.dxf")],
    "cluster": [lambda _: next(Workers(count=1).each(len, (), [1]))],
    "notebook": [lambda _: plot(CoverageMeter(PLAN, [1]).measure())],
    "server": [
        lambda _: Store.open("postgresql://nobody@localhost/nothing"),
        lambda _: Provider(OidcSettings("https://login.example", "zonewright")),
        lambda _: anchor_place("https://witness.example/heads", ""),
    ],
}
COMMANDS = {
    "mcp": ["mcp PLAN"],
    "reports": [f"export PLAN out{suffix}" for suffix in (".pdf", ".docx")]
    + ["dossier PLAN north -o out"],
    "server": ["serve PLAN --workers 2"],
}


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no package of an extra, as after an installation of the base alone."""
    for package in PACKAGES:
        monkeypatch.setitem(sys.modules, package, None)


@pytest.mark.parametrize("extra", CALLS)
@pytest.mark.usefixtures("base")
def test_a_call_that_lacks_its_extra_says_how_it_is_installed(extra: str, tmp_path: Path) -> None:
    for call in CALLS[extra]:
        with pytest.raises(SourceError) as error:
            call(tmp_path)
        assert error.value.lines[0].endswith(str(Message("extra-missing", extra=extra)))


@pytest.mark.usefixtures("base")
def test_a_command_that_lacks_its_extra_says_how_it_is_installed_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = saved_plan(tmp_path)
    monkeypatch.chdir(tmp_path)
    for extra, commands in COMMANDS.items():
        for command in commands:
            words = [plan if word == "PLAN" else word for word in command.split()]
            assert refusal(*words) == str(Message("extra-missing", extra=extra))
    assert not list(tmp_path.glob("out*"))


def test_every_extra_has_its_own_sentence() -> None:
    assert set(CALLS) | set(COMMANDS) == OF_USERS
    for language in LANGUAGES:
        say = catalogue(language).text
        texts = [say(Message("extra-missing", extra=extra)) for extra in OF_USERS]
        assert len({text.partition("pip install")[0] for text in texts}) == len(OF_USERS)


def test_no_module_of_the_base_loads_a_package_of_an_extra() -> None:
    loads = {}
    for path in (path for it in ("geo", "layers", "service") for path in (ROOT / it).rglob("*.py")):
        if "node_modules" not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            tree = ast.parse(path.read_text(encoding="utf-8"))
            loads[name.removesuffix(".__init__")] = {
                module
                for node in tree.body
                for module in (
                    [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
                    if isinstance(node, ast.ImportFrom) and node.module
                    else []
                )
            }
    needing = {name for name, all_ in loads.items() if {it.split(".")[0] for it in all_} & PACKAGES}
    while more := {name for name, all_ in loads.items() if all_ & needing} - needing:
        needing |= more
    assert needing == LOADED_BY_WHO_NEEDS_THEM
