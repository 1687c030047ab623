"""Which sites cover each demand point, with as few points and sites as decide the choice.

Points that the same sites cover are one, with the sum of their weights: a million points, or
twenty, come to a few thousand sets (the faces that the sites' circles cut the plane into).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.geometry.edges import Floats, Ints

_MOST_WORK = 3e8  # products of a search for subsets; past that the solver's own search is no slower


@dataclass(frozen=True, eq=False)
class CoverSets:
    """Sets of sites: `sites` has a row for each set, `member` the set of each demand point."""

    sites: Any  # a sparse array of bool, sets × sites
    member: Ints

    @classmethod
    def of_rows(cls, rows: Any) -> CoverSets:  # noqa: ANN401
        """Return the different rows of a sparse array, demand × sites."""
        key = rows.astype(np.uint64) @ site_keys(rows.shape[1])
        _, first, member = np.unique(key, return_index=True, return_inverse=True)
        return cls(rows[first], member)

    def weights(self, weights: Floats) -> Floats:
        """Return the weight of each set, the sum over its demand points."""
        total = np.bincount(self.member, weights, minlength=self.sites.shape[0])
        return total.astype(np.float64)


def site_keys(sites: int) -> NDArray[np.uint64]:
    """Return a random number for each site, always the same.

    The sum of the keys of a set, modulo 2⁶⁴, stands for the set: two given sets have the same sum
    with probability 2⁻⁶⁴ (Zobrist 1970).
    """
    generator = np.random.default_rng(20)
    return generator.integers(0, 2**64, sites, dtype=np.uint64, endpoint=False)


def dominated_sites(sets: Any) -> NDArray[np.bool_]:  # noqa: ANN401
    """Return which columns are never needed, where all sites cost the same.

    Such a site covers no set but those that another one covers; of equal sites the first stays.
    """
    sites = sets.T.tocsr()
    one, other, common, size = _common(sites)
    within = (common == size[one]) & _before(size, other, one)
    found = np.equal(size, 0)
    found[one[within]] = True
    return found


def implied_sets(sets: Any) -> NDArray[np.bool_]:  # noqa: ANN401
    """Return which rows need not be asked for, where each is to hold a chosen site.

    Such a set holds another one whole and is covered with it; of equal sets the first stays.
    """
    one, other, common, size = _common(sets)
    holds = (common == size[other]) & _before(-size, other, one)
    found = np.zeros(len(size), bool)
    found[one[holds]] = True
    return found


def _before(size: Ints, one: Ints, other: Ints) -> NDArray[np.bool_]:
    """Return where a row is the larger, or stands first among equals."""
    larger, equal = np.greater(size[one], size[other]), np.equal(size[one], size[other])
    return larger | (equal & np.less(one, other))


def _common(rows: Any) -> tuple[Ints, Ints, Ints, Ints]:  # noqa: ANN401
    """Return pairs of rows that have members in common, how many, and the size of each row.

    There are none where they would take longer to find than the solver takes without.
    """
    size = np.diff(rows.indptr).astype(np.int64)
    none = np.empty(0, np.int64)
    members = np.bincount(rows.indices, minlength=1).astype(np.float64)
    if not rows.nnz or float(members @ members) > _MOST_WORK:
        return none, none, none, size
    ones = sp.csr_array((np.ones(rows.nnz, np.int32), rows.indices, rows.indptr), rows.shape)
    pairs = (ones @ ones.T).tocoo()
    return pairs.row, pairs.col, pairs.data, size
