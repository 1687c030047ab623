"""Edits that add or remove a zone: `add` and `remove`."""

from typing import Annotated, ClassVar, Literal

import geopandas as gpd
from pydantic import BeforeValidator

from geo.edits.base import EditContext, ShortText, ZoneEdit, rewritten, row_of, source_of
from geo.edits.reshape import OutlineEdit
from layers.errors import ScenarioError
from layers.messages import Message
from layers.runtime.suggestions import suggestion
from layers.schema.lists import join_list, split_list


def sectors_of(value: object) -> object:
    """Return a list, or a text separated by semicolons, as a tuple."""
    if isinstance(value, str):
        return split_list(value)
    return tuple(value) if isinstance(value, list) else value


class Add(OutlineEdit):
    """Add a zone to an FTZ of the plan, or without an FTZ.

    >>> from geo import Add, Scenario, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> drawn = "POLYGON ((120.1 30, 120.11 30, 120.11 30.01, 120.1 30.01, 120.1 30))"
    >>> zones = apply(plan, Scenario.of(plan, [Add(zone="C", ftz="F", geometry=drawn)]))
    >>> zones[["zone_id", "ftz_id", "boundary_source"]].iloc[-1].tolist()
    ['C', 'F', 'schematic']
    """

    verb: ClassVar[str] = "add"
    place: ClassVar[float] = 5

    ftz: ShortText | None = None
    name: ShortText | None = None
    name_zh: ShortText | None = None
    sectors: Annotated[tuple[ShortText, ...], BeforeValidator(sectors_of, str | list[str])] = ()
    boundary_source: Literal["schematic", "surveyed", "imported"] = "schematic"

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with a new last row: unlocked, unverified, no published area."""
        if (zones["zone_id"] == self.zone).any():
            raise ScenarioError(Message("edits-added-zone-taken", zone=self.zone))
        if self.ftz is not None and self.ftz not in context.ftz_ids:
            hint = suggestion(self.ftz, context.ftz_ids)
            raise ScenarioError(Message("edits-ftz-unknown", ftz=self.ftz, hint=hint))
        row = {
            "zone_id": self.zone,
            "ftz_id": self.ftz,
            "name": self.name,
            "name_zh": self.name_zh,
            "sectors": join_list(self.sectors),
            "boundary_source": self.boundary_source,
            "locked": False,
            "verified": False,
            "source": source_of(context.scenario),
            zones.geometry.name: context.outline(self.geometry, self.crs),
        }
        return rewritten(zones, {len(zones): row})


class Remove(ZoneEdit):
    """Remove a zone from the plan.

    >>> from geo import Remove, Scenario, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> apply(plan, Scenario.of(plan, [Remove(zone="A")]))["zone_id"].tolist()
    ['B']
    """

    verb: ClassVar[str] = "remove"
    place: ClassVar[float] = 6

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:  # noqa: ARG002
        """Return the zones without this one."""
        return rewritten(zones, {row_of(zones, self.zone): None})
