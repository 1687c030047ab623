"""The task of a proposal: cells, the points that each reaches, and the model of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from geo.proposals.candidates import fields_of
from geo.proposals.errors import NoProposalError
from geo.proposals.ground import Ground
from geo.proposals.model import Choice, Row
from geo.proposals.reaching import Reaching
from layers.messages import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.coverage import Coverage
    from geo.proposals.candidates import Field
    from geo.proposals.objective import Objective
    from layers import Plan
    from layers.edges import Ints


@dataclass(frozen=True, eq=False)
class Task:
    """All that is known before the choice: fields of cells, what they reach, and the model.

    `shapes` are the cells in degrees, `field`, `zone` and `ftz` say whose they are; `reached` has a
    row for each cell and a column for each of the `points` (rows of the objective) at stake.
    """

    plan: Plan
    ground: Ground
    baseline: Coverage
    objective: Objective
    reaching: Reaching
    budgets: dict[str, float]
    swap: bool
    fields: tuple[Field, ...]
    shapes: NDArray[np.object_]
    field: Ints
    zone: NDArray[np.object_]
    ftz: NDArray[np.object_]
    points: Ints
    reached: NDArray[np.bool_]
    choice: Choice

    @classmethod
    def of(  # noqa: PLR0913
        cls,
        plan: Plan,
        baseline: Coverage,
        aims: Objective,
        budgets: dict[str, float],
        cells: int,
        *,
        swap: bool,
    ) -> Task:
        """Prepare the task.

        Raises:
            NoProposalError: every zone is locked, or there is no land to take.
        """
        ground, reaching = Ground(plan), Reaching(plan.ellipsoid, aims)
        zones = plan.zones
        free = ~zones["locked"].astype(bool).to_numpy()
        fields: list[Field] = []
        for ftz, km2 in budgets.items():
            rows = np.flatnonzero((zones["ftz_id"] == ftz).to_numpy() & free)
            members = [(str(zone), ftz) for zone in zones["zone_id"].iloc[rows]]
            if members:
                fields += fields_of(ground, members, km2 / cells, km2, swap=swap)
        if not fields:
            raise NoProposalError(Message("propose-all-locked", ftzs=tuple(budgets)))
        shapes = np.concatenate([one.degrees() for one in fields])
        releases = np.concatenate([one.releases for one in fields])
        if releases.all():
            raise NoProposalError(Message("propose-no-land", ftzs=tuple(budgets)))
        stays = _stays(plan, fields, reaching) if swap else aims.covered(baseline)
        points = np.flatnonzero(~stays)
        reached = np.array([reaching.reached(shape, points) for shape in shapes])
        met = reached.any(axis=0)
        points, reached = points[met], reached[:, met]
        choice = _choice(plan, aims, budgets, fields, (shapes, points, reached), swap=swap)
        index = np.repeat(np.arange(len(fields)), [len(one.flat) for one in fields])
        named = [fields[f].zones[z] for f, z in zip(index, _zone_numbers(fields), strict=True)]
        return cls(
            plan, ground, baseline, aims, reaching, budgets, swap, tuple(fields), shapes, index,
            np.array([one.zone_id for one in named], object),
            np.array([one.ftz_id for one in named], object),
            points, reached, choice,
        )  # fmt: skip


def _zone_numbers(fields: list[Field]) -> Ints:
    return np.concatenate([one.zone for one in fields])


def _stays(plan: Plan, fields: list[Field], reaching: Reaching) -> NDArray[np.bool_]:
    """Return which points land reaches that a swap leaves as it is."""
    changing = {zone.zone_id for one in fields for zone in one.zones}
    own = zip(plan.zones["zone_id"], plan.zones.geometry, strict=True)
    lands = [shape for zone, shape in own if zone not in changing]
    lands += [one.plane.inverse(kept) for one in fields for kept in one.fixed]
    stays = np.zeros(len(reaching), bool)
    for land in lands:
        stays |= reaching.reached(land)
    return stays


def _choice(  # noqa: PLR0913
    plan: Plan,
    aims: Objective,
    budgets: dict[str, float],
    fields: list[Field],
    found: tuple[NDArray[np.object_], Ints, NDArray[np.bool_]],
    *,
    swap: bool,
) -> Choice:
    """Return the model of the task: points that the same cells reach are one group."""
    shapes, points, reached = found
    releases = np.concatenate([one.releases for one in fields])
    patterns, group = np.unique(np.packbits(reached, axis=0), axis=1, return_inverse=True)
    first = np.zeros(patterns.shape[1], np.int64)
    first[group.ravel()] = np.arange(len(points))
    covers = reached[:, first].T
    area = plan.ellipsoid.area_km2(shapes)
    starts = np.cumsum([0, *(len(one.flat) for one in fields)])
    rows: list[Row] = []
    for one, start in zip(fields, starts[:-1].tolist(), strict=True):
        rows += [
            Row(tuple(cell + start for cell in row.cells), row.factors, row.most)
            for row in one.rows
        ]
    ftz = np.concatenate(
        [np.array([one.zones[z].ftz_id for z in one.zone], object) for one in fields]
    )
    for name, km2 in budgets.items():
        own = np.flatnonzero(ftz == name)
        if swap:
            sign = np.where(releases[own], -area[own], area[own])
            rows.append(Row(tuple(own.tolist()), tuple(sign.tolist()), 0.0))
            own = own[releases[own]]
        rows.append(Row(tuple(own.tolist()), tuple(area[own].tolist()), km2))
    ends = [
        np.concatenate(
            [one.pairs[side] + start for one, start in zip(fields, starts[:-1], strict=True)]
        )
        for side in (0, 1)
    ]
    today = (covers & releases).any(axis=1)
    return Choice(
        area_km2=area,
        releases=releases,
        covers=sp.csr_array(covers.astype(float)),
        worth=np.bincount(group.ravel(), aims.worth[points], len(first)).astype(float),
        today=today,
        rows=tuple(rows),
        borders=(ends[0], ends[1], np.concatenate([one.pairs[2] for one in fields])),
        beside_land=np.concatenate([one.beside_land for one in fields]),
        beside_none=np.concatenate([one.beside_none for one in fields]),
        extra=np.zeros(len(area)),
    )
