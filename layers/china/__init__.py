"""The China plan, from facts and packaged data, and samples over it."""

from layers.china.build import build_china_plan
from layers.china.samples import sample_scenarios, sample_tables

__all__ = ["build_china_plan", "sample_scenarios", "sample_tables"]
