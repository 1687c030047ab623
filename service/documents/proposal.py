"""The JSON document of a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapely.geometry import mapping

from layers.messages import catalogue

if TYPE_CHECKING:
    from geo.proposals import Piece, Proposal


def proposal_document(found: Proposal) -> dict[str, Any]:
    """Return a proposal as plain values; `taken` and `released` have GeoJSON geometry."""
    return {
        "status": found.status,
        "objective": found.objective,
        "sense": found.sense,
        "bound": found.bound,
        "gap": found.gap,
        "before": found.before,
        "promised": found.promised,
        "measured": found.measured,
        "taken": [_piece(piece) for piece in found.taken],
        "released": [_piece(piece) for piece in found.released],
        "reasons": [
            reason.to_document() | {"text": str(reason), "text_zh": catalogue("zh").text(reason)}
            for reason in found.reasons
        ],
        "scenario": found.scenario.to_document(),
    }


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "zone_id": piece.zone_id,
        "ftz_id": piece.ftz_id,
        "area_km2": piece.area_km2,
        "alone": piece.alone,
        "last": piece.last,
        "worse": piece.worse,
        "instead": None if piece.instead is None else [*piece.instead],
        "geometry": mapping(piece.geometry),
    }
