"""Every model finds what trying every choice finds."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from geo.locate import Location, lscp, mclp, p_center, p_median
from layers.errors import MeasureError
from tests.geo.locate.brute_force import Instance

INSTANCES = 160
BATCHES = 4


def as_given(instance: Instance) -> object:
    """Return an instance's costs as an array or, every other time it can be told, sparse."""
    if instance.seed % 8 != 4:
        return instance.cost
    near = np.isfinite(instance.cost)
    return sp.coo_array((instance.cost[near], np.nonzero(near)), shape=instance.cost.shape)


def hold(instance: Instance, found: Location, expected: float | None) -> None:
    """Assert that an answer is the best, and that its sites may be chosen."""
    told = f"seed {instance.seed}: {found}, expected {expected}"
    if expected is None:
        assert (found.status, found.sites, found.objective) == ("infeasible", (), None), told
        return
    assert found.status == "optimal", told
    assert found.gap == 0, told
    assert found.objective == found.bound == pytest.approx(expected, rel=1e-9), told
    assert set(instance.options.predefined) <= set(found.sites), told
    assert not set(instance.options.forbidden) & set(found.sites), told
    assert set(found.assignment.tolist()) <= {-1, *found.sites}, told
    if instance.options.capacity is not None:
        carried = found.assignment >= 0
        load = np.bincount(
            found.assignment[carried], instance.options.load[carried], instance.cost.shape[1]
        )
        assert (load <= instance.options.capacity + 1e-6).all(), told


def too_small(instance: Instance, count: int) -> bool:
    """Return whether no so many sites can carry the load together."""
    if instance.options.capacity is None:
        return False
    sums = [
        instance.options.capacity[chosen].sum()
        for chosen in instance.choices(range(count, count + 1))
    ]
    return bool(max(sums) < instance.options.load.sum())


@pytest.mark.parametrize("batch", range(BATCHES))
def test_each_model_finds_the_best_of_all_choices(batch: int) -> None:
    for seed in range(batch, INSTANCES, BATCHES):
        one = Instance(seed)
        cost, options = as_given(one), one.options
        points = np.arange(len(one.cost))
        found = mclp(cost, one.weights, one.radius, one.p, options)
        hold(one, found, one.mclp())
        covered = found.assignment >= 0
        assert (one.cost[points, found.assignment][covered] <= one.radius).all()
        assert one.weights[covered].sum() == pytest.approx(found.objective)
        assert len(found.sites) == one.p
        allowed = one.cost.shape[1] - len(one.options.forbidden)
        for model, args, expected, count in (
            (lscp, (one.radius,), one.lscp(), allowed),
            (p_median, (one.weights, one.p), one.p_median(), one.p),
            (p_center, (one.p,), one.p_center(), one.p),
        ):
            if too_small(one, count):
                assert expected is None
                with pytest.raises(MeasureError, match="capacity: "):
                    model(cost, *args, options)
                continue
            found = model(cost, *args, options)
            hold(one, found, expected)
            if found.status == "optimal" and model is p_center:
                assert one.cost[points, found.assignment].max() == found.objective
