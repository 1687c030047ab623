"""The user interfaces: the command line, the service and the planner's page."""

from layers.runtime.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(__name__)
