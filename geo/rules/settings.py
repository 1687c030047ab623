"""Every rule, and those of one scenario: its levels and parameters, defaults for the rest."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from types import CodeType
from typing import Any

from geo.rules.base import OF_YEAR, RULE_LEVELS, Parameter, Parameters, Rule, RuleLevel
from geo.validation import MOST_KEYS, shown
from layers.errors import MOST_PROBLEMS, ScenarioError
from layers.messages import Language, Message, add_sentences, unsaid
from layers.messages.languages import ENGLISH
from layers.runtime.arguments import checked_call
from layers.runtime.lazy import declared
from layers.runtime.suggestions import suggestion, unknown_key

_BREACH = re.compile(r"rule(-[a-z0-9]+)+")


@dataclass(frozen=True)
class RuleChoice:
    """One rule with its level and parameters in a scenario.

    >>> from geo.rules import parse_rules
    >>> parse_rules({"cap": "hard"})["cap"].level
    'hard'
    """

    rule: Rule
    level: RuleLevel
    parameters: Parameters


def parse_rules(rules: Mapping[str, object] | None = None) -> dict[str, RuleChoice]:
    """Return the choice for every rule from a scenario's `rules`, with defaults.

    A rule maps to `hard`, `soft` or `ignore`, or to a mapping with `level` and parameters, each of
    which may be left out.

    Raises:
        ScenarioError: one line per unknown rule, level or parameter, and per invalid or
            out-of-bounds figure.

    >>> chosen = parse_rules({"cap": "hard", "max_blocks": {"blocks": 3}})
    >>> chosen["cap"].level, chosen["max_blocks"].level, dict(chosen["max_blocks"].parameters)
    ('hard', 'soft', {'blocks': 3.0})
    """
    chosen, problems = find_rules({} if rules is None else rules)
    if problems:
        raise ScenarioError(problems)
    return chosen


def in_year(rules: Mapping[str, Any], year: int) -> dict[str, Any]:
    """Return a scenario's `rules` as of the end of a year, where they do not set one themselves.

    >>> in_year({"cap": "hard"}, 2027)["cap"]
    {'year': 2027, 'level': 'hard'}
    """
    dated: dict[str, Any] = {**rules}
    for name, one in RULES.items():
        if OF_YEAR in one.parameters:
            setting = rules.get(name, {})
            own = setting if isinstance(setting, Mapping) else {"level": setting}
            dated[name] = {OF_YEAR.name: year} | dict(own)
    return dated


def find_rules(rules: object) -> tuple[dict[str, RuleChoice], list[Message]]:
    """Return the choice for every rule, and the problems of `rules`, each with its place.

    >>> [str(problem) for problem in find_rules({"cap": "hrad"})[1]]
    ["rules.cap: there is no level 'hrad'; did you mean hard?"]
    """
    if not isinstance(rules, Mapping):
        return {}, [Message("scenario-rules-not-mapping", given=shown(rules)).at("rules")]
    unknown = (name for name in rules if name not in RULES)
    problems = [
        Message("scenario-rule-unknown", hint=suggestion(name, RULES)).at("rules", str(name))
        for name in islice(unknown, MOST_PROBLEMS)
    ]
    chosen = {
        name: _choice(rule, rules.get(name, rule.level), problems) for name, rule in RULES.items()
    }
    return chosen, problems


def rules_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario's `rules`: every rule, its levels and parameters.

    >>> rules_schema()["properties"]["max_blocks"]["anyOf"][0]
    {'enum': ['hard', 'soft', 'ignore']}
    """
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {rule.name: _schema_of(rule) for rule in RULES.values()},
    }


def _schema_of(rule: Rule) -> dict[str, Any]:
    level = {"enum": list(RULE_LEVELS)}
    figures = {one.name: _figure_schema(rule, one) for one in rule.parameters}
    mapping = {
        "type": "object",
        "properties": {"level": level, **figures},
        "additionalProperties": False,
    }
    return {"description": str(rule.description), "default": rule.level, "anyOf": [level, mapping]}


