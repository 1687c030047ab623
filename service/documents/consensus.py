"""The consensus of several scenarios as a JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.documents.coverage import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.comparison.consensus import Consensus


def consensus_document(consensus: Consensus, scenarios: Sequence[str]) -> dict[str, Any]:
    """Return `scenarios`, `counts` and `ftzs` as in `Consensus`, and `pieces` with geometry."""
    return {
        "scenarios": list(scenarios),
        "counts": records(consensus.counts),
        "ftzs": records(consensus.ftzs),
        "pieces": records(consensus.pieces),
    }
