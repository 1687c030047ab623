"""A CRS and its ellipsoid in the form of QGIS projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.geometry.reproject import authority
from layers.qgis.xml import element, text_element

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from pyproj import CRS


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
