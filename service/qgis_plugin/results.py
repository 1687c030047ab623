"""Results as layers: rows with geometry, their styles, and the layers of a GeoPackage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCentroidFillSymbolLayer,
    QgsFeature,
    QgsFeatureRenderer,
    QgsFeatureSink,
    QgsFields,
    QgsFillSymbol,
    QgsGeometry,
    QgsGraduatedSymbolRenderer,
    QgsJsonUtils,
    QgsLinePatternFillSymbolLayer,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsProperty,
    QgsRendererCategory,
    QgsRendererRange,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

from .algorithm import language, say, translated
from .texts import FOLDER, fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TITLES = {
    "zones": "plugin-layer-zones",
    "changes": "plugin-layer-changes",
    "violations": "plugin-layer-violations",
}
_SPECK = 1_500_000  # the scale denominator from which land is a speck, as in the project of a file
_KINDS = {"text": "string", "real": "double", "integer": "integer"}


class Column(NamedTuple):
    """A column of a result: its type, `text`, `real` or `integer`, and its title."""

    kind: str
    alias: str


def columns_of(layer: str, names: str = "") -> dict[str, Column]:
    """Return a layer's columns by name, all of them in order or those that are named."""
    known = fields()[language()][layer]
    return {name: Column(*known[name]) for name in names.split() or known}


def fields_of(columns: Mapping[str, Column]) -> QgsFields:
    """Return fields by name."""
    query = "&".join(f"field={name}:{_KINDS[each.kind]}" for name, each in columns.items())
    return QgsVectorLayer(f"NoGeometry?{query}", "fields", "memory").fields()


def add_rows(
    sink: QgsFeatureSink,
    fields: QgsFields,
    rows: Iterable[tuple[QgsGeometry | None, dict[str, Any]]],
) -> int:
    """Add rows to a sink, and return how many."""
    count = 0
    for geometry, values in rows:
        feature = QgsFeature(fields)
        for field in fields:
            feature[field.name()] = values.get(field.name())
        if geometry is not None:
            geometry.convertToMultiType()
            feature.setGeometry(geometry)
        sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
        count += 1
    return count


def geometry_of(document: dict[str, Any] | None) -> QgsGeometry | None:
    """Return the geometry of a GeoJSON object; None if there is none."""
    if document is None:
        return None
    return QgsGeometry(QgsJsonUtils.geometryFromGeoJson(json.dumps(document)))


def palette() -> dict[str, Any]:
    """Return the colours of all maps of Zonewright."""
    colours: dict[str, Any] = json.loads((FOLDER / "palette.json").read_text(encoding="utf-8"))
    return colours


def fill(colour: str, edge: str, *, width: float = 0.2, style: str = "solid") -> QgsFillSymbol:
    """Return a symbol of a polygon."""
    return QgsFillSymbol.createSimple(
        {"color": colour, "outline_color": edge, "outline_width": str(width), "style": style}
    )


def by_share(column: str, *, unknown: bool) -> QgsGraduatedSymbolRenderer:
    """Return the style of regions by a share: zero, no data (if `unknown`), and five classes."""
    colours, breaks = palette()["colours"], palette()["share_breaks"]
    edge = colours["edge"]
    none = fill(colours["share-0"], edge)
    ranges = [QgsRendererRange(0.0, 0.0, none, say("plugin-class-none"))]
    if unknown:
        grey = fill(colours["share-none"], edge)
        ranges.insert(0, QgsRendererRange(-1.0, -1.0, grey, say("plugin-class-no-data")))
    low = 0.0
    for number, high in enumerate(breaks, start=1):
        label = f"{100 * low:.0f}–{high:.0%}"
        bottom = max(low, 1e-12)
        top = high if high < 1 else 1.01  # a share may pass 1 by rounding
        ranges.append(QgsRendererRange(bottom, top, fill(colours[f"share-{number}"], edge), label))
        low = high
    return QgsGraduatedSymbolRenderer(f'coalesce("{column}", -1)', ranges)


def by_level(column: str) -> QgsCategorizedSymbolRenderer:
    """Return the style of violations by level: dense hatching for hard ones, wide for soft ones.

    They differ without colour, as on every map of Zonewright.
    """
    categories = []
    for mark in palette()["levels"]:
        distance_mm, edge_mm = (1.5, 0.6) if mark["value"] == "hard" else (3.2, 0.4)
        look = QgsFillSymbol.createSimple(
            {
                "style": "no",
                "outline_color": mark["colour"],
                "outline_width": str(edge_mm),
                "outline_style": "solid" if mark["value"] == "hard" else "dash",
            }
        )
        for angle in (45, 135):
            lines = {"angle": str(angle), "distance": str(distance_mm), "line_width": "0.25"}
            look.appendSymbolLayer(
                QgsLinePatternFillSymbolLayer.create(lines | {"color": mark["colour"]})
            )
        look.appendSymbolLayer(_warning(mark["colour"], hard=mark["value"] == "hard"))
        categories.append(QgsRendererCategory(mark["value"], look, translated(mark, "words")))
    return QgsCategorizedSymbolRenderer(column, categories)


