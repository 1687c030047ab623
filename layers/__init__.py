"""Storage: the plan, its layers and their geometry on the ellipsoid."""

from typing import TYPE_CHECKING

from layers.runtime.lazy import lazy_names

if TYPE_CHECKING:
    from layers.plan.plan import Plan
else:
    __getattr__ = lazy_names(__name__, {"Plan": "layers.plan.plan"})

__all__ = ["Plan"]
