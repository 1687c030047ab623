"""The outlines of the buffers of edges in a plane: the reference implementation, by GEOS.

A buffer of edges is the union of a disc about every vertex and a strip along every edge. About an
origin that lies in all the discs it is star-shaped, so that its outline is one ring. (GEOS's own
buffer of a line fills shallow bays of up to 1 % of the radius.) The kernel computes the same
outline faster, along rays; tests compare it with this module, which is used if the kernel is off
or not applicable: near a pole, or for very many edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.runtime.budget import spend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.geometry.edges import Floats

_CHORDS = 192  # of a disc
_TURN = 2 * np.pi / _CHORDS
_AREA_TRUE = np.sqrt(_TURN / np.sin(_TURN))  # the polygon has the same area as the disc
_HAIR = 1e-9  # of the radius: a shorter edge gets no strip


def outlines_m(start: Floats, end: Floats, radii_m: Sequence[float]) -> list[Floats]:
    """Return the outline (n, 2) of the buffer for each radius, counter-clockwise, in metres.

    `start` and `end` (n, 2) are the edges' ends, nearer to the origin than any radius: rings, or
    open lines. Vertices lie 9e-5 · r outside their arcs, so that chords enclose the same area as
    arcs, and the middles of chords 4.5e-5 · r inside.
    """
    places = np.unique(np.concatenate([start, end]), axis=0)
    vertices = shapely.points(places)
    long = np.hypot(*(end - start).T) > _HAIR * min(radii_m)
    edges = shapely.linestrings(np.stack([start[long], end[long]], axis=1))
    outlines = []
    for radius_m in radii_m:
        spend(len(places))
        discs = shapely.buffer(vertices, radius_m * _AREA_TRUE, quad_segs=_CHORDS // 4)
        strips = shapely.buffer(edges, radius_m, cap_style="flat")
        land = shapely.orient_polygons(shapely.union_all(np.concatenate([discs, strips])))
        outlines.append(shapely.get_coordinates(shapely.get_exterior_ring(land))[:-1])
    return outlines
