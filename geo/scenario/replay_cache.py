"""A cache of replays of one plan, for drafts whose edits are appended one by one.

Every request about a draft has all of its edits, most of which were in the previous request. So the
zones after each edit are cached, and only further edits are applied.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from geo.edits import EditContext, apply_edits
from geo.scenario.replay import Replay, replay
from layers.errors import ScenarioError
from layers.runtime.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Hashable

    import geopandas as gpd

    from geo.edits import Edit
    from geo.scenario.model import Scenario
    from layers.plan.plan import Plan

_KEPT = 100


class ReplayCache:
    """Replays scenarios of one plan like `replay`. Thread-safe."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._zones = plan.zones.reset_index(drop=True)
        self._contexts: Cache[str, EditContext] = Cache(_KEPT)
        self._made: Cache[tuple[Hashable, ...], gpd.GeoDataFrame] = Cache(_KEPT)

    def replay(self, scenario: Scenario) -> Replay:
        """Return the plan's zones after the scenario, and whether its record was needed.

        Raises:
            ScenarioError: the scenario has another baseline, or an edit cannot be applied.
        """
        if scenario.recorded is not None or scenario.baseline != self._plan.baseline:
            return replay(self._plan, scenario)
        return Replay(self._zones_after(scenario))

    def context(self, scenario: str) -> EditContext:
        """Return the edit context of a scenario, by its id."""
        return self._contexts.get(scenario, lambda: EditContext.of(self._plan, scenario))

    def _zones_after(self, scenario: Scenario) -> gpd.GeoDataFrame:
        context = self.context(scenario.scenario)
        keys = (scenario.scenario, *map(_key, scenario.edits))
        cached, zones = self._farthest(keys)
        try:
            for count in range(cached, len(scenario.edits)):
                edit = scenario.edits[count : count + 1]
                zones = self._made.get(
                    keys[: count + 2], partial(apply_edits, zones, edit, context)
                )
        except ScenarioError:
            # apply all of them, so that the error names every failing edit by its number
            return apply_edits(self._plan.zones, scenario.edits, context)
        return zones

    def _farthest(self, keys: tuple[Hashable, ...]) -> tuple[int, gpd.GeoDataFrame]:
        """Return how many leading edits are cached, and the zones after them."""
        for count in range(len(keys) - 1, 0, -1):
            zones = self._made.find(keys[: count + 1])
            if zones is not None:
                return count, zones
        return 0, self._zones


def _key(edit: Edit) -> Hashable:
    """Return the key of an edit; 1 and true, equal in Python, differ in `set`."""
    return (edit, repr(edit)) if edit.verb == "set" else edit
