"""The limits of a question: which size and shape the pieces of land have that are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from geo.option import Among, Gone, Range, Word

CANDIDATES = ("shapes", "parcels")
"""What land may be made of."""

MOST_KM2 = 1e5
"""How much land a question may be about."""

_MOST = 1000  # pieces, new blocks
_SURELY = 0.9  # of the uncertainty of boundaries: 95 of 100 runs lie within on one side


@dataclass(frozen=True)
class Limits:
    """The limits on the pieces of land that are taken; the help of each field says it.

    `candidates` is one of `CANDIDATES`; `compact` is 1 to 20. Any number of pieces, unless
    `max_pieces` is given.

    >>> from geo.proposals import Limits
    >>> Limits(max_pieces=1).max_pieces
    1
    >>> Limits().wide_km, Limits(width_km=1.5).wide_km
    (2.0, 1.5)
    """

    width_km: Annotated[
        float | None,
        Range(0.1, 100),
        Word(
            "width", "how wide a piece is at its far end; if not given, twice boundary", "km", "2km"
        ),
    ] = None
    joint_km: Annotated[
        float | None,
        Range(0.1, 100),
        Word(
            "joint", "how wide it is where it meets its zone; if not given, as width", "km", "2km"
        ),
    ] = None
    boundary_km: Annotated[
        float,
        Range(0.05, 10),
        Word("boundary", "by how much boundaries are uncertain, out or in", "km"),
    ] = 1.0
    compact: Annotated[
        float,
        Range(1, 20),
        Word(
            "compact",
            "the square of how far a piece runs out of its zone, at most so many times its area; "
            "3: long pieces",
        ),
    ] = 1.5
    min_piece_km2: Annotated[
        float, Range(0.01, MOST_KM2), Word("least-piece", "the smallest piece", "km2")
    ] = 0.5
    max_pieces: Annotated[
        int | None, Range(1, _MOST), Word("pieces", "the most pieces for each FTZ", usual="any")
    ] = None
    candidates: Annotated[
        str, Among(CANDIDATES), Word("made-of", "or parcels, whole ones of the plan")
    ] = "shapes"
    new_blocks: Annotated[int, Range(0, _MOST), Gone(in_scripts=True)] = 0
    release_gateways: Annotated[bool, Gone()] = False

    @property
    def wide_km(self) -> float:
        """Return how wide a piece is."""
        return 2 * self.boundary_km if self.width_km is None else self.width_km

    @property
    def surely_km(self) -> float:
        """Return how far out or in a boundary is at most in 95 of 100 cases, to that side."""
        return _SURELY * self.boundary_km


USUAL_LIMITS = Limits()
"""Those of a question that states none."""
