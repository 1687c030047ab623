"""Indicators of a scenario's benefits, and the scorecard that shows them by purpose."""

from geo.coverage.indicator import Indicator, PointAmounts, Value, indicators_of
from geo.indicators.acceptability import Acceptability, Ranking, Turn
from geo.indicators.purposes import Purpose, purposes_of
from geo.indicators.reference import Reference
from geo.indicators.scorecard import MissingIndicator, Scorecard, ScoreRow, scorecard
from geo.indicators.trade import zone_gateways

__all__ = [
    "Acceptability",
    "Indicator",
    "MissingIndicator",
    "PointAmounts",
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
    "zone_gateways",
]
