"""Do jobs in one QGIS, since its start is what is dear: `qgis_run.py LANGUAGE JOBS.json`.

A job is the name of a module beside this file, a plan and where the answer goes: its `main` is
called with both. LANGUAGE is that of QGIS, such as zh_CN.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QLocale, QSettings


def main(language: str, jobs: str) -> None:
    """Start QGIS without a window, and do one job after the other."""
    QSettings().setValue("locale/userLocale", language)
    QSettings().setValue("locale/overrideFlag", True)
    QLocale.setDefault(QLocale(language))
    application = QgsApplication([], False)
    application.initQgis()
    sys.path.insert(0, str(Path(__file__).parent))
    for module, plan, out in json.loads(Path(jobs).read_text(encoding="utf-8")):
        import_module(module).main(plan, out)
        QgsProject.instance().clear()
    application.exitQgis()


main(*sys.argv[1:])
