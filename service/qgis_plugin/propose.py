"""*Propose*: the best land to add to zones, or new zones, in one or several answers."""

from __future__ import annotations

import os
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
PROVINCES, NEW, ANSWERS, DIFFER = "PROVINCES", "NEW", "ANSWERS", "DIFFER_KM2"
TIME_LIMIT, OUT, LAYERS, GAIN = "TIME_LIMIT_S", "OUT", "LAYERS", "GAIN"
_PARTS = ("violations", "changes", "zones")


class Propose(ZonewrightAlgorithm):
    """A proposal as a scenario file, with the added land as layers."""

    key, title, summary = "propose", "plugin-propose-name", "plugin-propose-help"

    def parameters(self) -> None:
        """Add the FTZs, the objective, and the budget of land."""
        self.add_choice(FTZS, "plugin-param-ftzs", "group")
        self.add_choice(
            OBJECTIVE, "plugin-param-objective", "objective", "population@50", optional=False
        )
        for name, code in ((BUDGET, "plugin-param-budget"), (DIFFER, "plugin-param-differ")):
            self.addParameter(
                QgsProcessingParameterNumber(
                    name,
                    say(code),
                    QgsProcessingParameterNumber.Type.Double,
                    optional=True,
                    minValue=0,
                )
            )
        self.addParameter(
            QgsProcessingParameterString(
                PROVINCES, say("plugin-param-provinces"), "", optional=True
            )
        )
        for name, code in ((NEW, "plugin-param-new"), (ANSWERS, "plugin-param-answers")):
            self.addParameter(
                QgsProcessingParameterNumber(
                    name, say(code), QgsProcessingParameterNumber.Type.Integer, 1, minValue=1
                )
            )
        self.addParameter(
            QgsProcessingParameterBoolean(SWAP, say("plugin-param-swap"), defaultValue=False)
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                TIME_LIMIT,
                say("plugin-param-time-limit"),
                QgsProcessingParameterNumber.Type.Integer,
                300,
                minValue=1,
            )
        )
        self.add_file(OUT, "plugin-out-scenario", "YAML (*.yaml)")
        self.add_file(LAYERS, "plugin-out-layers", "GeoPackage (*.gpkg)")
        self.add_file(FIGURES, "plugin-out-figures", "JSON (*.json)", optional=True)
        self.addOutput(QgsProcessingOutputNumber(GAIN, say("plugin-out-gain")))

    def work(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Run the proposal, and export the land that it adds."""
        out = self.parameterAsFileOutput(parameters, OUT, context)
        options = self._options(parameters, context)
        document = self.document("propose", self.plan, "-o", out, *options)
        found = document.get("answers", [document])
        for number, one in enumerate(found, start=1):
            if len(found) > 1:
                gain = f"{one['measured'] - one['before']:,.2f}"
                self.feedback.pushInfo(say("plugin-answer", number=number, gain=gain))
            for reason in one["reasons"]:
                self.feedback.pushInfo(translated(reason, "text"))
        results = {OUT: out, GAIN: document["measured"] - document["before"]}
        results |= self.keep_figures(document, parameters, context)
        path = self.parameterAsFileOutput(parameters, LAYERS, context)
        stem, suffix = os.path.splitext(out)
        files = [out, *(f"{stem}-{number}{suffix}" for number in range(2, len(found) + 1))]
        self.run_command(
            "export", self.plan, path, *(w for one in files for w in ("--scenario", one))
        )
        load_layers(path, _PARTS, context, self.feedback)
        return results | {LAYERS: path}

    def _options(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """Return the options of the command."""
        ftzs = self.parameterAsString(parameters, FTZS, context).replace(",", " ").split()
        options = [word for ftz in ftzs for word in ("--ftz", ftz)]
        regions = self.parameterAsString(parameters, PROVINCES, context).replace(",", " ").split()
        options += [word for region in regions for word in ("--province", region)]
        if regions:
            options += ["--new", str(self.parameterAsInt(parameters, NEW, context))]
        answers = self.parameterAsInt(parameters, ANSWERS, context)
        options += ["--answers", str(answers)] if answers > 1 else []
        if answers > 1 and parameters.get(DIFFER) is not None:
            differ_km2 = self.parameterAsDouble(parameters, DIFFER, context)
            options += ["--land", f"differ={differ_km2:g}km2"]
        options += ["--objective", self.parameterAsString(parameters, OBJECTIVE, context).strip()]
        if self.parameterAsBoolean(parameters, SWAP, context):
            options.append("--swap")
        elif parameters.get(BUDGET) is not None:
            budget_km2 = self.parameterAsDouble(parameters, BUDGET, context)
            options += ["--budget-km2", f"{budget_km2:g}"]
        seconds = self.parameterAsInt(parameters, TIME_LIMIT, context)
        return [*options, "--time-limit-s", str(seconds)]
