"""The world about a plan: coasts, lakes, rivers, roads, railways and places, without any host.

One file, made from open data while a wheel is built (`layers.context.build`), holds the world;
`read_context` reads what lies within an extent. It is for orientation: nothing is measured
with it, and roads and railways are simplified.
"""

from layers.context.world import SOURCES, Context, Network, Source, has_context, read_context

__all__ = ["SOURCES", "Context", "Network", "Source", "has_context", "read_context"]
