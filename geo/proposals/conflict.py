"""Why nothing is gained: the smallest set of rules that keeps it so.

A **conflict** is a set of limits that together leave no piece of land that would gain anything, and
none of which can be spared: without any one of them there is such a piece. It is found by leaving
out one limit after the other for good wherever nothing is gained without it either (the deletion
filter of Chinneck & Dravnieks 1991, ORSA Journal on Computing 3, 157–168). There may be others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.proposals.ground import FORBIDS
from geo.proposals.question import Limits
from geo.proposals.reaching import Reaching
from geo.proposals.task import every_lobe, ground_of
from layers.messages import Message

if TYPE_CHECKING:
    from geo.coverage import Coverage
    from geo.proposals.limits import Terms
    from geo.proposals.objective import Objective
    from geo.solver import Clock

_AREA, _LEAST, _SHAPE = "area", "least", "shape"
_WORDS = {
    "locked": "propose-limit-locked",
    "exclusion": "propose-limit-exclusion",
    "water": "propose-limit-water",
    "customs_block_cut": "propose-limit-customs-block-cut",
    "overlap": "propose-limit-overlap",
    "outside_province": "propose-limit-outside-province",
    _SHAPE: "propose-limit-shape",
    _LEAST: "propose-limit-least",
    _AREA: "propose-limit-area",
}
_MORE_LAND = 25.0  # times: what stands for land without limit
_SLENDEREST = 20.0
_NARROWEST_KM = 0.1


def conflict_of(baseline: Coverage, aims: Objective, terms: Terms, clock: Clock) -> list[Message]:
    """Return the limits in conflict, a message each.

    There are none where nothing is within reach whatever the limits, or where land would gain
    something, but not what a swap loses for it.
    """
    ground, reaching = ground_of(baseline.plan, terms), Reaching.of(baseline, aims)
    open_ = np.flatnonzero(~aims.covered(baseline))

    least = min(Limits.min_piece_km2, terms.limits.min_piece_km2)

    def gains(held: frozenset[str]) -> bool:
        times = 1.0 if _AREA in held else _MORE_LAND
        eased = terms._replace(
            room_km2={ftz: times * km2 for ftz, km2 in terms.room_km2.items()},
            slender=terms.slender if _SHAPE in held else _SLENDEREST,
            forbids=held & frozenset(FORBIDS),
            limits=replace(
                terms.limits,
                min_piece_km2=terms.limits.min_piece_km2 if _LEAST in held else least,
                min_width_km=terms.limits.min_width_km if _SHAPE in held else _NARROWEST_KM,
            ),
        )
        for lobe in every_lobe(ground, reaching, open_, eased):
            fits = lobe.area_km2 <= eased.room_km2[str(lobe.ftz_id)]
            if clock.left_s <= 0 or (fits and reaching.added(lobe, open_).any()):
                return True
        return False

    held = frozenset(_WORDS)
    if gains(frozenset()) and not gains(held):
        for limit in _WORDS:
            if not gains(held - {limit}):
                held -= {limit}
    else:
        held = frozenset()
    words = {**_WORDS, _AREA: "propose-limit-swap"} if terms.swap else _WORDS
    return [Message(code) for limit, code in words.items() if limit in held]
