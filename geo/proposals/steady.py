"""The choice that keeps enough of its gain in most runs with uncertain boundaries, and no more.

The model (`geo.proposals.rows`) knows some states: all boundaries farther in, or farther out, by
the same distance. In a run each lies elsewhere, so a choice that keeps its share in all of these
may keep less in many runs, or more. It is therefore measured in runs; then the model is held to a
larger share, as small a one as suffices, or to a smaller one.
"""

from __future__ import annotations

from collections.abc import Callable

from geo.proposals.model import Chosen
from geo.proposals.task import Task

_ROUNDS = 6
_STEP, _MOST = 0.04, 1.3  # by which the share is raised at least, and to what at most
_NEAR = 0.02  # so near is a share that suffices to one that does not
_SPARE = 0.01  # by which it is more than asked for, as other runs come to a little less


def steadied(
    task: Task,
    found: Chosen,
    kept: Callable[[Task, Chosen], float],
    choose: Callable[[Task], Chosen | None],
) -> tuple[Task, Chosen]:
    """Return the best choice that keeps enough in most runs, else one that keeps most.

    `kept` measures the share that a choice keeps, `choose` chooses again; None where no choice
    gains anything, or the time is spent. The task returned is held to the share that it needs.
    """
    asked = task.terms.kept_share + _SPARE
    enough: list[tuple[float, Task, Chosen]] = []
    fewer: list[tuple[float, Task, Chosen]] = []
    low, high, new = 0.0, _MOST, found
    for _ in range(_ROUNDS):
        held, share = task.terms.kept_share, kept(task, new)
        if share >= asked:
            enough.append((new.gain, task, new))
            high = held
        else:
            fewer.append((share, task, new))
            low = held
        is_right = share >= asked and (share - asked < _NEAR or new.freed is None)
        if high - low < _NEAR or is_right:
            break
        other = held + max(_STEP, abs(asked - share)) * (1 if share < asked else -1)
        task = task.held_to(other if low < other < high else (low + high) / 2)
        again = choose(task)
        if again is None:
            break
        new = again
    _, task, found = max(enough or fewer, key=lambda one: one[0])
    return task, found
