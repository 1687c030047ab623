"""Every command of the guides runs, in order, in an empty folder, as a new user would run it."""

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest

GUIDES = sorted((Path(__file__).parents[1] / "docs" / "guides").glob("*.md"))
BLOCK = re.compile(r"^```(sh|python)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A block of a guide: its language, what stands behind it, and its text."""

    language: str
    about: str
    text: str


def blocks_of(guide: Path) -> list[Block]:
    return [Block(*found) for found in BLOCK.findall(guide.read_text(encoding="utf-8"))]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which `zonewright`, `python` and `pip` are those of this Python."""
    programs = tmp_path / "programs"
    programs.mkdir()
    commands = {
        "zonewright": '-c "from service.cli import main; main()"',
        "python": "",
        "pip": "-m pip --disable-pip-version-check --no-input -q",
    }
    for name, arguments in commands.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        program.chmod(0o755)
    return os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_command_of_a_guide_runs(
    guide: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    blocks = blocks_of(guide)
    assert sum(block.about.strip() == "serve" for block in blocks) == 1
    for block in blocks:
        if block.about.strip() == "serve":
            served(block.text, folder, environment)
            continue
        wanted = int(block.about.partition("exit=")[2] or 0)
        command = (
            [sys.executable, "-c", block.text]
            if block.language == "python"
            else ["sh", "-ec", block.text]
        )
        ran = subprocess.run(  # noqa: S603  what the guide says
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == wanted, f"{block.text}\n{ran.stdout}\n{ran.stderr}"
        assert "Traceback" not in ran.stderr


def served(command: str, folder: Path, environment: dict[str, str]) -> None:
    """Run the service that a guide ends with, look at its page, and end it."""
    words = [*command.split(), "--port", "0"]
    with subprocess.Popen(  # noqa: S603  what the guide says
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://\S+", process.stdout.readline())
            assert address is not None
            with urllib.request.urlopen(address[0]) as answer:  # noqa: S310  loopback
                assert answer.status == 200
        finally:
            process.terminate()
