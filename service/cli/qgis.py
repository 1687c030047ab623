"""The command `qgis plugin`: Zonewright inside QGIS."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from layers.messages import Message
from service.cli.options import check_new
from service.cli.tables import say
from service.qgis_plugin_zip import write_plugin


def plugin(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT.zip", help="The zip to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite OUT.zip.")] = False,
) -> None:
    """Write the plugin for QGIS, a zip to install with its plugin manager.

    In QGIS: Plugins, Manage and Install Plugins, Install from ZIP. It adds the algorithms measure,
    compare, check, import edits, propose and export to Processing. They run this program; if it is
    not on PATH, set its path under Settings, Options, Processing, Providers.
    """
    check_new(out, ".zip", force=force)
    write_plugin(out)
    say(Message("cli-plugin-written", file=str(out)))