def _figure_schema(rule: Rule, parameter: Parameter) -> dict[str, Any]:
    figure = {
        "type": "integer" if parameter.whole else "number",
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
    }
    description = {"description": f"{rule.description_of(parameter)} Unit: {parameter.unit}."}
    if parameter.by_group:
        return description | {"type": "object", "additionalProperties": figure}
    return description | figure | {"default": parameter.default}


def _choice(rule: Rule, setting: object, problems: list[Message]) -> RuleChoice:
    """Return one rule's choice; append its problems."""
    keys = setting if isinstance(setting, Mapping) else {"level": setting}
    at = ("rules", rule.name)
    parameters = {parameter.name: parameter for parameter in rule.parameters}
    figures = {name: one.default for name, one in parameters.items() if not one.by_group}
    level: RuleLevel = rule.level
    for name, value in islice(keys.items(), MOST_KEYS):
        if name == "level":
            level = _level(value, at if keys is not setting else (*at, "level"), level, problems)
        elif name in parameters and parameters[name].by_group:
            figures |= _figures_by_group(parameters[name], value, (*at, name), problems)
        elif name in parameters:
            figures[name] = _figure(parameters[name], value, (*at, name), problems)
        else:
            problems.append(unknown_key(name, ["level", *parameters]).at(*at, str(name)))
    return RuleChoice(rule, level, figures)


def _level(
    value: object, at: tuple[str, ...], default: RuleLevel, problems: list[Message]
) -> RuleLevel:
    for level in RULE_LEVELS:
        if value == level:
            return level
    unknown = Message(
        "scenario-level-unknown", level=shown(value), hint=suggestion(value, RULE_LEVELS)
    )
    problems.append(unknown.at(*at))
    return default


def _figures_by_group(
    parameter: Parameter, value: object, at: tuple[str, ...], problems: list[Message]
) -> dict[str, float]:
    """Return the figure of each named group, as `name.group`."""
    if not isinstance(value, Mapping):
        problems.append(Message("scenario-not-by-group", given=shown(value)).at(*at))
        return {}
    return {
        f"{parameter.name}.{group}": _figure(parameter, figure, (*at, str(group)), problems)
        for group, figure in value.items()
    }


def _figure(
    parameter: Parameter, value: object, at: tuple[str, ...], problems: list[Message]
) -> float:
    low, high = parameter.minimum, parameter.maximum
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and low <= value <= high
        and not (parameter.whole and value != int(value))
    ):
        return float(value)
    code = "value-whole-out-of-range" if parameter.whole else "value-out-of-range"
    if len(problems) < MOST_PROBLEMS:
        problems.append(Message(code, least=low, most=high, given=shown(value)).at(*at))
    return parameter.default


RULES: dict[str, Rule] = {
    rule.name: rule for rule in sorted(declared("geo.rules", Rule), key=lambda rule: rule.place)
}
"""Every rule by name, in display order."""


@checked_call(ScenarioError)
def add_rule(added: Rule, sentences: Mapping[Language, str]) -> None:
    r"""Add a rule of a script, for as long as the process lasts; call it before opening a plan.

    `sentences` has by language, in Fluent, what `layers/messages/en/rule.ftl` has of each rule: its
    `rule-NAME-name` and `rule-NAME-description`, the description of each parameter, and the
    sentences of its breaches, whose codes begin with `rule-`. Scenarios may then set the rule, and
    it is checked, compared and reported as all others are.

    Raises:
        ScenarioError: there is a rule of that name, or a sentence of it is missing in English: then
            nothing is added.

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
    needed = [added.title.code, added.description.code]
    needed += (added.description_of(parameter).code for parameter in added.parameters)
    needed += _codes_in(getattr(added.check, "__code__", None))
    if missing := unsaid("rule", dict.fromkeys(needed), sentences.get(ENGLISH, "")):
        raise ScenarioError(
            Message("scenario-rule-sentences-missing", name=added.name, codes=missing)
        )
    add_sentences("rule", sentences)
    RULES[added.name] = added


def _codes_in(code: CodeType | None) -> list[str]:
    """Return the codes of breaches that a rule's function names."""
    texts = code.co_consts if code is not None else ()
    own = [text for text in texts if isinstance(text, str) and _BREACH.fullmatch(text)]
    within = (_codes_in(one) for one in texts if isinstance(one, CodeType))
    return own + [text for each in within for text in each]
