"""*Compare*: what one scenario changes against another, or against the plan."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from .algorithm import FIGURES, SCENARIO, ZonewrightAlgorithm, rule_text, say
from .results import load_layers

AGAINST, LAYERS, CHANGED = "AGAINST", "LAYERS", "CHANGED"
_PARTS = ("violations", "changes", "zones")


class Compare(ZonewrightAlgorithm):
    """The land that zones gain and lose, and violations, as layers of a GeoPackage."""

    key, title, summary = "compare", "plugin-compare-name", "plugin-compare-help"

    def parameters(self) -> None:
        """Add the two scenarios; outputs are a GeoPackage and a file of figures."""
        self.add_choice(SCENARIO, "plugin-param-a", "scenario", optional=False)
        self.add_scenario("plugin-param-b", AGAINST)
        self.add_file(LAYERS, "plugin-out-layers", "GeoPackage (*.gpkg)")
        self.add_file(FIGURES, "plugin-out-figures", "JSON (*.json)", optional=True)
        self.addOutput(QgsProcessingOutputNumber(CHANGED, say("plugin-out-changed")))

    def work(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Compare, and export the layers of the scenarios."""
        scenario = self.parameterAsString(parameters, SCENARIO, context).strip()
        against = self.parameterAsString(parameters, AGAINST, context).strip()
        both = [scenario, *([against] if against else [])]
        document = self.document("compare", self.plan, *both, *self.store)
        changed = [row for row in document["zones"] if row["change"] != "none"]
        for row in changed:
            self.feedback.pushInfo(
                say(
                    "plugin-zone-changed",
                    zone=row["zone_id"],
                    gained=f"{row['gained_km2']:,.2f}",
                    lost=f"{row['lost_km2']:,.2f}",
                )
            )
        for change in ("new", "worse", "improved", "mended"):
            for row in document["violations"][change]:
                self.feedback.pushInfo(rule_text({"change": change, **row}))
        results = self.keep_figures(document, parameters, context)
        path = self.parameterAsFileOutput(parameters, LAYERS, context)
        drawn = [word for one in both if one != "baseline" for word in ("--scenario", one)]
        self.run_command("export", self.plan, path, *drawn, *self.store)
        load_layers(path, _PARTS, context, self.feedback)
        return results | {LAYERS: path, CHANGED: len(changed)}
