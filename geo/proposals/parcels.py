"""The parcels of a plan as candidates: pieces made of whole parcels.

A **chain** is a parcel, and with it the parcels that lead from it to a zone's block over the least
land; each shares with the next, and the last with the block, a border of 50 m or more, where gaps
of up to 5 m are none. A chain is one piece: of two that share a parcel, or are near each other, one
at most is taken. Parcels that meet land that may not be taken lose that land, as lobes do.
"""

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from geo.proposals.ground import Ground
from geo.proposals.lobes import Lobe, Maker, Site
from layers.geometry.edges import Ints

_GAP_M = 5.0
_BORDER_M = 50.0


def chains_of(ground: Ground, site: Site, rules: frozenset[str] | None = None) -> Iterator[Lobe]:
    """Yield the chains of parcels of a block; `rules` as `Ground.blocked` takes them."""
    maker = Maker.of(ground, site, rules)
    parcels = ground.plan.frame("parcels").geometry.to_numpy()
    parcels = shapely.get_parts(parcels[shapely.intersects(parcels, maker.window)])
    flats = np.array([*maker.plane.forward(parcels), maker.flat], dtype=object)
    block = len(parcels)
    before, land_km2 = _ways(flats, block)
    for parcel in np.flatnonzero(land_km2 <= site.most_km2).tolist():
        chain = []
        at = parcel
        while at != block:
            chain.append(flats[at])
            at = int(before[at])
        if chain:
            place = shapely.point_on_surface(chain[0])
            land = maker.grown(shapely.union_all(chain), _GAP_M, place)
            lobe = None if land is None else maker.lobe(land)
            if lobe is not None:
                yield lobe


def _ways(flats: NDArray[np.object_], block: int) -> tuple[Ints, NDArray[np.float64]]:
    """Return which parcel comes before each on its way from the block, and the land of the way."""
    one, other = shapely.STRtree(flats).query(flats, predicate="dwithin", distance=_GAP_M)
    apart = one != other
    one, other = one[apart], other[apart]
    beside = shapely.intersection(
        shapely.boundary(flats[one]), shapely.buffer(flats[other], _GAP_M, quad_segs=2)
    )
    joined = shapely.length(beside) >= _BORDER_M
    one, other = one[joined], other[joined]
    land = np.maximum(shapely.area(flats) / 1e6, 1e-9)
    graph = sp.csr_array((land[other], (one, other)), shape=(len(flats), len(flats)))
    way, before = dijkstra(graph, indices=np.array([block]), return_predecessors=True)
    return before[0], way[0]
