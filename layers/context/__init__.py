"""The world around a plan: coasts, lakes, rivers, roads, railways and places, offline.

One file for the world is made from open data when a wheel is built (`layers.context.build`);
`read_context` reads an extent of it. It is for orientation; only distances by road and rail are
measured with it, on request (`geo.coverage.network`): roads and railways are simplified. The waters
of the China plan are its lakes, wide rivers and sea (`layers.china.waters`), and no land that is
proposed crosses its railways and rivers (`geo.proposals.barriers`).
"""

from layers.context.world import (
    SOURCES,
    Context,
    ContextNetwork,
    Source,
    has_context,
    read_context,
    read_network,
    read_outlines,
)

__all__ = [
    "SOURCES",
    "Context",
    "ContextNetwork",
    "Source",
    "has_context",
    "read_context",
    "read_network",
    "read_outlines",
]
