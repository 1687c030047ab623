"""Sweeps: how scenarios fare where boundaries, radii, weights and people are uncertain.

A **run** draws what is uncertain once, the same for every scenario, and measures them all; many
runs give the distribution of each total, and how often each scenario comes first.

A boundary that is offset by δ reaches as far as the boundary itself with the radius δ larger. So
the distance of each point to each zone is worked out once, and a run compares it with the radii: no
outline is drawn. Outward that is exact. Inward, corners draw back farther than sides: distances to
zones really redrawn are kept at sixteenths of the spread and on both sides of where a neck or an
arm of land vanishes, and a run reads between them. A point some metres from a limit may then be
told on its other side: people of a run are within 1e-3 of really redrawn boundaries
(`benchmarks.sweep`). Land is not swept: it has no such short cut, and takes a meter.
"""

from geo.sweep.spreads import Spreads
from geo.sweep.summary import summary
from geo.sweep.sweep import Sweep

__all__ = ["Spreads", "Sweep", "summary"]
