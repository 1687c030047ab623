"""XML as QGIS reads it: elements, and maps of options."""

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
    made = Element(tag, {name: as_text(value) for name, value in (attributes or {}).items()})
    made.extend(children)
    return made


def text_element(
    tag: str, text: XmlValue, attributes: Mapping[str, XmlValue] | None = None
) -> Element:
    """Return an element that holds text."""
    made = element(tag, attributes)
    made.text = as_text(text)
    return made


def options(values: Mapping[str, XmlValue]) -> Element:
    """Return an option map of texts, as symbol layers keep their settings."""
    rows = (
        element("Option", {"name": name, "value": value, "type": "QString"})
        for name, value in values.items()
    )
    return element("Option", {"type": "Map"}, *rows)


def expressions(tag: str, by_property: Mapping[str, str]) -> Element:
    """Return data-defined properties: an expression by the name of each property."""
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
    """Return a value as QGIS spells it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return _NO_XML.sub("\ufffd", text)


def document(root: Element, name: str) -> str:
    """Return a whole document of a type of QGIS; the same elements give the same text."""
    head = f"<!DOCTYPE {name} PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + tostring(root, encoding="unicode")


def plain(text: str) -> str:
    """Return a text that QGIS shows as it is, also where it would evaluate `[% … %]`."""
    return text.replace("[%", "[\u200b%")


def literal(text: str) -> str:
    """Return a text as a literal of an expression.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
