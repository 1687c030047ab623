"""Calls that ask for proposals at the radii alone, without runs: figures by hand arithmetic.

Pieces are 0.75 km wide at least, unless limits are given: as the squares of the tests are small.
"""

from functools import partial
from typing import Any

import geo.proposals
from geo.proposals import Limits

_ALONE: dict[str, Any] = {"spread_km": 0.0, "runs": 0}

propose = partial(geo.proposals.propose, limits=Limits(min_width_km=0.75), **_ALONE)
propose_zone = partial(geo.proposals.propose_zone, **_ALONE)
portfolio = partial(geo.proposals.portfolio, limits=Limits(min_width_km=0.75), **_ALONE)
front = partial(geo.proposals.front, limits=Limits(min_width_km=0.75), **_ALONE)
