"""The rules of a plan and its scenarios: which are broken, by how much, and where.

A broken rule is data, a row of a table. `registry.RULES` has every rule; each family of rules has
its file, which first defines in words what the rule forbids.
"""

from geo.rules.base import Level, Parameter, Rule
from geo.rules.checker import VIOLATION_COLUMNS, RuleChecker, violations
from geo.rules.registry import RULES
from geo.rules.sentences import sentences
from geo.rules.settings import RuleChoice, find_rules, parse_rules, rules_schema

__all__ = [
    "RULES",
    "VIOLATION_COLUMNS",
    "Level",
    "Parameter",
    "Rule",
    "RuleChecker",
    "RuleChoice",
    "find_rules",
    "parse_rules",
    "rules_schema",
    "sentences",
    "violations",
]
