"""Boundary edits: each verb a frozen value with `apply`, all of them in one registry, `EDITS`.

A new verb is one class that implements `edited`, in the file of its family or its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import geopandas as gpd
import shapely
from pydantic import ValidationError
from shapely.errors import GEOSException

from geo.edits.add_remove import Add, Remove
from geo.edits.base import Edit, EditContext
from geo.edits.merge import Merge
from geo.edits.move import Move
from geo.edits.reshape import Reshape
from geo.edits.resize import Expand, Shrink
from geo.edits.set_attributes import Set
from geo.edits.split import Split
from geo.edits.transfer import Swap, Transfer
from geo.validation import MOST_KEYS, problems_of, shown
from layers.errors import MOST_PROBLEMS, ScenarioError, of_library
from layers.messages import Message
from layers.runtime.budget import spend
from layers.runtime.lazy import declared
from layers.runtime.suggestions import suggestion

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
    "edit_name",
    "find_edits",
    "ids_before",
    "in_edit",
    "write_edit",
]

_MOST_EDITS = 10_000
"""The limit of edits in a scenario."""

_MOST_NAMED = 12

_DECLARED = [
    edit for edit in declared(__name__, type) if issubclass(edit, Edit) and "verb" in vars(edit)
]
EDITS: Mapping[str, type[Edit]] = {
    edit.verb: edit for edit in sorted(_DECLARED, key=lambda edit: edit.place)
}
"""Every verb and its edit."""


def apply_edits(
    zones: gpd.GeoDataFrame, edits: Iterable[Edit], context: EditContext
) -> gpd.GeoDataFrame:
    """Return the zones after all edits, in order; `zones` itself stays unchanged.

    Rows keep their order, added ones come last; columns keep their types; the index counts from 0.
    All or nothing: if one edit fails, none is applied.

    Raises:
        ScenarioError: edits that fail, a line each: "edit 2 (expand SH-LG): …". An edit of a zone
            for which an earlier one failed is not tried.

    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> edits = [Remove(zone="A"), Expand(zone="B", by_km=1)]
    >>> apply_edits(plan.zones, edits, EditContext.of(plan))["zone_id"].tolist()
    ['B']
    """
    child = zones.reset_index(drop=True)
    problems: list[Message] = []
    failed: set[str] = set()
    for number, edit in enumerate(edits, start=1):
        if edit.touched & failed:
            continue
        spend(int(shapely.get_num_coordinates(child.geometry.to_numpy()).sum()))
        try:
            child = _applied(edit, child, context)
        except ScenarioError as error:
            problems.extend(in_edit(number, edit, problem) for problem in error.problems)
            failed |= edit.touched
    if problems:
        raise ScenarioError(problems)
    return child


def _applied(edit: Edit, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
    """Return the zones after one edit; failures of the geometry library become `ScenarioError`."""
    try:
        return edit.apply(zones, context)
    except GEOSException as error:
        ours = of_library(error)
        raise ScenarioError(ours.problems if ours else ()) from error


def edit_name(number: int, edit: Edit) -> Message:
    """Return an edit's name in messages, by its number from 1.

    >>> str(edit_name(2, Remove(zone="SH-JQ")))
    'edit 2 (remove SH-JQ)'
    """
    verb = Message("edits-verb", verb=edit.verb)
    return Message("edits-edit", number=number, verb=verb, subject=edit.subject)


def in_edit(number: int, edit: Edit, reason: Message) -> Message:
    """Return a message about an edit, by its number from 1."""
    return Message("edits-in-edit", edit=edit_name(number, edit), reason=reason)


def ids_before(edits: Iterable[Edit]) -> dict[str, str]:
    """Return the original id of each zone that edits renamed, by its new id.

    >>> ids_before([Set(zone="A", zone_id="B"), Set(zone="B", zone_id="C"), Remove(zone="Z")])
    {'C': 'A'}
    """
    was: dict[str, str] = {}
    for edit in edits:
        if isinstance(edit, Set):
            zone = str(edit.cells.get("zone_id", edit.zone))
            if zone != edit.zone:
                was[zone] = was.pop(edit.zone, edit.zone)
        elif isinstance(edit, Add | Merge | Remove | Split):
            for zone in edit.touched - _kept(edit):
                was.pop(zone, None)
    return {zone: former for zone, former in was.items() if zone != former}


def _kept(edit: Edit) -> set[str]:
    """Return the zone that keeps its identity when an edit adds or removes zones."""
    if isinstance(edit, Merge):
        return {edit.into or edit.zones[0]}.intersection(edit.zones)
    return {edit.zone}.intersection(edit.into) if isinstance(edit, Split) else set()


def find_edits(items: object) -> tuple[tuple[Edit, ...], list[Message]]:
    """Return the edits of a list of one-key mappings (or edits), and the problems of the others.

    >>> find_edits([{"remove": {"zone": "SH-JQ"}}])
    ((Remove(zone='SH-JQ'),), [])
    """
    if not isinstance(items, Sequence) or isinstance(items, str | bytes):
        return (), [Message("edits-not-list", given=shown(items)).at("edits")]
    if len(items) > _MOST_EDITS:
        many = Message("edits-too-many", count=len(items), limit=_MOST_EDITS)
        return (), [many.at("edits")]
    edits: list[Edit] = []
    problems: list[Message] = []
    for position, item in enumerate(items):
        if len(problems) >= MOST_PROBLEMS:
            break
        try:
            edits.append(_read_edit(item))
        except ScenarioError as error:
            problems.extend(problem.at("edits", position) for problem in error.problems)
    return tuple(edits), problems


def write_edit(edit: Edit, *, as_wkt: bool = False) -> dict[str, Any]:
    """Return an edit as its one-key mapping, its geometry as GeoJSON or WKT.

    >>> write_edit(Remove(zone="SH-JQ"))
    {'remove': {'zone': 'SH-JQ'}}
    """
    context = "wkt" if as_wkt else "geojson"
    options = edit.model_dump(mode="json", by_alias=True, exclude_defaults=True, context=context)
    return {edit.verb: options}


def _read_edit(item: object) -> Edit:
    """Return the edit of a one-key mapping; an edit is returned unchanged.

    Raises:
        ScenarioError: not an edit; places are relative to the mapping.
    """
    if isinstance(item, Edit):
        return item
    if not isinstance(item, Mapping) or not item:
        hint = suggestion("", EDITS)
        raise ScenarioError(Message("edits-not-verb", given=shown(item), hint=hint))
    if len(item) > 1:
        verbs = tuple(str(verb) for verb in islice(item, _MOST_NAMED))
        raise ScenarioError(Message("edits-several-verbs", count=len(item), verbs=verbs))
    verb, options = next(iter(item.items()))
    if verb not in EDITS:
        unknown = Message("edits-verb-unknown", hint=suggestion(verb, EDITS))
        raise ScenarioError(unknown.at(str(verb)))
    model = EDITS[verb]
    if isinstance(options, Mapping) and len(options) > MOST_KEYS:
        raise ScenarioError(Message("value-too-many-keys", count=len(options)).at(verb))
    try:
        return model.model_validate(options)
    except ValidationError as error:
        names = (option.alias or name for name, option in model.model_fields.items())
        raise ScenarioError(problems_of(error, names, (verb,))) from error
