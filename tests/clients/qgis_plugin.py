"""Run algorithms of the plugin in QGIS: `main(PLAN, OUT)`.

OUT.json says where the plugin's folder lies (`plugins`), which program it runs (`command`), in
which language QGIS is (`locale`), and what is to be run (`runs`: an algorithm and its parameters
each; a layer `{"layer": NAME}` is that of the plan, open in the project, `edit` being made in it
before). OUT.json then says what the algorithms are called and what each run gave.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.append("/usr/share/qgis/python/plugins")

from processing.core.Processing import Processing
from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import (
    QgsApplication,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)


class Listening(QgsProcessingFeedback):
    """Keeps what is told; cancels where it is asked to, once the command runs."""

    def __init__(self, *, cancel: bool) -> None:
        super().__init__()
        self.told: list[str] = []
        self.steps: list[str] = []
        self.cancels = cancel

    def setProgressText(self, text: str) -> None:  # noqa: N802
        self.steps.append(text)
        if self.cancels:
            super().cancel()

    def pushInfo(self, info: str) -> None:  # noqa: N802
        self.told.append(info)

    def pushWarning(self, warning: str) -> None:  # noqa: N802
        self.told.append(warning)

    def reportError(self, error: str, _fatal: bool = False) -> None:  # noqa: FBT001, FBT002, N802
        self.told.append(error)


def layer_seen(layer: QgsVectorLayer) -> dict[str, Any]:
    renderer = layer.renderer()
    return {
        "name": layer.name(),
        "features": layer.featureCount(),
        "fields": [field.name() for field in layer.fields()],
        "renderer": renderer.type(),
        "classes": [item.label() for item in renderer.legendSymbolItems()],
        "aliases": {field.name(): field.alias() for field in layer.fields()},
        "labels": layer.labelsEnabled(),
        "crs": layer.crs().authid(),
        "rows": [feature.attributeMap() for feature in layer.getFeatures()],
    }


def run(wanted: dict[str, Any], layers: dict[str, QgsVectorLayer]) -> dict[str, Any]:
    """Run one algorithm as a script does, and say what came of it."""
    parameters = {
        name: layers[value["layer"]] if isinstance(value, dict) else value
        for name, value in wanted["parameters"].items()
    }
    context, feedback = QgsProcessingContext(), Listening(cancel=wanted.get("cancel", False))
    context.setProject(QgsProject.instance())
    seen: dict[str, Any] = {"layers": {}}
    if wanted.get("edit"):
        zones = layers["zones"]
        zones.startEditing()
        first = next(zones.getFeatures())
        moved = QgsGeometry(first.geometry())
        moved.translate(0.03, 0.0)
        seen["edited"] = [first["zone_id"], zones.changeGeometry(first.id(), moved)]
        if wanted["edit"] == "saved":
            seen["saved"] = zones.commitChanges(stopEditing=False)
    try:
        results = Processing.runAlgorithm(
            f"zonewright:{wanted['run']}", parameters, feedback=feedback, context=context
        )
    except QgsProcessingException as error:
        seen["error"] = str(error)
        results = {}
    seen |= {"told": feedback.told, "steps": feedback.steps}
    for name, value in results.items():
        if isinstance(value, QgsVectorLayer):
            seen["layers"][name] = layer_seen(value)
    for key in context.layersToLoadOnCompletion():
        layer = context.getMapLayer(key)
        seen["layers"][layer.name()] = layer_seen(layer)
    seen["results"] = {name: str(value) for name, value in results.items()}
    if wanted.get("edit"):
        layers["zones"].rollBack()
    return seen


def main(plan: str, out: str) -> None:
    """Load the plugin, open the plan's layers, run what is wanted, and unload."""
    answer = Path(out).with_suffix(".json")
    wanted = json.loads(answer.read_text(encoding="utf-8"))
    Processing.initialize()
    sys.path.insert(0, wanted["plugins"])
    import zonewright  # noqa: PLC0415  it lies there

    plugin = zonewright.classFactory(None)
    plugin.initProcessing()
    ProcessingConfig.setSettingValue("ZONEWRIGHT_COMMAND", wanted["command"])
    provider = QgsApplication.processingRegistry().providerById("zonewright")
    seen: dict[str, Any] = {
        "algorithms": {one.name(): one.displayName() for one in provider.algorithms()},
        "help": {one.name(): one.shortHelpString() for one in provider.algorithms()},
        "parameters": {
            one.name(): {each.name(): each.description() for each in one.parameterDefinitions()}
            for one in provider.algorithms()
        },
    }
    from zonewright.choices import choices_of  # noqa: PLC0415  it lies there

    kinds = ("scenario", "level", "group", "objective")
    seen["choices"] = {kind: choices_of(kind, plan) for kind in kinds}
    layers = {
        name: QgsVectorLayer(f"{plan}|layername={name}", name, "ogr")
        for name in ("zones", "regions")
    }
    QgsProject.instance().addMapLayers(list(layers.values()))
    seen["runs"] = [run(one, layers) for one in wanted["runs"]]
    plugin.unload()
    seen["left"] = QgsApplication.processingRegistry().providerById("zonewright") is not None
    QgsProject.instance().clear()
    layers.clear()
    answer.write_text(json.dumps(seen, default=str), encoding="utf-8")
