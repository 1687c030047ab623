"""Read the collections of a service, and edit a draft, by QGIS's provider of OGC API Features.

The place of a plan is taken by the address of the service.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsLabelingEngineSettings,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QSize


def opened(address: str, name: str, **options: str) -> QgsVectorLayer:
    """Return a collection as a layer; QGIS asks for three features a page."""
    uri = QgsDataSourceUri()
    settings = {"url": f"{address}/ogc", "typename": name, "pageSize": "3"} | options
    for key, value in settings.items():
        uri.setParam(key, value)
    return QgsVectorLayer(uri.uri(), name, "OAPIF")


def edited(address: str) -> dict[str, Any]:
    """Rename, reshape, add and remove zones of the draft, save, and return what QGIS says."""
    layer = opened(address, "draft.zones")
    begun = layer.startEditing()
    zones = {each["zone_id"]: each for each in layer.getFeatures()}
    name = layer.fields().indexOf("name")
    layer.changeAttributeValue(zones["W"].id(), name, "West 西")
    layer.changeGeometry(
        zones["W"].id(), QgsGeometry.fromRect(QgsRectangle(120, 30, 120.02, 30.01))
    )
    added = QgsFeature(layer.fields())
    added["zone_id"], added["name"] = "N", "New 新"
    added.setGeometry(QgsGeometry.fromRect(QgsRectangle(120, 30.02, 120.01, 30.03)))
    layer.addFeature(added)
    layer.deleteFeature(zones["E"].id())
    saved = layer.commitChanges()
    again = opened(address, "draft.zones")
    shown = {each["zone_id"]: each["name"] for each in again.getFeatures()}
    return {"begun": begun, "saved": saved, "errors": layer.commitErrors(), "zones": shown}


def drawn(address: str) -> dict[str, Any]:
    """Draw the tiles of the draft by their style; return their layers, and the colours drawn."""
    uri = QgsDataSourceUri()
    uri.setParam("type", "xyz")
    uri.setParam("url", f"{address}/ogc/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}?scenario=draft")
    uri.setParam("zmin", "0")
    uri.setParam("zmax", "18")
    uri.setParam("styleUrl", f"{address}/ogc/styles/plan?scenario=draft")
    layer = QgsVectorTileLayer(bytes(uri.encodedUri()).decode(), "tiles")
    style, warnings = layer.loadDefaultStyle()
    settings = QgsMapSettings()
    settings.setLabelingEngineSettings(QgsLabelingEngineSettings())
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setLayers([layer])
    settings.setOutputSize(QSize(256, 256))
    colours = []
    for west, south, side in ((13358338, 3503000, 3662), (13369470, 3529000, 16700)):
        settings.setExtent(QgsRectangle(west, south, west + side, south + side))
        job = QgsMapRendererSequentialJob(settings)
        job.start()
        job.waitForFinished()
        image = job.renderedImage()
        colours.append(
            Counter(image.pixelColor(x, y).name() for x in range(256) for y in range(256))
        )
    kinds = [each.layerName() for each in layer.renderer().styles()]
    return {"valid": layer.isValid(), "warned": [style, warnings], "layers": kinds} | {
        "colours": colours
    }


def main(address: str, out: str) -> None:
    regions = opened(address, "regions")
    near = opened(address, "regions", restrictToRequestBBOX="1")
    box = QgsFeatureRequest().setFilterRect(QgsRectangle(119.9, 29.9, 120.05, 30.05))
    expression = QgsFeatureRequest().setFilterExpression("\"name_zh\" = '东区'")
    answer = {
        "valid": [regions.isValid(), regions.crs().authid(), regions.geometryType().name],
        "regions": sorted(each["adcode"] for each in regions.getFeatures()),
        "near": sorted(each["adcode"] for each in near.getFeatures(box)),
        "named": [each["adcode"] for each in regions.getFeatures(expression)],
        "types": {field.name(): field.typeName() for field in opened(address, "zones").fields()},
        "read_only": opened(address, "zones").startEditing(),
        "draft": edited(address),
        "tiles": drawn(address),
    }
    Path(out).with_suffix(".json").write_text(json.dumps(answer), encoding="utf-8")
