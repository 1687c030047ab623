"""Edits of which zones there are: `add` and `remove`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import geopandas as gpd
import pandas as pd
from pydantic import BeforeValidator

from geo.edits.base import Edit, EditContext, Text, row_of
from geo.edits.reshape import DrawnEdit
from geo.problems import near
from layers.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Mapping


def _sectors(given: object) -> object:
    """Return a list, or a text parted by semicolons, as a tuple."""
    if isinstance(given, str):
        return tuple(part.strip() for part in given.split(";") if part.strip())
    return tuple(given) if isinstance(given, list) else given


class Add(DrawnEdit):
    """Add a zone to an FTZ of the plan."""

    verb: ClassVar[str] = "add"

    ftz: Text
    name: Text | None = None
    name_zh: Text | None = None
    sectors: Annotated[tuple[Text, ...], BeforeValidator(_sectors, str | list[str])] = ()
    boundary_source: Literal["schematic", "surveyed", "imported"] = "schematic"

    def apply(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with one more row, the last: unlocked, unverified, no published area."""
        if (zones["zone_id"] == self.zone).any():
            raise ScenarioError(
                f"there is a zone {self.zone} already; give another id, or reshape it"
            )
        if self.ftz not in context.ftz_ids:
            raise ScenarioError(f"there is no FTZ {self.ftz}; {near(self.ftz, context.ftz_ids)}")
        row = {
            "zone_id": self.zone,
            "ftz_id": self.ftz,
            "name": self.name,
            "name_zh": self.name_zh,
            "sectors": ";".join(self.sectors),
            "boundary_source": self.boundary_source,
            "locked": False,
            "verified": False,
            "source": f"scenario {context.scenario}",
            zones.geometry.name: context.outline(self.geometry, self.crs),
        }
        return _with_row(zones, row)


class Remove(Edit):
    """Drop a zone from the plan."""

    verb: ClassVar[str] = "remove"

    def apply(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:  # noqa: ARG002
        """Return the zones without this one."""
        row = row_of(zones, self.zone)
        return zones.drop(index=zones.index[row]).reset_index(drop=True)


def _with_row(zones: gpd.GeoDataFrame, row: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Return the zones with one more row; a column that the row does not name is null there.

    A flag that the row does not name is false (a GeoPackage knows no flag that is null). Types
    stay; only plain integers become nullable, because 0 would be a figure that nobody gave.
    """
    columns = {}
    for name in zones.columns:
        column = zones[name]
        if name == zones.geometry.name:
            columns[name] = gpd.GeoSeries([*column, row[name]], crs=zones.crs)
            continue
        if name not in row and column.dtype.kind in "iu":
            column = column.convert_dtypes()
        absent = False if column.dtype.kind == "b" else None
        last = pd.Series([row.get(name, absent)], dtype=column.dtype)
        columns[name] = pd.concat([column, last], ignore_index=True)
    return gpd.GeoDataFrame(columns, geometry=zones.geometry.name, crs=zones.crs)
