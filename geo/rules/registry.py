"""Every rule: each is a function in a module of this package, declared by `rule`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.rules.base import Rule
from layers.errors import ScenarioError
from layers.messages import Message, add_sentences
from layers.runtime.registry import declared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.messages import Language

RULES: dict[str, Rule] = {
    rule.name: rule for rule in sorted(declared("geo.rules", Rule), key=lambda rule: rule.place)
}
"""Every rule by name, in display order."""


def add_rule(added: Rule, sentences: Mapping[Language, str]) -> None:
    r"""Add a rule of a script, for as long as the process lasts; call it before opening a plan.

    `sentences` has by language, in Fluent, what `layers/messages/en/rule.ftl` has of each rule: its
    `rule-NAME-name` and `rule-NAME-description`, the description of each parameter, and the
    sentences of its breaches, whose codes begin with `rule-`. Scenarios may then set the rule, and
    it is checked, compared and reported as all others are.

    Raises:
        ScenarioError: there is a rule of that name.

    >>> from geo.rules import EACH_ZONE, Breach, add_rule, rule
    >>> from layers.messages import Message
    >>> @rule(EACH_ZONE, "soft", place=99)
    ... def named_b(prepared, zone, parameters):
    ...     if zone.zone_id == "B":
    ...         text = Message("rule-named-b", zone=zone.zone_id)
    ...         yield Breach(zone.zone_id, zone.zone_id, 1, 0, "zones", text, None)
    >>> words = ["-name = No B", "-description = No zone is called B.", " = { NAME($zone) } is B"]
    >>> add_rule(named_b, {"en": "\n".join("rule-named-b" + text for text in words)})
    >>> from geo import CoverageMeter
    >>> from layers.example import example_plan
    >>> CoverageMeter(example_plan(), radii_km=5).measure().violations["message"].tolist()
    ['B is B']
    >>> del RULES["named_b"]
    """
    if added.name in RULES:
        raise ScenarioError(Message("scenario-rule-there", name=added.name))
    add_sentences("rule", sentences)
    RULES[added.name] = added
