"""Finding layers with latitude first: they meet the others only with swapped axes.

Within ±90° a single file does not show its axis order; the layers of one plan do, since its zones,
demand and clusters lie among its regions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    import geopandas as gpd

    from layers.geometry.edges import Floats

_SAMPLE = 2_000  # positions that are tested
_MARGIN_DEG = 1.0


class UndecidedOrderError(Exception):
    """Two groups of layers meet only if one has swapped axes, and it is undecided which.

    `problem` is the message.
    """

    def __init__(self, layers: list[str], others: list[str]) -> None:
        self.problem = Message(
            "import-order-undecided", layers=tuple(layers), others=tuple(others), layer=layers[0]
        )
        super().__init__(self.problem)


def turned_layers(frames: Mapping[str, gpd.GeoDataFrame], sure: AbstractSet[str]) -> list[str]:
    """Return the layers whose axes must be swapped so that all of a plan's layers meet.

    Args:
        frames: layers in degrees, in one CRS.
        sure: those whose order is certain; they are never swapped.

    Raises:
        UndecidedOrderError: as many layers support one order as the other.

    >>> import geopandas as gpd
    >>> regions = gpd.GeoDataFrame(geometry=[shapely.box(7, 46, 10, 48)], crs=4326)
    >>> zones = gpd.GeoDataFrame(geometry=[shapely.box(47, 8, 47.1, 8.1)], crs=4326)
    >>> turned_layers({"regions": regions, "zones": zones}, sure={"regions"})
    ['zones']
    """
    xy = {name: _positions(frame) for name, frame in frames.items()}
    names = [name for name in ("regions", "zones", *sorted(xy)) if len(xy.get(name, ()))]
    if not names:
        return []
    reference = names[0]
    low, high = xy[reference].min(axis=0) - _MARGIN_DEG, xy[reference].max(axis=0) + _MARGIN_DEG
    agree, differ = {reference}, set[str]()
    for name in names[1:]:
        inside = ((xy[name] >= low) & (xy[name] <= high)).all(axis=1)
        turned = ((xy[name][:, ::-1] >= low) & (xy[name][:, ::-1] <= high)).all(axis=1)
        if inside.any():
            agree.add(name)
        elif turned.all():
            differ.add(name)
    if agree & sure and differ & sure:
        return []
    if agree & sure:
        return sorted(differ)
    if differ & sure:
        return sorted(agree)
    if differ and len(agree) == len(differ):
        raise UndecidedOrderError(sorted(differ), sorted(agree))
    return sorted(differ if len(differ) < len(agree) else agree)


def _positions(frame: gpd.GeoDataFrame) -> Floats:
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    xy = xy[np.isfinite(xy).all(axis=1)]
    return xy[:: max(1, len(xy) // _SAMPLE)]
