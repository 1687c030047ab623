"""GML through GDAL, from a copy without links: to schemas, and to parts in other documents.

GDAL might fetch these, and would write a description of the file beside it. Without a schema it
would read codes with zeros as numbers: here all is text at first, as in CSV.
"""

import re
import tempfile
from pathlib import Path

import pyogrio

from layers.errors import PlanError
from layers.formats.content import other_content, read_text_bytes
from layers.formats.format import Format
from layers.formats.gdal import read_dataset
from layers.formats.table import ReadOptions, Table, with_numbers
from layers.formats.text import decoded
from layers.formats.xml_text import check_depth, check_entities, declared_encoding
from layers.messages import Message

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_SCHEMA = re.compile(r"""\s[\w.-]*:?(?:noNamespaceS|s)chemaLocation\s*=\s*("[^"]*"|'[^']*')""")
_LINK = re.compile(r"""\s[\w.-]*:?href\s*=\s*("[^#"][^"]*"|'[^#'][^']*')""")
_NAMESPACE = "opengis.net/gml"
_HEAD = 1 << 16
_ENVELOPE = ("lowerCorner", "upperCorner")  # of each feature, which GDAL takes for its columns

pyogrio.set_gdal_config_options(
    {"GML_FIELDTYPES": "ALWAYS_STRINGS", "GML_SKIP_RESOLVE_ELEMS": "ALL"}
)


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return the features of a type: the one by name, else the only one. Arcs become lines.

    Raises:
        SourceError: it cannot be read.
        PlanError: it is not GML, has entities, is damaged or nested too deeply, or the type is
            ambiguous.
    """
    content = read_text_bytes(path)
    text, assumed = decoded(path, content, options.encoding, declared_encoding(content))
    if _NAMESPACE not in text[:_HEAD]:
        raise other_content(path, content[:4096], "GML")
    check_entities(path, text)
    check_depth(path, text)
    plain = _LINK.sub("", _SCHEMA.sub("", _DECLARATION.sub("", text, count=1)))
    with tempfile.TemporaryDirectory(prefix="zonewright-") as folder:
        copy = Path(folder, "copy.gml")
        copy.write_text(f'<?xml version="1.0" encoding="UTF-8"?>{plain}', encoding="utf-8")
        try:
            table = read_dataset(copy, "GML", layer, options)
        except PlanError as error:
            raise PlanError(_of_original(problem, path) for problem in error.problems) from error
    frame = table.located.drop(columns=[*_ENVELOPE], errors="ignore")
    notes = (it for it in assumed if it.value != "UTF-8")  # the default of XML
    return Table(with_numbers(frame), (*notes, *table.assumed))


def _of_original(problem: Message, path: Path) -> Message:
    """Return a problem of the copy as one of the file."""
    reason = problem.params.get("reason")
    return reason.in_file(path) if isinstance(reason, Message) else problem.in_file(path)


GML = Format(".gml", 11.7, read, content="GML")
