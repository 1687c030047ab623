"""Every command of the guides runs, in order, in an empty folder, as a new user would run it.

The plan that `demo` gives them here has the provinces of China that they name.

Behind the language of a block stands what is to be known of it: `exit=2`, `serve` for one that ends
by itself only when it is stopped, `excerpt` for a part of a module, `qgis` for one of QGIS.
"""

import __future__

import itertools
import json
import os
import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, cast

import pytest
import shapely

from geo import CoverageMeter
from geo.edits import EditContext, move
from geo.rules import block_shape
from geo.zone import Zone, ZonePolygon
from layers.example import example_plan
from layers.messages import LANGUAGES
from layers.messages.languages import facts_of
from tests.conftest import ended

ROOT = Path(__file__).parents[1]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
DEVELOPERS = ROOT / "docs" / "guides" / "developing.md"
PLANNERS = [guide for guide in GUIDES if guide.name.startswith("planning-on-the-map")]
FEWER = (
    ("--runs 200", "--runs 1"),
    ("--vary boundary=1", "--vary radius=1"),
    ("boundary=1, demand", "radius=1, demand"),
    ("range(100)", "range(2)"),
    ("--new 3 --province all", "--new 1 --province 640000"),
    ("-o three-new.yaml", "--tries 500 -o three-new.yaml"),
    ('None, ["population@50"], 20, new=3', '"640000", ["population@50"], 20, tries=500'),
    ("--budget-km2 20 --by road", "--budget-km2 1 --by road"),
    ("--ftz LN --objective sector:marine_economy@50", "--ftz HL --objective population@25"),
    ("--budget-km2 60 --land compact=3", "--budget-km2 1 --tries 1000"),
    ("-o sez-phased.yaml", "--tries 500 --runs 0 -o sez-phased.yaml"),
    ("-o ln-by-road.yaml", "--tries 1000 -o ln-by-road.yaml"),
    ("dossier town.gpkg words.yaml -o 申请材料", "check town.gpkg"),
    ("verify 申请材料/decision.html town.gpkg", "check town.gpkg"),
    ('["population@50"], 10, time_limit_s=60', '["population@25"], 1, tries=1000'),
)
"""What takes long, in a guide and here: what it finds is tested elsewhere."""
BLOCK = re.compile(r"^ *```(sh|python)([^\n]*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LABEL = {"en": re.compile(r"(?<![*\w])\*([^*]+)\*(?!\*)"), "zh": re.compile("「([^」]+)」")}


class Block(NamedTuple):
    """A block of a guide: its language, what stands behind it, and its text."""

    language: str
    about: str
    text: str


def blocks_of(guide: Path) -> list[Block]:
    text = guide.read_text(encoding="utf-8")
    for often, seldom in FEWER:
        text = text.replace(often, seldom)
    return [Block(*found) for found in BLOCK.findall(text)]


@pytest.fixture
def environment(tmp_path: Path, china_command: list[str]) -> dict[str, str]:
    """Return an environment in which `zonewright`, `python` and `pip` are those of this Python."""
    programs = tmp_path / "programs"
    programs.mkdir()
    commands = {
        "zonewright": china_command,
        "python": [sys.executable],
        "pip": [sys.executable, *["-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]],
    }
    for name, words in commands.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
        program.chmod(0o755)
    qgis = {"QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path)}
    qgis |= {"XDG_RUNTIME_DIR": str(tmp_path)}
    return os.environ | qgis | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_command_of_a_guide_runs(
    guide: Path,
    tmp_path: Path,
    china_command: list[str],
    environment: dict[str, str],
    need: Callable[[str], Path],
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for about, blocks in itertools.groupby(blocks_of(guide), lambda each: each.about.strip()):
        if about == "excerpt":
            continue
        if about == "qgis":  # one after the other, as in one console
            texts = [block.text for block in blocks]
            (tmp_path / "blocks.json").write_text(json.dumps(texts), encoding="utf-8")
            script = Path(__file__).parent / "clients" / "qgis_guide.py"
            qgis = [str(need("qgis")), "-I", str(script), str(tmp_path / "blocks.json")]
            finish([*china_command, "--", *qgis, "zonewright.zip"], 0, folder, environment)
            continue
        for language, _, text in blocks:
            if about == "serve":
                serve(china_command, text.split()[1:], folder, environment)
                continue
            words = ["-c", text] if language == "python" else ["--", "sh", "-ec", text]
            wanted = int(about.partition("exit=")[2] or 0)
            finish([*china_command, *words], wanted, folder, environment)
    printed = {pdf.name: pdf.stat().st_size for pdf in folder.glob("*.pdf")}
    assert all(size < 10_000_000 for size in printed.values()), printed  # it can be mailed


def finish(command: list[str], code: int, folder: Path, environment: dict[str, str]) -> None:
    """Run a command to its end, which is this exit code and no traceback."""
    ran = ended(*command, cwd=folder, env=environment)
    assert ran.returncode == code, f"{command}\n{ran.stdout}\n{ran.stderr}"
    assert "Traceback" not in ran.stderr


def serve(
    command: list[str], arguments: list[str], folder: Path, environment: dict[str, str]
) -> None:
    """Run the service that a guide ends with, look at its page, and end it."""
    if "--workers" in arguments:  # its processes fork where no thread may be
        command = [sys.executable, "-c", "from service.cli import main; main()"]
    with subprocess.Popen(  # noqa: S603  what the guide says
        [*command, *arguments, "--port", "0"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://\S+", process.stdout.readline())
            assert address is not None
            with urllib.request.urlopen(address[0]) as answer:  # noqa: S310  loopback
                assert answer.status == 200
        finally:
            process.terminate()


@pytest.mark.parametrize("guide", PLANNERS, ids=lambda guide: guide.stem)
def test_what_a_guide_says_stands_on_the_page_stands_there(guide: Path) -> None:
    language = "zh" if guide.stem.endswith(".zh") else "en"
    catalogue = (ROOT / "layers" / "messages" / language / "page.ftl").read_text(encoding="utf-8")
    words = set(re.findall(r"^[\w-]+ = (.+)$", catalogue.replace("\xa0", " "), re.MULTILINE))
    words |= {word.partition("{")[0].rstrip(" :：") for word in words}  # what a name follows
    words |= {facts_of(one).name for one in LANGUAGES}
    named = LABEL[language].findall(guide.read_text(encoding="utf-8"))
    assert len(named) > 50
    assert [label for label in named if " ".join(label.split()) not in words] == []


def test_what_the_developers_guide_adds_does_what_it_says() -> None:
    rule, verb, ports, table = (
        excerpt(block, module)
        for block, module in zip(
            blocks_of(DEVELOPERS),
            (
                block_shape,
                move,
                import_module("geo.indicators.trade"),
                import_module("geo.tables.overlap"),
            ),
            strict=True,
        )
    )
    plan = example_plan()
    zone = Zone("A", "F", ZonePolygon(plan.ellipsoid, plan.zones.geometry[0]))
    (breach,) = rule.check(None, zone, {"area_km2": 4})
    assert (breach.subject, round(breach.amount, 2), breach.limit) == ("A", 4.28, 4)
    wave = shapely.segmentize(plan.zones.geometry, 0.001)
    zones = verb(zone="A", within_m=20).apply(plan.zones.set_geometry(wave), EditContext.of(plan))
    before, after = (shapely.get_num_coordinates(each) for each in (wave, zones.geometry))
    assert (before[0] > 50, after[0], after[1]) == (True, 5, before[1])
    coverage = CoverageMeter(plan, radii_km=10).measure()
    (counted,) = ports(coverage.plan_data)
    assert (counted.layer, counted.amount.tolist()) == ("gateways", [1])
    assert table(coverage, 10)["covered_population"].tolist() == [1500, 1500]


def excerpt(block: Block, module: ModuleType) -> Callable[..., Any]:
    """Return what a block defines, as if it stood in a module."""
    names = dict(vars(module))
    flags = __future__.annotations.compiler_flag
    exec(compile(block.text, "excerpt", "exec", flags), names)  # noqa: S102  what the guide says
    made = re.search(r"^(?:def|class) (\w+)", block.text, re.MULTILINE)
    assert made
    return cast("Callable[..., Any]", names[made[1]])
