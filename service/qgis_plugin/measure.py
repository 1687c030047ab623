"""*Measure*: the coverage of the zones of a plan or a scenario."""

from __future__ import annotations

from typing import Any, NamedTuple

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
    QgsVectorLayer,
)

from .algorithm import FIGURES, SCENARIO, ZonewrightAlgorithm, names_first, say
from .results import (
    Column,
    Look,
    add_rows,
    by_share,
    columns_of,
    dress,
    fields_of,
    labelled,
    outlined,
)

RADII, LEVEL, REGIONS, ZONES = "RADII_KM", "LEVEL", "REGIONS", "ZONES"
_ZONES = "zone_id ftz_id name name_zh boundary_source"
_COLUMNS = {
    "share": "plugin-column-share",
    "people": "plugin-column-people",
    "km2": "plugin-column-km2",
}


class Measure(ZonewrightAlgorithm):
    """Coverage of regions, and the figures of each zone, as two layers."""

    key, title, summary = "measure", "plugin-measure-name", "plugin-measure-help"

    def __init__(self) -> None:
        super().__init__()
        self.looks: dict[str, Look] = {}

    def parameters(self) -> None:
        """Add scenario, radii and level; outputs are two layers and a file."""
        self.add_scenario()
        self.addParameter(
            QgsProcessingParameterString(RADII, say("plugin-param-radii"), "25, 50, 100")
        )
        self.add_choice(LEVEL, "plugin-param-level", "level")
        for name, code in ((REGIONS, "plugin-out-regions"), (ZONES, "plugin-out-zones")):
            self.addParameter(
                QgsProcessingParameterFeatureSink(
                    name, say(code), QgsProcessing.SourceType.TypeVectorPolygon, optional=True
                )
            )
        self.add_file(FIGURES, "plugin-out-figures", "JSON (*.json)", optional=True)

    def work(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Measure, and join the figures to regions and zones."""
        scenario = self.parameterAsString(parameters, SCENARIO, context).strip()
        radii = radii_of(self.parameterAsString(parameters, RADII, context))
        level = self.parameterAsString(parameters, LEVEL, context).strip()
        named = [*(("--scenario", scenario) if scenario else ()), *self.store]
        options = [word for radius in radii for word in ("--radius-km", radius)]
        options += ["--level", level] if level else []
        document = self.document("measure", self.plan, *named, *options)
        for row in document["totals"]:
            self.feedback.pushInfo(say("plugin-total", **_rounded(row)))
        results = self.keep_figures(document, parameters, context)
        results |= self._regions(document, parameters, context)
        results |= self._zones(document, named, parameters, context)
        return results

    def postProcessAlgorithm(
        self,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Style the layers."""
        for destination, look in self.looks.items():
            dress(destination, look, context)
        return {}

    def _regions(
        self, document: dict[str, Any], parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Return the layer of regions, a row for each with the figures of every radius."""
        rows = wide(document["regions"])
        radii = [f"{radius:g}" for radius in document["radii_km"]]
        columns = columns_of("coverage_finest", "adcode name area_km2 population") | {
            f"{part}_{radius}": Column("real", say(code, radius=radius))
            for radius in radii
            for part, code in _COLUMNS.items()
        }
        columns |= {
            f"covered_{name}_{radius}": Column(
                "real", say("plugin-column-weight", weight=name, radius=radius)
            )
            for radius in radii
            for name in demand_attributes(document["regions"])
        }
        fields = fields_of(columns)
        layer = QgsVectorLayer(f"{self.plan}|layername=regions", "regions", "ogr")
        sink, destination = self.parameterAsSink(
            parameters, REGIONS, context, fields, Qgis.WkbType.MultiPolygon, layer.crs()
        )
        if sink is None:
            return {}
        regions = regions_by_code(layer, set(rows))
        for code, region in regions.items():
            rows[code]["name"] = region.name or rows[code]["name"]
        shapes = {code: region.shape for code, region in regions.items()}
        add_rows(sink, fields, ((shapes.get(code), row) for code, row in rows.items()))
        radius = radii[len(radii) // 2]
        shown = f"share_{radius}"
        unknown = any(row[shown] is None for row in rows.values())
        code = "plugin-layer-share" if counts_people(document["regions"]) else "plugin-layer-land"
        renderer = by_share(shown, unknown=unknown)
        self.looks[destination] = Look(renderer, say(code, radius=radius), columns)
        return {REGIONS: destination}

    def _zones(
        self,
        document: dict[str, Any],
        named: list[str],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> dict[str, Any]:
        """Return the layer of zones with their figures."""
        if parameters.get(ZONES) is None:
            return {}
        drawn = self.temporary("zones.fgb")
        self.run_command("export", self.plan, drawn, *named)
        layer = QgsVectorLayer(drawn, "zones", "ogr")
        columns = columns_of("zones", _ZONES) | columns_of("figures")
        fields = fields_of(columns)
        sink, destination = self.parameterAsSink(
            parameters, ZONES, context, fields, Qgis.WkbType.MultiPolygon, layer.crs()
        )
        if sink is None:
            return {}
        measured = {row["zone_id"]: row for row in document["zones"]}
        rows = []
        for feature in layer.getFeatures():
            row = {**_texts(feature), **measured.get(feature["zone_id"], {})}
            rows.append((feature.geometry(), row))
        add_rows(sink, fields, rows)
        shown = ", ".join(f"nullif(\"{name}\", '')" for name in names_first())
        label = f"regexp_replace(coalesce({shown}, \"zone_id\"), ' ?[（(].*', '')"
        look = outlined("boundary_source")
        self.looks[destination] = Look(look, say("plugin-out-zones"), columns, labelled(label))
        return {ZONES: destination}


def radii_of(text: str) -> list[str]:
    """Return the radii of a text, separated by commas, semicolons or spaces.

    Raises:
        QgsProcessingException: one is not a number.
    """
    radii = text.replace(",", " ").replace("，", " ").replace(";", " ").split()
    try:
        for radius in radii:
            float(radius)
    except ValueError as error:
        raise QgsProcessingException(say("plugin-radii-wrong", given=text)) from error
    return radii


def wide(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return one row for each region of the first level, with the figures of every radius.

    A share is of people, or of land if the plan has no demand.
    """
    regions: dict[str, dict[str, Any]] = {}
    figure = "population" if counts_people(rows) else "area_km2"
    for row in rows:
        if row["level"] != rows[0]["level"]:
            continue
        region = regions.setdefault(row["adcode"], {})
        radius = f"{row['radius_km']:g}"
        covered, total = row[f"covered_{figure}"], row[figure]
        region |= {name: row[name] for name in ("adcode", "name", "area_km2", "population")}
        region[f"people_{radius}"] = row["covered_population"]
        region[f"km2_{radius}"] = row["covered_area_km2"]
        region[f"share_{radius}"] = covered / total if total else None
        region |= {f"covered_{it}_{radius}": row[f"covered_{it}"] for it in demand_attributes(rows)}
    return regions


def demand_attributes(rows: list[dict[str, Any]]) -> list[str]:
    """Return the plan's own columns of the demand that are measured beside people."""
    every = (name for row in rows[:1] for name in row if f"covered_{name}" in row)
    return [name for name in every if name not in ("area_km2", "population")]


def counts_people(rows: list[dict[str, Any]]) -> bool:
    """Return whether the plan has demand."""
    return any(row["population"] for row in rows)


class Region(NamedTuple):
    """The geometry of a region, and its name in the language of QGIS, if it has one."""

    shape: QgsGeometry
    name: str | None


def regions_by_code(layer: QgsVectorLayer, codes: set[str]) -> dict[str, Region]:
    """Return each region by its code; those of a coarser level are unions of finer ones."""
    names = [field.name() for field in layer.fields()]
    columns = sorted((name for name in names if name.endswith("adcode")), key=len)
    features = list(layer.getFeatures())
    for column in columns:
        parts: dict[str, list[QgsFeature]] = {}
        for feature in features:
            parts.setdefault(str(feature[column]), []).append(feature)
        if codes <= set(parts):
            name = column.removesuffix("adcode") + names_first()[0]
            regions = {}
            for code in codes:
                shapes = [each.geometry() for each in parts[code]]
                shape = shapes[0] if len(shapes) == 1 else QgsGeometry.unaryUnion(shapes)
                regions[code] = Region(shape, (name in names and parts[code][0][name]) or None)
            return regions
    return {}


def _texts(feature: QgsFeature) -> dict[str, Any]:
    names = {field.name() for field in feature.fields()}
    texts = ("name", "name_zh", "boundary_source")
    return {name: feature[name] for name in texts if name in names}


def _rounded(row: dict[str, Any]) -> dict[str, str]:
    """Return a row of totals formatted for display."""
    population, covered = row["population"], row["covered_population"]
    return {
        "radius": f"{row['radius_km']:g}",
        "people": "–" if covered is None else f"{covered:,.0f}",
        "share": f"{100 * covered / population:.1f} %" if population else "–",
        "area": f"{row['covered_area_km2']:,.0f}",
    }
