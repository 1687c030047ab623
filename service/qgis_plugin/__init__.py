"""Zonewright inside QGIS: its commands as Processing algorithms over the layers of a project.

QGIS's own Python runs this folder, from a zip that `zonewright qgis plugin` writes. Zonewright is
not installed there, so the modules import no package but QGIS. The installed command `zonewright`
does the work in a separate process (`command.py`).
"""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: ANN401  QGIS's own types
    """Return the plugin; QGIS calls this name."""
    from .provider import Plugin  # noqa: PLC0415  where QGIS is

    return Plugin(iface)
