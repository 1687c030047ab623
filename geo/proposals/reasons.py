"""Why a proposal is as it is: what each piece of land adds, and what keeps it from more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
import shapely

from layers.messages import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry import MultiPolygon

    from geo.proposals.drawing import Drawing
    from geo.proposals.task import Task
    from layers.edges import Ints


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of land that a zone takes or releases.

    `alone` is what it changes of the objective's gain by itself, `last` what it adds to all the
    others: both from the model's cells. `geometry` is in degrees, as it is drawn.
    """

    zone_id: str
    ftz_id: str | None
    area_km2: float
    alone: float
    last: float
    geometry: MultiPolygon


def pieces_of(
    task: Task, chosen: NDArray[np.bool_], drawing: Drawing
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the pieces taken and released: cells that hang together, the largest first."""
    was = dict(zip(task.plan.zones["zone_id"], task.plan.zones.geometry, strict=True))
    sides: list[tuple[Piece, ...]] = []
    for releases in (False, True):
        pieces = []
        for zone, outline in drawing.outlines.items():
            one, other = (was[zone], outline) if releases else (outline, was[zone])
            parts = _hang_together(
                task,
                np.flatnonzero(chosen & (task.choice.releases == releases) & (task.zone == zone)),
            )
            if not parts:
                continue
            changed = shapely.get_parts(shapely.difference(one, other))
            changed = changed[shapely.get_type_id(changed) == 3]
            lands = [shapely.union_all(task.shapes[cells]) for cells in parts]
            nearest = shapely.distance(changed[:, None], np.array(lands)[None, :]).argmin(axis=1)
            shared = shapely.area(shapely.intersection(changed[:, None], np.array(lands)[None, :]))
            nearest = np.where(shared.any(axis=1), shared.argmax(axis=1), nearest)
            for number, cells in enumerate(parts):
                pieces.append(_piece(task, chosen, zone, cells, changed[nearest == number]))
        pieces.sort(key=lambda piece: -piece.area_km2)
        sides.append(tuple(pieces))
    return sides[0], sides[1]


def _piece(
    task: Task,
    chosen: NDArray[np.bool_],
    zone: str,
    cells: Ints,
    changed: NDArray[np.object_],
) -> Piece:
    alone, without = np.zeros_like(chosen), chosen.copy()
    alone[cells], without[cells] = True, False
    gain = task.choice.gain
    geometry = shapely.multipolygons(list(changed))
    return Piece(
        zone_id=zone,
        ftz_id=task.ftz[cells[0]],
        area_km2=float(task.plan.ellipsoid.area_km2(geometry)[0]),
        alone=gain(alone),
        last=gain(chosen) - gain(without),
        geometry=geometry,
    )


def _hang_together(task: Task, cells: Ints) -> list[Ints]:
    """Return cells in groups that share borders."""
    if not len(cells):
        return []
    one, other, _ = task.choice.borders
    number = np.full(task.choice.cells, -1)
    number[cells] = np.arange(len(cells))
    both = (number[one] >= 0) & (number[other] >= 0)
    graph = sp.csr_array(
        (np.ones(both.sum()), (number[one[both]], number[other[both]])),
        shape=(len(cells), len(cells)),
    )
    count, label = sp.csgraph.connected_components(graph, directed=False)
    return [cells[label == part] for part in range(count)]


def binding(task: Task, chosen: NDArray[np.bool_], more: float | None) -> tuple[Message, ...]:
    """Return what keeps each FTZ from gaining more, and what one more km² would bring."""
    reasons = []
    area, releases = task.choice.area_km2, task.choice.releases
    for ftz, km2 in task.budgets.items():
        own = task.ftz == ftz
        taken = float(area[chosen & own & ~releases].sum())
        code = "propose-swap-used" if task.swap else "propose-budget-used"
        used = float(area[chosen & own & releases].sum()) if task.swap else taken
        left = km2 - used
        if used == 0:
            reasons.append(Message("propose-ftz-gains-nothing", ftz=ftz))
        elif left < float(area[own].min()) * 2:
            reasons.append(Message(code, ftz=ftz, used_km2=used, limit_km2=km2))
        else:
            reasons.append(Message("propose-area-left", ftz=ftz, used_km2=used, limit_km2=km2))
    if more is not None:
        reasons.append(Message("propose-one-more", gain=float(more)))
    return tuple(reasons)
