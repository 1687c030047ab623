"""The page's modules import each other one way, the types that comments name included."""

import graphlib
import os
import re
from pathlib import Path

from service.page.assets import PAGE
from service.page.vendor_assets import MODULES as MODULES_OF_PACKAGES

MODULES = PAGE / "modules"
FLOORS = (
    "types.js",
    "address.js",
    "api.js",
    "words",
    "ui",
    "state",
    "map",
    "panel",
    "edit",
    "page",
    "later.js",
    "main.js",
    "start.js",
)
"""Folders and files of the modules from the ground up: each may import what stands before it."""

PACKAGES = {f"../vendor/{folder}/index.js" for folder in MODULES_OF_PACKAGES}
"""What the modules take from npm and are bundled with."""

_IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.[^"']+)["']""")


def imports(modules: Path) -> dict[str, set[str]]:
    """Return what each module imports, both as paths below `modules`.

    What a comment names as `import("./types.js").State` counts as well.
    """
    return {
        file.relative_to(modules).as_posix(): {
            os.path.relpath(file.parent / target, modules).replace(os.sep, "/")
            for target in _IMPORT.findall(file.read_text(encoding="utf-8"))
        }
        for file in sorted(modules.rglob("*.js"))
    }


def test_imports_name_modules_run_one_way_from_floor_to_floor_and_in_no_circle() -> None:
    graph = imports(MODULES)
    assert len(graph) > 50
    assert set().union(*graph.values()) <= graph.keys() | PACKAGES

    def floor(path: str) -> int:
        return FLOORS.index(path.split("/", maxsplit=1)[0])

    upward = {
        (path, target)
        for path, targets in graph.items()
        for target in targets - PACKAGES
        if floor(target) > floor(path)
    }
    assert upward == set()
    graphlib.TopologicalSorter(graph).prepare()  # raises, and names the circle
    names = [path.rsplit("/", maxsplit=1)[-1] for path in graph]
    assert sorted(names) == sorted(set(names))
