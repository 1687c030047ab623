"""The project embedded in a file: groups, themes, bookmarks, snapping and a layout per theme.

It is written as QGIS would save it, and opens from the file itself. Paths are relative and include
the file's name: after renaming, the project finds no layers, but the layers still open, styled.
"""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

import geopandas as gpd
import shapely

from layers.geometry.antimeridian import smallest_extent
from layers.qgis.atlas import atlas_of
from layers.qgis.layout import layouts
from layers.qgis.map_layers import MapLayer, parts_of, style_attributes
from layers.qgis.themes import BASELINE_THEME, BASELINE_TITLE, MapContents, Theme
from layers.qgis.xml import (
    document,
    element,
    ellipsoid_name,
    literal_text,
    reference,
    settings,
    text_element,
)
from layers.schema.export_tables import OUTLINED_WATERS

_SNAPPED = ("zones", "regions", "customs_blocks", "exclusions")
_SNAP_PX = 12
_GROUPS = {
    "context": ("Context", "背景"),
    "scenarios": ("Scenarios", "方案"),
    "baseline": BASELINE_TITLE,
    "coverage": ("Coverage", "覆盖"),
    "ground": ("Ground", "底图"),
    "tables": ("Tables", "表格"),
}
_GROUND = ("overview", "land", "map_land")  # beneath everything else
_BASELINE = ("zones", "regions", "provinces", *OUTLINED_WATERS)


def project(contents: MapContents) -> str:
    """Return the text of the project, a QGS document; deterministic."""
    themes = contents.themes()
    atlases = [atlas for theme in themes if (atlas := atlas_of(contents, theme))]
    return document(
        element(
            "qgis",
            {"projectname": contents.name, "version": "3.34.0-Prizren"},
            text_element("title", contents.title),
            element("projectCrs", None, reference(contents.view.crs)),
            _tree(contents, themes[-1 if len(themes) == 1 else 1]),
            _snapping(contents),
            element(
                "projectlayers",
                None,
                *(_layer(layer, contents) for layer in contents.layers),
                *(atlas.layer() for atlas in atlases),
            ),
            _properties(contents),
            element("visibility-presets", None, *map(_preset, themes)),
            element(
                "Layouts", None, *(made for theme in themes for made in layouts(contents, theme))
            ),
            element("Bookmarks", None, *_bookmarks(contents)),
            element(
                "ProjectViewSettings",
                {"UseProjectScales": 0},
                element(
                    "DefaultViewExtent",
                    _box(contents.view.bounds),
                    reference(contents.view.crs),
                ),
            ),
        ),
        "qgis",
    )


def _source(layer: MapLayer, contents: MapContents) -> str:
    return f"./{contents.file_name}|layername={layer.name}"


def _box(bounds: tuple[float, float, float, float]) -> dict[str, float | str | bool]:
    return dict(zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True))


def _layer(layer: MapLayer, contents: MapContents) -> Element:
    """Return a layer of the project with its style in it."""
    kind = layer.geometry
    shapes = {"Point": "Point", "MultiPolygon": "Polygon", "MultiLineString": "Line"}
    shape = shapes.get(kind, "No geometry")
    attributes = style_attributes(layer) | {"type": "vector", "wkbType": kind, "geometry": shape}
    return element(
        "maplayer",
        attributes,
        text_element("id", layer.id),
        text_element("datasource", _source(layer, contents)),
        text_element("layername", layer.title),
        element("srs", None, *([reference(contents.crs)] if layer.style else [])),
        text_element("provider", "ogr", {"encoding": "UTF-8"}),
        element(
            "map-layer-style-manager",
            {"current": "default"},
            element("map-layer-style", {"name": "default"}),
        ),
        *parts_of(layer),
    )


def _tree(contents: MapContents, theme: Theme) -> Element:
    """Return the groups of layers; those of the theme are visible."""

    def leaves(layers: Iterable[MapLayer]) -> list[Element]:
        return [_leaf(layer, contents, checked=layer in theme.shown) for layer in layers]

    groups = []
    for key, members in _grouped(contents).items():
        children = leaves(layer for layer in members if layer.table.scenario is None)
        for scenario in contents.scenarios:
            shown = leaves(layer for layer in members if layer.table.scenario == scenario)
            if shown:
                title = contents.titles.get(scenario) or scenario
                children.append(_group(title, shown, expanded=scenario == theme.name))
        if children:
            title = contents.label(*_GROUPS[key])
            groups.append(_group(title, children, expanded=key not in ("ground", "tables")))
    return element("layer-tree-group", None, *groups)


