"""XML of untrusted files: without entities, and not nested too deeply."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element
from xml.parsers import expat

from layers.errors import PlanError
from layers.messages import Message

_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']""")
_MOST_NESTED = 100


def declared_encoding(content: bytes) -> str | None:
    """Return the encoding that a document declares; None if it declares none.

    >>> declared_encoding(b'<?xml version="1.0" encoding="GBK"?><gpx/>')
    'GBK'
    """
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    return declared[1].decode() if declared else None


def check_entities(path: Path, text: str) -> None:
    """Check that a document declares no entities, which may refer to files or expand endlessly.

    Raises:
        PlanError: it does.
    """
    lower = text.lower()
    if "<!doctype" in lower or "<!entity" in lower:
        raise PlanError(Message("file-xml-entities").in_file(path))


def xml_root(path: Path, text: str) -> Element:
    """Return the root of a document.

    Raises:
        PlanError: it is not well formed, or nested too deeply.
    """
    depth = 0
    root: Element | None = None
    try:
        for event, element in ET.iterparse(io.StringIO(text), ["start", "end"]):  # noqa: S314
            if root is None:
                root = element
            depth += 1 if event == "start" else -1
            if depth > _MOST_NESTED:
                raise PlanError(Message("format-nested", limit=_MOST_NESTED).in_file(path))
    except ET.ParseError as error:
        raise PlanError(Message("file-damaged", why=str(error)).in_file(path)) from error
    assert root is not None  # noqa: S101  a well-formed document has a root
    return root


def check_depth(path: Path, text: str) -> None:
    """Check that a document is well formed, and not nested too deeply, without keeping it.

    Raises:
        PlanError: it is not.
    """
    depth = 0
    parser = expat.ParserCreate()

    def enter(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_NESTED:
            raise PlanError(Message("format-nested", limit=_MOST_NESTED).in_file(path))

    def leave(_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = enter, leave
    try:
        parser.Parse(text, True)  # noqa: FBT003  the end of the document
    except expat.ExpatError as error:
        raise PlanError(Message("file-damaged", why=str(error)).in_file(path)) from error


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child_text(element: Element, name: str) -> str | None:
    """Return the text of the child with a name; None if empty or missing."""
    texts = (child.text for child in element if local(child) == name)
    text = next(texts, None)
    return text.strip() or None if text else None
