"""The world around a plan: coasts, lakes, rivers, roads, railways and places, offline.

One file for the world, of open data, lies beside this one, with their licences (`LICENSES.md`);
`layers.context.build` made it, and `read_context` reads an extent of it. It is for orientation;
the only figures that are measured on it are distances by road, on request (`geo.coverage.network`):
its roads are simplified. The waters of the China plan are its lakes, wide rivers and sea
(`layers.china.waters`), and no proposed land crosses its railways and rivers
(`geo.proposals.available_land`).
"""

from layers.context.world import (
    SOURCES,
    Context,
    ContextNetwork,
    Source,
    places_in_regions,
    read_context,
    read_network,
    read_outlines,
    rivers_in_one,
)

__all__ = [
    "SOURCES",
    "Context",
    "ContextNetwork",
    "Source",
    "places_in_regions",
    "read_context",
    "read_network",
    "read_outlines",
    "rivers_in_one",
]
