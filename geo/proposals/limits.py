"""What limits a proposal: how much land each FTZ may take, and of which shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, NamedTuple

from geo.proposals.errors import NoProposalError
from geo.proposals.ground import FORBIDS
from geo.validation import check_types
from layers.errors import MeasureError, UnknownError
from layers.messages import Message
from layers.runtime.suggestions import near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers import Plan

SWAP_SHARE = 0.1
"""The most of an FTZ's area that a swap may release."""

SLENDER = 3.0
"""How many times as long as wide a piece may be, where nothing else is asked for."""

SLIM = 6.0
"""How many times as long as wide a piece may be where `SLENDER` is too little to gain anything."""

CANDIDATES = ("lobes", "parcels")
"""What land may be made of."""

_SLENDEREST = 20.0
_LARGEST_KM2 = 1e5
_SAME_AS_CAP = 1e-4  # of a cap: what is so near it is at it


@dataclass(frozen=True)
class Limits:
    """What the pieces of land that are taken may be.

    Args:
        min_piece_km2: how large each is at least.
        max_pieces: how many each FTZ takes at most; any number without.
        max_slender: how many times as long as wide one may be, 1 to 20. Without: 3, and 6 where
            nothing is gained so.
        new_blocks: how many of an FTZ's pieces may lie apart from its zones, as new blocks.
        candidates: `lobes`, strips of any length and place, or `parcels`, those of the plan.

    >>> from geo.proposals import Limits
    >>> Limits(max_pieces=1).max_pieces
    1
    """

    min_piece_km2: float = 0.5
    max_pieces: int | None = None
    max_slender: float | None = None
    new_blocks: int = 0
    candidates: str = "lobes"

    def check(self, plan: Plan) -> None:
        """Refuse limits that make no sense.

        Raises:
            MeasureError: a line for each of them.
            UnknownError: there are no such candidates.
        """
        numbers = {"min_piece_km2": self.min_piece_km2, "new_blocks": self.new_blocks}
        numbers |= {"max_pieces": self.max_pieces or 1, "max_slender": self.max_slender or 1}
        check_types(MeasureError, **{name: (it, Real) for name, it in numbers.items()})
        if self.candidates not in CANDIDATES:
            hint = near(self.candidates, CANDIDATES)
            raise UnknownError(Message("propose-candidates", given=self.candidates, hint=hint))
        if self.candidates == "parcels" and not plan.has("parcels"):
            raise UnknownError(Message("propose-parcels-missing"))
        wrong = [
            Message("propose-limit-not-allowed", option=option, least=least, most=most, given=given)
            for option, given, least, most in (
                ("min-piece-km2", self.min_piece_km2, 0.01, _LARGEST_KM2),
                ("max-pieces", 1 if self.max_pieces is None else self.max_pieces, 1, 1000),
                (
                    "max-slender",
                    SLENDER if self.max_slender is None else self.max_slender,
                    1.0,
                    _SLENDEREST,
                ),
                ("new-blocks", self.new_blocks, 0, 1000),
            )
            if not least <= given <= most
        ]
        if wrong:
            raise MeasureError(wrong)


class Terms(NamedTuple):
    """What a proposal may do.

    `room_km2` is what each FTZ may take (with `swap`: release), `slender` how many times as long as
    wide a piece may be, `forbids` what keeps land from being taken.
    """

    room_km2: dict[str, float]
    swap: bool = False
    limits: Limits = Limits()
    slender: float = SLENDER
    forbids: frozenset[str] = frozenset(FORBIDS)


def check_search(gap: float, time_limit_s: float) -> None:
    """Refuse a gap or a time that makes no sense.

    Raises:
        MeasureError: it makes none.
    """
    check_types(MeasureError, gap=(gap, Real), time_limit_s=(time_limit_s, Real))
    if not 0 <= gap < 1:
        raise MeasureError(Message("propose-gap-not-allowed", given=gap))
    if not 0 < time_limit_s <= 1e6:
        raise MeasureError(Message("propose-time-not-allowed", given=time_limit_s))


def check_area(area_km2: float) -> None:
    """Refuse an area of a new zone that makes no sense.

    Raises:
        MeasureError: it makes none.
    """
    check_types(MeasureError, area_km2=(area_km2, Real))
    if not 0 < area_km2 <= _LARGEST_KM2:
        raise MeasureError(Message("propose-area-not-allowed", given=area_km2))


def room_km2(
    plan: Plan,
    ftzs: Sequence[str],
    budget_km2: float | Mapping[str, float] | None,
    *,
    swap: bool,
) -> dict[str, float]:
    """Return how much land each FTZ may take, its headroom included (with `swap`: release).

    Raises:
        UnknownError: there is no such FTZ, or none is named.
        MeasureError: a budget is missing or makes no sense.
        NoProposalError: an FTZ is farther above its cap than the budget raises it.
    """
    budgets = (Real, Mapping, type(None))
    check_types(MeasureError, plan=(plan, "Plan"))
    check_types(MeasureError, ftzs=(ftzs, Iterable), budget_km2=(budget_km2, budgets))
    _check_ftzs(plan, ftzs)
    if swap == (budget_km2 is not None):
        raise MeasureError(Message("propose-budget-or-swap"))
    if budget_km2 is None:
        area = plan.ellipsoid.area_km2(plan.zones.geometry.to_numpy())
        own = plan.zones["ftz_id"].to_numpy(object)
        return {ftz: SWAP_SHARE * float(area[own == ftz].sum()) for ftz in ftzs}
    budget = _budget_km2(ftzs, budget_km2)
    left = headroom_km2(plan)
    room = {ftz: km2 + left.get(ftz, 0.0) for ftz, km2 in budget.items()}
    above = [
        Message("propose-above-cap", ftz=ftz, over_km2=-left[ftz], budget_km2=budget[ftz])
        for ftz, km2 in room.items()
        if km2 <= 0
    ]
    if above:
        raise NoProposalError(above)
    return room


def _check_ftzs(plan: Plan, ftzs: Sequence[str]) -> None:
    known = sorted(set(plan.zones["ftz_id"].dropna()))
    problems = [
        Message("propose-ftz-unknown", ftz=ftz, hint=near(ftz, known))
        for ftz in ftzs
        if ftz not in known
    ]
    if problems:
        raise UnknownError(problems)
    if not ftzs:
        raise UnknownError(Message("propose-ftz-none"))


def _budget_km2(ftzs: Sequence[str], budget_km2: float | Mapping[str, float]) -> dict[str, float]:
    given = (
        dict.fromkeys(ftzs, float(budget_km2))
        if isinstance(budget_km2, int | float)
        else {ftz: float(budget_km2[ftz]) for ftz in ftzs if ftz in budget_km2}
    )
    missing = [ftz for ftz in ftzs if ftz not in given]
    if missing:
        raise MeasureError(Message("propose-budget-missing", ftzs=tuple(missing)))
    wrong = [
        Message("propose-budget-not-allowed", ftz=ftz, given=km2)
        for ftz, km2 in given.items()
        if not 0 < km2 <= _LARGEST_KM2
    ]
    if wrong:
        raise MeasureError(wrong)
    return given


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
