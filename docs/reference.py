"""Build the reference of what scripts may use, from the docstrings, as a site that needs no host.

python docs/reference.py          # into reference/, with the extra `docs` installed
python docs/reference.py FOLDER

A docstring that cannot be shown ends it: nothing is left out in silence.
"""

from __future__ import annotations

import argparse
import importlib
import warnings
from pathlib import Path

import pdoc
import pdoc.render

MODULES = (
    "zonewright",
    "geo",
    "geo.comparison.consensus",
    "geo.comparison.contributions",
    "geo.comparison.reach_land",
    "geo.compactness",
    "geo.coverage",
    "geo.indicators",
    "geo.tables",
    "geo.proposals",
    "geo.rules",
    "geo.sweep",
    "layers",
    "layers.china",
    "layers.context",
    "layers.geometry.ellipsoid",
    "layers.errors",
    "layers.example",
    "layers.formats",
    "layers.schema.layer_schema",
    "layers.store",
    "service.notebook",
)
"""What scripts may use: each is a page."""


def build(folder: Path) -> None:
    """Write the site into a folder, beginning at `index.html`."""
    for name in MODULES:
        module = importlib.import_module(name)
        for public in getattr(module, "__all__", ()):
            setattr(module, public, getattr(module, public))  # those imported on first use
    pdoc.render.configure(docformat="google", show_source=False, footer_text="Zonewright")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        for unread in ("Error parsing type annotation", "Failed to run TYPE_CHECKING"):
            warnings.filterwarnings("ignore", unread)  # then it is shown as it is written
        pdoc.pdoc(*MODULES, output_directory=folder)


def main() -> None:
    """Build it where the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("reference"))
    build(parser.parse_args().folder)


if __name__ == "__main__":
    main()
