"""Geometry on the ellipsoid: areas, distances, outlines at a distance, 180°, reprojection."""
