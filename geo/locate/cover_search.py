"""Covering as the branch and cut search asks it: what shares of sites miss, and whole choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp

from geo.locate.interchange import interchange
from geo.locate.near_sites import Cuts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.geometry.edges import Floats, Ints

_MOST_EXCHANGED = 2e7  # figures of an array of sets by sites that is looked through for exchanges


class MissedWeight:
    """The weight that a choice of `p` sites leaves uncovered.

    A set of weight w costs at least w·(1 − Σ y) over the sites that cover it (Church & ReVelle
    1974): a p-median whose costs are 0 and 1.
    """

    def __init__(self, rows: Any, weights: Floats) -> None:  # noqa: ANN401
        self._rows = rows.astype(np.float64)
        self.scale = len(weights) / float(weights.sum())
        self._weights = weights * self.scale
        slope = sp.csr_array(sp.diags_array(self._weights) @ self._rows)
        self._cuts = Cuts(self._weights, slope, np.empty(0, np.int64))

    def cuts(self, y: Floats) -> Cuts:  # noqa: ARG002
        """Return what is proven of each set, the same for all shares."""
        return self._cuts

    def restrict(self, open_: Ints) -> None:
        """Take note that only some sites are left, which changes nothing here."""

    def cost_of(self, chosen: NDArray[np.bool_]) -> float:
        """Return the weight that chosen sites miss."""
        return float(self._weights[(self._rows @ chosen) == 0].sum())

    def reach(self, point: int) -> Ints:
        """Return the sites that cover a set."""
        return np.flatnonzero(self._rows[[point]].toarray()[0])

    def improved(self, start: Ints, among: Ints, held: int) -> Ints:
        """Return the start, of which all but the first `held` may be exchanged."""
        if self._rows.shape[0] * float(len(among)) > _MOST_EXCHANGED:
            return start
        missed = 1 - self._rows[:, among].toarray()
        found = interchange(missed, self._weights, np.searchsorted(among, start), held)
        return among[found]
