"""*Check*: the violations of the zones of a plan or a scenario."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsVectorLayer,
)

from .algorithm import FIGURES, SCENARIO, ZonewrightAlgorithm, rule_text, say, translated
from .results import Column, Look, add_rows, by_level, columns_of, dress, fields_of, geometry_of

VIOLATIONS, HARD, SOFT = "VIOLATIONS", "HARD", "SOFT"


def _columns() -> dict[str, Column]:
    names = "rule level zone_id subject amount limit unit change amount_before worse_by"
    message = Column("text", say("plugin-column-message"))
    return columns_of("violations", names) | {"message": message}


class Check(ZonewrightAlgorithm):
    """Each violation as a row with its geometry."""

    key, title, summary = "check", "plugin-check-name", "plugin-check-help"

    def __init__(self) -> None:
        super().__init__()
        self.destination = ""

    def parameters(self) -> None:
        """Add the scenario; outputs are a layer, a file and two counts."""
        self.add_scenario()
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                VIOLATIONS, say("plugin-out-violations"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.add_file(FIGURES, "plugin-out-figures", "JSON (*.json)", optional=True)
        self.addOutput(QgsProcessingOutputNumber(HARD, say("plugin-out-hard")))
        self.addOutput(QgsProcessingOutputNumber(SOFT, say("plugin-out-soft")))

    def work(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Check, and write the violations to a layer."""
        scenario = self.parameterAsString(parameters, SCENARIO, context).strip()
        named = ["--scenario", scenario] if scenario else []
        document = self.document("check", self.plan, *named, *self.store)
        fields = fields_of(_columns())
        crs = QgsVectorLayer(f"{self.plan}|layername=zones", "zones", "ogr").crs()
        sink, self.destination = self.parameterAsSink(
            parameters, VIOLATIONS, context, fields, Qgis.WkbType.MultiPolygon, crs
        )
        rows = document["violations"]
        for row in rows:
            tell = self.feedback.reportError if row["level"] == "hard" else self.feedback.pushInfo
            tell(rule_text(row))
        for row in document.get("mended", []):
            self.feedback.pushInfo(rule_text(row))
        add_rows(sink, fields, ((geometry_of(row["geometry"]), _plain(row)) for row in rows))
        counts = {
            name: sum(row["level"] == level for row in rows)
            for name, level in ((HARD, "hard"), (SOFT, "soft"))
        }
        figures = self.keep_figures(document, parameters, context)
        return {VIOLATIONS: self.destination, **counts, **figures}

    def postProcessAlgorithm(
        self,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Style the layer."""
        look = Look(by_level("level"), say("plugin-out-violations"), _columns())
        dress(self.destination, look, context)
        return {}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with a text as subject, and its message in the language of QGIS."""
    return {**row, "subject": str(row["subject"]), "message": translated(row, "message")}
