"""Conflicts that prevent a merge of two scenarios, or the rebase of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from geo.rules import RuleChecker

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from layers.messages import Message
    from layers.plan.plan import Plan

Breaches: TypeAlias = "dict[tuple[str, str], tuple[str | None, Message]]"


class Conflict(NamedTuple):
    """One conflict: its kind, the zone concerned (None: not a single zone), and a message."""

    kind: str
    zone_id: str | None
    message: Message


def broken_hard_rules(
    plan: Plan, zones: gpd.GeoDataFrame, rules: Mapping[str, object] | None = None
) -> Breaches:
    """Return zone and message of each broken hard rule, by rule and subject."""
    return {
        (rule, breach.subject): (breach.zone_id, breach.message)
        for rule, level, breach, *_ in RuleChecker(plan).rows(zones, rules)
        if level == "hard"
    }
