"""Every rule: each is a function of a module here, declared by `rule`."""

from __future__ import annotations

from geo.rules.base import Rule
from layers.runtime.registry import declared

RULES: dict[str, Rule] = {
    rule.name: rule for rule in sorted(declared("geo.rules", Rule), key=lambda rule: rule.place)
}
"""Every rule by name, in the order in which they are listed."""
