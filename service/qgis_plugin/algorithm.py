"""The base of all algorithms: texts, plan, and a run of the command with progress."""

from __future__ import annotations

import json
import os
import re
from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QIcon

from . import texts
from .command import CommandError, Ended, find, run
from .saved_plan import settled, store_of

COMMAND_SETTING = "ZONEWRIGHT_COMMAND"
PLAN, SCENARIO, FIGURES = "PLAN", "SCENARIO", "FIGURES"
_HARD_RULE_BROKEN = 1


def language() -> str:
    """Return the language of the texts."""
    return texts.language(QgsApplication.locale(), texts.catalogue())


def say(code: str, **places: object) -> str:
    """Return a text in the language of QGIS."""
    return texts.filled(texts.catalogue()[language()][code], places)


def translated(document: dict[str, Any], name: str) -> Any:  # noqa: ANN401  a text, or a list of them
    """Return a field of a document, in the language of QGIS if it has that."""
    own = document.get(f"{name}_{language()}")
    return document[name] if own is None else own


def names_first() -> list[str]:
    """Return the columns of names, those in the language of QGIS first."""
    return sorted(("name", "name_zh"), key=lambda column: column != f"name_{language()}")


_CHANGES = {
    "new": "plugin-rule-new",
    "worse": "plugin-rule-worse",
    "improved": "plugin-rule-improved",
    "mended": "plugin-rule-mended",
}


def rule_text(row: dict[str, Any]) -> str:
    """Return the text of a violation, with its change, if any."""
    message, code = str(translated(row, "message")), _CHANGES.get(str(row.get("change")))
    if code is None:
        return message
    by = f"{abs(row.get('worse_by') or 0):,.2f}"
    return say(code, message=message, by=by, unit=str(row["unit"]))


_PARAMETERS = {
    "budget-km2": "plugin-param-budget",
    "swap": "plugin-param-swap",
    "ftz": "plugin-param-ftzs",
    "province": "plugin-param-provinces",
    "new": "plugin-param-new",
    "answers": "plugin-param-answers",
    "land differ": "plugin-param-differ",
    "objective": "plugin-param-objective",
    "time-limit-s": "plugin-param-time-limit",
    "radius-km": "plugin-param-radii",
    "level": "plugin-param-level",
    "scenario": "plugin-param-scenario",
    "tolerance-m": "plugin-param-tolerance",
}


def in_dialog(text: str) -> str:
    """Return a message of the command with the parameters of dialogs instead of its options."""

    def label(option: re.Match[str]) -> str:
        code = _PARAMETERS.get(option[1])
        return option[0] if code is None else "“" + re.split("[:：（(,，]", say(code))[0] + "”"

    return re.sub(r"--((?:land )?[a-z][a-z0-9-]*)", label, text)


