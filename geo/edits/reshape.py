"""The edit that redraws a zone, `reshape`, and the base of all drawn edits."""

from typing import ClassVar, Self

import geopandas as gpd
from pydantic import model_validator
from shapely.geometry.base import BaseGeometry

from geo.edits.base import BoundsText, Edit, EditContext, ZoneEdit, in_option, with_geometry
from geo.edits.polygon_input import EpsgName, Polygonal, in_degrees
from layers.errors import ScenarioError


class DrawnEdit(Edit):
    """An edit with geometry: in the plan's CRS, or in the one named by `crs`."""

    crs: EpsgName | None = None

    @model_validator(mode="after")
    def _in_degrees(self) -> Self:
        """Bring the plan's longitudes within ±180; refuse coordinates out of range."""
        for option, value in list(self) if self.crs is None else ():
            if isinstance(value, BaseGeometry):
                try:
                    within = in_degrees(value)
                except ScenarioError as error:
                    problems = [in_option(option, problem) for problem in error.problems]
                    raise ScenarioError(problems) from error
                if within is not value:
                    object.__setattr__(self, option, within)  # frozen from here on
        return self


class OutlineEdit(ZoneEdit, DrawnEdit):
    """An edit that draws a zone's outline; `bounds_text` are the words that it was made from."""

    geometry: Polygonal
    bounds_text: BoundsText | None = None


class Reshape(OutlineEdit):
    """Give a zone the drawn outline.

    >>> from geo import Reshape, Scenario, apply
    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> drawn = "POLYGON ((120 30, 120.02 30, 120.02 30.02, 120.01 30.03, 120 30.02, 120 30))"
    >>> zones = apply(plan, Scenario.of(plan, [Reshape(zone="A", geometry=drawn)]))
    >>> plan.ellipsoid.area_km2(zones.geometry).round(2).tolist()
    [5.35, 4.28]
    """

    verb: ClassVar[str] = "reshape"
    place: ClassVar[float] = 1

    def edited(self, zones: gpd.GeoDataFrame, context: EditContext) -> gpd.GeoDataFrame:
        """Return the zones with this outline for the zone."""
        return with_geometry(zones, self.zone, context.outline(self.geometry, self.crs))
