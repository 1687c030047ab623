"""Storage: the plan, its layers and their geometry on the ellipsoid."""

from layers.runtime.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(__name__)
