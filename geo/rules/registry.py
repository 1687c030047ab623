"""Every rule: each is a function in a module of this package, declared by `rule`."""

from __future__ import annotations

from geo.rules.base import Rule
from layers.runtime.registry import declared

RULES: dict[str, Rule] = {
    rule.name: rule for rule in sorted(declared("geo.rules", Rule), key=lambda rule: rule.place)
}
"""Every rule by name, in display order."""
