"""Write what QGIS sees in a GeoPackage as JSON: `qgis_describe.py PLAN OUT.json`.

For each layer: whether it is valid, its CRS, geometry type and every row; a row has its
attributes and, as `$area`, what the QGIS expression gives in km² on the ellipsoid of the CRS.
"""

import json
import sys
from pathlib import Path
from typing import Any

from qgis.core import (
    NULL,
    QgsApplication,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsExpression,
    QgsExpressionContext,
    QgsProviderRegistry,
    QgsProviderSublayerDetails,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsWkbTypes,
)


def describe(layer: QgsVectorLayer) -> dict[str, Any]:
    """Return what QGIS sees in one layer."""
    measure = QgsDistanceArea()
    measure.setSourceCrs(layer.crs(), QgsCoordinateTransformContext())
    measure.setEllipsoid(layer.crs().ellipsoidAcronym())
    area = QgsExpression("$area")
    area.setGeomCalculator(measure)
    area.setAreaUnits(QgsUnitTypes.AreaSquareKilometers)
    context = QgsExpressionContext()
    names = [field.name() for field in layer.fields()]
    rows = []
    for feature in layer.getFeatures():
        context.setFeature(feature)
        values = [None if value == NULL else value for value in feature.attributes()]
        row = dict(zip(names, values, strict=True))
        rows.append(row | {"$area": area.evaluate(context) if feature.hasGeometry() else None})
    return {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "geometry": QgsWkbTypes.displayString(layer.wkbType()),
        "features": layer.featureCount(),
        "rows": rows,
    }


def main(plan: str, out: str) -> None:
    """Describe every layer of the plan, spatial or not, in one JSON document."""
    application = QgsApplication([], False)  # no window
    application.initQgis()
    options = QgsProviderSublayerDetails.LayerOptions(QgsCoordinateTransformContext())
    found = QgsProviderRegistry.instance().querySublayers(plan)
    layers = {one.name(): describe(one.toLayer(options)) for one in found}
    Path(out).write_text(json.dumps(layers), encoding="utf-8")
    application.exitQgis()


main(*sys.argv[1:])