def _grouped(contents: MapContents) -> dict[str, list[MapLayer]]:
    """Return the layers by group, topmost first: points over zones over regions."""
    groups: dict[str, list[MapLayer]] = {name: [] for name in _GROUPS}
    for layer in contents.layers:
        table = layer.table
        if layer.style is None:
            group = "tables"
        elif table.level is not None or (table.part == "regions" and contents.legend.covered):
            group = "coverage"
        elif table.scenario is not None:
            group = "scenarios"
        else:
            group = "baseline" if table.part in _BASELINE else "context"
            group = "ground" if table.part in _GROUND else group
        groups[group].append(layer)
    for layers in groups.values():
        layers.sort(key=contents.height)
    return groups


def _group(name: str, children: Iterable[Element], *, expanded: bool) -> Element:
    return element(
        "layer-tree-group",
        {"name": literal_text(name), "checked": "Qt::Checked", "expanded": expanded},
        *children,
    )


def _leaf(layer: MapLayer, contents: MapContents, *, checked: bool) -> Element:
    return element(
        "layer-tree-layer",
        {
            "id": layer.id,
            "name": layer.title,
            "providerKey": "ogr",
            "source": _source(layer, contents),
            "checked": "Qt::Checked" if checked else "Qt::Unchecked",
            "expanded": checked and layer.table.part not in ("zones", "gateways"),
        },
    )


def _preset(theme: Theme) -> Element:
    rows = [
        element("layer", {"id": layer.id, "visible": 1, "style": "default", "expanded": 1})
        for layer in theme.shown
    ]
    return element("visibility-preset", {"name": theme.name, "has-expanded-info": 0}, *rows)


def _snapping(contents: MapContents) -> Element:
    """Return snapping to vertices and edges of the layers that zones share borders with."""
    rows = [
        element(
            "layer-setting",
            settings("snapped_layer")
            | {"id": layer.id, "enabled": layer.table.part in _SNAPPED, "tolerance": _SNAP_PX},
        )
        for layer in contents.layers
        if layer.style is not None
    ]
    return element(
        "snapping-settings",
        settings("snapping") | {"tolerance": _SNAP_PX},
        element("individual-layer-settings", None, *rows),
    )


def _properties(contents: MapContents) -> Element:
    def whole(name: str, value: int) -> Element:
        return text_element(name, value, {"type": "int"})

    def text(name: str, value: str) -> Element:
        return text_element(name, value, {"type": "QString"})

    ground = contents.ground
    canvas = [
        whole(f"CanvasColor{part}Part", int(ground[at : at + 2], 16))
        for part, at in (("Red", 1), ("Green", 3), ("Blue", 5))
    ]
    return element(
        "properties",
        None,
        element(
            "Digitizing", None, whole("TopologicalEditing", 1), whole("AvoidIntersectionsMode", 1)
        ),
        element("Gui", None, *canvas),
        element("Measure", None, text("Ellipsoid", ellipsoid_name(contents.crs))),
        element("Measurement", None, text("AreaUnits", "km2"), text("DistanceUnits", "km")),
        element("Paths", None, text_element("Absolute", "false", {"type": "bool"})),
        element("SpatialRefSys", None, whole("ProjectionsEnabled", 1)),
    )


def _bookmarks(contents: MapContents) -> Iterator[Element]:
    """Yield a bookmark for the whole plan and each FTZ: the extent of its zones with a margin."""
    zones = next((s.frame for s in contents.layers if s.name == "zones"), gpd.GeoDataFrame())
    group = contents.legend.terms.group
    view = contents.view
    boxes = [(BASELINE_THEME, contents.label("Whole plan", "全图"), view.bounds)]
    for mark in contents.legend.ftzs:
        members = zones[zones["ftz_id"] == mark.value]
        if len(members):
            west, south, east, north = smallest_extent([members.geometry.to_numpy()])
            margin = 0.1 * max(east - west, north - south, 0.05)
            wider = (west - margin, south - margin, east + margin, north + margin)
            boxes.append((mark.value, mark.label, view.bounds_of(wider)))
    for name, title, bounds in boxes:
        yield element(
            "Bookmark",
            {
                "id": name,
                "name": title,
                "group": contents.label(group.title("en"), group.zh),
                "extent": shapely.to_wkt(shapely.box(*bounds), rounding_precision=6),
                "rotation": 0,
            },
            reference(view.crs),
        )
