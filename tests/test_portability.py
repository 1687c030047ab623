"""What the command line relies on is there on Windows too, as far as sources and streams tell."""

import ast
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    path
    for package in ("geo", "layers", "service")
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts
)
POSIX_ONLY = {"fcntl", "resource", "pwd", "grp", "termios", "pty"}
POSIX_CALLS = {"fork", "getuid", "geteuid", "chown", "mkfifo", "SIGKILL", "SIGHUP", "SIGUSR1"}


TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py"))
"""They are collected there, whatever of them runs."""


def trees(paths: list[Path] = SOURCES) -> Iterator[tuple[Path, ast.Module]]:
    for path in paths:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_modules_that_windows_lacks_are_imported_only_behind_a_check_of_the_platform() -> None:
    for path, tree in trees([*SOURCES, *TESTS]):
        for node in tree.body:  # an import behind a check is no statement of the module itself
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not POSIX_ONLY.intersection(names), f"{path}:{node.lineno}"


def test_no_call_of_the_system_is_made_that_windows_lacks() -> None:
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                assert node.attr not in POSIX_CALLS, f"{path}:{node.lineno}: {node.attr}"


def test_text_is_read_and_written_in_a_stated_encoding() -> None:
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            given = {keyword.arg for keyword in node.keywords}
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            if node.func.attr in ("read_text", "write_text"):
                assert "encoding" in given, where
            if node.func.attr == "open" and _is_text_mode(node):
                assert "encoding" in given, where


def _is_text_mode(node: ast.Call) -> bool:
    """Return whether a call such as `path.open("w")` opens a file as text."""
    if not node.args or not isinstance(node.args[0], ast.Constant):
        return False
    mode = node.args[0].value
    return isinstance(mode, str) and set(mode) <= set("rwax+t")


@pytest.mark.deep
@pytest.mark.parametrize("encoding", ["cp936", "ascii"])
def test_output_is_utf8_whatever_the_console_has(encoding: str, tmp_path: Path) -> None:
    code = "from service.cli import main; main()"
    missing = tmp_path / "规划.gpkg"
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, "--lang", "zh", "measure", str(missing)],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": encoding, "PATH": "", "PYTHONPATH": str(ROOT)},
    )
    assert ran.returncode == 2
    text = io.TextIOWrapper(io.BytesIO(ran.stderr), encoding="utf-8").read()
    assert "规划.gpkg" in text
