"""A good choice of sites from a start, by exchanging one site after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from layers.geometry.edges import Floats, Ints


def interchange(cost: Floats, weights: Floats, start: Ints, held: int) -> Ints:
    """Return columns of `cost` that no exchange of one chosen for one other column makes cheaper.

    `cost` is demand × columns, all finite. The first `held` columns of the start stay. The best of
    all exchanges is made again and again: what it costs to do without a chosen column, given the
    other, is summed over the points that the chosen one serves (Teitz & Bart 1968, Operations
    Research 16, 955–961; the sums as in Whitaker 1983, INFOR 21, 95–108).
    """
    chosen = start.copy()
    points = np.arange(len(weights))
    if len(chosen) == held:
        return chosen
    while True:
        own = cost[:, chosen]
        first = own.argmin(axis=1)
        least = own[points, first]
        own[points, first] = np.inf
        second = own.min(axis=1, initial=np.inf)
        saved = np.maximum(least[:, None] - cost, 0)
        lost = np.minimum(second[:, None], np.maximum(cost, least[:, None])) - least[:, None]
        by_site = sp.csr_array((weights, (first, points)), (len(chosen), len(weights)))
        change = by_site @ lost - weights @ saved
        change[:held] = np.inf
        out, into = np.unravel_index(change.argmin(), change.shape)
        if not change[out, into] < -1e-9 * float(weights @ least):
            return chosen
        chosen[out] = into
