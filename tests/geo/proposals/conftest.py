"""Proposals without the map around a plan: what they take does not hang on the world's railways."""

from collections.abc import Iterator

import numpy as np
import pytest

from geo.proposals import available_land
from layers.context import ContextNetwork

_NONE = np.empty(0, int)
_NO_NETWORK = ContextNetwork(np.empty(0), np.empty(0), _NONE, _NONE, np.empty(0))


@pytest.fixture(autouse=True, scope="module")
def no_map() -> Iterator[None]:
    """Leave out the railways and rivers of the map around a plan."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(available_land, "read_network", lambda *_: _NO_NETWORK)
        patch.setattr(available_land, "read_outlines", lambda *_: [])
        yield
