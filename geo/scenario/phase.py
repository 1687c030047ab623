"""A phase: by a year, the first edits of a scenario hold.

`phases: [{by: 2027, title: First phase, edits: 3}, {by: 2030, edits: 7}]`. A phase has no state of
its own: it is the scenario with a prefix of its edits (`Scenario.as_of`), measured, compared and
replayed like any other. Before the first phase the baseline holds; edits after those of the last
phase have no date.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import count as count_from
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, Field

from geo.edits.base import Edit, ShortText
from geo.validation import find_each, place_of
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
    faulty = {place_of(one)[1] for one in problems if len(place_of(one)) > 1}
    sound = (number for number in count_from(0) if number not in faulty)
    numbered = [*zip(sound, phases, strict=False)]
    return tuple(phases), [*problems, *_wrong_order(numbered, count)]


def edit_years(phases: Sequence[Phase], count: int) -> list[float]:
    """Return by which year each of `count` edits holds: −∞ without phases, ∞ after the last.

    >>> edit_years([Phase(by=2027, edits=1)], 2)
    [2027.0, inf]
    """
    if not phases:
        return [-math.inf] * count
    return [
        next((float(phase.by) for phase in phases if number < phase.edits), math.inf)
        for number in range(count)
    ]


def with_years(phases: Iterable[Phase], years: Sequence[float]) -> tuple[Phase, ...]:
    """Return phases of edits that hold by these years, in order; of two of one year the last."""
    known = {phase.by: phase for phase in phases}
    return tuple(
        known[by].model_copy(update={"edits": sum(year <= by for year in years)})
        for by in sorted(known)
    )


def in_phases(
    edits: Sequence[Edit], phases: Sequence[Phase], before: Sequence[Edit]
) -> tuple[tuple[Edit, ...], tuple[Phase, ...]]:
    """Return edits in phases, which were those of the edits `before`.

    An edit holds when all earlier edits of its zones do, by the latest of their years; one of other
    zones has no date. Edits of the same zones stay in their order.

    >>> from geo import Expand, Remove
    >>> before = [Expand(zone="A", by_km=1), Expand(zone="B", by_km=1)]
    >>> edits = [Remove(zone="B"), Remove(zone="A")]
    >>> ordered, phases = in_phases(edits, [Phase(by=2027, edits=1)], before)
    >>> [edit.zone for edit in ordered], phases[0].edits
    (['A', 'B'], 1)
    """
    year_of: dict[str, float] = {}
    for edit, year in zip(before, edit_years(phases, len(before)), strict=True):
        year_of |= dict.fromkeys(edit.touched, year)
    years = []
    for edit in edits:
        years.append(max((year_of.get(zone, math.inf) for zone in edit.touched), default=math.inf))
        year_of |= dict.fromkeys(edit.touched, years[-1])
    order = sorted(range(len(edits)), key=years.__getitem__)
    return tuple(edits[number] for number in order), with_years(phases, years)


def _wrong_order(phases: Sequence[tuple[int, Phase]], count: int) -> Iterator[Message]:
    """Yield the mistakes in the order of adjacent phases, each phase with its number from 0."""
    for number, phase in phases:
        if phase.edits > count:
            more = Message("scenario-phase-edits", given=phase.edits, count=count)
            yield more.at("phases", number, "edits")
    for (_, before), (number, phase) in pairwise(phases):
        if phase.by <= before.by:
            early = Message("scenario-phase-by", given=str(phase.by), before=str(before.by))
            yield early.at("phases", number, "by")
        if phase.edits < before.edits:
            fewer = Message("scenario-phase-fewer", given=phase.edits, before=before.edits)
            yield fewer.at("phases", number, "edits")
