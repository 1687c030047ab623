"""A function in a process of its own: what it has of its caller, and what stops it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from layers.runtime.bounded import LimitError, run_bounded

pytestmark = pytest.mark.deep

ROOT = Path(__file__).parent.parent.parent
ASK = "from layers.runtime.bounded import run_bounded; print(run_bounded(len, [1, 2], seconds=60))"


def test_each_call_is_answered_by_a_process_of_its_own() -> None:
    answers = [run_bounded(os.getpid, seconds=60) for _ in range(3)]
    assert len({*answers, os.getpid()}) == 4


def test_a_process_that_dies_and_one_that_takes_too_much_memory_are_told() -> None:
    with pytest.raises(LimitError, match="ended"):
        run_bounded(os._exit, 1, seconds=60)
    with pytest.raises(LimitError, match="memory"):
        run_bounded(bytearray, 2_000_000_000, seconds=60, gigabytes=1.5)
    assert run_bounded(len, "abc", seconds=60) == 3


def test_a_folder_for_temporary_files_may_have_a_long_path(tmp_path: Path) -> None:
    deep = tmp_path / ("temporary-files-" * 10)
    deep.mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(deep)}
    done = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "2\n"), done.stderr


def test_a_file_beside_the_caller_is_not_taken_for_a_module_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "pickle.py").write_text("raise RuntimeError")
    (tmp_path / "layers.py").write_text("raise RuntimeError")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": ""}
    code = f"import sys; sys.path.remove(''); {ASK}"
    done = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "2\n"), done.stderr
