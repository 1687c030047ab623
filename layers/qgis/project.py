"""The project that a file carries: groups, themes, bookmarks, snapping and a layout per theme.

It is written as QGIS would save it, and opens from the file itself. Paths are relative and name the
file: under another name the project finds nothing, while its layers still open, styled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from layers.palette import COLOURS, bilingual
from layers.qgis.crs import ellipsoid_name, reference
from layers.qgis.layout import Page, layout
from layers.qgis.map_layers import MapLayer, attributes_of, parts_of
from layers.qgis.themes import BASELINE, BASELINE_TITLE, MapContents, Theme
from layers.qgis.xml import document, element, plain, texted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element


_SNAPPED = ("zones", "regions", "customs_blocks", "exclusions")
_GROUPS = {
    "context": ("Context", "背景"),
    "scenarios": ("Scenarios", "方案"),
    "baseline": BASELINE_TITLE,
    "coverage": ("Coverage", "覆盖"),
    "tables": ("Tables", "表格"),
}


def project(atlas: MapContents) -> str:
    """Return the text of the project, a QGS document; the same atlas gives the same text."""
    themes = atlas.themes()
    page = Page(atlas)
    return document(
        element(
            "qgis",
            {"projectname": atlas.name, "version": "3.34.0-Prizren"},
            texted("title", atlas.name),
            element("projectCrs", None, reference(atlas.crs)),
            _tree(atlas, themes[-1 if len(themes) == 1 else 1]),
            _snapping(atlas),
            element("projectlayers", None, *(_layer(sheet, atlas) for sheet in atlas.sheets)),
            _properties(atlas),
            element("visibility-presets", None, *map(_preset, themes)),
            element("Layouts", None, *(layout(page, theme) for theme in themes)),
            element("Bookmarks", None, *_bookmarks(atlas)),
            element(
                "ProjectViewSettings",
                {"UseProjectScales": 0},
                element("DefaultViewExtent", _box(atlas.bounds), reference(atlas.crs)),
            ),
        ),
        "qgis",
    )


def _source(sheet: MapLayer, atlas: MapContents) -> str:
    return f"./{atlas.file_name}|layername={sheet.name}"


def _box(bounds: tuple[float, float, float, float]) -> dict[str, float | str | bool]:
    return dict(zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True))


def _layer(sheet: MapLayer, atlas: MapContents) -> Element:
    """Return a layer of the project with its style in it."""
    kind = sheet.geometry
    shape = {"Point": "Point", "MultiPolygon": "Polygon"}.get(kind, "No geometry")
    attributes = attributes_of(sheet) | {"type": "vector", "wkbType": kind, "geometry": shape}
    return element(
        "maplayer",
        attributes,
        texted("id", sheet.id),
        texted("datasource", _source(sheet, atlas)),
        texted("layername", sheet.title),
        element("srs", None, *([reference(atlas.crs)] if sheet.style else [])),
        texted("provider", "ogr", {"encoding": "UTF-8"}),
        element(
            "map-layer-style-manager",
            {"current": "default"},
            element("map-layer-style", {"name": "default"}),
        ),
        *parts_of(sheet),
    )


def _tree(atlas: MapContents, theme: Theme) -> Element:
    """Return the groups of layers; those that the theme shows are switched on."""

    def leaves(sheets: Iterable[MapLayer]) -> list[Element]:
        return [_leaf(sheet, atlas, checked=sheet in theme.shown) for sheet in sheets]

    groups = []
    for key, members in _grouped(atlas).items():
        children = leaves(sheet for sheet in members if sheet.table.scenario is None)
        for scenario in atlas.scenarios:
            own = leaves(sheet for sheet in members if sheet.table.scenario == scenario)
            if own:
                title = atlas.titles.get(scenario) or scenario
                children.append(_group(title, own, expanded=scenario == theme.name))
        if children:
            groups.append(_group(bilingual(*_GROUPS[key]), children, expanded=key != "tables"))
    return element("layer-tree-group", None, *groups)


def _grouped(atlas: MapContents) -> dict[str, list[MapLayer]]:
    """Return the sheets by group, uppermost first: points over zones over regions."""
    groups: dict[str, list[MapLayer]] = {name: [] for name in _GROUPS}
    for sheet in atlas.sheets:
        table = sheet.table
        if sheet.style is None:
            group = "tables"
        elif table.level is not None or (table.part == "regions" and atlas.key.covered):
            group = "coverage"
        elif table.scenario is not None:
            group = "scenarios"
        else:
            group = "baseline" if table.part in ("zones", "regions", "provinces") else "context"
        groups[group].append(sheet)
    for sheets in groups.values():
        sheets.sort(key=lambda sheet: _ORDER.index(sheet.table.part))
    return groups


_ORDER = (
    "violations",
    "changes",
    "zones",
    "clusters",
    "gateways",
    "customs_blocks",
    "exclusions",
    "linked_areas",
    "parcels",
    "demand",
    "waters",
    "provinces",
    "coverage_province",
    "coverage_city",
    "coverage_district",
    "regions",
    "ftzs",
    "trade",
    "policies",
    "strategies",
    "travel",
)
"""What lies over what, uppermost first."""


def _group(name: str, children: Iterable[Element], *, expanded: bool) -> Element:
    return element(
        "layer-tree-group",
        {"name": plain(name), "checked": "Qt::Checked", "expanded": expanded},
        *children,
    )


def _leaf(sheet: MapLayer, atlas: MapContents, *, checked: bool) -> Element:
    return element(
        "layer-tree-layer",
        {
            "id": sheet.id,
            "name": sheet.title,
            "providerKey": "ogr",
            "source": _source(sheet, atlas),
            "checked": "Qt::Checked" if checked else "Qt::Unchecked",
            "expanded": checked and sheet.table.part not in ("zones", "gateways"),
        },
    )


def _preset(theme: Theme) -> Element:
    rows = [
        element("layer", {"id": sheet.id, "visible": 1, "style": "default", "expanded": 1})
        for sheet in theme.shown
    ]
    return element("visibility-preset", {"name": theme.name, "has-expanded-info": 0}, *rows)


def _snapping(atlas: MapContents) -> Element:
    """Return snapping to vertices and edges, within 12 pixels, of what zones share borders with."""
    rows = [
        element(
            "layer-setting",
            {
                "id": sheet.id,
                "enabled": sheet.table.part in _SNAPPED,
                "type": 3,
                "tolerance": 12,
                "units": 1,
            },
        )
        for sheet in atlas.sheets
        if sheet.style is not None
    ]
    return element(
        "snapping-settings",
        {
            "enabled": 1,
            "mode": 3,
            "type": 3,
            "tolerance": 12,
            "unit": 1,
            "intersection-snapping": 0,
        },
        element("individual-layer-settings", None, *rows),
    )


def _properties(atlas: MapContents) -> Element:
    def whole(name: str, value: int) -> Element:
        return texted(name, value, {"type": "int"})

    def text(name: str, value: str) -> Element:
        return texted(name, value, {"type": "QString"})

    sea = COLOURS["sea"]
    canvas = [
        whole(f"CanvasColor{part}Part", int(sea[at : at + 2], 16))
        for part, at in (("Red", 1), ("Green", 3), ("Blue", 5))
    ]
    return element(
        "properties",
        None,
        element(
            "Digitizing", None, whole("TopologicalEditing", 1), whole("AvoidIntersectionsMode", 1)
        ),
        element("Gui", None, *canvas),
        element("Measure", None, text("Ellipsoid", ellipsoid_name(atlas.crs))),
        element("Measurement", None, text("AreaUnits", "km2"), text("DistanceUnits", "km")),
        element("Paths", None, texted("Absolute", "false", {"type": "bool"})),
        element("SpatialRefSys", None, whole("ProjectionsEnabled", 1)),
    )


def _bookmarks(atlas: MapContents) -> Iterator[Element]:
    """Yield a bookmark for each FTZ: the extent of its zones with a margin, and the whole."""
    zones = next((s.frame for s in atlas.sheets if s.name == "zones"), gpd.GeoDataFrame())
    boxes = [(BASELINE, "全图 Whole plan", atlas.bounds)]
    for mark in atlas.key.ftzs:
        own = zones[zones["ftz_id"] == mark.value]
        if len(own):
            west, south, east, north = own.total_bounds
            margin = 0.1 * max(east - west, north - south, 0.05)
            bounds = (west - margin, south - margin, east + margin, north + margin)
            boxes.append((mark.value, mark.label, bounds))
    for name, title, bounds in boxes:
        yield element(
            "Bookmark",
            {
                "id": name,
                "name": title,
                "group": bilingual("FTZs", "自贸试验区"),
                "extent": shapely.to_wkt(shapely.box(*bounds), rounding_precision=6),
                "rotation": 0,
            },
            reference(atlas.crs),
        )
