"""Edits that give a zone another outline: `reshape`, and what every drawn edit shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import model_validator
from shapely.geometry.base import BaseGeometry

from geo.edits.base import Edit, EditContext, ZoneEdit, in_option, with_geometry
from geo.edits.crs import EpsgName  # noqa: TC001  pydantic reads it
from geo.edits.polygon_input import Polygonal, check_degrees
from layers.errors import ScenarioError

if TYPE_CHECKING:
    import geopandas as gpd


class DrawnEdit(Edit):
    """An edit that brings geometry: in the plan's CRS, or in the one that `crs` names."""

    crs: EpsgName | None = None

    @model_validator(mode="after")
    def _in_degrees(self) -> Self:
        """Refuse coordinates out of range where they are to be in the plan's degrees."""
        for option, value in self if self.crs is None else ():
            if isinstance(value, BaseGeometry):
                try:
                    check_degrees(value)
                except ScenarioError as error:
                    problems = [in_option(option, problem) for problem in error.problems]
                    raise ScenarioError(problems) from error
        return self


class OutlineEdit(ZoneEdit, DrawnEdit):
    """An edit that draws the outline of a zone."""

    geometry: Polygonal


class Reshape(OutlineEdit):
    """Give a zone the outline that was drawn."""

    verb: ClassVar[str] = "reshape"

    def apply(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with this outline for the zone."""
        return with_geometry(zones, self.zone, context.outline(self.geometry, self.crs))
