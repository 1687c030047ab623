"""Scenarios: edits over an unchanged baseline, as values and text; replay, merge and rebase."""

from geo.scenario.model import BASELINE, Scenario

__all__ = ["BASELINE", "Scenario"]
