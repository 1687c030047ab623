"""The command `qgis plugin`: Zonewright inside QGIS.

The plugin is a zip for QGIS's plugin manager: sources, texts, colours, metadata. It holds one
folder, `zonewright`. Texts come from the message catalogue, colours from the palette of all maps.
The same version gives the same bytes.
"""

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typer

from layers.messages import LANGUAGES, Language, Message, catalogue
from layers.messages.languages import ENGLISH, catalogue_text, facts_of, in_language
from layers.palette import COLOURS, LEVELS, SHARE_BREAKS
from layers.runtime.files import replacing
from layers.schema.export_tables import ExportTable
from service.cli.options import check_new
from service.cli.tables import say

PLUGIN_FOLDER = Path(__file__).parents[1] / "qgis_plugin"
_NAME = "zonewright"
OLDEST_QGIS, NEWEST_QGIS = "3.34", "4.99"
_SOURCES = ("*.py", "*.svg")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644  # readable by all


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
    with replacing(out) as temporary, ZipFile(temporary, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(members().items()):
            member = ZipInfo(f"{_NAME}/{name}", _EPOCH)
            member.external_attr = _MODE << 16
            archive.writestr(member, content, ZIP_DEFLATED)
    say(Message("cli-plugin-written", file=str(out)))


def members() -> dict[str, str]:
    """Return the files of the plugin's folder by name."""
    from service.export_content import MEDIA_TYPES

    files = sorted(file for kind in _SOURCES for file in PLUGIN_FOLDER.glob(kind))
    return {file.name: file.read_text(encoding="utf-8") for file in files} | {
        "texts.json": _json({language: texts_of(language) for language in LANGUAGES}),
        "suffixes.json": _json([*MEDIA_TYPES]),
        "fields.json": _json({language: fields_in(language) for language in LANGUAGES}),
        "palette.json": _json(
            {
                "colours": COLOURS,
                "share_breaks": SHARE_BREAKS,
                "levels": [
                    {
                        "value": mark.value,
                        "words": mark.words,
                        "words_zh": mark.words_zh,
                        "colour": mark.colour,
                    }
                    for mark in LEVELS
                ],
            }
        ),
        "metadata.txt": metadata(),
    }


def texts_of(language: Language) -> dict[str, str]:
    """Return the plugin's texts by code, with parameters in braces."""
    source = catalogue_text(language, "plugin")
    codes = re.findall(r"^(plugin-[\w-]+) =", source, re.MULTILINE)
    places = {name: f"{{{name}}}" for name in re.findall(r"\{ \$(\w+) \}", source)}
    return {code: catalogue(language).say(code, places) for code in codes}


def fields_in(language: Language) -> dict[str, dict[str, tuple[str, str]]]:
    """Return the fields of the plugin's layers: the type of each, and its title in a language."""
    from geo.coverage.tables import FIGURES

    fields: dict[str, dict[str, tuple[str, str]]] = {
        layer: {one.name: (one.kind, in_language(vars(one), "alias", language)) for one in columns}
        for layer in ("zones", "violations", "coverage_finest")
        for columns in (ExportTable(layer).layer.columns,)
    }
    fields["figures"] = {
        one.name: ("real" if one.form else "integer", catalogue(language).text(one.head))
        for one in FIGURES["zones"]
    }
    return fields


def metadata() -> str:
    """Return the plugin's metadata for QGIS's plugin manager.

    >>> metadata().splitlines()[:2]
    ['[general]', 'name=Zonewright']
    """
    english = texts_of(ENGLISH)
    others = {facts_of(one).tag.replace("-", "_"): texts_of(one) for one in LANGUAGES[1:]}
    lines = {
        "name": "Zonewright",
        "qgisMinimumVersion": OLDEST_QGIS,
        "qgisMaximumVersion": NEWEST_QGIS,
        "version": version("zonewright"),
        "author": "The Zonewright founders",
        "description": english["plugin-description"],
        **{f"description[{tag}]": texts["plugin-description"] for tag, texts in others.items()},
        "about": english["plugin-about"],
        **{f"about[{tag}]": texts["plugin-about"] for tag, texts in others.items()},
        "tags": "zones, free trade zones, planning, coverage, scenario, processing",
        "category": "Analysis",
        "icon": "icon.svg",
        "hasProcessingProvider": "yes",
        "experimental": "False",
        "deprecated": "False",
        "license": "Apache-2.0",
    }
    return "[general]\n" + "".join(f"{name}={text}\n" for name, text in lines.items())


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
