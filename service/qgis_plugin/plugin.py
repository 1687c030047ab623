"""The plugin: it gives Processing its provider, and takes it back."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from .provider import Provider


class Plugin:
    """What QGIS loads and unloads, with a window or without."""

    def __init__(self, iface: Any) -> None:  # noqa: ANN401  None without a window
        self.iface = iface
        self.provider: Provider | None = None

    def initProcessing(self) -> None:
        """Add the provider; `qgis_process` calls this alone."""
        self.provider = Provider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        """Add the provider to a QGIS with a window."""
        self.initProcessing()

    def unload(self) -> None:
        """Take the provider away."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
