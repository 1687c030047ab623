"""The JSON documents of a proposal, of several, and of a front of two objectives.

Each begins with its purposes: the scorecard of its scenarios.
"""

from typing import Any

from shapely.geometry import mapping

from geo.coverage.travel import Travel
from geo.indicators import Scorecard, scorecard
from geo.proposals import Front, Piece, Portfolio, Proposal, Robustness
from layers import Plan
from layers.messages import Message, catalogue
from service.documents.score import score_document


def proposals_of(result: Proposal | Portfolio | Front) -> tuple[Proposal, ...]:
    """Return the proposals of an answer, in order."""
    if isinstance(result, Proposal):
        return (result,)
    if isinstance(result, Front):
        return tuple(point.proposal for point in result.points)
    return result.answers


def proposal_scorecard(
    plan: Plan, result: Proposal | Portfolio | Front, travel: Travel
) -> Scorecard:
    """Return the scorecard of the scenarios of an answer, beside the baseline."""
    return scorecard(plan, [one.scenario for one in proposals_of(result)], by=travel)


def document_of(result: Proposal | Portfolio | Front, card: Scorecard) -> dict[str, Any]:
    """Return the document of a proposal, of several, or of a front, with its scorecard.

    `taken` and `released` have GeoJSON geometry. For several answers it is the document of the
    best, with all `answers`, how `often` land is in them, and why there are `fewer` than asked for;
    for a front that of its first point, with the `front`.
    """
    return {"scorecard": score_document(card)} | _answer(result)


def _answer(result: Proposal | Portfolio | Front) -> dict[str, Any]:
    if isinstance(result, Proposal):
        return _proposal(result)
    if isinstance(result, Front):
        points = [
            _proposal(one.proposal) | {"values": [*one.figures], "share": one.share}
            for one in result.points
        ]
        about = {name: [*getattr(result, name)] for name in ("objectives", "senses", "before")}
        return points[0] | {"front": about | {"points": points}}
    answers = [
        _proposal(one) | {"differs_km2": differs}
        for one, differs in zip(result.answers, result.differs_km2, strict=True)
    ]
    often = [one._asdict() | {"geometry": mapping(one.geometry)} for one in result.often]
    fewer = {} if result.fewer is None else {"fewer": _message(result.fewer)}
    return answers[0] | {"answers": answers, "often": often} | fewer


def _proposal(proposal: Proposal) -> dict[str, Any]:
    names = ("status", "objective", "sense", "bound", "gap", "before", "promised", "measured")
    lived_on = {"taken": proposal.residents, "released": proposal.residents_released}
    return {name: getattr(proposal, name) for name in names} | {
        "residents": lived_on,
        "taken": [_piece(piece) for piece in proposal.taken],
        "released": [_piece(piece) for piece in proposal.released],
        "places": [place._asdict() for place in proposal.places],
        "robustness": _robustness(proposal.robustness),
        "reasons": [_message(reason) for reason in proposal.reasons],
        "scenario": proposal.scenario.to_document(),
    }


def _message(message: Message) -> dict[str, Any]:
    return message.to_document() | {"text": str(message), "text_zh": catalogue("zh").text(message)}


def _robustness(found: Robustness) -> dict[str, Any]:
    names = ("before", "gain", "runs", "boundary_km", "mean", "p5", "worst")
    return {name: getattr(found, name) for name in names} | {
        "shifted": [one._asdict() | {"share": found.share(one.gain)} for one in found.shifted]
    }


def _piece(piece: Piece) -> dict[str, Any]:
    names = ("zone_id", "ftz_id", "area_km2", "alone", "last", "worse", "residents")
    return {name: getattr(piece, name) for name in names} | {
        "instead": None if piece.instead is None else [*piece.instead],
        "geometry": mapping(piece.geometry),
    }
