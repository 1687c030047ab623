"""Edits that give a zone another outline: `reshape`, and what every drawn edit shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import model_validator

from geo.edits.base import Edit, EditContext, with_geometry
from geo.edits.crs import EpsgName  # noqa: TC001  pydantic reads it
from geo.edits.geometry import Polygonal, check_degrees

if TYPE_CHECKING:
    import geopandas as gpd


class DrawnEdit(Edit):
    """An edit that brings a geometry: in the plan's CRS, or in the one that `crs` names."""

    geometry: Polygonal
    crs: EpsgName | None = None

    @model_validator(mode="after")
    def _in_degrees(self) -> Self:
        """Refuse coordinates out of range where they are to be in the plan's degrees."""
        if self.crs is None:
            try:
                check_degrees(self.geometry)
            except ValueError as error:
                raise ValueError(f"geometry {error}") from error
        return self


class Reshape(DrawnEdit):
    """Give a zone the outline that was drawn."""

    verb: ClassVar[str] = "reshape"

    def apply(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with this outline for the zone."""
        return with_geometry(zones, self.zone, context.outline(self.geometry, self.crs))