class ZonewrightAlgorithm(QgsProcessingAlgorithm):
    """A command of Zonewright over a plan, which is found by its layer of zones.

    A subclass names its texts, adds its parameters in `parameters`, and runs in `work`, which
    returns the results. `plan` is the file to read, `store` the options that name its store.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.folder = ""
        self.plan = ""
        self.store: list[str] = []
        self.feedback = QgsProcessingFeedback()

    def createInstance(self) -> QgsProcessingAlgorithm:
        """Return a new instance."""
        return type(self)()

    def name(self) -> str:
        """Return the id of the algorithm."""
        return self.key

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return say(self.title)

    def shortHelpString(self) -> str:
        """Return the help beside the form."""
        return say(self.summary)

    def icon(self) -> QIcon:
        """Return the icon in the toolbox."""
        return QIcon(str(Path(__file__).parent / "icon.svg"))

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """Add the parameters: the plan first."""
        self.addParameter(
            QgsProcessingParameterVectorLayer(
                PLAN, say("plugin-param-plan"), [QgsProcessing.SourceType.TypeVectorPolygon]
            )
        )
        self.parameters()

    @abstractmethod
    def parameters(self) -> None:
        """Add the parameters of the algorithm."""

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Prepare in QGIS's main thread; QGIS removes the folder when it ends."""
        self.feedback = feedback
        self.folder = QgsProcessingUtils.generateTempFilename("zonewright")
        os.makedirs(self.folder)
        self.begin(parameters, context)
        return True

    def begin(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Find the plan: a copy if it is open for editing."""
        layer = self.layer(PLAN, parameters, context)
        self.read_plan(file_of(layer))
        if layer.isModified():
            self.feedback.pushWarning(say("plugin-unsaved-edits", layer=layer.name()))

    def layer(
        self, name: str, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> QgsVectorLayer:
        """Return the layer that a parameter names."""
        layer = self.parameterAsVectorLayer(parameters, name, context)
        if layer is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, name))
        return layer

    def read_plan(self, path: str) -> None:
        """Set the file of the plan."""
        if not path.lower().endswith(".gpkg"):
            raise QgsProcessingException(say("plugin-plan-no-geopackage", file=path))
        try:
            self.plan = settled(path, self.folder)
        except CommandError as error:
            raise QgsProcessingException(say(error.code, **error.places)) from error
        store = store_of(path)
        self.store = ["--store", store] if store else []

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Do the work."""
        self.feedback = feedback
        return self.work(parameters, context)

    @abstractmethod
    def work(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Return the results."""

    def add_choice(
        self, name: str, code: str, kind: str, value: str = "", *, optional: bool = True
    ) -> None:
        """Add a parameter of text for which a dialog offers the choices of the plan."""
        parameter = QgsProcessingParameterString(name, say(code), value, optional=optional)
        wrapper = f"{__package__}.choices.ChoicesWrapper"
        parameter.setMetadata({"widget_wrapper": {"class": wrapper, "kind": kind}})
        self.addParameter(parameter)

    def add_scenario(self, code: str = "plugin-param-scenario", name: str = SCENARIO) -> None:
        """Add the parameter of a scenario: a file, an id, or nothing for the baseline."""
        self.add_choice(name, code, "scenario")

    def add_file(self, name: str, code: str, kind: str, *, optional: bool = False) -> None:
        """Add the parameter of a file to write."""
        self.addParameter(
            QgsProcessingParameterFileDestination(
                name, say(code), kind, optional=optional, createByDefault=not optional
            )
        )

    def run_command(self, *arguments: str) -> Ended:
        """Run the command; its progress and warnings are passed to QGIS.

        Raises:
            QgsProcessingException: the command is missing, was cancelled, or failed.
        """
        try:
            line = [find(ProcessingConfig.getSetting(COMMAND_SETTING) or ""), *arguments]
            self.feedback.pushCommandInfo(" ".join(line))
            ended = run(line, language(), self.feedback.isCanceled, self._progress)
        except CommandError as error:
            raise QgsProcessingException(say(error.code, **error.places)) from error
        if ended.cancelled:
            raise QgsProcessingException(say("plugin-cancelled"))
        complaints = in_dialog("\n".join(ended.complaints))
        if ended.code not in (0, _HARD_RULE_BROKEN) or (ended.code and not ended.out):
            raise QgsProcessingException(
                complaints or say("plugin-command-silent", status=ended.code)
            )
        if complaints:
            self.feedback.pushWarning(complaints)
        return ended

    def document(self, *arguments: str) -> dict[str, Any]:
        """Return the JSON document that a command prints."""
        document_: dict[str, Any] = json.loads(self.run_command(*arguments, "--json").out)
        return document_

    def temporary(self, name: str) -> str:
        """Return the path of a temporary file."""
        return os.path.join(self.folder, name)

    def keep_figures(
        self, document: dict[str, Any], parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Write the document to the file that the user chose."""
        path = self.parameterAsFileOutput(parameters, FIGURES, context)
        if not path:
            return {}
        text = json.dumps(document, ensure_ascii=False, indent=2)
        Path(path).write_text(text + "\n", encoding="utf-8")
        return {FIGURES: path}

    def _progress(self, share: float | None, what: str) -> None:
        if share is not None:
            self.feedback.setProgress(100 * share)
        self.feedback.setProgressText(what)


def file_of(layer: QgsVectorLayer) -> str:
    """Return the file of a layer."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    return str(parts.get("path", ""))
