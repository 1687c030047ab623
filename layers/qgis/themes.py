"""The contents of a project: its layers, its map themes, and the initial view of its map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
from pyproj import CRS

from layers.geometry.antimeridian import Extent, Shapes, smallest_extent
from layers.geometry.area_projection import area_projection, bounds_in
from layers.palette import COLOURS
from layers.qgis.legend import MapLegend
from layers.qgis.map_layers import MapLayer
from layers.runtime.cache import cached_property

BASELINE_THEME = "baseline"
BASELINE_TITLE = ("Baseline", "现状基线")
_HIDDEN = ("demand", "network", "parcels", "waters", "linked_areas", "overview", "land")
"""Layers that are initially hidden, as is the coverage of coarser levels."""

_ORDER = (
    "violations",
    "map_names",
    "changes",
    "zones",
    "clusters",
    "gateways",
    "customs_blocks",
    "exclusions",
    "linked_areas",
    "reference_points",
    "reference_lines",
    "references",
    "parcels",
    "demand",
    "map_lines",
    "network",
    "provinces",
    "rivers",
    "lakes",
    "waters",
    "coverage",
    "regions",
    "overview",
    "land",
    "map_land",
    "scorecard",
    "ftzs",
    "caps",
    "performance",
    "trade",
    "policies",
    "strategies",
    "targets",
    "purposes",
    "indicators",
    "terms",
)
"""The drawing order, topmost first."""


class Theme(NamedTuple):
    """A map theme: the id of a scenario or `baseline`, its title, and the layers that it shows."""

    name: str
    title: str
    shown: tuple[MapLayer, ...]


@dataclass(frozen=True)
class MapContents:
    """The contents of a project: its file's final name, CRS, layers, legend and titles.

    `titles` are those of the scenarios, by id; `provenance` is the file's provenance.
    """

    file_name: str
    crs: CRS
    layers: Sequence[MapLayer]
    legend: MapLegend
    titles: Mapping[str, str]
    provenance: Mapping[str, str]

    @property
    def name(self) -> str:
        """Return the file's name without its suffix."""
        return self.file_name.rsplit(".", 1)[0]

    @property
    def title(self) -> str:
        """Return the plan's title, or the file's name if it has none."""
        title = self.legend.terms.title
        return self.label(*title) if title else self.name

    def label(self, words: str, words_zh: str) -> str:
        """Return words in the languages of the plan's names."""
        return self.legend.terms.label(words, words_zh)

    @property
    def ground(self) -> str:
        """Return the colour around the regions: sea where the land beside them is known."""
        knows_land = any(layer.name == "map_land" for layer in self.layers)
        return COLOURS["sea" if knows_land else "beyond"]

    @cached_property
    def view(self) -> MapView:
        """Return the initial view of a map: the regions and the zones."""
        frames = [layer.frame for layer in self.layers if layer.name in ("regions", "zones")]
        shapes = [gpd.GeoSeries(frame.geometry).to_numpy() for frame in frames]
        return MapView.of(self.crs, shapes)

    def height(self, layer: MapLayer) -> tuple[int, int]:
        """Return a layer's rank, topmost first; coverage of coarser levels over that of finer."""
        table, codes = layer.table, self.legend.terms.codes
        level = -codes.index(table.level) if table.level in codes else 0
        return _ORDER.index("coverage" if table.level else table.part), level

    @property
    def scenarios(self) -> list[str]:
        """Return the ids of the scenarios in the file."""
        ids = (layer.table.scenario for layer in self.layers)
        return list(dict.fromkeys(name for name in ids if name is not None))

    def themes(self) -> list[Theme]:
        """Return a theme for the baseline and one for each scenario."""
        themes = [Theme(BASELINE_THEME, self.label(*BASELINE_TITLE), self._shown(None))]
        return themes + [
            Theme(name, self.titles.get(name) or name, self._shown(name)) for name in self.scenarios
        ]

    def _shown(self, scenario: str | None) -> tuple[MapLayer, ...]:
        """Return the layers of a theme: its own, and those of the baseline that it keeps.

        A scenario's zones replace the baseline's, and its coverage replaces the baseline's regions.
        """
        parts = {layer.table.part for layer in self.layers if layer.table.scenario == scenario}
        finest = f"coverage_{self.legend.terms.finest.code}"
        replaced = {"zones", "regions" if finest in parts else "zones"}
        return tuple(
            layer
            for layer in self.layers
            if layer.style is not None
            and layer.table.part not in _HIDDEN
            and (layer.table.level is None or layer.table.part == finest)
            and layer.table.scenario in (None, scenario)
            and (layer.table.scenario == scenario or layer.table.part not in replaced)
        )


@dataclass(frozen=True)
class MapView:
    """The CRS, and the extent in its units, of a map that shows `extent` of a plan in degrees."""

    plan_crs: CRS
    extent: Extent

    @classmethod
    def of(cls, crs: CRS, shapes: Sequence[Shapes]) -> MapView:
        """Return the view of the smallest extent that contains all shapes.

        >>> import numpy as np, shapely
        >>> from pyproj import CRS
        >>> fiji = [np.array([shapely.box(178, -19, 180, -16), shapely.box(-180, -19, -178, -16)])]
        >>> view = MapView.of(CRS.from_epsg(4326), fiji)
        >>> view.crs.is_projected, [round(metres / 1e4) for metres in view.bounds]
        (True, [-21, -17, 21, 17])
        """
        return cls(crs, smallest_extent(shapes))

    @cached_property
    def crs(self) -> CRS:
        """Return the CRS of the map."""
        return area_projection(self.plan_crs, self.extent).crs

    @property
    def bounds(self) -> Extent:
        """Return west, south, east and north of the map, in the units of its CRS."""
        return self.bounds_of(self.extent)

    def bounds_of(self, extent: Extent) -> Extent:
        """Return the bounds of an extent in degrees, in the units of the map's CRS."""
        return bounds_in(self.plan_crs, self.crs, extent)
