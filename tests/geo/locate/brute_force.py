"""Location models solved by trying every choice of sites."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from geo.locate import Options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.geometry.edges import Floats


@dataclass
class Instance:
    """A small instance, drawn from a seed; every third has a given kind of condition."""

    seed: int
    cost: Floats = field(init=False)
    weights: Floats = field(init=False)
    radius: float = field(init=False)
    p: int = field(init=False)
    options: Options = field(init=False)

    def __post_init__(self) -> None:
        draw = np.random.default_rng(self.seed)
        capacitated = self.seed % 5 == 0
        demand, sites = draw.integers(1, 6 if capacitated else 10), draw.integers(1, 7)
        self.cost = draw.random((demand, sites)) * 10
        if self.seed % 3 == 0:
            self.cost = np.rint(self.cost)
        if self.seed % 4 == 0:
            self.cost[draw.random(self.cost.shape) < 0.25] = np.inf
        self.weights = draw.integers(0, 9, demand).astype(float)
        if self.seed % 2:
            self.weights = draw.random(demand)
        self.radius = float(draw.random() * 8)
        self.p = int(draw.integers(1, sites + 1))
        order = draw.permutation(sites)
        predefined = order[: draw.integers(0, min(self.p, 2) + 1)] if self.seed % 2 else order[:0]
        spare = sites - self.p
        forbidden = order[::-1][: draw.integers(0, spare + 1)]
        capacity = load = None
        if capacitated:
            load = draw.integers(1, 5, demand).astype(float)
            capacity = draw.integers(1, 5, sites) + load.sum() / self.p
        self.options = Options(
            predefined=predefined.tolist(),
            forbidden=forbidden.tolist(),
            capacity=capacity,
            load=load,
        )

    def choices(self, sizes: range) -> Iterator[list[int]]:
        """Yield every choice of so many sites that holds the predefined, no forbidden one."""
        allowed = sorted(set(range(self.cost.shape[1])) - set(self.options.forbidden))
        for size in sizes:
            for chosen in combinations(allowed, size):
                if set(self.options.predefined) <= set(chosen):
                    yield list(chosen)

    def served(self, chosen: list[int], gain: Floats, *, all_: bool) -> float:
        """Return the most gain of serving demand from chosen sites, each point whole.

        `gain` is demand × sites, −∞ where a site may not serve; with `all_` every point is served,
        −∞ if that cannot be.
        """
        if self.options.capacity is None:
            best = gain[:, chosen].max(axis=1, initial=-np.inf)
            return float((best if all_ else np.maximum(best, 0)).sum())
        left = np.array(self.options.capacity, float)

        def packed(point: int) -> float:
            """Return the most gain of the points from this one on, in what is left."""
            if point == len(gain):
                return 0.0
            load = self.options.load[point]
            best = -np.inf if all_ else packed(point + 1)
            for site in chosen:
                if gain[point, site] > -np.inf and load <= left[site] + 1e-9:
                    left[site] -= load
                    best = max(best, gain[point, site] + packed(point + 1))
                    left[site] += load
            return best

        return packed(0)

    def lscp(self) -> float | None:
        gain = np.where(self.cost <= self.radius, 0.0, -np.inf)
        for chosen in self.choices(range(self.cost.shape[1] + 1)):
            if self.served(chosen, gain, all_=True) == 0:
                return float(len(chosen))
        return None

    def mclp(self) -> float:
        gain = np.where(self.cost <= self.radius, self.weights[:, None], -np.inf)
        sizes = range(self.p, self.p + 1)
        return max(self.served(chosen, gain, all_=False) for chosen in self.choices(sizes))

    def p_median(self) -> float | None:
        gain = np.full(self.cost.shape, -np.inf)
        near = np.isfinite(self.cost)
        gain[near] = -(self.weights[:, None] * np.where(near, self.cost, 0))[near]
        sizes = range(self.p, self.p + 1)
        best = max(self.served(chosen, gain, all_=True) for chosen in self.choices(sizes))
        return None if best == -np.inf else -best

    def p_center(self) -> float | None:
        for radius in np.unique(self.cost[np.isfinite(self.cost)]):
            gain = np.where(self.cost <= radius, 0.0, -np.inf)
            for chosen in self.choices(range(self.p, self.p + 1)):
                if self.served(chosen, gain, all_=True) == 0:
                    return float(radius)
        return None
