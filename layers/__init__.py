"""What is stored: the plan, its layers and their geometry on the ellipsoid."""

from layers.plan import Plan

__all__ = ["Plan"]
