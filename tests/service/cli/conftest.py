"""The small plan of `command_line.py`, as most tests of commands have it."""

from pathlib import Path

import pytest
from command_line import saved_plan


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a plan of W and E, a square each, in whose store `north` moves W by 1 km."""
    return saved_plan(tmp_path)
