"""The plugin and its provider: the algorithms under one name in Processing, and its setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from processing.core.ProcessingConfig import ProcessingConfig, Setting
from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithm import COMMAND_SETTING, say
from .check import Check
from .compare import Compare
from .export import Export
from .import_edits import ImportEdits
from .measure import Measure
from .propose import Propose

_NAME = "Zonewright"


class Provider(QgsProcessingProvider):
    """Zonewright's algorithms; the path of the command is a setting of Processing."""

    def id(self) -> str:
        """Return the prefix of the algorithms' ids: `zonewright:measure`."""
        return "zonewright"

    def name(self) -> str:
        """Return the name in the toolbox."""
        return _NAME

    def icon(self) -> QIcon:
        """Return the icon in the toolbox."""
        return QIcon(str(Path(__file__).parent / "icon.svg"))

    def load(self) -> bool:
        """Read the setting, and the algorithms."""
        ProcessingConfig.settingIcons[_NAME] = self.icon()
        label = say("plugin-setting-command")
        ProcessingConfig.addSetting(
            Setting(_NAME, COMMAND_SETTING, label, "", valuetype=Setting.FILE)
        )
        ProcessingConfig.readSettings()
        self.refreshAlgorithms()
        return True

    def unload(self) -> None:
        """Remove the setting."""
        ProcessingConfig.removeSetting(COMMAND_SETTING)

    def loadAlgorithms(self) -> None:
        """Add the algorithms."""
        for algorithm in (Measure, Compare, Check, ImportEdits, Propose, Export):
            self.addAlgorithm(algorithm())


class Plugin:
    """The plugin object that QGIS loads and unloads, with or without a window."""

    def __init__(self, iface: Any) -> None:  # noqa: ANN401  None without a window
        self.iface = iface
        self.provider: Provider | None = None

    def initProcessing(self) -> None:
        """Add the provider; `qgis_process` calls only this."""
        self.provider = Provider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        """Add the provider to a QGIS with a window."""
        self.initProcessing()

    def unload(self) -> None:
        """Remove the provider."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
