"""Write what QGIS makes of a file's dress as JSON: `qgis_dress.py FILE OUT.json`.

`project`: what the embedded project says, its layers, themes and bookmarks. `layouts`: each is
exported to OUT-<name>.png and OUT-<name>.pdf; whether the legend and the texts fit their frames.
`alone`: the layers added one by one, without the project. `edits`: the ids of the first zone, of
what it is split into, of its copy and of a new zone over it; all of them are saved in the file.
"""

import json
import sys
from pathlib import Path
from typing import Any

from qgis.core import (
    NULL,
    QgsApplication,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsPointXY,
    QgsPrintLayout,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.PyQt.QtGui import QColor, QFontInfo, QImage


def layer_as_seen(layer: QgsVectorLayer) -> dict[str, Any]:
    """Return how a layer is drawn, and what its fields say."""
    seen: dict[str, Any] = {"name": layer.name(), "valid": layer.isValid()}
    if layer.isSpatial():
        renderer = layer.renderer()
        seen["renderer"] = renderer.type()
        seen["labels"] = layer.labelsEnabled()
        seen["classes"] = [item.label() for item in renderer.legendSymbolItems()]
        if renderer.type() in ("categorizedSymbol", "graduatedSymbol"):
            seen["by"] = renderer.classAttribute()
        if renderer.type() == "categorizedSymbol":
            values = [category.value() for category in renderer.categories()]
            seen["values"] = [None if value in (NULL, "") else value for value in values]
            seen["symbols"] = [
                [part.layerType() for part in category.symbol().symbolLayers()]
                for category in renderer.categories()
            ]
        if layer.labelsEnabled():
            rules = layer.labeling().rootRule().children()
            fonts = [rule.settings().format().font() for rule in rules if rule.settings()]
            seen["fonts"] = sorted({QFontInfo(font).family() for font in fonts})
    fields = layer.fields()
    seen["aliases"] = {field.name(): field.alias() for field in fields}
    seen["widgets"] = {
        field.name(): layer.editorWidgetSetup(index).type() for index, field in enumerate(fields)
    }
    seen["split"] = {field.name(): field.splitPolicy().name for field in fields}
    seen["duplicate"] = {field.name(): field.duplicatePolicy().name for field in fields}
    return seen


def project_as_seen(project: QgsProject) -> dict[str, Any]:
    """Return what the project says."""
    themes = project.mapThemeCollection()
    return {
        "crs": project.crs().authid(),
        "ellipsoid": project.ellipsoid(),
        "topological": project.topologicalEditing(),
        "snapping": project.snappingConfig().enabled(),
        "extent": project.viewSettings().defaultViewExtent().toString(3),
        "groups": [group.name() for group in project.layerTreeRoot().findGroups()],
        "bookmarks": [bookmark.name() for bookmark in project.bookmarkManager().bookmarks()],
        "layers": {id_: layer_as_seen(layer) for id_, layer in project.mapLayers().items()},
        "themes": {
            name: [layer.id() for layer in themes.mapThemeVisibleLayers(name)]
            for name in themes.mapThemes()
        },
        "shown": [layer.id() for layer in project.layerTreeRoot().checkedLayers()],
    }


def layout_as_seen(layout: QgsPrintLayout, out: str) -> dict[str, Any]:
    """Export a layout and return whether that worked and what does not fit its frame."""
    exporter = QgsLayoutExporter(layout)
    image = QgsLayoutExporter.ImageExportSettings()
    image.dpi = 100
    results = [
        int(exporter.exportToImage(f"{out}.png", image)),
        int(exporter.exportToPdf(f"{out}.pdf", QgsLayoutExporter.PdfExportSettings())),
    ]
    cut = []
    for item in layout.items():
        if isinstance(item, QgsLayoutItemLegend):
            frame = item.rect().size()
            item.setResizeToContents(True)
            item.adjustBoxSize()
            size = item.rect().size()
        elif isinstance(item, QgsLayoutItemLabel):
            frame, size = item.rect().size(), item.sizeForText()
            lines = 1 if item.id() != "notes" else 2 * size.width() / frame.width()
            size.setWidth(size.width() / max(1.0, lines))
        else:
            continue
        if size.width() > frame.width() + 0.5 or size.height() > frame.height() + 0.5:
            cut.append(f"{item.id()}: {size} in {frame}")
    picture = QImage(f"{out}.png")
    seen = {picture.pixel(x, y) for x in range(50, 1200, 2) for y in range(120, 1120, 2)}
    return {"results": results, "cut": cut, "colours": [QColor(rgb).name() for rgb in seen]}


def edits_as_seen(zones: QgsVectorLayer) -> dict[str, Any]:
    """Split the first zone, copy it, draw another and save; return the ids by what was done."""
    first = next(zones.getFeatures())
    known = {feature["zone_id"] for feature in zones.getFeatures()}
    zones.startEditing()
    box = first.geometry().boundingBox()
    middle = first.geometry().pointOnSurface().asPoint().x()
    line = [QgsPointXY(middle, box.yMinimum() - 1), QgsPointXY(middle, box.yMaximum() + 1)]
    zones.selectByIds([first.id()])
    split = zones.splitFeatures(line)
    fresh = [feature for feature in zones.getFeatures() if feature["zone_id"] not in known]
    project = QgsProject.instance()
    copy, _ = QgsVectorLayerUtils.duplicateFeature(zones, first, project)
    drawn = QgsVectorLayerUtils.createFeature(zones, first.geometry())
    ids = {
        "first": first["zone_id"],
        "split": [feature["zone_id"] for feature in fresh],
        "copy": copy["zone_id"],
        "drawn": drawn["zone_id"],
    }
    zones.addFeature(drawn)
    return ids | {"result": int(split), "saved": zones.commitChanges()}


def main(file: str, out: str) -> None:
    """Open the embedded project and then each layer alone, and write what there is."""
    application = QgsApplication([], False)  # no window
    application.initQgis()
    project = QgsProject.instance()
    read = project.read(f"geopackage:{file}?projectName=Zonewright")
    seen: dict[str, Any] = {"read": read, "project": project_as_seen(project)}
    stem = str(Path(out).with_suffix(""))
    seen["layouts"] = {
        layout.name(): layout_as_seen(layout, f"{stem}-{layout.name()}")
        for layout in project.layoutManager().layouts()
    }
    sources = {layer.source().split("layername=")[1] for layer in project.mapLayers().values()}
    alone = {
        name: QgsVectorLayer(f"{file}|layername={name}", name, "ogr") for name in sorted(sources)
    }
    seen["alone"] = {name: layer_as_seen(layer) for name, layer in alone.items()}
    seen["edits"] = edits_as_seen(alone["zones"])
    alone.clear()
    project.clear()
    Path(out).write_text(json.dumps(seen, default=str), encoding="utf-8")
    application.exitQgis()


main(*sys.argv[1:])
