"""Zonewright inside QGIS: its commands as Processing algorithms over the layers of a project.

QGIS's own Python runs this folder, from a zip that `zonewright qgis plugin` packs. It has nothing
of Zonewright installed; so no module here imports another package than QGIS. The work is done by
the installed command `zonewright` in a process of its own (`command.py`).
"""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: ANN401  QGIS's own types
    """Return the plugin; QGIS asks for it under this name."""
    from .plugin import Plugin  # noqa: PLC0415  where QGIS is

    return Plugin(iface)
