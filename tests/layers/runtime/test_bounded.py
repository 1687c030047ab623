"""A function in a process of its own: what it has of its caller, and what stops it."""

import os
import sys
from pathlib import Path

import pytest

from layers.runtime.bounded import LimitError, run_bounded
from tests.conftest import ended

pytestmark = pytest.mark.deep

ROOT = Path(__file__).parents[3]
ASK = "from layers.runtime.bounded import run_bounded; print(run_bounded(len, [1, 2], seconds=60))"


def test_each_call_has_a_process_of_its_own_which_may_die_or_take_too_much_memory() -> None:
    answers = [run_bounded(os.getpid, seconds=60) for _ in range(3)]
    assert len({*answers, os.getpid()}) == 4
    with pytest.raises(LimitError, match="ended"):
        run_bounded(os._exit, 1, seconds=60)
    with pytest.raises(LimitError, match="memory"):
        run_bounded(bytearray, 2_000_000_000, seconds=60, gigabytes=1.5)
    assert run_bounded(len, "abc", seconds=60) == 3


def test_the_folders_of_the_caller_do_not_matter(tmp_path: Path) -> None:
    deep = tmp_path / ("temporary-files-" * 10)
    deep.mkdir()
    for module in ("pickle.py", "layers.py"):
        (tmp_path / module).write_text("raise RuntimeError")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "", "TMPDIR": str(deep)}
    done = ended(
        sys.executable,
        "-c",
        f"import sys; sys.path.remove(''); {ASK}",
        cwd=tmp_path,
        env=environment,
    )
    assert (done.returncode, done.stdout) == (0, "2\n"), done.stderr
