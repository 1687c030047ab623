"""A scenario's `rules`: what it may say, and what is refused, a line for each problem."""

import re
from typing import Any

import pytest
from ruled_plan import plan_of

from geo.rules import RULES, Rule, find_rules, parse_rules, violations
from layers.errors import ScenarioError
from layers.messages import catalogue


def test_a_mapping_may_set_the_level_or_the_parameters_or_both() -> None:
    rules = {"sliver": {"width_m": 5}, "cap": {"level": "hard"}, "overlap": {}}
    chosen = parse_rules(rules | {"max_blocks": {"level": "ignore", "blocks": 3}})
    assert (chosen["sliver"].level, chosen["sliver"].parameters["width_m"]) == ("soft", 5)
    assert (chosen["cap"].level, chosen["cap"].parameters["tolerance"]) == ("hard", 1e-4)
    assert chosen["overlap"].level == "hard"
    assert (chosen["max_blocks"].level, chosen["max_blocks"].parameters["blocks"]) == ("ignore", 3)


def test_what_is_not_known_is_refused_with_what_was_probably_meant() -> None:
    cases: list[tuple[Any, str]] = [
        (["cap"], "rules: must be a mapping of rules to levels, not ['cap']; correct it"),
        ({"overlaps": "hard"}, "rules.overlaps: there is no such rule; did you mean overlap?"),
        ({"cap": "hrad"}, "rules.cap: there is no level 'hrad'; did you mean hard?"),
        ({"cap": None}, "rules.cap: there is no level None; known: hard, ignore, soft"),
        ({"cap": False}, "rules.cap: there is no level False; known: hard, ignore, soft"),
        ({"cap": ["hard"]}, "rules.cap: there is no level ['hard']; did you mean hard?"),
        (
            {"cap": {"level": "firm"}},
            "rules.cap.level: there is no level 'firm'; known: hard, ignore, soft",
        ),
        ({"sliver": {"width_km": 1}}, "rules.sliver.width_km: unknown key; did you mean width_m?"),
        ({"overlap": {"km": 1}}, "rules.overlap.km: unknown key; known: level"),
        (
            {"max_blocks": {"blocks": 2.5}},
            "rules.max_blocks.blocks: must be a whole number from 1 to 1e+09, not 2.5; correct it",
        ),
        (
            {"min_compactness": {"polsby_popper": 2}},
            "rules.min_compactness.polsby_popper: must be a number from 0 to 1, not 2; correct it",
        ),
    ]
    for rules, problem in cases:
        with pytest.raises(ScenarioError) as refused:
            parse_rules(rules)
        assert refused.value.lines == (problem,)
    for figure in ("10", None, True, -1, float("nan"), float("inf"), [10]):
        with pytest.raises(ScenarioError) as refused:
            parse_rules({"sliver": {"width_m": figure}})
        assert str(refused.value).startswith("rules.sliver.width_m: must be a number from 0")
    plan = plan_of()
    with pytest.raises(ScenarioError):
        violations(plan, plan.zones, {"cap": "hrad"})


def test_all_problems_are_told_at_once() -> None:
    rules = {"slivers": "soft", "cap": {"level": "x", "tolerence": 1}, "max_blocks": {"blocks": 0}}
    with pytest.raises(ScenarioError) as refused:
        parse_rules(rules)
    assert len(refused.value.lines) == 4


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_takes_its_own_defaults_and_speaks_both_languages(rule: Rule) -> None:
    own = [parameter for parameter in rule.parameters if not parameter.by_group]
    defaults = {parameter.name: parameter.default for parameter in own}
    assert dict(parse_rules({rule.name: defaults})[rule.name].parameters) == defaults
    for said in [rule.title, rule.description, *map(rule.description_of, rule.parameters)]:
        assert not re.search(r"[\u4e00-\u9fff]", str(said))
        assert re.search(r"[\u4e00-\u9fff]", catalogue("zh").text(said))


def test_a_quota_is_a_figure_for_each_group_that_is_named() -> None:
    chosen = parse_rules({"cap": {"level": "hard", "quota_km2": {"LN": 20}}})["cap"]
    assert dict(chosen.parameters) == {"tolerance": 1e-4, "quota_km2.LN": 20.0}
    _, problems = find_rules({"cap": {"quota_km2": {"LN": -1}}})
    assert [str(problem).split(":")[0] for problem in problems] == ["rules.cap.quota_km2.LN"]
    _, problems = find_rules({"cap": {"quota_km2": 20}})
    assert [str(problem).split(":")[0] for problem in problems] == ["rules.cap.quota_km2"]
