"""The most gain for each square kilometre that is taken, in place of the most gain.

A ratio is no sum, but its best choice is found by sums (Dinkelbach 1967, Management Science 13,
492–498): land is charged at the rate of the best choice so far, and the model is solved again.
Where no choice gains more than its charge, none gains more per km² than that one: the last model
is the proof.
"""

from dataclasses import replace

import numpy as np

from geo.proposals.model import Chosen, choose
from geo.proposals.task import Task
from geo.solver import Clock
from layers.messages import Message

_SAME = 1e-9  # of a gain
_ROUND = 0.5  # of the time that is left, for each round


def densest(task: Task, found: Chosen, clock: Clock) -> tuple[Task, Chosen, Message]:
    """Return the choice of most gain per km² taken, with the model that proves it.

    `found` is any choice that gains something. The bound of the answer is what no choice gains on
    as little land.
    """
    choice = task.choice
    area_km2 = np.array([one.area_km2 for one in task.lands] + [0.0] * len(task.states))
    chosen = found.chosen
    while True:
        gain = choice.net(chosen)
        rate = gain / float(area_km2[chosen].sum())
        charged = replace(choice, own=choice.own - rate * area_km2)
        better = choose(charged, 0.0, clock.part(_ROUND), start=chosen)
        if charged.net(better.chosen) <= _SAME * gain:
            break
        chosen = better.chosen
    over = max(0.0, better.bound)
    over = over if over > _SAME * gain else 0.0
    answer = replace(better, chosen=chosen, gain=gain, bound=gain + over, freed=None, loose=None)
    most = rate + over / float(area_km2[: len(task.lands)].min())
    return (
        replace(task, choice=charged),
        answer,
        Message("propose-per-km2", rate=rate, most=most),
    )
