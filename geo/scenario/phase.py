"""A phase: by a year, the first edits of a scenario hold.

`phases: [{by: 2027, title: First phase, edits: 3}, {by: 2030, edits: 7}]`. A phase has no state of
its own: it is the scenario with a prefix of its edits (`Scenario.as_of`), measured, compared and
replayed like any other. Before the first phase the baseline holds; edits after those of the last
phase have no date.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, Field

from geo.edits.base import ShortText
from geo.validation import find_each
from layers.messages import Message

FIRST_YEAR, LAST_YEAR = 1900, 9999
"""The years that a phase may be by."""

MOST_PHASES = 50
"""How many phases a scenario may have."""


class Phase(BaseModel, frozen=True, extra="forbid"):
    """By a year, the first edits of a scenario hold.

    Args:
        by: the year, by the end of which they are carried out.
        edits: how many, from the first.
        title, title_zh: the name of the phase.

    >>> Phase(by=2027, edits=3)
    Phase(by=2027, edits=3, title=None, title_zh=None)
    """

    by: Annotated[int, Field(strict=True, ge=FIRST_YEAR, le=LAST_YEAR)]
    edits: Annotated[int, Field(strict=True, ge=0)]
    title: ShortText | None = None
    title_zh: ShortText | None = None


def find_phases(items: object, count: int) -> tuple[tuple[Phase, ...], list[Message]]:
    """Return the phases of a list of mappings, of a scenario of `count` edits; and the problems.

    >>> [str(one) for one in find_phases([{"by": 2027, "edits": 3}], count=2)[1]]
    ['phases[1].edits: 3 edits: the scenario has 2; give at most 2']
    """
    phases, problems = find_each(items, Phase, "phases", MOST_PHASES)
    return tuple(phases), problems or [*_wrong_order(phases, count)]


def _wrong_order(phases: Sequence[Phase], count: int) -> Iterator[Message]:
    for number, phase in enumerate(phases):
        if phase.edits > count:
            more = Message("scenario-phase-edits", given=phase.edits, count=count)
            yield more.at("phases", number, "edits")
    for number, (before, phase) in enumerate(pairwise(phases), start=1):
        if phase.by <= before.by:
            early = Message("scenario-phase-by", given=str(phase.by), before=str(before.by))
            yield early.at("phases", number, "by")
        if phase.edits < before.edits:
            fewer = Message("scenario-phase-fewer", given=phase.edits, before=before.edits)
            yield fewer.at("phases", number, "edits")
