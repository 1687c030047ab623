"""*Propose*: the best land to add to zones, with proof and reasons."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from .algorithm import FIGURES, ZonewrightAlgorithm, say, translated
from .results import load_layers

FTZS, OBJECTIVE, BUDGET, SWAP = "FTZS", "OBJECTIVE", "BUDGET_KM2", "SWAP"
TIME_LIMIT, OUT, LAYERS, GAIN = "TIME_LIMIT_S", "OUT", "LAYERS", "GAIN"
_PARTS = ("violations", "changes", "zones")


class Propose(ZonewrightAlgorithm):
    """A proposal as a scenario file, with the added land as layers."""

    key, title, summary = "propose", "plugin-propose-name", "plugin-propose-help"

    def parameters(self) -> None:
        """Add the FTZs, the objective, and the budget of land."""
        self.addParameter(QgsProcessingParameterString(FTZS, say("plugin-param-ftzs")))
        self.addParameter(
            QgsProcessingParameterString(OBJECTIVE, say("plugin-param-objective"), "population@50")
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                BUDGET,
                say("plugin-param-budget"),
                QgsProcessingParameterNumber.Double,
                optional=True,
                minValue=0,
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(SWAP, say("plugin-param-swap"), defaultValue=False)
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                TIME_LIMIT,
                say("plugin-param-time-limit"),
                QgsProcessingParameterNumber.Integer,
                120,
                minValue=1,
            )
        )
        self.add_file(OUT, "plugin-out-scenario", "YAML (*.yaml)")
        self.add_file(LAYERS, "plugin-out-layers", "GeoPackage (*.gpkg)")
        self.add_file(FIGURES, "plugin-out-figures", "JSON (*.json)", optional=True)
        self.addOutput(QgsProcessingOutputNumber(GAIN, say("plugin-out-gain")))

    def work(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Run the proposal, and export the land that it adds."""
        ftzs = self.parameterAsString(parameters, FTZS, context).replace(",", " ").split()
        out = self.parameterAsFileOutput(parameters, OUT, context)
        options = [word for ftz in ftzs for word in ("--ftz", ftz)]
        options += ["--objective", self.parameterAsString(parameters, OBJECTIVE, context).strip()]
        if self.parameterAsBoolean(parameters, SWAP, context):
            options.append("--swap")
        elif parameters.get(BUDGET) is not None:
            budget_km2 = self.parameterAsDouble(parameters, BUDGET, context)
            options += ["--budget-km2", f"{budget_km2:g}"]
        seconds = self.parameterAsInt(parameters, TIME_LIMIT, context)
        document = self.document(
            "propose", self.plan, "-o", out, *options, "--time-limit-s", str(seconds)
        )
        for reason in document["reasons"]:
            self.feedback.pushInfo(translated(reason, "text"))
        results = {OUT: out, GAIN: document["measured"] - document["before"]}
        results |= self.keep_figures(document, parameters, context)
        path = self.parameterAsFileOutput(parameters, LAYERS, context)
        self.run_command("export", self.plan, path, "--scenario", out)
        load_layers(path, _PARTS, context, self.feedback)
        return results | {LAYERS: path}
