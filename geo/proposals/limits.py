"""What limits a proposal: how much land each FTZ may take, and of which shape."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from geo.coverage.targets import plan_targets
from geo.proposals.errors import NoProposalError
from geo.proposals.ground import FORBIDS
from geo.proposals.question import Limits
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.proposals.question import Question
    from layers import Plan

SWAP_SHARE = 0.1
"""The most of an FTZ's area that a swap may release."""

SLENDER = 3.0
"""How many times as long as wide a piece may be, unless requested otherwise."""

SLIM = 4.0
"""How many times as long as wide a piece may be where `SLENDER` is too little to gain anything."""

_SAME_AS_CAP = 1e-4  # of a cap: what is so near it is at it


class Terms(NamedTuple):
    """What a proposal may do.

    `room_km2` is what each FTZ may take (with `swap`: release), `slender` how many times as long as
    wide a piece may be, `forbids` what keeps land from being taken, `kept_share` how much of its
    gain an answer keeps at radii half of the spread shorter and longer.
    """

    room_km2: dict[str, float]
    swap: bool = False
    limits: Limits = Limits()
    slender: float = SLENDER
    forbids: frozenset[str] = frozenset(FORBIDS)
    kept_share: float = 0.0


def room_km2(plan: Plan, question: Question) -> dict[str, float]:
    """Return how much land each FTZ may take, its headroom included (with `swap`: release).

    A hard target of the plan for the area or the headroom of an FTZ leaves it less.

    Raises:
        NoProposalError: an FTZ is farther above its cap than the budget raises it, or a target
            leaves it nothing.
    """
    if question.swap:
        area = plan.ellipsoid.area_km2(plan.zones.geometry.to_numpy())
        own = plan.zones["ftz_id"].to_numpy(object)
        return {ftz: SWAP_SHARE * float(area[own == ftz].sum()) for ftz in question.ftzs}
    left = headroom_km2(plan)
    budgets = {ftz: question.budget_of(ftz) or 0.0 for ftz in question.ftzs}
    room = {ftz: km2 + left.get(ftz, 0.0) for ftz, km2 in budgets.items()}
    above = [
        Message("propose-above-cap", ftz=ftz, over_km2=-left[ftz], budget_km2=budgets[ftz])
        for ftz, km2 in room.items()
        if km2 <= 0
    ]
    if above:
        raise NoProposalError(above)
    room = {ftz: min([km2, *_left_by_targets(plan, ftz)]) for ftz, km2 in room.items()}
    full = [Message("propose-target-leaves-none", ftz=ftz) for ftz, km2 in room.items() if km2 <= 0]
    if full:
        raise NoProposalError(full)
    return room


def _left_by_targets(plan: Plan, ftz: str) -> Iterator[float]:
    """Yield how much land each hard target for its area or headroom lets an FTZ take."""
    own = plan.zones["ftz_id"].to_numpy(object) == ftz
    area = float(plan.ellipsoid.area_km2(plan.zones.geometry.to_numpy()[own]).sum())
    for target in plan_targets(plan):
        if not target.hard or target.place != ("ftz", ftz):
            continue
        if target.measure == "area_km2" and target.at_most is not None:
            yield target.at_most - area
        if target.measure == "headroom_km2" and target.at_least is not None:
            yield headroom_km2(plan).get(ftz, math.inf) - target.at_least


def headroom_km2(plan: Plan) -> dict[str, float]:
    """Return what each FTZ with a cap has left below it, below 0 where it is above.

    It is 0 where the cap is reached to within a share of 1e-4, as the rule `cap` compares.
    """
    area = plan.ellipsoid.area_km2(plan.zones.geometry.to_numpy())
    own = plan.zones["ftz_id"].to_numpy(object)
    ftzs = plan.ftzs[plan.ftzs["cap_km2"].notna()]
    left = {
        str(ftz): (float(cap), float(cap) - float(area[own == ftz].sum()))
        for ftz, cap in zip(ftzs["ftz_id"], ftzs["cap_km2"], strict=True)
    }
    return {ftz: km2 if abs(km2) > _SAME_AS_CAP * cap else 0.0 for ftz, (cap, km2) in left.items()}
