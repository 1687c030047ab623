"""Removing the offset of Chinese web maps: GCJ-02 and BD-09 to WGS 84, by the library prcoords.

The offset has no published formula; the library inverts a known approximation, to about a metre. It
is not defined outside China: vertices there stay unchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from layers.geometry.edges import Floats

OFFSETS = ("GCJ-02", "BD-09")


def offset_of(crs: str | None) -> str | None:
    """Return which of the `OFFSETS` a name means, in any spelling; None for any other name.

    >>> offset_of("gcj02"), offset_of("BD-09"), offset_of("bd09ll"), offset_of("EPSG:4490")
    ('GCJ-02', 'BD-09', 'BD-09', None)
    """
    letters = "".join(filter(str.isalnum, crs or "")).upper().removesuffix("LL")
    return next((name for name in OFFSETS if name.replace("-", "") == letters), None)


def without_offset(shapes: Any, offset: str) -> Any:  # noqa: ANN401  one geometry or an array
    """Return geometry in WGS 84 whose longitudes and latitudes have one of the `OFFSETS`.

    >>> point = without_offset(shapely.Point(121.4781, 31.2303), "GCJ-02")
    >>> bool(0.003 < shapely.distance(point, shapely.Point(121.4781, 31.2303)) < 0.006)
    True
    """
    import prcoords  # noqa: PLC0415  rarely wanted

    inverse = {"GCJ-02": prcoords.gcj_wgs_bored, "BD-09": prcoords.bd_wgs_bored}[offset]

    def moved(xy: Floats) -> Floats:
        back = xy.copy()
        for row, (lon, lat) in enumerate(xy.tolist()):
            coords = prcoords.Coords(lat, lon)
            if prcoords.sanity_in_china_p(coords):
                back[row] = inverse(coords)[::-1]
        return back

    return shapely.transform(shapes, moved)
