"""Geometry of a web map: display levels, topology of borders, tiles and places around the plan."""
