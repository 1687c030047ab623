"""The rules of one scenario: levels and parameters as it sets them, defaults for the rest."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.rules.base import LEVELS, Level, Parameter, Parameters, Rule
from geo.rules.registry import RULES
from geo.validation import Problem, near, shown
from layers.errors import ScenarioError


@dataclass(frozen=True)
class RuleChoice:
    """One rule with the level and the parameters that it has in a scenario."""

    rule: Rule
    level: Level
    parameters: Parameters


def parse_rules(rules: Mapping[str, object] | None = None) -> dict[str, RuleChoice]:
    """Return the choice for every rule, from a scenario's `rules`; what it leaves out is default.

    A rule maps to `hard`, `soft` or `ignore`, or to a mapping with `level` and parameters, each of
    which may be left out.

    Raises:
        ScenarioError: with a line for each unknown rule, level or parameter, and each figure that
            is none or is out of bounds.

    >>> chosen = parse_rules({"cap": "hard", "max_blocks": {"blocks": 3}})
    >>> chosen["cap"].level, chosen["max_blocks"].level, dict(chosen["max_blocks"].parameters)
    ('hard', 'soft', {'blocks': 3.0})
    """
    chosen, problems = find_rules({} if rules is None else rules)
    if problems:
        raise ScenarioError(str(problem) for problem in problems)
    return chosen


def find_rules(given: object) -> tuple[dict[str, RuleChoice], list[Problem]]:
    """Return the choice for every rule, and what is wrong with `rules`, each with its place.

    >>> [str(problem) for problem in find_rules({"cap": "hrad"})[1]]
    ["rules.cap: there is no level 'hrad'; did you mean hard?"]
    """
    if not isinstance(given, Mapping):
        reason = f"must be a mapping of rules to levels, not {shown(given)}; correct it"
        return {}, [Problem(("rules",), reason)]
    problems = [
        Problem(("rules", str(name)), f"there is no such rule; {near(name, RULES)}")
        for name in given
        if name not in RULES
    ]
    chosen = {
        name: _choice(rule, given.get(name, rule.level), problems) for name, rule in RULES.items()
    }
    return chosen, problems


def rules_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario's `rules`: every rule, its levels and parameters."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {rule.name: _schema_of(rule) for rule in RULES.values()},
    }


def _schema_of(rule: Rule) -> dict[str, Any]:
    level = {"enum": list(LEVELS)}
    figures = {
        parameter.name: {
            "type": "integer" if parameter.whole else "number",
            "description": f"{parameter.description} Unit: {parameter.unit}.",
            "default": parameter.default,
            "minimum": parameter.minimum,
            "maximum": parameter.maximum,
        }
        for parameter in rule.parameters
    }
    mapping = {
        "type": "object",
        "properties": {"level": level, **figures},
        "additionalProperties": False,
    }
    return {"description": str(rule.description), "default": rule.level, "anyOf": [level, mapping]}


def _choice(rule: Rule, given: object, problems: list[Problem]) -> RuleChoice:
    """Return one rule's choice; append what is wrong with it."""
    keys = given if isinstance(given, Mapping) else {"level": given}
    at = ("rules", rule.name)
    known = {parameter.name: parameter for parameter in rule.parameters}
    figures = {name: parameter.default for name, parameter in known.items()}
    level: Level = rule.level
    for name, value in keys.items():
        if name == "level":
            level = _level(value, at if keys is not given else (*at, "level"), level, problems)
        elif name in known:
            figures[name] = _figure(known[name], value, (*at, name), problems)
        else:
            reason = f"unknown key; {near(name, ['level', *known])}"
            problems.append(Problem((*at, str(name)), reason))
    return RuleChoice(rule, level, figures)


def _level(value: object, at: tuple[str, ...], default: Level, problems: list[Problem]) -> Level:
    for level in LEVELS:
        if value == level:
            return level
    reason = f"there is no level {shown(value)}; {near(value, LEVELS)}"
    problems.append(Problem(at, reason))
    return default


def _figure(
    parameter: Parameter, value: object, at: tuple[str, ...], problems: list[Problem]
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
    kind = "a whole number" if parameter.whole else "a number"
    reason = f"must be {kind} from {low:g} to {high:g}, not {shown(value)}; correct it"
    problems.append(Problem(at, reason))
    return parameter.default
