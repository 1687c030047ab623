"""Which columns of numbers of a demand are summed beside people, as files are read.

A user's request decides; then the plan's earlier decision about the column; else its name and
its numbers (`layers.schema.number_kinds`): ids, years, rates and positions are not
summed. The plan keeps this in its table `terms`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

import pandas as pd

from layers.formats.table import Assumption
from layers.messages import Message
from layers.messages.message import Param
from layers.plan.plan import Plan
from layers.plan.weights import is_measurable, is_number, kind_of_column
from layers.schema.column_types import as_storable
from layers.schema.layer_schema import LAYERS
from layers.schema.number_kinds import NumberKind

_DEMAND = LAYERS["demand"]
_SHOWN = 12  # columns in a note


@dataclass(frozen=True)
class SumRequest:
    """The user's request: columns to sum, and columns not to sum, by the plan's or a file's name.

    >>> SumRequest(not_summed=("year",)).given
    True
    """

    summed: tuple[str, ...] = ()
    not_summed: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Return whether columns are named."""
        return self != SumRequest()


@dataclass
class SummedColumns:
    """The decision: columns that are summed although they look like ids, those that are not.

    `assumed` states it for columns that no request names; `problems` are those of the request.
    """

    summed: list[str] = field(default_factory=list)
    not_summed: list[str] = field(default_factory=list)
    assumed: list[Assumption] = field(default_factory=list)
    problems: list[Message] = field(default_factory=list)


@dataclass(frozen=True)
class DemandColumns:
    """A demand with the plan's column names, while it is read.

    `headings` has the file's name of the plan's columns, `mapped` the columns that the user maps:
    they are summed. `codes` are those of the regions.
    """

    frame: pd.DataFrame
    headings: Mapping[str, str] = field(default_factory=dict)
    mapped: Collection[str] = ()
    codes: Collection[str] = ()

    @property
    def numbers(self) -> list[str]:
        """Return the columns of numbers outside the schema."""
        names = [it for it in map(str, self.frame.columns) if it != "geometry"]
        further = [name for name in names if _DEMAND.column(name) is None]
        return [name for name in further if is_number(as_storable(self.frame[name]))]


def summed_columns(
    demand: DemandColumns, request: SumRequest, onto: Plan | None = None
) -> SummedColumns:
    """Return which columns of a demand are summed; `onto` is the plan whose demand it becomes.

    >>> table = pd.DataFrame({"demand_id": ["a", "b"], "jobs": [3, 40], "year": [2020, 2020]})
    >>> decided = summed_columns(DemandColumns(table), SumRequest())
    >>> decided.not_summed, [each.value for each in decided.assumed]
    (['year'], ['jobs', 'year'])
    """
    decided, columns = SummedColumns(), demand.numbers
    wanted = _named(demand, request.summed, "sum", decided.problems)
    unwanted = _named(demand, request.not_summed, "no-sum", decided.problems)
    decided.problems += (Message("import-sum-both", column=it) for it in wanted & unwanted)
    summed: list[str] = []
    left: defaultdict[NumberKind | Literal["before"], list[str]] = defaultdict(list)
    for name in columns:
        kind = kind_of_column(demand.frame, name, demand.codes)
        if name in unwanted:
            decided.not_summed.append(name)
        elif name in wanted or name in demand.mapped:
            summed.append(name)
            decided.summed += [name] if kind is not None else []
        elif onto is not None and name in onto.demand:
            (left["before"] if name in onto.terms.not_summed else summed).append(name)
            decided.summed += [name] if name in onto.terms.summed else []
        elif kind is not None:
            left[kind].append(name)
        else:
            summed.append(name)
    decided.not_summed += chain(*left.values())
    amounts = [name for name in summed if is_measurable(demand.frame, name)]
    if amounts:
        decided.assumed.append(_noted(amounts, Message("import-demand-summed", **_list(amounts))))
    for why_not, names in left.items():
        why = Message("import-demand-not-summed", kind=why_not, **_list(names))
        decided.assumed.append(_noted(names, why))
    return decided


def _named(
    demand: DemandColumns, names: Iterable[str], option: str, problems: list[Message]
) -> set[str]:
    """Return the columns of numbers that a request names; append a problem for each other name."""
    numbers = demand.numbers
    known = {heading.casefold(): name for name, heading in demand.headings.items()}
    known |= {name.casefold(): name for name in map(str, demand.frame.columns)}
    found = set()
    for name in names:
        column = known.get(name.strip().casefold())
        if column in numbers:
            found.add(column)
        elif column == "population":
            problems.append(Message("import-sum-people", option=option))
        else:
            there = tuple(numbers) or Message("list-none")
            problems.append(Message("import-sum-unknown", option=option, given=name, there=there))
    return found


def _noted(names: Sequence[str], why: Message) -> Assumption:
    return Assumption("columns", ", ".join(names[:_SHOWN]), why)


def _list(names: Sequence[str]) -> dict[str, Param]:
    return {"columns": tuple(names[:_SHOWN]), "more": max(len(names) - _SHOWN, 0)}
