"""The names of a plan's things in one language, by their ids."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from layers.schema import LAYERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from layers import Plan
    from layers.messages import Language

_LAYERS = ("clusters", "gateways", "strategies", "customs_blocks", "exclusions", "ftzs", "zones")


class Names:
    """Names by id: of zones, groups, regions of every level, clusters and the rest."""

    def __init__(self, plan: Plan, language: Language, zones: Sequence[pd.DataFrame] = ()) -> None:
        """Take a plan, and the zones of scenarios, which may have others than the plan."""
        self._plan, self._zones = plan, zones
        self._columns = ("name_zh", "name") if language == "zh" else ("name", "name_zh")

    @cached_property
    def all(self) -> dict[str, str]:
        """Return every id that has a name."""
        found: dict[str, str] = {}
        levels = self._plan.levels
        tables: list[tuple[pd.DataFrame, str]] = [
            (level.names(self._plan.regions), "adcode") for level in levels
        ]
        for layer in _LAYERS:
            if self._plan.has(layer):
                key = LAYERS[layer].key
                if key is not None:
                    tables.append((self._plan.frame(layer), key))
        tables[:0] = [(frame, "zone_id") for frame in self._zones]
        for table, key in tables:
            for column in reversed(self._columns):
                if column in table.columns:
                    named = table[[key, column]].dropna()
                    ids = named[key].astype(str)
                    found |= dict(zip(ids, named[column].astype(str), strict=True))
        return found

    def of(self, id_: str, otherwise: str | None = None) -> str:
        """Return the name of an id; what else is given, or the id, where it has none."""
        return self.all.get(id_) or (otherwise or id_)

    def both(self, id_: object) -> str:
        """Return an id with its name behind it."""
        name = self.all.get(str(id_))
        return f"{id_} {name}" if name else str(id_)
