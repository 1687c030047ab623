"""Calls that ask for proposals at the radii alone, without runs: figures by hand arithmetic.

Pieces are 0.75 km wide at least and may be long, as the squares of the tests are small; residents
weigh nothing, and few shapes are tried.
"""

from functools import partial
from typing import Any

import geo.proposals
from geo.proposals import Limits
from geo.proposals.search import Search
from geo.proposals.task import Task
from geo.proposals.tried import Trial
from geo.solver import Clock

_ALONE: dict[str, Any] = {"spread_km": 0.0, "runs": 0, "kept_share": 0.0, "residents": 0.0}

limits_of = partial(Limits, width_km=0.75, compact=3.0)
_SMALL: dict[str, Any] = _ALONE | {"limits": limits_of(), "tries": 400}

propose = partial(geo.proposals.propose, **_SMALL)
propose_zone = partial(geo.proposals.propose_zone, tries=600, **_ALONE)
portfolio = partial(geo.proposals.portfolio, **_SMALL)
front = partial(geo.proposals.front, **_SMALL)


def task_of(search: Search) -> Task:
    """Return the task of a search: land, and whom it reaches."""
    return Task.of(
        search.baseline, search.every_objective, search.terms, Clock(60.0),
        price=search.price(), trial=Trial(search.question.tries, search.sides),
    )  # fmt: skip
