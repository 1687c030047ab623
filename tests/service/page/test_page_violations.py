"""Violations on the page are told apart by rule and subject, never by their words."""

from __future__ import annotations

from typing import Any

from tests.node_page import run_module

CHANGED = """
    const { changedRules, withChanges } = await page("state/violations.js");
    const answer = given.changes
      ? changedRules(given, ...given.changes)
      : withChanges(given).map(({ violation, change }) => [violation.subject, change?.change]);
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


def test_what_became_of_a_rule_stands_beside_it_and_hard_ones_come_first() -> None:
    hard = {**blocks_under(1, "E W"), "rule": "overlap", "level": "hard"}
    worse, mended = blocks_under(2), blocks_under(1, "E")
    changes = [
        {**mended, "change": "mended"},
        {**worse, "change": "worse"},
        {**hard, "change": "new"},
    ]
    shown = [blocks_under(1, "N"), worse, hard]
    figures = {"figures": {"violations": shown, "rule_changes": changes}}
    assert run_module(CHANGED, figures) == [["E W", "new"], ["N", None], ["W", "worse"]]
    asked = figures | {"changes": ["new", "worse"]}
    assert [row["change"] for row in run_module(CHANGED, asked)] == ["new", "worse"]
    assert run_module(CHANGED, {"figures": None, "changes": ["new"]}) == []


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
