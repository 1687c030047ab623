"""Indicators: what a scenario is good for, and the scorecard that shows it by purpose."""

from geo.coverage.indicator import Indicator, Points, Value, indicators_of
from geo.indicators.acceptability import Acceptability, Ranking, Turn
from geo.indicators.purposes import Purpose, Reference, purposes_of
from geo.indicators.scorecard import Missing, Scorecard, ScoreRow, scorecard

__all__ = [
    "Acceptability",
    "Indicator",
    "Missing",
    "Points",
    "Purpose",
    "Ranking",
    "Reference",
    "ScoreRow",
    "Scorecard",
    "Turn",
    "Value",
    "indicators_of",
    "purposes_of",
    "scorecard",
]
