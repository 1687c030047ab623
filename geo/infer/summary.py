"""What inferred edits change, zone by zone: the table that a person reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.edits import Edit, Set

if TYPE_CHECKING:
    from geo.infer.match import LayerRow, Matches

_VERBS = {"move": "moved", "reshape": "reshaped", "transfer": "transferred"}
_KINDS = {"part": "part", "copy": "copied", "new": "added"}
_COLUMNS = ["zone_id", "what", "of", "given_id", "columns"]


def summarise(matches: Matches, edits: Sequence[Edit]) -> pd.DataFrame:
    """Return the changes of each edited zone, in the order of the layer's rows.

    Returns:
        `zone_id`; `what`, a list of: renamed, split, part, merged, copied, added, moved, reshaped,
        transferred, set, and for a missing zone, merged away or removed; `of`, the zones that it
        was made of or merged into; `given_id`, its id in the layer; `columns`, those that are set.
    """
    return pd.DataFrame([*_of_rows(matches, edits), *_of_gone(matches)], columns=_COLUMNS)


def _of_rows(matches: Matches, edits: Sequence[Edit]) -> Iterator[tuple[Any, ...]]:
    split = {row.of for row in matches.rows if row.kind == "part"}
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for number, edit in enumerate(edits):
        for zone in edit.touched:
            numbers[zone].add(number)
    for row in matches.rows:
        own = numbers[row.zone_id] | (numbers[str(row.of)] if row.kind == "zone" else set())
        mine = [edits[number] for number in sorted(own)]
        cells = [edit.cells for edit in mine if isinstance(edit, Set)]
        columns = [name for name in chain(*cells) if name != "zone_id"]
        what = [*_of_zone(row, matches, split)]
        what += [_VERBS[edit.verb] for edit in mine if edit.verb in _VERBS]
        what += ["set"] if columns else []
        if what:
            of: Sequence[str | None] = matches.parents(row) or [row.of]
            others = [zone for zone in of if zone and zone != row.zone_id]
            yield row.zone_id, list(dict.fromkeys(what)), others, row.given, columns


def _of_zone(row: LayerRow, matches: Matches, split: set[str | None]) -> Iterator[str]:
    if row.kind in _KINDS:
        yield _KINDS[row.kind]
        return
    if row.zone_id != row.of:
        yield "renamed"
    if row.of in split:
        yield "split"
    if matches.parents(row):
        yield "merged"


def _of_gone(matches: Matches) -> Iterator[tuple[Any, ...]]:
    now = {row.of: row.zone_id for row in matches.rows if row.kind == "zone"}
    for zone, into in matches.merged.items():
        yield zone, ["merged away"], [now[into]], None, []
    for zone in matches.removed:
        yield zone, ["removed"], [], None, []
