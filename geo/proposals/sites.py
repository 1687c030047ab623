"""Several new zones, or one in whichever of several provinces: the best of many sites, proven.

Which of the sites (`geo.proposals.site_grid`) serve best together is found, **proven for these
sites**: the maximal covering location problem (Church & ReVelle 1974, Papers of the Regional
Science Association 32, 101–118), with a charge for land. Points that the same sites reach are one,
and sites that reach no more than another, for no smaller charge, are left out, before
`geo.proposals.model` chooses. Then each block moves to the best place about its site
(`geo.proposals.site`), if it gains more there.
"""

from collections.abc import Sequence
from numbers import Real
from typing import Any, Unpack

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from geo.proposals.certificate import Candidate, Pieces
from geo.proposals.ground import as_multi
from geo.proposals.model import Choice, Row, choose
from geo.proposals.proposal import Proof, Proposal, proposal_of
from geo.proposals.question import NoProposalError
from geo.proposals.reasons import Piece
from geo.proposals.search import ROUGH_GAP, ROUNDING, Options, Search
from geo.proposals.site import added, new_zone
from geo.proposals.site_grid import SiteGrid
from geo.validation import check_types
from layers import Plan
from layers.errors import MeasureError
from layers.geometry.antimeridian import wrapped
from layers.geometry.edges import Floats, Ints
from layers.messages import Message

_DRAWING, _CHOOSING = 0.4, 0.7  # of the time that is left: until sites are drawn, and chosen


def propose_zone(
    plan: Plan,
    province: str | Sequence[str] | None,
    objective: Sequence[str] | str,
    area_km2: float,
    *,
    new: int = 1,
    **options: Unpack[Options],
) -> Proposal:
    """Return the best sites of new zones without group, of one area each.

    A province is a region of the coarsest level. One new zone in one of them may be anywhere there.
    Of more zones or provinces (None: of all) the best of many sites are chosen, and fewer than
    `new` where more would add nothing. The options are as for `propose`, without `swap` and
    `limits`.

    Raises:
        UnknownError: there is no such region, sector or weight; no demand.
        MeasureError: an area, a number of zones, a gap or a time limit that is out of range.
        NoProposalError: there is no site, or none that gains anything.

    >>> from geo.proposals import propose_zone
    >>> from layers.example import example_plan
    >>> at = {"area_km2": 1, "spread_km": 0}
    >>> found = propose_zone(example_plan(), "330000", ["population@5"], **at)
    >>> found.before, found.measured
    (1000.0, 1500.0)
    >>> found = propose_zone(example_plan(), None, ["population@5"], **at, new=3)
    >>> found.measured, [piece.zone_id for piece in found.taken]
    (1750.0, ['NEW-330000', 'NEW-330000-2'])
    """
    check_types(MeasureError, area_km2=(area_km2, Real))
    where: dict[str, Any] = {"everywhere": True} if province is None else {"province": province}
    arguments = {**where, "new": new, "objective": objective, "budget_km2": area_km2, **options}
    return new_zones(Search.of_script(plan, arguments))


