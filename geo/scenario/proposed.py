"""The explanation of a proposal, stored in its scenario: its objective and its reasons.

It is valid for the proposed edits. Once these change it is out of date, and no longer shown
(`Proposed.holds_of`).
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from geo.edits import Edit, write_edit
from geo.edits.base import ShortText, listed
from layers.messages import Message

SPREAD_SIGN = "±"
"""The sign before the tolerance of a radius in a written objective: `population@50±2`."""


CONDITIONS = frozenset({"propose-per-km2", "propose-front-least", "propose-differs"})
"""The reasons that say among which answers one is the best: its bound holds for these alone."""


FORMER = frozenset(
    {
        "propose-best-site", "propose-best-site-within", "propose-site-found",
        "propose-best-sites", "propose-best-sites-within", "propose-site-moved",
    }
)  # fmt: skip
"""Reasons that earlier versions gave and stored proposals still have."""


class ProposedPiece(BaseModel, frozen=True, extra="forbid", allow_inf_nan=False):
    """Land that a zone takes or releases, and its contribution to the objective.

    `alone` is its contribution without any other piece, `last` with all the others; `worse` is how
    much less the best answer without it gains, `instead` the zones that would then take land.
    """

    zone_id: ShortText
    released: bool = False
    area_km2: float
    alone: float
    last: float
    worse: float | None = None
    instead: Annotated[tuple[ShortText, ...], BeforeValidator(listed)] | None = None


class Proposed(BaseModel, frozen=True, extra="forbid", allow_inf_nan=False):
    """An objective, measured before and after, the bound that no answer exceeds, and reasons.

    `edits` is the hash of baseline and edits. `reasons` are messages, as codes with parameters.
    """

    edits: ShortText
    objective: ShortText
    status: ShortText
    before: float
    measured: float
    bound: float
    gap: float
    pieces: Annotated[tuple[ProposedPiece, ...], BeforeValidator(listed)] = ()
    reasons: Annotated[tuple[dict[str, Any], ...], BeforeValidator(listed)] = Field(
        default=(), max_length=1_000
    )

    def holds_of(self, baseline: str, edits: Iterable[Edit]) -> bool:
        """Return whether edits are still the proposed ones."""
        return self.edits == edits_hash(baseline, edits)

    @property
    def is_bound_for_all(self) -> bool:
        """Return whether no answer exceeds the bound, even without this one's conditions."""
        return not any(message.code in CONDITIONS for message in self.messages())

    def messages(self) -> list[Message]:
        """Return the reasons that are messages; other content of a file is ignored."""
        messages = []
        for reason in self.reasons:
            try:
                messages.append(Message.from_document(reason))
            except (LookupError, TypeError, AttributeError, RecursionError):
                continue
        return messages


def edits_hash(baseline: str, edits: Iterable[Edit]) -> str:
    """Return the hash of edits over a baseline."""
    text = json.dumps([baseline, [write_edit(edit) for edit in edits]], sort_keys=True)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
