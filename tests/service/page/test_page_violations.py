"""Violations on the page are told apart by rule and subject, never by their words."""

from __future__ import annotations

from typing import Any

from tests.node_page import run_module

NEW = """
    const { newViolations } = await page("state/violations.js");
    const answer = newViolations(given);
"""
OVERLAY = """
    const { overlayTables } = await page("edit/changed-rows.js");
    const tables = (violations) =>
      ({ totals: [], ftzs: [], zones: [], sectors: [], regions: [], violations });
    const keys = { ...tables(["rule", "subject"]) };
    const whole = overlayTables(tables(given.base), given.changed, 50, keys);
    const answer = whole.violations;
"""


def blocks_under(blocks: int, subject: str = "W") -> dict[str, Any]:
    """Return the violation of a zone that has so many blocks under the least size."""
    params = {"zone": subject, "blocks": blocks, "limit_km2": 0.1, "least_km2": 0.01 * blocks}
    violation = {"rule": "min_block_km2", "subject": subject, "code": "rule-blocks-too-small"}
    return violation | {"params": params, "level": "soft", "zone_id": subject}


def test_the_same_rule_broken_by_more_is_not_new() -> None:
    tables = {
        "before": {"violations": [blocks_under(1)]},
        "figures": {"violations": [blocks_under(2)]},
    }
    assert run_module(NEW, tables) == []


def test_a_rule_broken_by_another_subject_is_new_and_hard_ones_come_first() -> None:
    hard = {**blocks_under(1, "E W"), "rule": "overlap", "level": "hard"}
    fresh = blocks_under(1, "E")
    tables = {
        "before": {"violations": [blocks_under(1)]},
        "figures": {"violations": [fresh, blocks_under(1), hard]},
    }
    assert run_module(NEW, tables) == [hard, fresh]


def test_a_draft_has_the_violations_of_the_baseline_but_those_changed_or_gone() -> None:
    base = [blocks_under(1, "A"), blocks_under(1, "AB"), blocks_under(1, "B")]
    changed = {
        "violations": [blocks_under(3, "B"), blocks_under(1, "C")],
        "gone": {"violations": [{"rule": "min_block_km2", "subject": "A"}]},
    }
    assert run_module(OVERLAY, {"base": base, "changed": changed}) == [
        blocks_under(1, "AB"),
        blocks_under(3, "B"),
        blocks_under(1, "C"),
    ]
