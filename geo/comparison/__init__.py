"""What changes from one coverage to another, and what several scenarios have in common."""

from geo.comparison.compare import Comparison, compare

__all__ = ["Comparison", "compare"]
