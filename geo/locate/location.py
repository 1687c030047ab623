"""What location models are asked beside their costs, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.solver import Status
    from layers.geometry.edges import Floats, Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Options:
    """What may be chosen, and how long is searched; sites are given by their column.

    `predefined` sites are chosen in any case and count among the `p`; `forbidden` ones never are.

    `capacity` is how much each site can serve, `load` how much each demand point takes of it: its
    weight unless given, 1 in models without weights. A point is served whole, by one site.

    The search ends once `time_limit_s` is spent, or once the answer is proven to lie within `gap`,
    a share of its objective, of the best; with a `gap` of 0 it ends with the best answer.

    >>> from geo.locate import Options, p_median
    >>> cost = [[0, 4, 9], [4, 0, 4], [9, 4, 0]]
    >>> p_median(cost, [1, 1, 5], 2, Options(forbidden=[2])).sites
    (0, 1)
    >>> p_median(cost, [1, 1, 5], 2, Options(predefined=[0])).sites
    (0, 2)
    """

    predefined: Sequence[int] = ()
    forbidden: Sequence[int] = ()
    capacity: Sequence[float] | Floats | None = None
    load: Sequence[float] | Floats | None = None
    time_limit_s: float | None = None
    gap: float = 0.0


@dataclass(frozen=True, eq=False)
class Location:
    """The sites that a model chose, and how good they are proven to be.

    `sites` are columns of the costs, in order. `assignment` has the site that serves each demand
    point, −1 where none does. `bound` is what no choice of sites can beat, `gap` how far from it
    the objective lies, as a share of the objective.

    `status` is "optimal" if the gap is 0; "feasible" for an answer that may not be the best, since
    the time was spent or a gap allowed; "infeasible" if there is proof that no choice of sites
    meets what is asked; "unknown" if the time was spent without answer or proof. Without answer
    there are no sites, and objective and gap are None.

    >>> from geo.locate import p_median
    >>> found = p_median([[0, 4, 9], [4, 0, 4], [9, 4, 0]], weights=[1, 1, 5], p=1)
    >>> found.sites, found.objective, found.status, found.assignment.tolist()
    ((2,), 13.0, 'optimal', [2, 2, 2])
    """

    sites: tuple[int, ...]
    objective: float | None
    bound: float | None
    gap: float | None
    status: Status
    assignment: Ints = field(repr=False)
    seconds: float
