"""*Export*: a plan and its scenarios in the format of a file's suffix, or a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import texts
from .algorithm import SCENARIO, ZonewrightAlgorithm
from .results import load_layers

if TYPE_CHECKING:
    from qgis.core import QgsProcessingContext

OUT = "OUT"
_PARTS = ("violations", "changes", "zones")


class Export(ZonewrightAlgorithm):
    """A file of `zonewright export`."""

    key, title, summary = "export", "plugin-export-name", "plugin-export-help"

    def parameters(self) -> None:
        """Add the scenarios; the output is a file."""
        self.add_scenario("plugin-param-scenarios")
        kinds = ";;".join(f"{one[1:].upper()} (*{one})" for one in texts.suffixes())
        self.add_file(OUT, "plugin-out-file", kinds)

    def work(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Export, and load the scenarios' layers of a GeoPackage."""
        scenarios = self.parameterAsString(parameters, SCENARIO, context).replace(",", "\n")
        named = [word.strip() for word in scenarios.splitlines() if word.strip()]
        path = self.parameterAsFileOutput(parameters, OUT, context)
        options = [word for one in named for word in ("--scenario", one)]
        self.run_command("export", self.plan, path, *options, *self.store)
        if path.lower().endswith(".gpkg"):
            load_layers(path, _PARTS, context, self.feedback)
        return {OUT: path}
