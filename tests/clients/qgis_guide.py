"""Run blocks of a guide in QGIS, as its Python console would: `qgis_guide.py BLOCKS.json PLUGIN`.

BLOCKS.json lists texts of Python. PLUGIN is the zip of the plugin, or a file that is not there;
what the blocks ask of `processing` may then be its algorithms.
"""

import json
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.append("/usr/share/qgis/python/plugins")

from processing.core.Processing import Processing
from qgis.core import QgsApplication, QgsProject


def main(blocks: str, plugin: str) -> None:
    """Begin, run the blocks, and end as QGIS does."""
    application = QgsApplication([], False)  # no window
    application.initQgis()
    Processing.initialize()
    with tempfile.TemporaryDirectory() as plugins:
        if Path(plugin).exists():
            with zipfile.ZipFile(plugin) as packed:
                packed.extractall(plugins)
            sys.path.insert(0, plugins)
            import zonewright  # noqa: PLC0415  it lies there

            plugin = zonewright.classFactory(None)  # QGIS keeps it as long as it runs
            plugin.initProcessing()
        for text in json.loads(Path(blocks).read_text(encoding="utf-8")):
            exec(compile(text, blocks, "exec"), {})  # noqa: S102  what the guide says
        QgsProject.instance().clear()
    application.exitQgis()


main(*sys.argv[1:])
