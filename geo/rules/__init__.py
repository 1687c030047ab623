"""The rules of a plan and its scenarios: which are broken, by how much, and where.

A broken rule is data, a row of a table. `RULES` has every rule; each family of rules has
its file, which begins with a definition of the rule in words.
"""

from geo.rules.base import Breach, Parameter, Rule, RuleLevel, rule
from geo.rules.checker import VIOLATION_COLUMNS, RuleChecker, sentences, violations
from geo.rules.settings import RULES, RuleChoice, add_rule, find_rules, parse_rules, rules_schema
from geo.rules.zone_set import EACH_FTZ, EACH_ZONE

__all__ = [
    "EACH_FTZ",
    "EACH_ZONE",
    "RULES",
    "VIOLATION_COLUMNS",
    "Breach",
    "Parameter",
    "Rule",
    "RuleChecker",
    "RuleChoice",
    "RuleLevel",
    "add_rule",
    "find_rules",
    "parse_rules",
    "rule",
    "rules_schema",
    "sentences",
    "violations",
]
