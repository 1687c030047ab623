"""Proposals without the map around a plan, and of pieces as they are drawn first.

What they take does not hang on the world's railways; corners are moved where that is tested, alone
and in a certificate.
"""

from collections.abc import Iterator

import numpy as np
import pytest

from geo.proposals import barriers, search
from layers.context import ContextNetwork

_NONE = np.empty(0, int)
_NO_NETWORK = ContextNetwork(np.empty(0), np.empty(0), _NONE, _NONE, np.empty(0))
_MOVES_CORNERS = ("test_polish", "test_certificate")


@pytest.fixture(autouse=True, scope="module")
def no_map() -> Iterator[None]:
    """Leave out the railways and rivers of the map around a plan."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(barriers, "read_network", lambda *_: _NO_NETWORK)
        patch.setattr(barriers, "read_outlines", lambda *_: [])
        yield


@pytest.fixture(autouse=True, scope="module")
def as_first_drawn(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave the corners of chosen pieces where they are, which costs each proposal a second."""
    with pytest.MonkeyPatch.context() as patch:
        if not request.module.__name__.endswith(_MOVES_CORNERS):
            patch.setattr(search, "polished", lambda task, *_: task)
        yield
