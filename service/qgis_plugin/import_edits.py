"""*Import edits*: turn the edits of a layer of zones, saved or not, into a scenario."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterVectorLayer,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from .algorithm import FIGURES, ZonewrightAlgorithm, file_of, say, translated
from .results import load_layers

EDITED, BASELINE, OUT = "EDITED", "BASELINE", "OUT"
TOLERANCE, LAYERS, EDITS = "TOLERANCE_M", "LAYERS", "EDITS"
_PARTS = ("violations", "changes")


class ImportEdits(ZonewrightAlgorithm):
    """The edits of a layer against its plan, as a scenario file, with the land that changes."""

    key, title, summary = "importedits", "plugin-import-name", "plugin-import-help"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """Add the parameters: the edited layer instead of the plan."""
        self.addParameter(
            QgsProcessingParameterVectorLayer(
                EDITED, say("plugin-param-edited"), [QgsProcessing.SourceType.TypeVectorPolygon]
            )
        )
        self.parameters()

    def parameters(self) -> None:
        """Add the plan and the tolerance; outputs are a scenario, layers and figures."""
        self.addParameter(
            QgsProcessingParameterFile(
                BASELINE, say("plugin-param-baseline"), extension="gpkg", optional=True
            )
        )
        metres = QgsProcessingParameterNumber(
            TOLERANCE,
            say("plugin-param-tolerance"),
            QgsProcessingParameterNumber.Type.Double,
            optional=True,
            minValue=0.001,
            maxValue=100,
        )
        metres.setFlags(metres.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(metres)
        self.add_file(OUT, "plugin-out-scenario", "YAML (*.yaml)")
        self.add_file(LAYERS, "plugin-out-layers", "GeoPackage (*.gpkg)")
        self.add_file(FIGURES, "plugin-out-figures", "JSON (*.json)", optional=True)
        self.addOutput(QgsProcessingOutputNumber(EDITS, say("plugin-out-edits")))

    def begin(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Write the layer with its unsaved edits to a file, and find the plan."""
        layer = self.layer(EDITED, parameters, context)
        baseline = self.parameterAsFile(parameters, BASELINE, context)
        self.read_plan(baseline or file_of(layer))
        self.edited = self.temporary("edited.gpkg")
        _write(layer, self.edited, context)

    def work(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Infer the edits, and export the land that they change."""
        out = self.parameterAsFileOutput(parameters, OUT, context)
        options = ["-o", out, "--force"]
        if parameters.get(TOLERANCE) is not None:
            metres = self.parameterAsDouble(parameters, TOLERANCE, context)
            options += ["--tolerance-m", f"{metres:g}"]
        document = self.document("import-edits", self.plan, self.edited, *options)
        for row in document["zones"]:
            self.feedback.pushInfo(f"{row['zone_id']} · {translated(row, 'done')}")
        for note in translated(document, "notes"):
            self.feedback.pushWarning(note)
        edits = document["scenario"]["edits"]
        results = {OUT: out, EDITS: len(edits)}
        results |= self.keep_figures(document, parameters, context)
        if edits:
            path = self.parameterAsFileOutput(parameters, LAYERS, context)
            self.run_command("export", self.plan, path, "--scenario", out)
            load_layers(path, _PARTS, context, self.feedback)
            results[LAYERS] = path
        return results


def _write(layer: QgsVectorLayer, path: str, context: QgsProcessingContext) -> None:
    """Write a layer with its edit buffer as the layer `zones` of a new GeoPackage.

    Raises:
        QgsProcessingException: it cannot be written.
    """
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", "zones"
    names = [field.name().lower() for field in layer.fields()]
    options.attributes = [number for number, name in enumerate(names) if name != "fid"]
    project = context.project() or QgsProject.instance()
    done = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, path, project.transformContext(), options
    )
    if done[0] != QgsVectorFileWriter.WriterError.NoError:
        raise QgsProcessingException(say("plugin-layer-unwritten", layer=layer.name(), why=done[1]))
