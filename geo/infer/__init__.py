"""Inference of the edits from a plan's zones to zones that were edited elsewhere."""

from typing import Literal

Missing = Literal["remove", "keep", "decide"]
"""What to do with zones missing in a layer; `decide` keeps them if it has less than half."""
