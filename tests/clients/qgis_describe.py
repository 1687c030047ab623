"""Write what QGIS sees in a GeoPackage as JSON: `main(PLAN, OUT.json)`.

For each layer: whether it is valid, its CRS, geometry type and every row; a row has its attributes
and two areas in km² on the ellipsoid of the CRS: `$area`, by the expression of that name, and
`$area_of_short_edges`, by the same after cutting edges to `STEP`. QGIS takes an edge as a
geodesic, the plan as straight in longitude and latitude: the shorter, the more alike.
"""

import json
from pathlib import Path
from typing import Any

from qgis.core import (
    NULL,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsExpression,
    QgsExpressionContext,
    QgsFeature,
    QgsProviderRegistry,
    QgsProviderSublayerDetails,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsWkbTypes,
)

STEP = 0.005  # degrees


def describe(layer: QgsVectorLayer) -> dict[str, Any]:
    measure = QgsDistanceArea()
    measure.setSourceCrs(layer.crs(), QgsCoordinateTransformContext())
    measure.setEllipsoid(layer.crs().ellipsoidAcronym())
    area = QgsExpression("$area")
    area.setGeomCalculator(measure)
    area.setAreaUnits(QgsUnitTypes.AreaSquareKilometers)
    names = [field.name() for field in layer.fields()]
    rows = []
    for feature in layer.getFeatures():
        values = [None if value == NULL else value for value in feature.attributes()]
        row = dict(zip(names, values, strict=True)) | {"$area": evaluated(area, feature)}
        feature.setGeometry(feature.geometry().densifyByDistance(STEP))
        rows.append(row | {"$area_of_short_edges": evaluated(area, feature)})
    return {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "geometry": QgsWkbTypes.displayString(layer.wkbType()),
        "features": layer.featureCount(),
        "rows": rows,
    }


def evaluated(expression: QgsExpression, feature: QgsFeature) -> float | None:
    context = QgsExpressionContext()
    context.setFeature(feature)
    return expression.evaluate(context) if feature.hasGeometry() else None


def main(plan: str, out: str) -> None:
    options = QgsProviderSublayerDetails.LayerOptions(QgsCoordinateTransformContext())
    found = QgsProviderRegistry.instance().querySublayers(plan)
    layers = {one.name(): describe(one.toLayer(options)) for one in found}
    Path(out).write_text(json.dumps(layers), encoding="utf-8")
