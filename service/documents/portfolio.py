"""The JSON documents of several proposals, and of a front of two objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapely.geometry import mapping

from geo.proposals import Front, Proposal
from service.documents.proposal import proposal_document

if TYPE_CHECKING:
    from geo.proposals import Portfolio


def portfolio_document(found: Portfolio) -> dict[str, Any]:
    """Return the best answer as a proposal, with all `answers` and how `often` land is in them."""
    answers = [
        proposal_document(one) | {"differs_km2": differs}
        for one, differs in zip(found.answers, found.differs_km2, strict=True)
    ]
    often = [one._asdict() | {"geometry": mapping(one.geometry)} for one in found.often]
    return answers[0] | {"answers": answers, "often": often}


def front_document(found: Front) -> dict[str, Any]:
    """Return the first point as a proposal, with the `front`: a proposal for each of its points."""
    points = [
        proposal_document(one.proposal) | {"values": [*one.figures], "share": one.share}
        for one in found.points
    ]
    return points[0] | {
        "front": {
            "objectives": [*found.objectives],
            "senses": [*found.senses],
            "before": [*found.before],
            "points": points,
        }
    }


def document_of(found: Proposal | Portfolio | Front) -> dict[str, Any]:
    """Return the document of a proposal, of several, or of a front."""
    if isinstance(found, Proposal):
        return proposal_document(found)
    return front_document(found) if isinstance(found, Front) else portfolio_document(found)
