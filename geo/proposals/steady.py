"""The choice that keeps enough of its gain in most runs with uncertain boundaries.

The model (`geo.proposals.rows`) knows two states: all boundaries farthest in, or farthest out. In a
run each lies elsewhere, so a choice that keeps its share in both may keep less in many runs. It is
therefore measured in runs; where it keeps less, the model is held to a share in states between them
as well, to as small a one as suffices.
"""

from __future__ import annotations

from collections.abc import Callable

from geo.proposals.model import Chosen
from geo.proposals.task import Task

_ROUNDS = 6
_STEP, _MOST = 0.04, 1.3  # by which the share is raised at least, and to what at most
_NEAR = 0.02  # so near is a share that suffices to one that does not


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
    asked = task.terms.kept_share
    share = kept(task, found)
    enough: list[tuple[float, Task, Chosen]] = []
    fewer = [(share, task, found)]
    low, high, other = 0.0, _MOST, asked
    for _ in range(_ROUNDS if share < asked else 0):
        task = task.held_to(other if low < other < high else (low + high) / 2)
        new = choose(task)
        if new is None:
            break
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
    _, task, found = max(enough or fewer, key=lambda one: one[0])
    return task, found
