"""Edit the zones of a plan as a person does in QGIS: `main(PLAN, OUT)`.

OUT.json lists the edits to be made, by name; they are made in PLAN one after another and saved as
one. OUT.json then says what QGIS answered. The calls are those that the tools of QGIS make.

Beside OUT are left: `open/`, PLAN and its journal as they are while QGIS still has it open, and
`elsewhere.gpkg`, the edited layer as QGIS exports it to another CRS under another name.
"""

import json
import shutil
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)


def feature_of(layer: QgsVectorLayer, zone: str) -> QgsFeature:
    return next(one for one in layer.getFeatures() if one["zone_id"] == zone)


def created(layer: QgsVectorLayer, geometry: QgsGeometry, attributes: dict) -> bool:
    """Add a feature as the drawing tools do: default values, then what the form says."""
    context = layer.createExpressionContext()
    feature = QgsVectorLayerUtils.createFeature(layer, geometry, {}, context)
    for name, value in attributes.items():
        feature[name] = value
    return layer.addFeature(feature)


def move_vertex(layer: QgsVectorLayer) -> bool:
    """Drag the first vertex of Zhangjiang 0.01° to the south-east."""
    feature = feature_of(layer, "SH-ZJ")
    vertex = feature.geometry().vertexAt(0)
    return layer.moveVertex(vertex.x() + 0.01, vertex.y() - 0.01, feature.id(), 0)


def split(layer: QgsVectorLayer) -> bool:
    """Cut Dalian in two by a line from south to north through its middle."""
    feature = feature_of(layer, "LN-DL")
    box, middle = feature.geometry().boundingBox(), feature.geometry().centroid().asPoint()
    layer.selectByIds([feature.id()])
    line = [
        QgsPointXY(middle.x() + 0.004, box.yMinimum() - 0.01),
        QgsPointXY(middle.x() + 0.006, middle.y()),
        QgsPointXY(middle.x() + 0.005, box.yMaximum() + 0.01),
    ]
    result = layer.splitFeatures(line, topologicalEditing=False)
    layer.removeSelection()
    return int(getattr(result, "value", result)) == 0


def merge(layer: QgsVectorLayer) -> bool:
    """Merge Jinqiao into Lujiazui, which keeps its attributes."""
    keeps, goes = feature_of(layer, "SH-LJZ"), feature_of(layer, "SH-JQ")
    union = keeps.geometry().combine(goes.geometry())
    changed = layer.changeGeometry(keeps.id(), union)
    return changed and layer.deleteFeature(goes.id())


def delete(layer: QgsVectorLayer) -> bool:
    """Delete the zone at Tianjin's airport."""
    return layer.deleteFeature(feature_of(layer, "TJ-AP").id())


def add(layer: QgsVectorLayer) -> bool:
    """Draw a zone at Shantou, with no attribute but the name."""
    corners = [(116.70, 23.25), (116.74, 23.25), (116.74, 23.28), (116.70, 23.28)]
    ring = [QgsPointXY(x, y) for x, y in corners]
    return created(layer, QgsGeometry.fromMultiPolygonXY([[ring]]), {"name_zh": "汕头片区"})


def copy(layer: QgsVectorLayer) -> bool:
    """Duplicate the zone of Yingkou and move the duplicate 0.1° to the west."""
    feature = feature_of(layer, "LN-YK")
    known = {one.id() for one in layer.getFeatures()}
    done = QgsVectorLayerUtils.duplicateFeature(layer, feature, QgsProject.instance())
    fresh = [one for one in layer.getFeatures() if one.id() not in known]
    return bool(done) and all(layer.translateFeature(one.id(), -0.1, 0) == 0 for one in fresh)


def set_attributes(layer: QgsVectorLayer) -> bool:
    """Rename Shenyang in both languages, give it other sectors, and lock it."""
    feature = feature_of(layer, "LN-SY")
    values = {"name": "Shenyang", "name_zh": "沈阳", "sectors": "robotics", "locked": True}
    fields = layer.fields()
    return all(
        layer.changeAttributeValue(feature.id(), fields.indexOf(name), value)
        for name, value in values.items()
    )


EDITS = {
    one.__name__: one for one in (move_vertex, split, merge, delete, add, copy, set_attributes)
}


def leave_open(plan: Path, folder: Path) -> None:
    """Copy a file and its journal as they are while edits go on."""
    folder.mkdir()
    for name in (plan.name, f"{plan.name}-wal"):
        if plan.with_name(name).exists():
            shutil.copy(plan.with_name(name), folder)


def save_elsewhere(layer: QgsVectorLayer, path: Path) -> None:
    """Export a layer to Gauss-Krüger metres (CGCS2000, 120° E) as `zones_gk`."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", "zones_gk"
    gauss_krueger = QgsCoordinateReferenceSystem("EPSG:4549")
    context = QgsProject.instance().transformContext()
    options.ct = QgsCoordinateTransform(layer.crs(), gauss_krueger, context)
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), context, options)


def main(plan: str, out: str) -> None:
    """Make the edits that OUT.json names, save them, and say what was answered."""
    answer = Path(out).with_suffix(".json")
    wanted = json.loads(answer.read_text(encoding="utf-8"))
    layer = QgsVectorLayer(f"{plan}|layername=zones", "zones", "ogr")
    QgsProject.instance().addMapLayer(layer)
    answers = {"valid": layer.isValid(), "editing": layer.startEditing()}
    answers |= {name: EDITS[name](layer) for name in wanted}
    answers["saved"] = layer.commitChanges(stopEditing=False)
    answers["problems"] = layer.commitErrors()
    leave_open(Path(plan), answer.parent / "open")
    answers["closed"] = layer.commitChanges()
    save_elsewhere(layer, answer.parent / "elsewhere.gpkg")
    QgsProject.instance().clear()
    answer.write_text(json.dumps(answers), encoding="utf-8")
