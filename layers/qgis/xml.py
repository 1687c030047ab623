"""XML in QGIS's conventions: elements, option maps, and a CRS with its ellipsoid."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias
from xml.etree.ElementTree import Element, parse, tostring

from pyproj import CRS

from layers.geometry.reproject import authority

XmlValue: TypeAlias = "str | float | bool"


_SAVED = parse(Path(__file__).with_name("settings.xml"))  # noqa: S314  our own
_SETTINGS = {one.tag: one.attrib for one in _SAVED.getroot()}
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def settings(part: str) -> dict[str, XmlValue]:
    """Return the attributes of a part as QGIS saves them; empty ones are still to be set.

    >>> settings("symbol") | {"type": "fill", "name": "0"}
    {'type': 'fill', 'name': '0', 'alpha': '1', 'clip_to_extent': '1', 'force_rhr': '0'}
    """
    return {**_SETTINGS[part]}


def element(
    tag: str, attributes: Mapping[str, XmlValue] | None = None, *children: Element
) -> Element:
    """Return an element; true and false are written as 1 and 0."""
    result = Element(tag, {name: _as_text(value) for name, value in (attributes or {}).items()})
    result.extend(children)
    return result


def set_values(on: Element, attributes: Mapping[str, XmlValue]) -> None:
    """Set attributes of an element, written as in `element`."""
    on.attrib.update({name: _as_text(value) for name, value in attributes.items()})


def text_element(
    tag: str, text: XmlValue, attributes: Mapping[str, XmlValue] | None = None
) -> Element:
    """Return an element that holds text."""
    result = element(tag, attributes)
    result.text = _as_text(text)
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


def _as_text(value: XmlValue) -> str:
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


def reference(crs: CRS) -> Element:
    """Return a CRS: by its authority code if it has one, else by its definition.

    QGIS reads the code only if an internal number is present too; its value does not matter.
    """
    named = authority(crs)
    parts = (
        [
            text_element("srsid", named[1] if named[1].isdigit() else 1),
            text_element("authid", ":".join(named)),
        ]
        if named
        else [text_element("wkt", crs.to_wkt())]
    )
    geographic = text_element("geographicflag", "true" if crs.is_geographic else "false")
    return element("spatialrefsys", {"nativeFormat": "Wkt"}, *parts, geographic)


def ellipsoid_name(crs: CRS) -> str:
    """Return QGIS's name of a CRS's ellipsoid: its code, else its two semi-axes in metres.

    >>> from pyproj import CRS
    >>> ellipsoid_name(CRS.from_epsg(4490))
    'EPSG:1024'
    """
    ellipsoid = crs.ellipsoid
    if ellipsoid is None:
        return "NONE"
    identifier = ellipsoid.to_json_dict().get("id")
    if identifier:
        return f"{identifier['authority']}:{identifier['code']}"
    return f"PARAMETER:{ellipsoid.semi_major_metre}:{ellipsoid.semi_minor_metre}"
