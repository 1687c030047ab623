"""Geometry on the ellipsoid: areas, distances, buffers, the antimeridian, reprojection."""
