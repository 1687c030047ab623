"""Calls that ask for proposals at the radii alone, without runs: figures by hand arithmetic."""

from functools import partial

import geo.proposals

propose = partial(geo.proposals.propose, spread_km=0.0, runs=0)
propose_zone = partial(geo.proposals.propose_zone, spread_km=0.0, runs=0)
portfolio = partial(geo.proposals.portfolio, spread_km=0.0, runs=0)
front = partial(geo.proposals.front, spread_km=0.0, runs=0)
