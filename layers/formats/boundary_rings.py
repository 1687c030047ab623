"""Shapes from parcels of boundary points: rings assembled, parcels of one number as blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.errors import PlanError
from layers.formats.shapes import nested
from layers.formats.table import Assumption
from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.formats.boundary_parcels import Parcel, Point
    from layers.geometry.edges import Floats


_KIND, _NO_AREAS = 4, ("点", "线")


@dataclass
class BoundaryRings:
    """Findings while assembling rings."""

    open_rings: int = 0
    blocks_by_ring: int = 0
    problems: list[Message] = field(default_factory=list)

    def assumed(self) -> list[Assumption]:
        """Return the assumptions."""
        assumptions = []
        if self.open_rings:
            why = Message("format-rings-closed", count=self.open_rings)
            assumptions.append(Assumption("rings", "open", why))
        if self.blocks_by_ring:
            why = Message("format-rings-blocks", count=self.blocks_by_ring)
            assumptions.append(Assumption("rings", "blocks", why))
        return assumptions


def shape_of_parcels(parcels: Sequence[Parcel], met: BoundaryRings) -> Any:  # noqa: ANN401  a shapely geometry
    """Return the shape of parcels of one number.

    The first ring of a parcel is its outline; a further ring inside it is a hole, one inside that
    an island, one elsewhere a block.
    """
    polygons: list[shapely.Polygon] = []
    for parcel in parcels:
        rings = [_closed(ring) for ring in _rings(parcel.points, met)]
        if not _check_count(parcel, len(rings), met):
            continue
        if parcel.text(_KIND) in _NO_AREAS or not rings or min(map(len, rings)) < 4:
            met.problems.append(Message("format-parcel-without-ring", line=parcel.line))
            continue
        shape = nested([shapely.Polygon(ring) for ring in rings])
        met.blocks_by_ring += int(shapely.get_num_geometries(shape)) - 1
        polygons.extend(shapely.get_parts(shape))
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _rings(points: Sequence[Point], met: BoundaryRings) -> list[Floats]:
    """Return the rings of a parcel: a new one starts when the number changes or a ring closes."""
    rings: list[list[tuple[float, float]]] = []
    last, closed = None, True
    for point in points:
        at = (point.first, point.second)
        if closed or point.ring != last:
            met.open_rings += not closed
            rings.append([])
        last = point.ring
        rings[-1].append(at)
        closed = len(rings[-1]) > 3 and at == rings[-1][0]
    met.open_rings += not closed
    return [np.array(ring) for ring in rings]


def _closed(ring: Floats) -> Floats:
    return ring if (ring[0] == ring[-1]).all() else np.vstack([ring, ring[:1]])


def _check_count(parcel: Parcel, rings: int, met: BoundaryRings) -> bool:
    """Return whether a parcel has its stated number of points; else the file was truncated."""
    stated = parcel.text(0)
    count = int(stated) if stated is not None and stated.isdigit() else 0
    if len(parcel.points) < count - rings:
        cut = Message("format-parcel-cut", line=parcel.line, count=len(parcel.points), stated=count)
        met.problems.append(cut)
        return False
    return True


def raise_problems(path: Path, met: BoundaryRings) -> None:
    """Raise the problems of all parcels.

    Raises:
        PlanError: with a line for each.
    """
    if met.problems:
        raise PlanError(problem.in_file(path) for problem in met.problems)