def _warning(colour: str, *, hard: bool) -> QgsCentroidFillSymbolLayer:
    """Return a triangle at the centre of land that would be a speck at the map's scale."""
    halo = palette()["colours"]["halo"]
    triangle = {"name": "equilateral_triangle", "size": "3", "outline_width": "0.4"}
    inside, edge = (colour, halo) if hard else (halo, colour)
    shown = QgsCentroidFillSymbolLayer()
    shown.setSubSymbol(
        QgsMarkerSymbol.createSimple(triangle | {"color": inside, "outline_color": edge})
    )
    at = QgsProperty.fromExpression(f"coalesce(@map_scale, 0) > {_SPECK}")
    shown.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyLayerEnabled, at)
    return shown


def outlined(column: str) -> QgsCategorizedSymbolRenderer:
    """Return the style of zones: an outline above all fills, dashed if schematic."""
    colours = palette()["colours"]
    looks = []
    for line in (Qt.PenStyle.DashLine, Qt.PenStyle.SolidLine):
        halo = fill(colours["halo"], colours["halo"], width=1.3, style="no")
        outline = fill(colours["accent"], colours["accent"], width=0.5, style="no")
        outline.symbolLayer(0).setStrokeStyle(line)
        halo.appendSymbolLayer(outline.symbolLayer(0).clone())
        looks.append(halo)
    dashed, drawn = looks
    categories = [
        QgsRendererCategory("schematic", dashed, say("plugin-boundary-schematic")),
        QgsRendererCategory("", drawn, say("plugin-boundary-other")),
    ]
    return QgsCategorizedSymbolRenderer(column, categories)


def labelled(column: str) -> QgsVectorLayerSimpleLabeling:
    """Return labels of a column, or an expression, with a halo."""
    colours = palette()["colours"]
    text, halo = QgsTextFormat(), QgsTextBufferSettings()
    text.setFont(QFont("Noto Sans CJK SC"))
    text.setFamilies(["Noto Sans SC", "Microsoft YaHei", "PingFang SC"])
    text.setSize(8)
    text.setColor(QColor(colours["ink"]))
    halo.setEnabled(True)
    halo.setSize(0.7)
    halo.setColor(QColor(colours["halo"]))
    text.setBuffer(halo)
    settings = QgsPalLayerSettings()
    settings.fieldName, settings.isExpression = column, True
    settings.setFormat(text)
    return QgsVectorLayerSimpleLabeling(settings)


class Look(NamedTuple):
    """The style of a result layer: its renderer, title, columns and labels.

    A layer with labels is placed above one without.
    """

    renderer: QgsFeatureRenderer
    title: str
    columns: Mapping[str, Column]
    labels: QgsVectorLayerSimpleLabeling | None = None


def dress(destination: str, look: Look, context: QgsProcessingContext) -> None:
    """Style the layer of a sink."""
    layer = QgsProcessingUtils.mapLayerFromString(destination, context)
    if not isinstance(layer, QgsVectorLayer):
        return
    layer.setRenderer(look.renderer)
    if look.labels is not None:
        layer.setLabeling(look.labels)
        layer.setLabelsEnabled(True)
    for name, column in look.columns.items():
        layer.setFieldAlias(layer.fields().indexFromName(name), column.alias)
    layer.setName(look.title)
    if context.willLoadLayerOnCompletion(destination):
        details = context.layerToLoadOnCompletionDetails(destination)
        details.name, details.layerSortKey = look.title, int(look.labels is not None)


def load_layers(
    path: str, parts: Iterable[str], context: QgsProcessingContext, feedback: QgsProcessingFeedback
) -> list[str]:
    """Load the scenario's layers of an export, with the styles of the file.

    Returns their sources. `parts` are `zones`, `changes`, `violations`, topmost first.
    """
    file = QgsVectorLayer(path, "export", "ogr")
    names = [text.split("!!::!!")[1] for text in file.dataProvider().subLayers()]
    names = names or [Path(path).stem]
    sources: list[str] = []
    for part in parts:
        for name in names:
            if not (name.startswith("scenario_") and name.endswith(f"_{part}")):
                continue
            source = f"{path}|layername={name}"
            scenario = name[len("scenario_") : -len(f"_{part}")]
            layer = QgsVectorLayer(source, say(_TITLES[part], scenario=scenario), "ogr")
            if not layer.isValid() or layer.featureCount() == 0:
                continue
            sources.append(source)
            feedback.pushInfo(f"{layer.name()} · {layer.featureCount()}")
            context.temporaryLayerStore().addMapLayer(layer)
            project = context.project() or QgsProject.instance()
            details = QgsProcessingContext.LayerDetails(layer.name(), project, layer.name())
            details.layerSortKey = -len(sources)
            context.addLayerToLoadOnCompletion(layer.id(), details)
    return sources
