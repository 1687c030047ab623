"""Which sites serve best together: the maximal covering location problem, with a charge for land.

Church & ReVelle 1974, Papers of the Regional Science Association 32, 101–118. Points that the same
sites reach are one, and sites that reach no more than another, for no smaller charge, are left out,
before `geo.proposals.model` chooses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from geo.proposals.model import Choice, Chosen, Row, choose
from geo.solver import Clock

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.proposals.proposal import Progress
    from layers.geometry.edges import Floats


def best_sites(  # noqa: PLR0913
    reach: sp.csr_array,
    worth: Floats,
    own: Floats,
    new: int,
    *,
    start: int = 0,
    gap: float = 0.0,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> Chosen:
    """Return which sites gain most together, `new` of them at most.

    `reach` is sites × points, `worth` what a point counts, `own` what a site gains beside them, at
    most 0. The first ones, as many as `start`, are where the search begins.
    """
    covers, worth = _merged(sp.csr_array(reach.T), worth)
    first = np.arange(len(own)) < start
    kept = np.flatnonzero(first | ~_bettered(covers, own))
    covers, worth = _merged(sp.csr_array(covers[:, kept]), worth)
    choice = Choice(
        covers=covers,
        worth=worth,
        own=own[kept],
        today=np.zeros(len(kept), bool),
        cost=np.zeros(len(kept)),
        rows=(Row(tuple(range(len(kept))), (1.0,) * len(kept), float(new)),),
    )
    found = choose(choice, gap, clock or Clock(), progress, first[kept])
    chosen = np.zeros(len(own), bool)
    chosen[kept[found.chosen]] = True
    return replace(found, chosen=chosen)


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
    """Return which sites reach nothing, or no more than another that is charged for no more."""
    pairs = sp.coo_array(covers.T @ covers)
    one, other = pairs.coords
    size = np.bincount(covers.indices, minlength=len(own))
    within = (pairs.data == size[one]) & (own[other] >= own[one])
    better = (size[other] > size[one]) | (own[other] > own[one]) | (other < one)
    found: NDArray[np.bool_] = size == 0
    found[one[within & better]] = True
    return found
