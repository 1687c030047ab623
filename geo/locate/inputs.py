"""What a location model is given, checked as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.locate.costs import Costs, matrix_costs
from geo.locate.location import Location, Options
from geo.solver import Clock
from layers.errors import MeasureError
from layers.messages import Message

if TYPE_CHECKING:
    from geo.solver import Status
    from layers.geometry.edges import Floats, Ints

_ROUNDING = 1e-12  # of an objective


@dataclass(frozen=True, eq=False)
class Task:
    """A location model's input: `predefined` and `free` sites are columns, in order."""

    costs: Costs
    weights: Floats
    p: int
    predefined: Ints
    free: Ints
    capacity: Floats | None
    load: Floats
    clock: Clock
    gap: float

    @property
    def demand(self) -> int:
        """Return the number of demand points."""
        return self.costs.shape[0]

    @property
    def allowed(self) -> Ints:
        """Return the sites that may be chosen, predefined ones too."""
        return np.sort(np.concatenate([self.predefined, self.free]))

    @property
    def to_choose(self) -> int:
        """Return how many sites are to be chosen beside the predefined ones."""
        return self.p - len(self.predefined)

    def filled(self, chosen: Ints) -> Ints:
        """Return chosen and predefined sites, filled up to `p` with the first free ones."""
        sites = np.union1d(chosen, self.predefined)
        spare = np.setdiff1d(self.free, sites)
        return np.union1d(sites, spare[: max(self.p - len(sites), 0)])

    def answer(self, sites: Ints, assignment: Ints, objective: float, bound: float) -> Location:
        """Return a location; a bound within rounding errors of the objective is the objective."""
        short = abs(objective - bound)
        if short <= _ROUNDING * abs(objective):
            bound, short = objective, 0.0
        gap = 0.0 if short == 0 else short / abs(objective) if objective else np.inf
        return Location(
            sites=tuple(sorted(sites.tolist())),
            objective=float(objective),
            bound=float(bound),
            gap=float(gap),
            status="feasible" if gap else "optimal",
            assignment=assignment,
            seconds=self.clock.spent_s,
        )

    def none(self, status: Status, bound: float | None = None) -> Location:
        """Return a location without sites."""
        nobody = np.full(self.demand, -1, np.int64)
        return Location((), None, bound, None, status, nobody, self.clock.spent_s)


@dataclass
class _Check:
    """Gathers what is wrong."""

    problems: list[Message]

    def hold(self, holds: bool, code: str, **params: Any) -> bool:  # noqa: ANN401, FBT001
        if not holds:
            self.problems.append(Message(code, **params))
        return holds

    def figures(self, values: Any, count: int, name: str) -> Floats:  # noqa: ANN401
        """Return figures from 0 as an array, or 0s where something is wrong with them."""
        what = Message(name)
        try:
            array = np.asarray(values, np.float64)
        except (TypeError, ValueError):
            array = np.full(count, np.nan)
        if self.hold(array.shape == (count,), "locate-figures-length", what=what, count=count):
            wrong = ~((array >= 0) & np.isfinite(array))
            row = int(wrong.argmax())
            params = {"what": what, "row": row, "value": str(array[row]), "count": int(wrong.sum())}
            if self.hold(not wrong.any(), "locate-figures-wrong", **params):
                return array
        return np.zeros(count)

    def indices(self, values: Any, count: int, what: Message) -> Ints:  # noqa: ANN401
        """Return different sites in order, without unknown ones."""
        known = set()
        for value in values:
            try:
                site = index(value)
            except TypeError:
                site = -1
            inside = 0 <= site < count
            if self.hold(inside, "locate-site-unknown", what=what, site=str(value), last=count - 1):
                known.add(site)
        return np.array(sorted(known), np.int64)


def checked(
    cost: object, options: Options, *, weights: object = None, p: object = None, radius: object = 0
) -> Task:
    """Return what a model is given, with every weight 1 where there are none.

    Without `p` any number of sites may be chosen.

    Raises:
        MeasureError: something of it makes no sense.
    """
    clock = Clock() if options.time_limit_s is None else Clock(options.time_limit_s)
    costs = cost if isinstance(cost, Costs) else matrix_costs(cost)
    (demand, sites), check = costs.shape, _Check([])
    check.hold(_is_figure(radius), "locate-radius", radius=str(radius))
    limit = 0 if options.time_limit_s is None else options.time_limit_s
    check.hold(_is_figure(limit), "locate-time-limit", seconds=str(limit))
    check.hold(_is_figure(options.gap), "locate-gap", gap=str(options.gap))
    weight, load, capacity = np.ones(demand), options.load, options.capacity
    if weights is not None:
        weight = check.figures(weights, demand, "locate-weights")
    load = weight if load is None else check.figures(load, demand, "locate-load")
    if capacity is not None:
        capacity = check.figures(capacity, sites, "locate-capacity")
    predefined = check.indices(options.predefined, sites, Message("locate-predefined"))
    forbidden = check.indices(options.forbidden, sites, Message("locate-forbidden"))
    both = np.intersect1d(predefined, forbidden)
    check.hold(not len(both), "locate-site-both", sites=tuple(both.tolist()))
    free = np.setdiff1d(np.arange(sites), np.concatenate([predefined, forbidden]))
    most = len(predefined) + len(free)
    number = _number_of_sites(check, p, len(predefined), most)
    if check.problems:
        raise MeasureError(check.problems)
    return Task(costs, weight, number, predefined, free, capacity, load, clock, options.gap)


def hold_capacity(task: Task) -> None:
    """Refuse capacities that cannot serve everyone, whichever sites are chosen.

    Raises:
        MeasureError: the largest capacities do not add up to the load.
    """
    if task.capacity is None:
        return
    largest = np.sort(task.capacity[task.free])[::-1][: task.to_choose]
    total = float(task.capacity[task.predefined].sum() + largest.sum())
    load = float(task.load.sum())
    if total < load * (1 - 1e-9):
        raise MeasureError(Message("locate-capacity-small", capacity=total, load=load, p=task.p))


def _number_of_sites(check: _Check, p: object, least: int, most: int) -> int:
    if p is None:
        return most
    try:
        number = index(p)  # type: ignore[arg-type]
    except TypeError:
        number = 0
    if check.hold(number >= 1, "locate-p-none", p=str(p)):
        check.hold(number <= most, "locate-p-many", p=number, sites=most)
        check.hold(number >= least, "locate-p-predefined", p=number, sites=least)
    return number


def _is_figure(value: object) -> bool:
    return isinstance(value, Real) and 0 <= float(value) < np.inf
