"""Proposals without the map around a plan: what they take does not hang on the world's railways."""

from collections.abc import Iterator

import pytest

from geo.proposals import barriers


@pytest.fixture(autouse=True, scope="module")
def no_map() -> Iterator[None]:
    """Leave out the railways and rivers of the map around a plan."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(barriers, "has_context", lambda: False)
        yield
