"""Coverage: the people, land and clusters reached by a scenario's zones, on the ellipsoid."""

from layers.runtime.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(__name__)
