"""Write what QGIS makes of a file's dress as JSON: `main(FILE, OUT.json)`.

`project`: what the embedded project says, its layers, themes and bookmarks. `layouts`: each is
exported to OUT-<name>.png and OUT-<name>.pdf, of a large file the first alone to PDF; whether the
legend and the texts fit their frames. `alone`: the layers added one by one, without the project.
`edits`: the ids of the first zone, of what it is split into, of its copy and of a new zone over it;
all of them are saved in the file.
"""

import json
import math
from pathlib import Path
from typing import Any

from qgis.core import (
    NULL,
    QgsBearingUtils,
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsPointXY,
    QgsPrintLayout,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.PyQt.QtGui import QColor, QFontInfo, QImage

PAGE_MM = 420.0
LARGE_BYTES = 5e6


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
    seen["simplified"] = layer.isSpatial() and bool(layer.simplifyMethod().simplifyHints())
    seen["split"] = {field.name(): field.splitPolicy().name for field in fields}
    seen["duplicate"] = {field.name(): field.duplicatePolicy().name for field in fields}
    return seen


def project_as_seen(project: QgsProject) -> dict[str, Any]:
    themes = project.mapThemeCollection()
    return {
        "crs_wkt": project.crs().toWkt(QgsCoordinateReferenceSystem.WKT_PREFERRED),
        "ellipsoid": project.ellipsoid(),
        "topological": project.topologicalEditing(),
        "snapping": project.snappingConfig().enabled(),
        "extent": project.viewSettings().defaultViewExtent().toString(3),
        "groups": [group.name() for group in project.layerTreeRoot().findGroups()],
        "bookmarks": [bookmark.name() for bookmark in project.bookmarkManager().bookmarks()],
        "layers": {id_: layer_as_seen(layer) for id_, layer in _of_file(project).items()},
        "themes": {
            name: [layer.id() for layer in themes.mapThemeVisibleLayers(name)]
            for name in themes.mapThemes()
        },
        "shown": [layer.id() for layer in project.layerTreeRoot().checkedLayers()],
    }


def _of_file(project: QgsProject) -> dict[str, QgsVectorLayer]:
    """Return the layers of the project that are tables of the file: not the pages of an atlas."""
    layers = project.mapLayers()
    return {id_: layer for id_, layer in layers.items() if layer.providerType() == "ogr"}


def layout_as_seen(layout: QgsPrintLayout, out: str, *, pdf: bool) -> dict[str, Any]:
    """Export a layout and return whether that worked and what does not fit its frame."""
    atlas, pages = layout.atlas(), []
    if atlas.enabled():
        atlas.beginRender()
        for number in range(atlas.count()):
            atlas.seekTo(number)
            pages.append(atlas.currentFilename())
        atlas.seekTo(0)
    exporter = QgsLayoutExporter(layout)
    image = QgsLayoutExporter.ImageExportSettings()
    image.dpi = 100
    results = [int(exporter.exportToImage(f"{out}.png", image))]
    if pdf:
        settings = QgsLayoutExporter.PdfExportSettings()
        results.append(int(exporter.exportToPdf(f"{out}.pdf", settings)))
    picture, cut = QImage(f"{out}.png"), []
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
    maps = {item.id(): item for item in layout.items() if isinstance(item, QgsLayoutItemMap)}
    drawn = maps["map"]
    (bar,) = (item for item in layout.items() if isinstance(item, QgsLayoutItemScaleBar))
    about = {
        "pages": pages,
        "title": next(item.currentText() for item in layout.items() if item.id() == "title"),
        "maps": sorted(maps),
        "projected": not drawn.crs().isGeographic(),
        "north": north_of(drawn),
        "bar_km": bar.unitsPerSegment() * bar.numberOfSegments() / bar.mapUnitsPerScaleBarUnit(),
        "true_km": on_ground_km(length_mm(bar, picture), drawn),
    }
    seen = pixels_of(picture)
    return about | {"results": results, "cut": cut, "colours": [QColor(c).name() for c in seen]}


def pixels_of(picture: QImage) -> set[int]:
    """Return the colours of every second pixel of the sheet within its margins."""
    picture = picture.convertToFormat(QImage.Format_RGB32)
    bits = picture.constBits()
    bits.setsize(picture.sizeInBytes())
    pixels, width = memoryview(bytes(bits)).cast("I"), picture.bytesPerLine() // 4
    rows = (pixels[y * width + 50 : y * width + 1200 : 2] for y in range(120, 1120, 2))
    return {pixel for row in rows for pixel in row.tolist()}


def north_of(drawn: QgsLayoutItemMap) -> float:
    """Return by how many degrees true north leans from the vertical at the middle of a map."""
    turn = QgsBearingUtils.bearingTrueNorth(
        drawn.crs(), QgsProject.instance().transformContext(), drawn.extent().center()
    )
    lean = (turn + drawn.mapRotation() + 180) % 360 - 180
    return round(lean, 3)


def length_mm(bar: QgsLayoutItemScaleBar, picture: QImage) -> float:
    """Return how long the scale bar is in a picture of its page: its longest black line."""
    per_mm = picture.width() / PAGE_MM
    left, top = bar.pagePos().x() - 1, bar.pagePos().y()
    longest = 0
    for y in range(round(top * per_mm), round((top + bar.rect().height()) * per_mm)):
        run = 0
        for x in range(round(left * per_mm), picture.width()):
            run = run + 1 if QColor(picture.pixel(x, y)).lightness() < 90 else 0
            longest = max(longest, run)
    return longest / per_mm


def on_ground_km(length: float, drawn: QgsLayoutItemMap) -> float:
    """Return how long a level line of so many mm is on the ground where the map's middle is."""
    project = QgsProject.instance()
    measure = QgsDistanceArea()
    measure.setSourceCrs(drawn.crs(), project.transformContext())
    measure.setEllipsoid(project.ellipsoid())
    middle, turn = drawn.extent().center(), math.radians(drawn.mapRotation())
    half = length / drawn.mapUnitsToLayoutUnits() / 2 / 50  # a short line: the scale at a place
    ends = [
        QgsPointXY(
            middle.x() + side * half * math.cos(turn), middle.y() - side * half * math.sin(turn)
        )
        for side in (-1, 1)
    ]
    return measure.measureLine(*ends) / 1000 * 50


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
    project = QgsProject.instance()
    read = project.read(f"geopackage:{file}?projectName=Zonewright")
    seen: dict[str, Any] = {"read": read, "project": project_as_seen(project)}
    stem = str(Path(out).with_suffix(""))
    is_large = Path(file).stat().st_size > LARGE_BYTES
    seen["layouts"] = {
        layout.name(): layout_as_seen(
            layout, f"{stem}-{layout.name()}", pdf=not (number and is_large)
        )
        for number, layout in enumerate(project.layoutManager().layouts())
    }
    sources = {layer.source().split("layername=")[1] for layer in _of_file(project).values()}
    alone = {
        name: QgsVectorLayer(f"{file}|layername={name}", name, "ogr") for name in sorted(sources)
    }
    seen["alone"] = {name: layer_as_seen(layer) for name, layer in alone.items()}
    seen["ftzs"] = [one["ftz_id"] for one in alone["zones"].getFeatures() if one["ftz_id"]]
    seen["edits"] = edits_as_seen(alone["zones"])
    alone.clear()
    project.clear()
    Path(out).write_text(json.dumps(seen, default=str), encoding="utf-8")
