"""Files are collected as the modules that their packages have imported, not run a second time."""

import os
from importlib import import_module
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line has it
_ROOT = Path(__file__).parent
_PACKAGES = "geo", "layers", "service"


def pytest_collect_file(file_path: Path) -> None:
    """Import the package of a file before the examples of the file are collected.

    Of a module that its package imports pytest would make a second one, whose classes are others,
    and which would take the place of a function of the same name (`geo.tables.overlap`).
    """
    folders = file_path.parent.relative_to(_ROOT).parts
    if file_path.suffix == ".py" and folders and folders[0] in _PACKAGES:
        import_module(".".join(folders))
