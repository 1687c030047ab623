"""Scenarios: edits over an unchanged baseline, as values and text; replay, merge and rebase."""

from geo.scenario.model import Scenario
from layers.scenario_id import BASELINE

__all__ = ["BASELINE", "Scenario"]
