"""The atlas of a layout: a page for each group of zones, or for each zone that a scenario changes.

Its coverage layer is a virtual layer of QGIS, computed from the tables of the file: the land of
each group, or the land that changes in each zone.
"""

from dataclasses import dataclass
from urllib.parse import quote
from xml.etree.ElementTree import Element

from pyproj import CRS

from layers.qgis.themes import MapContents, Theme
from layers.qgis.xml import element, reference, settings, text_element
from layers.schema.export_tables import scenario_table

_EPSG_ELSE = 4326
_FLAGS = ("Identifiable", 0), ("Removable", 0), ("Searchable", 0), ("Private", 1)
"""They keep the layer from being searched or removed."""


@dataclass(frozen=True)
class Atlas:
    """A coverage layer, one feature per page: a row for each value of `column` of a table."""

    id: str
    name: str
    table: str
    column: str
    crs: CRS

    @property
    def source(self) -> str:
        """Return the source of the virtual layer."""
        query = (
            f"SELECT {self.column}, st_union(geometry) AS geometry FROM source "  # noqa: S608  ours
            f"WHERE {self.column} IS NOT NULL GROUP BY {self.column}"
        )
        layer = f"layer_ref=zonewright_{self.table}:source"
        shape = f"geometry=geometry:6:{self.crs.to_epsg() or _EPSG_ELSE}"
        return f"?{layer}&query={quote(query)}&{shape}"

    def layer(self) -> Element:
        """Return the layer of the project."""
        return element(
            "maplayer",
            {"type": "vector", "wkbType": "MultiPolygon", "geometry": "Polygon"},
            text_element("id", self.id),
            text_element("datasource", self.source),
            text_element("layername", self.name),
            element("srs", None, reference(self.crs)),
            text_element("provider", "virtual", {"encoding": "UTF-8"}),
            element("flags", None, *(text_element(*flag) for flag in _FLAGS)),
        )

    def pages(self) -> Element:
        """Return the atlas of a layout."""
        quoted = f'"{self.column}"'
        return element(
            "Atlas",
            settings("atlas")
            | {
                "coverageLayer": self.id,
                "coverageLayerName": self.name,
                "coverageLayerSource": self.source,
            }
            | dict.fromkeys(("pageNameExpression", "filenamePattern", "sortKey"), quoted),
        )


def atlas_of(contents: MapContents, theme: Theme) -> Atlas | None:
    """Return the atlas of a theme; None if there is nothing to make pages of."""
    if theme.name in contents.scenarios:
        table = scenario_table(theme.name, "changes")
        frame = next((one.frame for one in contents.layers if one.name == table), None)
        if frame is None or frame.empty:
            return None
        words = contents.label("Changed zones", "变化的片区")
        return Atlas(f"zonewright_atlas_{theme.name}", words, table, "zone_id", contents.crs)
    if not contents.legend.ftzs:
        return None
    group = contents.legend.terms.group
    words = contents.label(group.title("en"), group.zh)
    return Atlas("zonewright_atlas", words, "zones", "ftz_id", contents.crs)
