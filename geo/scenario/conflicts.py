"""What keeps scenarios from being put together or put on another plan: data, never a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from geo.rules import RuleChecker

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.edits import Edit
    from layers.plan import Plan

Breaches: TypeAlias = "dict[tuple[str, str], tuple[str | None, str]]"


class Conflict(NamedTuple):
    """One conflict: its kind, the zone that it is about (None: not one zone), and one line."""

    kind: str
    zone_id: str | None
    message: str


def broken_hard_rules(
    plan: Plan, zones: gpd.GeoDataFrame, rules: Mapping[str, object] | None = None
) -> Breaches:
    """Return zone and message of each broken hard rule, by rule and subject."""
    table = RuleChecker(plan).violations(zones, rules)
    hard = table[table["level"] == "hard"]
    keys = zip(hard["rule"], hard["subject"], strict=True)
    return dict(zip(keys, zip(hard["zone_id"], hard["message"], strict=True), strict=True))


def named(number: int, edit: Edit) -> str:
    """Return an edit as messages name it, by its number from 1: `edit 2 (expand SH-LG)`."""
    return f"edit {number} ({edit.verb} {edit.subject})"
