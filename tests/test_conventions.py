"""The habits of the repository, held by the same command as everything else."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))


@pytest.mark.deep
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "ruff", "check", "."],
        [sys.executable, "-m", "ruff", "format", "--check", "."],
        [sys.executable, "-m", "mypy"],
        [str(SCRIPTS / "lint-imports"), "--no-cache"],
    ],
    ids=["ruff check", "ruff format", "mypy", "import contracts"],
)
def test_the_linters_are_content(command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603  fixed commands
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_gives_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    venv = "python3 -m venv .venv && .venv/bin/pip install"
    assert f"{venv} . && .venv/bin/zonewright demo" in readme
    assert f"{venv} -e '.[test]' && .venv/bin/python -m pytest" in readme


@pytest.mark.deep
def test_every_file_that_is_kept_has_a_plain_name() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        end = pytest.fail if os.environ.get("ZONEWRIGHT_DEEP") else pytest.skip
        end("this is no clone")
    listed = subprocess.run(  # noqa: S603  fixed command
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    names = listed.stdout.decode(errors="replace").rstrip("\0").split("\0")
    assert "README.md" in names
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9._/-]+", name)] == []


def test_every_file_that_the_architecture_names_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:geo|layers|service)/[\w./-]*)`", text))
    assert len(named) > 40
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_the_test_command_tries_the_same_examples_in_every_run() -> None:
    repeatable = settings.get_profile("repeatable")
    assert repeatable.derandomize
    assert repeatable.database is None
    own = re.compile(r"settings\(\s*max_examples")
    assert [path for path in files_of_tests() if own.search(path.read_text(encoding="utf-8"))] == []


def test_no_test_sleeps_or_looks_at_the_clock() -> None:
    # The page's policy stops `wait_for_function` from asking a second time.
    waits = re.compile(
        r"\b(sleep|wait_for_timeout|wait_for_function|perf_counter|monotonic|process_time)\(|\btime\.time\("
    )
    wrong = [path for path in files_of_tests() if waits.search(path.read_text(encoding="utf-8"))]
    assert wrong == [], "wait for a state: by a locator, by `until` or by `Visit.at_rest`"


def files_of_tests() -> list[Path]:
    return [path for path in (ROOT / "tests").rglob("*.py") if path.name != "searching.py"]