def new_zones(search: Search) -> Proposal:
    """Return the best sites of the new zones that are sought.

    Raises:
        NoProposalError: there is no site, or none that gains anything.
    """
    question, plan = search.question, search.baseline.plan
    provinces = question.provinces(plan)
    if search.seeks_one_site:
        return new_zone(search, provinces[0])
    grid = SiteGrid(search, provinces)
    sites = grid.sites(question.new, search.clock.part(_DRAWING))
    if not sites.first:
        raise NoProposalError(grid.why_none if sites.complete else Message("propose-time-spent"))
    choice, kept = choice_of_sites(
        grid.reach(sites.blocks), grid.worth, np.array([one.own for one in sites.blocks]),
        question.new, first=sites.first,
    )  # fmt: skip
    clock = search.clock.part(_CHOOSING)
    best = choose(choice, search.gap, clock, search.report, kept < sites.first)
    chosen = grid.needed([sites.blocks[n] for n in kept[best.chosen].tolist()])
    moved = grid.moved(chosen, sites.apart_km, max(search.gap, ROUGH_GAP), search.clock)
    gain = grid.gain(moved)
    most = best.bound if sites.complete else grid.bound(question.new)
    ids, made = added(search, [(provinces[one.land], one.shape) for one in moved])
    of_sites = {"sites": len(kept), "places": len(grid.most), "apart_km": sites.apart_km}
    status = best.status if sites.complete else "feasible"
    within = (best.bound - best.gain) / best.gain if best.gain > 0 else 0.0
    if status == "optimal" and within > ROUNDING:
        reasons = [Message("propose-best-sites-within", pct=100 * within, **of_sites)]
    else:
        reasons = [Message("propose-best-sites", status=status, **of_sites)]
    if len(moved) < question.new:
        reasons.append(Message("propose-fewer-zones", new=question.new, found=len(moved)))
    pieces = []
    for zone, one, was in zip(ids, moved, chosen, strict=True):
        others = [each for each in moved if each is not one]
        reasons.append(Message("propose-site", zone=zone, province=provinces[one.land]))
        if one is not was:
            km, more = one.km_from(was), gain - grid.gain([*others, was])
            reasons.append(Message("propose-site-moved", zone=zone, km=km, gain=more))
        shape = as_multi(wrapped(one.shape))
        km2, last = float(plan.ellipsoid.area_km2(shape)[0]), gain - grid.gain(others)
        pieces.append(Piece(zone, None, km2, one.gain, last, shape))
    every = (
        Candidate(
            f"NEW-{provinces[one.land]}",
            released=False,
            area_km2=grid.area_km2,
            geometry=as_multi(wrapped(one.shape)),
        )
        for one in (sites.blocks[n] for n in kept.tolist())
    )
    proof = Proof(gain, max(gain, most), Pieces(tuple(every), best.chosen, choice))
    return proposal_of(search, proof, (tuple(pieces), ()), tuple(reasons), made)


def choice_of_sites(
    reach: sp.csr_array, worth: Floats, own: Floats, new: int, *, first: int = 0
) -> tuple[Choice, Ints]:
    """Return the model of which sites gain most together, `new` at most, and the sites it has.

    `reach` is sites × points, `worth` what a point counts, `own` what a site gains beside them, at
    most 0. The `first` sites are kept, whatever betters them.
    """
    covers, worth = _merged(sp.csr_array(reach.T), worth)
    kept = np.flatnonzero((np.arange(len(own)) < first) | ~_bettered(covers, own))
    covers, worth = _merged(sp.csr_array(covers[:, kept]), worth)
    choice = Choice(
        covers=covers,
        worth=worth,
        own=own[kept],
        today=np.zeros(len(kept), bool),
        cost=np.zeros(len(kept)),
        rows=(Row(tuple(range(len(kept))), (1.0,) * len(kept), float(new)),),
    )
    return choice, kept


def _merged(covers: sp.csr_array, worth: Floats) -> tuple[sp.csr_array, Floats]:
    """Return points that the same sites reach as one, those that none reaches left out.

    The sum of random numbers of the sites, modulo 2⁶⁴, stands for a set of them (Zobrist 1970).
    """
    reached = np.diff(covers.indptr) > 0
    covers, worth = sp.csr_array(covers[reached]), worth[reached]
    keys = np.random.default_rng(20).integers(0, 2**64, covers.shape[1], np.uint64)
    sets = covers.astype(np.uint64) @ keys
    _, first, member = np.unique(sets, return_index=True, return_inverse=True)
    return sp.csr_array(covers[first]), np.bincount(member, worth, len(first)).astype(float)


def _bettered(covers: sp.csr_array, own: Floats) -> NDArray[np.bool_]:
    """Return which sites reach nothing, or no more than another with no larger charge."""
    pairs = sp.coo_array(covers.T @ covers)
    one, other = pairs.coords
    size = np.bincount(covers.indices, minlength=len(own))
    within = (pairs.data == size[one]) & (own[other] >= own[one])
    better = (size[other] > size[one]) | (own[other] > own[one]) | (other < one)
    found: NDArray[np.bool_] = size == 0
    found[one[within & better]] = True
    return found
