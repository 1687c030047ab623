"""Draw the regions and zones of a plan with QGIS, without a display: `main(PLAN, OUT.png)`.

Zones are labelled with their Chinese names. Beside the picture, OUT.json says which font drew
them, what share of the picture has each colour of `COLOURS`, and how many pixels are dark, as
only labels are.
"""

import json
from collections import Counter
from pathlib import Path

from qgis.core import (
    QgsFillSymbol,
    QgsLabelingEngineSettings,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPalLayerSettings,
    QgsSingleSymbolRenderer,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QFont, QFontInfo, QImage

COLOURS = {"ground": "#ffffff", "regions": "#dbe4e8", "zones": "#c8553d"}
INK = "#102030"
FONT = "Noto Sans CJK SC"
WIDTH = 1200  # pixels


def filled(plan: str, name: str) -> QgsVectorLayer:
    """Return a layer of the plan, filled with its colour and without outlines."""
    layer = QgsVectorLayer(f"{plan}|layername={name}", name, "ogr")
    look = {"color": COLOURS[name], "outline_style": "no"}
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(look)))
    return layer


def label(layer: QgsVectorLayer, column: str) -> None:
    """Label a layer by one of its columns."""
    text = QgsTextFormat()
    text.setFont(QFont(FONT))
    text.setSize(9)
    text.setColor(QColor(INK))
    labels = QgsPalLayerSettings()
    labels.fieldName = column
    labels.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(labels))
    layer.setLabelsEnabled(True)


def draw(plan: str, out: str) -> None:
    """Draw the zones over the regions, over the whole extent of these."""
    zones, regions = filled(plan, "zones"), filled(plan, "regions")
    label(zones, "name_zh")
    extent = regions.extent()
    settings = QgsMapSettings()
    settings.setLayers([zones, regions])
    settings.setDestinationCrs(regions.crs())
    settings.setExtent(extent)
    settings.setOutputSize(QSize(WIDTH, round(WIDTH * extent.height() / extent.width())))
    settings.setBackgroundColor(QColor(COLOURS["ground"]))
    settings.setLabelingEngineSettings(QgsLabelingEngineSettings())
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(out)


def look_at(picture: str) -> dict[str, float]:
    """Return the share of each colour in the picture, and its number of dark pixels."""
    image = QImage(picture).convertToFormat(QImage.Format_RGB32)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    counts = Counter(memoryview(bytes(bits)).cast("I"))
    shares = {name: counts[QColor(c).rgb()] / counts.total() for name, c in COLOURS.items()}
    dark = sum(count for pixel, count in counts.items() if QColor(pixel).value() < 0x60)
    return shares | {"dark_pixels": dark}


def main(plan: str, out: str) -> None:
    """Draw the plan into `out` and write what is to be seen there."""
    draw(plan, out)
    seen = look_at(out) | {"font": QFontInfo(QFont(FONT)).family()}
    Path(out).with_suffix(".json").write_text(json.dumps(seen), encoding="utf-8")
