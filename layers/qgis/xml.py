"""XML in QGIS's conventions: elements, and option maps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias
from xml.etree.ElementTree import Element, tostring

if TYPE_CHECKING:
    from collections.abc import Mapping

XmlValue: TypeAlias = "str | float | bool"


_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(
    tag: str, attributes: Mapping[str, XmlValue] | None = None, *children: Element
) -> Element:
    """Return an element; true and false are written as 1 and 0."""
    result = Element(tag, {name: as_text(value) for name, value in (attributes or {}).items()})
    result.extend(children)
    return result


def text_element(
    tag: str, text: XmlValue, attributes: Mapping[str, XmlValue] | None = None
) -> Element:
    """Return an element that holds text."""
    result = element(tag, attributes)
    result.text = as_text(text)
    return result


def options(values: Mapping[str, XmlValue]) -> Element:
    """Return an option map of texts, the format of symbol layers' settings."""
    rows = (
        element("Option", {"name": name, "value": value, "type": "QString"})
        for name, value in values.items()
    )
    return element("Option", {"type": "Map"}, *rows)


def expressions(tag: str, by_property: Mapping[str, str]) -> Element:
    """Return data-defined properties from expressions by property."""
    rows = (
        element(
            "Option",
            {"name": name, "type": "Map"},
            element("Option", {"name": "active", "value": "true", "type": "bool"}),
            element("Option", {"name": "expression", "value": expression, "type": "QString"}),
            element("Option", {"name": "type", "value": 3, "type": "int"}),
        )
        for name, expression in by_property.items()
    )
    return element(
        tag,
        None,
        element(
            "Option",
            {"type": "Map"},
            element("Option", {"name": "name", "value": "", "type": "QString"}),
            element("Option", {"name": "properties", "type": "Map"}, *rows),
            element("Option", {"name": "type", "value": "collection", "type": "QString"}),
        ),
    )


def as_text(value: XmlValue) -> str:
    """Return a value in QGIS's text format."""
    if isinstance(value, bool):
        return "1" if value else "0"
    text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return _NO_XML.sub("\ufffd", text)


def document(root: Element, name: str) -> str:
    """Return a complete QGIS document; deterministic."""
    head = f"<!DOCTYPE {name} PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + tostring(root, encoding="unicode")


def literal_text(text: str) -> str:
    """Return a text that QGIS shows unchanged, even where it would evaluate `[% … %]`."""
    return text.replace("[%", "[\u200b%")


def literal(text: str) -> str:
    """Return a text as a literal in an expression.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
