"""Sweeps: scenarios under uncertainty of boundaries, radii, weights and people.

A **run** samples the uncertain values once, the same for every scenario, and measures them all;
many runs give the distribution of each total, and how often each scenario is first.

A boundary offset by δ reaches as far as the original boundary with a radius larger by δ. So the
distance of each point to each zone is computed once, and a run compares it with the radii: no
outline is computed. Outward that is exact. Inward, corners retreat farther than sides: distances to
really redrawn zones are stored at sixteenths of the spread and on both sides of where a neck or an
arm of land vanishes, and a run interpolates. A point some metres from a limit may then be assigned
to the wrong side: people of a run are within 1e-3 of really redrawn boundaries
(`benchmarks.sweep`). What adds up people or clusters is swept, at each of its places; land has no
such shortcut, and needs a meter. Which scenario is first under which view, the inputs being
uncertain, follows from runs and scorecard.
"""

from geo.sweep.distribution import acceptability_in, pairs, summary
from geo.sweep.sweep import Spreads, Sweep, totals_of

__all__ = ["Spreads", "Sweep", "acceptability_in", "pairs", "summary", "totals_of"]
