"""Boundary edits: each verb a frozen value with `apply`, all of them in one registry, `EDITS`.

A new verb is one class in the file of its family and one row below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from geo.edits.add_remove import Add, Remove
from geo.edits.base import Edit, EditContext
from geo.edits.merge import Merge
from geo.edits.move import Move
from geo.edits.reshape import Reshape
from geo.edits.resize import Expand, Shrink
from geo.edits.set_attributes import Set
from geo.edits.split import Split
from geo.edits.transfer import Swap, Transfer
from geo.validation import Problem, near, problems_of, shown
from layers.errors import ScenarioError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "EDITS",
    "Add",
    "Edit",
    "EditContext",
    "Expand",
    "Merge",
    "Move",
    "Remove",
    "Reshape",
    "Set",
    "Shrink",
    "Split",
    "Swap",
    "Transfer",
    "apply_edits",
    "find_edits",
    "write_edit",
]

EDITS: Mapping[str, type[Edit]] = {
    edit.verb: edit
    for edit in (Reshape, Expand, Shrink, Move, Add, Remove, Split, Merge, Transfer, Swap, Set)
}
"""Every verb and its edit."""


def apply_edits(
    zones: gpd.GeoDataFrame, edits: Iterable[Edit], context: EditContext
) -> gpd.GeoDataFrame:
    """Return the zones as they are after all edits, in their order; `zones` itself stays as it is.

    Rows keep their order, added ones come last; columns keep their types; the index counts from 0.
    It is all or nothing: where one edit cannot be made, none is.

    Raises:
        ScenarioError: edits that cannot be made, a line each: "edit 2 (expand SH-LG): …". An edit
            of a zone on which an earlier one failed is not tried.
    """
    child = zones.reset_index(drop=True)
    problems: list[str] = []
    failed: set[str] = set()
    for number, edit in enumerate(edits, start=1):
        if edit.touched & failed:
            continue
        try:
            child = edit.apply(child, context)
        except ScenarioError as error:
            where = f"edit {number} ({edit.verb} {edit.subject})"
            problems.extend(f"{where}: {problem}" for problem in error.lines)
            failed |= edit.touched
    if problems:
        raise ScenarioError(problems)
    return child


def find_edits(given: object) -> tuple[tuple[Edit, ...], list[Problem]]:
    """Return the edits of a list of one-key mappings, and what is wrong with the others.

    >>> find_edits([{"remove": {"zone": "SH-JQ"}}])
    ((Remove(zone='SH-JQ'),), [])
    """
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        reason = f"must be a list of edits, not {shown(given)}; begin each with a dash"
        return (), [Problem(("edits",), reason)]
    edits: list[Edit] = []
    problems: list[Problem] = []
    for position, item in enumerate(given):
        try:
            edits.append(_read_edit(item, ("edits", position)))
        except _EditError as error:
            problems.extend(error.found)
    return tuple(edits), problems


def write_edit(edit: Edit, *, as_wkt: bool = False) -> dict[str, Any]:
    """Return an edit as its one-key mapping, its geometry as GeoJSON or as WKT.

    >>> write_edit(Remove(zone="SH-JQ"))
    {'remove': {'zone': 'SH-JQ'}}
    """
    context = "wkt" if as_wkt else "geojson"
    options = edit.model_dump(mode="json", by_alias=True, exclude_defaults=True, context=context)
    return {edit.verb: options}


class _EditError(Exception):
    """Carries what is wrong with one item of the list."""

    def __init__(self, *found: Problem) -> None:
        super().__init__(*found)
        self.found = found


def _read_edit(item: object, at: tuple[str | int, ...]) -> Edit:
    """Return the edit of a one-key mapping."""
    if not isinstance(item, Mapping) or not item:
        reason = f"must be one verb with its options, not {shown(item)}; {near('', EDITS)}"
        raise _EditError(Problem(at, reason))
    if len(item) > 1:
        verbs = ", ".join(str(verb) for verb in item)
        reason = f"holds {len(item)} keys ({verbs}); write each verb as an item of its own"
        raise _EditError(Problem(at, reason))
    verb, options = next(iter(item.items()))
    if verb not in EDITS:
        raise _EditError(Problem((*at, str(verb)), f"unknown verb; {near(verb, EDITS)}"))
    model = EDITS[verb]
    try:
        return model.model_validate(options)
    except ValidationError as error:
        known = (option.alias or name for name, option in model.model_fields.items())
        raise _EditError(*problems_of(error, known, (*at, verb))) from error
