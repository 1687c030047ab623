"""Sweeps: how scenarios fare where boundaries, radii, weights and people are uncertain.

A **run** draws what is uncertain once, the same for every scenario, and measures them all; many
runs give the distribution of each total, and how often each scenario comes first.

A boundary that is offset by δ reaches as far as the boundary itself with the radius δ larger. So
the distance of each point to each zone is worked out once, and a run compares it with the radii: no
outline is drawn. That is exact for δ > 0. An inward offset is read in the same way, as reach that
is |δ| less; a boundary really redrawn inward also loses what is narrower than 2|δ|.
"""

from geo.sweep.spreads import Spreads
from geo.sweep.summary import summary
from geo.sweep.sweep import Sweep

__all__ = ["Spreads", "Sweep", "summary"]
